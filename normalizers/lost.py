"""The ư that TCVN3 text loses: its byte is the soft hyphen, which editors, HTML and .doc converters drop.

"được" arrives as "®îc", decoded "đợc": no rime has ơ before these finals without ư, so it can be put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from normalizers.charsets import decode
from normalizers.syllables import frequencies, is_syllable

_HORN = re.compile(r"(?<![ưƯ])([ơớờởỡợ])(?=(?:c|i|m|n|ng|p|t|u)$)", re.IGNORECASE)
_ENOUGH = 2  # words that want a ư before the text is taken to have lost them
_LIKELIER = 1.5  # natural logarithm: chưa against cha
# What is left of a word that was all onset and ư.
_BARE = {"nh": "như", "th": "thư", "t": "tư", "c": "cư", "s": "sư", "u": "ưu"}


def with_u(word: str) -> str:
    """The word with ư before its ơ; the word itself where no ơ wants one."""
    return _HORN.sub(lambda m: ("Ư" if m[1].isupper() else "ư") + m[1], word)


def lost_u(tokens: Iterable[str]) -> bool:
    """Whether TCVN3 tokens (not decoded) have lost their ư."""
    wanting = 0
    for text in tokens:
        if "\xad" in text or "\u2212" in text:
            return False
        if not text.isascii():
            word = decode(text, "tcvn3")
            wanting += not is_syllable(word) and is_syllable(with_u(word))
    return wanting >= _ENOUGH


def restore_u(words: Sequence[str], next_chars: Sequence[str], lost: bool) -> list[str]:
    """Decoded words with ư where a syllable wants it; where the text has lost every ư, also where it is likelier."""
    return [_restored(word, after, lost) for word, after in zip(words, next_chars, strict=True)]


def _restored(word: str, after: str, lost: bool) -> str:
    horned = with_u(word)
    if horned != word and is_syllable(horned) and not is_syllable(word):
        return horned
    if not lost:
        return word
    if word in _BARE:
        return _BARE[word] if after in " ,;\t" else word
    best = max([word, *_candidates(word)], key=_frequency)
    return best if _frequency(best) - _frequency(word) > _LIKELIER else word


def _candidates(word: str) -> list[str]:
    """The word with one ư more: nhng, nhưng; cha, chưa; ngời, người."""
    small = "Ư" if word.isupper() else "ư"
    return [word[:i] + small + word[i:] for i in range(1, len(word))] if word.isalpha() else []


def _frequency(word: str) -> float:
    return frequencies().get(word.lower(), -18.0)

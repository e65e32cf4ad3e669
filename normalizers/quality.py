"""How good is this text, without knowing the truth? A number between 0 and 1.

It estimates the share of words that are right. A word is wrong if it is no syllable; a line of legal words without
marks may still be wrong, because its marks were stripped: "cong hoa xa hoi". How likely that is follows from how often
each such word is written without marks in sound text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from math import exp, log

from normalizers.syllables import frequencies, is_syllable
from normalizers.unicode import strip_diacritics

WORD = re.compile(r"[^\W\d_]+")
WEAK = 0.75  # sound lines hardly ever fall below, damaged ones hardly ever come above
LONGEST = 10_000  # characters of a line that are judged
ENOUGH = 12  # words to judge a text by; "at the café" could be anything
_SOUND = log(0.8 / 0.2)  # before it is read, a line is rather sound than stripped
_STRAY = log(0.02)  # a marked word in a line whose marks were stripped
_MOST = 20.0


@dataclass(frozen=True, slots=True)
class LineQuality:
    """`words` that say something, and how many of them are likely right."""

    words: int
    right: float

    @property
    def share(self) -> float:
        return self.right / self.words if self.words else 1.0

    @property
    def weak(self) -> bool:
        """Whether a language model may have something to win back; one odd word is a name rather than damage."""
        return self.share < WEAK and self.words - self.right > 1.5


def quality(text: str) -> float:
    """The likely share of right words, of all lines together; text without words is as good as can be."""
    lines = [line_quality(line) for line in text.split("\n")]
    words = sum(line.words for line in lines)
    return sum(line.right for line in lines) / words if words else 1.0


def line_quality(line: str) -> LineQuality:
    """Single letters, numbers and abbreviations (UBND) say nothing. Of a line without end the beginning is judged."""
    return _quality(line[:LONGEST])


@lru_cache(maxsize=4096)
def _quality(line: str) -> LineQuality:
    words = [w for w in WORD.findall(line) if len(w) > 1 and not _is_abbreviation(w)]
    legal = [w for w in words if is_syllable(w)]
    evidence = _SOUND
    unmarked: list[float] = []
    for word in legal:
        if word.isascii():
            share = bare_shares().get(word.lower(), 0.5)
            unmarked.append(share)
            evidence += log(max(share, 0.01))
        else:
            evidence -= _STRAY
    sound = 1 / (1 + exp(-max(-_MOST, min(_MOST, evidence))))
    marked = len(legal) - len(unmarked)
    return LineQuality(len(words), sound * len(legal) + (1 - sound) * (marked + sum(unmarked)))


def weak_blocks(lines: Sequence[str]) -> list[range]:
    """The lines that a language model may win back, as runs of 0-based lines; all lines where most words are weak."""
    qualities = [line_quality(line) for line in lines]
    weak = [q.weak for q in qualities]
    words = sum(q.words for q in qualities)
    if 2 * sum(q.words for q, is_weak in zip(qualities, weak, strict=True) if is_weak) > words:
        blocks = [range(len(lines))]
    else:
        blocks = _blocks(weak, [q.words == 0 for q in qualities])
    return [block for block in blocks if _tells([lines[i] for i in block])]


def _tells(lines: Sequence[str]) -> bool:
    """Whether there are words enough to tell damaged Vietnamese from another language, or all of them Vietnamese."""
    every = (match.group() for line in lines for match in WORD.finditer(line))
    words = list(islice(every, ENOUGH))
    return len(words) >= ENOUGH or all(strip_diacritics(word.lower()) in bare_shares() for word in words)


def _blocks(weak: Sequence[bool], empty: Sequence[bool]) -> list[range]:
    """Runs of weak lines; lines without words between two of them do not part them."""
    blocks: list[range] = []
    for i, is_weak in enumerate(weak):
        if not is_weak:
            continue
        if blocks and all(empty[blocks[-1].stop : i]):
            blocks[-1] = range(blocks[-1].start, i + 1)
        else:
            blocks.append(range(i, i + 1))
    return blocks


@cache
def bare_shares() -> Mapping[str, float]:
    """For each syllable without marks, how often it is right so: trong nearly always, cua nearly never."""
    together: dict[str, float] = defaultdict(float)
    for word, frequency in frequencies().items():
        together[strip_diacritics(word)] += exp(frequency)
    return {
        bare: exp(frequencies()[bare]) / total if bare in frequencies() else 0.0 for bare, total in together.items()
    }


def _is_abbreviation(word: str) -> bool:
    """UBND, HĐND, QĐ: capitals that are no syllable."""
    return word.isupper() and len(word) <= 6 and not is_syllable(word)

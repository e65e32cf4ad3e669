"""Capitals: kept from the text as read, as far as the shapes tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from normalizers.tokens import Token
from normalizers.unicode import strip_diacritics

ACRONYM: Final = 0.6  # a word this often in capitals is written in capitals
_CAPITAL_SIGNS: Final = "8"  # a sign read for a capital letter: 86o = Báo
_SMALL_SIGNS: Final = {"A": "đ", "O": "đ", "I": "bđhklt"}  # capitals read for small letters: AOi = đối, Ioai = loại
_SAME_SHAPE: Final = "cosuvwxz"  # small and capital differ in size alone
_MISREAD: Final = "QIOUY"
_CLUSTER: Final = re.compile(r"(?!NGH)[B-DF-HK-NP-TVXĐ8]{3}")  # no syllable has it: UBND, CCHC
_BULLETS: Final = "-–+*•"


def upper_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines set in capitals, also where some of these were read as small letters (`cAc cHi TIEU`)."""
    lines: dict[int, list[str]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token.text)
    return {line for line, words in lines.items() if _is_upper(words)}


def _is_upper(words: Sequence[str]) -> bool:
    """Acronyms tell nothing, and nor do capitals inside a word that small letters may be read as (huyQn)."""
    told = [_told(word) for word in words if not _CLUSTER.search(word)]
    total = sum(map(len, told))
    upper = sum(c.isupper() for letters in told for c in letters)
    if total <= 5 or upper <= 0.33 * total:
        return False
    mixed = [word for word in words if len(word) > 1 and not word.isupper()]
    inner = sum(map(_inner, mixed))
    return upper > 0.55 * total or (len(mixed) > 2 and inner > 0.28 * (sum(map(len, mixed)) - len(mixed)))


def _told(word: str) -> str:
    """The letters of a word whose size can be told."""
    whole = word.isupper()
    return "".join(c for i, c in enumerate(word) if c.isalpha() and (whole or not i or c not in _MISREAD))


def _inner(word: str) -> int:
    """Capitals behind the first letter, less those that stand for small letters (huyQn)."""
    return sum(c.isupper() and c not in _MISREAD for c in word[1:])


def dress(word: str, seen: str, upper_share: float, upper_line: bool, trusted: bool = False) -> str:
    """`word` (lower case) in the capitals of `seen`; `trusted` where capitals stand for nothing else."""
    if upper_share > ACRONYM:
        return word.upper()
    letters = [c for c in seen if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    sure = upper_line or len(letters) > 3 or (trusted and seen.isalpha() and _inner(seen) > 0)
    if capitals > 0.7 * len(letters) and len(letters) > 1 and sure:
        return word.upper()
    if upper_line and (capitals > 0.4 * len(letters) or _inner(seen) or all(c in _SAME_SHAPE for c in letters)):
        return word.upper()
    if word[0] in _SMALL_SIGNS.get(seen[0], ""):
        return word
    if seen[0].isupper() or seen[0] in _CAPITAL_SIGNS:
        return word[:1].upper() + word[1:]
    return word


@lru_cache(maxsize=1 << 13)
def capitals_of(seen: str, word: str) -> str | None:
    """`word` in the capitals of its own stripped form, letter by letter; None if `seen` is something else."""
    if strip_diacritics(word) != seen.lower():
        return None
    return "".join(w.upper() if s.isupper() else w for w, s in zip(word, seen, strict=True))


def redressed(seen: str, upper_share: float) -> str | None:
    """A word whose letters were read right but some capitals wrong: `uBND`, `quY`; None where it can stay."""
    if seen in (seen.lower(), seen.upper(), seen[:1] + seen[1:].lower()):
        return None
    return seen.upper() if upper_share > ACRONYM else seen[:1] + seen[1:].lower()


def opens_item(line: str, start: int) -> bool:
    """Whether what begins at `start` is the first word after a bullet, the mark of an item or a full stop, where only a
    capital makes sense.
    """
    before = line[:start].strip()
    if not before:
        return False
    return all(c in _BULLETS for c in before) or (bool(_OPENING.search(before)) and line[start - 1 : start] == " ")


_OPENING: Final = re.compile(r"^[-–+*•.\s]*(?:[a-zđ]\)|\d{1,2}(?:\.\d{1,2})*[.)])$|(?<=\w\w\w)[.]$")


def raised(word: str, seen: str) -> str:
    """A first letter that was not read as this small letter, or whose capital has the same shape, as the capital it
    must be.
    """
    if seen[:1] in _SAME_SHAPE or strip_diacritics(word[:1]) != seen[:1].lower():
        return word[:1].upper() + word[1:]
    return word

"""Capitals: kept from the text as read, as far as the shapes tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from normalizers.tokens import Token
from normalizers.unicode import strip_diacritics

ACRONYM: Final = 0.6  # a word this often in capitals is written in capitals
_CAPITAL_SIGNS: Final = "8"  # a sign read for a capital letter: 86o = Báo
_SMALL_SIGNS: Final = "AO"  # capitals read for a small đ: AOi = đối
_SAME_SHAPE: Final = "cosuvwxz"  # small and capital differ in size alone
_BULLETS: Final = "-–+*•"


def upper_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines set in capitals."""
    letters: dict[int, list[int]] = {}
    for token in tokens:
        counts = letters.setdefault(token.line, [0, 0])
        counts[0] += sum(c.isupper() for c in token.text)
        counts[1] += sum(c.isalpha() for c in token.text)
    return {line for line, (upper, total) in letters.items() if total > 5 and upper > 0.55 * total}


def dress(word: str, seen: str, upper_share: float, upper_line: bool, trusted: bool = False) -> str:
    """`word` (lower case) in the capitals of `seen`; `trusted` where capitals stand for nothing else."""
    if upper_share > ACRONYM:
        return word.upper()
    letters = [c for c in seen if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    sure = upper_line or len(letters) > 3 or (trusted and seen.isalpha())
    if capitals > 0.7 * len(letters) and len(letters) > 1 and sure:
        return word.upper()
    if upper_line and capitals > 0.4 * len(letters):
        return word.upper()
    if seen[0] in _SMALL_SIGNS and word[0] == "đ":
        return word
    if seen[0].isupper() or seen[0] in _CAPITAL_SIGNS:
        return word[:1].upper() + word[1:]
    return word


def capitals_of(seen: str, word: str) -> str | None:
    """`word` in the capitals of its own stripped form, letter by letter; None if `seen` is something else."""
    if strip_diacritics(word) != seen.lower():
        return None
    return "".join(w.upper() if s.isupper() else w for w, s in zip(word, seen, strict=True))


def as_acronym(seen: str, upper_share: float) -> str | None:
    """The acronym that a reader wrote with some small letters (`uBND`), None for any other word."""
    several = sum(c.isupper() for c in seen) > 1
    return seen.upper() if upper_share > ACRONYM and several and not seen.isupper() else None


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

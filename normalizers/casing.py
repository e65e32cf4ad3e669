"""Capitals: kept from the text as read, as far as the shapes tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from normalizers.tokens import Token

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


def opens_item(line: str, start: int) -> bool:
    """Whether what begins at `start` is the first word after a bullet, where only a capital makes sense."""
    before = line[:start].strip()
    return bool(before) and all(c in _BULLETS for c in before)


def raised(word: str, seen: str) -> str:
    """A first letter whose capital has the same shape, written as the capital it must be."""
    return word[:1].upper() + word[1:] if seen[:1] in _SAME_SHAPE else word

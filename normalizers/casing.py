"""Capitals: kept from the text as read, as far as the shapes tell."""

from __future__ import annotations

from typing import Final

ACRONYM: Final = 0.6  # a word this often in capitals is written in capitals
_CAPITAL_SIGNS: Final = "8"  # a sign read for a capital letter: 86o = Báo


def dress(word: str, seen: str, upper_share: float = 0.0) -> str:
    """`word` (lower case) in the capitals of `seen`."""
    if upper_share > ACRONYM:
        return word.upper()
    letters = [c for c in seen if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    if len(letters) > 1 and capitals > 0.7 * len(letters):
        return word.upper()
    if seen[0].isupper() or seen[0] in _CAPITAL_SIGNS:
        return word[:1].upper() + word[1:]
    return word

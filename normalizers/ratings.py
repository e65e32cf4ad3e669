"""Ratings that stand alone in a cell or behind a dash: `85,5 | Kha |` is Khá, though sentences say Kha more often."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from normalizers.tokens import Kind, Token

_RATINGS: Final = (
    ("khá", re.compile(r"Kh[^bcghklmnopqrstuvxyoôơưe\s]|KHA|KHÁ")),
    ("yếu", re.compile(r"Y[eéêè]u|YEU")),
    ("tốt", re.compile(r"T[oóôöé60]t|TOT")),
    ("kém", re.compile(r"K[eéè]m|KEM")),
)
_APART: Final = 2  # characters between tokens where more than a blank stands between them


def rating(tokens: Sequence[Token], place: int) -> str | None:
    """The rating that this token is, if it stands between a number or a sign and a sign or the end of its line."""
    if not (_begins(tokens, place) and _ends(tokens, place)):
        return None
    return next((word for word, seen in _RATINGS if seen.fullmatch(tokens[place].text)), None)


def _begins(tokens: Sequence[Token], place: int) -> bool:
    """After a number, or a sign between blanks; what begins a line may begin a sentence."""
    if not place or tokens[place - 1].line != tokens[place].line:
        return False
    before = tokens[place - 1]
    return before.kind is Kind.NUMBER or tokens[place].start - before.end > _APART


def _ends(tokens: Sequence[Token], place: int) -> bool:
    if place + 1 == len(tokens) or tokens[place + 1].line != tokens[place].line:
        return True
    return tokens[place + 1].start - tokens[place].end >= _APART

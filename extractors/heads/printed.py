"""The printed lines of a document, each once, as its head and foot are read from them."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.text.flow import Flow, Piece


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line of the head: its number in text.txt, its text, the blank lines above it."""

    number: int
    text: str
    blanks: int


def printed_lines(text: Flow, limit: int | None = None) -> list[Printed]:
    """The lines of the document that hold text, each once."""
    found: list[Printed] = []
    before = 0
    for piece in text.pieces:
        if found and found[-1].number == piece.number:
            continue
        if limit is not None and len(found) >= limit:
            break
        found.append(Printed(piece.number, _clean(piece), piece.number - before - 1 if before else 0))
        before = piece.number
    return found


def _clean(piece: Piece) -> str:
    return piece.line.text.strip()


def capital(text: str) -> bool:
    """Printed in capitals, the small letters of a symbol aside: 'SỐ 302/2010/QĐ-TTg'."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) > 0.9 * len(letters)

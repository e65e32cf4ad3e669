"""What of a document is running text: its paragraphs without the lines of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow, Paragraph
from extractors.text.remember import last_answer


@last_answer
def prose(flow: Flow) -> tuple[Paragraph, ...]:
    """The paragraphs outside of tables; one that runs into a table or out of it without what stands in there.

    Rows that run together are tables by their look alone: a paragraph is theirs only where it begins in them.
    """
    drawn: set[int] = set()
    rows: set[int] = set()
    for grid in grids_of(flow):
        (rows if grid.kind == "rows" else drawn).update(range(grid.first_line, grid.last_line + 1))
    told = [p for p in flow.paragraphs if not p.is_row and p.number not in rows]
    return tuple(part for whole in told for part in _outside(flow, whole, drawn))


def _outside(flow: Flow, whole: Paragraph, taken: set[int]) -> Iterator[Paragraph]:
    pieces = [piece for piece, _, _ in flow.pieces_of(whole.start, whole.end)]
    if not any(piece.number in taken for piece in pieces):
        yield whole
        return
    for tabled, run in groupby(pieces, key=lambda piece: piece.number in taken):
        if not tabled:
            parts = list(run)
            yield replace(whole, start=parts[0].start, end=parts[-1].end, number=parts[0].number)

"""Tables of RTF and .doc: a row says where its cells end on the paper; columns are what rows share of these edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.readers.flow import Grid, GridCell, Runs


@dataclass(frozen=True, slots=True)
class CellEdge:
    """Where a cell ends (twips); `covered`: by the cell before it or, where `above`, by the one over it."""

    right: int
    covered: bool = False
    above: bool = False


@dataclass(slots=True)
class EdgeTable:
    """A table as it is read: rows that are whole, and the row, cell and paragraphs being read."""

    rows: list[tuple[tuple[tuple[Runs, ...], ...], tuple[CellEdge, ...]]] = field(default_factory=list)
    edges: list[CellEdge] = field(default_factory=list)
    cells: list[tuple[Runs, ...]] = field(default_factory=list)
    paragraphs: list[Runs] = field(default_factory=list)

    def end_cell(self) -> None:
        self.cells.append(tuple(self.paragraphs))
        self.paragraphs = []

    def end_row(self) -> None:
        if self.cells:
            self.rows.append((tuple(self.cells), tuple(self.edges)))
        self.cells = []

    def grid(self) -> Grid:
        if self.cells:  # the file ends within a row
            self.end_row()
        rights = sorted({edge.right for _, edges in self.rows for edge in edges})
        return Grid(spanned([_placed(cells, edges, rights) for cells, edges in self.rows]))


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell in its columns; `above`: it goes on from the one over it."""

    column: int
    span: int
    paragraphs: tuple[Runs, ...]
    above: bool = False


def _placed(cells: Sequence[tuple[Runs, ...]], edges: Sequence[CellEdge], rights: Sequence[int]) -> list[Placed]:
    if len(edges) < len(cells):  # edges that were not stated
        return [Placed(number, 1, paragraphs) for number, paragraphs in enumerate(cells)]
    placed: list[Placed] = []
    column = 0
    for paragraphs, edge in zip(cells, edges, strict=False):
        end = max(rights.index(edge.right) + 1, column + 1)
        if edge.covered and not edge.above and placed:
            held = placed[-1]
            placed[-1] = Placed(held.column, end - held.column, held.paragraphs + paragraphs, held.above)
        else:
            placed.append(Placed(column, end - column, paragraphs, edge.above))
        column = end
    return placed


def spanned(rows: Sequence[Sequence[Placed]]) -> tuple[tuple[GridCell, ...], ...]:
    """The rows with cells that go on downwards stated once, where they begin."""
    made: list[list[GridCell]] = []
    begun: dict[int, tuple[int, int]] = {}  # column -> row and place of the cell above
    for number, row in enumerate(rows):
        made.append([])
        for cell in row:
            if cell.above and cell.column in begun:
                at, place = begun[cell.column]
                held = made[at][place]
                made[at][place] = GridCell(held.column, held.paragraphs, number - at + 1, held.column_span)
            else:
                begun[cell.column] = (number, len(made[number]))
                made[number].append(GridCell(cell.column, cell.paragraphs, 1, cell.span))
    return tuple(tuple(row) for row in made)

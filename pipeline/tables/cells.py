"""Words put into the cells of a table, row by row, so that every row becomes one line of text.

Rows without a word are dropped (their rules were decoration); words are never dropped: one outside every cell goes to
the nearest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from extractors.layout import Box
from pipeline.tables.region import CellRegion, TableRegion


class Placed(Protocol):
    """Anything with a text and a place: a word of OCR or of a text layer."""

    @property
    def text(self) -> str: ...
    @property
    def x0(self) -> float: ...
    @property
    def y0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def y1(self) -> float: ...


W = TypeVar("W", bound=Placed)


@dataclass(frozen=True, slots=True)
class FilledCell(Generic[W]):
    column: int
    box: Box
    words: tuple[W, ...]  # in reading order
    row_span: int = 1
    column_span: int = 1

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class FilledRow(Generic[W]):
    cells: tuple[FilledCell[W], ...]  # ordered by column; a column under a merged cell has none


def fill(table: TableRegion, words: Sequence[W]) -> tuple[FilledRow[W], ...]:
    """The rows of the table with their words. Every word given comes back exactly once."""
    held: dict[CellRegion, list[W]] = defaultdict(list)
    for word in words:
        held[_cell_of(table, word)].append(word)
    rows: dict[int, list[FilledCell[W]]] = defaultdict(list)
    spoken = {cell.row for cell in table.cells if cell.row_span == 1 and held.get(cell)}
    for cell in table.cells:
        for row, part in _by_row(table, cell, held.get(cell, []), spoken):
            rows[row].append(FilledCell(cell.column, cell.box, tuple(part), cell.row_span, cell.column_span))
    return tuple(
        FilledRow(tuple(sorted(rows[row], key=lambda cell: cell.column)))
        for row in sorted(rows)
        if any(cell.words for cell in rows[row])
    )


def _cell_of(table: TableRegion, word: Placed) -> CellRegion:
    """The cell that holds the centre of the word, else the nearest."""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2

    def distance(cell: CellRegion) -> float:
        dx = max(cell.box.x0 - x, x - cell.box.x1, 0.0)
        dy = max(cell.box.y0 - y, y - cell.box.y1, 0.0)
        return dx * dx + dy * dy

    return min(table.cells, key=distance)


def _by_row(table: TableRegion, cell: CellRegion, words: list[W], spoken: set[int]) -> list[tuple[int, list[W]]]:
    """The words of a cell with the row they belong to; an empty cell keeps its place in its first row.

    A merged cell of the body whose lines each stand beside a row of their own is several cells whose rule has faded:
    its lines go to those rows. Any other merged cell belongs to the first row that says something.
    """
    rows = [row for row in range(cell.row, cell.row + cell.row_span) if row in spoken] or [cell.row]
    if len(rows) == 1 or not words:
        return [(rows[0], reading_order(words))]
    lines = text_lines(words)
    bands = {row: _band(table, row) for row in rows}
    place = [[row for row, (top, bottom) in bands.items() if top <= _middle(line) <= bottom] for line in lines]
    in_head = cell.row <= 1 and cell.row_span < table.rows // 2
    if in_head or any(len(found) != 1 for found in place) or len({found[0] for found in place}) < 2:
        return [(rows[0], reading_order(words))]
    parts: dict[int, list[W]] = defaultdict(list)
    for line, found in zip(lines, place, strict=True):
        parts[found[0]] += line
    return sorted(parts.items())


def _band(table: TableRegion, row: int) -> tuple[float, float]:
    """Top and bottom of a row, from the cells that stand in it alone."""
    boxes = [cell.box for cell in table.cells if cell.row == row and cell.row_span == 1]
    return min(box.y0 for box in boxes), max(box.y1 for box in boxes)


def _middle(words: Sequence[Placed]) -> float:
    return sum(word.y0 + word.y1 for word in words) / (2 * len(words))


def reading_order(words: Sequence[W]) -> list[W]:
    return [word for line in text_lines(words) for word in line]


def text_lines(words: Sequence[W]) -> list[list[W]]:
    """Words grouped into lines by their height on the page, each line from left to right.

    Words belong to one line while their middle lies within the line's height so far.
    """
    lines: list[list[W]] = []
    for word in sorted(words, key=lambda w: (w.y0 + w.y1, w.x0)):
        middle = (word.y0 + word.y1) / 2
        if lines and any(w.y0 <= middle <= w.y1 for w in lines[-1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]

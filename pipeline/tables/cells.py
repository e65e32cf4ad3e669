"""Words put into the cells of a table, row by row, so that every row becomes one line of text.

Rows without a word are dropped (their rules were decoration); words are never dropped: one outside every cell goes to
the nearest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
NUMERIC = re.compile(r"[-+]?\d[\d.,/%]*")


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
    """The rows of the table with their words. Every word given comes back exactly once.

    A cell over several rows stands whole in its first row; its span counts the rows that are kept.
    """
    held: dict[CellRegion, list[W]] = defaultdict(list)
    for word in words:
        held[_cell_of(table, word)].append(word)
    spoken = {cell.row for cell in table.cells if cell.row_span == 1 and held.get(cell)}
    parts = [
        _Part(row, last, FilledCell(cell.column, cell.box, tuple(part), 1, cell.column_span))
        for cell in table.cells
        for row, last, part in _by_row(table, cell, held.get(cell, []), spoken)
    ]
    kept = sorted({part.row for part in parts if part.cell.words})
    rows: dict[int, list[FilledCell[W]]] = {row: [] for row in kept}
    for part in parts:
        if part.row in rows:
            span = sum(part.row <= row <= part.last for row in kept)
            rows[part.row].append(replace(part.cell, row_span=span))
    return tuple(FilledRow(tuple(sorted(cells, key=lambda cell: cell.column))) for cells in rows.values())


@dataclass(frozen=True, slots=True)
class _Part(Generic[W]):
    """A cell on its way into a row: the rows of the region it stands in, first and last."""

    row: int
    last: int
    cell: FilledCell[W]


def _cell_of(table: TableRegion, word: Placed) -> CellRegion:
    """The cell that holds the centre of the word, else the nearest."""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2

    def distance(cell: CellRegion) -> float:
        dx = max(cell.box.x0 - x, x - cell.box.x1, 0.0)
        dy = max(cell.box.y0 - y, y - cell.box.y1, 0.0)
        return dx * dx + dy * dy

    return min(table.cells, key=distance)


def _by_row(table: TableRegion, cell: CellRegion, words: list[W], spoken: set[int]) -> list[tuple[int, int, list[W]]]:
    """The words of a cell with its first and last row; an empty cell keeps its place.

    A cell over several rows begins in the first of them that says something. One whose lines are numbers, each beside
    a row of its own, is several cells whose rule has faded: its lines go to those rows. Words are no such sign: a name
    in the middle of its rows runs on from line to line beside them.
    """
    last = cell.row + cell.row_span - 1
    rows = [row for row in range(cell.row, last + 1) if row in spoken] or [cell.row]
    lines = text_lines(words)
    if len(rows) > 1 and len(lines) > 1 and all(_is_number(line) for line in lines):
        bands = {row: _band(table, row) for row in rows}
        place = [[row for row, (top, bottom) in bands.items() if top <= _middle(line) <= bottom] for line in lines]
        if all(len(found) == 1 for found in place) and len({found[0] for found in place}) == len(lines):
            return [(found[0], found[0], line) for found, line in zip(place, lines, strict=True)]
    return [(rows[0], last, [word for line in lines for word in line])]


def _is_number(line: Sequence[Placed]) -> bool:
    return len(line) == 1 and NUMERIC.fullmatch(line[0].text) is not None


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

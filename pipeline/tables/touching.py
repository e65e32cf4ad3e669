"""A table without rules as if it had them: its cells widened until they touch, so that each can be cut out and read.

What the engine read of such a table on a whole page tells where its columns and rows stand, though not well what is
written there: it joins numbers of two columns and leaves out lone signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.tables.region import CellRegion, TableRegion
from pipeline.tables.rules import Picture

OUTER = 1.0  # heights taken along on both sides of the table
DARK = 128  # grey: ink of letters
STRAY = 2  # pixels of dirt in the white between columns


def touching(table: TableRegion, picture: Picture) -> TableRegion:
    """The rows of an unruled table under its heading, their cells widened into the white of `picture` around them.

    Cells of the heading, and those over several columns, are left out: where they end is not told by their columns.
    """
    body = [cell for cell in table.cells if cell.row >= table.head and cell.column_span == 1]
    columns = [[cell for cell in body if cell.column == number] for number in range(table.columns)]
    if not all(columns):
        return replace(table, cells=())
    height = median(cell.box.y1 - cell.box.y0 for cell in body if cell.box.y1 > cell.box.y0)
    rows = {row: _row_band((cell for cell in body if cell.row == row), height) for row in {c.row for c in body}}
    edges = _edges(columns, picture, OUTER * height)
    cells = [cell for n, column in enumerate(columns) for cell in _column(column, edges[n], rows, height / 2)]
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _row_band(cells: Iterable[CellRegion], height: float) -> tuple[float, float]:
    """Top and bottom of the line a row stands on, where its cells of one line stand; else around its anchor."""
    boxes = [cell.box for cell in cells]
    low = [box for box in boxes if 0 < box.y1 - box.y0 < 1.5 * height]
    if low:
        return median(box.y0 for box in low), median(box.y1 for box in low)
    middle = median((box.y0 + box.y1) / 2 for box in boxes)
    return middle - height / 2, middle + height / 2


def _edges(columns: Sequence[Sequence[CellRegion]], picture: Picture, outer: float) -> list[tuple[float, float]]:
    """Left and right of each column. Words tell where it stands, the white of the picture where it ends."""
    boxes = [cell.box for column in columns for cell in column]
    top, bottom = min(box.y0 for box in boxes), max(box.y1 for box in boxes)
    ink = np.count_nonzero(picture[max(0, round(top)) : round(bottom)] < DARK, axis=0)
    middles = [median((cell.box.x0 + cell.box.x1) / 2 for cell in column) for column in columns]
    between = [_white(ink, round(a), round(b)) for a, b in pairwise(middles)]
    return list(pairwise([min(box.x0 for box in boxes) - outer, *between, max(box.x1 for box in boxes) + outer]))


def _white(ink: NDArray[np.intp], left: int, right: int) -> float:
    """The middle of the widest white between these two places; a line across may run through it."""
    part = ink[left:right]
    marks = np.flatnonzero(np.diff(np.r_[False, part <= part.min() + STRAY, False]))
    runs = marks.reshape(-1, 2)
    start, end = runs[np.argmax(runs[:, 1] - runs[:, 0])]
    return left + (int(start) + int(end)) / 2


def _column(
    column: list[CellRegion], sides: tuple[float, float], rows: dict[int, tuple[float, float]], outer: float
) -> list[CellRegion]:
    """The cells of a column from top to bottom, each as high as halfway to its neighbours."""
    held = sorted(column, key=lambda cell: cell.row)
    spans = [(c.box.y0, c.box.y1) if c.box.y1 > c.box.y0 else rows[c.row] for c in held]
    between = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    marks = [spans[0][0] - outer, *between, spans[-1][1] + outer]
    return [
        replace(cell, box=Box(sides[0], top, sides[1], bottom))
        for cell, (top, bottom) in zip(held, pairwise(marks), strict=True)
        if bottom > top
    ]

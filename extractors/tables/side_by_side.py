"""Tables printed in two or three strips beside each other to save paper, made one below the other again.

    TT  Đơn vị  Điểm  TT  Đơn vị  Điểm
    1   Tam Dị  94,5  3   Yên Sơn  80

The heads of the strips are the same, and each has a column of names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.tables.grids import Grid, GridRow
from extractors.text.vocabulary import column_role, key

_NAMES = ("unit", "criterion")
_LEAST_WIDTH = 2


def unfolded(grid: Grid) -> Grid:
    """The strips below each other; a table of one strip as it is."""
    width = _strip_width(grid)
    if width == grid.columns:
        return grid
    starts = range(0, grid.columns, width)
    header = tuple(row for line in grid.header for row in _cut(line, 0, width))
    rows = tuple(row for start in starts for line in grid.rows for row in _cut(line, start, width))
    return replace(grid, header=header, rows=rows, columns=width)


def _strip_width(grid: Grid) -> int:
    titles = [key(grid.title(column)) for column in range(grid.columns)]
    for width in range(_LEAST_WIDTH, grid.columns // 2 + 1):
        strips = {tuple(titles[at : at + width]) for at in range(0, grid.columns, width)}
        named = any(column_role(title) in _NAMES for title in titles[:width])
        if grid.columns % width == 0 and len(strips) == 1 and named:
            return width
    return grid.columns


def _cut(row: GridRow, start: int, width: int) -> Iterator[GridRow]:
    """The part of the row that stands in a strip, if anything does."""
    cells = [cell for cell in row.cells if start <= cell.column < start + width]
    if any(cell.text for cell in cells):
        yield replace(row, cells=tuple(replace(cell, column=cell.column - start) for cell in cells))

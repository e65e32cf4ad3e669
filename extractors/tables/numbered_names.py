"""A column that holds two: rank and name run together where a table has no rules, 'Hạng Đơn vị' over '1 Long Thạnh'."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extractors.tables.grids import Grid, GridCell, GridRow
from extractors.text.vocabulary import column_role

_NUMBERED = re.compile(r"\W*(?P<number>\d{1,3})[.)]?\s+(?P<name>[^\W\d].*)")
_LEAST_ROWS = 3
_MOST = 0.75  # of the cells: means and sums have a name alone

_Pair = tuple[GridCell, GridCell]


def parted(grid: Grid) -> Grid:
    """The table with its first column cut in two, where its head names a number and a unit and most cells hold both."""
    cells = [cell for row in grid.rows if (cell := row.cell(0)) and cell.text]
    numbered = sum(_NUMBERED.match(cell.text) is not None for cell in cells)
    heads = [_cut_head(cell) for row in grid.header if (cell := row.cell(0)) and cell.text]
    if numbered < max(_LEAST_ROWS, _MOST * len(cells)) or not any(heads):
        return grid
    header = tuple(_moved(row, _cut_head) for row in grid.header)
    return replace(
        grid, header=header, rows=tuple(_moved(row, _cut_name) for row in grid.rows), columns=grid.columns + 1
    )


def _cut_head(cell: GridCell) -> _Pair | None:
    """'Thứ hạng' and 'Tên đơn vị' of 'Thứ hạng Tên đơn vị'."""
    for gap in re.finditer(r"\s+", cell.text):
        roles = column_role(cell.text[: gap.start()]), column_role(cell.text[gap.end() :])
        if roles[0] in ("rank", "ordinal") and roles[1] == "unit":
            return _cut(cell, 0, gap.start(), gap.end())
    return None


def _cut_name(cell: GridCell) -> _Pair | None:
    match = _NUMBERED.fullmatch(cell.text)
    return _cut(cell, *match.span("number"), match.start("name")) if match else None


def _cut(cell: GridCell, first: int, end: int, second: int) -> _Pair:
    """The characters from `first` to `end`, and those from `second` on, as two cells."""
    left = replace(cell, text=cell.text[first:end], start=cell.start + first, end=cell.start + end)
    return left, replace(cell, text=cell.text[second:], start=cell.start + second, column=1)


def _moved(row: GridRow, cut: Callable[[GridCell], _Pair | None]) -> GridRow:
    """The row with its first cell cut, or moved over to the names with all the others."""
    cells: list[GridCell] = []
    for cell in row.cells:
        two = cut(cell) if cell.column == 0 else None
        cells += two or (replace(cell, column=cell.column + 1),)
    return replace(row, cells=tuple(cells))

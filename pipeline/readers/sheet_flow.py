"""From the cells of a sheet to lines and tables: ruled rows are tables, what stands alone is text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.readers.flow import Block, Grid, GridCell, Run, Runs

Place = tuple[int, int]  # row, column, from 0
_WIDEST = 256  # columns of a table; beyond, a cell has strayed, and empty columns are left out
_NARROWEST = 3  # columns of a table without rules


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows; `ruled`: lines are drawn on two or more of its sides."""

    runs: Runs
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells that show something, and how many rows and columns merged ones reach over."""

    cells: Mapping[Place, SheetCell]
    merged: Mapping[Place, tuple[int, int]] = field(default_factory=dict)


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """The sheet from top to bottom."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(sheet.cells):
        rows.setdefault(row, []).append(column)
    ruled = any(cell.ruled for cell in sheet.cells.values())
    for tabular, stretch in groupby(rows, key=lambda row: _is_tabular(sheet, row, rows[row], ruled)):
        numbers = list(stretch)
        columns = {column for row in numbers for column in rows[row]}
        if tabular and len(numbers) > 1 and (ruled or len(columns) >= _NARROWEST):
            yield _grid(sheet, numbers, sorted(columns))
        else:
            for row in numbers:
                yield _beside([sheet.cells[row, column].runs for column in rows[row]])


def _is_tabular(sheet: Sheet, row: int, columns: Sequence[int], ruled: bool) -> bool:
    if ruled:
        return any(sheet.cells[row, column].ruled for column in columns)
    return len(columns) > 1


def _grid(sheet: Sheet, rows: Sequence[int], filled: Sequence[int]) -> Grid:
    """The rows with their empty cells, without the cells that merged ones cover."""
    first, last = filled[0], filled[-1]
    columns = range(first, last + 1) if last - first < _WIDEST else filled
    covered = {
        (row + down, column + right)
        for (row, column), (height, width) in sheet.merged.items()
        if rows[0] <= row <= rows[-1]
        for down in range(min(height, rows[-1] - row + 1))
        for right in range(min(width, last - column + 1))
        if down or right
    }
    return Grid(
        tuple(
            tuple(_cell(sheet, (row, column), first) for column in columns if (row, column) not in covered)
            for row in rows
        )
    )


def _cell(sheet: Sheet, place: Place, first: int) -> GridCell:
    held = sheet.cells.get(place)
    height, width = sheet.merged.get(place, (1, 1))
    return GridCell(place[1] - first, (held.runs,) if held else (), height, width)


def _beside(cells: Sequence[Runs]) -> Block:
    """Text outside tables: cells beside each other on one line, those of two columns line beside line."""
    if len(cells) == 2:
        return Grid((tuple(GridCell(number, (runs,)) for number, runs in enumerate(cells)),))
    joined: list[Run] = []
    for runs in cells:
        joined += ([Run("\t")] if joined else []) + list(runs)
    return tuple(joined)

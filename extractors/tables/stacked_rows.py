"""Tables whose cells stand one below the other, a line each, as text copied out of a viewer gives them.

    TT
    Tên đơn vị
    Tổng điểm
    1
    Thị trấn Bo
    91,35
    2
    …
The heads say how many cells a row has, the numbers of the rows that none is missing. Where rows bear no numbers,
'Quản lý, điều hành | 10 | 9,5 | 8', the first of their figures tells where the heads end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.planning.task_heads import task_roles
from extractors.tables.grids import Grid, GridCell, GridRow, NumberedLine
from extractors.text.values import parse_number
from extractors.text.vocabulary import column_role
from normalizers.unicode import fold

_LEAST_ROWS = 3
_COLUMNS = range(3, 13)
_LONGEST, _LONGEST_OF_TASK = 60, 300  # characters of a cell
_FIRST_HEADS = ("tt", "stt", "so tt", "hang", "xep hang", "thu hang")
_POINTS = re.compile(r"\b(?:diem|chi so|tong|xep|hang|ket qua)\b")


def stacked_grids(lines: Sequence[NumberedLine]) -> Iterator[Grid]:
    """Every such table of points, of ranks or of tasks."""
    cells = [item for item in lines if item[2].text.strip()]
    at = 0
    while at < len(cells):
        head = cells[at][2].text.strip(" .")
        grid = _grid_at(cells[at:]) if fold(head) in _FIRST_HEADS else None
        if grid is None and len(head) <= _LONGEST and column_role(head) in ("unit", "criterion"):
            grid = _labelled_at(cells[at:])
        if grid is not None:
            yield grid
            at += grid.columns * (1 + len(grid.rows))
        else:
            at += 1


def _grid_at(cells: Sequence[NumberedLine]) -> Grid | None:
    width = next((k for k in _COLUMNS if k < len(cells) and _number(cells[k]) == 1), None)
    if width is None:
        return None
    of_tasks = bool(task_roles([line.text.strip() for _, _, line in cells[:width]]))
    if not of_tasks and not _are_heads(cells[:width]):
        return None
    rows: list[GridRow] = []
    while _number_at(cells, width * (len(rows) + 1)) == len(rows) + 1:
        start = width * (len(rows) + 1)
        row = cells[start : start + width]
        longest = _LONGEST_OF_TASK if of_tasks else _LONGEST
        if len(row) < width or any(len(line.text.strip()) > longest for _, _, line in row):
            break
        rows.append(_row(row))
    if len(rows) < _LEAST_ROWS or not (of_tasks or _has_figures(rows, width)):
        return None
    return Grid((_row(cells[:width]),), tuple(rows), width, "tabs")


def _labelled_at(cells: Sequence[NumberedLine]) -> Grid | None:
    """A table whose rows are a label and figures."""
    figured = next((k for k in _COLUMNS if k < len(cells) and _figure(cells[k]) is not None), None)
    if figured is None or figured - 1 < _COLUMNS.start:
        return None
    width = figured - 1  # the label of the first row stands before its first figure
    rows: list[GridRow] = []
    for start in range(width, len(cells) - width + 1, width):
        row = cells[start : start + width]
        if _figure(row[0]) is not None or any(_figure(item) is None for item in row[1:]):
            break
        rows.append(_row(row))
    if len(rows) < _LEAST_ROWS or any(len(item[2].text.strip()) > _LONGEST for item in cells[:width]):
        return None
    return Grid((_row(cells[:width]),), tuple(rows), width, "tabs")


def _figure(item: NumberedLine) -> float | None:
    return parse_number(item[2].text.strip())


def _number(item: NumberedLine) -> int | None:
    text = item[2].text.strip(" .")
    return int(text) if text.isdecimal() and len(text) <= 3 else None


def _number_at(cells: Sequence[NumberedLine], at: int) -> int | None:
    return _number(cells[at]) if at < len(cells) else None


def _are_heads(cells: Sequence[NumberedLine]) -> bool:
    """Short words without figures, one of them of points or ranks, one of units or criteria."""
    texts = [line.text.strip() for _, _, line in cells]
    if any(len(t) > _LONGEST or parse_number(t) is not None for t in texts):
        return False
    roles = {column_role(t) for t in texts}
    return bool(roles & {"unit", "criterion"}) and any(_POINTS.search(fold(t)) for t in texts)


def _has_figures(rows: Sequence[GridRow], width: int) -> bool:
    return any(all(parse_number(row.text(c)) is not None for row in rows) for c in range(1, width))


def _row(cells: Sequence[NumberedLine]) -> GridRow:
    number, page, _ = cells[0]
    return GridRow(number, page, tuple(_cell(item, column) for column, item in enumerate(cells)))


def _cell(item: NumberedLine, column: int) -> GridCell:
    number, _, line = item
    text = line.text.strip()
    start = len(line.text) - len(line.text.lstrip())
    return GridCell(text, number, start, start + len(text), column)

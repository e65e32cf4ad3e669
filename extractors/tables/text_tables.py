"""Tables in plain text: drawn with pipes, split by TABs, aligned by blanks, or rows of one pattern without any of it.

Each finder looks at one block of neighbouring lines and returns a grid or nothing; blank lines inside a block do not
end it (text taken from a PDF often has every second line blank).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.layout import numbered_lines
from extractors.tables.aligned_tables import aligned_rows, blocks
from extractors.tables.grids import (
    Grid,
    GridCell,
    GridKind,
    GridRow,
    NumberedLine,
    join_parts,
    page_grids,
    split_header,
)
from extractors.tables.numbered_names import parted
from extractors.tables.side_by_side import unfolded
from extractors.tables.stacked_rows import stacked_grids
from extractors.tables.worn_rows import worn_grids
from extractors.text.flow import Flow
from extractors.text.remember import last_answer

_LEAST_UNFRAMED = 3  # lines parted by bars without a frame around them
_ALIKE = 0.7  # of them have as many bars
_RULE = re.compile(r"^\s*[|+]?[\s:|+\-=_]*[-=]{2,}[\s:|+\-=_]*$")
_PIPES = re.compile(r"\|.*\||^\s*\+(?:[-=]+\+){2,}\s*$")
# A frame drawn with box-drawing characters, as one of bars, dashes and crosses.
_FRAME = str.maketrans(
    {
        **dict.fromkeys("│┃║┆┊", "|"),
        **dict.fromkeys("─━═┄┈", "-"),
        **dict.fromkeys("┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛╒╤╕╞╪╡╘╧╛", "+"),
    }
)
_FIGURES = re.compile(r"(?<!\S)\d{1,3}(?:[.,]\d{1,3})?(?=\s|$)")


@last_answer
def grids_of(flow: Flow) -> tuple[Grid, ...]:
    """Every table of a document."""
    return all_grids(tuple(numbered_lines(flow.pages)))


def all_grids(lines: Sequence[NumberedLine]) -> tuple[Grid, ...]:
    """Every table of these lines, those of the pages and those in plain text, in reading order, parts joined."""
    grids: list[Grid] = []
    taken: set[int] = set()
    pages = {page.number: page for _, page, _ in lines}
    for page in pages.values():
        for grid in page_grids(page):
            grids.append(grid)
            taken.update(row.line for row in (*grid.header, *grid.rows))
    wanted = {number for number, _, _ in lines}
    grids = [g for g in grids if g.first_line in wanted]
    for find in (_pipe_grids, _tab_grids, _aligned_grids, stacked_grids, worn_grids):
        for grid in find([item for item in lines if item[0] not in taken]):
            grids.append(grid)
            taken.update(range(grid.first_line, grid.last_line + 1))
    grids.sort(key=lambda g: g.first_line)
    return tuple(parted(unfolded(grid)) for grid in join_parts(grids, lines))


def _cell(text: str, line: int, start: int, column: int) -> GridCell:
    body = text.strip()
    first = start + len(text) - len(text.lstrip())
    return GridCell(body, line, first, first + len(body), column)


def _blocks(lines: Sequence[NumberedLine], member: re.Pattern[str], blanks: int) -> Iterator[list[NumberedLine]]:
    """Runs of neighbouring lines that look like table rows, with up to `blanks` blank lines between two of them."""
    block: list[NumberedLine] = []
    for item in lines:
        if member.search(item[2].text.translate(_FRAME)):
            if block and item[0] - block[-1][0] > blanks + 1:
                yield block
                block = []
            block.append(item)
        elif item[2].text.strip() and block:
            yield block
            block = []
    if block:
        yield block


def _grid(rows: list[GridRow], kind: GridKind, least_header: int = 0) -> Grid | None:
    rows = [row for row in rows if any(c.text for c in row.cells)]
    if not rows:
        return None
    header, data = split_header(rows, least_header)
    columns = max(c.column + c.column_span for row in rows for c in row.cells)
    return Grid(header, data, columns, kind) if columns > 1 else None


# --- pipes --------------------------------------------------------------------------------------------------------


def _pipe_grids(lines: Sequence[NumberedLine]) -> Iterator[Grid]:
    for block in _blocks(lines, _PIPES, blanks=0):
        drawn = [item[2].text.translate(_FRAME) for item in block]
        framed = drawn[0].lstrip().startswith(("|", "+"))
        rules = [i for i, text in enumerate(drawn) if _RULE.match(text)]
        rows = [_pipe_row(item, text, framed) for item, text in zip(block, drawn, strict=True) if not _RULE.match(text)]
        if len(block) < (2 if framed else _LEAST_UNFRAMED) or not (framed or _evenly_parted(rows)):
            continue
        grid = _grid(_span_titles(rows), "pipes", 1 if rules[:1] == [1] else 0)
        if grid and not _run_together(grid):
            yield grid


def _evenly_parted(rows: Sequence[GridRow]) -> bool:
    """Bars that only stand between cells part most rows alike; specks do not."""
    widths = Counter(len(row.cells) for row in rows)
    return max(widths.values()) >= _ALIKE * len(rows)


def _run_together(grid: Grid) -> bool:
    """The bars are what an engine made of some of the rules: between them stand the figures of several columns."""
    several = sum(any(len(_FIGURES.findall(c.text)) > 1 for c in row.cells) for row in grid.rows)
    return several * 3 > len(grid.rows)


def _pipe_row(item: NumberedLine, drawn: str, framed: bool) -> GridRow:
    """The cells between the bars; a frame's own bars, left and right of all, are none's."""
    number, page, _ = item
    first, last = 0, len(drawn.rstrip())
    if framed:
        first = len(drawn) - len(drawn.lstrip())
        first += drawn[first : first + 1] == "|"
        last -= drawn[:last].endswith("|") and last > first
    cells, at = [], first
    for column, piece in enumerate(drawn[first:last].split("|")):
        cells.append(_cell(piece, number, at, column))
        at += len(piece) + 1
    return GridRow(number, page, tuple(cells))


# --- TABs ---------------------------------------------------------------------------------------------------------


def _tab_grids(lines: Sequence[NumberedLine]) -> Iterator[Grid]:
    for block in _blocks(lines, re.compile(r"\S.*\t"), blanks=1):
        if len(block) < 2:
            continue
        grid = _grid(_span_titles([_tab_row(item) for item in block]), "tabs")
        if grid:
            yield grid


def _tab_row(item: NumberedLine) -> GridRow:
    number, page, line = item
    cells, at = [], 0
    for column, piece in enumerate(line.text.split("\t")):
        cells.append(_cell(piece, number, at, column))
        at += len(piece) + 1
    return GridRow(number, page, tuple(cells))


def _span_titles(rows: list[GridRow]) -> list[GridRow]:
    """Titles that stand over several columns: a header cell reaches over the empty ones right of it,
    where the row below it has titles of its own."""
    header, _ = split_header(rows)
    spread = list(rows)
    for i in range(len(header) - 1):
        below = rows[i + 1]
        cells: list[GridCell] = []
        for cell in rows[i].cells:
            left = cells[-1] if cells else None
            if not cell.text and left and left.text and below.text(cell.column) and below.text(left.column):
                cells[-1] = GridCell(
                    left.text, left.line, left.start, left.end, left.column, left.row_span, left.column_span + 1
                )
            else:
                cells.append(cell)
        spread[i] = GridRow(rows[i].line, rows[i].page, tuple(cells))
    return spread


# --- columns kept apart by blanks ---------------------------------------------------------------------------------


def _aligned_grids(lines: Sequence[NumberedLine]) -> Iterator[Grid]:
    for block in blocks(lines):
        grid = _grid(aligned_rows(block), "aligned")
        if grid and len(grid.rows) >= 2:
            yield grid

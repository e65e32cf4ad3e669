"""Tables in plain text: drawn with pipes, split by TABs, aligned by blanks, or rows of one pattern without any of it.

Each finder looks at one block of neighbouring lines and returns a grid or nothing; blank lines inside a block do not
end it (text taken from a PDF often has every second line blank).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.grids import (
    Grid,
    GridCell,
    GridKind,
    GridRow,
    NumberedLine,
    join_parts,
    page_grids,
    split_header,
)
from extractors.layout import numbered_lines
from extractors.remember import last_answer
from extractors.stacked_rows import stacked_grids
from extractors.text import Flow
from extractors.worn_rows import worn_grids

_RULE = re.compile(r"^\s*[|+]?[\s:|+\-=_]*[-=]{2,}[\s:|+\-=_]*$")
_PIPES = re.compile(r"^\s*\|.*\|\s*$|^[^|]*\|[^|]*\|[^|]*$|^\s*\+(?:[-=]+\+){2,}\s*$")
# A frame drawn with box-drawing characters, as one of bars, dashes and crosses.
_FRAME = str.maketrans(
    {
        **dict.fromkeys("│┃║┆┊", "|"),
        **dict.fromkeys("─━═┄┈", "-"),
        **dict.fromkeys("┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛╒╤╕╞╪╡╘╧╛", "+"),
    }
)
_GAP = re.compile(r" {2,}|\t+")
_FIGURES = re.compile(r"(?<!\S)\d{1,3}(?:[.,]\d{1,3})?(?=\s|$)")
_WORDS = re.compile(r"\S+(?: \S+)*")


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
    return join_parts(grids, lines)


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
        rows = [_pipe_row(item) for item in block if not _RULE.match(item[2].text.translate(_FRAME))]
        rules = [i for i, item in enumerate(block) if _RULE.match(item[2].text.translate(_FRAME))]
        grid = _grid(rows, "pipes", 1 if rules[:1] == [1] else 0)
        framed = block[0][2].text.translate(_FRAME).lstrip().startswith(("|", "+"))
        if grid and len(block) > (1 if framed else 2) and not _run_together(grid):
            yield grid


def _run_together(grid: Grid) -> bool:
    """The bars are what an engine made of some of the rules: between them stand the figures of several columns."""
    several = sum(any(len(_FIGURES.findall(c.text)) > 1 for c in row.cells) for row in grid.rows)
    return several * 3 > len(grid.rows)


def _pipe_row(item: NumberedLine) -> GridRow:
    number, page, line = item
    drawn = line.text.translate(_FRAME)
    first = len(drawn) - len(drawn.lstrip())
    inner_start = first + 1 if drawn[first : first + 1] == "|" else first
    body = drawn.rstrip()
    inner_end = len(body) - 1 if body.endswith("|") and len(body) > inner_start else len(body)
    cells, at = [], inner_start
    for column, piece in enumerate(drawn[inner_start:inner_end].split("|")):
        cells.append(_cell(piece, number, at, column))
        at += len(piece) + 1
    return GridRow(number, page, tuple(cells))


# --- TABs ---------------------------------------------------------------------------------------------------------


def _tab_grids(lines: Sequence[NumberedLine]) -> Iterator[Grid]:
    for block in _blocks(lines, re.compile(r"\t"), blanks=1):
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
    for block in _blocks(lines, re.compile(r"\S {2,}\S"), blanks=1):
        numeric = [
            item for item in block if re.search(r" {2,}[-–]?\d[\d.,/]*%?\s*(\S.{0,24})?$|^\s*\d+ {2,}", item[2].text)
        ]
        if len(block) < 3 or len(numeric) < 2:
            continue
        edges = _column_edges([item[2].text for item in block])
        if len(edges) < 2:
            continue
        grid = _grid(_merge_wrapped([_aligned_row(item, edges) for item in block]), "aligned")
        if grid and len(grid.rows) >= 2:
            yield grid


def _column_edges(texts: Sequence[str]) -> list[int]:
    """Where columns begin: positions right of a stretch of two or more blanks that (nearly) all lines share."""
    width = max(map(len, texts))
    filled = [0] * (width + 1)
    for text in texts:
        for match in _WORDS.finditer(text):
            for at in range(match.start(), match.end()):
                filled[at] += 1
    few = len(texts) * 0.1  # one title across two columns must not hide the gap
    edges, gap = [], 2
    for at in range(width):
        if filled[at] <= few:
            gap += 1
        else:
            if gap >= 2:
                edges.append(at)
            gap = 0
    return edges


def _aligned_row(item: NumberedLine, edges: Sequence[int]) -> GridRow:
    """Each run of words goes to the column where most of it stands."""
    number, page, line = item
    found: dict[int, GridCell] = {}
    for match in _WORDS.finditer(line.text):
        middle = (match.start() + match.end()) / 2
        column = max((i for i, edge in enumerate(edges) if edge <= middle), default=0)
        if column in found:
            start = found[column].start
            found[column] = GridCell(line.text[start : match.end()], number, start, match.end(), column)
        else:
            found[column] = GridCell(match.group(), number, match.start(), match.end(), column)
    cells = [found.get(c, GridCell("", number, len(line.text), len(line.text), c)) for c in range(len(edges))]
    return GridRow(number, page, tuple(cells))


def _merge_wrapped(rows: list[GridRow]) -> list[GridRow]:
    """A line that only goes on with one cell of the row above belongs to that row."""
    merged: list[GridRow] = []
    for row in rows:
        filled = [c for c in row.cells if c.text]
        if merged and len(filled) == 1 and not filled[0].is_number and any(c.is_number for c in merged[-1].cells):
            above = merged[-1].cells[filled[0].column]
            if above.text and filled[0].text[:1].islower():
                text = f"{above.text} {filled[0].text}"
                cells = list(merged[-1].cells)
                cells[above.column] = GridCell(text, above.line, above.start, above.end, above.column)
                merged[-1] = GridRow(merged[-1].line, row.page, tuple(cells))
                continue
        merged.append(row)
    return merged

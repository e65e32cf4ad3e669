"""Every table of a file as one kind of value: a grid of cells that know the line and the span they stand in.

Tables come from the page (ruled or unruled, found by the reader) or from plain text (see text_tables). A table cut in
two, by a page, a blank line or a repeated header, becomes one grid again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractors.layout import Line, Page
from normalizers.unicode import fold

NumberedLine = tuple[int, Page, Line]
GridKind = Literal["page", "pipes", "tabs", "aligned", "rows"]

_NUMBER = re.compile(r"^[-–−+]?\s*\d[\d.,]*\s*%?$")
_YEAR = re.compile(r"^(19|20)\d\d$")
_INDEX = re.compile(r"^\(?\d{1,2}\)?([=+\-:x/*().\d ]*)$|^\(?[A-Z]\)?$", re.IGNORECASE)
_SECTION = re.compile(r"(?:[IVX]{1,5}|[A-H]|\d{1,2})[.)]?\s|(?:nhóm|khối|cụm|xếp loại|loại)\b", re.IGNORECASE)
_FURNITURE = re.compile(r"^\W*(trang|page)?\s*\d{0,3}(\s*/\s*\d{1,3})?\W*$", re.IGNORECASE)
SCORE_ROLES = ("score", "self_score", "appraised")
_NEAR = 14  # lines a table may be apart from its other half when nothing but page furniture stands between


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. `line` counts in text.txt from 1; `start` and `end` are offsets in that line."""

    text: str
    line: int
    start: int
    end: int
    column: int
    row_span: int = 1
    column_span: int = 1

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.match(self.text))


@dataclass(frozen=True, slots=True)
class GridRow:
    """The cells of one row from left to right; a cell that spans columns stands once, at its first."""

    line: int
    page: Page
    cells: tuple[GridCell, ...]

    def cell(self, column: int) -> GridCell | None:
        """The cell over this column, spanning ones included."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.column_span:
                return cell
        return None

    def text(self, column: int) -> str:
        found = self.cell(column)
        return found.text if found else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole table: `header` rows name the columns, `rows` hold the data.

    `over`: the lines (number, text) of heads that name columns without showing which; only where `header` is empty.
    """

    header: tuple[GridRow, ...]
    rows: tuple[GridRow, ...]
    columns: int
    kind: GridKind
    over: tuple[tuple[int, str], ...] = ()

    @property
    def first_line(self) -> int:
        return min((*(number for number, _ in self.over), *(row.line for row in (*self.header, *self.rows))))

    @property
    def head(self) -> str:
        """The heads over no column, as one text."""
        return " ".join(text for _, text in self.over)

    @property
    def last_line(self) -> int:
        return max(max(row.line, *(c.line for c in row.cells)) for row in (*self.header, *self.rows))

    def title(self, column: int) -> str:
        """The header over a column, from the top row down; index rows such as (1) (2) are left out."""
        parts: list[str] = []
        for row in self.header:
            text = row.text(column)
            if text and text not in parts and not is_index_row(row):
                parts.append(text)
        return " ".join(parts)

    def titles(self, column: int) -> tuple[str, str]:
        """(over, own): what the head says of this column and its neighbours together, and of it alone."""
        shared: list[str] = []
        own: list[str] = []
        for row in self.header:
            text = row.text(column)
            if not text or text in (*shared, *own) or is_index_row(row):
                continue
            cell = row.cell(column)
            wide = (cell is not None and cell.column_span > 1) or text in (row.text(column - 1), row.text(column + 1))
            (shared if wide else own).append(text)
        return (" ".join(shared), " ".join(own)) if own else ("", " ".join(shared))

    def column_texts(self, column: int) -> list[str]:
        return [row.text(column) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Column:
    """`role`: unit, rank, ordinal, rating, maximum, score, self_score, appraised, change, rank_change, percent, count,
    criterion, note or text. `criterion` is None where the heading only says "points"."""

    index: int
    role: str
    title: str
    criterion: str | None = None
    maximum: float | None = None
    year: int | None = None
    over: str = ""  # the title it shares with its neighbours, in headers of two rows


def is_index_row(row: GridRow) -> bool:
    """A row that only numbers the columns: (1) (2) (3), 1 2 3=1+2, A B 1 2."""
    texts = [c.text for c in row.cells if c.text]
    if len(texts) < 3 or not all(_INDEX.match(t) for t in texts):
        return False
    digits = [int(m.group()) for t in texts if (m := re.search(r"\d+", t))]
    return bool(digits) and digits == list(range(digits[0], digits[0] + len(digits))) and digits[0] in (1, 2)


def _is_data(row: GridRow) -> bool:
    """A row with a number that is no year: the header is over."""
    if is_index_row(row):
        return False
    return any(c.is_number and not _YEAR.match(c.text) for c in row.cells)


def split_header(rows: Sequence[GridRow], least: int = 0) -> tuple[tuple[GridRow, ...], tuple[GridRow, ...]]:
    """(header, data): the header is what stands before the first row with numbers, at least `least` rows."""
    first = next((i for i, row in enumerate(rows) if _is_data(row)), None)
    if first is None:
        return tuple(rows[:least]), tuple(rows[least:])
    after_index = max((i + 1 for i, row in enumerate(rows[:6]) if is_index_row(row)), default=0)
    cut = max(first, after_index)
    while cut > max(after_index, least, 1) and _heads_rows(rows[cut - 1], rows[: cut - 1]):
        cut -= 1
    return tuple(rows[:cut]), tuple(rows[cut:])


def _heads_rows(row: GridRow, above: Sequence[GridRow]) -> bool:
    """'I. XẾP LOẠI TỐT' alone in its row, in a column that has its heading, is over the rows below it."""
    filled = [cell for cell in row.cells if cell.text]
    alone = len(filled) == 1 and filled[0].column <= 1 and _SECTION.match(filled[0].text) is not None
    return alone and any(sum(bool(c.text) for c in r.cells) > 1 and r.text(filled[0].column) for r in above)


def page_grids(page: Page) -> list[Grid]:
    """The tables that the reader found on the page."""
    grids = []
    for table in page.tables:
        rows = []
        for row in table.rows:
            line = page.lines[row.line]
            cells = []
            for cell in row.cells:
                raw = line.text[cell.start : cell.end]
                text = raw.strip()
                start = cell.start + (len(raw) - len(raw.lstrip()))
                number = page.first_line + row.line
                cells.append(
                    GridCell(text, number, start, start + len(text), cell.column, cell.row_span, cell.column_span)
                )
            if any(c.text for c in cells):
                rows.append(GridRow(page.first_line + row.line, page, tuple(cells)))
        if rows:
            header, data = split_header(_spread(rows), 0 if table.continues else table.header_rows)
            columns = max(c.column + c.column_span for r in rows for c in r.cells)
            grids.append(Grid(header, data, columns, "page"))
    return grids


def _spread(rows: Sequence[GridRow]) -> list[GridRow]:
    """Rows with the cells that reach down into them from rows above (row spans) added.

    Only header cells and group labels span rows; the cell keeps the line where it was printed.
    """
    hanging: list[tuple[int, GridCell]] = []
    spread = []
    for row in rows:
        own = {c.column: c for c in row.cells if c.text}
        added = [c for left, c in hanging if left > 0 and c.column not in own]
        cells = [c for c in row.cells if c.text or c.column not in {a.column for a in added}]
        hanging = [(left - 1, c) for left, c in hanging if left > 1]
        hanging += [(c.row_span - 1, c) for c in row.cells if c.row_span > 1 and c.text]
        spread.append(replace(row, cells=tuple(sorted([*cells, *added], key=lambda c: c.column))))
    return spread


def join_parts(grids: Sequence[Grid], lines: Sequence[NumberedLine]) -> tuple[Grid, ...]:
    """Tables cut in two made whole: the second half follows closely, has as many columns and no other header."""
    texts = {number: line.text for number, _, line in lines}
    joined: list[Grid] = []
    for grid in grids:
        if joined and _continues(joined[-1], grid, texts):
            joined[-1] = _append(joined[-1], grid)
        else:
            joined.append(grid)
    return tuple(joined)


def _header_key(grid: Grid) -> str:
    return re.sub(r"\W+", "", fold("".join(grid.title(c) for c in range(grid.columns))))


def _continues(first: Grid, second: Grid, texts: dict[int, str]) -> bool:
    if first.columns != second.columns:
        return False
    between = [texts.get(n, "").strip() for n in range(first.last_line + 1, second.first_line)]
    if sum(bool(t) for t in between) > 2 or not all(_FURNITURE.match(t) for t in between if t):
        return False
    if len(between) > _NEAR and _page_of(first) == _page_of(second):
        return False
    own = _header_key(second)
    return not own or own == _header_key(first)


def _page_of(grid: Grid) -> int:
    return (grid.rows or grid.header)[-1].page.number


def _append(first: Grid, second: Grid) -> Grid:
    return replace(first, rows=(*first.rows, *second.rows))

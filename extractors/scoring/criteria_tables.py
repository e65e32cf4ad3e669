"""Tables of the criteria set: a domain to a row, with how many criteria and parts it has and its maximum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.tables.column_heads import heads
from extractors.tables.grids import Grid, GridRow
from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow
from extractors.text.values import parse_number
from normalizers.unicode import fold


@dataclass(frozen=True, slots=True)
class StructureRow:
    """A row of such a table; `whole` where it is the sum of the others."""

    row: GridRow
    name: str
    n_criteria: int | None
    n_subcriteria: int | None
    maximum: float | None
    whole: bool


@dataclass(frozen=True, slots=True)
class _Columns:
    name: int
    criteria: int | None
    parts: int | None
    maximum: int | None


def structure_rows(flow: Flow) -> Iterator[StructureRow]:
    """The rows of every table that counts criteria, in order."""
    for grid in grids_of(flow):
        columns = _columns(grid)
        if columns is not None:
            for row in grid.rows:
                read = _read(row, columns)
                if read is not None:
                    yield read


def _columns(grid: Grid) -> _Columns | None:
    """None where no column counts criteria: a table of scores has maxima, too."""
    titles = [fold(title) for title in heads(grid)]
    if any(_scored().search(title) for title in titles):
        return None
    name = next((c for c, t in enumerate(titles) if _domain().search(t) and not _holds_counts(grid, c)), None)
    parts = _column(grid, titles, _parts())
    criteria = _column(grid, titles, _criteria(), but=parts)
    if name is None or (criteria is None and parts is None):
        return None
    return _Columns(name, criteria, parts, _column(grid, titles, _maximum()))


def _column(grid: Grid, titles: Sequence[str], pattern: re.Pattern[str], but: int | None = None) -> int | None:
    """The first column of figures with such a title."""
    return next((c for c, t in enumerate(titles) if c != but and pattern.search(t) and _holds_counts(grid, c)), None)


def _holds_counts(grid: Grid, column: int) -> bool:
    filled = [text for text in grid.column_texts(column) if text.strip(" -–")]
    return bool(filled) and sum(parse_number(text) is not None for text in filled) > len(filled) / 2


def _read(row: GridRow, columns: _Columns) -> StructureRow | None:
    name = " ".join(row.text(columns.name).split())
    criteria, parts = _whole_number(row, columns.criteria), _whole_number(row, columns.parts)
    if criteria is None and parts is None:
        return None
    whole = next((cell.text for cell in row.cells if _sum().match(fold(cell.text))), "")
    if not whole and not re.search(r"[^\W\d_]{2}", name):
        return None
    maximum = parse_number(row.text(columns.maximum)) if columns.maximum is not None else None
    return StructureRow(row, name or whole, criteria, parts, maximum, bool(whole))


def _whole_number(row: GridRow, column: int | None) -> int | None:
    value = parse_number(row.text(column)) if column is not None else None
    return int(value) if value is not None and value == int(value) else None


@cache
def _domain() -> re.Pattern[str]:
    return re.compile(r"linh vuc|noi dung|chi so thanh phan|tieu chi|nhom|tru cot|phan\b")


@cache
def _criteria() -> re.Pattern[str]:
    return re.compile(r"\b(?:so|so luong|tong so)\s+(?:tieu chi|tc|chi so|chi tieu)\b|^tieu chi$")


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(r"(?:tieu chi|chi so|tc)\s+thanh phan|\btctp\b|\btieu chi con\b|\bchi tieu con\b")


@cache
def _maximum() -> re.Pattern[str]:
    return re.compile(r"\bdiem\b|thang diem|trong so")


@cache
def _scored() -> re.Pattern[str]:
    """Heads of tables that give somebody points."""
    return re.compile(r"diem dat|dat duoc|tu cham|tu danh gia|tham dinh|ket qua|xep hang|xep loai|thu hang")


@cache
def _sum() -> re.Pattern[str]:
    return re.compile(r"\W*(?:tong\b|cong\W*$|cong diem\b)")

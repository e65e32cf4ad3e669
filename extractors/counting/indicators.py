"""Indicators: figures of statistical tables and appendices, and those told in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.context import DocumentContext
from extractors.counting.prose_indicators import level_word, prose_indicators
from extractors.counting.worn_statistics import Counted, count, count_titles, counted_lines
from extractors.naming.linking import Linked, link_names
from extractors.planning.task_heads import task_roles
from extractors.records import Evidence, Indicator
from extractors.scoring.columns import UNIT_START, columns_of
from extractors.tables.column_heads import heads
from extractors.tables.flat_tables import FlatRow, flat_tables
from extractors.tables.grids import Grid, GridRow
from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow, evidence, line_evidence
from extractors.text.values import parse_number
from extractors.text.vocabulary import row_kind
from normalizers.unicode import fold

_YES_NO = {"co": "có", "khong": "không", "dat": "đạt", "khong dat": "không đạt", "chua": "chưa", "chua dat": "chưa đạt"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a statistical table holds what; `values` may be many (years, plan and result)."""

    name: int
    values: tuple[int, ...]
    code: int | None = None
    unit: int | None = None
    note: int | None = None


def indicators(text: Flow, context: DocumentContext) -> tuple[Indicator, ...]:
    """Every indicator with a figure, in order."""
    found: list[Indicator] = []
    for grid in grids_of(text):
        layout = statistical_layout(grid)
        if grid.kind == "rows":
            found.extend(_from_rows(grid, context))
        elif layout is not None:
            found.extend(_from_statistics(grid, layout, context))
        else:
            found.extend(_from_units(grid, context))
    found.extend(_counted(counted, text, context) for counted in counted_lines(text))
    for table in flat_tables(text):
        if re.search(r"\bchi tieu\b|\bdon vi tinh\b", fold(table.header)):
            years = re.findall(r"(?:19|20)\d{2}", table.header)
            found.extend(i for row in table.rows for i in _from_flat(row, years, text, context))
    found.extend(prose_indicators(text, context))
    return tuple(sorted(found, key=lambda indicator: indicator.evidence.line))


def _of_home(context: DocumentContext) -> Linked:
    """The document's own unit, for figures that name none."""
    home = context.home
    if home is None:
        return Linked("", None, None, 0.0)
    return Linked(home.name, home.code, level_word(home.name), 1.0)


# --- tables of statistics: one indicator to a row ---------------------------------------------------------


def statistical_layout(grid: Grid) -> Layout | None:
    """The columns of a statistical table; None for tables of scores, tasks or anything else."""
    titles = [fold(title) for title in heads(grid)]
    if task_roles(heads(grid)) or any(_scoring().search(t) for t in titles):
        return None
    name = _column(titles, r"chi tieu|noi dung|tieu chi thong ke|chi so|danh muc|ten|linh vuc|indicator|item")
    unit = _column(titles, r"don vi tinh|^dvt|^don vi$|unit")
    code = _column(titles, r"^\W*(?:stt|so tt|tt|ma|ma so|ma chi tieu|so thu tu|code|no\.?)\W*$")
    note = _column(titles, r"^\W*(?:ghi chu|note|giai trinh)")
    if name is None or _lists_units(grid, name):
        return None
    values = tuple(
        c for c in range(grid.columns) if c not in (name, unit, code, note) and _holds_values(grid, c, titles[c])
    )
    named = [c for c in values if _value_title().search(titles[c])]
    if not values or (unit is None and not named):
        return None
    return Layout(name, tuple(named) or values, code, unit, note)


def _lists_units(grid: Grid, column: int) -> bool:
    """Its rows are units ('Tên đơn vị | Tiếp nhận | Tổng số'), not indicators."""
    names = [t for t in grid.column_texts(column) if t and row_kind(t) is None]
    return sum(bool(UNIT_START.match(t)) for t in names) * 2 > len(names)


def _column(titles: Sequence[str], pattern: str) -> int | None:
    return next((i for i, title in enumerate(titles) if re.search(pattern, title)), None)


@cache
def _scoring() -> re.Pattern[str]:
    return re.compile(r"\bdiem\b|xep hang|xep loai|thu hang|\bscore|\brank|muc tieu phan dau")


@cache
def _value_title() -> re.Pattern[str]:
    return re.compile(
        r"ket qua|so lieu|so luong|thuc hien|gia tri|nam 20\d\d|^20\d\d|tong so|uoc|ke hoach|ky |quy |value|result"
    )


def _holds_values(grid: Grid, column: int, title: str) -> bool:
    filled = [t for t in grid.column_texts(column) if t.strip(" -–")]
    if not filled:
        return False
    numbers = sum(parse_number(t) is not None or fold(t) in _YES_NO for t in filled)
    return numbers / len(filled) >= (0.4 if _value_title().search(title) else 0.7)


def _from_statistics(grid: Grid, layout: Layout, context: DocumentContext) -> Iterator[Indicator]:
    titles = heads(grid)
    for row in grid.rows:
        name = row.text(layout.name)
        if not re.search(r"[^\W\d_]{2}", name):
            continue
        for column in layout.values:
            printed = row.text(column).strip()
            value = parse_number(printed)
            if value is None and fold(printed) not in _YES_NO:
                continue
            yield _tabled(row, layout, titles[column], name, printed, value, context)


def _tabled(
    row: GridRow, layout: Layout, title: str, name: str, printed: str, value: float | None, context: DocumentContext
) -> Indicator:
    code = row.text(layout.code).strip(" .") if layout.code is not None else ""
    unit = row.text(layout.unit).strip() if layout.unit is not None else ""
    note = row.text(layout.note).strip() if layout.note is not None else ""
    if value is not None and printed.endswith("%") and not unit:
        unit = "%"
    first, last = _period(title, context)
    own = _of_home(context)
    return Indicator(
        document=context.number,
        evidence=line_evidence(row.page, row.line - row.page.first_line),
        confidence=0.94,
        extractor="indicators-table",
        code=code or None,
        name=name,
        value=value,
        value_text=printed,
        unit_of_measure=unit or None,
        comparator="=" if value is not None else None,
        note=note or None,
        period_from=first,
        period_to=last,
        unit_name=own.name or None,
        unit_code=own.code,
        unit_level=own.kind,
    )


def _period(title: str, context: DocumentContext) -> tuple[str | None, str | None]:
    year = re.search(r"(?:19|20)\d{2}", title)
    if year:
        return year.group(), year.group()
    if context.period_from:
        return context.period_from, context.period_to
    return (str(context.year), str(context.year)) if context.year else (None, None)


# --- tables of units: a figure of each unit in each column ------------------------------------------------


def _from_units(grid: Grid, context: DocumentContext) -> Iterator[Indicator]:
    """Counts by unit ('Tiếp nhận', 'Quá hạn'): a table without points, ranks or ratings."""
    columns = columns_of(grid)
    unit = next((c.index for c in columns if c.role == "unit"), None)
    titles = [fold(grid.title(c)) for c in range(grid.columns)]
    counted = [c for c in range(grid.columns) if c != unit and _counts(grid, c, titles[c])]
    if unit is None or not counted or not _counting(titles, columns_of_roles=[c.role for c in columns]):
        return
    names = [row.text(unit) for row in grid.rows]
    for row, found in zip(grid.rows, link_names(names, context), strict=True):
        linked = _of_home(context) if row_kind(row.text(unit)) == "total" else found
        if linked is None or linked.code is None:
            continue
        for column in counted:
            value = parse_number(row.text(column))
            if value is not None:
                yield _of_unit(row, grid.title(column), row.text(column), value, linked, context)


def _from_rows(grid: Grid, context: DocumentContext) -> Iterator[Indicator]:
    """Counts by unit whose columns are known by the words over them or by their sums."""
    titles = count_titles(grid)
    names = [row.text(1) for row in grid.rows]
    for row, found in zip(grid.rows, link_names(names, context), strict=True) if titles else ():
        linked = _of_home(context) if row_kind(row.text(1)) == "total" else found
        if linked is None or linked.code is None:
            continue
        for column, title in titles.items():
            value = count(row.text(column))
            if value is not None:
                yield _of_unit(row, title, row.text(column), value, linked, context)


def _counting(titles: Sequence[str], columns_of_roles: Sequence[str]) -> bool:
    if any(_scoring().search(t) for t in titles) or {"rank", "rating", "rank_change", "maximum"} & set(
        columns_of_roles
    ):
        return False
    return any(_count_words().search(t) for t in titles)


@cache
def _count_words() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:tiep nhan|giai quyet|dung han|qua han|tre han|truoc han|ho so|so luong|tong so|van ban|so cuoc|so lop|"
        r"dan so|dien tich|so ho|so nguoi|thu tuc|giao dich|truc tuyen|so thon|kinh phi|ty le|so vu)\b"
    )


def _counts(grid: Grid, column: int, title: str) -> bool:
    if re.match(r"^\W*(?:stt|tt|so tt|no\.?)\W*$", title):
        return False
    return bool(title) and _holds_values(grid, column, title)


def _of_unit(
    row: GridRow, title: str, printed: str, value: float, linked: Linked, context: DocumentContext
) -> Indicator:
    first, last = _period(title, context)
    return Indicator(
        document=context.number,
        evidence=line_evidence(row.page, row.line - row.page.first_line),
        confidence=round(0.93 * max(linked.score, 0.5), 3),
        extractor="indicators-units",
        name=title,
        value=value,
        value_text=printed.strip(),
        unit_of_measure="%" if printed.strip().endswith("%") or "ty le" in fold(title) else None,
        comparator="=",
        period_from=first,
        period_to=last,
        unit_name=linked.name,
        unit_code=linked.code,
        unit_level=linked.kind,
    )


# --- lines that run together -----------------------------------------------------------------------------


def _counted(counted: Counted, text: Flow, context: DocumentContext) -> Indicator:
    at = text.offset_of(counted.line, counted.start) or 0
    first, last = _period("", context)
    own = _of_home(context)
    reading = text.confidence(at, at + counted.end - counted.start)
    return Indicator(
        document=context.number,
        evidence=_line_of(text, counted.line),
        confidence=round(0.85 * (0.5 + 0.5 * reading), 3),
        extractor="indicators-lines",
        code=counted.code,
        name=counted.name,
        value=counted.value,
        value_text=counted.printed,
        unit_of_measure=counted.unit,
        comparator="=",
        period_from=first,
        period_to=last,
        unit_name=own.name or None,
        unit_code=own.code,
        unit_level=own.kind,
    )


def _line_of(text: Flow, number: int) -> Evidence:
    page = next(p for p in text.pages if p.first_line <= number < p.first_line + len(p.lines))
    return line_evidence(page, number - page.first_line)


# --- flattened tables -------------------------------------------------------------------------------------


def _from_flat(row: FlatRow, years: Sequence[str], text: Flow, context: DocumentContext) -> Iterator[Indicator]:
    """Figures that follow the name as chunks of their own, one for each year of the header."""
    named = [c for c in row.chunks if c.text and parse_number(c.text) is None]
    figures = [c for c in row.chunks if parse_number(c.text) is not None]
    if not named or not figures or (years and len(figures) > len(years)):
        return
    if years and len(figures) != len(years):
        return
    own = _of_home(context)
    for index, chunk in enumerate(figures):
        at = text.offset_of(chunk.first)
        if at is None:
            continue
        year = years[index] if years else (str(context.year) if context.year else None)
        yield Indicator(
            document=context.number,
            evidence=evidence(text, at, at + len(chunk.text)),
            confidence=0.6,
            extractor="indicators-flat",
            code=row.no,
            name=named[0].text,
            value=parse_number(chunk.text),
            value_text=chunk.text,
            comparator="=",
            period_from=year,
            period_to=year,
            unit_name=own.name or None,
            unit_code=own.code,
            unit_level=own.kind,
        )

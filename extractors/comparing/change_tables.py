"""Columns of tables that tell changes ('Tăng/giảm điểm', 'Tăng/giảm bậc'), and the record of a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractors.comparing.clauses import TOTAL, Topic
from extractors.comparing.movements import NUM, Direction, Quantity
from extractors.context import DocumentContext
from extractors.naming.linking import Linked, as_printed, bare_surface, group_name, link_names, of_place
from extractors.records import Change, Evidence
from extractors.scoring.columns import columns_of
from extractors.tables.grids import SCORE_ROLES, Column, Grid, GridRow
from extractors.text.flow import line_evidence
from extractors.text.values import parse_number
from extractors.text.vocabulary import column_role, criterion_code, criterion_name, means_total, row_kind

EXTRACTOR = "changes"

_DOWN = ("-", "–", "−", "giảm", "xuống", "tụt", "▼", "▽", "↓")
_SIGN = "|".join((r"\+", "tăng", "lên", "▲", "△", "↑", *map(re.escape, _DOWN)))
_SAME = re.compile(r"giữ|không (?:thay )?đổi|^\s*[-–=]\s*$", re.IGNORECASE)
_MOVED = ("change", "rank_change")
_LEAST_UNITS = 2  # names over the columns of a table of units
_IN_RANKS = re.compile(r"\d\s*(?:bậc|hạng|vị trí|thứ hạng)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose change it is, of which criterion, and the value it led to."""

    link: Linked | None  # None: all units together
    topic: Topic
    value: float | None
    stat: Literal["value", "mean", "max", "min"]


def table_changes(grid: Grid, context: DocumentContext) -> Iterator[Change]:
    """The changes of a table: columns of movement beside units or beside the criteria of one unit, or rows of it under
    the names of units."""
    columns = columns_of(grid)
    unit = next((c for c in columns if c.role == "unit"), None)
    moved = [_with_quantity(grid, columns, c) for c in columns if c.role in _MOVED]
    if not moved:
        yield from _under_units(grid, columns, context)
    elif unit is None:
        yield from _of_criteria(grid, columns, moved, context)
    else:
        yield from _beside_units(grid, unit, moved, context)


def _beside_units(grid: Grid, unit: Column, moved: Sequence[Column], context: DocumentContext) -> Iterator[Change]:
    """A unit in each row, and the mean of all of them."""
    names = [row.text(unit.index) for row in grid.rows]
    links = link_names([name if row_kind(name) is None else "" for name in names], context)
    headed = column_role(unit.title) == "unit"
    for row, name, link in zip(grid.rows, names, links, strict=True):
        kind = row_kind(name)
        known = link or (as_printed(bare_surface(name)) if headed and kind is None else None)
        if known is not None or kind == "mean":
            who = Who(known, TOTAL, None, "value" if known else "mean")
            for column in moved:
                yield from _cell_change(row, column, row.text(column.index), who, context)


def _of_criteria(
    grid: Grid, columns: Sequence[Column], moved: Sequence[Column], context: DocumentContext
) -> Iterator[Change]:
    """The sheet of one unit, a criterion in each row."""
    label = next((c for c in columns if c.role == "criterion"), None)
    home = of_place(context.home)
    if label is None or home is None or not any(c.role in SCORE_ROLES for c in columns):
        return
    for row in grid.rows:
        who = Who(home, _row_topic(row.text(label.index)), None, "value")
        for column in moved:
            yield from _cell_change(row, column, row.text(column.index), who, context)


def _row_topic(text: str) -> Topic:
    name = criterion_name(text)
    return TOTAL if not name or means_total(name) or row_kind(text) == "total" else Topic(name, criterion_code(name))


def _under_units(grid: Grid, columns: Sequence[Column], context: DocumentContext) -> Iterator[Change]:
    """A unit in each column: 'Tăng/giảm điểm so với tháng 10 | +1,22 | -2,16'."""
    label = next((c for c in columns if c.role in ("criterion", "label")), None)
    told = [(row, role) for row in grid.rows if label and (role := _movement(row.text(label.index)))]
    if label is None or not told:
        return
    units = columns[label.index + 1 :]
    links = link_names([column.title for column in units], context)
    if sum(link is not None for link in links) < _LEAST_UNITS:
        return
    for row, role in told:
        moved = replace(label, role=role, title=row.text(label.index))
        for column, link in zip(units, links, strict=True):
            if link is not None:
                yield from _cell_change(row, moved, row.text(column.index), Who(link, TOTAL, None, "value"), context)


def _movement(title: str) -> str | None:
    role = column_role(title)
    return role if role in _MOVED else None


def _cell_change(row: GridRow, column: Column, text: str, who: Who, context: DocumentContext) -> Iterator[Change]:
    """The change a cell tells, if it tells one. `column` says what moved."""
    found = _signed(text, column)
    if found is not None:
        where = line_evidence(row.page, row.line - row.page.first_line)
        group = None if who.link else group_name(context)
        yield change_record(context, where, who, *found, _previous_of(column, context), None, 1.0, group)


def _with_quantity(grid: Grid, columns: Sequence[Column], column: Column) -> Column:
    """'Tăng/giảm so với 2020' of whole numbers right of the ranks moves ranks, not points."""
    if column.role == "rank_change" or re.search(r"điểm|bậc|hạng", column.title, re.IGNORECASE):
        return column
    left = next((c.role for c in reversed(columns[: column.index])), "")
    texts = grid.column_texts(column.index)
    if any(_IN_RANKS.search(text) for text in texts):
        return replace(column, role="rank_change")
    whole = all(re.fullmatch(r"\W*(?:tăng|giảm)?\W*\d{0,2}\W*", t, re.IGNORECASE) for t in texts)
    return replace(column, role="rank_change") if left == "rank" and whole else column


def _signed(text: str, column: Column) -> tuple[Quantity, Direction, float | None] | None:
    title = column.title.lower()
    told = column.role == "rank_change" or re.search(r"bậc|hạng|vị trí|vị thứ", title)
    quantity: Quantity = "rank" if told else "score"
    match = re.search(rf"(?P<sign>{_SIGN})?\s*(?P<amount>{NUM})", text, re.IGNORECASE)
    if not match:
        return (quantity, "same", 0.0) if _SAME.search(text) else None
    amount = parse_number(match["amount"])
    if not amount:
        return quantity, "same", 0.0
    down = (match["sign"] or "+").lower() in _DOWN
    down = down or (match["sign"] is None and "giảm" in title and "tăng" not in title)
    return quantity, "down" if down else "up", amount


def _previous_of(column: Column, context: DocumentContext) -> int | None:
    if column.year and context.year and column.year < context.year:
        return column.year
    return context.year - 1 if context.year else None


def change_record(
    context: DocumentContext,
    where: Evidence,
    who: Who,
    quantity: Quantity,
    direction: Direction,
    amount: float | None,
    previous_year: int | None,
    previous: float | None,
    reading: float,
    group: str | None = None,
) -> Change:
    return Change(
        document=context.number,
        evidence=where,
        confidence=round(0.92 * (0.5 + 0.5 * reading) * (who.link.score if who.link else 0.97), 3),
        extractor=EXTRACTOR,
        unit_name=who.link.name if who.link else group,
        unit_code=who.link.code if who.link else None,
        unit_level=who.link.kind if who.link else ("xã" if context.district else "huyện"),
        unit_scope="unit" if who.link else "group",
        criterion=who.topic.criterion,
        criterion_code=None if who.topic.parent else who.topic.code,
        year=context.year,
        previous_year=previous_year,
        quantity=quantity,
        direction=direction,
        amount=amount,
        value=who.value,
        previous_value=previous,
        stat=who.stat if who.link is None else "value",
    )

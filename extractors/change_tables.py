"""Columns of tables that tell changes ('Tăng/giảm điểm', 'Tăng/giảm bậc'), and the record of a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractors.clauses import TOTAL, Topic
from extractors.columns import columns_of
from extractors.context import DocumentContext
from extractors.grids import SCORE_ROLES, Column, Grid
from extractors.linking import Linked, link_names, of_place
from extractors.records import Change, Evidence
from extractors.text import line_evidence
from extractors.values import parse_number
from extractors.vocabulary import criterion_code, criterion_name, means_total, row_kind

EXTRACTOR = "changes"
Direction = Literal["up", "down", "same"]
Quantity = Literal["score", "rank"]

_NUM = r"\d{1,3}(?:[.,]\d{1,3})?"
_IN_RANKS = re.compile(r"\d\s*(?:bậc|hạng|vị trí|thứ hạng)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose change it is, of which criterion, and the value it led to."""

    link: Linked | None  # None: all units together
    topic: Topic
    value: float | None
    stat: Literal["value", "mean", "max", "min"]


def table_changes(grid: Grid, context: DocumentContext) -> Iterator[Change]:
    """Columns 'Tăng/giảm điểm', 'Tăng/giảm bậc' of a table with units in its rows."""
    columns = columns_of(grid)
    unit = next((c for c in columns if c.role == "unit"), None)
    moved = [_with_quantity(grid, columns, c) for c in columns if c.role in ("change", "rank_change")]
    if unit is None and moved:
        yield from _of_criteria(grid, columns, moved, context)
    if unit is None or not moved:
        return
    names = [row.text(unit.index) for row in grid.rows]
    links = link_names(names, context)
    for row, name, link in zip(grid.rows, names, links, strict=True):
        if link is None or row_kind(name):
            continue
        for column in moved:
            found = _signed(row.text(column.index), column)
            if found is None:
                continue
            where = line_evidence(row.page, row.line - row.page.first_line)
            yield change_record(
                context, where, Who(link, TOTAL, None, "value"), *found, _previous_of(column, context), None, 1.0
            )


def _of_criteria(
    grid: Grid, columns: Sequence[Column], moved: Sequence[Column], context: DocumentContext
) -> Iterator[Change]:
    """The changes of a sheet of one unit, a criterion in each row."""
    label = next((c for c in columns if c.role == "criterion"), None)
    home = of_place(context.home)
    if label is None or home is None or not any(c.role in SCORE_ROLES for c in columns):
        return
    for row in grid.rows:
        name = criterion_name(row.text(label.index))
        total = not name or means_total(name) or row_kind(row.text(label.index)) == "total"
        topic = TOTAL if total else Topic(name, criterion_code(name))
        for column in moved:
            found = _signed(row.text(column.index), column)
            if found is not None:
                where = line_evidence(row.page, row.line - row.page.first_line)
                who = Who(home, topic, None, "value")
                yield change_record(context, where, who, *found, _previous_of(column, context), None, 1.0)


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
    told = column.role == "rank_change" or re.search(r"bậc|hạng|vị trí", title)
    quantity: Quantity = "rank" if told else "score"
    match = re.search(rf"(?P<sign>[-–−+]|tăng|giảm|▲|▼|↑|↓)?\s*(?P<amount>{_NUM})", text, re.IGNORECASE)
    if not match:
        return (quantity, "same", 0.0) if re.search(r"giữ|không đổi|^\s*[-–]\s*$", text, re.IGNORECASE) else None
    amount = parse_number(match["amount"])
    if not amount:
        return quantity, "same", 0.0
    down = (match["sign"] or "+").lower() in ("-", "–", "−", "giảm", "▼", "↓")
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

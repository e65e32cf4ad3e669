"""Tables that go on over the end of a page: the same columns at the foot of one page and at the head of the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from extractors.layout import Line, Page, Table

ASIDE = 0.04  # of the page's width: how far columns may stand apart on two pages (scans lie a little otherwise)
_FURNITURE = re.compile(r"[\s\-–—.]*(?:trang\s*)?\d*(?:\s*/\s*\d+)?[\s\-–—.]*", re.IGNORECASE)  # a page's number


def continued(page: Page, before: Page | None) -> Page:
    """The page, its first table marked where it goes on from the last one of the page before."""
    if before is None or not before.tables or not page.tables or not _goes_on(before, page):
        return page
    return replace(page, tables=(replace(page.tables[0], continues=True), *page.tables[1:]))


def _goes_on(before: Page, page: Page) -> bool:
    above, below = before.tables[-1], page.tables[0]
    rest = before.lines[above.rows[-1].line + 1 :], page.lines[: below.rows[0].line]
    return all(map(_is_furniture, rest)) and _same_columns(above, below, ASIDE * page.width)


def _is_furniture(lines: Sequence[Line]) -> bool:
    return all(_FURNITURE.fullmatch(line.text) for line in lines)


def _same_columns(above: Table, below: Table, apart: float) -> bool:
    """Whether two tables have as many columns, which stand at the same places; tables of files without places have
    columns only."""
    first, second = _lefts(above), _lefts(below)
    if len(first) != len(second) or not first:
        return False
    known = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    return not known or median(abs(a - b) for a, b in known) <= apart


def _lefts(table: Table) -> list[float | None]:
    """Where each column begins, told by cells of one column; None where the file does not say."""
    count = max((cell.column + cell.column_span for row in table.rows for cell in row.cells), default=0)
    lefts: list[list[float]] = [[] for _ in range(count)]
    for row in table.rows:
        for cell in row.cells:
            if cell.box is not None and cell.column_span == 1:
                lefts[cell.column].append(cell.box.x0)
    return [median(column) if column else None for column in lefts]

"""Tables over the end of a page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractors.layout import Box, Cell, Line, Page, Row, Table
from pipeline.continued import continued

LEFTS = (60.0, 90.0, 400.0)


def page(above: Sequence[str], rows: int, below: Sequence[str], lefts: Sequence[float] = LEFTS) -> Page:
    """A page with one table of `rows` rows between lines."""
    lines = [Line(text, text) for text in above]
    held = []
    for number in range(rows):
        text = "\t".join(str(column) for column in range(len(lefts)))
        cells = tuple(Cell(n, 2 * n, 2 * n + 1, box=Box(x, 0, x + 20, 10)) for n, x in enumerate(lefts))
        held.append(Row(len(lines), cells))
        lines.append(Line(text, f"{number}"))
    lines += [Line(text, text) for text in below]
    return Page(1, 1, tuple(lines), (Table(tuple(held)),), 595, 842)


@pytest.mark.parametrize(
    ("before", "after", "goes_on"),
    [
        (page(["Bảng 1"], 3, []), page([], 2, ["Nơi nhận:"]), True),
        (page(["Bảng 1"], 3, ["- 4 -"]), page(["5"], 2, []), True),
        (page(["Bảng 1"], 3, ["Trang 1/7"]), page([], 2, []), True),
        (page(["Bảng 1"], 3, []), page([], 2, [], (64.0, 95.0, 391.0)), True),
        (page(["Bảng 1"], 3, ["Nguồn: Sở Nội vụ"]), page([], 2, []), False),
        (page(["Bảng 1"], 3, []), page(["Bảng 2. Điểm"], 2, []), False),
        (page(["Bảng 1"], 3, []), page([], 2, [], (60.0, 90.0)), False),
        (page(["Bảng 1"], 3, []), page([], 2, [], (60.0, 240.0, 480.0)), False),
    ],
)
def test_a_table_goes_on(before: Page, after: Page, goes_on: bool) -> None:
    assert continued(after, before).tables[0].continues is goes_on


def test_nothing_goes_on_from_nothing() -> None:
    alone = page([], 2, [])
    assert continued(alone, None) == alone
    assert continued(alone, Page(1, 1, ())) == alone

"""Rank and name in one column are two: tables without rules, read by an engine."""

from __future__ import annotations

from extractors.records import Score
from extractors.text.flow import flow
from tests.extractors.reports import context, records
from tests.extractors.test_scores import ruled

ROWS = [
    ["Hạng Tên đơn vị", "Tổng điểm", "Nhóm"],
    ["1 Nâm Nung", "84", "A"],
    ["2 Nam Đà", "77,5", "B"],
    ["3. Đức Xuyên", "70,25", "B"],
    ["4 Quảng Phú", "62,5", "C"],
    ["Trung bình chung", "73,56", ""],
]


def scores(rows: list[list[str]]) -> list[tuple[str | None, int | None, float | None]]:
    text, about = flow((ruled(rows),)), context()
    return [(r.unit_name, r.rank, r.score) for r in records(text, about) if isinstance(r, Score) and r.stat == "value"]


def test_a_rank_and_a_name_run_together_are_parted() -> None:
    assert scores(ROWS) == [
        ("xã Nâm Nung", 1, 84.0),
        ("xã Nam Đà", 2, 77.5),
        ("xã Đức Xuyên", 3, 70.25),
        ("xã Quảng Phú", 4, 62.5),
    ]


def test_numbers_that_belong_to_names_stay_with_them() -> None:
    rows = [["Tên đơn vị", "Tổng điểm"], ["Xã 1 Nâm Nung", "84"], ["Xã 2 Nam Đà", "77,5"], ["Xã 3 Đức Xuyên", "70"]]
    assert [rank for _, rank, _ in scores(rows)] == [None] * 3

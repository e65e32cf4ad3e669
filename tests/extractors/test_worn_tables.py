"""Tables that lost their rules and heads on the way through an engine."""

from __future__ import annotations

import pytest

from extractors.comparing.groups import groups
from extractors.counting.amounts import find_amounts
from extractors.scoring.scores import scores
from extractors.text.sections import sections
from tests.extractors.reports import context, report

PLAIN = """Bảng 1. Xếp hạng Chỉ số CCHC năm 2022
Hạng Cấp xã Điểm số Nhóm
{}"""


@pytest.mark.parametrize(
    "rows",
    [
        "1 xã Nâm Nung 85,5 A\n2 xã Nam Đà 84 B\n3 xã Đức Xuyên 78 B\nTrung bình chung 82,5",
        "1 | xã Nâm Nung 85,5 A\n2. | xã Nam Đà 84 B\n3 xã Đức Xuyên 78 B |",
        "1 : xã Nâm Nung 85,5\n2 xã Nam Đà 84\n3 xã Đức Xuyên 78 .",
    ],
)
def test_rows_with_groups_of_one_letter_and_stray_bars(rows: str) -> None:
    found = [s for s in scores(report(PLAIN.format(rows)), context()) if s.stat == "value"]
    assert [(s.unit_name, s.score) for s in found] == [
        ("xã Nâm Nung", 85.5), ("xã Nam Đà", 84.0), ("xã Đức Xuyên", 78.0),
    ]  # fmt: skip
    assert {s.criterion for s in found} == {"total"}


def test_of_columns_without_heads_only_the_total_is_told() -> None:
    rows = "1 xã Nâm Nung 20 8 23 51 1\n2 xã Nam Đà 17 8,5 20,5 46 2\n3 xã Đức Xuyên 19 6 18,5 43,5 3"
    found = scores(report(PLAIN.format(rows)), context())
    assert [(s.score, s.criterion) for s in found] == [(51.0, "total"), (46.0, "total"), (43.5, "total")]


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("3 UBND xã Nam Đà 79,1 Khá", False),
        ("1. | xã Nam Đà 16,5", False),
        ("1 Tân Phong 20 8 23 9 5,5 20 85,5 1", False),
        ("2.1. Công tác chỉ đạo, điều hành", True),
        ("1. Kết quả của UBND huyện năm 2022", True),
    ],
)
def test_rows_are_no_headings(line: str, is_heading: bool) -> None:
    text = report(f"II. KẾT QUẢ\nCác đơn vị đã thực hiện tốt.\n\n{line}\n\nTrong năm, các đơn vị đã thực hiện tốt.")
    assert (len(sections(text)) == 2) is is_heading


@pytest.mark.parametrize("told", ["tối thiểu 93%", "tối thiếu 93%", "tôi thiêu 93%"])
def test_a_misread_mark_does_not_change_the_comparison(told: str) -> None:
    (amount,) = find_amounts(f"Mức độ hài lòng của người dân: {told}.")
    assert (amount.value, amount.comparator) == (93.0, ">=")


def test_a_band_without_units_counts_none() -> None:
    text = report(
        "Kết quả xếp loại năm 2022:\n\n"
        "Có 02 đơn vị xếp loại Khá (từ 65 điểm đến dưới 80 điểm): xã Nam Đà, xã Nâm Nung.\n\n"
        "Không có đơn vị xếp loại Yếu (dưới 50 điểm)."
    )
    assert [(g.name, g.count) for g in groups(text, context())] == [("Khá", 2), ("Yếu", 0)]

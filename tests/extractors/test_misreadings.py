"""Contradictions in recognised text: the author's slips are told, what a likely misreading explains is not."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from extractors.checks import check
from extractors.checks.reading import Misreading, ease
from extractors.layout import Box, Line, Page, Word
from extractors.text.flow import Flow, flow
from tests.extractors.reports import context, records
from tests.extractors.test_scores import ruled

SLIPS = [
    # printed, ought to be, slack, how easily the engine makes the one of the other
    ("80,4", 30.4, 0.0, 1.0),  # one digit
    ("175", 17.5, 0.0, inf),  # the comma: nobody sees what is not there
    ("8", 15.0, 0.0, 10.0),  # two digits run together
    ("92,20", 92.25, 0.0, 1.0),
    ("1", 11.0, 0.0, 10.0),  # one of two strokes lost
    ("8", 5.8, 0.0, 10.0),  # the figure before the comma lost
    ("105", 100.0, 0.0, 1.0),
    ("67,00", 65.62, 0.01, 0.0),  # two digits: no single slip
    ("76,4", 78.45, 0.0, 0.0),
    ("12", 12.0, 0.0, 0.0),  # nothing to explain
    ("16", 18.02, 0.03, 1.0),  # 18 within the rounding of a mean
    ("5", -3.0, 0.0, 0.0),
    ("5,9", 5.5, 0.0, inf),  # the open belly of a 5
    ("5,5", 5.9, 0.0, 1.0),
]


@pytest.mark.parametrize(("text", "wanted", "slack", "expected"), SLIPS)
def test_what_one_slip_of_the_reader_makes(text: str, wanted: float, slack: float, expected: float) -> None:
    assert ease(text, Misreading((1, 1), float(text.replace(",", ".")), wanted, slack)) == expected


ROWS = [
    ["TT", "Đơn vị", "Cải cách thể chế (10)", "Tài chính công (10)", "Thủ tục hành chính (20)", "Tổng điểm"],
    ["1", "xã Nâm Nung", "9", "8", "17", "34"],
    ["2", "xã Nam Đà", "8", "7", "16", "31"],
    ["3", "xã Đức Xuyên", "7", "6", "15", "28"],
    ["4", "xã Quảng Phú", "6", "5", "13", "24"],
]  # fmt: skip


def read(rows: list[list[str]], doubts: dict[tuple[int, int], float]) -> Flow:
    """The table as an engine read it: 0,97 for every word, less where (row, column) is doubted."""
    page = ruled(rows)
    cells = {(r, c): cell for r, row in enumerate(page.tables[0].rows) for c, cell in enumerate(row.cells)}
    lines = []
    for number, line in enumerate(page.lines):
        words = tuple(replace(w, confidence=_of(w, number, cells, doubts)) for w in line.words)
        lines.append(replace(line, words=words))
    return flow((replace(page, lines=tuple(lines)),))


def _of(word: Word, number: int, cells: dict, doubts: dict[tuple[int, int], float]) -> float:  # type: ignore[type-arg]
    spots = ((cells[at], doubt) for at, doubt in doubts.items() if at[0] == number)
    return next((doubt for cell, doubt in spots if cell.start <= word.start < cell.end), 0.97)


def findings(rows: list[list[str]], doubts: dict[tuple[int, int], float]) -> list[tuple[str, str | None, str | None]]:
    text, about = read(rows, doubts), context()
    return [(c.check, c.stated, c.computed) for c in check(records(text, about), text, about)]


def changed(row: int, column: int, value: str) -> list[list[str]]:
    rows = [list(r) for r in ROWS]
    rows[row][column] = value
    return rows


def test_a_total_that_no_misreading_explains_is_told() -> None:
    assert findings(changed(2, 5, "28,5"), {(1, 2): 0.8, (3, 2): 0.8}) == [("total-vs-parts", "28,5", "31")]


def test_a_total_one_digit_off_is_told_where_every_figure_was_read_surely() -> None:
    assert findings(changed(2, 5, "30"), {}) == [("total-vs-parts", "30", "31")]


def test_a_total_one_digit_off_is_not_told_where_that_figure_was_doubted() -> None:
    assert findings(changed(2, 5, "30"), {(2, 5): 0.7}) == []


def test_a_part_doubted_and_a_digit_from_what_the_total_asks_for_is_not_told() -> None:
    assert findings(changed(2, 4, "18"), {(2, 4): 0.7}) == []


def test_many_doubts_count_together() -> None:
    some = {(row, column): 0.88 for row in (1, 2, 3, 4) for column in (2, 3, 4, 5)}
    assert findings(changed(2, 5, "32"), some) == []
    assert findings(changed(2, 5, "32"), {(2, 3): 0.88}) == [("total-vs-parts", "32", "31")]


def test_a_nine_that_ought_to_be_a_five_is_put_right_however_surely_read() -> None:
    assert findings(changed(2, 4, "19"), {}) == [("total-vs-parts", "31", "34")]
    assert findings([[c.replace("15", "19") for c in row] for row in ROWS], {}) == []


def test_a_stroke_may_be_lost_of_a_figure_read_rather_surely() -> None:
    assert findings(changed(2, 4, "6"), {(2, 4): 0.9}) == []


def lines_of(text: str, confidence: float) -> Flow:
    made = []
    for number, line in enumerate(text.split("\n")):
        words, at = [], 0
        for word in line.split(" "):
            words.append(Word(at, at + len(word), Box(at, number, at + len(word), number + 1), confidence))
            at += len(word) + 1
        made.append(Line(line, line, tuple(words)))
    return flow((Page(1, 1, tuple(made)),))


def test_a_list_whose_head_was_damaged_still_names_its_units() -> None:
    text = lines_of(
        "- Nhóm A (từ 70 điểm trở lên) gồm 02 đơn vị: xã Nâm Nung, xã Nam Đà.\n"
        "- Nh6m (dưới 7Ù điểm) gồm 01 đơn vị: xã Quảng Phú.\n"
        "- Nhóm C (dưới 50 điểm) gồm 01 đơn vị: xã Đức Xuyên.\n"
        "1\txã Nâm Nung\t80\n2\txã Nam Đà\t75\n3\txã Quảng Phú\t60\n4\txã Đức Xuyên\t40",
        0.9,
    )
    about = context()
    assert "in-no-list" not in {c.check for c in check(records(text, about), text, about)}


def test_ranks_and_mean_that_both_fail_are_told_where_all_was_read_surely() -> None:
    rows = [
        ["Hạng", "Đơn vị", "Tổng điểm"],
        ["1", "xã Nâm Nung", "84"],
        ["3", "xã Nam Đà", "77,5"],
        ["2", "xã Đức Xuyên", "70,25"],
        ["4", "xã Quảng Phú", "62,5"],
        ["", "Điểm trung bình", "79,81"],
    ]
    told = [("rank-vs-score", "3", "2"), ("rank-vs-score", "2", "3"), ("mean-vs-rows", "79,81", "73,56")]
    assert findings(rows, {}) == told
    assert findings(rows, {(3, 2): 0.7}) == []


def test_a_figure_above_its_maximum_in_a_row_that_lost_a_cell_is_not_told() -> None:
    rows = [
        "1\txã Nâm Nung\t9\t25\t34",
        "xã Nam Đà\t23\t31",
        "3\txã Đức Xuyên\t7\t21\t28",
        "4\txã Quảng Phú\t6\t18\t24",
    ]
    head = "Hạng\tĐơn vị\tCải cách thể chế (10)\tThủ tục hành chính (30)\tTổng điểm"
    text, about = lines_of("\n".join([head, *rows]), 0.95), context()
    assert "score-above-max" not in {c.check for c in check(records(text, about), text, about)}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("L định số 1571/KH-UBND ngày 17/9/2021 của UBND huyện", ["Quyết định số 1571/KH-UBND"]),
        (
            "Kế hoạch công tác năm 2022\nlịnh số 627/KH-UBND ngày 13/9/2021 của UBND huyện",
            ["Quyết định số 627/KH-UBND"],
        ),
        ("ĐẾN\tạch số 159/QĐ-UBND ngày 27/01/2021 của UBND huyện", ["Kế hoạch số 159/QĐ-UBND"]),
        ("định số 627/QĐ-UBND ngày 13/9/2021 của UBND huyện", []),
        ("Thực hiện việc xác định số 31/KH-UBND của UBND huyện", []),
    ],
)
def test_the_end_of_a_type_under_a_stamp_tells_it(line: str, told: list[str]) -> None:
    text, about = lines_of(f"{line}\nvề việc ban hành Bộ tiêu chí.", 0.92), context()
    found = check(records(text, about), text, about)
    assert [c.stated for c in found if c.check == "symbol-vs-type"] == told

"""Tasks, targets and indicators: tables, flattened tables, prose, and what is none of them."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.counting.amounts import find_amounts, legible
from extractors.counting.indicators import indicators
from extractors.layout import Cell, Line, Page, Row, Table
from extractors.planning.targets import targets
from extractors.planning.tasks import deadline, tasks
from extractors.text.flow import flow
from tests.extractors.reading import cases, context, flow_of


def params(asked: str) -> list[Any]:
    return [
        pytest.param(case, id=case["why"], marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else [])
        for case in cases("plans.jsonl")
        if asked in case
    ]


@pytest.mark.parametrize("case", params("tasks"))
def test_tasks(case: dict[str, Any]) -> None:
    found = tasks(flow_of(case["text"]), context())
    assert [[t.no, t.deadline, t.lead, t.support] for t in found] == case["tasks"]


def _table(lines: list[str], first: int, last: int) -> Table:
    """The lines first..last as a drawn table, their cells parted by TABs."""
    rows = []
    for line in range(first, last + 1):
        starts = [0, *(i + 1 for i, c in enumerate(lines[line]) if c == "\t")]
        ends = [*(start - 1 for start in starts[1:]), len(lines[line])]
        rows.append(Row(line, tuple(Cell(n, a, b) for n, (a, b) in enumerate(zip(starts, ends, strict=True)))))
    return Table(tuple(rows))


def test_a_table_of_tasks_counts_on_after_the_page_though_a_frame_stands_between() -> None:
    first = ["STT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian", "1\tRà soát thủ tục\tPhòng Tư pháp\tUBND xã\tTháng 7/2023",
             "ĐẾN\tSố: 25", "Ngày\t3/2"]  # fmt: skip
    second = ["k2\tCông khai dự toán\tPhòng Tài chính\tUBND xã\tTháng 8/2023",
              "3\tKiểm tra công vụ\tPhòng Nội vụ\tThanh tra\tTháng 11/2023"]  # fmt: skip
    tables = (_table(first, 0, 1), _table(first, 2, 3)), (_table(second, 0, 1),)
    pages = tuple(
        Page(number, start, tuple(Line(text, text) for text in lines), drawn)
        for number, start, lines, drawn in ((1, 1, first, tables[0]), (2, 5, second, tables[1]))
    )
    found = tasks(flow(pages), context())
    assert [(t.no, t.deadline, t.lead) for t in found] == [
        ("1", "2023-07", "Phòng Tư pháp"), ("2", "2023-08", "Phòng Tài chính"), ("3", "2023-11", "Phòng Nội vụ"),
    ]  # fmt: skip


def test_a_row_begins_at_its_number_though_a_repair_made_a_word_of_it() -> None:
    case = next(c for c in cases("plans.jsonl") if c["why"] == "task table whose cells came out as lines")
    text = case["text"].replace("1.1 Tham mưu", "là Tham mưu")
    lines = tuple(Line(line, line.replace("là Tham mưu", "l.t Tham muu")) for line in text.split("\n"))
    found = tasks(flow((Page(1, 1, lines),)), context())
    assert [[t.no, t.deadline, t.lead, t.support] for t in found] == case["tasks"]


@pytest.mark.parametrize("case", params("targets"))
def test_targets(case: dict[str, Any]) -> None:
    found = targets(flow_of(case["text"]), context())
    told = [[t.no, t.comparator, t.value, t.unit_of_measure, t.deadline_year, t.lead] for t in found]
    assert told == case["targets"]


@pytest.mark.parametrize("case", params("indicators"))
def test_indicators(case: dict[str, Any]) -> None:
    found = indicators(flow_of(case["text"]), context())
    assert [[i.code, i.value, i.comparator, i.unit_of_measure] for i in found] == case["indicators"]


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("Trước ngày 01/6/2020", "2020-06-01"),
        ("Tháng 4/2020", "2020-04"),
        ("Trong quý II năm 2023", "2023-06"),
        ("Quý IV", "2022-12"),
        ("Tháng 9", "2022-09"),
        ("từ 01/3/2022 đến 15/4/2022", "2022-04-15"),
        ("Thường xuyên", None),
        ("Theo hướng dẫn của UBND tỉnh", None),
        ("20/6t2020", "2020-06-20"),
        ("5t2020", "2020-05"),
        ("Năm 2023", "2023"),
        (None, None),
    ],
)
def test_deadlines(printed: str | None, iso: str | None) -> None:
    assert deadline(printed, context()) == iso


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("đạt trên 80% vào năm 2020", [(">", 80.0, "%")]),
        ("đạt mức trên 80%", [(">", 80.0, "%")]),
        ("không quá 3 ngày", [("<=", 3.0, "ngày")]),
        ("từ 90% trở lên", [(">=", 90.0, "%")]),
        ("đạt từ 90% đến dưới 95%", [("=", None, "%")]),
        ("chưa bảo đảm 100%", [("<", 100.0, "%")]),
        ("24/27 xã, thị trấn", [("=", 24.0, "xã, thị trấn")]),
        ("2.382 hồ sơ", [("=", 2382.0, "hồ sơ")]),
        ("mức độ 3, mức độ 4", []),
        ("ngày 30/11/2022", []),
        ("9,25/10 điểm", []),
        ("TCVN ISO 9001:2015", []),
        ("Điều 2 khoản 3", []),
    ],
)
def test_amounts(text: str, told: list[tuple[str, float | None, str]]) -> None:
    assert [(a.comparator, a.value, a.unit) for a in find_amounts(text)] == told


def test_what_is_put_right_keeps_its_place() -> None:
    for text in ("l0O% hồ sơ", "90o/o văn bản", "l00Yo hồ sơ"):
        assert len(legible(text)) == len(text)


def test_a_task_of_a_table_stands_on_its_row() -> None:
    text = "STT\tNhiệm vụ\tThời gian\tChủ trì\n1\tRà soát văn bản\tTháng 5/2022\tPhòng Tư pháp\n"
    (task,) = tasks(flow_of(text), context())
    assert (task.evidence.line, task.evidence.line_end) == (2, 2)
    assert task.evidence.quote.startswith("1\tRà soát")

"""Maxima, commas and ranks of tables that an engine read: what the rest of the report says is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.checks import check
from extractors.corrections import apply, propose
from extractors.layout import Page
from extractors.records import Check, Record, Score, identify
from extractors.scoring.maxima import settle
from extractors.text.flow import Flow, flow, read_by_machine
from tests.extractors.reports import context, records
from tests.extractors.test_scores import ruled

STRUCTURE = """Bộ tiêu chí gồm 3 lĩnh vực, 12 tiêu chí, thang điểm 40 điểm, cụ thể:
- Cải cách thể chế gồm 4 tiêu chí (11,5 điểm);
- Cải cách tài chính công gồm 4 tiêu chí (8,5 điểm);
- Cải cách thủ tục hành chính gồm 4 tiêu chí (20 điểm)."""


def table(maximum: str, points: tuple[str, ...], means: str | None = None, ranks: str = "1234") -> list[list[str]]:
    units = ("xã Nâm Nung", "xã Nam Đà", "xã Đức Xuyên", "xã Quảng Phú")
    head = ["Hạng", "Cấp xã", f"Điểm Cải cách thể chế (tối đa {maximum})"]
    rows = [[rank, unit, point] for rank, unit, point in zip(ranks, units, points, strict=True)]
    return [head, *rows, *([["", "Điểm trung bình", means]] if means else [])]


def document(rows: list[list[str]], structure: str = "", read: float = 0.95) -> Flow:
    page = ruled(rows, first_line=1 + len(structure.split("\n")) if structure else 1)
    lines = tuple(replace(line, words=tuple(replace(w, confidence=read) for w in line.words)) for line in page.lines)
    before = tuple(Page(1, 1, tuple(type(lines[0])(t, t) for t in structure.split("\n"))) for _ in [0] if structure)
    return flow((*before, replace(page, lines=lines, number=2)))


def told(text: Flow) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """The records as the whole extraction leaves them, and the kinds of the findings."""
    about = context()
    known, _ = settle(records(text, about), text)
    known, _ = apply(known, propose(known, text, about))
    found = identify(check(known, text, about), "f")
    return known, tuple(c.check for c in found if isinstance(c, Check))


def maxima(known: tuple[Record, ...]) -> set[float | None]:
    return {r.max_score for r in known if isinstance(r, Score) and r.source == "table"}


BROKEN = ("11,5", "10", "9,5", "8")


@pytest.mark.parametrize(
    ("maximum", "points", "structure", "right"),
    [
        ("1,5", BROKEN, STRUCTURE, 11.5),  # a digit lost: the structure of the criteria knows
        ("115", BROKEN, STRUCTURE, 11.5),  # no row breaks it, but the structure adds up to its scale without it
        ("1,5", BROKEN, "", None),  # nobody knows: no maximum rather than a wrong one
        ("11,5", BROKEN, STRUCTURE, 11.5),
        ("1,5", ("11,5", "1", "0,5", "1,25"), "", 1.5),  # one row above: the row is wrong, not the head
    ],
)
def test_a_misread_maximum_gives_way_to_what_else_is_told(
    maximum: str, points: tuple[str, ...], structure: str, right: float | None
) -> None:
    known, _ = told(document(table(maximum, points), structure))
    assert maxima(known) == {right}


def test_the_repair_names_the_head_and_the_reason() -> None:
    text = document(table("1,5", BROKEN), STRUCTURE)
    _, (repair,) = settle(records(text, context()), text)
    assert (repair.line, repair.before, repair.after, repair.kind) == (5, "1,5", "11,5", "digits")
    assert "structure" in repair.reason


def test_what_an_author_typed_stays_and_is_said_once() -> None:
    text = document(table("1,5", BROKEN), STRUCTURE, read=1.0)
    assert not read_by_machine(text)
    known, findings = told(text)
    assert maxima(known) == {1.5}
    assert findings.count("score-above-max") == 1


@pytest.mark.parametrize(("printed", "right"), [("75", 7.5), ("735", 7.5), ("85", 8.5), ("9", 9.0)])
def test_a_comma_lost_above_the_maximum_is_put_back(printed: str, right: float) -> None:
    known, findings = told(document(table("10", ("9,5", "9,5", "9,5", printed), ranks="1111")))
    assert [r.score for r in known if isinstance(r, Score)][-1] == right
    assert "score-above-max" not in findings


@pytest.mark.parametrize(("read", "findings"), [(0.95, ()), (1.0, ("rank-vs-score",))])
def test_a_rank_alone_out_of_order_by_a_digit_is_the_engines(read: float, findings: tuple[str, ...]) -> None:
    assert told(document(table("10", ("9,5", "9", "8,5", "8"), ranks="1284"), read=read))[1] == findings


def test_one_misread_figure_of_a_scan_is_no_contradiction_of_the_report() -> None:
    rows = table("10", ("9,5", "8,2", "8,5", "8"), means="8,75")
    assert told(document(rows, read=0.8))[1] == ()
    assert set(told(document(rows, read=0.95))[1]) == {"mean-vs-rows", "rank-vs-score"}

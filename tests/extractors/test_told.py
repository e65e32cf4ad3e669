"""Changes, groups and the criteria set: tables of cases."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from extractors.comparing.changes import changes
from extractors.comparing.groups import groups
from extractors.naming.mentions import mentions
from extractors.scoring.criteria import criteria
from tests.extractors.reports import cases, context, report


def bare(rows: list[list[Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(None if v == "" else v for v in row) for row in rows)


@pytest.mark.parametrize("case", cases("changes"), ids=lambda c: c["name"])
def test_changes(case: dict[str, Any]) -> None:
    found = changes(report(case["text"]), context(case.get("home", "Krông Nô"), case.get("year", 2022)))
    rows = Counter(
        (c.unit_name, c.criterion, c.quantity, c.direction, c.amount, c.value, c.previous_value) for c in found
    )
    assert rows == bare(case["changes"])


@pytest.mark.parametrize("case", cases("groups"), ids=lambda c: c["name"])
def test_groups(case: dict[str, Any]) -> None:
    found = groups(report(case["text"]), context(case.get("home", "Krông Nô")))
    rows = Counter(
        (g.name, g.lower, g.lower_inclusive, g.upper, g.upper_inclusive, g.count, g.share_percent, len(g.members))
        for g in found
    )
    assert rows == bare(case["groups"])


@pytest.mark.parametrize("case", cases("criteria"), ids=lambda c: c["name"])
def test_criteria(case: dict[str, Any]) -> None:
    found = criteria(report(case["text"]), context())
    rows = Counter((c.domain, c.n_criteria, c.n_subcriteria, c.max_score) for c in found)
    assert rows == bare(case["criteria"])


def test_a_mention_knows_its_line_and_offsets() -> None:
    text = "Các xã\nUBND xã Năm Nung và thị trấn Đắc Mâm, huyện Krông Nô"
    found = mentions(report(text), context())
    lines = text.split("\n")
    assert [(m.surface, m.unit_name) for m in found] == [
        ("xã Năm Nung", "xã Nâm Nung"),
        ("thị trấn Đắc Mâm", "thị trấn Đắk Mâm"),
        ("huyện Krông Nô", "huyện Krông Nô"),
    ]
    assert all(lines[m.evidence.line - 1][m.start : m.end] == m.surface for m in found)


def test_numbers_of_headings_are_no_wards() -> None:
    text = "UBND huyện, cơ quan\n4. Về cải cách tổ chức bộ máy\n5. Xây dựng chế độ công vụ"
    assert mentions(report(text), context("An Lão")) == ()

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from extractors.checks import check, checks_known
from tests.extractors.reports import cases, context, findings, records, report


@pytest.mark.parametrize("case", cases("checks"), ids=lambda c: c["name"])
def test_findings_of_a_text(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if case.get("known_failure"):
        request.node.add_marker(pytest.mark.xfail(strict=True))
    found = findings(case["text"], context(case.get("home", "Krông Nô"), case.get("year", 2022)))
    assert Counter(found) == Counter(tuple(row) for row in case["checks"])


def test_every_check_has_a_case() -> None:
    shown = {row[0] for case in cases("checks") for row in case["checks"]}
    assert set(checks_known()) - shown <= {"in-no-list", "share-vs-count", "maximum-vs-scores"}


def test_a_unit_in_no_list() -> None:
    units = ["Nâm Nung", "Đắk Mâm", "Nam Đà", "Nam Xuân", "Tân Thành", "Đắk Nang", "Đắk Sôr", "Quảng Phú", "Đức Xuyên"]
    text = (
        f"- Nhóm A (từ 70 điểm trở lên) gồm 09 đơn vị: {', '.join(units)}.\n"
        "- Nhóm B (dưới 70 điểm) gồm 02 đơn vị: Nâm N'Đir, Đắk Drô."
    )
    assert findings(text, context()) == [("in-no-list", "Nhóm A, Nhóm B", "")]


def test_a_share_that_is_not_of_its_count() -> None:
    text = (
        "- Nhóm A (từ 70 điểm trở lên) gồm 01 đơn vị: Nâm Nung, tỷ lệ 18,3%.\n"
        "- Nhóm B (dưới 70 điểm) gồm 02 đơn vị: Nam Đà, Đắk Drô, tỷ lệ 16,7%."
    )
    assert ("share-vs-count", "18,3", "8,33") in findings(text, context())


def test_a_finding_names_its_records_and_says_why() -> None:
    rows = ["| Hạng | Đơn vị | Điểm |", "|---|---|---|", "| 1 | xã Nâm Nung | 80 |", "| 2 | xã Nam Đà | 70 |"]
    text = "\n".join([*rows, "| 3 | xã Đức Xuyên | 60 |", "| | Trung bình | 75 |"])
    read, about = report(text), context()
    known = records(read, about)
    (found,) = check(known, read, about)
    assert set(found.record_ids) <= {r.record_id for r in known} and len(found.record_ids) == 4
    assert "75" in found.message and "70" in found.message
    assert found.severity == "error" and found.evidence.line == 6

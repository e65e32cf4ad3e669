"""The measurement of generated archives: what counts as right, missed and false, and what confidence is worth."""

from __future__ import annotations

from tests.samples.likeness import program

samples = program("_samples")
Item = samples.Item


def verdicts(table: str, wanted: list[dict[str, object]], found: list[dict[str, object]]) -> list[tuple[str, str]]:
    return sorted((key, verdict) for key, verdict, _ in samples._compared(table, wanted, found))


def test_a_second_finding_of_a_kind_planted_once_is_false() -> None:
    found = [{"check": "mean-vs-rows", "confidence": 0.9}, {"check": "mean-vs-rows", "confidence": 0.7}]
    assert verdicts("checks", [{"check": "mean-vs-rows"}, {"check": "date-order"}], found) == [
        ("date-order#1", "missed"),
        ("mean-vs-rows#1", "hit"),
        ("mean-vs-rows#2", "false"),
    ]


def test_points_that_communes_gave_themselves_are_not_judged() -> None:
    own = {"unit_code": "1", "criterion": "Điểm tự chấm", "score": 9.0, "stat": "value", "confidence": 0.9}
    assert verdicts("scores", [], [own]) == []


def test_indicators_beyond_those_of_the_truth_are_no_faults() -> None:
    rows = [{"unit_code": "1", "value": 5.0, "confidence": 0.9}, {"unit_code": "1", "value": 6.0, "confidence": 0.9}]
    assert [verdict for _, verdict in verdicts("indicators", rows[:1], rows)] == ["hit"]


def test_fields_of_a_document_are_judged_where_the_truth_has_them() -> None:
    true = {"doc_type": "Báo cáo", "symbol": "75/BC-UBND"}
    read = {"doc_type": "Báo cáo", "symbol": "76/BC-UBND", "signer": "Nguyễn Văn A", "confidence": 0.8}
    assert [verdict for _, verdict in verdicts("documents", [true], [read])] == ["hit", "missed", "false"]


def test_planted_and_found_by_form_and_kind() -> None:
    items = [
        Item("pdf", "a", "checks", "mean-vs-rows#1", "hit", 0.9),
        Item("pdf", "b", "checks", "mean-vs-rows#1", "missed"),
        Item("pdf", "b", "checks", "date-order#1", "false", 0.9),
        Item("pdf", "b", "checks", "in-no-list#1", samples.CONSEQUENCE, 0.9),
    ]
    lines = [line.split() for line in samples.planted(items)]
    assert ["pdf", "2", "1", "1", "0.500"] in lines
    assert ["mean-vs-rows", "2", "1", "0"] in lines and ["in-no-list", "0", "0", "0"] in lines


def test_what_a_confidence_is_worth() -> None:
    items = [Item("pdf", "a", "scores", f"{n}", "hit" if n < 9 else "false", 0.92) for n in range(10)]
    rows = [line for line in samples.calibration(items) if line.startswith("| scores")]
    assert rows == ["| scores | – | 90 of 10 | – | – | – |"]

"""A human's word is applied again after every run, whatever became of the record it was about."""

from __future__ import annotations

import json

import pytest

from pipeline.corrections import Change, Correction, apply_corrections, dump, load
from pipeline.rows import Row

SCORE: Row = {
    "record_id": "r1",
    "line": 5,
    "source_quote": "84,31",
    "score": 84.31,
    "status": "machine",
    "confidence": 0.4,
}


def seen(action: str, *changes: Change, table: str = "scores", record: str = "r1") -> Correction:
    row = json.dumps(SCORE, ensure_ascii=False)
    return Correction(record, table, action, changes, line=5, quote="84,31", row=row)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "status", "confidence"), [("confirm", "confirmed", 1.0), ("reject", "rejected", 0.4)]
)
def test_a_decision_is_a_status(action: str, status: str, confidence: float) -> None:
    ((_, row),) = apply_corrections([("scores", SCORE)], [seen(action)])
    assert (row["status"], row["confidence"], row["score"]) == (status, confidence, 84.31)
    assert SCORE["status"] == "machine"


def test_a_corrected_value_takes_the_place_of_the_machines() -> None:
    ((_, row),) = apply_corrections([("scores", SCORE)], [seen("correct", Change("score", 84.13))])
    assert (row["score"], row["status"]) == (84.13, "corrected")


def test_the_last_word_counts() -> None:
    words = [seen("correct", Change("score", 1.0)), seen("correct", Change("score", 2.0)), seen("confirm")]
    ((_, row),) = apply_corrections([("scores", SCORE)], words)
    assert (row["score"], row["status"]) == (2.0, "confirmed")


def test_a_record_whose_id_moved_is_found_by_its_words() -> None:
    other = SCORE | {"source_quote": "70,5", "score": 70.5}
    moved = SCORE | {"record_id": "r2", "line": 6}
    (_, first), (_, second) = apply_corrections([("scores", other), ("scores", moved)], [seen("reject")])
    assert (first["status"], second["status"]) == ("machine", "rejected")


def test_of_several_with_the_same_words_the_nearest_is_meant() -> None:
    rows = [("scores", SCORE | {"record_id": f"r{line}", "line": line}) for line in (40, 7, 90)]
    applied = apply_corrections(rows, [seen("reject")])
    assert [row["status"] for _, row in applied] == ["machine", "rejected", "machine"]


def test_a_record_read_otherwise_on_the_same_line_is_still_meant() -> None:
    ((_, row),) = apply_corrections([("scores", SCORE | {"source_quote": "84.31"})], [seen("confirm")])
    assert row["status"] == "confirmed"


def test_a_record_that_is_gone_comes_back() -> None:
    applied = apply_corrections([], [seen("correct", Change("score", 84.13))])
    assert applied == [("scores", SCORE | {"score": 84.13, "status": "corrected", "confidence": 1.0})]


def test_a_record_of_another_table_is_not_meant() -> None:
    applied = apply_corrections([("changes", SCORE)], [seen("reject")])
    assert [(table, row["status"]) for table, row in applied] == [("changes", "machine"), ("scores", "rejected")]


def test_applying_twice_changes_nothing_more() -> None:
    words = [seen("correct", Change("score", 84.13))]
    once = apply_corrections([("scores", SCORE)], words)
    assert apply_corrections(once, words) == once


def test_decisions_survive_the_way_through_the_file() -> None:
    words = [seen("correct", Change("score", 84.13), Change("members", ["a", "b"])), seen("confirm")]
    assert load("".join(dump(word) for word in words)) == tuple(words)
    assert load(dump(words[0]) + dump(words[1])[:20]) == tuple(words[:1])

"""A human's decisions about records: appended to corrections.jsonl, never changed, applied again after every run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.plain import dumps, load_lines
from pipeline.rows import Row, Value

Action = Literal["confirm", "correct", "reject", "add"]
STATUS: dict[Action, str] = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected", "add": "corrected"}


@dataclass(frozen=True, slots=True)
class Change:
    """One column's value as the human wants it."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision. `quote` and `line` say which record the human saw, should ids move at a later run; `row` is the
    whole record as it was then (JSON), so that it can be restored where a later run no longer finds it."""

    record_id: str
    table: str
    action: Action
    changes: tuple[Change, ...] = ()
    line: int = 0
    quote: str = ""
    row: str = ""
    author: str = ""
    at: str = ""  # ISO time
    note: str = ""


def load(text: str) -> tuple[Correction, ...]:
    return tuple(load_lines(Correction, text))


def dump(correction: Correction) -> str:
    return dumps(correction) + "\n"


def apply_corrections(records: Iterable[tuple[str, Row]], corrections: Iterable[Correction]) -> list[tuple[str, Row]]:
    """The rows with every decision applied in order. A decision whose record is gone brings the record back."""
    applied = [(table, dict(row)) for table, row in records]
    for correction in corrections:
        row = find_row(applied, correction)
        if row is None:
            row = restored(correction)
            applied.append((correction.table, row))
        decide(row, correction)
    return applied


def find_row(records: Sequence[tuple[str, Row]], correction: Correction) -> Row | None:
    """The record the human saw: the same id and words; else the same words, nearest; else the same id and line."""
    rows = [row for table, row in records if table == correction.table]
    same_id = [row for row in rows if row.get("record_id") == correction.record_id]
    if not correction.quote:
        return next(iter(same_id), None)
    if same_id and same_id[0].get("source_quote") == correction.quote:
        return same_id[0]
    same_words = [row for row in rows if row.get("source_quote") == correction.quote]
    if same_words:
        return min(same_words, key=lambda row: (distance(row, correction), str(row.get("record_id"))))
    return next((row for row in same_id if row.get("line") == correction.line), None)


def distance(row: Row, correction: Correction) -> int:
    line = row.get("line")
    return abs(line - correction.line) if isinstance(line, int) else 1_000_000


def restored(correction: Correction) -> Row:
    row: Row = json.loads(correction.row) if correction.row else {"line": correction.line}
    return row | {"record_id": correction.record_id}


def decide(row: Row, correction: Correction) -> None:
    for change in correction.changes:
        row[change.column] = change.value
    row["status"] = STATUS[correction.action]
    if correction.action != "reject":
        row["confidence"] = 1.0

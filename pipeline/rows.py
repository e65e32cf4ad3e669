"""Records as rows of the dataset's tables: the contract's columns, made from the records' own fields."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

from extractors.layout import Box, Page, numbered_lines
from extractors.records import TABLES, Record, table_of

ColumnKind = Literal["text", "integer", "number", "flag", "texts", "integers", "numbers"]
Value = None | str | int | float | bool | list[str] | list[int] | list[float]
Row = dict[str, Value]  # column -> value: the one place where a record is a mapping, because a table is one


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: ColumnKind


def columns_of(**kinds: ColumnKind) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


COMMON = columns_of(
    record_id="text",
    document_id="text",
    page="integer",
    line="integer",
    line_end="integer",
    bbox="numbers",
    quote="text",
    source_quote="text",
    confidence="number",
    extractor="text",
    status="text",
)
FILES = columns_of(
    file_id="text",
    path="text",
    sha256="text",
    media_type="text",
    bytes="integer",
    pages="integer",
    status="text",
    error="text",
    source_kind="text",
    text_quality="number",
    seconds="number",
    pipeline_version="text",
    other_paths="texts",
)
PAGES = columns_of(
    file_id="text",
    page="integer",
    verdict="text",
    reasons="texts",
    quality_before="number",
    quality_after="number",
    seconds="number",
    status="text",
    engine="text",
    error="text",
)
REPAIRS = columns_of(start="integer", end="integer", before="text", after="text", kind="text", reason="text")

DOUBTFUL = 0.6

_COMMON_FIELDS = {"document", "evidence", "confidence", "extractor", "status", "record_id"}
_KINDS: dict[object, ColumnKind] = {str: "text", int: "integer", float: "number", bool: "flag"}


@cache
def schema() -> dict[str, tuple[Column, ...]]:
    """Every table of the dataset with its columns, in the contract's order."""
    tables = {"files": FILES}
    for name, kind in TABLES.items():
        tables[name] = columns_of_record(kind)
    return tables | {"repairs": COMMON + REPAIRS, "pages": PAGES}


def columns_of_record(kind: type[Record]) -> tuple[Column, ...]:
    """The columns of a record's table. Documents have their id among the common ones; a link to one is its id."""
    hints = get_type_hints(kind)
    own = [Column(f.name, column_kind(hints[f.name])) for f in fields(kind) if f.name not in _COMMON_FIELDS]
    own = [Column(c.name, "text") if c.name == "attached_to" else c for c in own]
    extra = columns_of(file_id="text") if kind is TABLES["documents"] else ()
    return COMMON + extra + tuple(own)


def column_kind(hint: object) -> ColumnKind:
    """The kind of column a field's type makes: `float | None` is a number, a tuple of strings is texts."""
    if hint in _KINDS:
        return _KINDS[hint]
    if get_origin(hint) is Literal:
        return "text"
    if get_origin(hint) is tuple:
        return "texts"
    choices = [choice for choice in get_args(hint) if choice is not type(None)]
    return column_kind(choices[0])


def record_row(record: Record, file_id: str) -> Row:
    """The row of one record."""
    evidence = record.evidence
    row: Row = {
        "record_id": record.record_id,
        "document_id": document_id(file_id, record.document),
        "page": evidence.page,
        "line": evidence.line,
        "line_end": evidence.line_end,
        "bbox": bbox(evidence.box),
        "quote": evidence.quote,
        "source_quote": evidence.source_quote,
        "confidence": round(record.confidence, 4),
        "extractor": record.extractor,
        "status": record.status,
    }
    for field in fields(record):
        if field.name not in _COMMON_FIELDS:
            value = getattr(record, field.name)
            row[field.name] = list(value) if isinstance(value, tuple) else value
    if "attached_to" in row:
        row["file_id"] = file_id
        row["attached_to"] = None if row["attached_to"] is None else document_id(file_id, row["attached_to"])
    return row


def record_rows(records: Iterable[Record], file_id: str) -> Iterator[tuple[str, Row]]:
    return ((table_of(record), record_row(record, file_id)) for record in records)


def repair_rows(pages: tuple[Page, ...], documents: Iterable[Record], file_id: str) -> Iterator[Row]:
    """A row for each repair; it belongs to the last document that begins on or before its line."""
    starts = sorted((record.evidence.line, record.document) for record in documents)
    for number, page, line in numbered_lines(pages):
        for order, repair in enumerate(line.repairs):
            document = max((d for start, d in starts if start <= number), default=1)
            yield {
                "record_id": short_hash(f"{file_id}/repairs/{number}/{order}"),
                "document_id": document_id(file_id, document),
                "page": page.number,
                "line": number,
                "line_end": number,
                "bbox": bbox(line.span_box(repair.start, repair.end)),
                "quote": repair.after,
                "source_quote": repair.before,
                "confidence": round(repair.confidence, 4),
                "extractor": "repair",
                "status": "machine",
                "start": repair.start,
                "end": repair.end,
                "before": repair.before,
                "after": repair.after,
                "kind": repair.kind,
                "reason": repair.reason,
            }


def document_id(file_id: str, document: object) -> str:
    return f"{file_id}/{document}"


def bbox(box: Box | None) -> list[float] | None:
    return None if box is None else [round(float(edge), 2) for edge in box]


def short_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def dump_rows(rows: Iterable[tuple[str, Row]]) -> Iterator[str]:
    """The lines of records.jsonl: a row for each, its table first."""
    return (json.dumps({"table": table, **row}, ensure_ascii=False) + "\n" for table, row in rows)


def load_rows(text: str) -> Iterator[tuple[str, Row]]:
    for line in text.split("\n"):
        if line:
            row = json.loads(line)
            yield row.pop("table"), row


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows each table has, and how many of all a human should look at."""

    counts: tuple[tuple[str, int], ...]
    to_review: int


def tally(rows: Iterable[tuple[str, Row]]) -> Tally:
    counts: Counter[str] = Counter()
    to_review = 0
    for table, row in rows:
        counts[table] += 1
        to_review += waits_for_review(table, row)
    return Tally(tuple(sorted(counts.items())), to_review)


def waits_for_review(table: str, row: Row) -> bool:
    """Whether a human should look: findings that are no mere notes, and values hoso itself hardly believes.

    Mentions and repairs are left out: queues of thousands are read by nobody.
    """
    if row.get("status") != "machine" or table in ("mentions", "repairs"):
        return False
    if table == "checks":
        return row.get("severity") != "note"
    confidence = row.get("confidence")
    return isinstance(confidence, float) and confidence < DOUBTFUL

"""The records of the contract: one frozen class for each table of the dataset.

Field names and meanings are those of docs/data-dictionary.md. Dates are ISO strings, partial where the source is
(`2023-02`); numbers are floats; names of units carry their level word.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from extractors.layout import Box

Status = Literal["machine", "confirmed", "corrected", "rejected"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands. `line` and `line_end` count in text.txt from 1; `box` is None for plain text."""

    page: int
    line: int
    line_end: int
    quote: str
    source_quote: str
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every row carries. `document` is the 1-based number of the document in its file."""

    document: int
    evidence: Evidence
    confidence: float
    extractor: str
    status: Status = "machine"
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    attached_to: int | None = None  # number of the document this one is attached to
    doc_type: str | None = None
    number: str | None = None
    symbol: str | None = None
    date: str | None = None
    place: str | None = None
    issuer: str | None = None
    issuer_unit_code: str | None = None
    title: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    recipients: tuple[str, ...] = ()
    assessed_year: int | None = None
    period_from: str | None = None
    period_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Record):
    doc_type: str | None
    number: str | None = None
    symbol: str | None = None
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    cited_document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord(Record):
    """A record about an administrative unit (or a group of them: `unit_scope`)."""

    unit_name: str | None = None
    unit_code: str | None = None
    unit_level: str | None = None
    unit_surface: str | None = None
    unit_scope: Literal["unit", "group"] = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(UnitRecord):
    year: int | None = None
    criterion: str = "total"
    criterion_code: str | None = None
    parent_criterion: str | None = None
    score: float | None = None
    max_score: float | None = None
    stat: Literal["value", "mean", "max", "min"] = "value"
    rank: int | None = None
    rating: str | None = None
    source: Literal["table", "text"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(UnitRecord):
    criterion: str = "total"
    criterion_code: str | None = None
    year: int | None = None
    previous_year: int | None = None
    quantity: Literal["score", "rank"] = "score"
    direction: Literal["up", "down", "same"] = "same"
    amount: float | None = None
    value: float | None = None
    previous_value: float | None = None
    stat: Literal["value", "mean", "max", "min"] = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    name: str
    year: int | None = None
    lower: float | None = None
    lower_inclusive: bool | None = None
    upper: float | None = None
    upper_inclusive: bool | None = None
    count: int | None = None
    share_percent: float | None = None
    members: tuple[str, ...] = ()  # unit codes
    member_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaStructure(Record):
    domain: str
    criterion_code: str | None = None
    n_criteria: int | None = None
    n_subcriteria: int | None = None
    max_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(UnitRecord):
    code: str | None = None
    name: str = ""
    value: float | None = None
    value_text: str | None = None
    unit_of_measure: str | None = None
    comparator: Literal["=", ">", ">=", "<", "<="] | None = None
    note: str | None = None
    period_from: str | None = None
    period_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    no: str | None = None
    name: str = ""
    deadline: str | None = None
    deadline_text: str | None = None
    lead: str | None = None
    support: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    no: str | None = None
    text: str = ""
    value: float | None = None
    comparator: Literal["=", ">", ">=", "<", "<="] | None = None
    unit_of_measure: str | None = None
    deadline_year: int | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Record):
    """A unit named in the text. `start` and `end` are character offsets in the line of text.txt."""

    surface: str
    unit_name: str | None = None
    unit_code: str | None = None
    unit_level: str | None = None
    start: int = 0
    end: int = 0
    match_score: float = 0.0
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Record):
    """A place where the report contradicts itself."""

    check: str
    severity: Literal["error", "warning", "note"]
    message: str
    stated: str | None = None
    computed: str | None = None
    record_ids: tuple[str, ...] = field(default=())


TABLES: dict[str, type[Record]] = {
    "documents": Document,
    "citations": Citation,
    "scores": Score,
    "changes": Change,
    "groups": Group,
    "criteria": CriteriaStructure,
    "indicators": Indicator,
    "tasks": Task,
    "targets": Target,
    "mentions": Mention,
    "checks": Check,
}
_TABLE_OF = {kind: name for name, kind in TABLES.items()}

R = TypeVar("R", bound=Record)


def table_of(record: Record) -> str:
    return _TABLE_OF[type(record)]


def identify(records: Iterable[R], file_id: str) -> tuple[R, ...]:
    """The records with their ids: 12 hex digits of (file, table, document, line, how manieth on that line).

    Ids hold over re-runs as long as the same records are found on the line, whatever became of their text.
    """
    seen: Counter[tuple[str, int, int]] = Counter()
    named = []
    for record in records:
        place = (table_of(record), record.document, record.evidence.line)
        key = f"{file_id}/{place[0]}/{place[1]}/{place[2]}/{seen[place]}"
        seen[place] += 1
        named.append(replace(record, record_id=hashlib.sha256(key.encode()).hexdigest()[:12]))
    return tuple(named)

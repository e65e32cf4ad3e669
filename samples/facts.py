"""What a document states: one frozen class for each table of the contract, without its place on the page.

Names and meanings of the fields are the contract's; `samples.truth` adds line, quote and box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stat = Literal["value", "mean", "max", "min"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Anything stated that extraction should find."""


@dataclass(frozen=True, slots=True)
class Mention(Fact):
    unit_name: str  # official name with its level word
    unit_code: str
    unit_level: str  # level word: tỉnh, huyện, xã ...


@dataclass(frozen=True, slots=True)
class DocumentFact(Fact):
    doc_type: str
    number: str | None
    symbol: str | None
    date: str | None
    place: str | None
    issuer: str
    issuer_unit_code: str
    title: str
    signer: str
    signer_title: str
    recipients: tuple[str, ...]
    assessed_year: int | None
    period_from: str | None = None
    period_to: str | None = None
    attached_to: int | None = None


@dataclass(frozen=True, slots=True)
class Citation(Fact):
    doc_type: str
    number: str | None
    symbol: str | None
    date: str | None
    issuer: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Score(Fact):
    unit_name: str
    unit_code: str | None
    unit_level: str
    year: int
    criterion: str
    criterion_code: str | None
    score: float
    max_score: float | None
    unit_scope: Literal["unit", "group"] = "unit"
    parent_criterion: str | None = None
    stat: Stat = "value"
    rank: int | None = None
    rating: str | None = None
    source: Literal["table", "text"] = "text"
    aliases: tuple[str, ...] = ()  # other names of the criterion in the same document
    optional: bool = False  # what a commune gave itself: printed, but not its score


@dataclass(frozen=True, slots=True)
class Change(Fact):
    unit_name: str
    unit_code: str | None
    unit_level: str
    criterion: str
    criterion_code: str | None
    year: int
    previous_year: int
    quantity: Literal["score", "rank"]
    direction: Literal["up", "down", "same"]
    amount: float | None = None
    value: float | None = None
    previous_value: float | None = None
    stat: Stat = "value"
    unit_scope: Literal["unit", "group"] = "unit"


@dataclass(frozen=True, slots=True)
class Group(Fact):
    """A band of scores: with count, share and members where the report lists them, else its definition alone."""

    name: str
    year: int
    lower: float | None
    lower_inclusive: bool | None
    upper: float | None
    upper_inclusive: bool | None
    count: int | None = None
    share_percent: float | None = None
    members: tuple[str, ...] = ()
    member_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criteria(Fact):
    domain: str
    criterion_code: str | None
    n_criteria: int | None
    n_subcriteria: int | None
    max_score: float | None
    optional: bool = False  # says again a part of what another line says


@dataclass(frozen=True, slots=True)
class Indicator(Fact):
    name: str
    value: float
    unit_of_measure: str | None
    code: str | None = None
    comparator: str = "="
    value_text: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    unit_name: str | None = None
    unit_code: str | None = None
    unit_level: str | None = None


@dataclass(frozen=True, slots=True)
class Task(Fact):
    no: str
    name: str
    deadline: str | None
    deadline_text: str | None
    lead: str
    support: str | None


@dataclass(frozen=True, slots=True)
class Target(Fact):
    no: str | None
    text: str
    value: float
    comparator: str
    unit_of_measure: str
    deadline_year: int | None
    lead: str | None


@dataclass(frozen=True, slots=True)
class Check(Fact):
    """A planted inconsistency: what the document states there, and what it should say.

    `may_follow`: other checks that the same slip may fail, seen from elsewhere in the document.
    """

    check: str
    message: str
    stated: str
    computed: str
    severity: Literal["error", "warning", "note"] = "error"
    may_follow: tuple[str, ...] = ()


TABLE_OF: dict[type[Fact], str] = {
    DocumentFact: "documents",
    Citation: "citations",
    Score: "scores",
    Change: "changes",
    Group: "groups",
    Criteria: "criteria",
    Indicator: "indicators",
    Task: "tasks",
    Target: "targets",
    Mention: "mentions",
    Check: "checks",
}

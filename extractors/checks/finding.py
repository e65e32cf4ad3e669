"""How checks see a document (`Facts`) and how they say what they found (`finding`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, TypeVar, cast

from extractors.context import DocumentContext
from extractors.records import (
    Change,
    Check,
    Citation,
    CriteriaStructure,
    Document,
    Evidence,
    Group,
    Mention,
    Record,
    Score,
)
from extractors.text.flow import Flow

EXTRACTOR = "checks"
Severity = Literal["error", "warning", "note"]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Facts:
    """The records of one document, by kind, in reading order, and the text they came from."""

    flow: Flow
    context: DocumentContext
    document: Document | None
    documents: tuple[Document, ...]  # all of the file: a decision and the report it issues
    scores: tuple[Score, ...]
    changes: tuple[Change, ...]
    groups: tuple[Group, ...]
    criteria: tuple[CriteriaStructure, ...]
    citations: tuple[Citation, ...]
    mentions: tuple[Mention, ...]
    by_id: Mapping[str, Record]


def facts(records: Sequence[Record], flow: Flow, context: DocumentContext) -> Facts:
    own = [r for r in records if r.document == context.number]
    return Facts(
        flow,
        context,
        next((r for r in own if isinstance(r, Document)), None),
        tuple(r for r in records if isinstance(r, Document)),
        _of(own, Score),
        _of(own, Change),
        _of(own, Group),
        _of(own, CriteriaStructure),
        _of(own, Citation),
        _of(own, Mention),
        {r.record_id: r for r in own},
    )


def _of(records: Iterable[Record], kind: type[R]) -> tuple[R, ...]:
    return tuple(sorted((r for r in records if isinstance(r, kind)), key=lambda r: r.evidence.line))


@dataclass(frozen=True, slots=True)
class _Wording:
    severity: Severity
    message: str


@cache
def _wordings() -> dict[str, _Wording]:
    text = (resources.files("extractors") / "data" / "check_messages.toml").read_text(encoding="utf-8")
    return {
        name: _Wording(cast("Severity", entry["severity"]), entry["message"])
        for name, entry in tomllib.loads(text).items()
    }


def checks_known() -> tuple[str, ...]:
    return tuple(_wordings())


def finding(
    check: str,
    where: Evidence,
    context: DocumentContext,
    *,
    stated: object,
    computed: object,
    about: Sequence[Record] = (),
    confidence: float | None = None,
    **slots: object,
) -> Check:
    """One contradiction. `about` are the records that show it, the doubtful one first."""
    wording = _wordings()[check]
    filled = {name: number(value) for name, value in {**slots, "stated": stated, "computed": computed}.items()}
    return Check(
        document=context.number,
        evidence=where,
        confidence=confidence if confidence is not None else min((r.confidence for r in about), default=0.9),
        extractor=EXTRACTOR,
        check=check,
        severity=wording.severity,
        message=wording.message.format(**filled),
        stated=filled["stated"],
        computed=filled["computed"],
        record_ids=tuple(r.record_id for r in about if r.record_id),
    )


def number(value: object) -> str:
    """A number as the reports print it: 67.75 → '67,75', 80.0 → '80'."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value)


def decimals(value: float) -> int:
    """How many decimals a printed value has, as far as the number still tells."""
    text = f"{value:.4f}".rstrip("0")
    return len(text) - text.index(".") - 1


def rounds_to(stated: float, exact: float) -> bool:
    """Whether the stated figure is the exact one, rounded or cut to its decimals."""
    step = 10.0 ** -decimals(stated)
    return abs(stated - exact) <= step / 2 + 1e-6 or (decimals(stated) > 0 and 0 <= exact - stated < step - 1e-9)


def label(criterion: str) -> str:
    return "tổng điểm" if criterion == "total" else criterion

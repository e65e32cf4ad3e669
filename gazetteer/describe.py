"""What `hoso units` shows: candidates with their life, as rows ready for JSON (`dataclasses.asdict`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from gazetteer.lookup import Gazetteer
from gazetteer.match import Candidate, Context, match
from gazetteer.spelling import form
from gazetteer.units import LEVEL_NAMES, Link, Unit


@dataclass(frozen=True, slots=True)
class Parent:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Kin:
    """A predecessor or successor; `type` is full, partial or unknown."""

    code: str
    name: str
    valid_from: str
    type: str


@dataclass(frozen=True, slots=True)
class Description:
    """One row of the contract's `hoso units --json`."""

    code: str
    name: str
    kind: str
    level: str
    parents: tuple[Parent, ...]
    valid_from: str
    valid_to: str | None
    score: float
    reasons: tuple[str, ...]
    predecessors: tuple[Kin, ...]
    successors: tuple[Kin, ...]


LEAST = 0.005  # of a candidate's score: below it the name is nothing like the unit's


def describe(
    gazetteer: Gazetteer, query: str, on: date | None = None, inside: str = "", limit: int = 5
) -> tuple[Description, ...]:
    """Candidates for 'Tuong Phu, Phu Yen, Son La': the first part is the name sought, the others what it lies in.

    `inside` says the same apart ("Phù Yên, Sơn La"). A code as the query describes that unit. Empty: nothing near.
    """
    if re.fullmatch(r"\d{2}|\d{3}|\d{5}", query.strip()):
        return tuple(_row(gazetteer, c, on) for c in _by_code(gazetteer, query.strip(), on))
    name, *places = [part.strip() for part in query.split(",")]
    places += [part.strip() for part in inside.split(",") if part.strip()]
    parents = _parents(gazetteer, places, on)
    found = match(gazetteer, name, Context(parents, on), limit)
    return tuple(_row(gazetteer, c, on) for c in found if c.score >= LEAST)


def _by_code(gazetteer: Gazetteer, code: str, on: date | None) -> list[Candidate]:
    versions = gazetteer.by_code.get(code, ())
    return [
        Candidate(u, 1.0, 0.0, form(u.name), "", ("the code itself",))
        for u in reversed(versions)
        if on is None or u.holds(on)
    ]


def _parents(gazetteer: Gazetteer, places: list[str], on: date | None) -> tuple[str, ...]:
    """The codes the places mean, the widest read first, each read inside the one before."""
    inside: tuple[str, ...] = ()
    for level, place in zip(range(1, 3) if len(places) > 1 else (0,), reversed(places), strict=False):
        levels = (level,) if level else (1, 2)
        found = match(gazetteer, place, Context(inside, on, levels))
        if found:
            near = [c for c in found if c.cost <= found[0].cost + 0.1]
            inside = tuple(dict.fromkeys(c.unit.code for c in near))
    return inside


def _row(gazetteer: Gazetteer, candidate: Candidate, on: date | None) -> Description:
    unit = candidate.unit
    return Description(
        code=unit.code,
        name=unit.full_name,
        kind=unit.kind,
        level=LEVEL_NAMES[unit.level],
        parents=tuple(Parent(p.code, p.full_name) for p in gazetteer.above(unit, on)),
        valid_from=unit.valid_from.isoformat(),
        valid_to=unit.valid_to.isoformat() if unit.valid_to else None,
        score=round(candidate.score, 4),
        reasons=candidate.reasons,
        predecessors=tuple(_kin(link.before, link) for link in gazetteer.predecessors(unit)),
        successors=tuple(_kin(link.after, link) for link in gazetteer.successors(unit)),
    )


def _kin(unit: Unit, link: Link) -> Kin:
    return Kin(unit.code, unit.full_name, unit.valid_from.isoformat(), "full" if link.share == 1.0 else "partial")

"""What a unit is: one version of it, valid for a time; what happened to it; how it leads to the units after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Level = Literal[1, 2, 3]
LEVEL_NAMES: dict[int, str] = {1: "province", 2: "district", 3: "commune"}


class Unit(NamedTuple):
    """One version of a unit, in force on valid_from <= day < valid_to (None: still in force).

    A code is not an identity, it is handed on: the key of a version is (code, valid_from).
    `kind` is the level word as written within names ('xã', 'thị trấn', 'thành phố' ...).
    A named tuple and not a dataclass: 17,500 of them are made when the gazetteer is loaded.
    """

    code: str
    level: int  # 1 province, 2 district, 3 commune
    kind: str
    name: str
    parent_code: str  # "" for provinces
    valid_from: date
    valid_to: date | None
    spellings: tuple[str, ...]  # other official writings of the name
    source: str

    @property
    def full_name(self) -> str:
        """The official name as records carry it: 'xã Nâm Nung', 'phường 1' as 'Phường 1' is printed."""
        return f"{self.kind} {self.name}"

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to units: a decree or resolution, or a change seen between two dated lists.

    `sources` are the codes before; `partial` those of them that went in part, `people` those whose whole
    population went with a part of the area. `confidence` names how the change is known; 'unknown' says that
    nobody wrote down where the unit went.
    """

    on: date
    kind: str  # merged, rename, retype, reparent, created, abolished, divided, kept, renamed
    level: int
    sources: tuple[str, ...]
    partial: frozenset[str]
    people: frozenset[str]
    targets: tuple[str, ...]
    confidence: str
    resolution: str
    source: str


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a lineage: `before` became `after`, or a part of it.

    `share` is the share of the population of `before` that went to `after`: 1.0 whole, None unknown.
    """

    before: Unit
    after: Unit
    on: date
    kind: str
    share: float | None
    confidence: str
    resolution: str


@dataclass(frozen=True, slots=True)
class Part:
    """A unit on the date asked for, and the share of the unit asked about that it holds (None: unknown)."""

    unit: Unit
    share: float | None


@dataclass(frozen=True, slots=True)
class Projection:
    """A unit seen from another date. Empty `parts`: nobody knows, or nothing followed."""

    unit: Unit
    on: date
    parts: tuple[Part, ...]
    lost: tuple[Unit, ...]  # where the trace ends: abolished, or successor unknown

    @property
    def ambiguous(self) -> bool:
        """More than one answer, or an answer in part: not to be used as if it were the same unit."""
        return len(self.parts) != 1 or bool(self.lost) or self.parts[0].share is None

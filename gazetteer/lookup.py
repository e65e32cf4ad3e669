"""Look-up in time: which units there were on a date, what became of them, what they had been.

gazetteer = load()
gazetteer.units_on(date(2022, 12, 31), level=3)      # 10,598 communes
gazetteer.children("122", date(2022, 12, 31))         # the 27 communes of huyện Phù Yên
gazetteer.as_of("03913", date(2022, 12, 31), date(2026, 1, 1))
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from gazetteer.units import Event, Link, Part, Projection, Unit

FIRST_DAY = date(2004, 8, 31)
REFORM = date(2025, 7, 1)  # districts end, communes are made anew


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All versions of all units. Compared by identity, so that it can be a key of caches."""

    versions: tuple[Unit, ...]  # ordered by code and valid_from
    events: tuple[Event, ...]
    by_code: dict[str, tuple[Unit, ...]] = field(repr=False)

    def units_on(self, on: date, level: int | None = None) -> tuple[Unit, ...]:
        """Every unit in force on a date, ordered by code."""
        return tuple(u for u in self.versions if u.holds(on) and level in (None, u.level))

    def unit(self, code: str, on: date | None = None) -> Unit | None:
        """The version of a code in force on a date (without a date the last one); None if there is none."""
        versions = self.by_code.get(code, ())
        if on is None:
            return versions[-1] if versions else None
        return next((u for u in versions if u.holds(on)), None)

    def children(self, code: str, on: date | None = None) -> tuple[Unit, ...]:
        """The units directly below: communes of a district; districts of a province (communes since 2025-07-01).

        Without a date: every version that ever stood below, the last version of each code and name.
        """
        below = _below(self, on is None).get(code, ())
        return below if on is None else tuple(u for u in below if u.holds(on))

    def parents(self, code: str, on: date | None = None) -> tuple[Unit, ...]:
        """The units above, nearest first."""
        unit = self.unit(code, on)
        return () if unit is None else self.above(unit, on)

    def above(self, unit: Unit, on: date | None = None) -> tuple[Unit, ...]:
        """The units above one version, nearest first, on a date or at the version's last day but one."""
        chain: list[Unit] = []
        while unit.parent_code:
            parent = self.unit(unit.parent_code, on or _inside(unit))
            if parent is None:
                break
            chain.append(parent)
            unit = parent
        return tuple(chain)

    def province(self, code: str, on: date | None = None) -> Unit | None:
        unit = self.unit(code, on)
        if unit is None:
            return None
        return (unit, *self.above(unit, on))[-1]

    def since(self, on: date) -> date:
        """The day from which the units stood as they stand `on`: documents of one time share what is made for it."""
        days = _turning_days(self)
        at = bisect_right(days, on)
        return days[at - 1] if at else on

    def successors(self, unit: Unit) -> tuple[Link, ...]:
        """The links forwards from one version; none while it is in force or where nobody knows."""
        return _links(self).forwards.get(unit, ())

    def predecessors(self, unit: Unit) -> tuple[Link, ...]:
        """The links that lead to one version, also those of units merged into it while it went on."""
        return _links(self).backwards.get(unit, ())

    def lineage(self, code: str, on: date, *, backwards: bool = False) -> tuple[Link, ...]:
        """Every link that can be reached from the unit of a date, in order of time (backwards: newest first)."""
        start = self.unit(code, on)
        todo = [] if start is None else [start]
        found: dict[Link, None] = {}
        while todo:
            unit = todo.pop(0)
            for link in self.predecessors(unit) if backwards else self.successors(unit):
                if link not in found:
                    found[link] = None
                    todo.append(link.before if backwards else link.after)
        return tuple(sorted(found, key=lambda k: (k.on, k.before.code, k.after.code), reverse=backwards))

    def as_of(self, code: str, from_date: date, to_date: date) -> Projection | None:
        """The unit of one date as units of another date; None if there was no such unit on from_date.

        Forwards, a part's share says how much of the unit it holds; backwards, how much of the earlier unit
        went into this one. A share that nobody published is None; several parts are an allowed answer.
        """
        unit = self.unit(code, from_date)
        if unit is None:
            return None
        walk = self._forwards if to_date >= from_date else self._backwards
        parts: dict[Unit, float | None] = {}
        lost: list[Unit] = []
        for end, share in walk(unit, 1.0, from_date, to_date):
            if not end.holds(to_date):
                lost.append(end)
            elif end not in parts or parts[end] is None:
                parts[end] = share
        ordered = sorted(parts.items(), key=lambda item: item[0].code)
        return Projection(unit, to_date, tuple(Part(u, s) for u, s in ordered), tuple(dict.fromkeys(lost)))

    def _forwards(self, unit: Unit, share: float | None, since: date, on: date) -> Iterator[tuple[Unit, float | None]]:
        links = [link for link in self.successors(unit) if since < link.on <= on]
        if unit.holds(on) or not links:
            yield unit, None if links else share  # went on, but gave parts away
        for link in links:
            yield from self._forwards(link.after, _times(share, link.share), link.on, on)

    def _backwards(self, unit: Unit, share: float | None, since: date, on: date) -> Iterator[tuple[Unit, float | None]]:
        links = [link for link in self.predecessors(unit) if on < link.on <= since]
        if unit.holds(on) or not links:
            yield unit, share
        for link in links:
            yield from self._backwards(link.before, _times(share, link.share), link.on, on)


@dataclass(frozen=True, slots=True)
class Links:
    forwards: dict[Unit, tuple[Link, ...]]
    backwards: dict[Unit, tuple[Link, ...]]


@cache
def load() -> Gazetteer:
    """The gazetteer shipped with the project; read once."""
    versions = tuple(_unit(row) for row in _rows("units.tsv"))
    by_code: dict[str, list[Unit]] = {}
    for unit in versions:
        by_code.setdefault(unit.code, []).append(unit)
    events = tuple(_event(row) for row in _rows("events.tsv"))
    return Gazetteer(versions, events, {code: tuple(units) for code, units in by_code.items()})


@lru_cache(maxsize=4)
def _turning_days(gazetteer: Gazetteer) -> tuple[date, ...]:
    """Every day on which a unit begins or ends."""
    days = {u.valid_from for u in gazetteer.versions} | {u.valid_to for u in gazetteer.versions if u.valid_to}
    return tuple(sorted(days))


@lru_cache(maxsize=4)
def last_versions(gazetteer: Gazetteer) -> frozenset[Unit]:
    """The last version of each code and name under each parent: the units of all dates, each once."""
    return frozenset({(u.code, u.name, u.parent_code): u for u in gazetteer.versions}.values())


@lru_cache(maxsize=4)
def _below(gazetteer: Gazetteer, last: bool) -> dict[str, tuple[Unit, ...]]:
    """Who ever stood below whom, by the parent's code; of each code and name every version, or the last."""
    below: dict[str, list[Unit]] = {}
    for unit in gazetteer.versions:
        if not last or unit in last_versions(gazetteer):
            below.setdefault(unit.parent_code, []).append(unit)
    return {code: tuple(units) for code, units in below.items()}


@lru_cache(maxsize=4)
def _links(gazetteer: Gazetteer) -> Links:
    """Links told by events, then what goes on under its own code when a new version begins."""
    forwards: dict[Unit, dict[Link, None]] = {}
    for event in gazetteer.events:
        for link in _event_links(gazetteer, event):
            forwards.setdefault(link.before, {})[link] = None
    for versions in gazetteer.by_code.values():
        for before, after in pairwise(versions):
            told = any(link.on == after.valid_from for link in forwards.get(before, ()))
            if before.valid_to == after.valid_from and not told:
                link = Link(before, after, after.valid_from, "goes on", 1.0, "observed", "")
                forwards.setdefault(before, {})[link] = None
    backwards: dict[Unit, list[Link]] = {}
    for links in forwards.values():
        for link in links:
            backwards.setdefault(link.after, []).append(link)
    return Links(
        {unit: tuple(links) for unit, links in forwards.items()},
        {unit: tuple(sorted(links, key=lambda k: (k.on, k.before.code))) for unit, links in backwards.items()},
    )


def _event_links(gazetteer: Gazetteer, event: Event) -> Iterator[Link]:
    for source in event.sources:
        before = _ending(gazetteer, source, event.on)
        if before is None:
            continue
        whole = len(event.targets) == 1 and source not in event.partial and not _goes_on(gazetteer, before, event)
        for target in event.targets:
            after = gazetteer.unit(target, event.on)
            if after is not None and after != before:
                share = 1.0 if whole else None
                yield Link(before, after, event.on, event.kind, share, event.confidence, event.resolution)


def _ending(gazetteer: Gazetteer, code: str, on: date) -> Unit | None:
    """The version of a code that stood just before a date."""
    return next((u for u in reversed(gazetteer.by_code.get(code, ())) if u.valid_from < on), None)


def _goes_on(gazetteer: Gazetteer, before: Unit, event: Event) -> bool:
    """The code goes on beside the units the event made: it gave a part (communes that founded a district)."""
    return before.code not in event.targets and event.on < REFORM and gazetteer.unit(before.code, event.on) is not None


def _times(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a * b


def _inside(unit: Unit) -> date | None:
    """A day on which the version was in force; None: today's list."""
    return None if unit.valid_to is None else unit.valid_from


def _rows(name: str) -> list[list[str]]:
    text = resources.files("gazetteer").joinpath("data", name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


@cache
def _date(text: str) -> date:
    return date.fromisoformat(text)


def _unit(row: list[str]) -> Unit:
    code, level, kind, name, parent, begins, ends, spellings, source = row
    writings = tuple(spellings.split(";")) if spellings else ()
    return Unit(code, int(level), kind, name, parent, _date(begins), _date(ends) if ends else None, writings, source)


def _event(row: list[str]) -> Event:
    day, kind, level, before, after, confidence, resolution, source = row
    marked = before.split(";") if before else []
    return Event(
        on=_date(day),
        kind=kind,
        level=int(level),
        sources=tuple(code.rstrip("~+") for code in marked),
        partial=frozenset(code[:-1] for code in marked if code.endswith("~")),
        people=frozenset(code[:-1] for code in marked if code.endswith("+")),
        targets=tuple(after.split(";")) if after else (),
        confidence=confidence,
        resolution=resolution,
        source=source,
    )

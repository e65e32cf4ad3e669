"""Units to choose from, prepared for comparing names: those of a district, of a province, of the country."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gazetteer.lookup import Gazetteer, last_versions
from gazetteer.spelling import form
from gazetteer.units import Unit

# A unit from outside the district needs better evidence, the more so the more units there are. In wrong letters.
PROVINCES_COST, PROVINCE_COST, NATION_COST = 0.4, 0.75, 1.5
# A report names units as they were when it was written or as they had been: names just gone or about to come cost this.
OTHER_TIME = 0.4
GONE = math.inf  # a unit of the pool that is none on the date
SINCE, UNTIL = timedelta(730), timedelta(366)


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Units, and one row for each writing of each unit; `exact`, `sounds` and `kinds` lead to places in `units`."""

    units: tuple[Unit, ...]
    late: tuple[float, ...]  # what each unit costs for not standing on the date; GONE: it is not to be found
    unit_of: tuple[int, ...]  # the place in `units` of each row
    row_unit: NDArray[np.intp]  # the same for numpy
    plain: tuple[str, ...]
    folded: tuple[str, ...]
    sound: tuple[str, ...]
    exact: dict[str, tuple[int, ...]]
    sounds: dict[str, tuple[int, ...]]
    kinds: dict[str, tuple[int, ...]]


def present(pool: Pool, places: Sequence[int]) -> list[int]:
    """Those of some units of a pool that are not GONE."""
    return [i for i in places if pool.late[i] != GONE]


def make_pool(present: tuple[Unit, ...], other_time: tuple[Unit, ...] = ()) -> Pool:
    units = present + other_time
    writings = [(i, form(name)) for i, u in enumerate(units) for name in (u.name, *u.spellings)]
    return Pool(
        units,
        (0.0,) * len(present) + (OTHER_TIME,) * len(other_time),
        tuple(i for i, _ in writings),
        np.array([i for i, _ in writings], dtype=np.intp),
        tuple(w.plain for _, w in writings),
        tuple(w.folded for _, w in writings),
        tuple(w.sound for _, w in writings),
        _places((w.plain, i) for i, w in writings),
        _places((w.sound, i) for i, w in writings),
        _places((u.kind, i) for i, u in enumerate(present)),
    )


def _places(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """The places of each key, each once; they come in order."""
    found: dict[str, list[int]] = {}
    for key, place in pairs:
        places = found.setdefault(key, [])
        if not places or places[-1] != place:
            places.append(place)
    return {key: tuple(places) for key, places in found.items()}


@lru_cache(maxsize=256)
def near(gazetteer: Gazetteer, parents: tuple[str, ...], on: date | None) -> Pool:
    """The parents, those above them and all below them (of a province districts and communes)."""
    units: dict[Unit, None] = {}
    for code in parents:
        unit = gazetteer.unit(code, on)
        if unit is not None:
            units.update(dict.fromkeys((unit, *gazetteer.above(unit, on))))
        for child in gazetteer.children(code, on):
            units.update(dict.fromkeys((child, *gazetteer.children(child.code, on))))
    return make_pool(tuple(units), _other_time(gazetteer, (*parents, *(u.code for u in units)), on, units))


def _other_time(
    gazetteer: Gazetteer, parents: tuple[str, ...], on: date | None, present: Container[Unit]
) -> tuple[Unit, ...]:
    """Units below these parents under names that were just given up or are about to come."""
    if on is None:
        return ()
    found: dict[Unit, None] = {}
    for code in dict.fromkeys(parents):
        for unit in gazetteer.children(code):
            near_in_time = unit.valid_from <= on + UNTIL and (unit.valid_to is None or unit.valid_to > on - SINCE)
            now = gazetteer.unit(unit.code, on)
            same = now is not None and (now.name, now.parent_code) == (unit.name, unit.parent_code)
            if near_in_time and not same and unit not in present:
                found[unit] = None
    return tuple(found)


@lru_cache(maxsize=16)
def provinces(gazetteer: Gazetteer, on: date | None) -> Pool:
    return make_pool(standing(gazetteer, on, (1,)))


@lru_cache(maxsize=32)
def standing(gazetteer: Gazetteer, on: date | None, levels: tuple[int, ...]) -> tuple[Unit, ...]:
    """The units of these levels on a date; without a date all there ever were, the last version of each name."""
    versions = (u for u in gazetteer.versions if u.level in levels)
    if on is None:
        return tuple(u for u in versions if u in last_versions(gazetteer))
    return tuple(u for u in versions if u.holds(on))


@lru_cache(maxsize=64)
def nation(gazetteer: Gazetteer, on: date | None, levels: tuple[int, ...] = (1, 2, 3)) -> Pool:
    """All units of these levels on a date. Names are prepared once for all dates; a date only says who is GONE."""
    pool = _all_times(gazetteer, levels)
    if on is None:
        return replace(pool, late=tuple(0.0 if u in last_versions(gazetteer) else GONE for u in pool.units))
    begins, ends = _times(pool)
    standing = (begins <= on.toordinal()) & (on.toordinal() < ends)
    return replace(pool, late=tuple(np.where(standing, 0.0, GONE).tolist()))


@lru_cache(maxsize=8)
def _times(pool: Pool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The days, as ordinals, from which and until which the units of a pool hold."""
    begins = [u.valid_from.toordinal() for u in pool.units]
    ends = [(u.valid_to or date.max).toordinal() for u in pool.units]
    return np.array(begins, dtype=np.intp), np.array(ends, dtype=np.intp)


@lru_cache(maxsize=8)
def _all_times(gazetteer: Gazetteer, levels: tuple[int, ...]) -> Pool:
    return make_pool(tuple(u for u in gazetteer.versions if u.level in levels))


@lru_cache(maxsize=64)
def scopes(gazetteer: Gazetteer, parents: tuple[str, ...], on: date | None) -> tuple[tuple[Pool, float], ...]:
    """Where to look for names of a document of these units, the nearest first, and what looking there costs."""
    if not parents:
        return ((nation(gazetteer, on), 0.0),)
    found = [(near(gazetteer, parents, on), 0.0), (provinces(gazetteer, on), PROVINCES_COST)]
    own = (gazetteer.province(code, on) for code in parents)
    codes = tuple(sorted({p.code for p in own if p is not None}))
    if codes != parents:
        found.append((near(gazetteer, codes, on), PROVINCE_COST))
    return (*found, (nation(gazetteer, on), NATION_COST))

"""Units to choose from, prepared for comparing names: those of a district, of a province, of the country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gazetteer.lookup import Gazetteer, snapshot
from gazetteer.spelling import form
from gazetteer.units import Unit

# A unit from outside the district needs better evidence, the more so the more units there are. In wrong letters.
PROVINCES_COST, PROVINCE_COST, NATION_COST = 0.4, 0.75, 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Units, and one row for each writing of each unit; `exact`, `sounds` and `kinds` lead to places in `units`."""

    units: tuple[Unit, ...]
    unit_of: tuple[int, ...]  # the place in `units` of each row
    row_unit: NDArray[np.intp]  # the same for numpy
    plain: tuple[str, ...]
    folded: tuple[str, ...]
    sound: tuple[str, ...]
    exact: dict[str, tuple[int, ...]]
    sounds: dict[str, tuple[int, ...]]
    kinds: dict[str, tuple[int, ...]]


def make_pool(units: tuple[Unit, ...]) -> Pool:
    writings = [(i, form(name)) for i, u in enumerate(units) for name in (u.name, *u.spellings)]
    return Pool(
        units,
        tuple(i for i, _ in writings),
        np.array([i for i, _ in writings], dtype=np.intp),
        tuple(w.plain for _, w in writings),
        tuple(w.folded for _, w in writings),
        tuple(w.sound for _, w in writings),
        _places((w.plain, i) for i, w in writings),
        _places((w.sound, i) for i, w in writings),
        _places((u.kind, i) for i, u in enumerate(units)),
    )


def _places(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, dict[int, None]] = {}
    for key, place in pairs:
        found.setdefault(key, {})[place] = None
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
    return make_pool(tuple(units))


@lru_cache(maxsize=16)
def provinces(gazetteer: Gazetteer, on: date | None) -> Pool:
    return make_pool(tuple(u for u in snapshot(gazetteer, on).units if u.level == 1))


@lru_cache(maxsize=8)
def nation(gazetteer: Gazetteer, on: date | None) -> Pool:
    return make_pool(snapshot(gazetteer, on).units)


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

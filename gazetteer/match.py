"""Which unit a written name means: ranked candidates, each with its score and its reasons.

A name says little (half of the commune names of the country are unique, nearly all within a district), so the
context says where to look first: among the units below and above the document's own district, then in its province,
then in the country. The cost of a candidate is counted in wrong letters; marks and interchangeable letters cost less.
The score is the share of belief that falls to the candidate, the others and "none of these" considered: a near
runner-up lowers it, which is how doubt is said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from gazetteer.lookup import Gazetteer, snapshot
from gazetteer.spelling import LEVELS_OF_KIND, Form, form, split_damaged, split_kind
from gazetteer.units import Unit

# A lost letter is likelier than a letter too many, and that than one certain wrong letter: there are 25 of those.
LOST, EXTRA, WRONG = 3, 4, 5  # in fifths
SOUND, LETTER, MARK = 0.75, 0.25, 0.25  # c for k or y for i costs a quarter of a wrong letter, a wrong mark too
MARK_LOST = 0.02  # in a name written without any marks
OTHER_KIND, OTHER_LEVEL = 0.6, 2.0
SHARPNESS = 3.0  # how much less likely one more wrong letter is, in nats
NONE_PER_LETTER, NONE_AT_MOST = 0.3, 4.0  # the cost of "no unit at all" for a name of so many letters
# A unit from outside the district needs better evidence, the more so the more units there are.
PROVINCES_COST, PROVINCE_COST, NATION_COST = 0.4, 0.75, 1.5
CLOSE = 0.5  # a candidate this near ends the search
GOOD_ENOUGH = 0.5  # a nearer scope with a candidate of this score leaves farther ones only the very name


@dataclass(frozen=True, slots=True)
class Context:
    """What the document knows: the codes of its district and province, its date, what level the names are of."""

    parents: tuple[str, ...] = ()
    on: date | None = None
    levels: tuple[int, ...] = ()  # () any
    kind: str = ""  # the level word that stands over the whole list or column


@dataclass(frozen=True, slots=True)
class Candidate:
    unit: Unit
    score: float  # 0-1
    reasons: tuple[str, ...]
    cost: float = 0.0  # in wrong letters


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Units to choose from; one row for each writing of each unit."""

    units: tuple[Unit, ...]
    row_unit: NDArray[np.intp]
    levels: NDArray[np.intp]  # of the units: on equal terms the larger unit comes first
    plain: tuple[str, ...]
    folded: tuple[str, ...]
    sound: tuple[str, ...]
    exact: dict[str, tuple[int, ...]]
    sounds: dict[str, tuple[int, ...]]
    kinds: dict[str, tuple[int, ...]]


@lru_cache(maxsize=32768)
def match(
    gazetteer: Gazetteer, surface: str, context: Context, limit: int = 5, far: bool = True
) -> tuple[Candidate, ...]:
    """The units a surface may mean, the best first; empty if nothing is near.

    Farther scopes are asked for the very name when the nearer ones hold it only damaged,
    and for damaged names when the nearer ones hold nothing alike (not `far`: in the province at most).
    """
    best: tuple[Candidate, ...] = ()
    for scope, penalty in scopes(gazetteer, context):
        if best and best[0].cost <= CLOSE:
            break
        if (best and best[0].score >= GOOD_ENOUGH) or not (far or penalty < NATION_COST):
            best = _merged(best, _same_sound(scope, surface, context, penalty), limit)
        else:
            best = _merged(best, match_in(scope, surface, context, penalty, limit), limit)
    return best


def match_in(pool: Pool, surface: str, context: Context, penalty: float = 0.0, limit: int = 5) -> tuple[Candidate, ...]:
    """The candidates of one pool."""
    kind, written = read(pool, surface, context)
    if not written.plain:
        return _only_one(pool, kind)
    exact = pool.exact.get(written.plain, ())
    if len(exact) == 1 and _kind_cost(pool.units[exact[0]], kind, context.levels) == 0:
        unit = pool.units[exact[0]]
        return (Candidate(unit, _belief([penalty], _none_cost(written))[0], _reasons(unit, written, kind), penalty),)
    costs = unit_costs(pool, [written], [kind], context.levels)[0] + penalty
    return _ranked(pool, costs, written, kind, limit)


def _merged(best: tuple[Candidate, ...], found: tuple[Candidate, ...], limit: int) -> tuple[Candidate, ...]:
    """Two scopes' candidates as one ranking, beliefs shared out anew."""
    if not best or not found:
        return best or found
    known = {c.unit for c in best}
    every = sorted((*best, *(c for c in found if c.unit not in known)), key=lambda c: c.cost)[:limit]
    beliefs = _belief([c.cost for c in every], NONE_AT_MOST)
    return tuple(replace(c, score=belief) for c, belief in zip(every, beliefs, strict=True))


def _same_sound(pool: Pool, surface: str, context: Context, penalty: float) -> tuple[Candidate, ...]:
    """The units of a wide scope that have this very name, or a spelling variant of it."""
    kind, written = read(pool, surface, context)
    found = []
    for i in pool.sounds.get(written.sound, ()):
        unit = pool.units[i]
        marks = min(Levenshtein.distance(written.plain, form(n).plain) for n in (unit.name, *unit.spellings))
        mark = MARK if written.plain != written.folded else MARK_LOST
        cost = penalty + mark * marks + _kind_cost(unit, kind, context.levels)
        found.append(Candidate(unit, 0.0, _reasons(unit, written, kind), cost))
    return tuple(found)


def read(pool: Pool, surface: str, context: Context) -> tuple[str, Form]:
    """The level word of a surface, else of its context, and the writings of the name.

    A surface that is a name of the pool though it begins like a level word is left whole (xã Xa Dung, huyen Quan Hoa);
    a damaged level word is known where the surface is no name.
    """
    whole = form(surface)
    if whole.plain in pool.exact or (whole.sound in pool.sounds and whole.plain == whole.folded):
        return context.kind, whole
    kind, name = split_kind(surface)
    if not kind and " " in name and whole.sound not in pool.sounds:
        kind, name = split_damaged(name)
    return kind or context.kind, form(name)


def unit_costs(pool: Pool, written: list[Form], kinds: list[str], levels: tuple[int, ...]) -> NDArray[np.float64]:
    """Costs in wrong letters, surfaces × units of the pool; the nearest writing of each unit counts."""
    sounds = _distances([w.sound for w in written], pool.sound)
    letters = _distances([w.folded for w in written], pool.folded)
    marks = _distances([w.plain for w in written], pool.plain) - letters
    mark = np.array([MARK if w.plain != w.folded else MARK_LOST for w in written])
    rows = SOUND * sounds + LETTER * letters + mark[:, None] * marks
    costs = np.full((len(written), len(pool.units)), np.inf)
    np.minimum.at(costs.T, pool.row_unit, rows.T)
    for row, kind in enumerate(kinds):
        costs[row] += _kind_costs(pool, kind, levels)
    return costs


def _distances(written: list[str], names: tuple[str, ...]) -> NDArray[np.float64]:
    """Edit distances in wrong letters, written × names."""
    weights = {"weights": (LOST, EXTRA, WRONG)}
    fifths = cdist(written, names, scorer=Levenshtein.distance, scorer_kwargs=weights, dtype=np.int32)
    return np.asarray(fifths, dtype=np.float64) / WRONG


def scopes(gazetteer: Gazetteer, context: Context) -> list[tuple[Pool, float]]:
    """Where to look, the nearest first, and what looking there costs."""
    found = []
    if context.parents:
        found.append((near(gazetteer, context.parents, context.on), 0.0))
        found.append((provinces(gazetteer, context.on), PROVINCES_COST))
        own = (gazetteer.province(code, context.on) for code in context.parents)
        codes = tuple(sorted({p.code for p in own if p is not None}))
        if codes != context.parents:
            found.append((near(gazetteer, codes, context.on), PROVINCE_COST))
    found.append((nation(gazetteer, context.on), NATION_COST if context.parents else 0.0))
    return found


@lru_cache(maxsize=512)
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


@lru_cache(maxsize=8)
def nation(gazetteer: Gazetteer, on: date | None) -> Pool:
    return make_pool(snapshot(gazetteer, on).units)


@lru_cache(maxsize=16)
def provinces(gazetteer: Gazetteer, on: date | None) -> Pool:
    return make_pool(tuple(u for u in snapshot(gazetteer, on).units if u.level == 1))


def make_pool(units: tuple[Unit, ...]) -> Pool:
    writings = [(i, form(name)) for i, u in enumerate(units) for name in (u.name, *u.spellings)]
    exact: dict[str, dict[int, None]] = {}
    sounds: dict[str, dict[int, None]] = {}
    for i, written in writings:
        exact.setdefault(written.plain, {})[i] = None
        sounds.setdefault(written.sound, {})[i] = None
    kinds: dict[str, list[int]] = {}
    for i, unit in enumerate(units):
        kinds.setdefault(unit.kind, []).append(i)
    return Pool(
        units,
        np.array([i for i, _ in writings], dtype=np.intp),
        np.array([u.level for u in units], dtype=np.intp),
        tuple(w.plain for _, w in writings),
        tuple(w.folded for _, w in writings),
        tuple(w.sound for _, w in writings),
        {plain: tuple(rows) for plain, rows in exact.items()},
        {sound: tuple(rows) for sound, rows in sounds.items()},
        {kind: tuple(rows) for kind, rows in kinds.items()},
    )


def _ranked(pool: Pool, costs: NDArray[np.float64], written: Form, kind: str, limit: int) -> tuple[Candidate, ...]:
    if not len(costs):
        return ()
    none = _none_cost(written)
    order = [int(i) for i in np.lexsort((pool.levels, costs))[: limit + 8]]
    beliefs = _belief([float(costs[i]) for i in order], none)
    return tuple(
        Candidate(pool.units[i], belief, _reasons(pool.units[i], written, kind), float(costs[i]))
        for i, belief in zip(order[:limit], beliefs, strict=False)
    )


def _belief(costs: list[float], none: float) -> list[float]:
    weights = [math.exp(-SHARPNESS * cost) for cost in costs]
    total = sum(weights) + math.exp(-SHARPNESS * none)
    return [weight / total for weight in weights]


def none_cost(written: Form) -> float:
    """What it costs to say that the surface names no unit."""
    return _none_cost(written)


def _none_cost(written: Form) -> float:
    return min(NONE_AT_MOST, NONE_PER_LETTER * len(written.folded) + 0.3)


def _only_one(pool: Pool, kind: str) -> tuple[Candidate, ...]:
    """A level word alone ('Thị trấn') means the only unit of that kind, where there is only one."""
    rows = pool.kinds.get(kind, ())
    if kind not in ("thị trấn", "thị xã") or len(rows) != 1:
        return ()
    return (Candidate(pool.units[rows[0]], 0.97, (f"the only {kind} here",)),)


def _kind_costs(pool: Pool, kind: str, levels: tuple[int, ...]) -> NDArray[np.float64]:
    return np.array([_kind_cost(unit, kind, levels) for unit in pool.units])


def _kind_cost(unit: Unit, kind: str, levels: tuple[int, ...]) -> float:
    """The level word printed with a name says more than the level its list is of."""
    if kind == unit.kind:
        return 0.0
    cost = OTHER_LEVEL if levels and unit.level not in levels else 0.0
    if kind:
        cost += OTHER_KIND if unit.level in LEVELS_OF_KIND[kind] else OTHER_LEVEL
    return cost


def _reasons(unit: Unit, written: Form, kind: str) -> tuple[str, ...]:
    """Why this unit, in words for a person."""
    names = [form(name) for name in (unit.name, *unit.spellings)]
    official = names[0]
    said = []
    if written.plain == official.plain:
        said.append("exact name")
    elif any(written.plain == other.plain for other in names[1:]):
        said.append("other official spelling")
    elif any(written.folded == other.folded for other in names):
        said.append("same letters, other marks")
    elif any(written.sound == other.sound for other in names):
        said.append("spelling variant")
    else:
        said.append(f"{min(Levenshtein.distance(written.folded, n.folded) for n in names)} letters differ")
    if kind:
        said.append(f"{unit.kind} as written" if unit.kind == kind else f"written as {kind}")
    return tuple(said)

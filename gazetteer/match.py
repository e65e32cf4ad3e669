"""Which unit a written name means: ranked candidates, each with its score and its reasons.

A name says little (half of the commune names of the country are unique, nearly all within a district), so the
context says where to look first: among the units below and above the document's own district, then in its province,
then in the country. The cost of a candidate is counted in wrong letters; marks and interchangeable letters cost less.
The score is the share of belief that falls to the candidate, the others and "none of these" considered: a near
runner-up lowers it, which is how doubt is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from gazetteer.lookup import Gazetteer
from gazetteer.pools import GONE, NATION_COST, Pool, present, scopes
from gazetteer.readings import Reading, readings
from gazetteer.spelling import LEVELS_OF_KIND, Form, form, split_kind
from gazetteer.units import Unit

# A lost letter is likelier than a letter too many, and that than one certain wrong letter: there are 25 of those.
LOST, EXTRA, WRONG = 3, 4, 5  # in fifths
SOUND, LETTER, MARK = 0.75, 0.25, 0.25  # c for k or y for i costs a quarter of a wrong letter, a wrong mark too
MARK_LOST = 0.02  # in a name written without any marks
OTHER_KIND, OTHER_LEVEL = 0.6, 2.0
SHARPNESS = 3.0  # how much less likely one more wrong letter is, in nats
NONE_PER_LETTER, NONE_AT_MOST = 0.3, 4.0  # the cost of "no unit at all" for a name of so many letters
FEW = 150
USUAL = 1  # most names are written right or with one wrong letter: farther ones need not be measured for them
BESIDE = 1  # a name so many letters farther than the nearest is no candidate
CLOSE = 0.5  # a candidate this near ends the search
GOOD_ENOUGH = 0.5  # a nearer scope with a candidate of this score leaves farther ones only the very name


@dataclass(frozen=True, slots=True)
class Context:
    """What the document knows: the codes of its district and province, its date, what level the names are of."""

    parents: tuple[str, ...] = ()
    on: date | None = None
    levels: tuple[int, ...] = ()  # () any
    kind: str = ""  # the level word that stands over the whole list or column


class Candidate(NamedTuple):
    """A unit that a surface may mean. A named tuple, for a look-up makes several and there are many look-ups."""

    unit: Unit
    score: float  # 0-1
    cost: float  # in wrong letters
    written: Form  # the name as read
    kind: str  # the level word as read, '' if none
    notes: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why this unit, in words for a person."""
        return (*_reasons(self.unit, self.written, self.kind), *self.notes)


@lru_cache(maxsize=32768)
def match(
    gazetteer: Gazetteer, surface: str, context: Context, limit: int = 5, far: bool = True
) -> tuple[Candidate, ...]:
    """The units a surface may mean, the best first; empty if nothing is near.

    Farther scopes are asked for the very name when the nearer ones hold it only damaged,
    and for damaged names when the nearer ones hold nothing alike (not `far`: in the province at most).
    """
    best: tuple[Candidate, ...] = ()
    for scope, penalty in scopes(gazetteer, context.parents, context.on):
        if best and best[0].cost <= CLOSE:
            break
        if (best and best[0].score >= GOOD_ENOUGH) or not (far or penalty < NATION_COST):
            best = _merged(best, _same_sound(scope, surface, context, penalty), limit)
        else:
            best = _merged(best, match_in(scope, surface, context, penalty, limit), limit)
    return best


def match_in(pool: Pool, surface: str, context: Context, penalty: float = 0.0, limit: int = 5) -> tuple[Candidate, ...]:
    """The candidates of one pool, from the reading of the surface that comes nearest."""
    best: tuple[Candidate, ...] = ()
    for reading in readings(pool, surface, context.kind):
        found = _match_reading(pool, reading, context.levels, penalty, limit)
        if found and (not best or found[0].cost < best[0].cost):
            best = found
    return best


def _match_reading(
    pool: Pool, reading: Reading, levels: tuple[int, ...], penalty: float, limit: int
) -> tuple[Candidate, ...]:
    kind, written, extra = reading
    if not written.plain:
        return _only_one(pool, kind)
    if not pool.units:
        return ()
    exact = present(pool, pool.exact.get(written.plain, ()))
    if len(exact) == 1 and pool.late[exact[0]] + _kind_cost(pool.units[exact[0]], kind, levels) == 0:
        costs = {exact[0]: penalty + extra}
    else:
        costs = {i: cost + penalty + extra for i, cost in _nearest(pool, written, kind, levels).items()}
    return _ranked(pool, costs, written, kind, limit)


def _nearest(pool: Pool, written: Form, kind: str, levels: tuple[int, ...]) -> dict[int, float]:
    """The costs of the units whose letters are about as near as the nearest's; the others are out of the question."""
    costs: dict[int, float] = {}
    for row in _near_rows(pool, written.folded):
        unit = pool.unit_of[row]
        cost = _cost(written, Form(pool.plain[row], pool.folded[row], pool.sound[row]))
        cost += _kind_cost(pool.units[unit], kind, levels) + pool.late[unit]
        costs[unit] = min(cost, costs.get(unit, cost))
    return costs


def _near_rows(pool: Pool, folded: str) -> list[int]:
    """The rows whose plain edit distance is the least or a little more; for a district's few names a loop is faster
    than handing them over together."""
    if len(pool.folded) <= FEW and GONE not in pool.late:
        few = [Levenshtein.distance(folded, name) for name in pool.folded]
        within = min(few) + BESIDE
        return [row for row, far in enumerate(few) if far <= within]
    return _rows_within(pool, folded, USUAL + BESIDE) or _rows_within(pool, folded, None)


def _rows_within(pool: Pool, folded: str, cutoff: int | None) -> list[int]:
    """The near rows of a large pool; what is farther than the cutoff is not measured, none if that would be needed."""
    distances = cdist([folded], pool.folded, scorer=Levenshtein.distance, dtype=np.uint8, score_cutoff=cutoff)[0]
    last = int(distances.max()) if cutoff is None else cutoff - BESIDE
    for far in range(int(distances.min()), last + 1):
        rows = [r for r in np.flatnonzero(distances <= far + BESIDE).tolist() if pool.late[pool.unit_of[r]] != GONE]
        if any(distances[r] <= far for r in rows):
            return rows
    return []


def _cost(written: Form, name: Form) -> float:
    """One entry of `unit_costs`, without the level word."""
    letters = _distance(written.folded, name.folded)
    sounds = letters if letters == 0 else _distance(written.sound, name.sound)
    marks = _distance(written.plain, name.plain) - letters
    return SOUND * sounds + LETTER * letters + (MARK if written.plain != written.folded else MARK_LOST) * marks


def _distance(written: str, name: str) -> float:
    return 0.0 if written == name else Levenshtein.distance(written, name, weights=(LOST, EXTRA, WRONG)) / WRONG


def _merged(best: tuple[Candidate, ...], found: tuple[Candidate, ...], limit: int) -> tuple[Candidate, ...]:
    """Two scopes' candidates as one ranking, beliefs shared out anew."""
    if not best or not found:
        return best or found
    known = {c.unit for c in best}
    every = sorted((*best, *(c for c in found if c.unit not in known)), key=lambda c: c.cost)[:limit]
    beliefs = _belief([c.cost for c in every], NONE_AT_MOST)
    return tuple(c._replace(score=belief) for c, belief in zip(every, beliefs, strict=True))


def _same_sound(pool: Pool, surface: str, context: Context, penalty: float) -> tuple[Candidate, ...]:
    """The units of a wide scope that have this very name, or a spelling variant of it."""
    kind, written = "", form(surface)
    if written.sound not in pool.sounds:
        kind, name = split_kind(surface)
        written = form(name)
    kind = kind or context.kind
    found = []
    for i in present(pool, pool.sounds.get(written.sound, ())):
        unit = pool.units[i]
        cost = penalty + min(_cost(written, form(n)) for n in (unit.name, *unit.spellings))
        cost += _kind_cost(unit, kind, context.levels) + pool.late[i]
        found.append(Candidate(unit, 0.0, cost, written, kind))
    return tuple(found)


def unit_costs(pool: Pool, read: Sequence[Reading], levels: tuple[int, ...]) -> NDArray[np.float64]:
    """Costs in wrong letters, readings × units of the pool; the nearest writing of each unit counts."""
    written = [reading.written for reading in read]
    sounds = _distances([w.sound for w in written], pool.sound)
    letters = _distances([w.folded for w in written], pool.folded)
    marks = _distances([w.plain for w in written], pool.plain) - letters
    mark = np.array([MARK if w.plain != w.folded else MARK_LOST for w in written])
    rows = SOUND * sounds + LETTER * letters + mark[:, None] * marks
    costs = np.full((len(written), len(pool.units)), np.inf)
    np.minimum.at(costs.T, pool.row_unit, rows.T)
    for row, reading in enumerate(read):
        costs[row] += _kind_costs(pool, reading.kind, levels) + reading.cost
    return costs


def _distances(written: list[str], names: tuple[str, ...]) -> NDArray[np.float64]:
    """Edit distances in wrong letters, written × names."""
    weights = {"weights": (LOST, EXTRA, WRONG)}
    fifths = cdist(written, names, scorer=Levenshtein.distance, scorer_kwargs=weights, dtype=np.int32)
    return np.asarray(fifths, dtype=np.float64) / WRONG


def _ranked(pool: Pool, costs: dict[int, float], written: Form, kind: str, limit: int) -> tuple[Candidate, ...]:
    """Cheapest first; on equal terms the larger unit, then the code, comes first."""
    order = sorted(costs, key=lambda i: (costs[i], pool.units[i].level, i))[:limit]
    beliefs = _belief([costs[i] for i in order], none_cost(written))
    return tuple(
        Candidate(pool.units[i], belief, costs[i], written, kind) for i, belief in zip(order, beliefs, strict=True)
    )


def _belief(costs: list[float], none: float) -> list[float]:
    weights = [math.exp(-SHARPNESS * cost) for cost in costs]
    total = sum(weights) + math.exp(-SHARPNESS * none)
    return [weight / total for weight in weights]


def none_cost(written: Form) -> float:
    """What it costs to say that the surface names no unit."""
    return min(NONE_AT_MOST, NONE_PER_LETTER * len(written.folded) + 0.3)


def _only_one(pool: Pool, kind: str) -> tuple[Candidate, ...]:
    """A level word alone ('Thị trấn') means the only unit of that kind, where there is only one."""
    rows = pool.kinds.get(kind, ())
    if kind not in ("thị trấn", "thị xã") or len(rows) != 1:
        return ()
    return (Candidate(pool.units[rows[0]], 0.97, 0.0, form(""), kind),)


@lru_cache(maxsize=1024)
def _kind_costs(pool: Pool, kind: str, levels: tuple[int, ...]) -> NDArray[np.float64]:
    return np.array([_kind_cost(u, kind, levels) + late for u, late in zip(pool.units, pool.late, strict=True)])


def _kind_cost(unit: Unit, kind: str, levels: tuple[int, ...]) -> float:
    """The level word printed with a name says more than the level its list is of."""
    if kind == unit.kind:
        return 0.0
    cost = OTHER_LEVEL if levels and unit.level not in levels else 0.0
    if kind:
        cost += OTHER_KIND if unit.level in LEVELS_OF_KIND[kind] else OTHER_LEVEL
    return cost


def _reasons(unit: Unit, written: Form, kind: str) -> Iterator[str]:
    names = [form(name) for name in (unit.name, *unit.spellings)]
    if not written.plain:
        yield f"the only {kind} here"
        return
    if written.plain == names[0].plain:
        yield "exact name"
    elif any(written.plain == other.plain for other in names[1:]):
        yield "other official spelling"
    elif any(written.folded == other.folded for other in names):
        yield "same letters, other marks"
    elif any(written.sound == other.sound for other in names):
        yield "spelling variant"
    else:
        wrong = min(Levenshtein.distance(written.folded, other.folded) for other in names)
        yield "1 letter differs" if wrong == 1 else f"{wrong} letters differ"
    if kind:
        yield f"{unit.kind} as written" if unit.kind == kind else f"written as {kind}"

"""A table or a list names each unit once: give all its names their units together, each unit to one name at most.

Assigning jointly repairs what a single name cannot: a badly read name gets the unit that nobody else claims.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gazetteer.lookup import Gazetteer, snapshot
from gazetteer.match import (
    SHARPNESS,
    Candidate,
    Context,
    Pool,
    match,
    match_in,
    near,
    none_cost,
    read,
    scopes,
)
from gazetteer.match import unit_costs as costs_in
from gazetteer.spelling import Form, form

FORBIDDEN = 1e3
FARTHEST_OUTSIDE = 1.5  # the cost of the very name somewhere in the country
STRANGER = 0.7  # as far from a name of the pool, the name of another unit means the other
WHOLE_LIST = 4.0  # wrong letters more that a name may have when names and units are equally many
SURE_MARGIN = 3.0  # beyond this the row's own runner-up decides, nothing need be solved again


def link_together(gazetteer: Gazetteer, surfaces: Sequence[str], context: Context) -> tuple[Candidate | None, ...]:
    """One unit or None for each surface; surfaces that read the same share a unit, no other two do.

    Without parents in the context every surface is matched alone. A surface that fits none of the units below
    the parents, or is the very name of a unit elsewhere in the province, is looked for alone.
    """
    if not context.parents:
        return tuple(next(iter(match(gazetteer, s, context)), None) for s in surfaces)
    pool = near(gazetteer, context.parents, context.on)
    chosen = assign(pool, surfaces, context, elsewhere(gazetteer, context))
    return tuple(c or _alone(gazetteer, pool, surface, context) for c, surface in zip(chosen, surfaces, strict=True))


@lru_cache(maxsize=64)
def elsewhere(gazetteer: Gazetteer, context: Context) -> frozenset[str]:
    """The names, by sound, of all provinces and districts and of the communes of the document's own province."""
    names = {sound for pool, _ in scopes(gazetteer, context)[:-1] for sound in pool.sounds}
    return frozenset(names) | large_units(gazetteer, context.on)


@lru_cache(maxsize=16)
def large_units(gazetteer: Gazetteer, on: date | None) -> frozenset[str]:
    units = snapshot(gazetteer, on).units
    return frozenset(form(name).sound for u in units if u.level < 3 for name in (u.name, *u.spellings))


def assign(
    pool: Pool, surfaces: Sequence[str], context: Context, strangers: frozenset[str] = frozenset()
) -> tuple[Candidate | None, ...]:
    """The units of one pool given to the surfaces, the best total; None where no unit is nearer than none at all.

    `strangers` are names of other units too: a surface that is one of them is not bent into another name of the
    pool, unless there are as many names as units.
    """
    names = [read(pool, surface, context) for surface in surfaces]
    distinct = list(dict.fromkeys(names))
    chosen = dict(zip(distinct, _assign(pool, distinct, context, strangers), strict=True))
    return tuple(chosen[key] for key in names)


def _assign(
    pool: Pool, names: list[tuple[str, Form]], context: Context, strangers: frozenset[str]
) -> list[Candidate | None]:
    if not names or not pool.units:
        return [None] * len(names)
    costs = costs_in(pool, [w for _, w in names], [k for k, _ in names], context.levels)
    for row, (kind, written) in enumerate(names):
        if not written.plain:
            costs[row] = FORBIDDEN
            costs[row, list(pool.kinds.get(kind, ()))] = 0.1
    strangers -= pool.sounds.keys()
    nones = np.array([_none(written, strangers) for _, written in names])
    table = np.full((len(names), len(pool.units) + len(names)), FORBIDDEN)
    table[:, : len(pool.units)] = costs
    if len(names) == sum(not context.levels or u.level in context.levels for u in pool.units):
        nones += WHOLE_LIST  # as many names as units: no name is a stranger's
    table[np.arange(len(names)), len(pool.units) + np.arange(len(names))] = nones
    rows, columns = linear_sum_assignment(table)
    return [_candidate(pool, names, table, columns, int(row), context) for row in rows]


def _none(written: Form, strangers: frozenset[str]) -> float:
    if not written.plain:
        return 0.5
    return STRANGER if written.sound in strangers else none_cost(written)


def _candidate(
    pool: Pool,
    names: list[tuple[str, Form]],
    table: NDArray[np.float64],
    columns: NDArray[np.intp],
    row: int,
    context: Context,
) -> Candidate | None:
    column = int(columns[row])
    if column >= len(pool.units):
        return None
    kind, written = names[row]
    own = match_in(pool, f"{kind} {written.plain}".strip(), context, limit=len(pool.units))
    alone = next((c for c in own if c.unit == pool.units[column]), None)
    reasons = alone.reasons if alone else ("nobody else here has this name",)
    if own and own[0].unit != pool.units[column]:
        reasons += ("given together with the other names",)
    score = _together_score(table, columns, row)
    return Candidate(pool.units[column], score, reasons, float(table[row, column]))


def _together_score(table: NDArray[np.float64], columns: NDArray[np.intp], row: int) -> float:
    """Belief from the margin: how much worse the whole table gets if this name must take another unit."""
    column = columns[row]
    others = np.delete(table[row], column)
    margin = float(others.min() - table[row, column])
    if margin < SURE_MARGIN:
        without = table.copy()
        without[row, column] = FORBIDDEN
        rows, again = linear_sum_assignment(without)
        margin = float(without[rows, again].sum() - table[np.arange(len(columns)), columns].sum())
    return 1 / (1 + math.exp(-SHARPNESS * min(margin, 10)))


def _alone(gazetteer: Gazetteer, pool: Pool, surface: str, context: Context) -> Candidate | None:
    """A name that found no unit here: only an outsider that fits well is taken."""
    found = match(gazetteer, surface, context)
    if not found or found[0].cost > FARTHEST_OUTSIDE or found[0].unit in pool.units:
        return None
    return replace(found[0], reasons=(*found[0].reasons, "not of this district"))

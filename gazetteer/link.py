"""A table or a list names each unit once: give all its names their units together, each unit to one name at most.

Assigning jointly repairs what a single name cannot: a badly read name gets the unit that nobody else claims.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from lap import lapjv
from numpy.typing import NDArray

from gazetteer.lookup import Gazetteer
from gazetteer.match import SHARPNESS, Candidate, Context, match, none_cost, unit_costs
from gazetteer.pools import Pool, near, scopes, standing
from gazetteer.readings import Reading, readings
from gazetteer.spelling import Form, form, words_of

FORBIDDEN = 1e3
FARTHEST_OUTSIDE = 1.5  # the cost of the very name somewhere in the country
LEVEL_WORD_ALONE = 0.1
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
    """What, by sound, is not to be bent into another name: the names of all provinces and districts and of the
    communes of the document's own province, and the words of tables."""
    words = frozenset(form(word).sound for word in words_of("table_words.txt"))
    names = {sound for pool, _ in scopes(gazetteer, context.parents, context.on)[:-1] for sound in pool.sounds}
    return frozenset(names) | large_units(gazetteer, context.on) | words


@lru_cache(maxsize=16)
def large_units(gazetteer: Gazetteer, on: date | None) -> frozenset[str]:
    units = standing(gazetteer, on, (1, 2))
    return frozenset(form(name).sound for u in units for name in (u.name, *u.spellings))


def assign(
    pool: Pool, surfaces: Sequence[str], context: Context, strangers: frozenset[str] = frozenset()
) -> tuple[Candidate | None, ...]:
    """The units of one pool given to the surfaces, the best total; None where no unit is nearer than none at all.

    `strangers` are names of other units too: a surface that is one of them is not bent into another name of the
    pool, unless there are as many names as units.
    """
    read = [readings(pool, surface, context.kind) for surface in surfaces]
    distinct = list(dict.fromkeys(read))
    chosen = dict(zip(distinct, _assign(pool, distinct, context.levels, strangers), strict=True))
    return tuple(chosen[key] for key in read)


def _assign(
    pool: Pool, names: list[tuple[Reading, ...]], levels: tuple[int, ...], strangers: frozenset[str]
) -> list[Candidate | None]:
    if not names or not pool.units:
        return [None] * len(names)
    costs = np.array([_costs(pool, ways, levels) for ways in names])
    strangers -= pool.sounds.keys()
    nones = np.array([_none(ways[0].written, strangers) for ways in names])
    standing = [u for u, late in zip(pool.units, pool.late, strict=True) if not late]
    if len(names) == sum(not levels or u.level in levels for u in standing):
        nones += WHOLE_LIST  # as many names as units: no name is a stranger's
    table = np.full((len(names), len(pool.units) + len(names)), FORBIDDEN)
    table[:, : len(pool.units)] = costs
    table[np.arange(len(names)), len(pool.units) + np.arange(len(names))] = nones
    columns = _assigned(table)
    return [_candidate(pool, ways, table, columns, row) for row, ways in enumerate(names)]


def _assigned(costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """The column of each row at the least cost together. (scipy's solver takes half a second to load.)"""
    columns, _ = lapjv(costs, extend_cost=True, return_cost=False)
    return np.asarray(columns, np.intp)


@lru_cache(maxsize=2048)
def _costs(pool: Pool, ways: tuple[Reading, ...], levels: tuple[int, ...]) -> NDArray[np.float64]:
    """The costs of one name: of its nearest reading; a level word alone fits the units of its kind."""
    if not ways[0].written.plain:
        alone = np.full(len(pool.units), FORBIDDEN)
        alone[list(pool.kinds.get(ways[0].kind, ()))] = LEVEL_WORD_ALONE
        return alone
    return np.asarray(unit_costs(pool, ways, levels).min(axis=0))


def _none(written: Form, strangers: frozenset[str]) -> float:
    if not written.plain:
        return 0.5
    return STRANGER if written.sound in strangers else none_cost(written)


def _candidate(
    pool: Pool, ways: tuple[Reading, ...], table: NDArray[np.float64], columns: NDArray[np.intp], row: int
) -> Candidate | None:
    column = int(columns[row])
    if column >= len(pool.units):
        return None
    cost = float(table[row, column])
    together = cost > table[row, : len(pool.units)].min()
    notes = ("given together with the other names",) if together else ()
    kind, written, _ = ways[0]
    return Candidate(pool.units[column], _together_score(table, columns, row), cost, written, kind, notes)


def _together_score(table: NDArray[np.float64], columns: NDArray[np.intp], row: int) -> float:
    """Belief from the margin: how much worse the whole table gets if this name must take another unit."""
    column = columns[row]
    others = table[row].copy()
    others[column] = np.inf
    margin = float(others.min() - table[row, column])
    if margin < SURE_MARGIN:
        without = table.copy()
        without[row, column] = FORBIDDEN
        rows = np.arange(len(columns))
        margin = float(without[rows, _assigned(without)].sum() - table[rows, columns].sum())
    return 1 / (1 + math.exp(-SHARPNESS * min(margin, 10)))


def _alone(gazetteer: Gazetteer, pool: Pool, surface: str, context: Context) -> Candidate | None:
    """A name that found no unit here: only an outsider that fits well is taken."""
    found = match(gazetteer, surface, context)
    if not found or found[0].cost > FARTHEST_OUTSIDE or found[0].unit in pool.units:
        return None
    return found[0]._replace(notes=("not of this district",))

"""What happened: the communes of a district, their points, ranks and ratings, year after year.

Everything is a function of (seed, district, year). A commune's ability walks slowly from year to year, so that scores
and ranks move; communes merge and are renamed as the gazetteer says; the criteria set changes with the programmes.
Points are whole numbers of hundredths, so that sums and means are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import gazetteer
from gazetteer import Unit
from samples.dice import dice
from samples.knowledge import CriteriaSet, Domain, Scale, criteria_sets, scales

FIRST_YEAR, LAST_YEAR = 2011, 2024  # districts end on 2025-07-01
PROGRAMMES = ((2011, 2015), (2016, 2020), (2021, 2025))  # criteria sets hold for one of these stages


@dataclass(frozen=True, slots=True)
class Result:
    """One commune in one year. `parts` follow the domains of the criteria set."""

    unit: Unit
    parts: tuple[int, ...]
    rank: int
    rating: str

    @property
    def total(self) -> int:
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class IndexYear:
    """The index of a district's communes in one year, best first."""

    district: Unit
    province: Unit
    year: int
    criteria: CriteriaSet
    scale: Scale
    results: tuple[Result, ...]
    dense: bool  # ranks after a tie follow without a gap

    @property
    def mean(self) -> int:
        return mean([result.total for result in self.results])

    def domain_mean(self, index: int) -> int:
        return mean([result.parts[index] for result in self.results])

    def of(self, unit: Unit) -> Result | None:
        """The result of the same commune: same code and same name."""
        return next((r for r in self.results if (r.unit.code, r.unit.name) == (unit.code, unit.name)), None)

    def domain(self, code: str) -> tuple[int, Domain] | None:
        return next(((i, d) for i, d in enumerate(self.criteria.domains) if d.code == code), None)


def mean(points: Sequence[int]) -> int:
    """Rounded half up, as administrations do."""
    return (2 * sum(points) + len(points)) // (2 * len(points))


def census(year: int) -> date:
    """The day whose units the documents about a year name: they are signed from the January after it on."""
    return date(year + 1, 1, 2)


@lru_cache(maxsize=32)
def districts(first: int, last: int) -> tuple[Unit, ...]:
    """The districts that stood all these years, with 7 to 30 communes, none changed while reports were due."""
    book = gazetteer.load()
    return tuple(
        unit
        for unit in book.units_on(census(first), level=2)
        if unit.holds(census(last))
        and 7 <= len(book.children(unit.code, census(last))) <= 30
        and all(same_communes(unit.code, census(year), date(year + 1, 4, 20)) for year in range(first, last + 1))
    )


def same_communes(district: str, first: date, last: date) -> bool:
    """Whether a district has the same communes on two days."""
    book = gazetteer.load()
    return book.children(district, first) == book.children(district, last)


@lru_cache(maxsize=512)
def index_year(seed: int, district: str, year: int) -> IndexYear:
    """Raises LookupError for a district that did not stand at the end of the year."""
    book = gazetteer.load()
    unit, province = book.unit(district, census(year)), book.province(district, census(year))
    if unit is None or province is None:
        raise LookupError(f"no district {district} in {year}")
    criteria = criteria_of(seed, district, year)
    scale = dice(seed, district, "scale", stage(year)).choice(scales())
    scored = [
        (commune, commune_points(seed, district, commune.code, criteria, year))
        for commune in book.children(district, census(year))
    ]
    dense = dice(seed, district, "dense").random() < 0.4  # districts keep to their way of counting
    return IndexYear(unit, province, year, criteria, scale, ranked(scored, scale, dense), dense)


@lru_cache(maxsize=256)
def province_year(seed: int, province: str, year: int) -> IndexYear:
    """The index of a province's districts: what a district is measured by. Raises LookupError for no such province."""
    book = gazetteer.load()
    unit = book.unit(province, census(year))
    if unit is None:
        raise LookupError(f"no province {province} in {year}")
    criteria = criteria_of(seed, province, year)
    scored = [
        (district, commune_points(seed, province, f"district {district.code}", criteria, year))
        for district in book.children(province, census(year))
    ]
    return IndexYear(unit, unit, year, criteria, scales()[0], ranked(scored, scales()[0], dense=False), dense=False)


def ranked(scored: Sequence[tuple[Unit, tuple[int, ...]]], scale: Scale, dense: bool) -> tuple[Result, ...]:
    totals = [sum(parts) for _, parts in scored]
    ranks = ranks_of(totals, dense)
    results = [
        Result(unit, parts, rank, scale.band(total))
        for (unit, parts), rank, total in zip(scored, ranks, totals, strict=True)
    ]
    return tuple(sorted(results, key=lambda r: (r.rank, r.unit.code)))


def ranks_of(points: Sequence[int], dense: bool) -> tuple[int, ...]:
    """Equal points share a rank; dense: the next rank follows without a gap."""
    if dense:
        order = sorted(set(points), reverse=True)
        return tuple(order.index(p) + 1 for p in points)
    return tuple(1 + sum(other > p for other in points) for p in points)


def stage(year: int) -> int:
    return next(first for first, last in PROGRAMMES if first <= year <= last)


def criteria_of(seed: int, district: str, year: int) -> CriteriaSet:
    fitting = [c for c in criteria_sets() if c.first_year <= stage(year) + 1 and year <= c.last_year]
    return dice(seed, district, "criteria", stage(year)).choice(fitting)


def commune_points(seed: int, district: str, code: str, criteria: CriteriaSet, year: int) -> tuple[int, ...]:
    """Points in every domain, in steps of the criteria set."""
    skill = dice(seed, "ability", code).gauss(0, 1)
    skill += sum(dice(seed, "walk", code, y).gauss(0, 0.35) for y in range(FIRST_YEAR, year + 1))
    points = []
    for domain in criteria.domains:
        level = 0.72 + dice(seed, "level", district, domain.code, year).uniform(-0.16, 0.16)
        share = level + 0.07 * skill + dice(seed, "part", code, domain.code, year).gauss(0, 0.07)
        steps = round(min(max(share, 0.15), 1.0) * domain.max / criteria.step)
        points.append(min(steps * criteria.step, domain.max))
    return tuple(points)

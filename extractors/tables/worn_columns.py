"""The columns of tables whose heads do not stand over them: told by their figures and by what else the report says.

    columns = row_columns(grid)                       what the figures themselves tell: ranks, points, the total
    columns = with_criteria(columns, grid, domains)   which domain each column of points belongs to

A total is the sum of its row; a column of domain points is told by the mean that the prose gives of the domain, or by
the order and the maxima of the criteria set. What cannot be told is left as text: no record is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from statistics import median

from extractors.tables.grids import SCORE_ROLES, Column, Grid
from extractors.text.values import parse_number, parse_ratio
from extractors.text.vocabulary import is_rating, row_kind
from normalizers.unicode import fold

_CLOSE = 0.011  # of a mean that is told with two decimals
_LEAST = 3  # ranks that make a column of ranks
_SLACK = 0.02  # of a mean: what misread figures move it by
_FEW = 4  # columns that may be tried in every order
_LOST_COMMA = 4.0  # times the median: a figure without its comma is ten times the others
_MOST_ROWS = 0.8  # of the rows must agree: a few figures are misread
_PAIR = 0.12  # a commune's own points are not further from the appraised ones
_RANK_WORD = re.compile(r"\b(?:\w?hang|hạng|thu hang|xep thu|vi thu|rank)\b")
_SELF_WORD = re.compile(r"\btu (?:cham|danh|cho)|\bself")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of the criteria set as the report tells it elsewhere; `mean` of all units where the prose has it."""

    name: str
    code: str | None
    maximum: float | None
    mean: float | None


def row_columns(grid: Grid) -> tuple[Column, ...]:
    """The columns of rows without heads over them: number, name, figures, a word."""
    last = grid.columns - 1
    noted = last > 2 and not any(_figure(t) is not None for t in grid.column_texts(last))
    figures = range(2, last + (not noted))
    columns = [Column(0, "ordinal", ""), Column(1, _name_role(grid), "")]
    columns += [Column(c, _figure_role(grid, c) if len(figures) > 1 else "score", "") for c in figures]
    if noted:
        columns.append(Column(last, _note_role(grid.column_texts(last)), ""))
    columns = _without_total(grid, columns)
    return tuple(_with_first(grid, _with_pair(grid, columns)))


def _figure(text: str) -> float | None:
    ratio = parse_ratio(text)
    return ratio[0] if ratio else parse_number(text)


def figures_of(grid: Grid, column: int) -> list[float | None]:
    """The figures of the units in a column; rows of means and sums are left out."""
    return [_figure(row.text(column)) for row in grid.rows if row_kind(row.text(1)) is None]


def _name_role(grid: Grid) -> str:
    names = [row.text(1) for row in grid.rows if row_kind(row.text(1)) is None]
    level = re.compile(r"(?:UBND|xã|xa|thị trấn|thi tran|phường|huyện|quận|thành phố)\b", re.IGNORECASE)
    return "unit" if sum(bool(level.match(n)) for n in names) * 2 >= len(names) > 0 else "label"


def _note_role(texts: Sequence[str]) -> str:
    filled = [t for t in texts if t]
    return "rating" if sum(is_rating(t) for t in filled) * 2 >= len(filled) > 0 else "text"


def _figure_role(grid: Grid, column: int) -> str:
    texts = [t for t in grid.column_texts(column) if t]
    values = [v for v in figures_of(grid, column) if v is not None]
    if any(re.match(r"[+–−-]", t) for t in texts):
        return "change"
    if sum(t.endswith("%") for t in texts) * 2 > len(texts):
        return "percent"
    most = len(figures_of(grid, column)) + 3
    ranks = [v for v in values if v == int(v) and 1 <= v <= most]
    if len(ranks) >= _MOST_ROWS * len(values) and not any("," in t for t in texts) and len(set(ranks)) * 2 > len(ranks):
        return "rank" if len(ranks) >= _LEAST else "text"
    return "score"


def _without_total(grid: Grid, columns: list[Column]) -> list[Column]:
    """Of three or more columns of points the one that sums up the others, or else the largest, stays a score; the
    others are points of criteria that nobody has named yet. A column less than the others together is no total."""
    points = [c for c in columns if c.role == "score"]
    if len(points) < 3:
        return columns
    values = {c.index: figures_of(grid, c.index) for c in points}
    total = max(points, key=lambda c: (_sums_up(values, c.index), _middle(values[c.index])))
    others = sorted((_middle(values[c.index]) for c in points if c is not total), reverse=True)
    whole = _sums_up(values, total.index) > 0 or _middle(values[total.index]) >= _MOST_ROWS * sum(others)
    if not whole and _middle(values[total.index]) * (1 - _PAIR) > others[0]:
        return [replace(c, role="text") if c.role == "score" else c for c in columns]
    return [replace(c, role="text") if c.role == "score" and c is not total else c for c in columns]


def _middle(values: Sequence[float | None]) -> float:
    """The median: a figure without its comma is ten times the others."""
    known = [v for v in values if v is not None]
    return median(known) if known else 0.0


def _sums_up(values: dict[int, list[float | None]], total: int) -> int:
    """How many rows of a column are the sum of the columns left of it."""
    parts = [column for index, column in values.items() if index < total]
    rows = zip(values[total], *parts, strict=True)
    return sum(
        len(parts) > 1 and t is not None and None not in row and abs(t - sum(v or 0.0 for v in row)) < 0.06
        for t, *row in rows
    )


def _with_pair(grid: Grid, columns: list[Column]) -> list[Column]:
    """Two columns of points: two years where the heads name two, else the unit's own points and the appraised ones."""
    points = [c for c in columns if c.role == "score"]
    if len(points) != 2:
        return columns
    first, second = points
    years = [int(y) for y in _YEAR.findall(grid.head)]
    if len(set(years)) == 2:
        columns[first.index] = replace(first, year=years[0])
        columns[second.index] = replace(second, year=years[1])
        return columns
    pairs = zip(figures_of(grid, first.index), figures_of(grid, second.index), strict=True)
    near = [abs(a - b) <= _PAIR * max(a, b) for a, b in pairs if a is not None and b is not None]
    alike = sum(near) >= _MOST_ROWS * len(near) > 0
    columns[first.index] = replace(first, role="self_score" if alike else "text")
    columns[second.index] = replace(second, role="appraised" if alike else "score")
    return columns


def _with_first(grid: Grid, columns: list[Column]) -> list[Column]:
    """The number of the row is a rank where the heads say so or the points go down with it, and no column is one."""
    points = [c for c in columns if c.role in SCORE_ROLES]
    if any(c.role == "rank" for c in columns) or not points:
        return columns
    values = [v for v in figures_of(grid, points[-1].index) if v is not None]
    steps = [a >= b for a, b in pairwise(values)]
    falling = len(steps) >= 2 and sum(steps) >= 0.9 * len(steps)
    if falling or _RANK_WORD.search(fold(grid.head)):
        columns[0] = replace(columns[0], role="rank")
    return columns


# --- which domain a column of points belongs to -------------------------------------------------------------------


def with_criteria(columns: Sequence[Column], grid: Grid, domains: Sequence[Domain]) -> tuple[Column, ...]:
    """The nameless columns of points under the names of the domains that they hold."""
    open_ = [c for c in columns if _nameless(c, grid)]
    known = {c.criterion for c in columns if c.criterion}
    left = [d for d in domains if d.name not in known]
    if len(open_) < 2 or not left:
        return tuple(columns)
    chosen = _by_mean(open_, grid, left) or _by_order(open_, grid, left)
    return tuple(_as_domain(c, chosen[c.index]) if c.index in chosen else c for c in columns)


def _nameless(column: Column, grid: Grid) -> bool:
    """Points under no heading that says of what."""
    if column.role != "text" or column.title:
        return False
    values = [v for v in figures_of(grid, column.index) if v is not None]
    return len(values) * 2 > len(grid.rows)


def _as_domain(column: Column, domain: Domain) -> Column:
    return replace(column, role="score", criterion=domain.name, maximum=domain.maximum)


def _by_mean(columns: Sequence[Column], grid: Grid, domains: Sequence[Domain]) -> dict[int, Domain]:
    """Columns by the mean that the prose tells of their domain; only where most are found, each once."""
    found: dict[int, Domain] = {}
    means = {column.index: _mean_of(grid, column.index) for column in columns}
    for index, mean in means.items():
        fitting = [d for d in domains if d.mean is not None and _near(d.mean, mean)]
        if len(fitting) == 1 and sum(_near(fitting[0].mean or 0.0, m) for m in means.values()) == 1:
            found[index] = fitting[0]
    if len(found) * 2 <= len(columns):
        return {}
    return found if len(found) == len(columns) else _between(columns, grid, domains, found)


def _between(
    columns: Sequence[Column], grid: Grid, domains: Sequence[Domain], found: dict[int, Domain]
) -> dict[int, Domain]:
    """The columns left between those found, where the domains of both stand in the same order."""
    order = [domains.index(found[c.index]) for c in columns if c.index in found]
    if len(columns) != len(domains):
        return found
    filled = {c.index: d for c, d in zip(columns, domains, strict=True)}
    if order == sorted(order) and found.items() <= filled.items() and _fits(columns, grid, domains):
        return filled
    missing = [c for c in columns if c.index not in found]
    return {**found, **_only_way(missing, grid, [d for d in domains if d not in found.values()])}


def _only_way(columns: Sequence[Column], grid: Grid, domains: Sequence[Domain]) -> dict[int, Domain]:
    """The few columns left and the domains left, where one way alone keeps all under their maxima."""
    if not 0 < len(columns) <= _FEW:
        return {}
    ways = [way for way in permutations(domains, len(columns)) if _fits(columns, grid, way)]
    return {c.index: d for c, d in zip(columns, ways[0], strict=True)} if len(ways) == 1 else {}


def _near(told: float, mean: float) -> bool:
    """A few misread or lost figures move the mean of a column a little."""
    return abs(told - mean) <= max(_CLOSE, _SLACK * told)


def _mean_of(grid: Grid, column: int) -> float:
    """The mean of a column without the figures that lost their comma."""
    values = [v for v in figures_of(grid, column) if v is not None]
    values = [v for v in values if v <= _LOST_COMMA * median(values)]
    return sum(values) / len(values)


def _by_order(columns: Sequence[Column], grid: Grid, domains: Sequence[Domain]) -> dict[int, Domain]:
    """As many columns as domains, in their order, nearly no figure above the domain's maximum; fewer columns are
    those whose maxima the heads print."""
    fitting = [
        domains[at : at + len(columns)]
        for at in range(len(domains) - len(columns) + 1)
        if _fits(columns, grid, domains[at : at + len(columns)])
    ]
    if len(columns) < len(domains):
        printed = [m for m in map(parse_number, re.findall(r"\d{1,3}(?:[.,]\d)?", grid.head)) if m is not None]
        fitting = [run for run in fitting if _printed_in(run, printed) * 2 > len(run)]
    return {c.index: d for c, d in zip(columns, fitting[0], strict=True)} if len(fitting) == 1 else {}


def _fits(columns: Sequence[Column], grid: Grid, domains: Sequence[Domain]) -> bool:
    """Nearly no figure is above its domain's maximum; most maxima are known."""
    for column, domain in zip(columns, domains, strict=True):
        values = [v for v in figures_of(grid, column.index) if v is not None]
        most = domain.maximum
        if most is not None and sum(_within(v, most) for v in values) < _MOST_ROWS * len(values):
            return False
    return sum(d.maximum is not None for d in domains) * 3 >= len(domains) * 2


def _within(value: float, most: float) -> bool:
    """'98' of at most 11,5 may be 9,8 without its comma."""
    return value <= most or (value == int(value) and (value / 10 <= most or value / 100 <= most))


def _printed_in(domains: Sequence[Domain], printed: Sequence[float]) -> int:
    """How many of the maxima the heads print, in their order."""
    found = at = 0
    for domain in domains:
        if domain.maximum in printed[at:]:
            at += printed[at:].index(domain.maximum) + 1
            found += 1
    return found

"""Units side by side across years: one criterion's points from all reports of the archive, at one date's units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gazetteer.lookup import Gazetteer, load
from gazetteer.match import Context, match
from gazetteer.units import Unit
from pipeline.archive import Archive
from pipeline.errors import UsageError
from pipeline.messages import Language, say
from pipeline.query import Answer, as_table, query
from pipeline.rows import Value

_SCORES = """
SELECT s.unit_code, s.unit_name, s.year, s.criterion, s.criterion_code, s.score, s.max_score,
       s.rank, s.rating, s.confidence, s.status, s.source, s.record_id, f.path, s.page, s.line
FROM scores s JOIN documents d USING (document_id) JOIN files f ON f.file_id = d.file_id
WHERE s.stat = 'value' AND s.unit_scope = 'unit' AND s.score IS NOT NULL AND s.year IS NOT NULL
  AND s.status <> 'rejected'
ORDER BY s.unit_code, s.year, s.record_id
"""


FARTHEST = 2.0  # wrong letters of a name on the command line before it is taken as unknown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare. An empty choice means all; `criterion` is a name or a harmonised code."""

    district: str | None = None
    units: tuple[str, ...] = ()
    years: frozenset[int] = frozenset()
    criterion: str = "total"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One unit's points in one year as one report states them."""

    code: str | None
    name: str
    year: int
    score: float
    max_score: float | None
    rank: int | None
    rating: str | None
    confidence: float
    status: str
    source: str
    record_id: str
    path: str
    page: int
    line: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's value in one year, and the points it comes from: several where units were merged since."""

    score: float
    rank: int | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One unit with its points, year by year: those of other years' units that it came from included."""

    code: str | None
    name: str
    points: tuple[tuple[int, tuple[Point, ...]], ...]

    def cell(self, year: int) -> Cell | None:
        """What is shown for a year: the most trustworthy value of each unit that stands here, their mean if merged."""
        found = dict(self.points).get(year, ())
        chosen = [max(points, key=trust) for points in by_unit(found).values()]
        if not chosen:
            return None
        if len(chosen) == 1:
            return Cell(chosen[0].score, chosen[0].rank, tuple(chosen))
        return Cell(round(sum(point.score for point in chosen) / len(chosen), 4), None, tuple(chosen))


@dataclass(frozen=True, slots=True)
class Comparison:
    criterion: str
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    as_of: date | None = None
    divided: tuple[tuple[str, str], ...] = ()  # (code, name) of units without one successor


def by_unit(points: Iterable[Point]) -> dict[str, list[Point]]:
    """The points of each unit as it was then. Reports state the same score several times."""
    units: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        units[point.code or point.name].append(point)
    return units


def trust(point: Point) -> tuple[bool, bool, float, str]:
    """A human's word first, then a table's, then the surest."""
    return point.status in ("confirmed", "corrected"), point.source == "table", point.confidence, point.record_id


def compare(archive: Archive, wanted: Wanted) -> Comparison:
    """Raises UsageError where the archive holds nothing of what is wanted, or a unit is not known."""
    gazetteer = load()
    chosen = [row for row in query(archive, _SCORES).rows if of_criterion(row, wanted.criterion)]
    if not chosen:
        raise unknown_criterion(archive, wanted.criterion)
    points = [point_of(row) for row in chosen if not wanted.years or row[2] in wanted.years]
    points = within(gazetteer, points, wanted)
    if not points:
        raise UsageError("no-scores")
    if wanted.as_of is None:
        return comparison(wanted, points, tuple((point, point.code, point.name) for point in points), ())
    return projected(gazetteer, wanted, points, wanted.as_of)


def of_criterion(row: tuple[Value, ...], criterion: str) -> bool:
    """By printed name or harmonised code, letters' case aside."""
    wanted = criterion.casefold()
    return wanted in (str(row[3]).casefold(), str(row[4]).casefold())


def unknown_criterion(archive: Archive, criterion: str) -> UsageError:
    rows = query(archive, "SELECT DISTINCT coalesce(criterion_code, criterion) AS c FROM scores ORDER BY c").rows
    known = ", ".join(str(row[0]) for row in rows)
    return UsageError("unknown-criterion", name=criterion, known=known) if known else UsageError("no-scores")


def point_of(row: tuple[Value, ...]) -> Point:
    code, name, year, _, _, *values = row
    return Point(code, name or "?", year, *values)  # type: ignore[arg-type]


def within(gazetteer: Gazetteer, points: list[Point], wanted: Wanted) -> list[Point]:
    """The points of the district's units and of the units named."""
    if wanted.district is not None:
        meant = meanings(gazetteer, wanted.district, (1, 2))
        scopes = {code: codes_below(gazetteer, code) for code in meant}
        inside = the_one(gazetteer, wanted.district, scopes, points)
        points = [point for point in points if point.code in inside]
    if wanted.units:
        codes: set[str] = set()
        for name in wanted.units:
            alone = {code: frozenset({code}) for code in meanings(gazetteer, name, ())}
            codes |= the_one(gazetteer, name, alone, points)
        points = [point for point in points if point.code in codes]
    return points


def the_one(gazetteer: Gazetteer, name: str, scopes: dict[str, frozenset[str]], points: list[Point]) -> frozenset[str]:
    """Of the units that a name may mean, the codes of the one that the archive has points of."""
    held = {code: scope for code, scope in scopes.items() if any(point.code in scope for point in points)}
    if len(held) > 1:
        units = ", ".join(f"{unit.full_name} ({code})" for code in held if (unit := gazetteer.unit(code)))
        raise UsageError("ambiguous-unit", name=name, units=units)
    return next(iter(held.values()), frozenset())


def meanings(gazetteer: Gazetteer, name: str, levels: tuple[int, ...]) -> tuple[str, ...]:
    """The codes a unit may have that is given by its code or by its name with its parents, all equally near.

    Raises UsageError if there is none.
    """
    name = name.strip()
    if name in gazetteer.by_code:
        return (name,)
    own, *above = [part.strip() for part in name.split(",")]
    parents: tuple[str, ...] = ()
    for place in reversed(above):
        parents = tuple(c.unit.code for c in match(gazetteer, place, Context(parents, levels=(1, 2)), 1))
    found = match(gazetteer, own, Context(parents, levels=levels))
    near = [candidate for candidate in found if candidate.cost <= min(found[0].cost, FARTHEST) + 0.1]
    if not near:
        raise UsageError("unknown-unit", name=name)
    return tuple(dict.fromkeys(candidate.unit.code for candidate in near))


def codes_below(gazetteer: Gazetteer, code: str) -> frozenset[str]:
    """The unit and all that ever stood below it."""
    below = [unit.code for unit in gazetteer.children(code)]
    deeper = [child for one in below for child in codes_below(gazetteer, one)] if len(code) == 2 else below
    return frozenset({code, *below, *deeper})


def projected(gazetteer: Gazetteer, wanted: Wanted, points: list[Point], on: date) -> Comparison:
    """The points under the units of one date. A unit that was divided has no one successor and keeps its name."""
    homes: list[tuple[Point, str | None, str]] = []
    divided: dict[str, str] = {}
    for point in points:
        home = home_of(gazetteer, point, on)
        if home is None and point.code is not None:
            divided[point.code] = point.name
        homes.append((point, point.code, point.name) if home is None else (point, home.code, home.full_name))
    return comparison(wanted, points, tuple(homes), tuple(sorted(divided.items())))


def home_of(gazetteer: Gazetteer, point: Point, on: date) -> Unit | None:
    """The one unit of a date that the unit of the point's year became or came from."""
    if point.code is None:
        return None
    projection = gazetteer.as_of(point.code, date(point.year, 12, 31), on)
    if projection is None or len(projection.parts) != 1 or projection.lost:
        return None
    return projection.parts[0].unit


def comparison(
    wanted: Wanted,
    points: Iterable[Point],
    homes: tuple[tuple[Point, str | None, str], ...],
    divided: tuple[tuple[str, str], ...],
) -> Comparison:
    """Level by level, and in each by the points of the last year, best first, as rankings are printed."""
    grouped: dict[tuple[str | None, str], dict[int, list[Point]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}
    for point, code, name in homes:
        names[code or name] = name  # the last name a code was printed with
        grouped[(code, code or name)][point.year].append(point)
    lines = [
        Line(code, names[key], tuple((year, tuple(found)) for year, found in sorted(years.items())))
        for (code, key), years in grouped.items()
    ]
    years = tuple(sorted({point.year for point in points}))
    lines.sort(key=lambda line: rank_key(line, years))
    return Comparison(wanted.criterion, years, tuple(lines), wanted.as_of, divided)


def rank_key(line: Line, years: tuple[int, ...]) -> tuple[object, ...]:
    """Codes of provinces have two digits, of districts three, of communes five; units without a code come last."""
    last = [line.cell(year) for year in reversed(years)]
    return (len(line.code or "") or 9, *[float("inf") if cell is None else -cell.score for cell in last], line.name)


def wide_answer(found: Comparison) -> Answer:
    """A row for each unit, for each year its points and its rank where one is stated."""
    ranked = {
        year for line in found.lines for year in found.years if (cell := line.cell(year)) and cell.rank is not None
    }
    columns = ["unit_code", "unit_name"]
    for year in found.years:
        columns += [str(year), f"rank_{year}"] if year in ranked else [str(year)]
    rows = []
    for line in found.lines:
        row: list[Value] = [line.code, line.name]
        for year in found.years:
            cell = line.cell(year)
            row.append(None if cell is None else cell.score)
            if year in ranked:
                row.append(None if cell is None else cell.rank)
        rows.append(tuple(row))
    return Answer(tuple(columns), tuple(rows))


_STATED = ("score", "max_score", "rank", "rating", "confidence", "status", "path", "page", "line", "record_id")


def long_answer(found: Comparison) -> Answer:
    """A row for each unit, year and report, with where it stands; `chosen` are those that the table shows."""
    columns = ("unit_code", "unit_name", "stated_code", "stated_name", "year", "chosen", *_STATED)
    rows: list[tuple[Value, ...]] = []
    for line in found.lines:
        for year, points in line.points:
            cell = line.cell(year)
            for point in points:
                chosen = cell is not None and point in cell.points
                stated = (getattr(point, name) for name in _STATED)
                rows.append((line.code, line.name, point.code, point.name, year, chosen, *stated))
    return Answer(columns, tuple(rows))


def lines(found: Comparison, language: Language) -> list[str]:
    """The table as people read it, with notes on what was chosen and what was left under its own name."""
    years = f"{found.years[0]}–{found.years[-1]}" if len(found.years) > 1 else str(found.years[0])
    head = say("compare", "title", language, criterion=found.criterion, years=years)
    notes = [say("compare", "split", language, unit=name, code=code, date=found.as_of) for code, name in found.divided]
    cells = [cell for line in found.lines for year in found.years if (cell := line.cell(year))]
    merged = sum(len(cell.points) > 1 for cell in cells)
    if merged:
        notes.append(say("compare", "merged", language, count=merged))
    several = sum(is_disputed(line, year) for line in found.lines for year in found.years)
    if several:
        notes.append(say("compare", "note", language, count=several))
    return [head, "", as_table(wide_answer(found)), *(["", *notes] if notes else [])]


def is_disputed(line: Line, year: int) -> bool:
    """Whether reports state several values for one unit and year."""
    units = by_unit(dict(line.points).get(year, ())).values()
    return any(len({point.score for point in points}) > 1 for points in units)

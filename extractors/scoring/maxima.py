"""A maximum misread in the head of a column, put right by what else the report says of it.

    records, repairs = settle(records, flow)

'(11,5)' read as '(1,5)' would make every row of its column break it. Where the structure of the criteria, the prose,
or the scale of the whole gives another maximum that fits the rows, that one is taken; where nothing does, the column
has no maximum. Only texts that a machine read are touched: what an author typed is a finding of the checks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.checks.finding import number
from extractors.records import CriteriaStructure, Record, Score
from extractors.scoring.columns import columns_of
from extractors.tables.grids import Grid, GridCell
from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow, read_by_machine
from extractors.text.vocabulary import criterion_code, printed_maximum
from normalizers.repairs import Repair

_LEAST_ROWS = 3
_TRUST = 0.85  # of a score whose maximum stands elsewhere than over it
_CLOSE = 0.001

_Topic = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class _Column:
    """The points of one criterion under one printed maximum."""

    topic: _Topic
    maximum: float
    points: tuple[float, ...]

    @property
    def broken(self) -> bool:
        """Most rows are above the maximum: it is not they that are wrong."""
        above = sum(p > self.maximum + _CLOSE for p in self.points)
        return len(self.points) >= _LEAST_ROWS and above * 2 > len(self.points)

    def fits(self, maximum: float) -> bool:
        return all(p <= maximum + _CLOSE for p in self.points)


def settle(records: Sequence[Record], flow: Flow) -> tuple[tuple[Record, ...], tuple[Repair, ...]]:
    """The records with the misread maxima of their tables replaced, and the repairs of the heads that printed them."""
    if not read_by_machine(flow):
        return tuple(records), ()
    columns = _columns(records)
    told = _told(records)
    right: dict[tuple[_Topic, float], tuple[float | None, str]] = {}
    for column in columns:
        chosen = _chosen(column, columns, told)
        if chosen is not None:
            right[column.topic, column.maximum] = chosen
    settled = tuple(_settled(r, right) if isinstance(r, Score) else r for r in records)
    return settled, tuple(_repairs(records, flow, right))


def topic_of(score: Score) -> _Topic:
    return (score.criterion_code or score.criterion.casefold(), score.parent_criterion)


def _columns(records: Sequence[Record]) -> list[_Column]:
    found: dict[tuple[_Topic, float], list[float]] = defaultdict(list)
    for record in records:
        if not isinstance(record, Score) or record.source != "table" or record.max_score is None:
            continue
        if record.score is not None and record.stat == "value":
            found[topic_of(record), record.max_score].append(record.score)
    return [_Column(topic, maximum, tuple(points)) for (topic, maximum), points in found.items()]


# --- what else the report says ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """Maxima told outside the tables, by topic; `whole` where the domains' maxima add up to the scale."""

    maxima: dict[_Topic, tuple[float, ...]]
    scale: float
    whole: bool


def _told(records: Sequence[Record]) -> _Told:
    maxima: dict[_Topic, Counter[float]] = defaultdict(Counter)
    structure = [r for r in records if isinstance(r, CriteriaStructure) and r.max_score is not None]
    scale = next((r.max_score or 0.0 for r in structure if r.criterion_code == "total"), 100.0)
    for record in structure:
        maxima[record.criterion_code or record.domain.casefold(), None][record.max_score or 0.0] += 1
    for score in records:
        if isinstance(score, Score) and score.source == "text" and score.max_score is not None:
            maxima[topic_of(score)][score.max_score] += 1
    domains = {r.criterion_code or r.domain: r.max_score or 0.0 for r in structure if r.criterion_code != "total"}
    whole = len(domains) >= _LEAST_ROWS and abs(sum(domains.values()) - scale) < _CLOSE
    ordered = {topic: tuple(v for v, _ in counted.most_common()) for topic, counted in maxima.items()}
    return _Told(ordered, scale, whole)


def _chosen(column: _Column, columns: Sequence[_Column], told: _Told) -> tuple[float | None, str] | None:
    """(the right maximum, why); (None, why) where it is only known to be wrong; None where nothing is wrong."""
    elsewhere = told.maxima.get(column.topic, ())
    if column.maximum in elsewhere or column.topic[0] == "total":
        return None
    if not column.broken and not (told.whole and elsewhere):
        return None
    for other in elsewhere:
        if column.fits(other):
            return other, f"the structure of the criteria gives {number(other)}, which no row is above"
    if not column.broken:
        return None
    rest = _rest_of_scale(column, columns, told.scale)
    if rest is not None and column.fits(rest):
        return rest, f"the other maxima leave {number(rest)} of {number(told.scale)}"
    return None, f"most rows are above {number(column.maximum)}"


def _rest_of_scale(column: _Column, columns: Sequence[_Column], scale: float) -> float | None:
    """What the maxima of the other criteria, each with one of its own, leave of the scale."""
    others: dict[_Topic, set[float]] = defaultdict(set)
    for other in columns:
        if other.topic != column.topic and other.topic[0] != "total" and other.topic[1] is None:
            others[other.topic].add(other.maximum)
            if other.broken:
                return None
    if len(others) < _LEAST_ROWS or any(len(v) != 1 for v in others.values()):
        return None
    rest = round(scale - sum(sum(v) for v in others.values()), 3)
    return rest if rest > 0 else None


def _settled(score: Score, right: dict[tuple[_Topic, float], tuple[float | None, str]]) -> Score:
    if score.source != "table" or score.max_score is None:
        return score
    chosen = right.get((topic_of(score), score.max_score))
    if chosen is None:
        return score
    return replace(score, max_score=chosen[0], confidence=min(score.confidence, _TRUST))


# --- the heads that printed them ----------------------------------------------------------------------------------


def _repairs(
    records: Sequence[Record], flow: Flow, right: dict[tuple[_Topic, float], tuple[float | None, str]]
) -> Iterator[Repair]:
    """One repair for each head whose figure is known better; a head that prints it twice is left as it is."""
    for grid in grids_of(flow) if right else ():
        here = [
            (topic_of(r), r.max_score)
            for r in records
            if isinstance(r, Score) and r.source == "table" and r.max_score is not None
            and grid.first_line <= r.evidence.line <= grid.last_line
        ]  # fmt: skip
        wrong = [at for at in dict.fromkeys(here) if right.get(at, (None, ""))[0] is not None]
        for topic, maximum in wrong:
            heads = _heads(grid, topic[0], maximum, alone=len(set(here)) == 1)
            for cell in heads if len(heads) == 1 else ():
                value, why = right[topic, maximum]
                yield from _repair(cell, maximum, value or 0.0, why)


def _heads(grid: Grid, code: str, maximum: float, alone: bool) -> list[GridCell]:
    """The cells of the head that print this maximum over the points of this criterion."""
    named = [c for c in columns_of(grid) if c.maximum == maximum]
    named = [c for c in named if (c.criterion is None and alone) or (c.criterion and _topic(c.criterion) == code)]
    cells = [row.cell(c.index) for c in named for row in grid.header]
    return list({(c.line, c.start): c for c in cells if c is not None and printed_maximum(c.text) == maximum}.values())


def _topic(criterion: str) -> str:
    return criterion_code(criterion) or criterion.casefold()


def _repair(cell: GridCell, maximum: float, value: float, why: str) -> Iterator[Repair]:
    spans = list(re.finditer(rf"(?<![\d,.]){re.escape(number(maximum))}(?:[,.]0+)?(?![\d,.])", cell.text))
    if len(spans) == 1:
        start, after = cell.start + spans[0].start(), number(value)
        yield Repair(cell.line, start, start + len(after), spans[0].group(), after, "digits", why, _TRUST)

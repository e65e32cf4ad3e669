"""The report checks itself: every place where it contradicts itself, with both values and the records that show it.

    findings = check(records, flow, context)

The families run in order of how well they locate the fault; a record that one of them blames is not used as evidence
by those after it, so that one slip of the pen is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractors.checks import dates, lettered, lists, names, reading, restated, statistics, sums, tables
from extractors.checks.finding import Facts, checks_known, facts
from extractors.context import DocumentContext
from extractors.records import Check, Record
from extractors.text.flow import Flow, read_by_machine

__all__ = ["check", "checks_known"]


def check(records: Sequence[Record], flow: Flow, context: DocumentContext) -> tuple[Check, ...]:
    """Every contradiction of the document, in reading order. Records need their ids."""
    known = facts(records, flow, context)
    found = _believed(tables.above_maximum(known), known)
    found += _believed(sums.totals(known, _blamed(found)), known)
    means = list(tables.means(known, _blamed(found)))
    in_tables = _believed(means, known)
    in_tables += _believed(tables.ranks(known, _blamed([*found, *in_tables])), known)
    found += reading.unspoiled(in_tables, means, known) if read_by_machine(flow) else in_tables
    wrong = _blamed(c for c in found if c.check != "rank-vs-score" or reading.figure_doubted(c, known))
    return tuple(sorted([*found, *_believed(_others(known, wrong), known)], key=_place))


def _others(known: Facts, blamed: frozenset[str]) -> Iterator[Check]:
    """What is compared across the document; `blamed` are the figures that tables and sums have shown to be wrong."""
    yield from lists.bands(known, blamed)
    yield from restated.stated_twice(known, blamed)
    yield from restated.changes(known)
    yield from restated.group_sums(known)
    yield from restated.ranges(known)
    yield from restated.percents(known)
    yield from sums.structure(known)
    yield from lists.counts(known)
    yield from lists.gazetteer_counts(known)
    yield from lettered.gaps(known)
    yield from lists.shares(known)
    yield from lists.memberships(known)
    yield from dates.order(known)
    yield from dates.conflicts(known)
    yield from dates.periods(known)
    yield from dates.symbols(known)
    yield from dates.standards(known)
    yield from names.unknown(known)
    yield from names.kinds(known)
    yield from statistics.column_sums(known)
    yield from statistics.files(known)


def _believed(found: Iterable[Check], known: Facts) -> list[Check]:
    """The findings that are the author's, where an engine read the text."""
    return [c for c in found if not read_by_machine(known.flow) or reading.of_the_author(c, known)]


def _place(check: Check) -> tuple[int, str]:
    return check.evidence.line, check.check


def _blamed(found: Iterable[Check]) -> frozenset[str]:
    """The record each finding doubts first."""
    return frozenset(c.record_ids[0] for c in found if c.record_ids)

"""The report checks itself: every place where it contradicts itself, with both values and the records that show it.

    findings = check(records, flow, context)

The families run in order of how well they locate the fault; a record that one of them blames is not used as evidence
by those after it, so that one slip of the pen is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.checks import dates, lists, names, reading, restated, statistics, sums, tables
from extractors.checks.finding import checks_known, facts
from extractors.context import DocumentContext
from extractors.records import Check, Record
from extractors.text import Flow, read_by_machine

__all__ = ["check", "checks_known"]


def check(records: Sequence[Record], flow: Flow, context: DocumentContext) -> tuple[Check, ...]:
    """Every contradiction of the document, in reading order. Records need their ids."""
    known = facts(records, flow, context)
    found = [*tables.above_maximum(known)]
    found += sums.totals(known, _blamed(found))
    blamed = _blamed(found)
    found += tables.means(known, blamed)
    blamed = _blamed(found)
    found += tables.ranks(known, blamed)
    found += lists.bands(known, blamed)
    found += restated.stated_twice(known, blamed)
    found += restated.changes(known)
    found += restated.group_sums(known)
    found += restated.ranges(known)
    found += restated.percents(known)
    found += sums.structure(known)
    found += lists.counts(known)
    found += lists.gazetteer_counts(known)
    found += lists.shares(known)
    found += lists.memberships(known)
    found += dates.order(known)
    found += dates.conflicts(known)
    found += dates.periods(known)
    found += dates.symbols(known)
    found += dates.standards(known)
    found += names.unknown(known)
    found += names.kinds(known)
    found += statistics.column_sums(known)
    found += statistics.files(known)
    if read_by_machine(flow):
        by_id = {r.record_id: r for r in records if r.document == context.number}
        found = reading.of_the_author(found, known, by_id)
    return tuple(sorted(found, key=lambda c: (c.evidence.line, c.check)))


def _blamed(found: Iterable[Check]) -> frozenset[str]:
    """The record each finding doubts first."""
    return frozenset(c.record_ids[0] for c in found if c.record_ids)

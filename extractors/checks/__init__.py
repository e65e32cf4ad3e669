"""The report checks itself: every place where it contradicts itself, with both values and the records that show it.

    findings = check(records, flow, context)

The families run in order of how well they locate the fault; a record that one of them blames is not used as evidence
by those after it, so that one slip of the pen is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.checks import dates, lists, names, restated, statistics, sums, tables
from extractors.checks.finding import checks_known, facts
from extractors.context import DocumentContext
from extractors.records import Check, Record
from extractors.text import Flow, read_by_machine

__all__ = ["check", "checks_known"]

_READ = 0.6  # of the words a finding rests on: less surely read, it is the engine's
#: checks of many figures, believed where the least sure of them was read at least so surely; a mean has the most
_READ_WELL = {"mean-vs-rows": 0.85, "rank-vs-score": 0.7, "stated-twice": 0.7, "total-vs-parts": 0.7}


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
        found = _of_the_author(found)
    return tuple(sorted(found, key=lambda c: (c.evidence.line, c.check)))


def _blamed(found: Iterable[Check]) -> frozenset[str]:
    """The record each finding doubts first."""
    return frozenset(c.record_ids[0] for c in found if c.record_ids)


def _of_the_author(found: Sequence[Check]) -> list[Check]:
    """The findings that no misreading explains, of a text that an engine read.

    A figure misread spoils the order of ranks and the mean of its table at once; an author's slip only one of them.
    """
    means_at = [set(c.record_ids) for c in found if c.check == "mean-vs-rows"]
    ranked = [set(c.record_ids) for c in found if c.check == "rank-vs-score"]
    spoiled = [rows for rows in means_at if any(rows & other for other in ranked)]
    return [
        c
        for c in found
        if c.confidence >= _READ_WELL.get(c.check, _READ)
        and (c.check not in _READ_WELL or not any(rows & set(c.record_ids) for rows in spoiled))
    ]

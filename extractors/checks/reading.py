"""Is a contradiction the author's, or did the engine misread a figure? Asked of texts that were recognised.

One misread figure that would put everything right explains a finding, if the figure is one digit, one doubled or lost
digit, or the comma away from what it ought to be, and the engine was not sure of it. What no single misreading explains
takes two at once: that is believed of the engine only where it was unsure of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from extractors.checks.finding import Facts, number
from extractors.layout import Line
from extractors.records import Change, Check, CriteriaStructure, Record, Score
from extractors.remember import last_answer
from extractors.text import Flow
from extractors.values import parse_number

_SURE = 0.85  # a figure read so surely was printed so
_WHOLE = 0.95  # and has no more characters than were read
_DOUBTED = 0.6  # two figures read less surely may both be wrong
_READ = 0.6  # of the record a finding without figures rests on: less surely read, it is the engine's
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Misreading(NamedTuple):
    """A figure that would put everything right if it read `wanted`, give or take `slack`."""

    line: int
    value: float
    wanted: float
    slack: float = 0.0


@last_answer
def lines_of(flow: Flow) -> Mapping[int, Line]:
    """The lines of a document by their number in text.txt."""
    return {piece.number: piece.line for piece in flow.pieces}


class Printed(NamedTuple):
    """A figure as it stands in its line, and how sure the engine was of it."""

    text: str
    confidence: float


def printed(flow: Flow, line: int, value: float) -> Printed:
    """The figure of this value in a line; else the value, with the confidence of the whole line."""
    text = lines_of(flow).get(line)
    if text is None:
        return Printed(number(value), 1.0)
    found = [m for m in _NUMBER.finditer(text.text) if parse_number(m.group()) == abs(value)]
    read = [Printed(m.group(), text.confidence(*m.span())) for m in found]
    return max(read, key=lambda r: r.confidence, default=Printed(number(value), text.confidence(0, len(text.text))))


def of_the_author(found: Sequence[Check], facts: Facts, records: Mapping[str, Record]) -> list[Check]:
    """The findings that no misreading explains.

    A figure misread spoils the order of ranks and the mean of its table at once; an author's slip only one of them.
    """
    means_at = [set(c.record_ids) for c in found if c.check == "mean-vs-rows"]
    ranked = [set(c.record_ids) for c in found if c.check == "rank-vs-score"]
    spoiled = [rows for rows in means_at if any(rows & other for other in ranked)]
    kept = []
    for check in found:
        in_spoiled = check.check in _MANY and any(rows & set(check.record_ids) for rows in spoiled)
        if not in_spoiled and _believed(check, facts, [records[i] for i in check.record_ids if i in records]):
            kept.append(check)
    return kept


_MANY = ("mean-vs-rows", "rank-vs-score", "stated-twice", "total-vs-parts")  # checks of many figures


def _believed(check: Check, facts: Facts, about: Sequence[Record]) -> bool:
    figures = list(_misreadings(check, about))
    if not figures:
        return check.confidence >= _READ
    return not explained(facts.flow, figures)


def explained(flow: Flow, figures: Sequence[Misreading]) -> bool:
    """One of the figures, not surely read, puts everything right; or two may be wrong together."""
    read = [(figure, printed(flow, figure.line, figure.value)) for figure in figures]
    if any(seen.confidence < surely(seen.text, figure) for figure, seen in read):
        return True
    return sum(seen.confidence < _DOUBTED for _, seen in read) > 1


def surely(text: str, misreading: Misreading) -> float:
    """How surely a figure must have been read to say that it was not misread: '80,4' and '30,4' are one digit apart,
    '175' and '17,5' a comma; of '1' and '11', '8' and '5,8' the reader may be sure of what it saw. 0.0 if no single
    slip leads from the one to the other."""
    places = len(text.partition(",")[2])
    steps = range(int(-misreading.slack * 100 - 1e-6), int(misreading.slack * 100 + 1e-6) + 1)
    values = [round(misreading.wanted + step / 100, 4) for step in steps if misreading.wanted + step / 100 >= 0]
    asked = {_padded(number(value), places) for value in values if value != misreading.value}
    if any(len(other) > len(text) and (other.endswith(text) or other.startswith(text)) for other in asked):
        return _WHOLE
    return _SURE if any(_one_slip(text, other) for other in asked) else 0.0


def _one_slip(text: str, wanted: str) -> bool:
    places = max(len(text.partition(",")[2]), len(wanted.partition(",")[2]))
    same_digits = text.replace(",", "") == wanted.replace(",", "")
    return same_digits or Levenshtein.distance(_padded(text, places), _padded(wanted, places)) == 1


def _padded(text: str, decimals: int) -> str:
    """'9' → '9,00' with two decimals."""
    whole, _, rest = text.partition(",")
    return f"{whole},{rest.ljust(decimals, '0')}" if rest or decimals else whole


def _misreadings(check: Check, about: Sequence[Record]) -> Iterator[Misreading]:
    """Every figure of the finding, and what it would have to be; none for findings about names, lists and dates."""
    stated, computed = (parse_number(text or "") for text in (check.stated, check.computed))
    reader = _READERS.get(check.check)
    if reader is not None and stated is not None and computed is not None and about:
        yield from reader(about, stated, computed)


def _parts(about: Sequence[Record], stated: float, computed: float) -> Iterator[Misreading]:
    """A sum and its parts: the first record is the sum."""
    values = [(r.evidence.line, value) for r in about if (value := _value(r)) is not None]
    if values:
        yield Misreading(values[0][0], stated, computed)
    for line, value in values[1:]:
        yield Misreading(line, value, value + stated - computed)


def _counts(about: Sequence[Record], stated: float, computed: float) -> Iterator[Misreading]:
    """Numbers of criteria, or of criteria and sub-criteria: those that add up to what was computed."""
    held = [r for r in about if isinstance(r, CriteriaStructure)]
    for pick in ("n_criteria", "n_subcriteria"):
        counts = [(r.evidence.line, getattr(r, pick) or 0) for r in held]
        if counts and counts[0][1] == stated and sum(n for _, n in counts[1:]) == computed:
            yield Misreading(counts[0][0], stated, computed)
            for line, count in counts[1:]:
                yield Misreading(line, count, count + stated - computed)


def _mean(about: Sequence[Record], stated: float, computed: float) -> Iterator[Misreading]:
    rows = [r for r in about[1:] if isinstance(r, Score) and r.score is not None]
    yield Misreading(about[0].evidence.line, stated, computed, 0.01)
    lacking = stated * len(rows) - sum(r.score or 0.0 for r in rows)
    for row in rows:
        yield Misreading(row.evidence.line, row.score or 0.0, (row.score or 0.0) + lacking, 0.006 * len(rows))


def _two(about: Sequence[Record], stated: float, computed: float) -> Iterator[Misreading]:
    yield Misreading(about[0].evidence.line, stated, computed)
    yield Misreading(about[-1].evidence.line, computed, stated)


def _change(about: Sequence[Record], stated: float, computed: float) -> Iterator[Misreading]:
    change = about[0]
    yield Misreading(change.evidence.line, abs(stated), abs(computed))
    if isinstance(change, Change):
        step = stated - computed
        if change.value is not None:
            yield Misreading(change.evidence.line, change.value, change.value + step)
        if change.previous_value is not None:
            yield Misreading(change.evidence.line, change.previous_value, change.previous_value - step)


def _one(about: Sequence[Record], stated: float, computed: float) -> Iterator[Misreading]:
    yield Misreading(about[0].evidence.line, stated, computed)


def _value(record: Record) -> float | None:
    if isinstance(record, Score):
        return record.score
    return record.max_score if isinstance(record, CriteriaStructure) else None


_READERS = {
    "total-vs-parts": _parts,
    "maxima-vs-scale": _parts,
    "parts-vs-sum": _counts,
    "mean-vs-rows": _mean,
    "stated-twice": _two,
    "change-vs-values": _change,
    "share-vs-count": _one,
    "count-vs-list": _one,
}

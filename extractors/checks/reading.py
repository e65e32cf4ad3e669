"""Is a contradiction the author's, or did the engine misread a figure? Asked of texts that were recognised.

One misread figure that would put everything right explains a finding, if the figure is one digit, one doubled or lost
digit, or the comma away from what it ought to be. The doubts of all figures that might be it are counted together: of
twenty cells read rather surely one is wrong as easily as one read badly. What no single misreading explains takes two
at once: that is believed of the engine only where it was unsure of both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from extractors.checks.finding import Facts, number
from extractors.layout import Line
from extractors.records import Change, Check, CriteriaStructure, Record, Score
from extractors.text.flow import Flow
from extractors.text.remember import last_answer
from extractors.text.values import parse_number

_SURE = 0.85  # a figure read so surely was printed so
_BEST = 0.97  # as sure as engines are of print
_MAY_BE_MISREAD = 0.03  # chance that one of the figures was misread, from which a finding is not told
_DIGIT, _EDGE = 1.0, 10.0  # how easily a digit is taken for another, and one at an edge overlooked
_NEAR = 2  # lines before and after a record in which a figure of its sentence may stand
_DOUBTED = 0.6  # two figures read less surely may both be wrong
_SURELY_ENOUGH = 0.6  # of the records a finding rests on that has no figures to put right
_READ = {"rank-vs-score": 0.7, "in-two-lists": 0.45}  # ranks are many; a name is seldom misread as another of its list
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Misreading(NamedTuple):
    """A figure that would put everything right if it read `wanted`, give or take `slack`."""

    lines: tuple[int, int]  # the first and the last line it may stand in
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


def printed(flow: Flow, lines: tuple[int, int], value: float) -> Printed:
    """The figure of this value in some lines or, where it is in none of them, beside them; else the value, with the
    confidence of the lines. What was read without its comma, and put right, is doubted."""
    first, last = lines
    for reach in (0, _NEAR):
        figures = list(_figures(flow, range(first - reach, last + reach + 1)))
        found = [
            Printed(_without_dots(text, value), sure) for text, sure in figures if parse_number(text) == abs(value)
        ]
        if found:
            return max(found, key=lambda r: r.confidence)
        if any(text == number(abs(value)).replace(",", "") for text, _ in figures):
            return Printed(number(value), _DOUBTED)
    known = lines_of(flow)
    read = [line for at in range(first, last + 1) if (line := known.get(at))]
    return Printed(number(value), min((line.confidence(0, len(line.text)) for line in read), default=1.0))


def _figures(flow: Flow, numbers: range) -> Iterator[Printed]:
    known = lines_of(flow)
    for line in (known[at] for at in numbers if at in known):
        for match in _NUMBER.finditer(line.text):
            yield Printed(match.group(), line.confidence(*match.span()))


def _without_dots(text: str, value: float) -> str:
    """'7.798' → '7798'."""
    return text.replace(".", "") if abs(value) >= 1000 else text


def of_the_author(check: Check, facts: Facts) -> bool:
    """No misreading explains the finding."""
    about = [facts.by_id[i] for i in check.record_ids if i in facts.by_id]
    figures = list(_misreadings(check, about))
    if figures:
        return not explained(facts.flow, figures)
    return check.confidence >= _READ.get(check.check, _SURELY_ENOUGH)


def unspoiled(found: Sequence[Check], means: Sequence[Check], facts: Facts) -> list[Check]:
    """Of means and ranks those of tables where not both fail, or all was read surely: a figure misread spoils the order
    of the ranks and the mean at once, an author's slip only one of them. `means` are all that fail, told or not."""
    means_at = [set(c.record_ids) for c in means if _doubted(c, facts)]
    ranked = [set(c.record_ids) for c in found if c.check == "rank-vs-score"]
    spoiled = [rows for rows in means_at if any(rows & other for other in ranked)]
    return [c for c in found if not any(rows & set(c.record_ids) for rows in spoiled)]


def _doubted(check: Check, facts: Facts) -> bool:
    about = [facts.by_id[i] for i in check.record_ids if i in facts.by_id]
    read = (printed(facts.flow, figure.lines, figure.value) for figure in _misreadings(check, about))
    return any(seen.confidence < _SURE for seen in read)


def figure_doubted(check: Check, facts: Facts) -> bool:
    """The first score of a finding was not surely read: it may be what is wrong with a rank."""
    score = facts.by_id.get(check.record_ids[0]) if check.record_ids else None
    if not isinstance(score, Score) or score.score is None:
        return False
    return printed(facts.flow, _lines(score), score.score).confidence < _SURE


def explained(flow: Flow, figures: Sequence[Misreading]) -> bool:
    """One of the figures, not surely read, puts everything right; or two may be wrong together."""
    read = [(figure, printed(flow, figure.lines, figure.value)) for figure in figures]
    if sum(ease(seen.text, figure) * chance(seen.confidence) for figure, seen in read) > _MAY_BE_MISREAD:
        return True
    return sum(seen.confidence < _DOUBTED for _, seen in read) > 1


def chance(confidence: float) -> float:
    """Of a figure read with such a confidence to be another: about one in two hundred at 0.9, one in thirty at 0.8,
    one in five at 0.5."""
    return max(_BEST - confidence, 0.001) ** 2


def ease(text: str, misreading: Misreading) -> float:
    """How easily the engine makes one figure of the other: '80,4' and '30,4' are one digit apart; of '1' and '11', '8'
    and '15' or '5,8' it may be sure of what it saw, and a lost comma or the open belly of a 5 is not seen at all.
    0.0 if no single slip leads from the one to the other."""
    places = len(text.partition(",")[2])
    steps = range(int(-misreading.slack * 100 - 1e-6), int(misreading.slack * 100 + 1e-6) + 1)
    values = [round(misreading.wanted + step / 100, 4) for step in steps if misreading.wanted + step / 100 >= 0]
    asked = {_padded(number(value), places) for value in values if value != misreading.value}
    if any(other.replace(",", "") == text or nine_for_five(text, other) for other in asked):
        return math.inf
    if text == "8" and asked & {"13", "15"}:
        return _EDGE
    if any(len(other) > len(text) and (other.endswith(text) or other.startswith(text)) for other in asked):
        return _EDGE
    return _DIGIT if any(_one_slip(text, other) for other in asked) else 0.0


def nine_for_five(text: str, wanted: str) -> bool:
    """A small 5 is read as 9 however sure the engine is: 8 of the 13 digits misread in 7,453 cells of drawn scans."""
    pairs = [(a, b) for a, b in zip(text, wanted, strict=False) if a != b]
    return len(text) == len(wanted) and pairs == [("9", "5")]


def _one_slip(text: str, wanted: str) -> bool:
    places = max(len(text.partition(",")[2]), len(wanted.partition(",")[2]))
    same_digits = text.replace(",", "") == wanted.replace(",", "")
    return same_digits or Levenshtein.distance(_padded(text, places), _padded(wanted, places)) == 1


def _padded(text: str, decimals: int) -> str:
    """'9' → '9,00' with two decimals."""
    whole, _, rest = text.partition(",")
    return f"{whole},{rest.ljust(decimals, '0')}" if rest or decimals else whole


class _Claim(NamedTuple):
    """What a finding says, the records that show it, and the line it points to."""

    lines: tuple[int, int]
    about: Sequence[Record]
    stated: float
    computed: float

    @property
    def step(self) -> float:
        return self.stated - self.computed


def _misreadings(check: Check, about: Sequence[Record]) -> Iterator[Misreading]:
    """Every figure of the finding, and what it would have to be; none for findings about names, lists and dates."""
    stated, computed = (parse_number(text or "") for text in (check.stated, check.computed))
    reader = _READERS.get(check.check)
    if reader is not None and stated is not None and computed is not None and about:
        yield from reader(_Claim(_lines(check), about, stated, computed))


def _parts(claim: _Claim) -> Iterator[Misreading]:
    """A sum and its parts: the first record is the sum."""
    values = [(_lines(r), value) for r in claim.about if (value := _value(r)) is not None]
    if values:
        yield Misreading(values[0][0], claim.stated, claim.computed)
    for lines, value in values[1:]:
        yield Misreading(lines, value, value + claim.step)


def _counts(claim: _Claim) -> Iterator[Misreading]:
    """Numbers of criteria, or of criteria and sub-criteria: those that add up to what was computed."""
    held = [r for r in claim.about if isinstance(r, CriteriaStructure)]
    for counts in ([r.n_criteria or 0 for r in held], [r.n_subcriteria or 0 for r in held]):
        if counts and counts[0] == claim.stated and sum(counts[1:]) == claim.computed:
            yield Misreading(_lines(held[0]), claim.stated, claim.computed)
            for record, count in zip(held[1:], counts[1:], strict=True):
                yield Misreading(_lines(record), count, count + claim.step)


def _mean(claim: _Claim) -> Iterator[Misreading]:
    rows = [r for r in claim.about[1:] if isinstance(r, Score) and r.score is not None]
    yield Misreading(_lines(claim.about[0]), claim.stated, claim.computed, 0.01)
    lacking = claim.stated * len(rows) - sum(r.score or 0.0 for r in rows)
    for row in rows:
        yield Misreading(_lines(row), row.score or 0.0, (row.score or 0.0) + lacking, 0.006 * len(rows))


def _two(claim: _Claim) -> Iterator[Misreading]:
    yield Misreading(_lines(claim.about[0]), claim.stated, claim.computed)
    yield Misreading(_lines(claim.about[-1]), claim.computed, claim.stated)


def _change(claim: _Claim) -> Iterator[Misreading]:
    change = claim.about[0]
    yield Misreading(_lines(change), abs(claim.stated), abs(claim.computed))
    if isinstance(change, Change):
        if change.value is not None:
            yield Misreading(_lines(change), change.value, change.value + claim.step)
        if change.previous_value is not None:
            yield Misreading(_lines(change), change.previous_value, change.previous_value - claim.step)


def _range(claim: _Claim) -> Iterator[Misreading]:
    """The distance, the highest and the lowest."""
    yield Misreading(claim.lines, claim.stated, claim.computed)
    for record, step in zip(claim.about, (claim.step, -claim.step), strict=False):
        if isinstance(record, Score) and record.score is not None:
            yield Misreading(_lines(record), record.score, record.score + step)


def _one(claim: _Claim) -> Iterator[Misreading]:
    yield Misreading(_lines(claim.about[0]), claim.stated, claim.computed)


def _lines(record: Record) -> tuple[int, int]:
    return record.evidence.line, record.evidence.line_end


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
    "range-vs-extremes": _range,
    "share-vs-count": _one,
    "count-vs-list": _one,
}

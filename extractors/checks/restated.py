"""Checks of one fact stated in two places, of changes against their values, of ranges against their ends."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from extractors.checks.finding import Facts, decimals, finding, label, rounds_to
from extractors.checks.tables import blocks
from extractors.naming.linking import children
from extractors.records import Change, Check, Score
from extractors.text.flow import evidence, read_by_machine
from extractors.text.values import parse_number

_NUM = r"\d{1,3}(?:,\d{1,3})?"
_RANGE = re.compile(
    rf"\b(?:khoảng cách|chênh lệch|cách biệt|độ chênh)\b[^.;()\d]{{0,90}}?\s(?P<gap>{_NUM})\s*điểm", re.IGNORECASE
)
_NO_RANGE = re.compile(r"thu hẹp|so với năm|tự (?:chấm|đánh giá|cho)", re.IGNORECASE)  # from year to year, of one unit
_PERCENT = re.compile(
    rf"(?P<score>{_NUM})\s*/\s*(?P<max>\d{{1,3}})\s*điểm,?\s*(?:với\s+)?(?:chỉ số|tỷ lệ|tỉ lệ)\s+"
    rf"(?:đạt|là)\s+(?P<percent>{_NUM})\s*%"
)
_CLOSE = 0.011
_MANY = 3  # units with two values of the same kind
_ONE_SIZE = 0.5  # a figure less than half of another is of something else: points added, one domain, one criterion
_SCALE = 100.0  # points that most indices share out: what is had at most is nobody's mean
_SETS = re.compile(r"\b(?:khối|cụm|nhóm|vùng|sở|ngành|phòng)\b", re.IGNORECASE)  # whose mean a sentence may speak of

_Key = tuple[str, str | None, str, int | None, str]


def stated_twice(facts: Facts, blamed: frozenset[str]) -> Iterator[Check]:
    """The same unit, criterion, year and kind of figure with two values: the one stated less often is reported."""
    stated: dict[_Key, list[Score]] = defaultdict(list)
    for score in facts.scores:
        if (
            score.score is not None
            and not (score.stat == "mean" and score.score == _SCALE)
            and score.record_id not in blamed
            and (score.unit_code or score.unit_scope == "group")
        ):
            stated[_key(score)].append(score)
    found = [(key, same, tuple(_minority(facts, _one_scale(same)))) for key, same in stated.items()]
    misnamed = _misnamed(found)
    for key, _, findings in found:
        if key[1:4] not in misnamed:
            yield from findings


def _misnamed(found: Sequence[tuple[_Key, Sequence[Score], Sequence[Check]]]) -> set[tuple[object, ...]]:
    """Topics that most units contradict: not slips of many figures but two tables taken for one topic."""
    twice: Counter[tuple[object, ...]] = Counter()
    unlike: Counter[tuple[object, ...]] = Counter()
    for key, same, findings in found:
        if key[0] != "all" and len(same) > 1:
            twice[key[1:4]] += 1
            unlike[key[1:4]] += bool(findings)
    return {topic for topic, n in unlike.items() if n >= _MANY and n * 2 > twice[topic]}


def _key(score: Score) -> _Key:
    offices = score.unit_scope == "group" and score.unit_level is None and score.source == "text"
    who = score.unit_code or (f"all {score.unit_name}" if offices else "all")
    return (who, score.parent_criterion, score.criterion_code or score.criterion.casefold(), score.year, score.stat)


def _one_scale(same: Sequence[Score]) -> list[Score]:
    """Only figures on the same scale can contradict each other: '91,43%' of a domain are not its 13,71 of 15 points."""
    maxima = [s.max_score for s in same if s.max_score is not None]
    usual = max(set(maxima), key=maxima.count) if maxima else None
    return [
        s for s in same if s.max_score == usual or (s.max_score is None and (s.score or 0.0) <= (usual or math.inf))
    ]


def _minority(facts: Facts, same: Sequence[Score]) -> Iterator[Check]:
    right = _believed(facts, same)
    if right is None or right.score is None:
        return
    told: set[float] = set()
    for score in same:
        if score.score is None or _agree(score.score, right.score) or score.score in told:
            continue
        if score.source == "text" and _of_another_year(facts, score):
            continue
        if score.source == right.source == "text" and score.evidence.line == right.evidence.line:
            continue  # nobody gives one figure twice in a line: they are two things, or two lines read as one
        if not _one_kind(facts, score, right):
            continue
        told.add(score.score)
        yield finding(
            "stated-twice", score.evidence, facts.context, stated=score.score, computed=right.score,
            about=(score, right), unit=score.unit_name, criterion=label(score.criterion), year=score.year or "?",
        )  # fmt: skip


def _one_kind(facts: Facts, told: Score, right: Score) -> bool:
    """Both may be the same figure: of one size where their scale is not known, and means of one set of units."""
    if None in (told.max_score, right.max_score) and not _one_size(told.score or 0.0, right.score or 0.0):
        return False
    in_prose = told.source == right.source == "text" and told.unit_scope == "group"
    return not in_prose or _sets_named(facts, told) == _sets_named(facts, right)


def _one_size(a: float, b: float) -> bool:
    return min(a, b) >= _ONE_SIZE * max(a, b)


def _sets_named(facts: Facts, score: Score) -> set[str]:
    """The blocs, clusters and kinds of offices that the passage of a figure speaks of."""
    at = facts.flow.offset_of(score.evidence.line)
    text = "" if at is None else facts.flow.paragraph_text(facts.flow.paragraph_at(at))
    return {word.lower() for word in _SETS.findall(text)}


def _of_another_year(facts: Facts, told: Score) -> bool:
    """The very figure that a table gives for another year: that year is meant."""
    return any(
        s.source == "table" and s.score == told.score and s.year != told.year and _key(s)[:3] == _key(told)[:3]
        for s in facts.scores
    )


def _believed(facts: Facts, same: Sequence[Score]) -> Score | None:
    """The value most places give; among equals the one the table's rows prove, then the table's, then the first."""
    if len({s.score for s in same}) < 2:
        return None
    proven = _means_of_rows(facts)
    given = Counter(s.score or 0.0 for s in same)

    def weight(score: Score) -> tuple[int, bool, bool, int]:
        value = score.score or 0.0
        agreeing = sum(times for other, times in given.items() if _agree(value, other))
        rows = any(rounds_to(value, exact) for exact in proven) if score.stat == "mean" else False
        return (agreeing, rows, score.source == "table", -score.evidence.line)

    return max(same, key=weight)


def _means_of_rows(facts: Facts) -> list[float]:
    found = []
    for block in blocks(facts.scores):
        values = [r.score for r in block.rows if r.score is not None]
        if len(values) >= 3:
            found.append(sum(values) / len(values))
    return found


def _agree(a: float, b: float) -> bool:
    coarse, fine = (a, b) if decimals(a) <= decimals(b) else (b, a)
    return abs(a - b) < 1e-6 or (decimals(coarse) < decimals(fine) and decimals(coarse) > 0 and rounds_to(coarse, fine))


def changes(facts: Facts) -> Iterator[Check]:
    """The amount of a change against the values before and now, printed with it or elsewhere."""
    for change in facts.changes:
        now, before = _now(facts, change), _before(facts, change)
        if change.amount is None or now is None or before is None or change.year == change.previous_year:
            continue
        step = now - before if change.quantity == "score" else before - now
        signed = change.amount if change.direction == "up" else -change.amount if change.direction == "down" else 0.0
        elsewhere = None in (change.value, change.previous_value)
        if elsewhere and (step == 0 or not _one_size(now, before) or _between_others(facts, change, signed)):
            continue  # one figure found twice, two of different things, or another pair of years is meant
        if abs(step - signed) > _CLOSE + (
            0.05
            if min(decimals(now), decimals(before)) < 2 and change.stat == "mean" and decimals(change.amount) > 1
            else 0.0
        ):
            yield finding(
                "change-vs-values", change.evidence, facts.context, stated=signed, computed=round(step, 2),
                about=(change,), unit=change.unit_name, criterion=label(change.criterion),
            )  # fmt: skip


def _between_others(facts: Facts, change: Change, step: float) -> bool:
    """Whether any two years of a table of several years lie so far apart."""
    values = {s.score for s in facts.scores if s.score is not None and _same_figure(s, change)}
    return change.quantity == "score" and any(abs(a - b - step) < _CLOSE for a in values for b in values if a != b)


def _now(facts: Facts, change: Change) -> float | None:
    return change.value if change.value is not None else _stated(facts, change, change.year)


def _before(facts: Facts, change: Change) -> float | None:
    return change.previous_value if change.previous_value is not None else _stated(facts, change, change.previous_year)


def _stated(facts: Facts, change: Change, year: int | None) -> float | None:
    """The one value other places give for the changed figure in a year; None if they give none, or several."""
    values = {
        (s.score if change.quantity == "score" else float(s.rank) if s.rank else None)
        for s in facts.scores
        if s.year == year and _same_figure(s, change)
    } - {None}
    return values.pop() if len(values) == 1 else None


def _same_figure(score: Score, change: Change) -> bool:
    """The score is of what changed, in whatever year."""
    return (
        score.criterion_code == change.criterion_code
        and score.criterion == change.criterion
        and score.parent_criterion is None
        and score.unit_scope == change.unit_scope
        and score.unit_code == change.unit_code
        and score.stat == change.stat
    )


def group_sums(facts: Facts) -> Iterator[Check]:
    """'tăng 69,5 điểm' of all risers and 'giảm 192,56' of all fallers against the change of the mean."""
    totals = {c.direction: c for c in facts.changes if c.unit_scope == "group" and c.stat == "value" and c.amount}
    mean = next((c for c in facts.changes if c.stat == "mean" and c.criterion == "total" and c.amount), None)
    moved = [c for c in facts.changes if c.unit_scope == "unit" and c.quantity == "score" and c.amount is None]
    up, down = totals.get("up"), totals.get("down")
    if up is None or down is None or mean is None or not moved or up.amount is None or down.amount is None:
        return
    n = len(children(facts.context)) or len({c.unit_code for c in moved})
    step = (up.amount - down.amount) / n
    signed = (mean.amount or 0.0) * (1 if mean.direction == "up" else -1)
    if abs(step - signed) > 0.05:
        yield finding(
            "change-vs-values", mean.evidence, facts.context, stated=signed, computed=round(step, 2),
            about=(mean, up, down), unit=mean.unit_name, criterion=label("total"),
        )  # fmt: skip


def ranges(facts: Facts) -> Iterator[Check]:
    """'khoảng cách giữa đơn vị cao nhất và thấp nhất là 47,14 điểm' against the two ends."""
    for match in _RANGE.finditer(facts.flow.text):
        gap = parse_number(match["gap"])
        before = facts.flow.text[match.end() : match.end() + 25]
        if gap is None or _NO_RANGE.search(match.group()) or re.match(r"\s*so với", before):
            continue
        where = evidence(facts.flow, match.start(), match.end())
        ends = _ends(facts, where.line, where.line_end)
        if ends is None:
            continue
        high, low = ends
        exact = (high.score or 0.0) - (low.score or 0.0)
        if abs(exact - gap) > _CLOSE:
            yield finding(
                "range-vs-extremes", where, facts.context, stated=gap, computed=round(exact, 2), about=(high, low)
            )


def _ends(facts: Facts, line: int, line_end: int) -> tuple[Score, Score] | None:
    """The highest and the lowest score: of the passage itself, else of all totals."""
    near = [
        s
        for s in facts.scores
        if s.source == "text" and s.score is not None and s.stat in ("value", "max", "min")
        and s.criterion == "total" and s.year == facts.context.year and line - 4 <= s.evidence.line <= line_end + 1
    ]  # fmt: skip
    if len({s.score for s in near}) == 2:
        return max(near, key=lambda s: s.score or 0.0), min(near, key=lambda s: s.score or 0.0)
    totals = [
        s for s in facts.scores if s.criterion == "total" and s.source == "table" and s.stat == "value" and s.score
    ]
    if len(totals) < 3 or any(s.year != totals[0].year for s in totals):
        return None
    if read_by_machine(facts.flow) and len({s.unit_code for s in totals}) < len(children(facts.context)):
        return None  # the row that was lost may be an end
    return max(totals, key=lambda s: s.score or 0.0), min(totals, key=lambda s: s.score or 0.0)


def percents(facts: Facts) -> Iterator[Check]:
    """'33,89/40 điểm, với chỉ số đạt 87,36%' against the ratio of the points."""
    for match in _PERCENT.finditer(facts.flow.text):
        score, most, percent = (parse_number(match[name]) for name in ("score", "max", "percent"))
        if score is None or most is None or percent is None or not most:
            continue
        exact = 100 * score / most
        if abs(exact - percent) > 0.1:
            where = evidence(facts.flow, match.start(), match.end())
            about = tuple(s for s in facts.scores if s.evidence.line == where.line and s.score == score)
            yield finding(
                "percent-vs-score", where, facts.context, stated=percent, computed=round(exact, 2), about=about,
                score=f"{match['score']}/{match['max']}", confidence=0.8,
            )  # fmt: skip

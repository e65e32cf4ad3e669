"""Checks of sums: a unit's total and its parts, the domains' counts and maxima and those of the whole set."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from itertools import combinations

from extractors.checks.finding import Facts, finding
from extractors.checks.reading import lines_of
from extractors.records import Check, CriteriaStructure, Score
from extractors.text.flow import read_by_machine

_HOLDERS = ("total", "implementation")  # codes that hold others and are no part of a sum themselves
_LOSSES = re.compile(r"(?:không|chưa) đạt điểm tối đa", re.IGNORECASE)
_DOMAINS = re.compile(r"(?<!\d)(\d{1,2})\s*(?:lĩnh vực|nội dung|trụ cột|nhóm|mảng|phần|mục)\b")
_CLOSE = 0.051  # parts and totals are printed with one or two decimals
_EXACT = 0.011
_SCALE = 100.0  # points that most indices share out
_LEAST_PARTS = 3
_MOST = 0.6  # the share of rows that must add up before an exception is believed

_Sum = tuple[Score, float, tuple[Score, ...]]


def totals(facts: Facts, blamed: frozenset[str]) -> Iterator[Check]:
    """Every unit's total beside the sum of its domains: in one row of a table, or from table to table."""
    yield from _unlike(facts, unit_sums(facts), blamed)
    yield from _lost_points(facts)


def unit_sums(facts: Facts) -> list[_Sum]:
    """(total, sum of its parts, parts) of every unit: within rows of a table, else from table to table."""
    by_row = _sums(facts, lambda s: (s.unit_code or s.unit_name, s.evidence.line), tables=True)
    return by_row or _sums(facts, lambda s: (s.unit_code or s.unit_name, 0), tables=False)


def _sums(facts: Facts, place: Callable[[Score], object], tables: bool) -> list[_Sum]:
    """(total, sum of parts, parts) of each unit whose domains are all there."""
    totals_of: dict[object, Score] = {}
    parts_of: dict[object, dict[str, Score]] = defaultdict(dict)
    for score in facts.scores:
        if score.stat != "value" or score.unit_scope != "unit" or score.score is None or score.parent_criterion:
            continue
        if score.year != facts.context.year or (tables and score.source != "table"):
            continue
        code = score.criterion_code or score.criterion
        if code == "total":
            totals_of.setdefault(place(score), score)
        elif code not in _HOLDERS:
            parts_of[place(score)].setdefault(code, score)
    for parts in parts_of.values():
        _leave_out_survey(parts)
    wanted = max((len(parts) for parts in parts_of.values()), default=0)
    found = []
    for at, total in totals_of.items():
        parts = parts_of.get(at, {})
        if len(parts) == wanted >= _LEAST_PARTS and total.score is not None:
            found.append((total, sum(p.score or 0.0 for p in parts.values()), tuple(parts.values())))
    return found


def _leave_out_survey(parts: MutableMapping[str, Score] | MutableMapping[str, CriteriaStructure]) -> None:
    """The survey of satisfaction is a domain of its own, or a part of the domain 'impact' where there is one."""
    if "impact" in parts:
        parts.pop("satisfaction", None)


def _unlike(facts: Facts, sums: Sequence[_Sum], blamed: frozenset[str]) -> Iterator[Check]:
    fitting = [s for s in sums if s[0].score is not None and abs(s[0].score - s[1]) <= _close(s)]
    if len(sums) == 1 and not _same_scale(sums[0]):
        return
    if len(sums) > 1 and len(fitting) < _MOST * len(sums):
        return
    for total, exact, parts in sums:
        if total.score is None or _explained(facts, total, exact, parts, blamed) or _lost_a_cell(facts, total):
            continue
        if abs(total.score - exact) > _close((total, exact, parts)):
            yield finding(
                "total-vs-parts", total.evidence, facts.context, stated=total.score, computed=round(exact, 2),
                about=(total, *parts), unit=total.unit_name,
            )  # fmt: skip


def _lost_a_cell(facts: Facts, total: Score) -> bool:
    """A cell of the row is empty, and an engine read it: a part may be missing, another stand in its place."""
    line = lines_of(facts.flow).get(total.evidence.line)
    return read_by_machine(facts.flow) and line is not None and "\t\t" in line.text


def _close(one: _Sum) -> float:
    """Points given in steps of 0,05 or more add up exactly; finer ones were rounded."""
    total, _, parts = one
    return _EXACT if all(_multiple(s.score or 0.0, 0.05) for s in (total, *parts)) else _CLOSE


def _explained(facts: Facts, total: Score, exact: float, parts: Sequence[Score], blamed: frozenset[str]) -> bool:
    """One part already known to be wrong accounts for the difference: the value the total asks for is possible."""
    wrong = [p for p in parts if p.record_id in blamed]
    if total.record_id in blamed or len(wrong) > 1:
        return True
    if not wrong:
        return False
    asked = (wrong[0].score or 0.0) - (exact - (total.score or 0.0))
    possible = 0 <= asked <= _at_most(facts, wrong[0], asked) + _CLOSE
    return possible and _on_grid(asked, [p.score or 0.0 for p in parts if p is not wrong[0]])


def _at_most(facts: Facts, domain: Score, default: float) -> float:
    """What a domain can have: its maximum, less the points that its criteria are said to have lost."""
    if domain.max_score is None:
        return default
    lost = (
        s.max_score - s.score
        for s in facts.scores
        if s.parent_criterion == domain.criterion and s.unit_code == domain.unit_code and s.year == domain.year
        and s.stat == "value" and s.score is not None and s.max_score is not None and 0 <= s.score <= s.max_score
    )  # fmt: skip
    return domain.max_score - sum(lost)


def _on_grid(value: float, others: Sequence[float]) -> bool:
    """A value as fine as the others: where all points come in quarters, 17,7 is none."""
    step = next((s for s in (1.0, 0.5, 0.25, 0.2, 0.1, 0.05) if all(_multiple(o, s) for o in others)), 0.01)
    return _multiple(value, step)


def _multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-6


def _same_scale(one: _Sum) -> bool:
    """The maxima of the parts add up to the maximum of the total, or to 100 where that is not named: they are all
    its parts."""
    total, _, parts = one
    maxima = [p.max_score for p in parts]
    return None not in maxima and abs(sum(m or 0 for m in maxima) - (total.max_score or _SCALE)) < 0.01


def _lost_points(facts: Facts) -> Iterator[Check]:
    """Where a domain lists the criteria that lost points, the losses must add up to what the domain lacks."""
    parts: dict[tuple[str | None, str | None], list[Score]] = defaultdict(list)
    domains: dict[tuple[str | None, str | None], Score] = {}
    for score in facts.scores:
        if score.stat != "value" or score.score is None or score.max_score is None or score.source != "text":
            continue
        if score.parent_criterion:
            parts[score.unit_code, score.parent_criterion].append(score)
        else:
            domains.setdefault((score.unit_code, score.criterion), score)
    for key, listed in parts.items():
        domain = domains.get(key)
        if domain is None or domain.score is None or domain.max_score is None or len(listed) < 2:
            continue
        if any((p.score or 0) < 0 for p in listed) or not _tells_losses(facts, domain):
            continue  # a negative score is said by itself
        lost = sum((p.max_score or 0) - (p.score or 0) for p in listed)
        lacking = domain.max_score - domain.score
        if lost > lacking + _CLOSE and lacking >= 0:
            yield finding(
                "total-vs-parts", domain.evidence, facts.context, stated=domain.score,
                computed=round(domain.max_score - lost, 2), about=(domain, *listed), unit=domain.unit_name,
            )  # fmt: skip


def _tells_losses(facts: Facts, domain: Score) -> bool:
    """The text says that what it lists are the criteria without full points."""
    at = facts.flow.offset_of(domain.evidence.line)
    return at is not None and bool(_LOSSES.search(facts.flow.text, at, at + 500))


def structure(facts: Facts) -> Iterator[Check]:
    """The whole criteria set against the sum of its domains."""
    whole = next((c for c in facts.criteria if c.criterion_code == "total"), None)
    if whole is None:
        return
    domains = _domains(facts.criteria)
    stated = _DOMAINS.search(whole.evidence.quote)
    if len(domains) < _LEAST_PARTS or (stated and int(stated.group(1)) != len(domains)):
        return
    yield from _counts(facts, whole, domains)
    maxima = [d.max_score for d in domains]
    if whole.max_score is not None and None not in maxima:
        total = sum(m or 0.0 for m in maxima)
        if abs(total - whole.max_score) > 0.001 and not _with_holders(maxima, whole.max_score):
            yield finding(
                "maxima-vs-scale", whole.evidence, facts.context, stated=whole.max_score, computed=total,
                about=(whole, *domains), n=len(domains),
            )  # fmt: skip
            yield from _doubtful_maximum(facts, domains, total - whole.max_score)


def _with_holders(maxima: Sequence[float | None], scale: float) -> bool:
    """Without one or two of the maxima the scale comes out: those are of parts that hold the domains, or are no domains
    of this table."""
    values = [m or 0.0 for m in maxima]
    excess = sum(values) - scale
    left_out = (sum(some) for n in (1, 2) for some in combinations(values, n) if len(values) - n >= _LEAST_PARTS)
    return any(abs(points - excess) < 0.001 for points in left_out)


def _doubtful_maximum(facts: Facts, domains: Sequence[CriteriaStructure], excess: float) -> Iterator[Check]:
    """The one domain whose printed maximum nobody reaches, most fall short of by the same step, and whose change by
    that step would make the scale come out right."""
    suspects = []
    for domain in domains:
        points = [
            s.score
            for s in facts.scores
            if s.stat == "value" and s.source == "table" and s.criterion_code == domain.criterion_code and s.score
        ]
        best = max(points, default=0.0)
        right = (domain.max_score or 0.0) - excess
        if len(points) >= 3 and abs(best - right) < 0.001 and points.count(best) * 2 > len(points):
            suspects.append((domain, best, points.count(best)))
    if len(suspects) == 1:
        domain, best, n = suspects[0]
        yield finding(
            "maximum-vs-scores", domain.evidence, facts.context, stated=domain.max_score, computed=best,
            about=(domain,), confidence=0.8, n=n, criterion=domain.domain,
        )  # fmt: skip


def _domains(criteria: Sequence[CriteriaStructure]) -> list[CriteriaStructure]:
    """One record for each domain; its counts and its maximum may come from two places."""
    found: dict[str, CriteriaStructure] = {}
    for record in criteria:
        code = record.criterion_code or record.domain.casefold()
        if code in _HOLDERS:
            continue
        known = found.get(code)
        if known is None or (
            known.max_score is None and record.max_score is not None and record.n_criteria is not None
        ):
            found[code] = record
    _leave_out_survey(found)
    return list(found.values())


def _counts(facts: Facts, whole: CriteriaStructure, domains: Sequence[CriteriaStructure]) -> Iterator[Check]:
    counted = [d.n_criteria for d in domains]
    if whole.n_criteria is not None and None not in counted:
        total = sum(n or 0 for n in counted)
        if total != whole.n_criteria:
            yield finding(
                "parts-vs-sum", whole.evidence, facts.context, stated=whole.n_criteria, computed=total,
                about=(whole, *domains), criterion="tiêu chí",
            )  # fmt: skip
    parts = [d.n_subcriteria or 0 for d in domains]
    if whole.n_subcriteria is not None and None not in counted and sum(parts) != whole.n_subcriteria:
        yield finding(
            "parts-vs-sum", whole.evidence, facts.context, stated=whole.n_subcriteria, computed=sum(parts),
            about=(whole, *domains), criterion="tiêu chí thành phần",
        )  # fmt: skip

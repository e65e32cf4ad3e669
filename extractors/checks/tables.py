"""Checks within one ranking table: the mean of its rows, the order of its ranks, the maximum of its points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from extractors.checks.finding import Facts, finding, label, rounds_to
from extractors.checks.reading import lines_of
from extractors.records import Check, Score
from extractors.text.flow import read_by_machine
from extractors.text.remember import last_answers

_APART = 40  # lines; a repeated criterion farther on is another table
_LEAST_ROWS = 3
_SHIFTED = 3  # figures above one maximum in a text that was recognised, or of one unit in any: those of other columns

_Topic = tuple[str, str | None, int | None]


@dataclass(frozen=True, slots=True)
class Block:
    """The scores of one criterion in one table: a row for each unit, and the mean where it is printed."""

    rows: tuple[Score, ...]
    mean: Score | None


def topic(score: Score) -> _Topic:
    return (score.criterion_code or score.criterion.casefold(), score.parent_criterion, score.year)


@last_answers(2)
def blocks(scores: Sequence[Score]) -> tuple[Block, ...]:
    """The table scores by criterion and table; a unit that comes again begins another table."""
    by_topic: dict[_Topic, list[Score]] = defaultdict(list)
    for score in scores:
        if score.source == "table":
            by_topic[topic(score)].append(score)
    found: list[Block] = []
    for group in by_topic.values():
        rows: list[Score] = []
        mean: Score | None = None
        for score in group:
            new = bool(rows) and (
                score.evidence.line - rows[-1].evidence.line > _APART
                or (score.stat == "value" and any(_same_unit(score, r) for r in rows))
            )
            if new or (mean is not None and score.stat == "value"):
                found.append(Block(tuple(rows), mean))
                rows, mean = [], None
            if score.stat == "value":
                rows.append(score)
            elif score.stat == "mean":
                mean = score
        found.append(Block(tuple(rows), mean))
    return tuple(found)


def _same_unit(a: Score, b: Score) -> bool:
    return a.unit_code == b.unit_code if a.unit_code and b.unit_code else a.unit_name == b.unit_name


def above_maximum(facts: Facts) -> Iterator[Check]:
    """Points above their maximum or below zero; where most of a column is above, it is the maximum that is wrong, and
    that is said once."""
    columns: dict[tuple[_Topic, float | None], list[Score]] = defaultdict(list)
    for score in facts.scores:
        if score.score is not None and score.source == "table" and score.stat == "value":
            columns[topic(score), score.max_score].append(score)
    machine = read_by_machine(facts.flow)  # a rule of the table reads like a minus
    wrong = {at for at, rows in columns.items() if len(rows) >= _LEAST_ROWS and sum(map(_above, rows)) * 2 > len(rows)}
    usual = _maxima(columns)
    shifted = {at for at, rows in columns.items() if machine and sum(map(_above, rows)) >= _SHIFTED}
    changed = sum((s.score or 0.0) < 0 for s in facts.scores if s.source == "table") > 1  # a column of changes
    of_unit = Counter(_owner(s) for s in facts.scores if s.stat == "value" and _above(s))
    for score in facts.scores:
        if not _above(score) and (score.score or 0.0) >= 0:
            continue
        at = (topic(score), score.max_score)
        unlike = score.source == "table" and score.max_score not in usual.get(at[0], ())
        if of_unit[_owner(score)] >= _SHIFTED or unlike:
            continue  # numbers of criteria, or shares, taken for points; another column taken for the maximum
        if machine and score.source == "table" and (at in shifted or _without_comma(score) or _cut(facts, score)):
            continue  # another column's figures, or the comma was lost
        if _above(score) and not (at in wrong and score.source == "table"):
            yield _beyond(facts, score, score.max_score, (score,))
        elif (score.score or 0.0) < 0 and not (score.source == "table" and (machine or changed)):
            yield finding(
                "score-below-zero", score.evidence, facts.context, stated=score.score, computed=-(score.score or 0.0),
                about=(score,), unit=score.unit_name, criterion=label(score.criterion),
            )  # fmt: skip
    for at in sorted((at for at in wrong - shifted if at[1] in usual[at[0]]), key=str):
        rows = [r for r in columns[at] if _above(r) and of_unit[_owner(r)] < _SHIFTED]
        if rows:
            yield _beyond(facts, rows[0], at[1], rows)


def _maxima(columns: Mapping[tuple[_Topic, float | None], Sequence[Score]]) -> dict[_Topic, set[float | None]]:
    """The maxima of each topic: a figure that stands beside one unit alone, where each has another, is none."""
    rows: dict[_Topic, dict[float | None, int]] = defaultdict(dict)
    for (about, most), scores in columns.items():
        rows[about][most] = len(scores)
    return {
        about: {most for most, n in counts.items() if n > 1 or len(counts) < _LEAST_ROWS}
        for about, counts in rows.items()
    }


def _owner(score: Score) -> tuple[str | None, int | None]:
    return score.unit_code or score.unit_name, score.year


def _above(score: Score) -> bool:
    return score.score is not None and score.max_score is not None and score.score > score.max_score + 1e-6


def _cut(facts: Facts, score: Score) -> bool:
    """The row has fewer cells than the rows around it: its figures may stand in the wrong columns."""
    lines = lines_of(facts.flow)
    near = (lines.get(score.evidence.line + step) for step in (-2, -1, 0, 1, 2))
    cells = [line.text.count("\t") if line else 0 for line in near]
    return cells[2] < max(cells)


def _without_comma(score: Score) -> bool:
    """'65' where at most 9 can be had."""
    value, most = score.score or 0.0, score.max_score
    return most is not None and value > 1.5 * most and value == int(value) and value / 10 <= most


def _beyond(facts: Facts, score: Score, maximum: float | None, about: Sequence[Score]) -> Check:
    return finding(
        "score-above-max", score.evidence, facts.context, stated=score.score, computed=maximum,
        about=about, unit=score.unit_name, criterion=label(score.criterion),
    )  # fmt: skip


def _whole_blocks(facts: Facts) -> list[Block]:
    """The tables with all their rows; one from which an engine lost a row or a figure shows no slip of the author."""
    found = blocks(facts.scores)
    most = max((len(block.rows) for block in found), default=0) if read_by_machine(facts.flow) else 0
    return [block for block in found if len(block.rows) >= most]


def means(facts: Facts, blamed: frozenset[str]) -> Iterator[Check]:
    for block in _whole_blocks(facts):
        values = [r.score for r in block.rows if r.score is not None]
        if block.mean is None or block.mean.score is None or len(values) < _LEAST_ROWS:
            continue
        if any(r.record_id in blamed for r in block.rows):
            continue
        if block.mean.score < 0 and read_by_machine(facts.flow):
            continue  # a rule of the table reads like a minus
        exact = sum(values) / len(values)
        if not rounds_to(block.mean.score, exact):
            yield finding(
                "mean-vs-rows", block.mean.evidence, facts.context, stated=block.mean.score, computed=round(exact, 2),
                about=(block.mean, *block.rows), n=len(values), criterion=label(block.mean.criterion),
            )  # fmt: skip


def ranks(facts: Facts, blamed: frozenset[str]) -> Iterator[Check]:
    """One finding for each run of rows whose ranks are off by the same step."""
    for block in _whole_blocks(facts):
        rows, off = _out_of_order(block, blamed)
        if len(off) * 2 > len(rows):
            continue  # ranked by something else
        if len(off) == 1 and read_by_machine(facts.flow) and _misread(off[0][0].rank or 0, off[0][1]):
            continue
        for run in _runs(off, rows):
            first, rank = run[0]
            yield finding(
                "rank-vs-score", first.evidence, facts.context, stated=first.rank, computed=rank,
                about=tuple(r for r, _ in run), unit=first.unit_name, criterion=label(first.criterion),
            )  # fmt: skip


def disordered(facts: Facts) -> Iterator[tuple[Score, ...]]:
    """The rows of tables whose ranks are not those of their scores at all."""
    for block in _whole_blocks(facts):
        rows, off = _out_of_order(block, frozenset())
        if len(off) * 2 > len(rows):
            yield tuple(rows)


def _out_of_order(block: Block, blamed: frozenset[str]) -> tuple[list[Score], list[tuple[Score, int]]]:
    """The ranked rows of a table, and those whose rank is not that of their score, with that."""
    rows = [r for r in block.rows if r.rank is not None and r.score is not None and r.record_id not in blamed]
    if len(rows) < _LEAST_ROWS or len(rows) < len(block.rows):
        return rows, []
    expected = _expected([r.score or 0.0 for r in rows], [r.rank or 0 for r in rows])
    return rows, [(r, e) for r, e in zip(rows, expected, strict=True) if r.rank != e]


def _misread(printed: int, right: int) -> bool:
    """'1' for '11', '8' for '3': one rank alone out of order, a digit from the right one, is the engine's slip."""
    return Levenshtein.distance(str(printed), str(right)) == 1


def _expected(values: Sequence[float], printed: Sequence[int]) -> list[int]:
    """The ranks by score under the way of counting that fits best what is printed."""
    distinct = sorted(set(values), reverse=True)
    dense = [distinct.index(v) + 1 for v in values]
    sparse = [1 + sum(other > v for other in values) for v in values]
    counts = Counter(values)
    loose = [p if s <= p < s + counts[v] else s for v, s, p in zip(values, sparse, printed, strict=True)]
    if any(n > 1 for n in Counter(loose).values()):
        loose = sparse  # ties told apart must have ranks of their own
    shift = min(printed) - 1  # part of a longer list
    ways = [[rank + shift for rank in way] for way in (dense, sparse, loose)]
    return min(ways, key=lambda way: sum(a != b for a, b in zip(way, printed, strict=True)))


def _runs(off: Sequence[tuple[Score, int]], rows: Sequence[Score]) -> list[list[tuple[Score, int]]]:
    order = {id(r): i for i, r in enumerate(sorted(rows, key=lambda r: -(r.score or 0.0)))}
    runs: list[list[tuple[Score, int]]] = []
    for row, rank in sorted(off, key=lambda item: order[id(item[0])]):
        if runs:
            last, last_rank = runs[-1][-1]
            step = (row.rank or 0) - rank == (last.rank or 0) - last_rank
            if step and order[id(row)] == order[id(last)] + 1:
                runs[-1].append((row, rank))
                continue
        runs.append([(row, rank)])
    return runs

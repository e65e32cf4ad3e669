"""What one misread digit or name would explain: corrections proposed from the report's own redundancy.

    proposed = propose(records, flow, context)
    records, repairs = apply(records, proposed)
    findings = told(findings, proposed)

A correction must mend every statement its figure spoils (sum, mean, rank order, maximum, restatement) and spoil none.
It is proposed, in the message of the finding; it is applied where the reader itself was unsure of the very word, or
makes that slip without a doubt (9 for a small 5), and then it is a repair, with its reasons, that can be undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.checks import lists, restated, sums, tables
from extractors.checks.finding import Facts, decimals, facts, number
from extractors.checks.reading import nine_for_five
from extractors.context import DocumentContext
from extractors.naming.linking import children
from extractors.records import Check, Record, Score
from extractors.text.flow import Flow, read_by_machine
from extractors.text.values import find_numbers
from normalizers.repairs import Repair

UNSURE = 0.85  # words read with less confidence may be corrected
_PROPOSAL = "Nếu “{c.before}” ở dòng {c.line} là “{c.after}” thì không còn mâu thuẫn này."
_NOBODY: frozenset[str] = frozenset()
_FEW = 3  # rows that show how a column prints its points
_MOST = 12  # records looked at for one document: more faults are no misread digits


@dataclass(frozen=True, slots=True)
class Correction:
    """One word of the text that ought to read otherwise. `start` and `end` are offsets in line `line` of text.txt."""

    record_id: str
    line: int
    start: int
    end: int
    before: str
    after: str
    value: float | None  # the score it gives; None for a name
    unit_code: str | None
    reasons: tuple[str, ...]
    confidence: float
    supported: bool  # the reader was unsure of the word


def propose(records: Sequence[Record], flow: Flow, context: DocumentContext) -> tuple[Correction, ...]:
    """Corrections of single digits and single names, in the order of the text."""
    known = facts(records, flow, context)
    found = [*_digits(known), *_names(known)]
    return tuple(sorted(found, key=lambda c: (c.line, c.start)))


def apply(records: Sequence[Record], proposed: Sequence[Correction]) -> tuple[tuple[Record, ...], tuple[Repair, ...]]:
    """The records with the supported corrections made, and the repairs that say so."""
    made = {c.record_id: c for c in proposed if c.supported}
    mended = tuple(
        _mended(r, made[r.record_id]) if isinstance(r, Score) and r.record_id in made else r for r in records
    )
    return mended, tuple(_repair(c) for c in made.values())


def told(findings: Sequence[Check], proposed: Sequence[Correction]) -> tuple[Check, ...]:
    """The findings, each with the correction proposed for a figure or name it is about that was not made."""
    open_ = {c.record_id: c for c in proposed if not c.supported}
    return tuple(_with_proposal(f, [open_[i] for i in f.record_ids if i in open_]) for f in findings)


def _with_proposal(finding: Check, proposed: Sequence[Correction]) -> Check:
    if not proposed:
        return finding
    best = max(proposed, key=lambda c: c.confidence)
    return replace(finding, message=f"{finding.message} {_PROPOSAL.format(c=best)}")


def _mended(score: Score, correction: Correction) -> Score:
    confidence = min(score.confidence, correction.confidence)
    if correction.value is None:
        return replace(score, unit_name=correction.after, unit_code=correction.unit_code, confidence=confidence)
    return replace(score, score=correction.value, confidence=confidence)


def _repair(correction: Correction) -> Repair:
    return Repair(
        correction.line,
        correction.start,
        correction.start + len(correction.after),
        correction.before,
        correction.after,
        "digits" if correction.value is not None else "ocr",
        "; ".join(correction.reasons),
        correction.confidence,
    )


# --- digits -------------------------------------------------------------------------------------------------------


def _digits(known: Facts) -> Iterator[Correction]:
    commas = {c.record_id: c for c in _lost_commas(known)}
    mended = known
    for comma in commas.values():
        mended = _with(mended, comma.record_id, comma.value or 0.0)
    before = _failures(mended)
    if sum(check == "total-vs-parts" for check, _ in before) > _MOST:
        yield from commas.values()
        return  # the parts are no parts of these totals
    known_of = {s.record_id: s for s in known.scores}
    for score in _suspects(mended, before)[:_MOST]:
        impossible = score.record_id in commas
        best = _best_reading(mended, score, before, impossible or _unsure(mended, score))
        found = _correction(known, known_of[score.record_id], *best) if best else None
        if found is not None:
            commas.pop(score.record_id, None)
            yield replace(found, supported=found.supported or impossible)
    yield from commas.values()


def _lost_commas(known: Facts) -> Iterator[Correction]:
    """'175' among '17,5' and '16,5', above the column's maximum: the comma was lost, or read as a digit.

    The column's own way of printing and its maximum say what it was; no author writes ten times the maximum.
    """
    if not read_by_machine(known.flow):
        return
    everywhere = _usual_places([s.score for s in known.scores if s.score is not None and s.score != int(s.score)])
    for block in tables.blocks(known.scores):
        values = [r.score for r in block.rows if r.score is not None]
        fine = [v for v in values if v != int(v)]
        usual = _usual_places(fine) or everywhere
        for row in (*block.rows, *([block.mean] if block.mean else [])):
            limit = row.max_score or (max(fine) if len(fine) * 3 > len(values) * 2 else None)
            if not usual or row.score is None or not limit or row.score <= 1.5 * limit:
                continue
            value = next((v for v in _with_comma(row.score, usual) if limit / 20 < v <= limit), None)
            found = _correction(known, row, value, 1) if value is not None else None
            if found is not None:
                yield replace(found, supported=True)


def _usual_places(values: Sequence[float]) -> int:
    """How many decimals the figures with a comma mostly have; 0 where they are too few to tell."""
    places = [decimals(v) for v in values]
    return max(set(places), key=places.count) if len(places) >= _FEW else 0


def _with_comma(score: float, places: int) -> tuple[float, ...]:
    """'735' → 73,5 (the comma lost) and 7,5 (the comma read as a digit), the likelier first; with fewer decimals than
    usual ('52' → 5,2 where most have two) last."""
    digits = f"{score:g}"
    if not digits.isdigit():
        return ()
    cut = [(digits[:-n], digits[-n:]) for n in range(places, 0, -1) if len(digits) > n]
    usual = [(whole[:-1], rest) for whole, rest in cut[:1] if len(digits) > places]
    return tuple(float(f"{whole}.{rest}") for whole, rest in (*cut[:1], *usual, *cut[1:]) if whole)


def _failures(known: Facts) -> list[tuple[str, str]]:
    """Every statement that does not hold, each check for itself, as (check, where)."""
    found = [
        *tables.above_maximum(known),
        *tables.means(known, _NOBODY),
        *tables.ranks(known, _NOBODY),
        *lists.bands(known, _NOBODY),
        *restated.stated_twice(known, _NOBODY),
    ]
    broken = [
        ("total-vs-parts", ",".join(r.record_id for r in (total, *parts)))
        for total, exact, parts in sums.unit_sums(known)
        if total.score is not None and abs(total.score - exact) > 0.011
    ]
    broken += [("rank order", ",".join(r.record_id for r in rows)) for rows in tables.disordered(known)]
    return [*broken, *((c.check, ",".join(c.record_ids)) for c in found)]


def _suspects(known: Facts, failures: Sequence[tuple[str, str]]) -> list[Score]:
    """The figures in failing statements, those in most of them first."""
    count: dict[str, int] = {}
    for _, ids in failures:
        for record_id in ids.split(","):
            count[record_id] = count.get(record_id, 0) + 1
    involved = [s for s in known.scores if s.record_id in count and s.score is not None and s.source == "table"]
    return sorted(involved, key=lambda s: -count[s.record_id])


def _best_reading(
    known: Facts, score: Score, failing: Sequence[tuple[str, str]], unsure: bool
) -> tuple[float, int] | None:
    """(value, statements mended) of the one reading of a figure that mends two statements or more and spoils none.

    It is a digit or a comma away; where the reader was unsure and three statements are mended, it may be any.
    """
    readings = []
    summed = _asked_by_sums(known, score)
    for value in summed | _asked_by_mean(known, score):
        near = one_digit_apart(score.score or 0.0, value)
        if not near and not (unsure and value in summed):
            continue
        left = _failures(_with(known, score.record_id, value))  # ranks are told in runs: they fail anew in others
        spoiled = any(failure not in failing for failure in left if failure[0] != "rank-vs-score")
        mended = 0 if spoiled else len(failing) - len(left)
        if mended >= (2 if near else 3):
            readings.append((mended, value))
    best = max(readings, default=None)
    if best is None or sum(mended == best[0] for mended, _ in readings) > 1:
        return None
    return best[1], best[0]


def _unsure(known: Facts, score: Score) -> bool:
    place = _place(known.flow, score)
    return place is not None and place[2] < UNSURE


def _asked_by_mean(known: Facts, score: Score) -> set[float]:
    """The values that the mean of the table asks for, within its rounding."""
    wanted: set[float] = set()
    for block in tables.blocks(known.scores):
        rows = [r for r in block.rows if r.score is not None]
        if (
            any(r.record_id == score.record_id for r in rows)
            and block.mean is not None
            and block.mean.score is not None
        ):
            rest = sum(r.score or 0.0 for r in rows if r.record_id != score.record_id)
            exact = block.mean.score * len(rows) - rest
            wanted.update(_near(exact, 0.006 * len(rows)))
    return wanted


def _asked_by_sums(known: Facts, score: Score) -> set[float]:
    """The values that the sum of the unit's parts asks for."""
    wanted: set[float] = set()
    for check in sums.totals(known, _NOBODY):
        if check.computed and score.record_id in check.record_ids:
            stated, computed = (float(v.replace(",", ".")) for v in (check.stated or "0", check.computed))
            is_total = check.record_ids[0] == score.record_id
            wanted.add(round(computed if is_total else (score.score or 0.0) + stated - computed, 3))
    return wanted


def _near(exact: float, slack: float) -> set[float]:
    """The printable values within the rounding of the mean: in steps of a hundredth."""
    first, last = round((exact - slack) * 100), round((exact + slack) * 100)
    return {n / 100 for n in range(first, last + 1)} if last - first < 80 else set()


def one_digit_apart(one: float, other: float) -> bool:
    """'80,4' and '30,4', '804' and '80,4': one digit misread, or the comma lost."""
    a, b = number(one), number(other)
    if a.replace(",", "") == b.replace(",", "") and a != b:
        return True
    width = max(len(a.split(",")[0]), len(b.split(",")[0]))
    a, b = f"{one:.2f}".zfill(width + 3), f"{other:.2f}".zfill(width + 3)
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _with(known: Facts, record_id: str, value: float) -> Facts:
    changed = tuple(replace(s, score=value) if s.record_id == record_id else s for s in known.scores)
    return replace(known, scores=changed)


def _correction(known: Facts, score: Score, value: float, mended: int) -> Correction | None:
    place = _place(known.flow, score)
    if place is None:
        return None
    start, end, confidence = place
    text = _line(known.flow, score.evidence.line)
    statements = "statement" if mended == 1 else "statements"
    reason = f"{number(value)} mends {mended} {statements} that {text[start:end]} spoils"
    habit = read_by_machine(known.flow) and nine_for_five(f"{score.score:.2f}", f"{value:.2f}")
    evidence = "engines take a small 5 for 9" if habit else f"read with confidence {confidence:.2f}"
    return Correction(
        score.record_id, score.evidence.line, start, end, text[start:end], number(value), value, None,
        (reason, evidence), 0.9 if mended > 2 else 0.8, habit or confidence < UNSURE,
    )  # fmt: skip


def _line(flow: Flow, line: int) -> str:
    return next((p.line.text for p in flow.pieces if p.number == line), "")


def _place(flow: Flow, score: Score) -> tuple[int, int, float] | None:
    """Where the figure stands in its line: the one number of its value, in the cell's box where there are boxes."""
    line = next((p.line for p in flow.pieces if p.number == score.evidence.line), None)
    if line is None:
        return None
    spans = [(n.start, n.end) for n in find_numbers(line.text) if n.value == score.score]
    boxed = [s for s in spans if line.span_box(*s) == score.evidence.box]
    spans = boxed or spans
    return (*spans[-1], line.confidence(*spans[-1])) if spans else None


# --- names --------------------------------------------------------------------------------------------------------


def _names(known: Facts) -> Iterator[Correction]:
    """One row without a unit, one unit of the district without a row: the row is its."""
    totals = [b for b in tables.blocks(known.scores) if len(b.rows) >= 5]
    everyone = {u.code: u for u in children(known.context)}
    for block in totals[:1]:
        nameless = [r for r in block.rows if r.unit_code is None]
        missing = [u for code, u in everyone.items() if code not in {r.unit_code for r in block.rows}]
        if len(nameless) != 1 or len(missing) != 1 or len(block.rows) != len(everyone):
            continue
        row, unit = nameless[0], missing[0]
        text = _line(known.flow, row.evidence.line)
        surface = row.unit_surface or ""
        start = text.find(surface)
        if start < 0:
            continue
        line = next(p.line for p in known.flow.pieces if p.number == row.evidence.line)
        confidence = line.confidence(start, start + len(surface))
        yield Correction(
            row.record_id, row.evidence.line, start, start + len(surface), surface, unit.full_name, None, unit.code,
            ("the only row without a unit, the only unit without a row", f"read with confidence {confidence:.2f}"),
            0.85, confidence < UNSURE,
        )  # fmt: skip

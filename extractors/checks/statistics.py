"""Checks of counted things: the sum row of a statistical table, and files received, dealt with, late and open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.checks.finding import Facts, finding
from extractors.checks.reading import Misreading, explained
from extractors.records import Check
from extractors.tables.grids import Grid, GridRow
from extractors.tables.text_tables import grids_of
from extractors.text.flow import evidence, line_evidence, read_by_machine
from extractors.text.values import parse_number
from extractors.text.vocabulary import row_kind

_LEAST_ROWS = 3
# Each count is looked for by the words before it, within one sentence.
_RECEIVED = re.compile(r"\btiếp nhận\b[^.;,\d]{0,40}?(?P<n>\d{1,3}(?:\.\d{3})+|\d+)\s+hồ sơ", re.IGNORECASE)
_SOLVED = re.compile(
    r"\b(?:đã giải quyết|giải quyết xong|giải quyết)\b[^.;,\d]{0,30}?(?P<n>\d{1,3}(?:\.\d{3})+|\d+)\s+hồ sơ",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:đang giải quyết|đang xử lý|còn|chưa giải quyết|đang trong thời hạn)\b[^.;,\d]{0,30}?"
    r"(?P<n>\d{1,3}(?:\.\d{3})+|\d+)\s+hồ sơ",
    re.IGNORECASE,
)
_LATE = re.compile(r"(?:quá hạn|trễ hạn|trễ hẹn)\s+(?P<n>\d{1,3}(?:\.\d{3})+|\d+)\s+hồ sơ"
                   r"|(?P<m>\d{1,3}(?:\.\d{3})+|\d+)\s+hồ sơ\s+(?:quá hạn|trễ hạn|trễ hẹn)", re.IGNORECASE)  # fmt: skip
_ON_TIME = re.compile(
    r"(?:đúng hạn|trước hạn)(?:\s+và\s+(?:trước|đúng) hạn)?\s+(?P<n>\d{1,3}(?:\.\d{3})+|\d+)\s+hồ sơ"
    r"|(?P<m>\d{1,3}(?:\.\d{3})+|\d+)\s+hồ sơ\s+(?:trước hạn và đúng hạn|đúng hạn và trước hạn|đúng hạn|trước hạn)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?:đạt|chiếm|tỷ lệ|tỉ lệ)[^.;\d]{0,12}(?P<n>\d{1,3}(?:\s?,\d{1,2})?)\s*%", re.IGNORECASE)


def column_sums(facts: Facts) -> Iterator[Check]:
    """'Tổng cộng' against the rows above; believed where the other columns of the table do add up."""
    for grid in grids_of(facts.flow):
        last = next((i for i, row in enumerate(grid.rows) if _is_total(row)), len(grid.rows) - 1)
        if last < _LEAST_ROWS or not (_is_total(grid.rows[last]) or _is_nameless(grid.rows[last])):
            continue
        rows, total = grid.rows[:last], grid.rows[last]
        sums = {c: s for c in range(grid.columns) if (s := _column(rows, total, c)) is not None}
        fitting = [c for c, (stated, exact) in sums.items() if abs(stated - exact) < 0.006]
        if len(fitting) * 2 < len(sums):
            continue
        yield from _unlike(facts, grid, last, sums)


def _unlike(facts: Facts, grid: Grid, last: int, sums: dict[int, tuple[float, float]]) -> Iterator[Check]:
    total, machine = grid.rows[last], read_by_machine(facts.flow)
    for column, (stated, exact) in sums.items():
        if abs(stated - exact) >= 0.006 and not (machine and _misread(facts, grid, last, column, stated - exact)):
            yield finding(
                "total-vs-parts", line_evidence(total.page, total.line - total.page.first_line), facts.context,
                stated=stated, computed=round(exact, 4), confidence=0.85, unit=f"cột “{grid.title(column)}”",
            )  # fmt: skip


def _misread(facts: Facts, grid: Grid, last: int, column: int, lacking: float) -> bool:
    """One figure of the column, misread, explains what its sum lacks."""
    rows, total = grid.rows[:last], grid.rows[last]
    values = _in_thousands([parse_number(row.text(column)) or 0.0 for row in rows])
    parts = [Misreading((r.line, r.line), value, value + lacking) for r, value in zip(rows, values, strict=True)]
    stated = parse_number(total.text(column)) or 0.0
    return explained(facts.flow, [*parts, Misreading((total.line, total.line), stated, stated - lacking)])


def _is_total(row: GridRow) -> bool:
    return any(row_kind(c.text) == "total" and not c.is_number for c in row.cells[:3])


def _is_nameless(row: GridRow) -> bool:
    """The last row without its name: 'Tổng cộng' was read beside the table."""
    return not any(c.text and not c.is_number for c in row.cells)


def _column(rows: tuple[GridRow, ...], total: GridRow, column: int) -> tuple[float, float] | None:
    """(stated, sum) of a column whose cells are all plain numbers; ordinals and shares are none."""
    values = [parse_number(row.text(column)) for row in rows]
    stated = parse_number(total.text(column))
    if stated is None or stated < 0 or any(v is None for v in values) or any("%" in row.text(column) for row in rows):
        return None
    return stated, sum(v or 0.0 for v in _in_thousands([v or 0.0 for v in values]))


def _in_thousands(values: list[float]) -> list[float]:
    """'2,402' in a column of whole numbers is 2.402: the dot was read, or typed, as a comma."""
    fine = [v for v in values if v != int(v)]
    if len(fine) * 2 >= len(values) or any(len(f"{v:g}".partition(".")[2]) != 3 for v in fine):
        return values
    return [round(v * 1000) if v in fine else v for v in values]


def files(facts: Facts) -> Iterator[Check]:
    """Received = dealt with + open; dealt with = in time + late; the share of those in time."""
    for paragraph in facts.flow.paragraphs:
        if paragraph.is_row:
            continue
        text = facts.flow.text[paragraph.start : paragraph.end]
        received = _RECEIVED.search(text)
        if received is None:
            continue
        end = re.search(r"\.\s", text[received.end() :])
        sentence = text[: received.end() + end.start() + 1] if end else text
        yield from _files(facts, paragraph.start, sentence, received)


def _files(facts: Facts, start: int, text: str, received: re.Match[str]) -> Iterator[Check]:
    at = received.end()
    solved, open_ = _SOLVED.search(text, at), _last(_OPEN, text, at)
    on_time, late = _ON_TIME.search(text, at), _LATE.search(text, at)
    if solved and open_ and not re.search(r"kỳ trước|chuyển sang|chuyển qua", text):
        stated, exact = _count(received), _count(solved) + _count(open_)
        if stated != exact:
            yield _finding(facts, "parts-vs-sum", start, received, stated, exact)
    if solved and on_time and late and _count(on_time) + _count(late) != _count(solved):
        yield _finding(facts, "parts-vs-sum", start, solved, _count(solved), _count(on_time) + _count(late))
    share = _SHARE.search(text, on_time.end()) if on_time and solved else None
    if share and on_time and solved and share.start() - on_time.end() < 40 and _count(solved):
        stated = parse_number(share["n"].replace(" ", "")) or 0.0  # '93 ,4%': a gap before the comma
        exact = 100 * _count(on_time) / _count(solved)
        if abs(stated - exact) > 0.11:
            where = evidence(facts.flow, start + share.start(), start + share.end())
            yield finding(
                "share-vs-count", where, facts.context, stated=stated, computed=round(exact, 2), confidence=0.85,
                count=int(_count(on_time)), total=int(_count(solved)),
            )  # fmt: skip


def _last(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    found = list(pattern.finditer(text, at))
    return found[-1] if found else None


def _count(match: re.Match[str]) -> float:
    groups = match.groupdict()
    return parse_number(groups.get("n") or groups.get("m") or "0") or 0.0


def _finding(facts: Facts, check: str, start: int, match: re.Match[str], stated: float, exact: float) -> Check:
    where = evidence(facts.flow, start + match.start(), start + match.end())
    return finding(check, where, facts.context, stated=stated, computed=exact, confidence=0.85, criterion="hồ sơ")

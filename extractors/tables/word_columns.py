"""Tables of words whose columns are kept apart by blanks, cells wrapped over several lines: those of tasks.

    TT  Nội dung công việc          Cơ quan chủ trì   Thời gian
    1   Rà soát, đơn giản hóa thủ   Văn phòng HĐND    Trước
        tục hành chính              và UBND           15/8/2024

A column begins where its head does; a row begins with its number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.layout import numbered_lines
from extractors.planning.task_heads import task_roles
from extractors.text.flow import Flow

_RUN = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?")
_HEAD_LINES = 3  # of heads that are wrapped
_NEAR = 2  # lines from one line of a row to the next: one of them may be blank


@dataclass(frozen=True, slots=True)
class WordRow:
    """The words of each column; `first` and `last` are numbers in text.txt."""

    cells: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class WordTable:
    heads: tuple[str, ...]
    rows: tuple[WordRow, ...]

    @property
    def last(self) -> int:
        return self.rows[-1].last


def word_tables(text: Flow) -> Iterator[WordTable]:
    """Every table of tasks of this form."""
    lines = [(number, line.text) for number, _, line in numbered_lines(text.pages) if line.text.strip()]
    at = 0
    while at < len(lines):
        table = _table_at(lines[at:])
        if table is not None:
            yield table
        at += 1 if table is None else sum(n <= table.last for n, _ in lines[at:])


def _table_at(lines: Sequence[tuple[int, str]]) -> WordTable | None:
    starts = [m.start() for m in _RUN.finditer(lines[0][1])]
    if len(starts) < 3:
        return None
    size = next((n for n, (_, line) in enumerate(lines[: _HEAD_LINES + 1]) if _begins_row(line, starts)), 0)
    heads = _cells([line for _, line in lines[:size]], starts)
    roles = task_roles(heads) if size else {}
    rows = tuple(_rows(lines[size:], starts)) if roles.get("no") == 0 else ()
    return WordTable(heads, rows) if len(rows) > 1 else None


def _rows(lines: Sequence[tuple[int, str]], starts: Sequence[int]) -> Iterator[WordRow]:
    row: list[tuple[int, str]] = []
    for number, line in lines:
        begins = _begins_row(line, starts)
        if not begins and (number > row[-1][0] + _NEAR or _column(_indent(line), starts) == 0):
            break
        if begins and row:
            yield _row(row, starts)
            row = []
        row.append((number, line))
    if row:
        yield _row(row, starts)


def _row(lines: Sequence[tuple[int, str]], starts: Sequence[int]) -> WordRow:
    return WordRow(_cells([line for _, line in lines], starts), lines[0][0], lines[-1][0])


def _begins_row(line: str, starts: Sequence[int]) -> bool:
    """A number alone in the first column, and words in the second."""
    runs = list(_RUN.finditer(line))
    return len(runs) > 1 and _NUMBER.fullmatch(runs[0].group()) is not None and runs[1].start() >= starts[1] - 1


def _cells(lines: Sequence[str], starts: Sequence[int]) -> tuple[str, ...]:
    cells: list[list[str]] = [[] for _ in starts]
    for line in lines:
        for run in _RUN.finditer(line):
            cells[_column(run.start(), starts)].append(run.group())
    return tuple(" ".join(words) for words in cells)


def _column(at: int, starts: Sequence[int]) -> int:
    """The last column that begins here or to the left; a run may stand one character too far left."""
    return max(bisect_right(starts, at + 1) - 1, 0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

"""A repair is a value: what stood there, what stands there now, why, and how sure we are. It can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

RepairKind = Literal["encoding", "mojibake", "unicode", "diacritics", "ocr", "digits"]


@dataclass(frozen=True, slots=True)
class Repair:
    """One replacement in one line.

    `start` and `end` are character offsets in the *repaired* line, so that they point into text.txt;
    `line` counts from 1 in the text the repair belongs to. Repairs of one line never overlap.
    """

    line: int
    start: int
    end: int
    before: str
    after: str
    kind: RepairKind
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RepairedText:
    """The repaired lines (as many as came in), and every repair that made them, ordered by line and start."""

    lines: tuple[str, ...]
    repairs: tuple[Repair, ...]
    quality_before: float
    quality_after: float


def undo(line: str, repairs: Iterable[Repair]) -> str:
    """The line as it was read: every repair of this line taken back."""
    pieces: list[str] = []
    done = 0
    for repair in sorted(repairs, key=lambda r: r.start):
        pieces += (line[done : repair.start], repair.before)
        done = repair.end
    return "".join((*pieces, line[done:]))


def replay(source: str, repairs: Iterable[Repair]) -> str:
    """The repaired line, made again from the line as read. Raises ValueError if the repairs are not of this line."""
    pieces: list[str] = []
    done = length = 0  # characters of the source used up, and of the repaired line written
    for repair in sorted(repairs, key=lambda r: r.start):
        start = done + repair.start - length
        if start < done or not source.startswith(repair.before, start):
            raise ValueError(
                f"the repair of {repair.before!r} at {repair.start} does not fit the line {source[:200]!r}"
            )
        pieces += (source[done:start], repair.after)
        done = start + len(repair.before)
        length = repair.start + len(repair.after)
    return "".join((*pieces, source[done:]))


def source_span(start: int, end: int, repairs: Iterable[Repair]) -> tuple[int, int]:
    """Where the span [start, end) of a repaired line stood in the line as read.

    An edge inside a repair widens to the whole repair: nothing finer is known.
    """
    shift, source_start, source_end = 0, None, None
    for repair in sorted(repairs, key=lambda r: r.start):
        if source_start is None and start < repair.end:
            source_start = min(start, repair.start) - shift
        if source_end is None and end <= repair.start:
            source_end = end - shift
        grown = len(repair.after) - len(repair.before)
        if source_end is None and end <= repair.end:
            source_end = repair.start - shift + len(repair.before)
        shift += grown
    return (
        start - shift if source_start is None else source_start,
        end - shift if source_end is None else source_end,
    )

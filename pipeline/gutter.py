"""The white that runs down the middle of a page set in two columns, as gazettes are.

Between the columns stands little more white than between two words, so a line of the engine may run across both; but no
line of running text has its blank at one place of the page again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.layout import Box

_MIDDLE = (0.35, 0.65)  # of the width of the text: where the gutter of two columns may run
_ROWS = 7  # of the right column; the head of a letter has fewer
_FEWEST = 4  # of them beside lines of the left one
_OPEN = 0.6  # of the rows that reach over the middle; in running text a blank stands at one place in a fifth of them
_WIDER = 1.3  # times a blank
_WORDS = 3  # on either side of most rows: a list of names and figures is no page of columns
_OF_WHITE = 0.6  # of the gutter: a line with less white there runs across
_STEP = 1.0  # points between the places looked at


@dataclass(frozen=True, slots=True)
class PageGutter:
    """The white between two columns, as most lines leave it, in points from the left."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def parts(self, row: Sequence[Box]) -> bool:
        """Whether the line leaves this white: a heading across both columns has at most a blank there."""
        gap = _gap_at(row, self.middle)
        beside = row[-1].x1 <= self.middle or row[0].x0 >= self.middle
        return beside or (gap is not None and gap[1].x0 - gap[0].x1 > _OF_WHITE * (self.right - self.left))


def page_gutter(rows: Sequence[Sequence[Box]]) -> PageGutter | None:
    """The gutter of a page set in two columns; None on a page of one. `rows`: the words of each line."""
    boxes = [box for row in rows for box in row]
    if not boxes:
        return None
    left, right = min(b.x0 for b in boxes), max(b.x1 for b in boxes)
    first, last = (left + share * (right - left) for share in _MIDDLE)
    places = [first + _STEP * n for n in range(int((last - first) / _STEP) + 1)]
    best = max(
        (x for x in places if _is_gutter(rows, x)),
        key=lambda x: (_clear(rows, x), -abs(x - (left + right) / 2)),
        default=None,
    )
    return None if best is None else _white(rows, best)


def _clear(rows: Sequence[Sequence[Box]], x: float) -> int:
    """How many more lines leave white at `x` than run across it."""
    reaching = [row for row in rows if row[0].x0 < x < row[-1].x1]
    return sum(1 if _gap_at(row, x) else -1 for row in reaching)


def _gap_at(row: Sequence[Box], x: float) -> tuple[Box, Box] | None:
    """The two words of the row between which `x` lies."""
    return next(((a, b) for a, b in pairwise(row) if a.x1 <= x <= b.x0), None)


def _is_gutter(rows: Sequence[Sequence[Box]], x: float) -> bool:
    reaching = [row for row in rows if row[0].x0 < x < row[-1].x1]
    opened = [row for row in reaching if _gap_at(row, x)]
    alone = sum(row[0].x0 >= x for row in rows)  # lines of a column that is not as long, or stands between lines
    if len(opened) < _FEWEST or len(opened) + alone < _ROWS or len(opened) < _OPEN * len(reaching):
        return False
    white = median(b.x0 - a.x1 for row in opened for a, b in [_gap_at(row, x) or (row[0], row[-1])])
    if white < _WIDER * median(b.x0 - a.x1 for row in opened for a, b in pairwise(row)):
        return False
    sides = [min(sum(b.x1 <= x for b in row), sum(b.x0 >= x for b in row)) for row in opened]
    return median(sides) >= _WORDS


def _white(rows: Sequence[Sequence[Box]], x: float) -> PageGutter:
    gaps = [gap for row in rows if (gap := _gap_at(row, x))]
    return PageGutter(median(a.x1 for a, _ in gaps), median(b.x0 for _, b in gaps))

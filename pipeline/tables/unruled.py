"""Tables without rules: lines of words whose gaps stand above one another.

Only what is plainly a table is taken: three columns or more over three lines or more, with numbers standing in a
column. A head in two columns or a signature beside the recipients is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TypeVar

from extractors.layout import Box
from pipeline.tables.cells import NUMERIC, Placed, text_lines
from pipeline.tables.region import CellRegion, TableRegion

FEWEST_LINES = 3
FEWEST_COLUMNS = 3
GAP = 1.6  # heights of a line: a wider gap may part two columns

W = TypeVar("W", bound=Placed)


def unruled_tables(words: Sequence[W]) -> tuple[TableRegion, ...]:
    """The unruled tables among these words (of one page, tables with rules taken out), from top to bottom."""
    lines = text_lines(words)
    tables = []
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and _columns(lines[start : end + 1]) and _near(lines[end - 1], lines[end]):
            end += 1
        run = lines[start:end]
        if len(run) >= FEWEST_LINES and _numeric(run, _columns(run)):
            tables.append(_region(run, _columns(run)))
        start = end
    return tuple(tables)


def _columns(lines: Sequence[Sequence[Placed]]) -> list[tuple[float, float]]:
    """Left and right of each column that all these lines share; empty when they share fewer than three."""
    height = median(word.y1 - word.y0 for line in lines for word in line)
    spans: list[tuple[float, float]] = []
    for left, right in sorted((word.x0, word.x1) for line in lines for word in line):
        if spans and left - spans[-1][1] < GAP * height:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans if len(spans) >= FEWEST_COLUMNS else []


def _near(above: Sequence[Placed], below: Sequence[Placed]) -> bool:
    height = median(word.y1 - word.y0 for word in below)
    return min(word.y0 for word in below) - max(word.y1 for word in above) < 2.5 * height


def _numeric(lines: Sequence[Sequence[Placed]], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether some column holds a number in most of its lines, and most lines fill three columns."""
    filled = [[[word for word in line if left <= word.x0 <= right] for left, right in columns] for line in lines]
    full = sum(sum(bool(cell) for cell in cells) >= FEWEST_COLUMNS for cells in filled)
    numbers = [
        sum(len(cells[column]) == 1 and bool(NUMERIC.fullmatch(cells[column][0].text)) for cells in filled)
        for column in range(len(columns))
    ]
    return 3 * full >= 2 * len(lines) and 3 * max(numbers) >= 2 * len(lines)


def _region(lines: Sequence[Sequence[Placed]], columns: Sequence[tuple[float, float]]) -> TableRegion:
    tops = [min(word.y0 for word in line) for line in lines]
    bottoms = [max(word.y1 for word in line) for line in lines]
    cells = tuple(
        CellRegion(row, column, Box(left, tops[row], right, bottoms[row]))
        for row in range(len(lines))
        for column, (left, right) in enumerate(columns)
    )
    frame = Box(columns[0][0], min(tops), columns[-1][1], max(bottoms))
    return TableRegion(frame, len(lines), len(columns), cells, ruled=False)

"""Rows of a table that no rules part: the lines of each column given to the numbers they stand beside.

A number fills one line of its row, a name may fill several: below the line of the number where cells begin at the top,
around it where they stand in the middle. Which of these a column does is what puts its lines nearest to the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.tables.cells import NUMERIC
from pipeline.tables.slots import PlacedLine, middle

MOST = 2 / 3  # of a column's lines are numbers where they tell the rows
BESIDE = 0.6  # heights between two numbers of one row
SLACK = 1.3  # times the least distance of lines in a column: what is farther apart is not one cell
EMPTY = 0.5  # heights: the price of a cell left empty
LONGEST = 8  # lines of one cell
ORDINAL = re.compile(r"[IVXLC]+\.?|[A-HĐ]\.?|\d+(?:\.\d+)*\.?|[-–]")


def anchors(columns: Sequence[Sequence[PlacedLine]], height: float) -> list[float]:
    """Where the rows stand: the heights of numbers, those beside each other taken as one."""
    telling = [column for column in columns if column and sum(map(_tells, column)) >= MOST * len(column)]
    heights = sorted(middle(piece) for column in telling for piece in column)
    rows: list[list[float]] = []
    for at in heights:
        if rows and at - rows[-1][-1] < BESIDE * height:
            rows[-1].append(at)
        else:
            rows.append([at])
    return [sum(row) / len(row) for row in rows]


def _tells(piece: PlacedLine) -> bool:
    text = "".join(word.text for word in piece)
    return bool(NUMERIC.fullmatch(text) or ORDINAL.fullmatch(text))


def lined_up(column: Sequence[PlacedLine], rows: Sequence[float], height: float) -> tuple[int, ...]:
    """The row of each line of a column, from top to bottom. `rows`: where they stand."""
    beside = [min(range(len(rows)), key=lambda row: abs(rows[row] - middle(line))) for line in column]
    if all(a < b for a, b in pairwise(beside)):
        return tuple(beside)
    return min(_ways(column, rows, height), key=lambda way: way[0])[1]


def centred(column: Sequence[PlacedLine], rows: Sequence[float], height: float) -> bool:
    """Whether the cells of a column plainly stand with their middle beside the numbers."""
    first, mean, last = (price for price, _ in _ways(column, rows, height))
    return mean + BESIDE * height < min(first, last)


def _ways(column: Sequence[PlacedLine], rows: Sequence[float], height: float) -> list[tuple[float, tuple[int, ...]]]:
    tight = SLACK * min((b - a for a, b in pairwise(map(middle, column))), default=height)
    return [_parted(column, rows, stands, tight, height) for stands in (_first, _mean, _last)]


def _first(cell: Sequence[float]) -> float:
    return cell[0]


def _mean(cell: Sequence[float]) -> float:
    return (cell[0] + cell[-1]) / 2


def _last(cell: Sequence[float]) -> float:
    return cell[-1]


def _parted(
    column: Sequence[PlacedLine],
    rows: Sequence[float],
    stands: Callable[[Sequence[float]], float],
    tight: float,
    height: float,
) -> tuple[float, tuple[int, ...]]:
    """The lines given to the rows in order, at the least price: how far each cell stands from its row, and how far its
    lines stand from each other beyond `tight`."""
    places = [middle(piece) for piece in column]
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *[(float("inf"), ())] * len(places)]
    for number, row in enumerate(rows):
        then = [(price + EMPTY * height, given) for price, given in best]
        near = [at for at, place in enumerate(places) if abs(place - row) < LONGEST * tight]
        for start in near:
            for end in range(start + 1, min(start + LONGEST, near[-1] + 1) + 1):
                cell = places[start:end]
                loose = sum(max(0.0, b - a - tight) for a, b in pairwise(cell))
                price = best[start][0] + abs(stands(cell) - row) + loose
                if price < then[end][0]:
                    then[end] = (price, best[start][1] + (number,) * len(cell))
        best = then
    return best[-1]

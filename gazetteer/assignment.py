"""Rows given columns, each column to one row, at the least cost together.

The shortest augmenting paths of Jonker and Volgenant (Computing 38, 1987) in Crouse's form (IEEE Transactions on
Aerospace and Electronic Systems 52, 2016). scipy has the same, but takes longer to load than pages of text to repair.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FREE = -1


def assigned(costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """The column of each row. `costs` is (rows, columns), finite, with at least as many columns as rows.

    Every row first takes its cheapest column; the rows that find theirs taken then move others along, one by one.
    """
    rows, columns = costs.shape
    row_prices, column_prices = costs.min(axis=1), np.zeros(columns)
    row_of, column_of = np.full(columns, FREE), costs.argmin(axis=1)
    row_of[column_of[::-1]] = np.arange(rows)[::-1]  # of several rows the first one takes the column
    for row in np.flatnonzero(row_of[column_of] != np.arange(rows)):
        far = np.full(columns, np.inf)  # the length of the shortest path to each column,
        before = np.full(columns, FREE)  # the row before it there,
        done = np.zeros(columns, np.bool_)  # and whether it is known
        length, at = 0.0, row
        while at != FREE:
            steps = np.where(done, np.inf, length + costs[at] - row_prices[at] - column_prices)
            before[steps < far] = at
            np.minimum(far, steps, out=far)
            column = _nearest(far, done, row_of)
            length, at = far[column], row_of[column]
            done[column] = True
        held = done & (row_of != FREE)
        row_prices[row] += length
        row_prices[row_of[held]] += length - far[held]
        column_prices[done] += far[done] - length
        while at != row:
            at = before[column]
            row_of[column] = at
            column_of[at], column = column, column_of[at]
    return np.asarray(column_of)


def _nearest(far: NDArray[np.float64], done: NDArray[np.bool_], row_of: NDArray[np.intp]) -> int:
    """The nearest column not yet known; on equal terms the first that no row has."""
    unknown = np.where(done, np.inf, far)
    alike = np.flatnonzero(unknown == unknown.min())
    free = alike[row_of[alike] == FREE]
    return int(free[0] if len(free) else alike[0])

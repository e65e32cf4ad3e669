"""Names of a list given to units: no other way to give them is cheaper."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from gazetteer.link import _assigned


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("steps", [4, 1000])  # few steps make many ways equally good
def test_no_way_is_cheaper(seed: int, steps: int) -> None:
    dice = np.random.default_rng(seed)
    rows = int(dice.integers(1, 5))
    costs = dice.integers(0, steps, (rows, rows + int(dice.integers(0, 3)))) / 10
    ways = list(permutations(range(costs.shape[1]), rows))
    columns = _assigned(costs)
    assert len(set(columns.tolist())) == rows
    assert costs[range(rows), columns].sum() == pytest.approx(min(costs[range(rows), way].sum() for way in ways))


def test_rows_without_rivals_keep_their_cheapest_column() -> None:
    assert _assigned(np.array([[3.0, 1.0, 2.0], [0.0, 5.0, 5.0]])).tolist() == [1, 0]


def test_one_row_moves_on_for_another() -> None:
    assert _assigned(np.array([[0.0, 1.0, 9.0], [0.0, 9.0, 9.0]])).tolist() == [1, 0]

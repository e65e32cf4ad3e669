"""The numerals II and III, told by their strokes: the engine takes bars with joined serifs for H, 0 or 1."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.tables.rules import Picture

UPRIGHT = 0.8  # share of the height along which a bar runs without a break
EDGE, FULL = 0.05, 0.6  # share of the height that is head or foot, and of the width that it fills
CLEAR = 0.3  # share of the height, around the middle, in which nothing stands between bars


def bars(ink: Picture) -> int:
    """How many upright bars a cell holds (ink as 255) and nothing else; 0 where it holds anything else."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return 0
    cut = np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    height, width = cut.shape
    kernel = np.ones((max(3, round(UPRIGHT * height)), 1), np.uint8)
    upright = np.asarray(cv2.morphologyEx(cut, cv2.MORPH_OPEN, kernel), np.uint8)
    stems = _runs(np.asarray(upright.any(axis=0)))
    if not stems or stems[0][0] > 0.35 * height or width - stems[-1][1] > 0.35 * height:
        return 0
    middle = np.asarray(cut[round((0.5 - CLEAR / 2) * height) : round((0.5 + CLEAR / 2) * height) + 1].any(axis=0))
    apart = all(not middle[right + 1 : left - 1].any() for (_, right), (left, _) in pairwise(stems))
    even = all(right - left < 0.35 * height for left, right in stems)
    return len(stems) if apart and even and _square(cut) else 0


def _square(ink: Picture) -> bool:
    """Whether the ink is as wide at its head and its foot as in all: bars with serifs are, a nought is not."""
    height, width = ink.shape
    edge = max(2, round(EDGE * height))
    return all(int(part.any(axis=0).sum()) >= FULL * width for part in (ink[:edge], ink[-edge:]))


def _runs(row: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where a row of truth values is true: (first, one after the last)."""
    edges = np.flatnonzero(np.diff(np.pad(row.astype(np.int8), 1)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]

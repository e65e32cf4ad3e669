"""Streaks of a scanner or a copier: dirt on the glass or the drum draws a fine line down the whole sheet.

A rule of a table ends where the table ends; a streak runs from edge to edge. Taken for a rule, it makes a table of the
page's text; left in the text, it makes strokes of letters.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Columns = NDArray[np.intp]

_BESIDE = 1 / 280  # of the width: how far from a streak the paper beside it is looked at; 0.03 inch of A4
_DARKER = 40  # grey levels by which a streak is darker than both its sides
_EVERY = 4  # rows that are looked at: one in four tells
_LEAN = 1 / 150  # of the height by which a streak may lean: half a degree or so
_WHOLE = 0.75  # share of the rows in which it is seen; letters and rules that it crosses hide it in the others
_ENDS = 0.03  # of the height at the top and the foot of the page: a streak is seen there too
_BENDS = 3  # degree of the line: a sheet that is not quite flat bends it
_WIDTH = 2  # pixels left and right of its middle


def without_streaks(grey: Grey) -> Grey:
    """A copy without fine lines that run down the whole page; the picture itself where there are none."""
    found = list(_streaks(grey))
    if not found:
        return grey
    cleaned, beside = grey.copy(), _WIDTH + 1
    rows, width = np.arange(grey.shape[0]), grey.shape[1]
    for streak in found:
        left, right = (np.clip(streak + side, 0, width - 1) for side in (-beside, beside))
        paper = np.maximum(grey[rows, left], grey[rows, right])
        for off in range(-_WIDTH, _WIDTH + 1):
            cleaned[rows, np.clip(streak + off, 0, width - 1)] = paper
    return cleaned


def _reach(grey: Grey) -> int:
    return max(3, round(_BESIDE * int(grey.shape[1])))


def _streaks(grey: Grey) -> Iterator[Columns]:
    """The column of each streak in every row of the page."""
    sample = np.ascontiguousarray(grey[::_EVERY])
    thin, lean = _thin(sample, _reach(grey)), max(2, round(_LEAN * grey.shape[0]))
    share = thin.mean(axis=0)
    band = np.convolve(share, np.ones(lean), "same")
    rows = np.arange(grey.shape[0])
    while band.size and band.max() >= _WHOLE:
        middle = int(band.argmax())
        line = _line(thin, middle, lean)
        if line is not None:
            yield np.asarray(np.round(np.polyval(line, rows / _EVERY)), np.intp)
        band[max(0, middle - 2 * lean) : middle + 2 * lean] = 0


def _thin(grey: Grey, reach: int) -> NDArray[np.bool_]:
    """What is darker than the paper on both sides."""
    thin = np.zeros(grey.shape, bool)
    beside = cv2.min(grey[:, : -2 * reach], grey[:, 2 * reach :])
    thin[:, reach:-reach] = cv2.subtract(beside, grey[:, reach:-reach]) > _DARKER
    return thin


def _line(thin: NDArray[np.bool_], middle: int, lean: int) -> NDArray[np.float64] | None:
    """The line (column by row, a polynomial) along which most marks around a column stand, as if straight at first;
    None where they do not run from the top of the page to its foot."""
    left = max(0, middle - lean)
    down, across = np.nonzero(thin[:, left : middle + lean + 1])
    slopes = np.arange(-lean, lean + 1) / len(thin)
    corridor = np.ones(2 * max(1, lean // 4) + 1)
    tried = [np.bincount(np.round(across - slope * down).astype(int) + lean) for slope in slopes]
    crowds = [np.convolve(counts, corridor, "same") for counts in tried]
    best = max(range(len(slopes)), key=lambda at: float(crowds[at].max(initial=0)))
    line = np.array([slopes[best], float(crowds[best].argmax()) - lean])
    for off in (lean / 4, lean / 8, _WIDTH + 1):
        near = np.abs(across - np.polyval(line, down)) <= off
        if np.count_nonzero(near) < _WHOLE * len(thin):
            return None
        line = np.polyfit(down[near], across[near], _BENDS)
    seen = np.zeros(len(thin), bool)
    seen[down[np.abs(across - np.polyval(line, down)) <= _WIDTH]] = True
    end = max(1, round(_ENDS * len(thin)))
    whole = seen.mean() >= _WHOLE and seen[:end].any() and seen[-end:].any()
    return np.append(line[:-1], line[-1] + left) if whole else None

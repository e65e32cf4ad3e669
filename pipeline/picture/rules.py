"""The rules of tables: where they run, and the picture without them (letters they cross are kept)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_MIN_LENGTH_POINTS = 30.0  # longer than any stroke of a letter
_MAX_THICKNESS_POINTS = 3.0


def rules(inked: Mask, dpi: float) -> tuple[Mask, Mask]:
    """Masks of the horizontal and the vertical rules."""
    bitmap = inked.astype(np.uint8)
    length = max(15, round(_MIN_LENGTH_POINTS * dpi / 72))
    thickness = max(2, round(_MAX_THICKNESS_POINTS * dpi / 72))
    return _runs(bitmap, length, thickness), _runs(bitmap.T, length, thickness).T


def _runs(bitmap: NDArray[np.uint8], length: int, thickness: int) -> Mask:
    """Long thin horizontal runs. Small gaps are bridged first; thick bars (boxes of print) are not rules."""
    bridged = cv2.morphologyEx(bitmap, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    long_runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    thick = cv2.morphologyEx(long_runs, cv2.MORPH_OPEN, np.ones((thickness + 1, thickness + 1), np.uint8))
    thick = cv2.dilate(thick, np.ones((thickness + 1, thickness + 1), np.uint8))
    return np.asarray((long_runs > 0) & (thick == 0), np.bool_)


def without_rules(grey: Grey, horizontal: Mask, vertical: Mask, dpi: float) -> Grey:
    """The picture with its rules painted over; where a letter crosses a rule, the crossing stays."""
    cleaned = grey.copy()
    inked = grey < 160
    reach = max(2, round(dpi / 100))
    for mask, turned in ((horizontal, False), (vertical, True)):
        if mask.any():
            _paint(cleaned, mask, inked, reach, turned)
    return cleaned


def _paint(cleaned: Grey, mask: Mask, inked: Mask, reach: int, turned: bool) -> None:
    """Paint one direction of rules white, apart from where ink stands on both sides: there a stroke crosses."""
    kernel = np.ones((1, 2 * reach + 1) if turned else (2 * reach + 1, 1), np.uint8)
    grown = cv2.dilate(mask.astype(np.uint8), kernel) > 0
    beside = (inked & ~grown).astype(np.uint8)
    far = 2 * reach + 2
    axis = 1 if turned else 0
    before = _shifted_reach(beside, far, axis, forward=True)
    after = _shifted_reach(beside, far, axis, forward=False)
    cleaned[grown & ~(before & after)] = 255


def _shifted_reach(beside: NDArray[np.uint8], far: int, axis: int, forward: bool) -> Mask:
    """Where ink stands within `far` pixels before (or after) along an axis."""
    shape = (far, 1) if axis == 0 else (1, far)
    last = far - 1
    anchor = ((0, last) if axis == 0 else (last, 0)) if forward else (0, 0)
    return np.asarray(cv2.dilate(beside, np.ones(shape, np.uint8), anchor=anchor) > 0, np.bool_)

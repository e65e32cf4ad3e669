"""Seals that are paler than the print, as red ones are on a scan in grey: what is dark there is print, the rest goes.

A pale seal needs no second reading: the print under it stays as black as it was.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.picture.seals import MM, Seal, drawn_ring, rings

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_LOOK_DPI = 150.0
_INKED = 225  # grey of the palest ink that is a mark and no paper
_DARKER = 0.4  # of the way from print to paper: what is darker belongs to print
_PALER = 40  # grey levels by which a mark must be paler than print
_STROKE = 0.3  # mm around dark ink that are its soft edge
_SMALL_MARK = 60  # of 255: how much of a small pixel is pale
_PRINT = 160  # grey of the palest ink that may be print
_RULE = 30  # grey levels by which a rule was darker than what is left where it was
_STAMP_PALER = 20  # grey levels by which the frame of a stamp is paler than print
_RING = 40.0  # square mm of pale ink: less is no ring


def pale_seals(grey: Grey, dpi: float) -> tuple[Seal, ...]:
    """The round seals of an upright page that are plainly paler than its print."""
    scale = min(1.0, _LOOK_DPI / dpi)
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    pale = _pale(small, dpi * scale / MM)
    if np.count_nonzero(pale) < _RING * (dpi * scale / MM) ** 2:
        return ()
    marks = np.asarray(
        cv2.resize(pale.view(np.uint8) * np.uint8(255), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    )
    scale, mm = scale / 2, dpi * scale / 2 / MM
    wide = cv2.dilate((marks > _SMALL_MARK).view(np.uint8), np.ones((3, 3), np.uint8)) > 0  # centres are a little off
    found = (drawn_ring(wide, ring, mm) for ring in rings(cv2.bitwise_not(marks), mm, edges=100))
    return tuple(Seal(ring.x / scale, ring.y / scale, ring.radius / scale) for ring in found if ring)


def without_pale(grey: Grey, found: tuple[Seal, ...], dpi: float) -> Grey:
    """A copy in which these seals are lifted to white, the dark print under them left."""
    lifted, mm = grey.copy(), dpi / MM
    limit = _limit(grey)
    for seal in found:
        x0, y0 = max(0, round(seal.x - seal.radius - mm)), max(0, round(seal.y - seal.radius - mm))
        part = lifted[y0 : round(seal.y + seal.radius + mm), x0 : round(seal.x + seal.radius + mm)]
        part[~_near(part < limit, mm)] = 255
    return lifted


def without_pale_stamps(grey: Grey, cleaned: Grey, stamps: Sequence[Box], dpi: float) -> tuple[Grey, tuple[Box, ...]]:
    """`cleaned` (the page without its rules) with the ink of framed stamps lifted to white where it is paler than the
    print, which is left; and the boxes of those stamps that are as dark."""
    lifted, mm = cleaned.copy(), dpi / MM
    sample = grey[::2, ::2]
    ink = sample[sample < _PRINT]
    black = float(np.percentile(ink, 30)) if ink.size else 0.0
    dark = []
    for box in stamps:
        x0, y0, x1, y1 = (round(edge) for edge in box)
        room = slice(max(0, y0 - round(mm)), y1 + round(mm)), slice(max(0, x0 - round(mm)), x1 + round(mm))
        rules = grey[room][cv2.subtract(cleaned[room], grey[room]) > _RULE]
        pale = float(np.percentile(rules, 30)) if rules.size else 0.0
        if pale - black < _STAMP_PALER:
            dark.append(box)
        else:
            lifted[room] = np.where(_near(grey[room] < (black + pale) / 2, mm), grey[room], 255)
    return lifted, tuple(dark)


def _pale(grey: Grey, mm: float) -> Mask:
    """Ink that is not dark and not the soft edge of dark ink."""
    return (grey < _INKED) & ~_near(grey < _limit(grey), mm)


def _limit(grey: Grey) -> float:
    """The grey that parts print from paler marks; print is the darker half of the ink."""
    sample = grey[::2, ::2]
    ink = sample[sample < _PRINT]
    dark = float(np.percentile(ink, 30)) if ink.size else 0.0
    return dark + max(_PALER, _DARKER * (255 - dark))


def _near(dark: Mask, mm: float) -> Mask:
    reach = max(1, round(_STROKE * mm))
    return np.asarray(cv2.dilate(dark.view(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0)

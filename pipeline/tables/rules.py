"""Ruling lines of a picture: found as long thin ink, and wiped away before recognition.

Dotted rules of old printers are closed first; what grows thick by that was text and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.picture.measure import crossed

Picture = NDArray[np.uint8]  # (height, width), grey
Mesh = tuple[int, int, int, int]  # left, top, right, bottom in pixels

JOIN = 0.04  # inches: rules nearer than this are one rule
SHORTEST_ACROSS = 0.35  # inches: shorter than the narrowest column of a ranking, longer than a fraction bar
SHORTEST_DOWN = 0.16  # inches: the height of one line of text in a row
LONGER_THAN_LETTERS = 0.4  # inches
DOT_GAP = 0.06  # inches between the dots of a dotted rule
SHORTEST_DOTTED = 0.6  # inches: dots in a row that are a rule rather than a leader
CROWDED = 0.16  # share of ink beside a stroke from which it is part of letters
THICKEST = 0.045  # inches: a thicker stroke is a black border or a letter


@dataclass(frozen=True, slots=True)
class Rules:
    """Masks (255 where a rule runs) of the rules across and down a picture."""

    across: Picture
    down: Picture
    solid: Picture  # the rules across that are no rows of dots
    meshes: tuple[Mesh, ...]  # boxes of rules that hang together, large enough to hold text


def find_rules(grey: Picture, dpi: float) -> Rules:
    ink = binarised(grey)
    solid = _free(_strokes(ink, dpi, horizontal=True), ink, dpi, True, round(dpi * SHORTEST_ACROSS)).drawn()
    across = cv2.bitwise_or(solid, _dotted(ink, dpi))
    down = _free(_strokes(ink, dpi, horizontal=False), ink, dpi, False, round(dpi * SHORTEST_DOWN))
    meeting = _meeting(down, across, dpi).drawn()
    return Rules(across, meeting, solid, tuple(_meshes(across, meeting, dpi)))


def _meshes(across: Picture, down: Picture, dpi: float) -> Iterator[Mesh]:
    reach = max(3, round(dpi * JOIN) | 1)
    mesh = cv2.dilate(cv2.bitwise_or(across, down), np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(mesh, connectivity=8)
    for x, y, width, height in stats[1:count, :4].tolist():
        if width >= dpi * 1.0 and height >= dpi * 0.25:
            yield x, y, x + width, y + height


def may_be_ruled(grey: Picture, dpi: float) -> bool:
    """Whether a search for rules is worth its time: some stroke runs down the page, be it ever so pale."""
    return crossed(binarised(grey) > 0, dpi)


def binarised(grey: Picture) -> Picture:
    """Ink as 255. Otsu's threshold: the picture has been evened out before."""
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    return np.asarray(ink, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Parts:
    """The connected parts of a mask: which each pixel belongs to (0: none), their boxes and areas, which are kept."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    keep: NDArray[np.bool_]

    def drawn(self) -> Picture:
        """The kept parts as a mask."""
        return np.asarray((self.keep.astype(np.uint8) * np.uint8(255))[self.labels], np.uint8)


def _meeting(down: Parts, across: Picture, dpi: float) -> Parts:
    """The rules down that meet one across, or are longer than any letter: a bold Ị stands free as a rule does."""
    reach = max(3, round(dpi * 0.04) | 1)
    near = cv2.dilate(across, np.ones((reach, reach), np.uint8)) > 0
    meets = down.stats[:, cv2.CC_STAT_HEIGHT] >= dpi * LONGER_THAN_LETTERS
    meets[down.labels[near]] = True
    return replace(down, keep=down.keep & meets)


def _strokes(ink: Picture, dpi: float, horizontal: bool) -> Parts:
    """Unbroken strokes along one axis that are long enough and thin enough to be rules."""
    length = round(dpi * (SHORTEST_ACROSS if horizontal else SHORTEST_DOWN))
    return _thin_parts(_along(ink, cv2.MORPH_OPEN, length, horizontal), dpi, horizontal)


def _dotted(ink: Picture, dpi: float) -> Picture:
    """Rows of dots or dashes that stand alone."""
    closed = _along(ink, cv2.MORPH_CLOSE, round(dpi * DOT_GAP), horizontal=True)
    rows = _along(closed, cv2.MORPH_OPEN, round(dpi * SHORTEST_DOTTED), horizontal=True)
    fine = _thin_parts(rows, dpi / 2, horizontal=True)  # dots are finer than firm rules
    return _free(fine, ink, dpi, True, 0).drawn()


def _free(parts: Parts, ink: Picture, dpi: float, horizontal: bool, shorter_than: int) -> Parts:
    """The parts with hardly any ink on both sides: a row of letter tops, closed, has the letters below it.

    Parts longer than twice `shorter_than` need no such proof (0: every part needs it).
    """
    keep = parts.keep.copy()
    gap, reach = max(2, round(dpi * 0.012)), max(4, round(dpi * 0.03))
    for part in np.flatnonzero(keep).tolist():
        x, y, width, height = parts.stats[part, :4].tolist()
        if not shorter_than or (width if horizontal else height) <= 2 * shorter_than:
            sides = _sides(ink, (x, y, width, height), gap, reach, horizontal)
            keep[part] = all(side.size == 0 or float((side > 0).mean()) <= CROWDED for side in sides)
    return replace(parts, keep=keep)


def _sides(ink: Picture, part: tuple[int, int, int, int], gap: int, reach: int, horizontal: bool) -> list[Picture]:
    """The strips on both sides of a part, `gap` away and `reach` wide."""
    x, y, width, height = part
    if horizontal:
        rows = ink[:, x : x + width]
        return [rows[max(y - gap - reach, 0) : max(y - gap, 0)], rows[y + height + gap : y + height + gap + reach]]
    columns = ink[y : y + height]
    return [
        columns[:, max(x - gap - reach, 0) : max(x - gap, 0)],
        columns[:, x + width + gap : x + width + gap + reach],
    ]


def _along(picture: Picture, operation: int, length: int, horizontal: bool) -> Picture:
    size = (max(length, 1), 1) if horizontal else (1, max(length, 1))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return np.asarray(cv2.morphologyEx(picture, operation, kernel), dtype=np.uint8)


def _thin_parts(mask: Picture, dpi: float, horizontal: bool) -> Parts:
    """The connected parts whose mean thickness is that of a rule."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    length = stats[:, cv2.CC_STAT_WIDTH if horizontal else cv2.CC_STAT_HEIGHT]
    keep = stats[:, cv2.CC_STAT_AREA] / np.maximum(length, 1) <= dpi * THICKEST
    keep[0] = False
    return Parts(np.asarray(labels, np.int32), np.asarray(stats, np.int32), keep)


def erase_rules(grey: Picture, rules: Rules, dpi: float) -> Picture:
    """The picture with its rules painted white, strokes of letters that cross a rule across kept.

    Rules are widened before: their grey or ragged edges, left behind, are read as dashes.
    """
    edge = max(3, round(dpi * 0.016) | 1)
    across = cv2.dilate(rules.across, np.ones((edge, edge), np.uint8))
    down = cv2.dilate(rules.down, np.ones((edge, edge), np.uint8))
    letters = cv2.bitwise_and(binarised(grey), cv2.bitwise_not(cv2.bitwise_or(across, down)))
    crossing = cv2.bitwise_and(_along(letters, cv2.MORPH_CLOSE, 2 * edge + 1, horizontal=False), across)
    cleaned = grey.copy()
    cleaned[((across > 0) & (crossing == 0)) | (down > 0)] = 255
    return cleaned

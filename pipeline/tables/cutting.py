"""The cells of a drawn table cut out one by one: on white, without remains of rules and without dirt."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.tables.region import CellRegion, TableRegion
from pipeline.tables.rules import Picture

INSET = 0.012  # inches inside the rules of a cell
MARGIN = 0.1  # inches of white around a cell: Tesseract loses letters at the edge
SPECK = 0.00035  # square inches: less ink than a full stop of small print
LONELY, FAR = 0.0012, 0.08  # square inches and inches: a speck so small, so far from all letters, is dirt
LINE_HEIGHT = 0.27  # inches: a cell whose ink is lower holds one line


@dataclass(frozen=True, slots=True)
class CellPicture:
    """The ink of one cell on white, and where its corner stands on the page."""

    picture: Picture
    x0: int
    y0: int
    one_line: bool


def cell_pictures(cleaned: Picture, table: TableRegion, dpi: float) -> dict[CellRegion, CellPicture]:
    """The cells of a table that hold ink, each cut out. `cleaned` has no rules and white paper."""
    threshold = _threshold(cleaned)
    cut = ((cell, cell_picture(cleaned, cell.box, dpi, threshold)) for cell in table.cells)
    return {cell: picture for cell, picture in cut if picture is not None}


def cell_picture(cleaned: Picture, box: Box, dpi: float, threshold: int) -> CellPicture | None:
    """The cell cut out, remains of rules at its edges removed, on a white margin; None when it holds no ink."""
    inset, margin = round(dpi * INSET), round(dpi * MARGIN)
    x0, y0 = max(int(box.x0) + inset, 0), max(int(box.y0) + inset, 0)
    x1, y1 = int(box.x1) - inset, int(box.y1) - inset
    if x1 - x0 < 4 or y1 - y0 < 4:
        return None
    cut = cleaned[y0:y1, x0:x1].copy()
    ink = binarised_by(cut, threshold)
    kept = _without_edges(ink, dpi)
    if np.count_nonzero(kept) < SPECK * dpi * dpi:
        return None
    cut[(ink > 0) & (kept == 0)] = 255
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    top, bottom = max(int(rows[0]) - 3, 0), int(rows[-1]) + 4
    left, right = max(int(columns[0]) - 3, 0), int(columns[-1]) + 4
    cut = cut[top:bottom, left:right]
    framed = cv2.copyMakeBorder(cut, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255,))
    return CellPicture(
        np.asarray(framed, dtype=np.uint8), x0 + left - margin, y0 + top - margin, bottom - top < dpi * LINE_HEIGHT
    )


def _threshold(page: Picture) -> int:
    """One threshold for the page: an empty cell has none of its own."""
    value, _ = cv2.threshold(page[::2, ::2], 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    return int(value)


def binarised_by(grey: Picture, threshold: int) -> Picture:
    return np.where(grey <= threshold, np.uint8(255), np.uint8(0)).astype(np.uint8)


def _without_edges(ink: Picture, dpi: float) -> Picture:
    """The ink without parts that lie along an edge of the cell, thin as rules are, and without specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = ink.shape
    thin = dpi * 0.022
    keep = np.zeros(count, dtype=np.bool_)
    for part in range(1, count):
        x, y, w, h, area = stats[part].tolist()
        beside = (x <= 1 or x + w >= width - 1) and w <= thin
        above, below = y <= 1 and h <= thin, y + h >= height - 1 and h <= min(thin, w)  # a comma is higher than wide
        rule = beside or above or below
        speck = area < dpi * dpi * 0.00006
        dotted = h <= thin and w >= 3 * max(h, 1) and (y < 0.12 * height or y + h > 0.88 * height)
        keep[part] = not (rule or speck or dotted)
    _drop_lonely(keep, stats, dpi)
    return np.where(keep[labels], np.uint8(255), np.uint8(0)).astype(np.uint8)


def _drop_lonely(keep: NDArray[np.bool_], stats: NDArray[np.int32], dpi: float) -> None:
    """Small specks far from all that is larger are dirt; points and dashes stand near digits, or alone."""
    small = keep & (stats[:, cv2.CC_STAT_AREA] < LONELY * dpi * dpi)
    large = stats[keep & ~small]
    if not len(large):
        return
    for part in np.flatnonzero(small):
        x, y, w, h = stats[part, :4]
        beside = np.maximum(large[:, 0] - (x + w), x - (large[:, 0] + large[:, 2]))
        above = np.maximum(large[:, 1] - (y + h), y - (large[:, 1] + large[:, 3]))
        keep[part] = bool((np.maximum(beside, above) < FAR * dpi).any())

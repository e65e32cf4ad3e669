"""Single steps that clean a picture. Each takes a picture and gives a new one; `prepare` decides which are needed."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
_PAPER_SHARE = 0.12  # of the way from paper to ink still counts as paper
_COARSE = 4  # borders are looked for on a picture a quarter the size
_SMALL = 8  # light changes slowly: it is measured on a picture an eighth the size


def without_colour(rgb: NDArray[np.uint8]) -> Grey:
    """Grey by the brightest channel: black print stays black, while red, blue and green ink turn as light as paper.

    Each channel is first stretched to its own paper, so that tinted paper does not count as colour.
    """
    white = np.percentile(rgb[::8, ::8].reshape(-1, 3), 90, axis=0).clip(60, 255).astype(np.float32)
    if not (white > 235).all():
        levels = np.arange(256, dtype=np.float32)[:, None] * (np.float32(245.0) / white)
        rgb = np.asarray(cv2.LUT(rgb, np.minimum(levels, 255).astype(np.uint8)[None]), np.uint8)
    return brightest(rgb)


def brightest(rgb: NDArray[np.uint8]) -> Grey:
    """The brightest of the three channels of each pixel (numpy's `max` over them takes ten times as long)."""
    red, green, blue = cv2.split(rgb)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def paper(grey: Grey) -> Grey:
    """The brightness of the paper under the print, an eighth the size of the page."""
    bright = cv2.morphologyEx(smaller(grey, _SMALL), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    return np.asarray(cv2.medianBlur(np.asarray(bright, np.uint8), 21), np.uint8)


def even_light(grey: Grey, background: Grey) -> Grey:
    """The picture divided by its paper: print on white wherever the page lay in shadow."""
    height, width = grey.shape
    whole = cv2.resize(background, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, cv2.max(whole, 1), scale=245.0), np.uint8)


def smooth(grey: Grey, sigma: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.uint8)


def without_specks(grey: Grey) -> Grey:
    """Salt and pepper gone; letters keep their edges."""
    return np.asarray(cv2.medianBlur(grey, 3), np.uint8)


def without_borders(grey: Grey) -> Grey:
    """Black borders of the scanner made white: dark regions that touch the edge and are long."""
    height, width = grey.shape
    dark = (smaller(grey, _COARSE) < 110).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    border = np.zeros(solid.shape, np.uint8)
    for label in range(1, count):
        x, y, w, h = stats[label, :4]
        touches = x <= 1 or y <= 1 or x + w >= solid.shape[1] - 1 or y + h >= solid.shape[0] - 1
        if touches and (w > 0.25 * solid.shape[1] or h > 0.25 * solid.shape[0]):
            border[labels == label] = 1
    if not border.any():
        return grey
    grown = cv2.dilate(border, np.ones((5, 5), np.uint8))
    cleaned = grey.copy()
    cleaned[cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST) > 0] = 255
    return cleaned


def white_paper(grey: Grey) -> Grey:
    """Ink black and paper white: what is left of grain, show-through and watermarks in the paper is lifted to white."""
    ink, paper = _levels(grey)
    if paper - ink < 40:
        return grey
    white = paper - _PAPER_SHARE * (paper - ink)
    scale = 255.0 / (white - ink)
    return np.asarray(cv2.convertScaleAbs(cv2.subtract(grey, int(ink)), alpha=scale), np.uint8)


def _levels(grey: Grey) -> tuple[float, float]:
    """The usual brightness of ink and of paper."""
    sample = np.ascontiguousarray(grey[::2, ::2])
    threshold, _ = cv2.threshold(sample, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = sample[sample < threshold]
    ink = float(np.percentile(dark, 20)) if dark.size else 0.0
    return ink, float(np.median(sample))


def resized(grey: Grey, factor: float) -> Grey:
    """The picture made smaller or larger, to be read."""
    return _at_size(grey, factor, cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)


def glanced(grey: Grey, factor: float) -> Grey:
    """The picture made smaller, to be measured: seven times as quick, and as good where it has been softened."""
    return _at_size(grey, factor, cv2.INTER_LINEAR)


def _at_size(grey: Grey, factor: float, method: int) -> Grey:
    height, width = grey.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(grey, size, interpolation=method), np.uint8)


def smaller(grey: Grey, times: int) -> Grey:
    """The picture 2, 4, 8 ... times smaller, by halves: that is far quicker than at once."""
    while times > 1 and min(grey.shape) > 1:
        height, width = grey.shape[0] // 2, grey.shape[1] // 2
        even = grey[: 2 * height, : 2 * width]
        grey = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        times //= 2
    return grey


def turned(grey: Grey, degrees: float) -> tuple[Grey, NDArray[np.float64]]:
    """The picture turned clockwise by a small angle on white ground, and the 2 x 3 matrix that turned it."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    level = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(level, np.uint8), np.asarray(matrix, np.float64)

"""What can be seen of a page's picture before anyone reads it: ink, text height, skew, direction, noise, colour."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Boxes = NDArray[np.int32]
Points = NDArray[np.float32]  # x, y: a row each

_MAX_SKEW_DEGREES = 6.0
_ASKED = 500  # letters or marks that are asked for their neighbours


@dataclass(frozen=True, slots=True)
class Letters:
    """The connected pieces of ink that have the size of letters, and the small ones (marks, dots).

    Boxes are (x, y, width, height), one row each.
    """

    boxes: Boxes
    small: Boxes

    @property
    def height(self) -> float:
        """The usual height in pixels, weighted by width so that specks and dots count little; 0 without letters."""
        if not len(self.boxes):
            return 0.0
        order = np.argsort(self.boxes[:, 3])
        heights, widths = self.boxes[order, 3], self.boxes[order, 2]
        at = np.searchsorted(np.cumsum(widths), widths.sum() / 2)
        return float(heights[min(int(at), len(heights) - 1)])

    def turned(self, size: tuple[int, ...]) -> Letters:
        """The same pieces after a quarter turn clockwise of the picture of this size (height, width)."""
        return Letters(_turned(self.boxes, size[0]), _turned(self.small, size[0]))


def _turned(boxes: Boxes, height: int) -> Boxes:
    x, y, w, h = boxes.T
    return np.stack([height - y - h, x, h, w], axis=1).astype(np.int32)


def crossed(mask: Mask, dpi: float) -> bool:
    """Whether a rule may run down the page (0.3 inch and more without a break): no table is drawn without."""
    half = mask[:, ::2] | mask[:, 1::2] if mask.shape[1] % 2 == 0 else mask[:, :-1:2] | mask[:, 1::2]
    length = max(5, round(0.3 * dpi))
    runs = cv2.erode(half.view(np.uint8), np.ones((length, 1), np.uint8))
    return bool(runs.any())


def ink(grey: Grey) -> Mask:
    """Where ink is, on a picture of even light: darker than the valley between paper and print (Otsu)."""
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return grey < min(threshold, 200)


def letters(mask: Mask, dpi: float) -> Letters:
    """Letters are between 3.5 and 40 points high, not long like rules and not solid like bars."""
    boxes, area = _pieces(mask)
    width, height = boxes[:, 2], boxes[:, 3]
    point = dpi / 72
    keep = (height >= 3.5 * point) & (height <= 40 * point) & (width <= 60 * point) & (width >= 1.0 * point)
    keep &= (width < 8 * height) & (height < 12 * width) & (area > 0.08 * width * height)
    return Letters(boxes[keep], boxes[~keep & (height < 8 * point) & (width < 8 * point)])


def _pieces(mask: Mask) -> tuple[Boxes, NDArray[np.int32]]:
    """The pieces of ink that hang together: box and area of each."""
    try:
        found = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:  # more pieces than 16 bits can number; for fewer that takes a third of the time
        found = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    stats = np.asarray(found[2], np.int32)[1:]
    return stats[:, :4], stats[:, 4]


def skew(text: Letters) -> float:
    """Degrees by which the lines of text rise to the left (positive: turn the picture clockwise to mend it).

    The right angle gives the sharpest profile of the letters' bottoms.
    """
    if len(text.boxes) < 20:
        return 0.0
    x = text.boxes[:, 0] + text.boxes[:, 2] / 2
    y = (text.boxes[:, 1] + text.boxes[:, 3]).astype(np.float64)
    bin_height = max(text.height / 6, 1.0)
    best = 0.0
    for step, reach in ((0.25, _MAX_SKEW_DEGREES), (0.05, 0.25)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(angles[int(np.argmax([_sharpness(x, y, angle, bin_height) for angle in angles]))])
    return best


def _sharpness(x: NDArray[np.float64], y: NDArray[np.float64], degrees: float, bin_height: float) -> float:
    shifted = (y - x * np.tan(np.radians(degrees))) / bin_height
    counts = np.bincount((shifted - shifted.min()).astype(np.int64)).astype(np.float64)
    # Neighbouring bins are joined so that a line on the edge of two bins counts as one.
    return float(((counts[1:] + counts[:-1]) ** 2).sum()) if len(counts) > 1 else 0.0


def lies_on_its_side(text: Letters) -> bool:
    """Whether lines run up or down the page: a letter's nearest neighbour is the next letter of its line."""
    if len(text.boxes) < 30:
        return False
    centres = _centres(text.boxes)
    some = _some(centres)
    _, nearest = _nearest(centres, some, 2)
    step = np.abs(centres[nearest[:, 1]] - some)
    return bool((step[:, 1] > step[:, 0]).mean() > 0.65)


def _centres(boxes: Boxes) -> Points:
    return np.asarray(boxes[:, :2] + boxes[:, 2:] / 2, np.float32)


def _some(points: Points) -> Points:
    """As many of the points, evenly chosen, as are enough to ask."""
    return points[:: 1 + len(points) // _ASKED]


def _nearest(centres: Points, points: Points, count: int) -> tuple[Points, NDArray[np.int32]]:
    """The `count` nearest centres of each point: how far, and which, a row for each point."""
    distance, nearest = cv2.batchDistance(points, centres, cv2.CV_32F, normType=cv2.NORM_L2, K=count)
    return np.asarray(distance, np.float32), np.asarray(nearest, np.int32)


def hangs_upside_down(text: Letters) -> bool:
    """Whether the small marks stand under the letters: Vietnamese has three marks above a letter for one below."""
    height = text.height
    if len(text.boxes) < 100:
        return False
    width, tall = text.small[:, 2], text.small[:, 3]
    marks = text.small[(tall < 0.45 * height) & (tall > 0.1 * height) & (width < 0.8 * height)]
    if len(marks) < 30:
        return False
    centres, middles = _centres(text.boxes), _some(_centres(marks))
    distance, nearest = (found[:, 0] for found in _nearest(centres, middles, 1))
    offset = middles[:, 1] - centres[nearest, 1]
    beside = np.abs(middles[:, 0] - centres[nearest, 0]) < 0.5 * height
    near = (distance < 1.3 * height) & beside & (np.abs(offset) > 0.4 * height)
    return bool(near.sum() >= 30 and (offset[near] > 0).mean() > 0.6)


def noise(grey: Grey) -> float:
    """Standard deviation of the grain in grey levels, from the paper alone (print has edges, which are no noise)."""
    height, width = grey.shape
    parts = [grey[height * k // 8 : height * k // 8 + 200, width // 4 : width * 3 // 4] for k in (1, 3, 5)]
    sample = np.ascontiguousarray(np.concatenate(parts))
    rough = cv2.Laplacian(sample, cv2.CV_32F, ksize=1)
    values = np.abs(rough[sample > np.percentile(sample, 40)])
    return float(np.median(values) / 0.6745 / np.sqrt(20)) if values.size else 0.0


def unevenness(background: Grey) -> float:
    """Range of the paper's brightness over the page, 0-1 (without the outermost 2 % at each end)."""
    low, high = np.percentile(background, (2, 98))
    return float((high - low) / max(float(high), 1.0))


def coloured_share(rgb: NDArray[np.uint8]) -> float:
    """The share of the ink that is coloured (stamps, signatures, blue pens), 0-1."""
    red, green, blue = cv2.split(np.ascontiguousarray(rgb[::4, ::4]))
    darkest, brightest = cv2.min(cv2.min(red, green), blue), cv2.max(cv2.max(red, green), blue)
    inked = darkest < np.percentile(darkest[::2, ::2], 90) - 50
    if not inked.any():
        return 0.0
    return float((cv2.subtract(brightest, darkest) > 60)[inked].mean())

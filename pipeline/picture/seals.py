"""Round seals in black: on a page of one bit or grey no colour tells them from print, but their ring does.

The engine takes print that touches a ring for part of a drawing; with the seal taken out it reads what stands around.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

SMALLEST, LARGEST = 11.0, 24.0  # mm: radii of official seals (Circular 21/2012/TT-BCA: 32 to 42 mm across), and room
DRAWN = 0.55  # share of the circle that carries ink; print alone gives at most 0.4
OUTSIDE = 0.5  # of that share may lie around it: a seal is a ring, not a dark corner of the page
BORDER = 0.5  # mm that the ring is smeared beyond its circle
CRUMBS = 2.0  # mm beyond it in which pieces of ink that end there are crumbs of the ring
MM = 25.4  # in an inch
_LOOK_DPI = 75.0
_INK = 170
_PALE = 200
_ROUND = 360  # points of a circle that are looked at


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal: centre and outer radius in pixels of the picture."""

    x: float
    y: float
    radius: float

    @property
    def tallest(self) -> float:
        """How many heights of its line a word may have that is read from under the seal."""
        return 1.25

    def chord(self, y: float) -> tuple[float, float] | None:
        """From where to where the seal lies at a height; None where it does not."""
        half = self.radius**2 - (y - self.y) ** 2
        return (self.x - half**0.5, self.x + half**0.5) if half > 0 else None


def seals(grey: Grey, dpi: float) -> tuple[Seal, ...]:
    """The black round seals of an upright page."""
    scale = min(1.0, _LOOK_DPI / dpi)
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    mm = dpi * scale / MM
    ink = small < _INK
    found = (drawn_ring(ink, ring, mm) for ring in rings(small, mm))
    return tuple(Seal(ring.x / scale, ring.y / scale, (ring.radius + BORDER * mm) / scale) for ring in found if ring)


def rings(small: Grey, mm: float, edges: float = 200) -> list[Seal]:
    """Circles that may be those of seals, on a picture of `mm` pixels a millimetre. `edges`: how sharp they must be."""
    found = cv2.HoughCircles(
        cv2.GaussianBlur(small, (0, 0), 0.8),
        cv2.HOUGH_GRADIENT,
        1,
        1.4 * SMALLEST * mm,
        param1=edges,
        param2=40,
        minRadius=round(SMALLEST * mm),
        maxRadius=round(LARGEST * mm),
    )
    return [] if found is None else [Seal(x, y, radius) for x, y, radius in found[0].tolist()]


def drawn_ring(ink: NDArray[np.bool_], seal: Seal, mm: float) -> Seal | None:
    """The outermost circle around this one's centre that is drawn (seals have two); None where there is none, or only
    darkness all around."""
    x, y = seal.x, seal.y
    radii = np.arange(seal.radius - 1.5 * mm, LARGEST * mm, 0.5)
    drawn = [float(radius) for radius in radii if _share(ink, x, y, float(radius)) >= DRAWN]
    if not drawn:
        return None
    around = _share(ink, x, y, max(drawn) + 2.5 * mm)
    return Seal(x, y, max(drawn)) if around <= OUTSIDE * DRAWN else None


def _share(ink: NDArray[np.bool_], x: float, y: float, radius: float) -> float:
    """The share of a circle that carries ink; what lies off the page carries none."""
    turn = np.linspace(0, 2 * np.pi, _ROUND, endpoint=False)
    across, down = np.round(x + radius * np.cos(turn)).astype(int), np.round(y + radius * np.sin(turn)).astype(int)
    inside = (across >= 0) & (across < ink.shape[1]) & (down >= 0) & (down < ink.shape[0])
    return float(ink[down[inside], across[inside]].sum()) / _ROUND


def without_seals(grey: Grey, found: tuple[Seal, ...]) -> Grey:
    """A copy with the seals white, and all that stands under them."""
    cleaned = grey.copy()
    for seal in found:
        cv2.circle(cleaned, (round(seal.x), round(seal.y)), round(seal.radius), 255, thickness=-1)
        _sweep(cleaned, seal)
    return cleaned


def _sweep(cleaned: Grey, seal: Seal) -> None:
    """Crumbs of the ring made white: ink that touches the white disc and does not reach far from it."""
    far = seal.radius * (1 + CRUMBS / LARGEST)
    x0, y0 = max(0, round(seal.x - 1.2 * far)), max(0, round(seal.y - 1.2 * far))
    part = cleaned[y0 : round(seal.y + 1.2 * far), x0 : round(seal.x + 1.2 * far)]
    _, labels = cv2.connectedComponents((part < _PALE).astype(np.uint8), connectivity=8)
    down, across = np.indices(part.shape)
    away = np.hypot(across + x0 - seal.x, down + y0 - seal.y)
    near, reaching = np.unique(labels[away < seal.radius * 1.02]), np.unique(labels[away >= far])
    crumbs = np.setdiff1d(near, np.append(reaching, 0))
    part[np.isin(labels, crumbs)] = 255


def thinned(grey: Grey, found: tuple[Seal, ...]) -> Grey:
    """A copy in which the fine strokes of the seals have faded: bold print under them stands out."""
    cleaned = grey.copy()
    opened = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((2, 2), np.uint8)), np.uint8)
    for seal in found:
        x0, y0 = max(0, round(seal.x - seal.radius)), max(0, round(seal.y - seal.radius))
        part = slice(y0, round(seal.y + seal.radius)), slice(x0, round(seal.x + seal.radius))
        cleaned[part] = opened[part]
    return cleaned

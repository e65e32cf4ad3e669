"""From the page's picture to the picture the engine reads: each step only where its evidence is found.

The story: colour out, light even, borders off, noise down, page upright and level, text at the height the engine
likes best. What was done is told in `notes`; `frame` leads back to points of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.picture import clean, measure
from pipeline.picture.frame import Affine, Frame, identity, inverse, scaling

Grey = NDArray[np.uint8]

BEST_LETTER_HEIGHT = 21.0  # pixels; print of 13-14 points at 200 dpi
_NOISE_SEEN = 3.0  # grey levels: less is what any scanner does
_UNEVEN_SEEN = 0.12
_COLOUR_SEEN = 0.004
_SKEW_SEEN = 0.12  # degrees


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a second try does otherwise: quarter turns clockwise (None: found out), another size, another smoothing."""

    turn: int | None = None
    size: float = 1.0
    sigma: float | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture to read. `turn` says how many quarter turns clockwise made the page upright."""

    picture: Grey
    dpi: int
    frame: Frame
    turn: int
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Work:
    """The picture on its way, and the way back."""

    grey: Grey
    back: Affine = field(default_factory=identity)
    notes: list[str] = field(default_factory=list)


def prepare(pixels: NDArray[np.uint8], dpi: float, recipe: Recipe = Recipe()) -> Prepared:
    """The picture of a page (grey or RGB, at `dpi`) made ready for OCR."""
    work = _Work(_grey(pixels))
    if pixels.ndim == 3 and measure.coloured_share(pixels) > _COLOUR_SEEN:
        work.grey = clean.without_colour(pixels)
        work.notes.append("coloured ink suppressed")
    _light(work)
    _grain(work, recipe)
    turn = _upright(work, dpi, recipe)
    text = measure.letters(measure.ink(work.grey), dpi)
    _level(work, text)
    factor = _fit(work, text, recipe)
    return Prepared(work.grey, round(dpi * factor), Frame(work.back, dpi), turn, tuple(work.notes))


def _grey(pixels: NDArray[np.uint8]) -> Grey:
    if pixels.ndim == 2:
        return pixels
    return np.asarray(pixels.astype(np.uint16) @ np.array([77, 150, 29], np.uint16) >> 8, np.uint8)


def _light(work: _Work) -> None:
    background = clean.paper(work.grey)
    uneven = measure.unevenness(background)
    if uneven > _UNEVEN_SEEN or float(np.median(background)) < 225:
        work.grey = clean.even_light(work.grey, background)
        work.notes.append(f"uneven light {uneven:.2f} divided out")
    work.grey = clean.without_borders(work.grey)


def _grain(work: _Work, recipe: Recipe) -> None:
    grain = measure.noise(work.grey)
    sigma = recipe.sigma if recipe.sigma is not None else (1.0 if grain > _NOISE_SEEN else 0.0)
    if sigma:
        work.grey = clean.smooth(work.grey, sigma)
        work.notes.append(f"noise {grain:.1f} smoothed")


def _upright(work: _Work, dpi: float, recipe: Recipe) -> int:
    turn = recipe.turn
    if turn is None:
        inked = measure.ink(work.grey)
        turn = 1 if measure.lies_on_its_side(inked, measure.letters(inked, dpi)) else 0
    if turn:
        work.grey = np.ascontiguousarray(np.rot90(work.grey, -turn))
        work.notes.append(f"turned by {90 * turn} degrees")
    return turn


def _level(work: _Work, text: measure.Letters) -> None:
    degrees = measure.skew(text)
    if abs(degrees) < _SKEW_SEEN:
        return
    work.grey, matrix = clean.turned(work.grey, -degrees)
    work.back = work.back @ inverse(matrix)
    work.notes.append(f"skew {degrees:.2f} degrees")


def _fit(work: _Work, text: measure.Letters, recipe: Recipe) -> float:
    factor = recipe.size
    if text.height:
        factor *= min(4.0, max(0.4, BEST_LETTER_HEIGHT / text.height))
    if abs(factor - 1) > 0.05:
        work.grey = clean.resized(work.grey, factor)
        work.back = work.back @ scaling(1 / factor)
        return factor
    return 1.0

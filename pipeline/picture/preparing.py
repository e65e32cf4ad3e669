"""From the page's picture to the picture the engine reads: each step only where its evidence is found.

The story: colour out, light even, borders off, noise down, page upright, text at the height the engine likes best, and
level. What was done is told in `notes`; `frame` leads back to points of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.picture import clean, measure
from pipeline.picture.frame import Affine, Frame, identity, inverse, scaling
from pipeline.picture.streaks import without_streaks

Grey = NDArray[np.uint8]

BEST_LETTER_HEIGHT = 21.0  # pixels; print of 13-14 points at 200 dpi
_NOISE_SEEN = 3.0  # grey levels: less is what any scanner does
_UNEVEN_SEEN = 0.12
_COLOUR_SEEN = 0.004
_NOISE_SIGMA = 1.0  # pixels
_SOFT = 1.1  # pixels at 300 dpi
_LOOK_DPI = 200.0
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
    _grain(work, dpi, recipe)
    turn, text, look_dpi = _upright(work, dpi, recipe)
    factor = _fit(work, text.height * dpi / look_dpi, recipe)
    _level(work, text)
    return Prepared(work.grey, round(dpi * factor), Frame(work.back, dpi), turn, tuple(work.notes))


def _grey(pixels: NDArray[np.uint8]) -> Grey:
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _light(work: _Work) -> None:
    background = clean.paper(work.grey)
    uneven = measure.unevenness(background)
    if uneven > _UNEVEN_SEEN or float(np.median(background)) < 225:
        work.grey = clean.even_light(work.grey, background)
        work.notes.append(f"uneven light {uneven:.2f} divided out")
    work.grey = without_streaks(clean.without_borders(work.grey))


def _grain(work: _Work, dpi: float, recipe: Recipe) -> None:
    """Print is softened a little always: sharp edges and the stairs of one bit make the engine lose doubled digits."""
    grain = measure.noise(work.grey)
    noisy = grain > _NOISE_SEEN
    sigma = _NOISE_SIGMA if noisy else _SOFT * dpi / 300
    work.grey = clean.smooth(work.grey, sigma if recipe.sigma is None else recipe.sigma)
    if noisy:
        work.grey = clean.white_paper(work.grey)
        work.notes.append(f"noise {grain:.1f} smoothed")


def _look(grey: Grey, dpi: float) -> tuple[measure.Mask, float]:
    """The ink at a resolution that is enough to judge letters by, and that resolution."""
    if dpi > 1.2 * _LOOK_DPI:
        grey, dpi = clean.glanced(grey, _LOOK_DPI / dpi), _LOOK_DPI
    return measure.ink(grey), dpi


def _upright(work: _Work, dpi: float, recipe: Recipe) -> tuple[int, measure.Letters, float]:
    """The page set upright: quarter turns clockwise, its letters, and the resolution they were seen at."""
    inked, look_dpi = _look(work.grey, dpi)
    text = measure.letters(inked, look_dpi)
    turn = recipe.turn
    if turn is None:
        turn = 1 if measure.lies_on_its_side(text) else 0
        level = text.turned(inked.shape) if turn else text
        turn += 2 if measure.hangs_upside_down(level) else 0
    if turn:
        work.grey = np.ascontiguousarray(np.rot90(work.grey, -turn))
        text = measure.letters(np.ascontiguousarray(np.rot90(inked, -turn)), look_dpi)
        work.notes.append(f"turned by {90 * turn} degrees")
    return turn, text, look_dpi


def _level(work: _Work, text: measure.Letters) -> None:
    degrees = measure.skew(text)
    if abs(degrees) < _SKEW_SEEN:
        return
    work.grey, matrix = clean.turned(work.grey, -degrees)
    work.back = work.back @ inverse(matrix)
    work.notes.append(f"skew {degrees:.2f} degrees")


def _fit(work: _Work, height: float, recipe: Recipe) -> float:
    factor = recipe.size
    if height:
        factor *= min(4.0, max(0.4, BEST_LETTER_HEIGHT / height))
    if abs(factor - 1) > 0.05:
        work.grey = clean.resized(work.grey, factor)
        work.back = work.back @ scaling(1 / factor)
        return factor
    return 1.0

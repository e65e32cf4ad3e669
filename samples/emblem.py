"""Seals as they are on paper that went through many hands: the emblem in the centre, photocopied, cut by the edge.

The emblem is drawn as an eye takes it in at the size of a seal: a star in a disc, two ears of rice around it, half a
cogwheel and a ribbon below.
"""

from __future__ import annotations

import math
from functools import lru_cache
from random import Random

import cv2
import numpy as np

from samples.ink import BLACK, GREY, RED, Colour, Mask, Picture, Spot, lay, ring_letters

RINGS = ((1.0, 2.2), (0.94, 0.8), (0.64, 0.9))  # radius as a share of the seal's, thickness in points
EDGE_STRIP = 14  # points of a seal over the edges of all sheets that fall on one sheet


def emblem_seal(picture: Picture, spot: Spot, name: str, chance: Random, colour: Colour = RED) -> None:
    """A round seal, 35 mm across, centred at the spot; pressed unevenly, a little smeared, or copied."""
    mask = turned(_mask(name, round(spot.scale, 3)), chance.uniform(-25, 25))
    mask = copied(mask, chance) if colour != RED else pressed(mask, chance)
    size = mask.shape[0]
    lay(picture, mask, colour, int(spot.x - size / 2), int(spot.y - size / 2), 0.9)


def edge_seal(picture: Picture, y: float, name: str, scale: float, chance: Random, part: int, colour: Colour) -> None:
    """The slice of a seal that was put over the edges of all sheets, fanned out, falls on this one (right edge)."""
    mask = pressed(_mask(name, round(scale, 3)), chance)
    strip = int(EDGE_STRIP * scale)
    middle = mask.shape[0] // 2 + int((part - 1) * strip * 0.7)
    cut = np.ascontiguousarray(mask[:, max(middle - strip, 0) : middle])
    lay(picture, cut, colour, picture.shape[1] - cut.shape[1], int(y * scale), 0.9)


def copied_colour(chance: Random) -> Colour:
    return chance.choice((BLACK, BLACK, GREY))


@lru_cache(maxsize=8)
def _mask(name: str, scale: float) -> Mask:
    radius = 49 * scale
    size = int(radius * 2 + 10)
    middle = size // 2
    mask = np.zeros((size, size), np.float32)
    for share, thickness in RINGS:
        cv2.circle(mask, (middle, middle), int(radius * share), 1.0, max(1, round(thickness * scale)), cv2.LINE_AA)
    ring_letters(mask, name, radius * 0.79, 8.4 * scale, upper=True)
    _star(mask, middle, middle + radius * 0.79, radius * 0.075)
    _emblem(mask, middle, radius, max(1, round(0.7 * scale)))
    return mask


def _emblem(mask: Mask, middle: int, radius: float, thin: int) -> None:
    cv2.circle(mask, (middle, middle), int(radius * 0.5), 1.0, thin, cv2.LINE_AA)
    _star(mask, middle, middle - radius * 0.2, radius * 0.15)
    for side in (-1, 1):
        _ear(mask, middle, radius, side, thin)
    _cogwheel(mask, middle, middle + radius * 0.25, radius * 0.14, thin)
    ribbon = [
        (-0.34, 0.36),
        (-0.2, 0.44),
        (0.2, 0.44),
        (0.34, 0.36),
        (0.3, 0.46),
        (0.18, 0.53),
        (-0.18, 0.53),
        (-0.3, 0.46),
    ]
    points = [(middle + x * radius, middle + y * radius) for x, y in ribbon]
    cv2.polylines(mask, [np.array(points, np.int32)], True, 1.0, thin, cv2.LINE_AA)


def _ear(mask: Mask, middle: int, radius: float, side: int, thin: int) -> None:
    """Grains in three rows along the disc, from the bottom nearly to the top."""
    for row, share in enumerate((0.46, 0.4, 0.34)):
        for step in range(15 - 2 * row):
            angle = math.radians(115 + step * 9.5) if side > 0 else math.radians(65 - step * 9.5)
            x, y = middle + radius * share * math.cos(angle), middle + radius * share * math.sin(angle)
            lean = angle + side * 0.9
            grain = (int(x + radius * 0.05 * math.cos(lean)), int(y + radius * 0.05 * math.sin(lean)))
            cv2.line(mask, (int(x), int(y)), grain, 1.0, thin + 1, cv2.LINE_AA)


def _cogwheel(mask: Mask, x: float, y: float, radius: float, thin: int) -> None:
    cv2.ellipse(mask, (int(x), int(y)), (int(radius), int(radius)), 0, 180, 360, 1.0, thin + 1, cv2.LINE_AA)
    cv2.ellipse(mask, (int(x), int(y)), (int(radius * 0.5),) * 2, 0, 180, 360, 1.0, thin, cv2.LINE_AA)
    for step in range(9):
        angle = math.pi + math.pi * step / 8
        inner, outer = radius * 0.95, radius * 1.25
        start = (int(x + inner * math.cos(angle)), int(y + inner * math.sin(angle)))
        end = (int(x + outer * math.cos(angle)), int(y + outer * math.sin(angle)))
        cv2.line(mask, start, end, 1.0, thin + 1, cv2.LINE_AA)


def _star(mask: Mask, x: float, y: float, radius: float) -> None:
    lengths = [radius if k % 2 == 0 else radius * 0.4 for k in range(10)]
    points = [(x + r * math.sin(math.pi * k / 5), y - r * math.cos(math.pi * k / 5)) for k, r in enumerate(lengths)]
    cv2.fillPoly(mask, [np.array(points, np.int32)], 1.0, cv2.LINE_AA)


def turned(mask: Mask, degrees: float) -> Mask:
    size = mask.shape[0]
    turn = cv2.getRotationMatrix2D((size / 2, size / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(mask, turn, (size, size), flags=cv2.INTER_LINEAR), np.float32)


def pressed(mask: Mask, chance: Random) -> Mask:
    """One side pressed harder; ink that ran, patches without any; here and there smeared along one direction."""
    size = mask.shape[0]
    rng = np.random.default_rng(chance.getrandbits(32))
    ramp = np.linspace(chance.uniform(0.35, 0.8), 1.0, size, dtype=np.float32)
    ramp = turned(np.tile(ramp, (size, 1)), chance.uniform(0, 360)) + 0.25
    patches = cv2.resize(rng.uniform(0.2, 1.25, (7, 7)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    run = cv2.GaussianBlur(mask, (0, 0), max(0.4, size / 400)) * 1.25
    smear = run if chance.random() < 0.6 else np.maximum(run, np.roll(run, chance.randint(1, 3), 1) * 0.7)
    return np.asarray(np.clip(smear * np.clip(patches, 0, 1) * np.clip(ramp, 0, 1), 0, 1), np.float32)


def copied(mask: Mask, chance: Random) -> Mask:
    """What a copier leaves of red ink: all or nothing, with holes."""
    rng = np.random.default_rng(chance.getrandbits(32))
    size = mask.shape[0]
    grain = cv2.GaussianBlur(rng.uniform(0, 1, (size, size)).astype(np.float32), (0, 0), 0.8)
    limit = chance.uniform(0.36, 0.47)
    return np.asarray((mask > 0.35) & (grain > limit), np.float32)

"""What years in binders and copiers do to a sheet: folds, staples, copies of copies, pens of those who read it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import cv2
import numpy as np

from samples.ink import BLACK, BLUE, RED, Colour, Picture, Spot, curve, lay
from samples.laidout import PageWord

Points = list[tuple[float, float]]


def crease(picture: Picture, chance: Random) -> Picture:
    """Folded in two or three for the envelope: a line that is dark on one side, print worn off."""
    height, width = picture.shape[:2]
    shade = np.ones((height, width), np.float32)
    for _ in range(chance.randint(1, 3)):
        across = chance.random() < 0.7
        length, depth = (width, height) if across else (height, width)
        at = depth * (chance.choice((1 / 3, 1 / 2, 2 / 3)) + chance.uniform(-0.03, 0.03))
        bend = np.cumsum(np.random.default_rng(chance.getrandbits(32)).normal(0, 0.12, length)).astype(np.float32)
        line = at + bend + np.linspace(0, chance.uniform(-8, 8), length, dtype=np.float32)
        distance = np.arange(depth, dtype=np.float32)[:, None] - line[None, :]
        soft, fold = depth * 0.004, max(1.0, depth * 0.0006)
        dark = chance.uniform(0.08, 0.3) * np.exp(-np.abs(distance) / soft) * (distance > 0)
        worn = chance.uniform(0.1, 0.45) * np.exp(-((distance / fold) ** 2))
        part = 1 - dark - worn
        shade *= part if across else part.T
    return np.asarray(np.clip(picture * shade[:, :, None], 0, 255), np.uint8)


def staple(picture: Picture, chance: Random) -> Picture:
    """A staple in the upper left corner with its shadow, or the two holes of one, and a corner folded back."""
    stapled = picture.copy()
    height, width = picture.shape[:2]
    millimetre = min(height, width) / 210
    x, y = chance.uniform(6, 14) * millimetre, chance.uniform(6, 16) * millimetre
    lean = chance.uniform(-0.5, 1.0)
    end = (x + 11 * millimetre * np.cos(lean), y + 11 * millimetre * np.sin(lean))
    one, two = (int(x), int(y)), (int(end[0]), int(end[1]))
    if chance.random() < 0.6:
        below = int(0.5 * millimetre) + 1
        shadow = (one[0], one[1] + below), (two[0], two[1] + below)
        cv2.line(stapled, *shadow, (150, 150, 150), max(1, int(millimetre)), cv2.LINE_AA)
        cv2.line(stapled, one, two, (70, 70, 74), max(1, int(0.5 * millimetre)), cv2.LINE_AA)
    else:
        for spot in (one, two):
            cv2.circle(stapled, spot, max(1, int(0.5 * millimetre)), (60, 60, 60), -1, cv2.LINE_AA)
    if chance.random() < 0.4:
        _dog_ear(stapled, chance.uniform(8, 20) * millimetre)
    return stapled


def _dog_ear(picture: Picture, side: float) -> None:
    """The upper left corner folded over: the lid of the scanner behind, the back of the paper, a shadow."""
    corner = np.array([(0, 0), (side, 0), (0, side)], np.int32)
    flap = np.array([(side, 0), (0, side), (side * 0.82, side * 0.82)], np.int32)
    cv2.fillPoly(picture, [flap], (236, 236, 234), cv2.LINE_AA)
    cv2.fillPoly(picture, [corner], (205, 205, 205), cv2.LINE_AA)
    cv2.line(picture, (int(side), 0), (0, int(side)), (120, 120, 120), 2, cv2.LINE_AA)


def photocopy(picture: Picture, chance: Random) -> Picture:
    """A copy of a copy: no colour, letters fat or thin, soot along the edges, a streak down the drum."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    small = cv2.GaussianBlur(grey, (0, 0), chance.uniform(0.6, 1.1)).astype(np.float32)
    middle, steep = chance.uniform(115, 185), chance.uniform(9, 22)
    toner = 255 / (1 + np.exp(-(small - middle) / steep))
    rng = np.random.default_rng(chance.getrandbits(64))
    height, width = grey.shape
    soot = rng.random((height, width), dtype=np.float32)
    edge = np.minimum(np.arange(width)[None, :], np.arange(width)[::-1][None, :]) / width
    toner[soot < 0.0006 + 0.004 * np.exp(-edge / 0.02)] = 30
    toner[(soot > 0.985) & (small < middle)] = 235
    if chance.random() < 0.4:
        x = chance.randint(width // 10, width - width // 10)
        streak = slice(x, x + max(1, width // 900))
        toner[:, streak] = np.minimum(toner[:, streak], chance.randint(120, 200))
    return np.repeat(np.clip(toner, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def initials(picture: Picture, at: Spot, chance: Random, colour: Colour = BLUE) -> None:
    """The initials of whoever drew the paper up: a small loop and a hook."""
    height = chance.uniform(9, 15)
    points = [(0.0, 0.0), (4, -height), (8, -2), (11, -height * 0.8), (15, 1), (20, -height * 0.5), (34, -height * 0.9)]
    stroke(picture, [(at.x + x * at.scale, at.y + y * at.scale) for x, y in points], at.scale, chance, colour)


def flourish(picture: Picture, at: Spot, chance: Random, colour: Colour) -> None:
    """The long strokes of a signature that run through title and name."""
    reach, rise = chance.uniform(130, 190), chance.uniform(-14, 10)
    for k in range(chance.randint(1, 2)):
        y = chance.uniform(-18, 14) + 22 * k
        points = [(-chance.uniform(20, 60), y + 9), (10.0, y), (reach * 0.5, y + rise), (reach, y + rise - 12)]
        stroke(picture, [(at.x + x * at.scale, at.y + dy * at.scale) for x, dy in points], at.scale, chance, colour)


def pen_marks(picture: Picture, words: Sequence[PageWord], scale: float, chance: Random) -> None:
    """What readers draw: a line under words, a ring around a number, a tick in the margin, a word struck through."""
    long = [word for word in words if word.end - word.start > 3]
    if not long:
        return
    colour = chance.choice((BLUE, RED, BLACK))
    for _ in range(chance.randint(1, 4)):
        box = chance.choice(long).box
        x0, x1, y = box.x0 * scale, (box.x1 + chance.uniform(0, 60)) * scale, (box.y1 + 1) * scale
        match chance.choice(("under", "under", "ring", "tick", "through")):
            case "under":
                points: Points = [(x0, y), ((x0 + x1) / 2, y + chance.uniform(-2, 2) * scale), (x1, y)]
            case "ring":
                points = _ring(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale)
            case "tick":
                x = chance.uniform(24, 60) * scale
                points = [(x, y - 8 * scale), (x + 5 * scale, y), (x + 16 * scale, y - 20 * scale)]
            case _:
                points = [(x0, y - 5 * scale), (box.x1 * scale, y - 7 * scale)]
        stroke(picture, points, scale, chance, colour)


def _ring(x0: float, y0: float, x1: float, y1: float) -> Points:
    angles = np.linspace(0, 2 * np.pi * 1.05, 14)
    rx, ry = (x1 - x0) * 0.62, (y1 - y0) * 0.75
    return [((x0 + x1) / 2 + rx * float(np.cos(a)), (y0 + y1) / 2 + ry * float(np.sin(a))) for a in angles]


def stroke(picture: Picture, points: Points, scale: float, chance: Random, colour: Colour) -> None:
    """A line of a ball pen through points of the picture."""
    left, top = min(x for x, _ in points) - 6, min(y for _, y in points) - 6
    right, bottom = max(x for x, _ in points) + 6, max(y for _, y in points) + 6
    mask = np.zeros((int(bottom - top) + 2, int(right - left) + 2), np.float32)
    wavering = [(x - left + chance.gauss(0, 0.4), y - top + chance.gauss(0, 0.4)) for x, y in points]
    curve(mask, wavering, max(1, round(scale * chance.uniform(0.7, 1.1))))
    lay(picture, mask, colour, int(left), int(top), 0.85)

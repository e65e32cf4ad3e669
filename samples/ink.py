"""What hands and stamps put on paper: written digits, a signature, the round seal, the stamp of incoming mail.

Everything is drawn into coverage masks (0-1, height x width) at the resolution of the page and then laid over it as
ink: dark print below shows through, as it does on paper.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from samples.typeset import font_folder

Picture = NDArray[np.uint8]  # height x width x 3, RGB
Mask = NDArray[np.float32]  # height x width, 0-1
Colour = tuple[int, int, int]

RED: Colour = (206, 32, 48)
BLUE: Colour = (38, 60, 150)
BLACK: Colour = (32, 32, 38)
GREY: Colour = (96, 96, 100)

# Strokes of handwritten digits, in a box 1 wide and 1.6 high from the top left.
STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "0": (((0.5, 0.0), (0.1, 0.4), (0.1, 1.1), (0.5, 1.6), (0.9, 1.1), (0.9, 0.4), (0.55, 0.0)),),
    "1": (((0.25, 0.4), (0.55, 0.0), (0.5, 1.6)),),
    "2": (((0.1, 0.4), (0.4, 0.0), (0.85, 0.3), (0.6, 0.9), (0.1, 1.55), (0.95, 1.5)),),
    "3": (((0.15, 0.15), (0.6, 0.0), (0.85, 0.35), (0.45, 0.75), (0.9, 1.1), (0.55, 1.6), (0.05, 1.4)),),
    "4": (((0.55, 0.0), (0.1, 1.0), (0.95, 0.95)), ((0.7, 0.55), (0.65, 1.65))),
    "5": (((0.85, 0.05), (0.25, 0.05), (0.2, 0.7), (0.7, 0.7), (0.9, 1.15), (0.5, 1.6), (0.1, 1.45)),),
    "6": (((0.8, 0.05), (0.3, 0.6), (0.1, 1.2), (0.45, 1.6), (0.85, 1.25), (0.5, 0.9), (0.15, 1.15)),),
    "7": (((0.1, 0.05), (0.9, 0.05), (0.45, 1.6)), ((0.3, 0.8), (0.8, 0.75))),
    "8": (((0.6, 0.75), (0.2, 0.4), (0.5, 0.0), (0.8, 0.35), (0.2, 1.15), (0.5, 1.6), (0.85, 1.2), (0.5, 0.75)),),
    "9": (((0.85, 0.3), (0.45, 0.0), (0.15, 0.4), (0.5, 0.75), (0.85, 0.35), (0.75, 1.0), (0.5, 1.6)),),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the picture, pixels, and how many pixels a point (1/72 inch) has."""

    x: float
    y: float
    scale: float


def lay(picture: Picture, mask: Mask, colour: Colour, x: int, y: int, strength: float) -> None:
    """Ink over the picture with the mask's top left at (x, y): multiplied, not painted; parts outside are cut off."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + mask.shape[1], width), min(y + mask.shape[0], height)
    if x0 >= x1 or y0 >= y1:
        return
    part = mask[y0 - y : y1 - y, x0 - x : x1 - x, None] * strength
    ink = 1.0 - part * (1.0 - np.array(colour, np.float32) / 255.0)
    picture[y0:y1, x0:x1] = (picture[y0:y1, x0:x1] * ink).astype(np.uint8)


def write_digits(picture: Picture, digits: str, spot: Spot, size: float, chance: Random, colour: Colour) -> None:
    """Handwritten digits, their bottom at the spot; `size` is their height in points."""
    height = size * spot.scale
    width = height / 1.6
    mask = np.zeros((int(height * 2), int(width * (len(digits) * 1.15 + 2))), np.float32)
    x = width * 0.15
    for digit in digits:
        for stroke in STROKES.get(digit, ()):
            points = [
                (
                    x + (px + chance.gauss(0, 0.05) - py * 0.12) * width,
                    (py + chance.gauss(0, 0.04)) * width + height * 0.4,
                )
                for px, py in stroke
            ]
            curve(mask, points, max(1, round(spot.scale * 0.9)))
        x += width * chance.uniform(0.9, 1.05)
    lay(picture, mask, colour, int(spot.x), int(spot.y - height * 1.35), 0.9)


def curve(mask: Mask, points: list[tuple[float, float]], thickness: int) -> None:
    """A smooth line through points (Chaikin's corner cutting)."""
    path = np.array(points, np.float32)
    for _ in range(3):
        first, second = path[:-1] * 0.75 + path[1:] * 0.25, path[:-1] * 0.25 + path[1:] * 0.75
        path = np.vstack([path[:1], np.stack([first, second], 1).reshape(-1, 2), path[-1:]])
    cv2.polylines(mask, [np.round(path * 8).astype(np.int32)], False, 1.0, thickness, cv2.LINE_AA, 3)


def sign(picture: Picture, spot: Spot, chance: Random, colour: Colour) -> None:
    """A signature: a few loops and a flourish, about 120 points wide, its left end at the spot."""
    scale = spot.scale
    mask = np.zeros((int(70 * scale), int(150 * scale)), np.float32)
    x, points = 8.0, []
    for loop in range(chance.randint(4, 7)):
        height = chance.uniform(12, 46) if loop % 2 == 0 else chance.uniform(6, 16)
        points += [(x, 40), (x + 6, 40 - height), (x + 12, 40 - height * 0.6), (x + 4, 44 + chance.uniform(0, 16))]
        x += chance.uniform(9, 18)
    points += [(x + 10, 42), (x + 40, 30 + chance.uniform(-8, 8))]
    curve(mask, [(px * scale, py * scale) for px, py in points], max(1, round(scale * 1.1)))
    lay(picture, mask, colour, int(spot.x), int(spot.y - 40 * scale), 0.85)


def seal(picture: Picture, spot: Spot, name: str, chance: Random, colour: Colour = RED) -> None:
    """The round seal, 36 mm across, centred at the spot: two rings, the state above, the office below, a star."""
    mask = _seal_mask(name, round(spot.scale, 3))
    angle = chance.uniform(-18, 18)
    size = mask.shape[0]
    turn = cv2.getRotationMatrix2D((size / 2, size / 2), angle, 1.0)
    mask = cv2.warpAffine(mask, turn, (size, size), flags=cv2.INTER_LINEAR)
    mask = mask * _wear(size, chance)
    lay(picture, mask, colour, int(spot.x - size / 2), int(spot.y - size / 2), 0.85)


@lru_cache(maxsize=16)
def _seal_mask(name: str, scale: float) -> Mask:
    radius = 50 * scale
    size = int(radius * 2 + 8)
    centre = (size // 2, size // 2)
    mask = np.zeros((size, size), np.float32)
    for share, thickness in ((1.0, 1.6), (0.93, 0.7), (0.62, 0.8)):
        cv2.circle(mask, centre, int(radius * share), 1.0, max(1, round(thickness * scale)), cv2.LINE_AA)
    ring_letters(mask, "CỘNG HÒA X.H.C.N VIỆT NAM", radius * 0.77, 7.2 * scale, upper=True)
    ring_letters(mask, name, radius * 0.77, 7.2 * scale, upper=False)
    _centre(mask, name, 6.6 * scale, radius)
    return mask


def _letter(char: str, size: float) -> Mask:
    font = _font("LiberationSans-Bold.ttf", max(6, round(size)))
    box = font.getbbox(char)
    image = Image.new("L", (int(box[2]) + 4, int(size * 1.6) + 4), 0)
    ImageDraw.Draw(image).text((2, 2), char, font=font, fill=255)
    return np.asarray(image, np.float32) / 255.0


@lru_cache(maxsize=64)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_folder() / file), size)


def ring_letters(mask: Mask, text: str, radius: float, size: float, upper: bool) -> None:
    """Letters along the ring, readable from outside above and from inside below."""
    step = min(size * 0.86 / radius, math.pi * 0.98 / max(len(text), 1))
    start = -step * (len(text) - 1) / 2
    middle = mask.shape[0] / 2
    for index, char in enumerate(text):
        turn = start + step * index
        angle = -math.pi / 2 + turn if upper else math.pi / 2 - turn
        x, y = middle + radius * math.cos(angle), middle + radius * math.sin(angle)
        degrees = -math.degrees(turn) if upper else math.degrees(turn)
        _stamp_letter(mask, _letter(char, size), x, y, degrees)


def _stamp_letter(mask: Mask, letter: Mask, x: float, y: float, degrees: float) -> None:
    height, width = letter.shape
    side = int(math.hypot(height, width)) + 2
    move = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    move[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    turned = cv2.warpAffine(letter, move, (side, side))
    left, top = int(x - side / 2), int(y - side / 2)
    view = mask[max(top, 0) : top + side, max(left, 0) : left + side]
    np.maximum(view, turned[: view.shape[0], : view.shape[1]], out=view)


def _centre(mask: Mask, name: str, size: float, radius: float) -> None:
    """A star and, below, the name in short lines."""
    middle = mask.shape[0] / 2
    star = [
        (
            middle + radius * (0.24 if k % 2 == 0 else 0.1) * math.sin(math.pi * k / 5),
            middle - radius * 0.16 - radius * (0.24 if k % 2 == 0 else 0.1) * math.cos(math.pi * k / 5),
        )
        for k in range(10)
    ]
    cv2.fillPoly(mask, [np.array(star, np.int32)], 1.0, cv2.LINE_AA)
    font = _font("LiberationSans-Bold.ttf", max(6, round(size)))
    image = Image.new("L", mask.shape[::-1], 0)
    words = name.split(" ")
    half = (len(words) + 1) // 2
    for row, line in enumerate((" ".join(words[:half]), " ".join(words[half:]))):
        width = font.getlength(line)
        ImageDraw.Draw(image).text(
            (middle - width / 2, middle + radius * (0.14 + 0.17 * row)), line, font=font, fill=255
        )
    np.maximum(mask, np.asarray(image, np.float32) / 255.0, out=mask)


def _wear(size: int, chance: Random) -> Mask:
    """Uneven pressure: patches where the ink is thin."""
    rng = np.random.default_rng(chance.getrandbits(32))
    coarse = rng.uniform(0.45, 1.0, (9, 9)).astype(np.float32)
    fine = rng.uniform(0.75, 1.0, (size, size)).astype(np.float32)
    patches = np.asarray(cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC), np.float32)
    return np.asarray(np.clip(patches, 0.3, 1.0) * fine, np.float32)


def incoming(picture: Picture, spot: Spot, office: str, number: str, day: str, chance: Random, colour: Colour) -> None:
    """The framed "ĐẾN" stamp with its handwritten number and day; top left at the spot, 130 x 44 points."""
    scale = spot.scale
    width, height = int(130 * scale), int(46 * scale)
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    line = max(1, round(scale * 1.1))
    draw.rectangle((line, line, width - line - 1, height - line - 1), outline=255, width=line)
    draw.line((0, 13 * scale, width, 13 * scale), fill=255, width=line)
    draw.line((44 * scale, 13 * scale, 44 * scale, height), fill=255, width=line)
    small, large = (
        _font("LiberationSans-Bold.ttf", round(7 * scale)),
        _font("LiberationSans-Bold.ttf", round(13 * scale)),
    )
    draw.text((width / 2, 7 * scale), office, font=small, fill=255, anchor="mm")
    draw.text((22 * scale, 29 * scale), "ĐẾN", font=large, fill=255, anchor="mm")
    for row, label in enumerate(("Số:", "Ngày:")):
        draw.text((48 * scale, (17 + 14 * row) * scale), label, font=small, fill=255)
    mask = np.asarray(image, np.float32) / 255.0
    angle = chance.uniform(-3, 3)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    mask = cv2.warpAffine(mask, turn, (width, height))
    lay(picture, mask, colour, int(spot.x), int(spot.y), 0.9)
    for row, written in enumerate((number, day)):
        x = spot.x + (64 if row == 0 else 70) * scale
        at = Spot(x, spot.y + (27 + 14 * row) * scale, scale)
        write_digits(picture, written, at, 9, chance, BLUE)

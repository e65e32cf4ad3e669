"""Pages drawn for tests: Vietnamese text and ruled tables in Liberation Serif, with the boxes they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONTS = [
    # Version 1, still in `liberation` on older Debians, lacks the letters of Vietnamese.
    Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"),
    Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"),
]


@dataclass(frozen=True)
class DrawnWord:
    text: str
    x0: int
    y0: int
    x1: int
    y1: int


def font(dpi: int, points: float = 13) -> ImageFont.FreeTypeFont:
    path = next((path for path in FONTS if path.exists()), None)
    if path is None:
        pytest.skip("Liberation Serif is not installed (package fonts-liberation)")
    return ImageFont.truetype(str(path), round(points * dpi / 72))


def blank(dpi: int, width: float = 8.27, height: float = 11.69) -> Image.Image:
    return Image.new("L", (round(width * dpi), round(height * dpi)), 255)


def write_lines(page: Image.Image, lines: list[str], dpi: int, x: int, y: int, points: float = 13) -> list[DrawnWord]:
    """Draws the lines and says where each word stands."""
    face, pen, words = font(dpi, points), ImageDraw.Draw(page), []
    for number, line in enumerate(lines):
        left, top = float(x), y + number * round(points * 1.5 * dpi / 72)
        for word in line.split():
            box = pen.textbbox((left, top), word, font=face)
            pen.text((left, top), word, font=face, fill=0)
            words.append(DrawnWord(word, *(round(value) for value in box)))
            left += pen.textlength(word + " ", font=face)
    return words


def draw_table(
    page: Image.Image,
    rows: list[list[str]],
    widths: list[float],
    dpi: int,
    x: int,
    y: int,
    row_height: float = 0.3,
    merged_head: bool = False,
) -> None:
    """A ruled table; `widths` in inches. With `merged_head`, the first row is one cell from the second column on."""
    pen, face = ImageDraw.Draw(page), font(dpi, 12)
    edges = np.cumsum([0.0, *widths]) * dpi + x
    height = round(row_height * dpi)
    rule = max(1, round(dpi / 150))
    for number, row in enumerate(rows):
        top = y + number * height
        head = merged_head and number == 0
        pen.line([(edges[0], top), (edges[-1], top)], fill=0, width=rule)
        for column, text in enumerate(row):
            if not (head and column > 1):
                pen.line([(edges[column], top), (edges[column], top + height)], fill=0, width=rule)
            pen.text((edges[column] + 0.08 * dpi, top + 0.05 * dpi), text, font=face, fill=0)
        pen.line([(edges[-1], top), (edges[-1], top + height)], fill=0, width=rule)
    bottom = y + len(rows) * height
    pen.line([(edges[0], bottom), (edges[-1], bottom)], fill=0, width=rule)


def as_array(page: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(page, dtype=np.uint8)

"""Fine lines that a scanner draws down the whole sheet, and rules that are no such lines."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.picture.streaks import without_streaks
from tests.pipeline import drawn

DPI = 200
WORDS = re.findall(r"\S+", "Thực hiện Quyết định số 645/QĐ-UBND ngày 09/7/2020 của UBND thành phố Trà Vinh")
TEXT = [" ".join(WORDS[n % len(WORDS) :] + WORDS[: n % len(WORDS)]) for n in range(30)]


def text_page() -> Image.Image:
    page = drawn.blank(DPI)
    drawn.write_lines(page, TEXT, DPI, x=250, y=300)
    return page


def ruled(page: Image.Image, points: list[tuple[float, float]], width: int = 2) -> NDArray[np.uint8]:
    """The page with a line through points given in shares of its width and height."""
    lined = page.copy()
    ImageDraw.Draw(lined).line([(x * page.width, y * page.height) for x, y in points], fill=20, width=width)
    return drawn.as_array(lined)


@pytest.mark.parametrize(
    "points",
    [
        [(0.5, 0.0), (0.5, 1.0)],
        [(0.5, 0.0), (0.507, 1.0)],
        [(0.45, 0.0), (0.448, 0.3), (0.452, 0.7), (0.453, 1.0)],
    ],
)
def test_a_streak_from_edge_to_edge_goes_and_the_text_stays(points: list[tuple[float, float]]) -> None:
    page = text_page()
    plain, streaked = drawn.as_array(page), ruled(page, points)
    left = np.count_nonzero(without_streaks(streaked).astype(int) - plain < -100)
    lost = np.count_nonzero(without_streaks(streaked).astype(int) - plain > 100)
    drawn_on = np.count_nonzero(streaked.astype(int) - plain < -100)
    assert left < 0.05 * drawn_on
    assert lost < 0.3 * drawn_on


@pytest.mark.parametrize(
    ("points", "width"),
    [
        ([(0.5, 0.05), (0.5, 0.95)], 2),  # the rule of a table down a page with margins
        ([(0.5, 0.0), (0.5, 0.6)], 2),
        ([(0.5, 0.0), (0.5, 1.0)], 40),  # a bar
    ],
)
def test_what_ends_before_the_edges_or_is_no_fine_line_stays(points: list[tuple[float, float]], width: int) -> None:
    picture = ruled(text_page(), points, width)
    assert without_streaks(picture) is picture


def test_a_page_without_streaks_is_the_picture_itself() -> None:
    picture = drawn.as_array(text_page())
    assert without_streaks(picture) is picture

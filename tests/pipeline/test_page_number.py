"""The number of a page that stands alone, read by a real Tesseract."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.engines.base import SeenWord, Task
from pipeline.engines.pytesseract_engine import Pytesseract
from pipeline.page_number import with_page_number
from tests.pipeline import drawn

DPI = 200
TOP, FOOT = round(0.55 * DPI), round(11.0 * DPI)


def page_with(text: str, y: int, x: float = 0.5) -> Image.Image:
    page = drawn.blank(DPI)
    drawn.write_lines(page, [text], DPI, x=round(x * page.width), y=y)
    return page


def read(page: Image.Image, words: tuple[SeenWord, ...] = ()) -> list[str]:
    found = with_page_number(words, drawn.as_array(page), Pytesseract("vie"), Task(dpi=DPI))
    return [word.text for word in found]


@pytest.mark.parametrize("number", ["2", "3", "7", "9", "15", "28", "104"])
@pytest.mark.parametrize("y", [TOP, FOOT])
def test_a_number_alone_at_the_top_or_the_foot_is_read(number: str, y: int) -> None:
    assert read(page_with(number, y)) == [number]


def test_a_number_the_engine_saw_is_not_read_again() -> None:
    seen = SeenWord("Z", 0, 0, 2000, 400, 0.9, (1, 1, 1))
    assert read(page_with("2", TOP), (seen,)) == ["Z"]


@pytest.mark.parametrize(("text", "x"), [("2", 0.1), ("B", 0.5), ("QUYẾT ĐỊNH", 0.4)])
def test_what_stands_aside_or_is_no_number_is_left(text: str, x: float) -> None:
    assert read(page_with(text, TOP, x)) == []


def test_a_blot_is_no_number() -> None:
    page = drawn.blank(DPI)
    ImageDraw.Draw(page).ellipse((820, 100, 840, 125), fill=0)
    assert read(page) == []


def test_an_empty_page_has_none() -> None:
    assert with_page_number((), np.full((2000, 1400), 255, np.uint8), Pytesseract("vie"), Task(dpi=DPI)) == ()

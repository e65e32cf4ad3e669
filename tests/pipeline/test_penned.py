"""Numbers and days written by hand into printed heads: read where they are plain, left alone where they are not."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageDraw

from pipeline.engines.base import SeenWord
from pipeline.pen_digits import read_digit
from pipeline.penned import Words, read_penned
from samples.ink import BLUE, Spot, write_digits
from tests.pipeline.drawn import as_array, blank, font

DPI = 200
SCALE = DPI / 72
LINE = (0, 0, 0)


def head(number: str, day: str, seen: str, seen_day: str, confidence: float) -> tuple[NDArray[np.uint8], Words]:
    """'Số:  /BC-UBND    ngày    tháng 02 năm 2019' with number and day by pen, and what an engine made of it."""
    page, type_ = blank(DPI), font(DPI)
    draw = ImageDraw.Draw(page)
    words: list[SeenWord] = []

    def put(text: str, x: int, told: str = "", left: int | None = None, sure: float = 0.95) -> int:
        draw.text((x, 200), text, font=type_, fill=0)
        x0, y0, x1, y1 = (round(v) for v in draw.textbbox((x, 200), text, font=type_))
        words.append(SeenWord(told or text, x0 if left is None else left, y0, x1, y1, sure, LINE))
        return x1

    number_at = put("Số:", 200) + 10
    put("/BC-UBND", number_at + 30 * len(number), seen, number_at, confidence)
    day_at = put("ngày", 900) + 8
    if seen_day:
        words.append(SeenWord(seen_day, day_at, 205, day_at + 50, 235, confidence, LINE))
    put("tháng", day_at + 70)
    put("02", day_at + 170)
    put("năm", day_at + 220)
    picture = cv2.cvtColor(as_array(page), cv2.COLOR_GRAY2RGB)
    base = max(word.y1 for word in words if word.text == "02")
    write_digits(picture, number, Spot(number_at, base, SCALE), 15, Random(1), BLUE)
    write_digits(picture, day, Spot(day_at, base, SCALE), 15, Random(2), BLUE)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)), tuple(words)


def text(words: Words) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("number", "day", "seen", "seen_day"),
    [
        ("683", "05", "<§3BC-UBND", "Q9"),
        ("24", "31", "2£/BC-UBND", ""),
        ("1907", "28", "/9#@BC-UBND", "2£"),
    ],
)
def test_what_the_pen_wrote(number: str, day: str, seen: str, seen_day: str) -> None:
    picture, words = head(number, day, seen, seen_day, 0.3)
    assert text(read_penned(words, picture)) == f"Số: {number}/BC-UBND ngày {day} tháng 02 năm"


def test_what_the_engine_read_surely_stays() -> None:
    picture, words = head("683", "05", "688/BC-UBND", "06", 0.95)
    assert read_penned(words, picture) == words


def test_a_number_that_was_never_filled_in() -> None:
    picture, words = head("", "", "/BC-UBND", "", 0.9)
    assert read_penned(words, picture) == words


def test_a_scribble_is_no_number() -> None:
    picture, words = head("", "05", "~%BC-UBND", "Q9", 0.3)
    at = words[0].x1 + 14
    cv2.polylines(picture, [np.array([[at, 220], [at + 20, 190], [at + 30, 250], [at + 60, 200]])], False, 0, 3)
    assert "~%BC-UBND" in text(read_penned(words, picture))


def test_a_citation_in_the_text_is_left_alone() -> None:
    picture, words = head("683", "05", "<§3BC-UBND", "Q9", 0.3)
    moved = tuple(SeenWord(w.text, w.x0, w.y0 + 1500, w.x1, w.y1 + 1500, w.confidence, w.line) for w in words)
    assert read_penned(moved, np.roll(picture, 1500, axis=0)) == moved


@pytest.mark.parametrize(("first", "second"), ["65", "72", "83", "26"])
def test_two_digits_that_touch(first: str, second: str) -> None:
    picture, words = head("  ", "05", "đØBC-UBND", "05", 0.3)
    line = np.dstack([picture] * 3)
    at, base = words[0].x1 + 10, max(word.y1 for word in words if word.text == "02")
    write_digits(line, first, Spot(at, base, SCALE), 15, Random(1), BLUE)
    write_digits(line, second, Spot(at + 24, base, SCALE), 15, Random(3), BLUE)
    found = text(read_penned(words, np.asarray(cv2.cvtColor(line, cv2.COLOR_RGB2GRAY))))
    assert f"{first}{second}/BC-UBND" in found


@pytest.mark.parametrize("digit", "0123456789")
@pytest.mark.parametrize("hand", [3, 4, 5])
def test_a_digit_by_itself(digit: str, hand: int) -> None:
    picture = np.full((100, 100, 3), 255, np.uint8)
    write_digits(picture, digit, Spot(30, 70, SCALE), 16, Random(hand), BLUE)
    ink = 1.0 - picture[:, :, 0].astype(np.float32) / 255.0
    down, across = np.nonzero(ink > 0.3)
    found, sure = read_digit(ink[down.min() : down.max() + 1, across.min() : across.max() + 1])
    assert (found, sure > 0.5) == (digit, True)

"""The signer's name under a seal and a signature, read by the engine itself from drawn pages."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageDraw

from pipeline.engines.base import SeenWord, Task
from pipeline.engines.choice import engine
from pipeline.signed import Words, family_name, read_signer
from samples.ink import Spot, seal, sign
from tests.pipeline.drawn import as_array, blank, font

DPI = 200
SCALE = DPI / 72
MIDDLE = 1150


def foot(name: str, sealed: bool) -> NDArray[np.uint8]:
    """'CHỦ TỊCH', a grey seal and a signature, and the name below, centred."""
    page = blank(DPI)
    draw = ImageDraw.Draw(page)
    for text, top in (("CHỦ TỊCH", 400), (name, 640)):
        draw.text((MIDDLE - draw.textlength(text, font=font(DPI, 14)) / 2, top), text, font=font(DPI, 14), fill=0)
    picture = cv2.cvtColor(as_array(page), cv2.COLOR_GRAY2RGB)
    if sealed:
        seal(picture, Spot(MIDDLE - 120, 560, SCALE), "UBND HUYỆN MAI SƠN", Random(2), (150, 150, 150))
        sign(picture, Spot(MIDDLE - 60, 600, SCALE), Random(3), (110, 110, 110))
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))


def title(*more: SeenWord) -> Words:
    words = (SeenWord("CHỦ", MIDDLE - 95, 400, MIDDLE - 5, 440, 0.9, (1, 0, 0)),
             SeenWord("TỊCH", MIDDLE + 5, 400, MIDDLE + 95, 440, 0.9, (1, 0, 0)))  # fmt: skip
    return (*words, *more)


def read(words: Words, picture: NDArray[np.uint8]) -> list[str]:
    return [word.text for word in read_signer(words, picture, engine("auto", "vie", ""), Task(DPI))]


@pytest.mark.parametrize("name", ["Nông Minh Nghĩa", "Trần Đình Sáng", "Đặng Thị Bích Thủy"])
def test_a_name_under_a_grey_seal(name: str) -> None:
    assert read(title(), foot(name, sealed=True)) == ["CHỦ", "TỊCH", *name.split()]


def test_what_the_page_read_of_the_seal_goes_with_it() -> None:
    noise = SeenWord("/@Œ`", MIDDLE - 120, 560, MIDDLE - 20, 600, 0.1, (2, 0, 0))
    text = SeenWord("- Lưu: VT.", 200, 560, 400, 600, 0.9, (3, 0, 0))
    found = read(title(noise, text), foot("Nông Minh Nghĩa", sealed=True))
    assert found == ["CHỦ", "TỊCH", "- Lưu: VT.", "Nông", "Minh", "Nghĩa"]


def test_a_whole_name_is_not_read_again() -> None:
    name = tuple(
        SeenWord(t, MIDDLE + x, 640, MIDDLE + x + 90, 680, 0.95, (2, 0, 0)) for t, x in (("Vi", -100), ("Lâm", 10))
    )
    assert read(title(*name), foot("Nông Minh Nghĩa", sealed=False)) == ["CHỦ", "TỊCH", "Vi", "Lâm"]


def test_half_a_name_is_not_taken_for_the_whole() -> None:
    picture = foot("Nông Minh Nghĩa", sealed=False)
    picture[620:720, : MIDDLE - 40] = 0
    assert read(title(), picture) == ["CHỦ", "TỊCH"]


def test_a_page_without_a_title_stays() -> None:
    words = (SeenWord("Điều", 200, 400, 300, 440, 0.9, (1, 0, 0)),)
    assert read(words, foot("Nông Minh Nghĩa", sealed=True)) == ["Điều"]


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Trấn", "Trần"),
        ("Phám", "Phạm"),
        ("Ngõ", "Ngô"),
        ("Lê", "Lê"),
        ("Vừ", "Vừ"),  # a family name of its own, not Vũ misread
        ("Phàn", "Phàn"),
        ("Nông", "Nông"),
        ("Quàng", "Quàng"),
    ],
)
def test_a_family_name_has_its_own_marks(read: str, name: str) -> None:
    assert family_name(read) == name

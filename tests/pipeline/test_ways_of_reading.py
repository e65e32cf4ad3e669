"""How often a page is read: once where that is good, or where the print is surely read and no Vietnamese."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.engines.base import Grey, SeenWord, Task
from pipeline.readers.source import RawPage
from pipeline.recognise import read_picture
from tests.pipeline.drawn import as_array, blank, write_lines

DPI = 200
VIETNAMESE = "Ủy ban nhân dân huyện công bố kết quả chỉ số cải cách hành chính năm 2022 của các xã"
ENGLISH = "The committee agreed that the ranking should be published together with every method"
NOTHING = "9eIS 'uOISS9S PI9A9S pauuep2s S}IOd91 JO1SOUI ÁJqE19DISuO2 p98ueq2 uoeue[dXo q1P8"


class Reader:
    """An engine that sees one text on a page that stands upright and another on one that hangs upside down.

    Pages are told by their black mark, which belongs at the top left.
    """

    name, version = "reader", "1"

    def __init__(self, upright: tuple[str, float], hanging: tuple[str, float]) -> None:
        self.upright, self.hanging, self.read_pages = upright, hanging, 0

    def read(self, picture: Grey, task: Task) -> tuple[SeenWord, ...]:  # noqa: ARG002
        if picture.shape[0] < 1000:
            return ()  # a line read again
        self.read_pages += 1
        half = picture.shape[0] // 2
        text, confidence = self.upright if picture[:half].mean() < picture[half:].mean() else self.hanging
        return tuple(
            SeenWord(word, 100 + 70 * i, 100, 160 + 70 * i, 120, confidence, (1, 1, 1))
            for i, word in enumerate(text.split())
        )

    def close(self) -> None:
        """Holds nothing."""


def page(turns: int) -> RawPage:
    picture = blank(DPI)
    write_lines(picture, ["HUYỆN NÔNG SƠN"], DPI, 150, 150)
    pixels: NDArray[np.uint8] = np.ascontiguousarray(np.rot90(as_array(picture), turns))
    return RawPage(1, 595.0, 842.0, dpi=DPI, render=lambda *_: pixels)


@pytest.mark.parametrize(
    ("upright", "turns", "times"),
    [
        pytest.param((VIETNAMESE, 0.95), 0, 1, id="good"),
        pytest.param((ENGLISH, 0.92), 0, 1, id="another language"),
        pytest.param((ENGLISH, 0.70), 0, 3, id="another language, badly printed: other sizes, no other turns"),
        pytest.param((VIETNAMESE, 0.95), 2, 2, id="upside down"),
        pytest.param((ENGLISH, 0.92), 2, 2, id="another language upside down"),
        pytest.param((VIETNAMESE, 0.50), 0, 4, id="all ways in vain"),
    ],
)
def test_a_page_is_read_no_more_often_than_helps(upright: tuple[str, float], turns: int, times: int) -> None:
    reader = Reader(upright, (NOTHING, 0.35))
    reading = read_picture(page(turns), reader, 60)
    assert " ".join(word.text for word in reading.words) == upright[0]
    assert reading.prepared.turn == turns
    assert reader.read_pages == times

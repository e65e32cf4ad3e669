"""Numbers of dates that the engine took for letters, or of which it lost a digit, read again by a real Tesseract."""

from __future__ import annotations

import pytest

from pipeline.date_digits import with_date_digits
from pipeline.engines.base import SeenWord, Task
from pipeline.engines.pytesseract_engine import Pytesseract
from tests.pipeline import drawn

DPI = 200
LINE = (1, 1, 1)


def read(printed: str, said: str, before: str = "ngày") -> str:
    """The number as it is told where `printed` stands on the paper, after `before`, and the engine said `said`."""
    page, engine = drawn.blank(DPI), Pytesseract("vie")
    drawn.write_lines(page, [f"{before} {printed}"], DPI, x=300, y=400)
    picture = drawn.as_array(page)
    seen = engine.read(picture, Task(dpi=DPI))
    assert [word.text for word in seen] == [before, printed]
    words = tuple(SeenWord(t, w.x0, w.y0, w.x1, w.y1, 0.5, LINE) for w, t in zip(seen, (before, said), strict=True))
    return with_date_digits(words, picture, engine, Task(dpi=DPI))[1].text


@pytest.mark.parametrize(
    ("before", "printed", "said"),
    [
        ("ngày", "11", "1I"),
        ("ngày", "11", "II."),
        ("ngày", "14", "l4"),
        ("ngày", "30", "3O"),
        ("tháng", "01", "0"),
        ("tháng", "12", "72"),
        ("năm", "2010,", "20l0,"),
    ],
)
def test_what_can_be_no_number_of_a_date_is_read_again(before: str, printed: str, said: str) -> None:
    assert read(printed, said, before) == printed


@pytest.mark.parametrize("said", ["12", "9", "nay", "2010"])
def test_what_may_stand_there_or_is_no_number_is_left(said: str) -> None:
    assert read("11", said) == said


def test_a_number_that_is_none_on_the_paper_either_is_left() -> None:
    assert read("45", "4S") == "4S"

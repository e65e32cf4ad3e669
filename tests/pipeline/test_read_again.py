"""Parts of a page read again: enlarged parts, doubtful lines, lines that run into seals and stamps."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.beside_seals import Frame, beside, read_across, read_beside
from pipeline.engines.base import ONE_LINE, Engine, SeenWord, Task
from pipeline.engines.choice import engine
from pipeline.engines.parts import read_part
from pipeline.picture.seals import seals, without_seals
from pipeline.second_look import second_look
from pipeline.tables import erase_rules, find_rules, parted_frames, ruled_tables
from tests.pipeline import drawn

DPI = 200
MM = DPI / 25.4
TITLE = "Về việc thành lập phường Chiềng Cơi thuộc thành phố Sơn La"
TASK = Task(DPI, timeout_s=60)


@pytest.fixture(scope="module")
def reader() -> Engine:
    return engine("auto", "vie", "")


def page(*lines: str) -> tuple[NDArray[np.uint8], list[drawn.DrawnWord]]:
    picture = drawn.blank(DPI, height=5)
    words = drawn.write_lines(picture, list(lines), DPI, 150, 300)
    return drawn.as_array(picture).copy(), words


def text(words: tuple[SeenWord, ...]) -> str:
    return " ".join(word.text for word in sorted(words, key=lambda word: word.x0))


@pytest.mark.parametrize("larger", [1.0, 1.5, 2.0])
def test_words_of_a_part_find_back_to_their_places(reader: Engine, larger: float) -> None:
    picture, words = page(TITLE)
    seen = read_part(reader, picture, (100, 280, 1600, 350), larger, replace(TASK, mode=ONE_LINE))
    assert text(seen) == TITLE
    for word, there in zip(seen, words, strict=True):
        assert (word.x0, word.y1) == (pytest.approx(there.x0, abs=6), pytest.approx(there.y1, abs=6))


def test_a_part_beyond_the_picture_holds_nothing(reader: Engine) -> None:
    assert read_part(reader, page(TITLE)[0], (100, 5000, 400, 5100), 1.5, TASK) == ()


def test_a_doubtful_line_is_read_again_and_a_sure_one_is_not(reader: Engine) -> None:
    picture, words = page(TITLE, TITLE)
    misread = TITLE.replace("thành", "tharh").split()
    placed = [SeenWord("", w.x0, w.y0, w.x1, w.y1, 0.95, (1, 1, n // len(misread))) for n, w in enumerate(words)]
    doubtful = tuple(replace(w, text=t, confidence=0.5) for w, t in zip(placed, misread, strict=False))
    sure = tuple(replace(w, text=t) for w, t in zip(placed[len(misread) :], TITLE.split(), strict=True))
    again = second_look((*doubtful, *sure), picture, reader, TASK)
    assert " ".join(word.text for word in again if word.line[2] == 0) == TITLE
    assert tuple(word for word in again if word.line[2] == 1) == sure


def test_a_line_under_a_black_seal_is_whole_again(reader: Engine) -> None:
    picture, _ = page(TITLE)
    for millimetres, thick in ((17, 7), (13, 2)):
        cv2.circle(picture, (420, 300), round(millimetres * MM), 0, thick)
    found = seals(picture, DPI)
    plain = without_seals(picture, found)
    words = reader.read(plain, TASK)
    assert "thành" not in text(words).split()[:2]
    whole = read_beside(words, picture, found, reader, TASK)
    assert len(set(text(whole).split()) & set(TITLE.split())) > len(set(text(words).split()) & set(TITLE.split()))


def stamped() -> tuple[NDArray[np.uint8], Box]:
    """The title with the frame of a stamp of three cells over its first words."""
    picture, _ = page(TITLE)
    box = Box(100, 270, 420, 400)
    for corners in ((100, 270, 420, 400), (100, 270, 420, 292), (100, 292, 220, 400)):
        cv2.rectangle(picture, corners[:2], corners[2:], 0, 2)
    return picture, box


def test_a_frame_with_three_cells_is_a_stamp_and_no_table() -> None:
    picture, box = stamped()
    rules = find_rules(picture, DPI)
    (stamp,) = parted_frames(rules, ruled_tables(rules, DPI), DPI)
    assert stamp.box == pytest.approx(box, abs=6)


def test_a_table_of_four_cells_is_no_stamp() -> None:
    picture = drawn.blank(DPI)
    drawn.draw_table(picture, [["TT", "Đơn vị"], ["1", "Phường 4"]], [0.6, 1.6], DPI, 150, 200)
    rules = find_rules(drawn.as_array(picture), DPI)
    tables = ruled_tables(rules, DPI)
    assert len(tables) == 1
    assert parted_frames(rules, tables, DPI) == ()


def test_a_line_that_runs_into_a_stamp_is_whole_again(reader: Engine) -> None:
    picture, box = stamped()
    rules = find_rules(picture, DPI)
    cleaned = erase_rules(picture, rules, DPI)
    rest = cleaned.copy()
    rest[265:406, 95:426] = 255
    words = reader.read(rest, TASK)
    assert "việc" not in text(words)
    assert text(read_across(words, cleaned, Frame(box), reader, TASK)).endswith(TITLE.removeprefix("Về "))


def test_words_in_the_place_of_others_are_left_out() -> None:
    one = SeenWord("phê", 10, 10, 60, 30, 0.9, (1, 1, 1))
    same, apart = replace(one, text="phe", x0=14), replace(one, x0=100, x1=150)
    assert beside((same, apart), (one,)) == (apart,)

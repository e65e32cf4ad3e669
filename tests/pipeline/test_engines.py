"""Engines read, and engines that hang, crash or talk nonsense are this page's failure, in time."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.engines import pytesseract_engine, tesserocr_engine
from pipeline.engines.base import (
    ONE_BLOCK,
    ONE_LINE,
    Engine,
    EngineError,
    EngineTimeoutError,
    SeenWord,
    Task,
    words_of_tsv,
)
from pipeline.engines.choice import engine
from pipeline.engines.habits import mended
from pipeline.engines.numbers import WithNumbers
from pipeline.engines.pytesseract_engine import Pytesseract
from pipeline.engines.tesserocr_engine import Tesserocr
from pipeline.errors import MissingProgramError
from tests.pipeline.drawn import as_array, blank, write_lines

LINES = ["Quyết định số 75/QĐ-UBND ngày 31 tháng 01 năm 2023", "của Ủy ban nhân dân huyện Phù Yên, tỉnh Sơn La"]


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    picture = blank(200, height=1.5)
    write_lines(picture, LINES, 200, 150, 60)
    return as_array(picture)


@pytest.mark.parametrize("name", ["pytesseract", "tesserocr"])
def test_reads_vietnamese_with_boxes(name: str, page: np.ndarray) -> None:
    reader = engine(name, "vie", "")  # type: ignore[arg-type]
    words = reader.read(page, Task(200, ONE_BLOCK))
    reader.close()
    assert " ".join(word.text for word in words) == " ".join(LINES)
    assert all(0.5 < word.confidence <= 1 for word in words)
    assert 145 <= words[0].x0 <= 155
    assert len({word.line for word in words}) == 2
    assert reader.version[0].isdigit()


def saboteur(how: str, monkeypatch: pytest.MonkeyPatch) -> Tesserocr:
    monkeypatch.setattr(tesserocr_engine, "_models", lambda *_: "")
    return Tesserocr(how, worker="tests.pipeline.engine_saboteurs")


@pytest.mark.parametrize("how", ["hang", "deaf"])
def test_a_hanging_engine_is_killed_in_time(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = saboteur(how, monkeypatch)
    began = time.monotonic()
    with pytest.raises(EngineTimeoutError):
        reader.read(np.zeros((2000, 2000), np.uint8), Task(200, timeout_s=2))
    assert time.monotonic() - began < 6


def test_an_engine_that_never_starts_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesserocr_engine, "START_SECONDS", 1.0)
    with pytest.raises(EngineError):
        saboteur("silent", monkeypatch).read(np.zeros((9, 9), np.uint8), Task(200))


@pytest.mark.parametrize("how", ["crash", "half", "garbage", "refuse"])
def test_a_broken_engine_is_a_page_failure(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError):
        saboteur(how, monkeypatch).read(np.zeros((50, 50), np.uint8), Task(200, timeout_s=20))


def test_the_engine_lives_on_after_a_killed_page(page: np.ndarray) -> None:
    reader = Tesserocr("vie")
    with pytest.raises(EngineTimeoutError):
        reader.read(page, Task(200, timeout_s=0.001))
    assert reader.read(page, Task(200, ONE_BLOCK))
    reader.close()


def test_pytesseract_stops_in_time() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (3000, 2000), np.uint8)
    with pytest.raises(EngineTimeoutError):
        Pytesseract("vie").read(noise, Task(300, timeout_s=1))


@pytest.mark.parametrize("name", ["pytesseract", "tesserocr"])
def test_a_missing_language_names_the_pack(name: str, tmp_path: Path) -> None:
    with pytest.raises(MissingProgramError) as caught:
        engine(name, "xyz", "").read(np.full((60, 60), 255, np.uint8), Task(200))  # type: ignore[arg-type]
    assert caught.value.key == "language-missing"
    assert not list(pytesseract_engine._MEMORY_FOLDER.glob("hoso-*.pgm")) or tmp_path


def test_tsv_keeps_words_only() -> None:
    rows = "5 1 1 1 1 1 10 20 30 40 96.5 phường", "4 1 1 1 1 0 0 0 9 9 -1 ", "5 1 1 1 1 2 1 2 3 4 95 "
    tsv = "\n".join(row.replace(" ", "\t") for row in rows)
    assert words_of_tsv(tsv) == (SeenWord("phường", 10, 20, 40, 60, 0.965, (1, 1, 1)),)


@pytest.mark.parametrize(
    ("seen", "printed"), [("QĐÐ-UBND", "QĐ-UBND"), ("5⁄10", "5/10"), ("Sơn", "Sơn"), ("phó", "phó")]
)
def test_habits(seen: str, printed: str) -> None:
    assert mended(seen) == printed


class _Says:
    """An engine that says the same always."""

    name, version = "says", "1"

    def __init__(self, text: str, confidence: float) -> None:
        self.words = (SeenWord(text, 0, 0, 9, 9, confidence, (1, 1, 1)),) if text else ()

    def read(self, _picture: np.ndarray, _task: Task) -> tuple[SeenWord, ...]:
        return self.words

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("text", "number", "chosen"),
    [
        (("11", 0.9), ("1,1", 0.95), "1,1"),
        (("xã", 0.9), ("xa", 0.95), "xã"),
        (("Tổng 08 vị trí", 0.9), ("8", 0.99), "Tổng 08 vị trí"),
        (("54", 0.9), ("S4", 0.9), "54"),
        (("$", 0.4), ("5", 0.5), "5"),
    ],
)
def test_numbers_are_read_by_two_models(text: tuple[str, float], number: tuple[str, float], chosen: str) -> None:
    first: Engine = _Says(*text)
    words = WithNumbers(first, _Says(*number)).read(np.full((20, 20), 255, np.uint8), Task(200, ONE_LINE))
    assert words[0].text == chosen


def test_a_picture_without_ink_gives_no_words() -> None:
    blank_page = np.asarray(Image.new("L", (800, 400), 255))
    reader = engine("auto", "vie", "")
    assert reader.read(blank_page, Task(200)) == ()

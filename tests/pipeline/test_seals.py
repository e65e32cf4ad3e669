"""Seals, stamps and strokes: what stands on a page beside its print, and is not to be read with it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.beside_seals import outside
from pipeline.engines.base import SeenWord
from pipeline.picture.pale import pale_seals, without_pale, without_pale_stamps
from pipeline.picture.seals import seals, without_seals
from pipeline.scribbles import without_scribbles
from pipeline.tables import find_rules, frames, ruled_tables
from pipeline.tables.strokes import bars
from tests.pipeline.drawn import as_array, blank, write_lines
from tests.pipeline.test_picture import TEXT

DPI = 200
MM = DPI / 25.4
STAMP = Box(300, 690, 700, 800)


def page(*lines: str) -> NDArray[np.uint8]:
    picture = blank(DPI)
    write_lines(picture, list(lines) or TEXT, DPI, 170, 200)
    return as_array(picture).copy()


def sealed(millimetres: float) -> NDArray[np.uint8]:
    picture = page()
    cv2.circle(picture, (900, 1400), round(millimetres * MM), 0, 7)
    cv2.circle(picture, (900, 1400), round((millimetres - 5) * MM), 0, 3)
    return picture


@pytest.mark.parametrize("radius", [16.0, 18.0, 21.0])
def test_a_black_seal_is_found(radius: float) -> None:
    (seal,) = seals(sealed(radius), DPI)
    assert (seal.x, seal.y) == (pytest.approx(900, abs=8), pytest.approx(1400, abs=8))
    assert radius * MM - 4 < seal.radius < (radius + 2) * MM


def test_print_alone_holds_no_seal() -> None:
    assert seals(page(), DPI) == ()


def test_a_dark_corner_is_no_seal() -> None:
    picture = page()
    picture[1200:2000, 400:1300] = 0
    assert seals(picture, DPI) == ()


def test_the_seal_goes_and_the_print_beside_it_stays() -> None:
    picture = sealed(18)
    cleaned = without_seals(picture, seals(picture, DPI))
    assert (cleaned[1300:1500, 800:1000] == 255).all()
    ring = picture < page()
    assert (cleaned[ring] < 128).mean() < 0.02
    assert (cleaned[:1100] == picture[:1100]).all()


def test_the_frame_of_a_stamp_is_no_table() -> None:
    picture = page()
    cv2.rectangle(picture, (100, 1500), (620, 1700), 0, 4)
    rules = find_rules(picture, DPI)
    assert ruled_tables(rules, DPI) == ()
    (frame,) = frames(rules, (), DPI)
    assert frame.x0 == pytest.approx(100, abs=8)
    assert frame.y1 == pytest.approx(1700, abs=8)


def test_a_frame_as_large_as_the_page_is_no_stamp() -> None:
    picture = page()
    cv2.rectangle(picture, (60, 60), (1590, 2270), 0, 4)
    assert frames(find_rules(picture, DPI), (), DPI) == ()


def word(text: str, box: Box, line: int = 1) -> SeenWord:
    x0, y0, x1, y1 = (round(edge) for edge in box)
    return SeenWord(text, x0, y0, x1, y1, 0.9, (1, 1, line))


def test_dashes_before_items_stay_and_strokes_go() -> None:
    words = (
        word("-", Box(10, 15, 14, 17)),
        word("Thủ", Box(20, 5, 60, 25)),
        word("tướng", Box(70, 5, 120, 25)),
        word("^", Box(300, 0, 330, 60)),
        word("`", Box(340, 5, 344, 12)),
        word("–", Box(300, 100, 390, 104), 2),
        word("5", Box(200, 200, 210, 220), 3),
    )
    assert [w.text for w in without_scribbles(words)] == ["-", "Thủ", "tướng", "5"]


def test_no_words_hold_no_scribbles() -> None:
    assert without_scribbles(()) == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [("II", 2), ("III", 3), ("I", 1), ("H", 0), ("IV", 0), ("A", 0), ("0", 0), ("25", 0), ("N", 0), ("M", 0)],
)
def test_bars_are_counted(text: str, count: int) -> None:
    ink = np.where(page(text) < 128, np.uint8(255), np.uint8(0)).astype(np.uint8)
    assert bars(ink) == count


def test_nothing_holds_no_bars() -> None:
    assert bars(np.zeros((20, 20), np.uint8)) == 0


def pale(picture: NDArray[np.uint8], grey: int) -> NDArray[np.uint8]:
    """The page with a seal of this grey over its print, the print as black as before."""
    seal = np.full_like(picture, 255)
    for millimetres, thick in ((17.0, 7), (12.0, 3)):
        cv2.circle(seal, (500, 400), round(millimetres * MM), grey, thick)
    return np.minimum(picture, seal)


def test_a_pale_seal_goes_and_the_print_under_it_stays() -> None:
    plain = page()
    picture = pale(plain, 140)
    (seal,) = pale_seals(picture, DPI)
    assert (seal.x, seal.y) == (pytest.approx(500, abs=8), pytest.approx(400, abs=8))
    lifted = without_pale(picture, (seal,), DPI)
    assert (lifted[plain < 100] == picture[plain < 100]).all()
    marks = (picture < 200) & (plain == 255)
    assert (lifted[marks] == 255).mean() > 0.7  # what is left touches print


@pytest.mark.parametrize("grey", [0, 40])
def test_a_seal_as_dark_as_print_is_not_pale(grey: int) -> None:
    assert pale_seals(pale(page(), grey), DPI) == ()


def test_soft_and_faded_print_holds_no_pale_seal() -> None:
    soft = cv2.GaussianBlur(page(), (0, 0), 1.5)
    assert pale_seals(np.asarray(soft, np.uint8), DPI) == ()
    faded = 255 - (255 - page().astype(np.int32)) // 2
    assert pale_seals(faded.astype(np.uint8), DPI) == ()


def stamped(stamp: int) -> NDArray[np.uint8]:
    """A page whose second line runs under a framed stamp of this grey."""
    picture = blank(DPI)
    write_lines(picture, ["QUYẾT ĐỊNH", "Về việc phê duyệt Chỉ số cải cách hành chính"], DPI, x=500, y=700)
    paper = as_array(picture).copy()
    frame = np.full_like(paper, 255)
    cv2.rectangle(frame, (300, 690), (700, 800), stamp, 3)
    cv2.line(frame, (300, 720), (700, 720), stamp, 3)
    return np.minimum(paper, frame)


def test_a_framed_stamp_paler_than_print_goes_and_the_print_under_it_stays() -> None:
    bare, picture = stamped(255), stamped(120)
    lifted, dark = without_pale_stamps(picture, _without_frame(picture, bare), [STAMP], DPI)
    assert dark == ()
    assert np.array_equal(lifted < 60, bare < 60)
    assert np.count_nonzero((lifted < 200) & (bare > 250)) < 0.3 * np.count_nonzero((picture < 200) & (bare > 250))


def test_a_framed_stamp_as_black_as_print_is_left() -> None:
    cleaned = _without_frame(stamped(0), stamped(255))
    lifted, dark = without_pale_stamps(stamped(0), cleaned, [STAMP], DPI)
    assert dark == (STAMP,)
    assert np.array_equal(lifted, cleaned)


def _without_frame(picture: NDArray[np.uint8], bare: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.where((picture < 200) & (bare > 200), np.uint8(255), picture)


def test_lines_of_a_stamp_are_left_out_and_lines_that_run_out_of_it_are_kept() -> None:
    own = SeenWord("203", 310, 730, 350, 750, 0.9, (1, 1, 1))
    across = tuple(SeenWord("thành", x, 760, x + 60, 780, 0.9, (1, 1, 2)) for x in (650, 750))
    assert outside((own, *across), STAMP) == across

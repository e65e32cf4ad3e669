"""The picture made ready: upright, level, evenly lit, without coloured stamps, and with a way back to the page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.picture import clean, measure, prepare
from pipeline.picture.frame import Frame, identity, scaling
from tests.pipeline.drawn import DrawnWord, as_array, blank, write_lines

TEXT = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Xét đề nghị của Trưởng phòng Nội vụ huyện tại Tờ trình số 12/TTr-NV",
    "về việc công bố kết quả chỉ số cải cách hành chính năm 2022 của các xã,",
    "thị trấn trên địa bàn huyện; Ủy ban nhân dân huyện quyết định như sau:",
] * 5
DPI = 200


def page() -> tuple[NDArray[np.uint8], list[DrawnWord]]:
    picture = blank(DPI)
    words = write_lines(picture, TEXT, DPI, 170, 200)
    return as_array(picture), words


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_pages_are_set_upright(turns: int) -> None:
    picture, _ = page()
    prepared = prepare(np.ascontiguousarray(np.rot90(picture, turns)), DPI)
    assert prepared.turn == turns


@pytest.mark.parametrize("degrees", [-3.0, -0.8, 1.5, 4.0])
def test_skew_is_found_and_boxes_lead_back(degrees: float) -> None:
    picture, words = page()
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    prepared = prepare(np.asarray(cv2.warpAffine(picture, turn, (width, height), borderValue=255), np.uint8), DPI)
    assert any(note.startswith(f"skew {-degrees:.0f}") or "skew" in note for note in prepared.notes)
    ahead = np.linalg.inv(prepared.frame.matrix)
    word = words[0]
    on_scan = turn @ np.array([(word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2, 1])
    x, y, _ = ahead @ np.array([*on_scan, 1])
    back = prepared.frame.box(x - 5, y - 5, x + 5, y + 5)
    assert (back.x0 + back.x1) / 2 == pytest.approx(on_scan[0] * 72 / DPI, abs=0.5)
    assert (back.y0 + back.y1) / 2 == pytest.approx(on_scan[1] * 72 / DPI, abs=0.5)


def test_straight_pages_are_not_turned() -> None:
    picture, _ = page()
    assert prepare(picture, DPI).notes == ()


def test_coloured_ink_fades_and_print_stays() -> None:
    picture, _ = page()
    rgb = np.dstack([picture] * 3)
    cv2.circle(rgb, (800, 500), 200, (215, 40, 50), 12)
    stamped = np.minimum(rgb, np.dstack([picture] * 3))
    prepared = prepare(stamped, DPI)
    assert "coloured ink suppressed" in prepared.notes
    assert float(np.mean(prepared.picture < 128)) == pytest.approx(
        float(np.mean(prepare(picture, DPI).picture < 128)), rel=0.15
    )


def test_shadow_is_divided_out() -> None:
    picture, _ = page()
    shade = np.linspace(1.0, 0.3, picture.shape[1])[None, :]
    prepared = prepare((picture * shade).astype(np.uint8), DPI)
    assert any("uneven" in note for note in prepared.notes)
    assert np.percentile(prepared.picture, 20) > 200


def test_black_borders_go() -> None:
    picture, _ = page()
    picture = picture.copy()
    picture[:, :60] = 0
    assert clean.without_borders(picture)[:, :50].min() == 255


def test_a_picture_made_smaller_by_halves_keeps_its_mean() -> None:
    picture, _ = page()
    small = clean.smaller(picture, 8)
    assert small.shape == tuple(side // 8 for side in picture.shape)
    assert float(small.mean()) == pytest.approx(float(picture.mean()), abs=0.5)
    assert clean.smaller(np.zeros((1, 40), np.uint8), 8).shape == (1, 40)


def test_letters_are_found_among_more_specks_than_sixteen_bits_number() -> None:
    mask = np.zeros((1200, 1200), np.bool_)
    mask[:600:2, ::2] = True  # 180,000 specks
    mask[700:720, 100:112] = True
    assert measure.letters(mask, 200).boxes.tolist() == [[100, 700, 12, 20]]


def test_blank_page_is_harmless() -> None:
    assert prepare(np.full((600, 400), 255, np.uint8), 72).turn == 0


def test_frame_scales_to_points() -> None:
    assert Frame(identity() @ scaling(2.0), 144).box(10, 20, 30, 40) == pytest.approx((10, 20, 30, 40))

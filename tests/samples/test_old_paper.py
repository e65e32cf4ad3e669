"""What years do to paper: where ink goes, what it leaves, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from samples.compose import compose
from samples.emblem import copied, edge_seal, emblem_seal
from samples.forms import Order, make
from samples.ink import BLACK, RED, Picture, Spot
from samples.laidout import Box, PageWord
from samples.old_paper import crease, flourish, initials, pen_marks, photocopy, staple


def sheet(colour: int = 255) -> Picture:
    return np.full((600, 424, 3), colour, np.uint8)


def inked(picture: Picture) -> tuple[slice, slice]:
    rows, columns = np.nonzero((picture < 200).any(2))
    return slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)


@pytest.mark.parametrize("worn", [crease, staple, photocopy])
def test_the_same_chance_wears_the_same(worn: Callable[[Picture, Random], Picture]) -> None:
    page = sheet()
    page[100:110, 60:360] = 20
    one, two = worn(page, Random(3)), worn(page, Random(3))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, page)
    assert (page[100:110, 60:360] == 20).all(), "the sheet given stays as it was"


def test_a_fold_is_a_line_over_the_whole_sheet() -> None:
    worn = crease(sheet(), Random(1))
    down = (worn < 250).any(2).all(1).any()
    across = (worn < 250).any(2).all(0).any()
    darkened = (worn < 250).any(2).mean()
    assert down or across or 0.002 < darkened < 0.2


def test_a_staple_keeps_to_its_corner() -> None:
    for seed in range(8):
        rows, columns = inked(staple(sheet(), Random(seed)))
        assert rows.stop < 120 and columns.stop < 120


def test_a_copy_has_no_colour_and_hardly_any_grey() -> None:
    page = sheet()
    page[200:260, 60:200] = (206, 32, 48)
    copy = photocopy(page, Random(5))
    assert (copy[:, :, 0] == copy[:, :, 1]).all() and (copy[:, :, 1] == copy[:, :, 2]).all()
    assert ((copy < 60) | (copy > 195)).mean() > 0.95
    assert copy[215:245, 80:180].mean() < 100


@pytest.mark.parametrize("colour", [RED, BLACK])
def test_a_seal_lies_round_its_spot_and_lets_print_through(colour: tuple[int, int, int]) -> None:
    page = sheet()
    page[295:305, 100:300] = 0
    emblem_seal(page, Spot(212, 300, 1.4), "U.B.N.D HUYỆN ĐẦM HÀ", Random(2), colour)
    rows, columns = inked(page)
    assert abs((rows.start + rows.stop) / 2 - 300) < 12 and abs((columns.start + columns.stop) / 2 - 205) < 12
    assert 120 < rows.stop - rows.start < 155
    assert page[298:302, 120:280].max() < 30


def test_a_copied_seal_is_all_or_nothing() -> None:
    mask = copied(np.full((60, 60), 0.9, np.float32), Random(1))
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert 0.5 < mask.mean() < 0.99


def test_sheets_share_a_seal_at_their_edge() -> None:
    slices = []
    for part in range(3):
        page = sheet()
        edge_seal(page, 200, "U.B.N.D HUYỆN ĐẦM HÀ", 1.4, Random(part), part, RED)
        assert inked(page)[1].start > 424 - 24
        slices.append(page)
    assert not np.array_equal(slices[0], slices[1])


def test_pens_write_where_they_are_put() -> None:
    page = sheet()
    initials(page, Spot(200, 300, 1.4), Random(1))
    rows, columns = inked(page)
    assert rows.start > 265 and rows.stop < 315 and columns.start > 190 and columns.stop < 265
    page = sheet()
    flourish(page, Spot(150, 300, 1.4), Random(1), BLACK)
    assert inked(page)[1].stop - inked(page)[1].start > 180
    page = sheet()
    pen_marks(page, [PageWord(0, 0, 8, Box(60, 140, 130, 154))], 1.4, Random(4))
    rows, _ = inked(page)
    assert rows.start > 150 and rows.stop < 260


def test_a_worn_scan_tells_what_was_done_to_it() -> None:
    """Its seals have the emblem; the truth is that of the words printed."""
    order = Order(
        compose("plan", 5, "200", 2021), "test/worn", ("hands", "emblem", "copied", "edge-seal", "pen", "crease")
    )
    first, again = make("scan-worn", order), make("scan-worn", order)
    assert first.data == again.data
    assert first.degradations == order.wish
    plain = make("scan-worn", Order(order.dossier, order.seed, ("jpeg",)))
    assert first.data != plain.data and first.laid.text == plain.laid.text

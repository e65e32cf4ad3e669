"""Records survive the way through JSON, and only what they are made of comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.layout import Box, Cell, Line, Page, Row, Table, Word
from normalizers.repairs import Repair
from pipeline.plain import dump_lines, dumps, load_lines, loads
from pipeline.relay import moved, one_line

numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
boxes = st.builds(Box, numbers, numbers, numbers, numbers)
words = st.builds(Word, st.integers(0, 50), st.integers(0, 50), boxes, numbers, st.text(max_size=5))
repairs = st.builds(
    Repair, st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.text(max_size=5), st.text(max_size=5),
    st.sampled_from(["ocr", "digits"]), st.text(max_size=5), numbers,
)  # fmt: skip
lines = st.builds(
    Line, st.text(), st.text(), st.lists(words, max_size=3).map(tuple), st.lists(repairs, max_size=2).map(tuple),
    st.none() | boxes,
)  # fmt: skip
cells = st.builds(Cell, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), box=st.none() | boxes)
tables = st.builds(Table, st.lists(st.builds(Row, st.just(0), st.lists(cells, max_size=2).map(tuple))).map(tuple))
pages = st.builds(Page, st.integers(1), st.integers(1), st.lists(lines, max_size=2).map(tuple), st.tuples(tables))


@given(pages)
def test_pages_come_back_as_they_were(page: Page) -> None:
    assert loads(Page, dumps(page)) == page


def test_a_last_line_cut_short_is_left_out() -> None:
    text = dump_lines([Box(1, 2, 3, 4)]) + "[1.0,"
    assert list(load_lines(Box, text)) == [Box(1, 2, 3, 4)]


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(TypeError):
        dumps({"a": {1, 2}})


@given(st.text() | st.sampled_from(["a\u2028b", "\ud800x", "a\x00b", "x\x0cy\x85z"]))
def test_a_line_stays_one_line_of_as_many_characters(text: str) -> None:
    line = one_line(text)
    assert len(line) == len(text)
    assert len(line.splitlines()) <= 1
    assert isinstance(line.encode("utf-8"), bytes)


REPAIRS = (
    Repair(1, 0, 3, "Xa", "Xã ", "ocr", "", 1.0),  # "Xa|12|5" -> "Xã |12,0|55"
    Repair(1, 4, 8, "12", "12,0", "digits", "", 1.0),
    Repair(1, 9, 11, "5", "55", "digits", "", 1.0),
)


@pytest.mark.parametrize(
    ("start", "end", "wanted"), [(0, 2, "Xã "), (3, 5, "12,0"), (6, 7, "55"), (3, 7, "12,0\t55"), (2, 2, "")]
)
def test_cells_follow_the_repairs_of_their_row(start: int, end: int, wanted: str) -> None:
    line = "Xã \t12,0\t55"
    assert line[moved(start, REPAIRS, at_end=False) : moved(end, REPAIRS, at_end=True)] == wanted

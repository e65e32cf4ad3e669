"""Columns of numbers: what they hold, what specks are taken off, which of several readings stands."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image

from extractors.layout import Box
from pipeline.engines.base import SeenWord, Task
from pipeline.engines.choice import engine
from pipeline.picture import prepare
from pipeline.picture.clean import white_paper
from pipeline.tables import erase_rules, fill, find_rules, read_cells, ruled_tables
from pipeline.tables.columns import CAPITALS, NUMBERS, ORDINALS, columns, plain, text_of, without_specks
from pipeline.tables.reading import _says_something_else, _voted
from pipeline.tables.region import CellRegion
from tests.pipeline import drawn


def cell(text: str, confidence: float = 0.9) -> tuple[SeenWord, ...]:
    return tuple(SeenWord(word, 0, 0, 10, 10, confidence, (1, 1, 1)) for word in text.split())


def column(texts: list[str], at: int = 1) -> dict[CellRegion, tuple[SeenWord, ...]]:
    return {CellRegion(row, at, Box(0, row, 1, row + 1)): cell(text) for row, text in enumerate(texts)}


@pytest.mark.parametrize(
    ("texts", "at", "grammar"),
    [
        (["Điểm", "80,4", "7197", "ự", "9"], 2, NUMBERS),
        (["Tổng số", "1.250.000", "-", "320.000"], 2, NUMBERS),
        (["Nhóm", "A", "B", "®"], 3, CAPITALS),
        (["TT", "I", "1.1", "1.2", "II"], 0, ORDINALS),
        (["Đơn vị", "Phường 1", "Phường 2"], 1, None),
    ],
)
def test_what_a_column_holds(texts: list[str], at: int, grammar: object) -> None:
    found = columns(column(texts, at))
    assert [one.grammar for one in found] == ([grammar] if grammar else [])


def test_the_head_is_no_number_but_the_first_row_of_a_page_may_be() -> None:
    (with_head,) = columns(column(["Điểm", "7,5", "8"], 2))
    (without,) = columns(column(["9,25", "7,5", "8"], 2))
    assert [c.row for c in with_head.cells] == [1, 2]
    assert [c.row for c in without.cells] == [0, 1, 2]


@pytest.mark.parametrize(
    ("read", "wanted"), [("‘714", "714"), ("5,78 °", "5,78"), ("77.", "77"), ("-39", "-39"), ("54 vị trí", "54 vị trí")]
)
def test_specks_beside_numbers_go(read: str, wanted: str) -> None:
    (found,) = columns(column(["Điểm", "7,5", "8", "12,25"], 2))
    assert text_of(plain(cell(read), found)) == wanted


def test_points_after_ordinals_stay_where_the_column_has_them() -> None:
    (found,) = columns(column(["TT", "1.", "2.", "3."], 0))
    assert text_of(plain(cell("4."), found)) == "4."


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        ("'thủ tục", "thủ tục"),
        ("phường 4.", "phường 4"),
        ("phường 10-", "phường 10"),
        ("– Xây dựng", "– Xây dựng"),
        ("Trong đó:", "Trong đó:"),
        ("Đã ban hành đủ các văn bản theo kế hoạch.", "Đã ban hành đủ các văn bản theo kế hoạch."),
    ],
)
def test_specks_beside_words_go(read: str, wanted: str) -> None:
    cells = column(["Đơn vị", read, "phường 5", "phường 6", "phường 7"])
    assert text_of(list(without_specks(cells).values())[1]) == wanted


def test_points_stay_where_the_column_has_them() -> None:
    cells = column(["Nội dung", "Đạt.", "Không đạt.", "Đạt."])
    assert [text_of(words) for words in without_specks(cells).values()] == ["Nội dung", "Đạt.", "Không đạt.", "Đạt."]


def test_most_voices_count_then_the_surest() -> None:
    (found,) = columns(column(["Điểm", "7,5", "8"], 2))
    assert text_of(_voted([cell("7,37", 0.95), cell("7,57", 0.6), cell("7,57", 0.7), cell("x")], found)) == "7,57"
    assert text_of(_voted([cell("7,37", 0.9), cell("7,57", 0.6)], found)) == "7,37"
    assert _voted([cell("ự"), cell("?")], found) == ()


@pytest.mark.parametrize("seed", [1, 2])
def test_numbers_on_grey_paper_are_all_right(seed: int) -> None:
    """Columns of single digits and of points, on grainy paper that shows where cells were cut out of it."""
    chance = random.Random(seed)
    rows = [["TT", "Đơn vị", "Điểm", "Hạng"]]
    rows += [
        [str(n), f"phường {n}", f"{chance.randint(300, 999) / 100:.2f}".replace(".", ","), str(n)] for n in range(1, 17)
    ]
    page = Image.new("L", (1300, 1300), 255)
    drawn.draw_table(page, rows, [0.5, 2.0, 1.2, 0.8], 200, 150, 100)
    grain = np.random.default_rng(seed).normal(232, 6, (1300, 1300))
    grey = np.clip(drawn.as_array(page) / 255 * grain, 0, 255).astype(np.uint8)
    grey = prepare(grey, 200).picture
    rules = find_rules(grey, 200)
    (table,) = ruled_tables(rules, 200)
    reader = engine("auto", "vie", "")
    words = read_cells(reader, white_paper(erase_rules(grey, rules, 200)), table, Task(dpi=200))
    read = [[cell.text for cell in row.cells] for row in fill(table, words)]
    assert [[row[0], *row[2:]] for row in read[1:]] == [[row[0], *row[2:]] for row in rows[1:]]


@pytest.mark.parametrize(
    ("read", "confidence", "words"),
    [("54 vị trí", 0.9, True), ("TÔNG SÓ", 0.04, True), ("lại", 0.7, False), ("ự", 0.3, False), ("T1 97", 0.2, False)],
)
def test_words_among_numbers_are_told_from_misread_numbers(read: str, confidence: float, words: bool) -> None:
    (found,) = columns(column(["Điểm", "7,5", "8", "12,25"], 2))
    assert _says_something_else(cell(read, confidence), found) is words


class TwoBlocks:
    """An engine that sees two blocks of one line each in every picture."""

    name, version = "two blocks", "1"

    def read(self, *_: object) -> tuple[SeenWord, ...]:
        return SeenWord("Xe", 10, 10, 30, 25, 0.9, (1, 1, 1)), SeenWord("tải", 10, 40, 30, 55, 0.9, (2, 1, 1))

    def close(self) -> None: ...


def test_every_line_of_a_cell_has_its_own_key() -> None:
    """The engine counts lines anew in each block it sees in a cell: what it calls line 1 twice are two lines."""
    page = Image.new("L", (900, 400), 255)
    drawn.draw_table(page, [["TT", "Phương tiện"], ["1", "Xe tải"], ["2", "Xe khách"]], [0.5, 2.6], 200, 20, 20)
    grey = drawn.as_array(page)
    rules = find_rules(grey, 200)
    (table,) = ruled_tables(rules, 200)
    words = read_cells(TwoBlocks(), white_paper(erase_rules(grey, rules, 200)), table, Task(dpi=200))
    assert len(words) == 12
    assert len({word.line for word in words}) == 12

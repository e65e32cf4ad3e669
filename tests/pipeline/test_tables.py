"""Tables on drawn pages and in PDFs: every row, every cell, read by a real Tesseract."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pdfplumber
import pytest
import typst
from PIL import ImageDraw

from extractors.layout import Box
from pipeline.engines.base import Task
from pipeline.engines.pytesseract_engine import Pytesseract
from pipeline.readers.pdf import PdfSource
from pipeline.tables import (
    CellRegion,
    TableRegion,
    erase_rules,
    fill,
    find_rules,
    may_be_ruled,
    read_cells,
    ruled_tables,
    unruled_tables,
    vector_tables,
)
from tests.pipeline import drawn

RANKING = [
    ["STT", "Đơn vị", "Điểm", "Xếp hạng"],
    ["1", "xã Nâm Nung", "80,4", "1"],
    ["2", "thị trấn Đắk Mâm", "80", "2"],
    ["3", "xã Nam Đà", "79,15", "3"],
    ["4", "xã Buôn Choah", "7", "4"],
]
WIDTHS = [0.6, 2.6, 1.0, 1.0]


def table_page(dpi: int, rows: list[list[str]] = RANKING, merged_head: bool = False) -> np.ndarray:
    page = drawn.blank(dpi)
    drawn.write_lines(page, ["BÁO CÁO", "Kết quả xác định chỉ số cải cách hành chính"], dpi, x=dpi, y=dpi)
    drawn.draw_table(page, rows, WIDTHS, dpi, x=dpi, y=3 * dpi, merged_head=merged_head)
    return drawn.as_array(page)


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_grid_of_a_drawn_table(dpi: int) -> None:
    (table,) = ruled_tables(find_rules(table_page(dpi), dpi), dpi)
    assert (table.rows, table.columns, len(table.cells)) == (5, 4, 20)


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_punch_hole_beside_a_table_opens_no_column(dpi: int) -> None:
    page = drawn.blank(dpi)
    drawn.draw_table(page, RANKING, WIDTHS, dpi, x=dpi, y=3 * dpi)
    pen = ImageDraw.Draw(page)
    hole = (round(0.68 * dpi), round(3.5 * dpi), round(0.95 * dpi), round(3.77 * dpi))
    pen.ellipse(hole, fill=0)
    (table,) = ruled_tables(find_rules(drawn.as_array(page), dpi), dpi)
    assert (table.rows, table.columns) == (5, 4)
    assert table.box.x0 > 0.97 * dpi


def test_a_merged_head_is_one_cell() -> None:
    rows = [["STT", "Kết quả năm 2022", "", ""], *RANKING]
    (table,) = ruled_tables(find_rules(table_page(200, rows, merged_head=True), 200), 200)
    head = [cell for cell in table.cells if cell.row == 0]
    assert [(cell.column, cell.column_span) for cell in head] == [(0, 1), (1, 3)]


def test_rules_inside_a_table_that_do_not_meet_its_own_are_no_second_table() -> None:
    dpi = 200
    page = drawn.blank(dpi)
    drawn.draw_table(page, [["", "", ""]] * 4, [1.5, 1.5, 3.0], dpi, x=dpi, y=2 * dpi, row_height=0.8)
    drawn.draw_table(page, [["a", "b", "c"]] * 2, [0.7, 0.7, 0.7], dpi, x=dpi + 660, y=2 * dpi + 345)
    (table,) = ruled_tables(find_rules(drawn.as_array(page), dpi), dpi)
    assert (table.box.x0, table.box.x1) == (200, 1400)


def test_a_page_of_text_has_no_table_and_loses_no_ink() -> None:
    page = drawn.blank(200)
    lines = [
        "ỦY BAN NHÂN DÂN HUYỆN PHÙ YÊN",
        "TTTT EEEE HHHH LLLL TẤT CẢ TTHC ĐIỆN TỬ",
        "1/2 = 0,5 _____",
    ]
    drawn.write_lines(page, lines, 200, x=200, y=200)
    grey = drawn.as_array(page)
    rules = find_rules(grey, 200)
    assert ruled_tables(rules, 200) == ()
    above_the_underscores = slice(0, 200 + 2 * 54)
    assert np.array_equal(erase_rules(grey, rules, 200)[above_the_underscores], grey[above_the_underscores])


@pytest.mark.parametrize("strength", [1.0, 0.5, 0.18])
def test_pale_rules_are_looked_for(strength: float) -> None:
    grey = (255 - (255 - table_page(200).astype(float)) * strength).astype(np.uint8)
    assert may_be_ruled(grey, 200)
    (table,) = ruled_tables(find_rules(grey, 200), 200)
    assert (table.rows, table.columns) == (5, 4)


def test_a_page_of_text_is_not_searched_for_rules() -> None:
    page = drawn.blank(200)
    drawn.write_lines(page, ["TTTT EEEE HHHH LLLL TẤT CẢ TTHC ĐIỆN TỬ", "Nơi nhận: như trên"], 200, x=200, y=200)
    assert not may_be_ruled(drawn.as_array(page), 200)


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_bold_capital_is_no_rule(dpi: int) -> None:
    page = drawn.blank(dpi)
    pen = ImageDraw.Draw(page)
    left, top = dpi, dpi
    pen.rectangle((left, top, left + round(0.03 * dpi), top + round(0.19 * dpi)), fill=0)  # a bold I and the dot below
    assert not find_rules(drawn.as_array(page), dpi).down.any()


def test_cells_are_read_alone_and_single_digits_kept() -> None:
    grey = table_page(200)
    rules = find_rules(grey, 200)
    (table,) = ruled_tables(rules, 200)
    words = read_cells(Pytesseract("vie"), erase_rules(grey, rules, 200), table, Task(dpi=200))
    rows = fill(table, words)
    assert [[cell.text for cell in row.cells] for row in rows[1:]] == RANKING[1:]
    assert [cell.text for cell in rows[0].cells][1:] == RANKING[0][1:]


def test_a_comma_that_hangs_down_to_the_rule_is_kept() -> None:
    dpi = 200
    page = drawn.blank(dpi)
    rows = [["STT", "Điểm"], ["1", "54,1"], ["2", "7,89"]]
    drawn.draw_table(page, rows, [0.6, 1.4], dpi, x=dpi, y=dpi, row_height=0.23)
    grey = drawn.as_array(page)
    rules = find_rules(grey, dpi)
    (table,) = ruled_tables(rules, dpi)
    words = read_cells(Pytesseract("vie"), erase_rules(grey, rules, dpi), table, Task(dpi=dpi))
    assert [[cell.text for cell in row.cells] for row in fill(table, words)][1:] == rows[1:]


def test_every_word_comes_back_once() -> None:
    (table,) = ruled_tables(find_rules(table_page(200), 200), 200)
    spots = itertools.product(range(150, 1300, 130), range(500, 1100, 70))
    words = [drawn.DrawnWord(f"w{x}-{y}", x, y, x + 30, y + 20) for x, y in spots]
    out = [word for row in fill(table, words) for cell in row.cells for word in cell.words]
    assert sorted(word.text for word in out) == sorted(word.text for word in words)


def pdf_of(source: str, folder: Path) -> Path:
    out = folder / "page.pdf"
    (folder / "page.typ").write_text(source, encoding="utf-8")
    typst.compile(str(folder / "page.typ"), output=str(out))
    return out


def words_of(page: pdfplumber.page.Page) -> list[drawn.DrawnWord]:
    found = page.extract_words()
    return [drawn.DrawnWord(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in found]


TYPST_TABLE = """
#set text(font: "Liberation Serif", lang: "vi")
Kết quả
#table(columns: 3, [Xếp hạng], table.cell(colspan: 2)[Điểm thẩm định năm 2022],
  [1], [xã Tường Phù], [77,14], [2], [xã Huy Bắc], [65,5])
"""


def test_vector_rules_of_a_pdf(tmp_path: Path) -> None:
    with pdfplumber.open(pdf_of(TYPST_TABLE, tmp_path)) as pdf:
        (table,) = vector_tables(pdf.pages[0])
        inside = [word for word in words_of(pdf.pages[0]) if word.y0 > table.box.y0]
        rows = fill(table, inside)
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Xếp hạng", "Điểm thẩm định năm 2022"],
        ["1", "xã Tường Phù", "77,14"],
        ["2", "xã Huy Bắc", "65,5"],
    ]
    assert rows[0].cells[1].column_span == 2


UNRULED = """
#set text(font: "Liberation Serif", lang: "vi")
#grid(columns: (2cm, 6cm, 3cm), row-gutter: 8pt,
  [1], [xã Tường Phù], [77,14], [2], [xã Huy Bắc], [65,5], [3], [xã Tân Lang], [60], [4], [xã Gia Phù], [58,25])
"""
HEAD = """
#set text(font: "Liberation Serif", lang: "vi")
#grid(columns: (7cm, 9cm), row-gutter: 8pt,
  [ỦY BAN NHÂN DÂN], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM], [HUYỆN PHÙ YÊN], [Độc lập - Tự do - Hạnh phúc],
  [Số: 75/QĐ-UBND], [Phù Yên, ngày 31 tháng 01 năm 2023])
#par(justify: true)[Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và 22 tháng 11 năm 2019;
Căn cứ Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ ban hành Chương trình tổng thể.]
"""


def test_columns_without_rules(tmp_path: Path) -> None:
    with pdfplumber.open(pdf_of(UNRULED, tmp_path)) as pdf:
        words = words_of(pdf.pages[0])
    (table,) = unruled_tables(words)
    assert [[cell.text for cell in row.cells] for row in fill(table, words)][3] == ["4", "xã Gia Phù", "58,25"]


def test_a_head_in_two_columns_is_no_table(tmp_path: Path) -> None:
    with pdfplumber.open(pdf_of(HEAD, tmp_path)) as pdf:
        assert unruled_tables(words_of(pdf.pages[0])) == ()


SPANNED = """
#set page(width: 29.7cm, height: 21cm)
#set text(font: "Liberation Serif", lang: "vi", size: 11pt)
#table(columns: (1cm, 4.2cm, 3cm, 2cm, 2cm, 2cm), align: horizon,
  table.cell(rowspan: 3)[STT], table.cell(rowspan: 3)[Tên đơn vị], table.cell(rowspan: 3)[Lĩnh vực],
  table.cell(colspan: 3)[Tiếp nhận], table.cell(rowspan: 2)[Tổng số], table.cell(colspan: 2)[Trong kỳ],
  [Trực tuyến], [Trực tiếp],
  table.cell(rowspan: 2)[1], table.cell(rowspan: 2)[Ủy ban nhân dân xã Quảng Hòa], [Hộ tịch], [72], [9], [63],
  [Đất đai], [125], [50], [75],
  table.cell(rowspan: 3)[2], table.cell(rowspan: 3)[Ủy ban nhân dân thị trấn Đắk Mâm và vùng lân cận],
  [Xây dựng], [248], [106], [142], [Chứng thực], [7], [], [7], [Hộ tịch], [5], [1], [4])
"""
SPANNED_ROWS = [
    ["STT", "Tên đơn vị", "Lĩnh vực", "Tiếp nhận"],
    ["Tổng số", "Trong kỳ"],
    ["Trực tuyến", "Trực tiếp"],
    ["1", "Ủy ban nhân dân xã Quảng Hòa", "Hộ tịch", "72", "9", "63"],
    ["Đất đai", "125", "50", "75"],
    ["2", "Ủy ban nhân dân thị trấn Đắk Mâm và vùng lân cận", "Xây dựng", "248", "106", "142"],
    ["Chứng thực", "7", "", "7"],
    ["Hộ tịch", "5", "1", "4"],
]


def test_a_name_in_the_middle_of_its_rows_stays_whole(tmp_path: Path) -> None:
    with pdfplumber.open(pdf_of(SPANNED, tmp_path)) as pdf:
        (table,) = vector_tables(pdf.pages[0])
        rows = fill(table, words_of(pdf.pages[0]))
    assert [[cell.text for cell in row.cells] for row in rows] == SPANNED_ROWS
    assert [cell.row_span for cell in rows[0].cells] == [3, 3, 3, 1]
    assert [cell.row_span for cell in rows[1].cells] == [2, 1]
    assert [cell.row_span for cell in rows[5].cells] == [3, 3, 1, 1, 1, 1]


@pytest.mark.parametrize("dpi", [150, 200])
def test_the_merged_head_of_a_scan_is_found_by_its_rules(tmp_path: Path, dpi: int) -> None:
    with PdfSource(pdf_of(SPANNED, tmp_path)) as source:
        render = source.page(1).render
        assert render is not None
        grey = render(dpi, False)
    (table,) = ruled_tables(find_rules(grey, dpi), dpi)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert [spans[0, column] for column in (0, 1, 2, 3)] == [(3, 1), (3, 1), (3, 1), (1, 3)]
    assert (spans[1, 3], spans[1, 4], spans[3, 1], spans[5, 1]) == ((2, 1), (1, 2), (2, 1), (3, 1))


def word(text: str, x: float, y: float) -> drawn.DrawnWord:
    return drawn.DrawnWord(text, x, y, x + 20, y + 10)


def test_numbers_whose_rule_has_faded_go_to_their_rows() -> None:
    cells = (
        CellRegion(0, 0, Box(0, 0, 100, 20)),
        CellRegion(0, 1, Box(100, 0, 200, 40), row_span=2),
        CellRegion(1, 0, Box(0, 20, 100, 40)),
    )
    words = [word("xã", 5, 5), word("77,5", 105, 5), word("bản", 5, 25), word("80", 105, 25)]
    rows = fill(TableRegion(Box(0, 0, 200, 40), 2, 2, cells), words)
    assert [[cell.text for cell in row.cells] for row in rows] == [["xã", "77,5"], ["bản", "80"]]
    assert all(cell.row_span == 1 for row in rows for cell in row.cells)


def test_a_row_without_words_counts_in_no_span() -> None:
    cells = (
        CellRegion(0, 0, Box(0, 0, 100, 60), row_span=3),
        *(CellRegion(row, 1, Box(100, 20 * row, 200, 20 * row + 20)) for row in range(3)),
    )
    rows = fill(
        TableRegion(Box(0, 0, 200, 60), 3, 2, cells), [word("xã", 5, 25), word("1", 105, 5), word("2", 105, 45)]
    )
    assert [[(cell.text, cell.row_span) for cell in row.cells] for row in rows] == [[("xã", 2), ("1", 1)], [("2", 1)]]

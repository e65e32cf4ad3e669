"""Lines in the order of a reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.layout import Box, Line
from pipeline.align import chosen
from pipeline.assemble import STAMPS, PlacedWord, assemble
from pipeline.tables import CellRegion, TableRegion

WIDTH, HEIGHT = 6.0, 12.0  # of a letter and of a line, in points


def words(text: str, x: float, y: float) -> list[PlacedWord]:
    placed, left = [], x
    for word in text.split():
        right = left + WIDTH * len(word)
        placed.append(PlacedWord(word, Box(left, y, right, y + HEIGHT)))
        left = right + WIDTH
    return placed


def texts(placed: list[PlacedWord], tables: tuple[TableRegion, ...] = ()) -> list[str]:
    page = assemble(placed, tables)
    for line in page.lines:
        assert all(line.text[w.start : w.end] for w in line.words)
        assert " ".join(line.text[w.start : w.end] for w in line.words) == " ".join(line.text.split())
    return [line.text for line in page.lines]


def test_a_head_in_two_columns_is_read_across() -> None:
    placed = words("UBND HUYỆN", 60, 50) + words("CỘNG HÒA XÃ HỘI", 300, 50)
    placed += words("Số: 75/QĐ-UBND", 60, 80) + words("Phù Yên, ngày 31", 300, 80)
    assert texts(placed) == ["UBND HUYỆN\tCỘNG HÒA XÃ HỘI", "Số: 75/QĐ-UBND\tPhù Yên, ngày 31"]


def test_columns_of_a_gazette_are_read_one_after_the_other() -> None:
    left = [f"trái dòng số {n} của bài" for n in range(12)]
    right = [f"phải dòng số {n} của bài" for n in range(12)]
    placed = [w for n in range(12) for w in words(left[n], 50, 50 + 15 * n) + words(right[n], 320, 53 + 15 * n)]
    assert texts(placed) == left + right


def test_recipients_and_signature_stand_apart() -> None:
    placed = words("Nơi nhận:", 60, 500) + words("CHỦ TỊCH", 380, 500)
    for number in range(6):
        placed += words(f"- Phòng số {number};", 60, 515 + 15 * number)
    placed += words("Nguyễn Văn A", 380, 575)
    assert texts(placed)[-2:] == ["CHỦ TỊCH", "Nguyễn Văn A"]
    assert texts(placed)[:2] == ["Nơi nhận:", "- Phòng số 0;"]


def test_marks_above_capitals_do_not_open_a_line() -> None:
    placed = words("QUYẾT ĐỊNH", 200, 100)
    placed.append(PlacedWord("-", Box(268, 105, 273, 107)))
    assert texts(placed) == ["QUYẾT ĐỊNH -"]


def test_rows_of_a_table_are_lines() -> None:
    cells = tuple(
        CellRegion(row, column, Box(50 + 100 * column, 100 + 20 * row, 150 + 100 * column, 120 + 20 * row))
        for row in range(2)
        for column in range(3)
    )
    table = TableRegion(Box(50, 100, 350, 140), 2, 3, cells)
    placed = words("Bảng 1", 50, 80) + words("TT", 55, 103) + words("Đơn vị", 155, 103) + words("Điểm", 255, 103)
    placed += words("1", 55, 123) + words("9,5", 255, 123)
    assert texts(placed, (table,)) == ["Bảng 1", "TT\tĐơn vị\tĐiểm", "1\t\t9,5"]
    page = assemble(placed, (table,))
    row = page.tables[0].rows[1]
    assert [page.lines[row.line].text[c.start : c.end] for c in row.cells] == ["1", "", "9,5"]


def line(text: str, y: float) -> Line:
    return Line(text, text, box=Box(50, y, 500, y + 12))


@pytest.mark.parametrize(
    ("layer", "seen", "trusted", "wanted"),
    [
        ("CỘNG ÒA XÃ ỘI C Ủ NG ĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, "seen"),
        ("của Ủy ban nhân dân huyện", "của Ủy ban nhận dân huyện", True, "layer"),
        ("cua Uy ban nhan dan huyen", "của Ủy ban nhân dân huyện", False, "seen"),
    ],
)
def test_the_better_reading_of_a_line_is_taken(layer: str, seen: str, trusted: bool, wanted: str) -> None:
    ((taken, ours),) = chosen([line(layer, 100)], [line(seen, 101)], trusted)
    assert (taken.text, ours) == ((layer, True) if wanted == "layer" else (seen, False))


def test_lines_only_one_reading_has_are_kept() -> None:
    lines = chosen([line("Số: 12", 100), line("Điều 2", 300)], [line("Số: 12", 100), line("Điều 1", 200)], True)
    assert [taken.text for taken, _ in lines] == ["Số: 12", "Điều 1", "Điều 2"]


def test_words_of_a_stamp_make_no_line_with_the_print_beside_them() -> None:
    stamp = [PlacedWord("ĐẾN", Box(60, 100, 90, 114), line=(STAMPS, 1, 1))]
    title = [
        PlacedWord(text, Box(x, 102, x + 30, 114), line=(1, 1, 1))
        for text, x in (("Về", 92), ("việc", 124), ("phê", 156), ("duyệt", 188))
    ]
    assert sorted(line.text for line in assemble([*title, *stamp]).lines) == ["Về việc phê duyệt", "ĐẾN"]


def near_columns(lines: int, shift: float = 0.0) -> list[PlacedWord]:
    """Two columns with little more than a blank between them, as an engine joins them: a line of both each."""
    placed = []
    for n in range(lines):
        both = words("bên trái của bài số một", 60, 80 + 15 * n)
        both += words("bên phải của bài số hai", both[-1].x1 + 13, 80 + 15 * n + shift)
        placed += [replace(word, line=(1, 1, n)) for word in both]
    return placed


def test_lines_joined_over_a_narrow_gutter_are_parted() -> None:
    title = [replace(word, line=(2, 1, 0)) for word in words("TRANG BÁO", 165, 50)]
    expected = ["TRANG BÁO", *["bên trái của bài số một"] * 9, *["bên phải của bài số hai"] * 9]
    assert texts(title + near_columns(9)) == expected
    assert texts(title + near_columns(9, shift=4.0)) == expected


def test_running_text_has_no_gutter() -> None:
    pieces = ["một hai ba", "bốn năm sáu bảy", "tám chín mười", "mười một mười hai"]
    lines = [" ".join(pieces[(n + k) % 4] for k in range(4)) for n in range(20)]
    placed = [replace(w, line=(1, 1, n)) for n, line in enumerate(lines) for w in words(line, 60, 80 + 15 * n)]
    assert texts(placed) == lines


@pytest.mark.parametrize("lean", [-0.03, 0.03])
def test_a_short_line_on_a_sheet_that_lies_askew_stays_a_line(lean: float) -> None:
    lines = ["dòng này chạy hết cả chiều ngang của tờ giấy rồi mới xuống hàng", "và thôi."] * 4
    placed = []
    for n, line in enumerate(lines):
        for word in words(line, 60, 80 + 14 * n):
            sunk = lean * word.box.x0
            box = Box(word.box.x0, word.box.y0 + sunk, word.box.x1, word.box.y1 + sunk)
            placed.append(replace(word, box=box, line=(1, 1, n)))
    assert texts(placed) == lines


def test_a_scribble_read_into_two_lines_does_not_make_them_one() -> None:
    placed = [replace(word, line=(1, 1, 1)) for word in words("- Ban Bí thư Trung ương Đảng;", 60, 100)]
    placed.append(PlacedWord("-s", Box(380, 97, 395, 126), line=(1, 1, 1)))
    placed += [replace(word, line=(1, 1, 2)) for word in words("- Thủ tướng, các Phó Thủ tướng;", 60, 113)]
    placed.append(PlacedWord("HỦ", Box(380, 98, 395, 124), line=(1, 1, 2)))
    assert [line.split("\t")[0] for line in texts(placed)] == [
        "- Ban Bí thư Trung ương Đảng;",
        "- Thủ tướng, các Phó Thủ tướng;",
    ]


def test_a_short_second_column_is_read_after_the_first() -> None:
    left = ["bên trái của bài số một", "lời bên trái dài bằng ấy"] * 9
    right = ["bên phải của bài", "lời bên phải của"] * 4
    placed = [replace(w, line=(1, 1, n)) for n, line in enumerate(left) for w in words(line, 60, 80 + 15 * n)]
    for n, line in enumerate(right):  # beside some lines, which the engine joins, and between others
        between = 7.5 if n % 2 else 0.0
        number = 1 if between else 0
        placed += [replace(w, line=(1 + number, 1, n)) for w in words(line, 213, 80 + 15 * n + between)]
    assert texts(placed) == left + right

"""Tables that no rules part: columns by the white between them, rows by the numbers, headings over them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from pipeline.assemble import PlacedWord, assemble
from pipeline.readers.pdf import PdfSource
from pipeline.tables.lineup import lined_up
from tests.pipeline import drawn

PAGE = '#set page("a4", margin: 2cm)\n#set text(font: "Liberation Serif", lang: "vi", size: 12pt)\n'
TEXT = """Thực hiện Kế hoạch số 45/KH-UBND ngày 12 tháng 01 năm 2022 của Ủy ban nhân dân huyện về công tác cải cách
hành chính nhà nước, các cơ quan, đơn vị đã triển khai 15 nhiệm vụ được giao, kết quả đạt được như sau:"""


def read(tmp_path: Path, body: str) -> list[list[str]]:
    """The lines of a typeset page as a reader would give them, cells apart."""
    source, out = tmp_path / "page.typ", tmp_path / "page.pdf"
    source.write_text(PAGE + body, encoding="utf-8")
    typst.compile(str(source), output=str(out))
    with PdfSource(out) as pdf:
        raw = pdf.page(1)
    words = [PlacedWord(word.text, word.box, 1.0, word.font) for word in raw.words]
    return [line.text.split("\t") for line in assemble(words, raw.tables).lines]


SCORES = """
#table(columns: (1.1cm, 1fr, 2.2cm, 2.2cm, 2cm), stroke: none, align: (center + %s, left + %s, center + %s, right + %s,
center + %s), table.cell(rowspan: 2)[TT], table.cell(rowspan: 2)[Đơn vị], table.cell(colspan: 2)[Điểm đánh giá],
table.cell(rowspan: 2)[Xếp hạng], [Tự chấm], [Thẩm định], [1], [Sở Nội vụ], [92,5], [90], [1], [2],
[Ban Quản lý các khu công nghiệp và khu kinh tế của tỉnh, kể cả văn phòng đại diện ở các huyện], [8], [7,25], [2],
[3], [Sở Y tế], [], [5,5], [3], [4], [Văn phòng Ủy ban nhân dân tỉnh], [61], [60,75], [4])
"""


@pytest.mark.parametrize("side", ["top", "horizon"])
def test_names_in_two_lines_stay_in_their_row(tmp_path: Path, side: str) -> None:
    lines = read(tmp_path, TEXT + SCORES.replace("%s", side) + TEXT)
    names = "Ban Quản lý các khu công nghiệp và khu kinh tế của tỉnh, kể cả văn phòng đại diện ở các huyện"
    at = lines.index(["1", "Sở Nội vụ", "92,5", "90", "1"])
    assert lines[at - 2 : at + 4] == [
        ["TT", "Đơn vị", "Điểm đánh giá", "Xếp hạng"],
        ["Tự chấm", "Thẩm định"],
        ["1", "Sở Nội vụ", "92,5", "90", "1"],
        ["2", names, "8", "7,25", "2"],
        ["3", "Sở Y tế", "", "5,5", "3"],
        ["4", "Văn phòng Ủy ban nhân dân tỉnh", "61", "60,75", "4"],
    ]
    assert all(len(line) == 1 for line in [*lines[: at - 2], *lines[at + 4 :]])


def test_rules_across_alone_leave_the_same_rows(tmp_path: Path) -> None:
    body = SCORES.replace("%s", "top").replace("stroke: none", "stroke: (x, y) => (top: 0.5pt, bottom: 0.5pt)")
    assert ["3", "Sở Y tế", "", "5,5", "3"] in read(tmp_path, body)


def test_groups_and_totals_over_several_columns_are_rows(tmp_path: Path) -> None:
    body = """#table(columns: (1.1cm, 8cm, 2.2cm, 2.2cm), stroke: none,
      [TT], [Đơn vị], [Điểm], [Hạng], table.cell(colspan: 3)[A. Các cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh], [],
      [1], [Sở Nội vụ], [92,5], [1], [2], [Sở Y tế], [90], [2], [3], [Thanh tra tỉnh], [89,5], [3],
      [4], [Sở Tư pháp], [88], [4], table.cell(colspan: 2)[Bình quân chung của các cơ quan], [90], [-])"""
    lines = read(tmp_path, body)
    assert lines[-1] == ["Bình quân chung của các cơ quan", "90", "-"]
    assert lines[-2] == ["4", "Sở Tư pháp", "88", "4"]


@pytest.mark.parametrize("font", ["Liberation Serif", "Liberation Mono"])
def test_running_text_with_numbers_is_no_table(tmp_path: Path, font: str) -> None:
    body = f'#set text(font: "{font}")\n#set par(justify: true)\n' + (TEXT + "\n\n") * 4
    assert all(len(line) == 1 for line in read(tmp_path, body))


def line(at: float) -> list[drawn.DrawnWord]:
    return [drawn.DrawnWord("tên", 0, round(at) - 6, 30, round(at) + 6)]


@pytest.mark.parametrize(
    ("rows", "heights", "expected"),
    [
        ([100, 130, 160], [100, 130, 160], (0, 1, 2)),
        ([100, 130, 160], [100, 115, 130, 160], (0, 0, 1, 2)),  # from the top, as far apart as rows are
        ([100, 130, 160], [93, 107, 123, 137, 160], (0, 0, 1, 1, 2)),  # around the middle
        ([100, 130, 160], [85, 100, 130, 146, 160], (0, 0, 1, 2, 2)),  # down to the foot
        ([100, 130, 160], [130], (1,)),
    ],
)
def test_lines_go_to_the_number_they_stand_beside(
    rows: list[float], heights: list[float], expected: tuple[int, ...]
) -> None:
    assert lined_up([line(at) for at in heights], rows, 12) == expected

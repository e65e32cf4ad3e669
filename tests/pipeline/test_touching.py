"""Tables without rules read cell by cell: where their cells end, and what the page gains by it."""

from pathlib import Path

import numpy as np
import pypdfium2
import typst
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.pages import ReadSettings, read_page
from pipeline.readers import open_source
from pipeline.tables import CellRegion, TableRegion, touching

WHITE = np.full((400, 600), 255, np.uint8)


def table(*cells: CellRegion, head: int = 0) -> TableRegion:
    rows, columns = (max(getattr(c, side) for c in cells) + 1 for side in ("row", "column"))
    return TableRegion(Box(0, 0, 600, 400), rows, columns, cells, ruled=False, head=head)


def inked(*boxes: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    picture = WHITE.copy()
    for x0, y0, x1, y1 in boxes:
        picture[y0:y1, x0:x1] = 0
    return picture


def test_a_column_ends_in_the_white_even_where_a_word_was_seen_too_narrow() -> None:
    seen = table(
        CellRegion(0, 0, Box(50, 100, 60, 120)),  # the first digit of three
        CellRegion(0, 1, Box(200, 100, 300, 120)),
        CellRegion(1, 0, Box(50, 140, 60, 160)),
        CellRegion(1, 1, Box(200, 140, 300, 160)),
    )
    cells = touching(seen, inked((50, 100, 110, 120), (200, 100, 300, 120))).cells
    assert [(cell.row, cell.column) for cell in cells] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert 110 < cells[0].box.x1 == cells[1].box.x0 < 200
    assert cells[0].box.y1 == cells[2].box.y0 == 130


def test_an_empty_cell_is_as_high_as_its_row() -> None:
    seen = table(
        CellRegion(0, 0, Box(50, 100, 60, 120)),
        CellRegion(0, 1, Box(200, 110, 300, 110)),  # nothing seen: no height
        CellRegion(1, 0, Box(50, 140, 60, 160)),
        CellRegion(1, 1, Box(200, 140, 300, 160)),
    )
    empty = touching(seen, inked((50, 100, 60, 160), (200, 140, 300, 160))).cells[1]
    assert empty.box.y0 <= 100 and empty.box.y1 >= 120


def test_headings_and_cells_over_several_columns_stay_as_they_were_read() -> None:
    seen = table(
        CellRegion(0, 0, Box(50, 50, 300, 70), 1, 2),
        CellRegion(1, 0, Box(50, 100, 60, 120)),
        CellRegion(1, 1, Box(200, 100, 300, 120)),
        CellRegion(2, 0, Box(50, 140, 300, 160), 1, 2),
        head=1,
    )
    assert [cell.row for cell in touching(seen, inked((50, 100, 60, 120), (200, 100, 300, 120))).cells] == [1, 1]


def test_a_table_with_an_empty_column_is_not_parted() -> None:
    assert touching(table(CellRegion(0, 1, Box(50, 50, 60, 70))), WHITE).cells == ()


ROWS = [
    ["1", "phường Đồng Tiến", "52,45", "75,6", "3,1", "68"],
    ["2", "Xã Trực Mỹ", "97,2", "82,99", "-", "63,7"],
    ["3", "xã Xuân Bình", "65,7", "52", "70,50", "95"],
    ["4", "thị trấn Thanh Ba", "59,90", "90,7", "63", "18,37"],
    ["5", "Phường Hoàng Diệu", "7", "23,7", "11", "93,99"],
]


def test_a_scanned_table_without_rules_is_read_number_by_number(tmp_path: Path) -> None:
    cells = ", ".join(f"[{cell}]" for row in ROWS for cell in row)
    page = '#set page("a4", margin: 2cm)\n#set text(font: "Liberation Serif", lang: "vi", size: 12pt)\n'
    tabular = f"#table(columns: (1.1cm, 1fr, 2cm, 2cm, 2cm, 2cm), stroke: none, {cells})"
    with pypdfium2.PdfDocument(
        typst.compile(f"{page}Kết quả đánh giá của các xã, phường:\n\n{tabular}".encode())
    ) as pdf:
        pdf[0].render(scale=200 / 72, grayscale=True).to_pil().save(tmp_path / "page.png", dpi=(200, 200))
    with open_source(tmp_path / "page.png") as source:
        read = read_page(source, 1, ReadSettings())
    assert [line.text.split("\t") for line in read.lines][1:] == ROWS

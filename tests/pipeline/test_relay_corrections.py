"""A digit that the report itself puts right is put right in the text, its cell moved along; it can be undone."""

from __future__ import annotations

from extractors.layout import Cell, Line, Page, Row, Table
from normalizers.repairs import Repair, undo
from pipeline.relay import corrected_page


def test_a_correction_moves_what_follows_and_can_be_undone() -> None:
    source = "xa Nam Nung\t804\t1"
    first = Repair(7, 0, 11, "xa Nam Nung", "xã Nâm Nung", "diacritics", "model", 0.9)
    line = Line("xã Nâm Nung\t804\t1", source, repairs=(first,))
    row = Row(1, (Cell(0, 0, 11), Cell(1, 12, 15), Cell(2, 16, 17)))
    page = Page(2, 6, (Line("", ""), line), (Table((row,)),))
    correction = Repair(7, 12, 16, "804", "80,4", "digits", "the sum of the parts", 0.8)
    mended = corrected_page(page, [correction])
    assert mended.lines[1].text == "xã Nâm Nung\t80,4\t1"
    cells = mended.tables[0].rows[0].cells
    assert [mended.cell_text(mended.tables[0].rows[0], cell) for cell in cells] == ["xã Nâm Nung", "80,4", "1"]
    assert undo(mended.lines[1].text, mended.lines[1].repairs) == source


def test_a_page_without_corrections_is_the_same() -> None:
    page = Page(1, 1, (Line("a", "a"),))
    assert corrected_page(page, [Repair(9, 0, 1, "b", "c", "digits", "x", 1.0)]) is page

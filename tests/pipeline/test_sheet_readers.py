"""Excel: sheets are pages, and numbers and dates stand as the sheet shows them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Border, Font, Side

from pipeline.readers.sheet_figures import general, shown_date, shown_number
from tests.pipeline.office_files import read


def test_sheets_are_pages_and_ruled_rows_are_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    side = Side(style="thin")
    sheet["A1"] = "KÕt qu¶"
    sheet["A1"].font = Font(name=".VnTime")
    for row, values in enumerate((("TT", "Xã", "Điểm"), (1, "Tường Phù", 77.14), (2, "Suối Tọ", None)), 3):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.font = Font(name="Arial")
            cell.number_format = "#,##0.00" if column == 3 else "General"
    sheet["A7"] = "Ghi chú"
    second = book.create_sheet("2")
    second["B2"] = date(2023, 2, 6)
    second["B2"].number_format = "dd/mm/yyyy"
    book.create_sheet("empty")
    book.save(tmp_path / "a.xlsx")
    first, other = read(tmp_path / "a.xlsx")
    assert first.lines == ("KÕt qu¶", "TT\tXã\tĐiểm", "1\tTường Phù\t77,14", "2\tSuối Tọ\t", "Ghi chú")
    assert first.fonts[0] == ((0, 7, ".VnTime"),)
    assert len(first.rows) == 1
    assert other.lines == ("06/02/2023",)


def test_a_stray_cell_in_the_last_corner(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "đầu", "cuối"
    book.save(tmp_path / "a.xlsx")
    (page,) = read(tmp_path / "a.xlsx")
    assert page.lines == ("đầu", "cuối")


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (77.14, "General", "77,14"),
        (2382, "General", "2382"),
        (2382.5, "#,##0", "2.382"),
        (2382, "#,##0.00", "2.382,00"),
        (0.25, "0%", "25%"),
        (0.0204327, "0.0%", "2,0%"),
        (7, "000", "007"),
        (7.5, "0.##", "7,5"),
        (7, "0.##", "7"),
        (-3, "#,##0;(#,##0)", "(3)"),
        (-3.5, "0.0", "-3,5"),
        (12, '0" điểm"', "12 điểm"),
        (1234567, "_(* #,##0_);_(* \\(#,##0\\)", "1.234.567"),
        (1e-3, "0.00E+00", "0,001"),
        (15, "@", "15"),
    ],
)
def test_numbers_as_the_sheet_shows_them(value: float, form: str, shown: str) -> None:
    assert shown_number(value, form) == shown


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("mm-dd-yy", "06/02/2023"),
        ("dd/mm/yyyy", "06/02/2023"),
        ("d/m/yyyy", "06/02/2023"),
        ("m/yyyy", "2/2023"),
        ('"ngày "dd" tháng "mm" năm "yyyy', "ngày 06 tháng 02 năm 2023"),
        ("dd/mm/yyyy hh:mm", "06/02/2023 14:05"),
        ("[$-42A]dd\\-mm\\-yy", "06-02-23"),
    ],
)
def test_dates_as_the_sheet_shows_them(form: str, shown: str) -> None:
    assert shown_date(datetime(2023, 2, 6, 14, 5), form) == shown


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9), st.text(max_size=12))
def test_any_format_shows_a_number(value: float, form: str) -> None:
    assert isinstance(shown_number(value, form), str)
    assert isinstance(general(value), str)

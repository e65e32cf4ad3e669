"""Excel files of old (.xls): each sheet with cells is a page, values as the sheet shows them."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet as OldSheet

from pipeline.errors import InputError
from pipeline.readers.flow import Block, FlowSource, PageBreak, Run, Runs
from pipeline.readers.package import damaged
from pipeline.readers.sheet_figures import shown_date, shown_number
from pipeline.readers.sheet_flow import Place, Sheet, SheetCell, blocks_of

MEDIA_TYPE = "application/vnd.ms-excel"
_DAMAGE = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    OverflowError,
    NotImplementedError,
    MemoryError,
    UnicodeError,
)


class OldSheetSource(FlowSource):
    """An .xls file. Its strings are Unicode or Latin-1, in the latter TCVN3 and VNI stand as they were typed."""

    def __init__(self, path: Path) -> None:
        try:
            book = xlrd.open_workbook(path, formatting_info=True, logfile=io.StringIO())
            blocks = [block for page in book.sheets() for block in _page(book, page)]
        except _DAMAGE as error:
            if "encrypted" in str(error).lower():
                raise InputError("file-encrypted", path=str(path)) from error
            raise damaged(path, error) from error
        super().__init__(path, MEDIA_TYPE, blocks)


def _page(book: Book, page: OldSheet) -> Iterator[Block]:
    cells: dict[Place, SheetCell] = {}
    for row in range(page.nrows):
        for column in range(page.row_len(row)):
            if runs := _runs(book, page, row, column):
                cells[row, column] = SheetCell(runs, _is_ruled(book, page.cell_xf_index(row, column)))
    merged = {(top, left): (bottom - top, right - left) for top, bottom, left, right in page.merged_cells}
    yield PageBreak()
    yield from blocks_of(Sheet(cells, merged))


def _runs(book: Book, page: OldSheet, row: int, column: int) -> Runs:
    cell = page.cell(row, column)
    style = book.xf_list[page.cell_xf_index(row, column)]
    font = _font(book, style.font_index)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        changes = page.rich_text_runlist_map.get((row, column), [])
        return tuple(_rich(book, str(cell.value), changes, font)) if str(cell.value).strip(" \t\n") else ()
    text = _shown(book, cell.ctype, cell.value, style.format_key)
    return (Run(text, font),) if text else ()


def _rich(book: Book, text: str, changes: list[tuple[int, int]], font: str) -> Iterator[Run]:
    """The text in its fonts; `changes` are where in the text which font begins."""
    at = 0
    for start, index in changes:
        if start > at:
            yield Run(text[at:start], font)
        at, font = start, _font(book, index)
    yield Run(text[at:], font)


def _font(book: Book, index: int) -> str:
    return str(book.font_list[index].name) if index < len(book.font_list) else ""


def _shown(book: Book, kind: int, value: float, format_key: int) -> str:
    held = book.format_map.get(format_key)
    form = str(held.format_str) if held else "General"
    if kind == xlrd.XL_CELL_NUMBER:
        return shown_number(value, form)
    if kind == xlrd.XL_CELL_DATE:
        try:
            return shown_date(xlrd.xldate.xldate_as_datetime(value, book.datemode), form)
        except (ValueError, OverflowError):
            return shown_number(value, "General")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(int(value), ""))
    return ""


def _is_ruled(book: Book, style: int) -> bool:
    border = book.xf_list[style].border
    sides = (border.left_line_style, border.right_line_style, border.top_line_style, border.bottom_line_style)
    return sum(int(side) > 0 for side in sides) >= 2

"""Excel files (.xlsx, .xlsm): each sheet with cells is a page, values as the sheet shows them."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.readers.flow import Block, FlowSource, PageBreak, Run, Runs
from pipeline.readers.package import Package, damaged
from pipeline.readers.sheet_figures import shown_date, shown_number
from pipeline.readers.sheet_flow import Place, Sheet, SheetCell, blocks_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAMAGE = (
    *(BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError),
    *(OverflowError, NotImplementedError, EOFError, RecursionError),
)


class SheetSource(FlowSource):
    """An .xlsx file. Formulas are shown by the value that was stored with them."""

    def __init__(self, path: Path) -> None:
        with Package(path):  # its size is looked at before it is unpacked
            pass
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about charts and drop-down lists, which hold no text
                with path.open("rb") as file:  # the name may end otherwise
                    book = openpyxl.load_workbook(file, data_only=True, rich_text=True)
            blocks = [block for page in book.worksheets for block in _page(page)]
        except _DAMAGE as error:
            raise damaged(path, error) from error
        super().__init__(path, MEDIA_TYPE, blocks)


def _page(page: Worksheet) -> Iterator[Block]:
    cells: dict[Place, SheetCell] = {}
    # The public way makes every cell up to the last one: billions for one stray cell in the last corner.
    for (row, column), cell in page._cells.items():
        if cell.value is not None and (runs := _runs(cell)):
            cells[row - 1, column - 1] = SheetCell(runs, _is_ruled(cell))
    merged = {
        (area.min_row - 1, area.min_col - 1): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
        for area in page.merged_cells.ranges
    }
    yield PageBreak()
    yield from blocks_of(Sheet(cells, merged))


def _runs(cell: Cell) -> Runs:
    font = str(cell.font.name or "") if cell.font else ""
    value = cell.value
    if isinstance(value, CellRichText):
        return tuple(_rich(part, font) for part in value)
    text = shown(value, str(cell.number_format or "General"))
    return (Run(text, font),) if text.strip(" \t\n") else ()


def _rich(part: str | TextBlock, font: str) -> Run:
    if isinstance(part, TextBlock):
        return Run(part.text or "", str(part.font.rFont or font))
    return Run(part, font)


def shown(value: object, form: str) -> str:
    """A value as its cell shows it."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return shown_number(value, form)
        case datetime() | date() | time():
            return shown_date(value, form)
        case timedelta():
            return str(value)
        case _:
            return "" if value is None else str(value)


def _is_ruled(cell: Cell) -> bool:
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom) if border else ()
    return sum(side is not None and side.style is not None for side in sides) >= 2

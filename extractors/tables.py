"""The tables of a document, read once for all extractors, and the heads of their columns."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.grids import Grid, GridRow, is_index_row
from extractors.layout import numbered_lines
from extractors.text import Flow
from extractors.text_tables import all_grids


@lru_cache(maxsize=4)
def grids_of(text: Flow) -> tuple[Grid, ...]:
    return all_grids(tuple(numbered_lines(text.pages)))


def heads(grid: Grid) -> list[str]:
    """The head of each column; a row of words with a number before it ('I', 'CHỈ ĐẠO') is data, not head."""
    rows = [row for row in grid.header if not is_index_row(row) and not _is_part(row)]
    found = []
    for column in range(grid.columns):
        parts = dict.fromkeys(row.text(column) for row in rows if row.text(column))
        found.append(" ".join(parts))
    return found


def data_rows(grid: Grid) -> list[GridRow]:
    """The rows that are no heads, those of words alone included."""
    return [*(row for row in grid.header if _is_part(row)), *grid.rows]


def _is_part(row: GridRow) -> bool:
    first = next((cell.text for cell in row.cells), "")
    return re.fullmatch(r"(?:[IVX]{1,5}|[A-H]|\d{1,2}(?:\.\d{1,2})*)[.)]?", first) is not None and not is_index_row(row)

"""The heads of the columns of a table, and its rows that are no heads."""

from __future__ import annotations

import re

from extractors.tables.grids import Grid, GridRow, is_index_row


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

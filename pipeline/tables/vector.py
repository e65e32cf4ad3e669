"""Ruled tables of a born-digital page, from its vector rules: pdfplumber finds them, here they become TableRegions."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.layout import Box
from pipeline.tables.region import CellRegion, TableRegion

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage

NEAR = 2.0  # points: edges nearer than this are one edge
RULES = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 3, "join_tolerance": 3}


def vector_tables(page: PdfPage) -> tuple[TableRegion, ...]:
    """The ruled tables of a PDF page, from top to bottom; none where the page has too few rules to part anything."""
    if len(page.lines) + len(page.rects) + len(page.curves) < 4:
        return ()
    found = (_region([Box(*cell) for cell in table.cells if cell]) for table in page.find_tables(RULES))
    return tuple(sorted((table for table in found if table), key=lambda table: (table.box.y0, table.box.x0)))


def _region(boxes: list[Box]) -> TableRegion | None:
    """The grid that these cell boxes make. A frame, or boxes in one column or row of two, is not a table."""
    columns = _edges([value for box in boxes for value in (box.x0, box.x1)])
    rows = _edges([value for box in boxes for value in (box.y0, box.y1)])
    if len(columns) < 3 or len(rows) < 2 or len(boxes) < 3:
        return None
    cells = [_cell(box, rows, columns) for box in boxes]
    frame = Box(columns[0], rows[0], columns[-1], rows[-1])
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return TableRegion(frame, len(rows) - 1, len(columns) - 1, tuple(ordered))


def _edges(values: list[float]) -> list[float]:
    """The distinct edges, in order."""
    ordered = sorted(values)
    return ordered[:1] + [after for before, after in pairwise(ordered) if after - before > NEAR]


def _cell(box: Box, rows: list[float], columns: list[float]) -> CellRegion:
    top, bottom = _nearest(rows, box.y0), _nearest(rows, box.y1)
    left, right = _nearest(columns, box.x0), _nearest(columns, box.x1)
    return CellRegion(top, left, box, max(bottom - top, 1), max(right - left, 1))


def _nearest(edges: list[float], value: float) -> int:
    after = min(bisect_left(edges, value), len(edges) - 1)
    return after - 1 if after and value - edges[after - 1] < edges[after] - value else after

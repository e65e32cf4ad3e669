"""Tables of a page: found by their rules (drawn or vector) or by their columns, their words put into cells.

The way of a scanned page: `find_rules` on the evened, deskewed grey picture → `ruled_tables` → `erase_rules` →
`read_cells` for each table (its box is left out when the rest of the page is read) → `fill` → one line for each row.
A page with a text layer: `vector_tables` of the pdfplumber page → `fill` with the words of the layer.
`unruled_tables` looks at the words that are in no ruled table.
"""

from pipeline.tables.cells import FilledCell, FilledRow, Placed, fill, reading_order, text_lines
from pipeline.tables.grid import frames, parted_frames, ruled_tables
from pipeline.tables.reading import read_cells
from pipeline.tables.region import CellRegion, TableRegion
from pipeline.tables.rules import Rules, erase_rules, find_rules, may_be_ruled
from pipeline.tables.touching import touching
from pipeline.tables.unruled import unruled_tables
from pipeline.tables.vector import vector_tables

__all__ = [
    "CellRegion",
    "FilledCell",
    "FilledRow",
    "Placed",
    "Rules",
    "TableRegion",
    "erase_rules",
    "fill",
    "find_rules",
    "frames",
    "may_be_ruled",
    "parted_frames",
    "read_cells",
    "reading_order",
    "ruled_tables",
    "text_lines",
    "touching",
    "unruled_tables",
    "vector_tables",
]

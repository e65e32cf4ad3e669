"""A table as found on a page: where it is, its rows and columns, its cells. One shape for pictures and PDFs.

Coordinates are those of the finder: pixels of the picture for scans, points for PDFs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.layout import Box


@dataclass(frozen=True, slots=True)
class CellRegion:
    row: int
    column: int
    box: Box
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class TableRegion:
    box: Box
    rows: int
    columns: int
    cells: tuple[CellRegion, ...]  # ordered by row, then column
    ruled: bool = True
    head: int = 0  # rows of an unruled table that are its heading

    def scaled(self, factor: float) -> TableRegion:
        """The same table in other units: pixels to points with 72 / dpi."""
        return replace(
            self,
            box=scaled(self.box, factor),
            cells=tuple(replace(cell, box=scaled(cell.box, factor)) for cell in self.cells),
        )


def scaled(box: Box, factor: float) -> Box:
    return Box(*(value * factor for value in box))


def centre_in(inner: Box, outer: Box) -> bool:
    """Whether the centre of `inner` lies in `outer`."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1

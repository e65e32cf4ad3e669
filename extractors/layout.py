"""What a page is, for every room: lines as read and as repaired, words with boxes, tables as rows of cells.

Coordinates are PDF points (1/72 inch) from the top left of the page as a reader sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from normalizers.repairs import Repair, source_span

Verdict = Literal["use_text", "repair_text", "ocr", "both"]


class Box(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read: `start` and `end` are character offsets in `Line.source`."""

    start: int
    end: int
    box: Box
    confidence: float = 1.0  # 0-1, the reader's own
    font: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text.txt. `source` is the line as read; `repairs` lead from it to `text`.

    `fonts` are runs of `source` (start, end, name) of files that have fonts but no boxes; elsewhere words have fonts.
    """

    text: str
    source: str
    words: tuple[Word, ...] = ()
    repairs: tuple[Repair, ...] = ()
    box: Box | None = None
    fonts: tuple[tuple[int, int, str], ...] = ()

    def source_quote(self, start: int, end: int) -> str:
        """The words as read that became text[start:end]."""
        first, last = source_span(start, end, self.repairs)
        return self.source[first:last]

    def span_box(self, start: int, end: int) -> Box | None:
        """The box around the words that became text[start:end]; None for plain text."""
        first, last = source_span(start, end, self.repairs)
        box: Box | None = None
        for word in self.words:
            if word.start < last and first < word.end:
                box = word.box if box is None else box.union(word.box)
        return box or self.box

    def confidence(self, start: int, end: int) -> float:
        """The least confidence of the reader in the words of text[start:end]; 1.0 for plain text."""
        first, last = source_span(start, end, self.repairs)
        return min((w.confidence for w in self.words if w.start < last and first < w.end), default=1.0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: where its text stands in the line of its row, and where it is on the page."""

    column: int  # 0-based
    start: int  # offsets in Line.text of the row
    end: int
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table stands on one line of text.txt, its cells separated by TAB."""

    line: int  # 0-based index in Page.lines
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    header_rows: int = 1
    box: Box | None = None
    ruled: bool = True
    continues: bool = False  # goes on from the last table of the page before


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `first_line` is the 1-based number of its first line in text.txt."""

    number: int
    first_line: int
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    width: float = 0.0  # points; 0 for plain text
    height: float = 0.0
    turned: int = 0  # degrees clockwise (0, 90, 180, 270) that the page as shown was turned to be read

    def cell_text(self, row: Row, cell: Cell) -> str:
        return self.lines[row.line].text[cell.start : cell.end]


def numbered_lines(pages: tuple[Page, ...]) -> Iterator[tuple[int, Page, Line]]:
    """Every line of a file with its number in text.txt (1-based) and its page."""
    for page in pages:
        for offset, line in enumerate(page.lines):
            yield page.first_line + offset, page, line

"""What a document is made of, before it is given a form: blocks in the order a reader meets them.

The letterhead and the signature follow the layout of Nghị định 30/2020/NĐ-CP: two columns, number and place on one
line, recipients on the left, the signature on the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from samples.facts import Check, DocumentFact
from samples.passage import Passage, join

Style = Literal["body", "heading", "item", "type", "title", "organ", "basis", "order", "note", "caption", "signed"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    passage: Passage
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Left: two lines of the issuer ("ỦY BAN NHÂN DÂN" over the district, or the province's body over the
    district's), the number. Right: the state, the motto, place and date."""

    above: Passage
    issuer: Passage
    number: Passage  # "Số: 75/QĐ-UBND"
    place_date: Passage
    above_bold: bool = True

    @property
    def rows(self) -> tuple[tuple[Passage, Passage], ...]:
        """The visual lines, left and right."""
        state, motto = Passage("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), Passage("Độc lập - Tự do - Hạnh phúc")
        return (self.above, state), (self.issuer, motto), (self.number, self.place_date)


@dataclass(frozen=True, slots=True)
class Over:
    """A heading over several columns: "Điểm" over "Tự chấm" and "Thẩm định". `row`: of the header, 0 is the highest."""

    text: Passage
    first: int
    columns: int
    row: int = 0

    @property
    def covered(self) -> range:
        return range(self.first, self.first + self.columns)


@dataclass(frozen=True, slots=True)
class Span:
    """A cell of the body that goes down over several rows, whose own cells in its column are blank."""

    row: int
    column: int
    rows: int


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell and how many rows and columns it takes, in the header or in a body with merged cells."""

    text: Passage
    row: int
    column: int
    down: int = 1
    across: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: header and body rows of cells, `widths` as shares of the text width.

    `header` names every column; with `over`, the header has two or three rows, and columns under no common heading
    go through all of them. `down` are the merged cells of the body.
    """

    header: tuple[Passage, ...]
    rows: tuple[tuple[Passage, ...], ...]
    widths: tuple[float, ...]
    align: str  # one letter a column: l, c or r
    ruled: bool = True
    repeat_header: bool = True
    bold_last: bool = False
    split_after: int = 0  # break the page after so many rows; 0 = let it fall
    over: tuple[Over, ...] = ()
    down: tuple[Span, ...] = ()

    @property
    def depth(self) -> int:
        """Rows of the header."""
        return 2 + max(over.row for over in self.over) if self.over else 1

    @property
    def head_cells(self) -> tuple[HeadCell, ...]:
        """The cells of the header, upper row first; in a row those over columns first."""
        over = [HeadCell(over.text, over.row, over.first, across=over.columns) for over in self.over]
        tops = [max((o.row + 1 for o in self.over if k in o.covered), default=0) for k in range(len(self.header))]
        through = [HeadCell(text, tops[k], k, self.depth - tops[k]) for k, text in enumerate(self.header)]
        return tuple(sorted((*over, *through), key=lambda cell: cell.row))

    @property
    def head_rows(self) -> tuple[tuple[Passage, ...], ...]:
        """One row, two or three, blank where a cell of several rows or columns goes on."""
        rows = [[Passage("")] * len(self.header) for _ in range(self.depth)]
        for cell in self.head_cells:
            rows[cell.row][cell.column] = cell.text
        return tuple(map(tuple, rows))

    def body_cells(self, row: int) -> tuple[HeadCell, ...]:
        """The cells that begin in a row of the body."""
        going_on = {s.column for s in self.down if s.row < row < s.row + s.rows}
        long = {s.column: s.rows for s in self.down if s.row == row}
        cells = [HeadCell(text, self.depth + row, k, long.get(k, 1)) for k, text in enumerate(self.rows[row])]
        return tuple(cell for cell in cells if cell.column not in going_on)

    def block_of(self, row: int) -> int:
        """The first row of those that hang together by merged cells; -1 for a row by itself."""
        return min((s.row for s in self.down if s.row <= row < s.row + s.rows), default=-1)


@dataclass(frozen=True, slots=True)
class Signature:
    recipients: tuple[Passage, ...]
    capacity: tuple[str, ...]  # "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"
    name: str
    electronic: bool = False

    @property
    def listed(self) -> tuple[Passage, ...]:
        """The recipients as lines."""
        last = len(self.recipients) - 1
        return tuple(join(("- ", name, "." if k == last else ";")) for k, name in enumerate(self.recipients))


@dataclass(frozen=True, slots=True)
class NewPage:
    """The next block starts on a new page; `landscape` until the next one."""

    landscape: bool = False


Block = Paragraph | Letterhead | Table | Signature | NewPage


@dataclass(frozen=True, slots=True)
class Sheet:
    """One official document: what it is, and its blocks."""

    document: DocumentFact
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One file of the archive: a document, or a decision and the report attached to it."""

    kind: str
    year: int
    district_code: str
    sheets: tuple[Sheet, ...]
    planted: tuple[Check, ...] = ()

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
    """A heading over several columns: "Điểm" over "Tự chấm" and "Thẩm định"."""

    text: Passage
    first: int
    columns: int

    @property
    def covered(self) -> range:
        return range(self.first, self.first + self.columns)


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the header and how many rows and columns it takes."""

    text: Passage
    row: int
    column: int
    down: int = 1
    across: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: header and body rows of cells, `widths` as shares of the text width.

    `header` names every column; with `over`, the header has two rows, and columns under no common heading
    go through both.
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

    @property
    def head_cells(self) -> tuple[HeadCell, ...]:
        """The cells of the header, upper row first: first those of one row, then those that go through both."""
        covered = {column for over in self.over for column in over.covered}
        upper = [HeadCell(over.text, 0, over.first, across=over.columns) for over in self.over]
        down = 2 if self.over else 1
        through = [HeadCell(text, 0, k, down) for k, text in enumerate(self.header) if k not in covered]
        return (*upper, *through, *[HeadCell(text, 1, k) for k, text in enumerate(self.header) if k in covered])

    @property
    def head_rows(self) -> tuple[tuple[Passage, ...], ...]:
        """One row or two, blank where a cell of two rows or columns goes on."""
        rows = [[Passage("")] * len(self.header) for _ in range(2 if self.over else 1)]
        for cell in self.head_cells:
            rows[cell.row][cell.column] = cell.text
        return tuple(map(tuple, rows))


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

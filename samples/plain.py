"""A dossier as plain text: paragraphs wrapped or long, tables in the ways converters and typists write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from samples.laidout import Found, LaidOut, Piece, locate
from samples.passage import Passage
from samples.sheets import Block, Dossier, Letterhead, NewPage, Paragraph, Signature, Table

TableStyle = Literal["markdown", "tabs", "columns"]


@dataclass(frozen=True, slots=True)
class PlainStyle:
    """`width`: characters a line, 0 = each paragraph is one line."""

    width: int = 0
    tables: TableStyle = "markdown"
    blank_lines: bool = True
    two_columns: bool = True  # letterhead side by side
    pages: bool = False  # a new page begins where the document wants one


@dataclass(slots=True)
class _Writer:
    style: PlainStyle
    lines: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    document: int = 1
    page_starts: list[int] = field(default_factory=lambda: [0])

    def blank(self) -> None:
        if self.style.blank_lines and self.lines and self.lines[-1]:
            self.lines.append("")

    def paragraph(self, passage: Passage) -> None:
        pieces = []
        for start, end in wrapped(passage.text, self.style.width):
            pieces.append(Piece(start, end, len(self.lines), 0))
            self.lines.append(passage.text[start:end])
        self.found += locate(passage, pieces, self.document)

    def row(self, cells: tuple[Passage, ...], before: str, between: str, after: str, widths: tuple[int, ...]) -> None:
        """One line of cells, each padded to its width (0: as it is)."""
        text = before
        for index, cell in enumerate(cells):
            text += between if index else ""
            self.found += locate(cell, [Piece(0, len(cell.text), len(self.lines), len(text))], self.document)
            text += cell.text.ljust(widths[index])
        self.lines.append((text + after).rstrip())


def write_plain(dossier: Dossier, style: PlainStyle) -> LaidOut:
    writer = _Writer(style)
    for number, sheet in enumerate(dossier.sheets, 1):
        writer.document = number
        first = len(writer.lines)
        for block in sheet.blocks:
            _block(writer, block)
        while writer.lines and not writer.lines[-1]:
            writer.lines.pop()
        last = len(writer.lines) - 1
        writer.found.append(Found(sheet.document, number, first, last, 0, len(writer.lines[last])))
        writer.lines.append("")
    return LaidOut(tuple(writer.lines[:-1]), tuple(writer.found), tuple(writer.page_starts))


def wrapped(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The spans of the lines of a paragraph, broken at spaces; newlines in it are kept."""
    start = 0
    for part in text.split("\n"):
        yield from _wrapped_line(text, start, start + len(part), width)
        start += len(part) + 1


def _wrapped_line(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    while width and end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut <= start:
            break
        yield start, cut
        start = cut + 1
    yield start, end


def _block(writer: _Writer, block: Block) -> None:
    match block:
        case Paragraph():
            writer.paragraph(block.passage)
            writer.blank()
        case Letterhead():
            _letterhead(writer, block)
        case Table():
            _table(writer, block)
        case Signature():
            _signature(writer, block)
        case NewPage():
            writer.blank()
            if writer.style.pages:
                writer.page_starts.append(len(writer.lines))


def _letterhead(writer: _Writer, head: Letterhead) -> None:
    if writer.style.two_columns and writer.style.tables == "tabs" and not writer.style.width:
        for left, right in head.rows:
            writer.row((left, right), "", "\t", "", (0, 0))
    elif writer.style.two_columns:
        width = max(len(left.text) for left, _ in head.rows) + 4
        for left, right in head.rows:
            writer.row((left, right), "", "", "", (width, 0))
    else:
        for passage in [row[side] for side in (0, 1) for row in head.rows]:
            if passage.text:
                writer.paragraph(passage)
    writer.lines.append("")


def _signature(writer: _Writer, signature: Signature) -> None:
    writer.paragraph(Passage("Nơi nhận:"))
    for name in signature.listed:
        writer.paragraph(name)
    writer.lines.append("")
    for line in (*signature.capacity, "", signature.name):
        writer.paragraph(Passage(line))
    writer.blank()


def _table(writer: _Writer, table: Table) -> None:
    rows = (*table.head_rows, *table.rows)
    widths = tuple(max(len(row[i].text) for row in rows) for i in range(len(table.header)))
    none = (0,) * len(widths)
    for number, row in enumerate(rows):
        match writer.style.tables:
            case "markdown":
                writer.row(row, "| ", " | ", " |", none)
                if number == 0:
                    writer.lines.append("|" + "|".join("---" for _ in widths) + "|")
            case "tabs":
                writer.row(row, "", "\t", "", none)
            case "columns":
                writer.row(row, "", "  ", "", widths)
    writer.blank()

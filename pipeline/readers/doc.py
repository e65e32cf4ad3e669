"""Word files of 1997-2003 (.doc), read from their own bytes: TCVN3's ư, fonts and tables as Word keeps them.

Converters lose what matters here: catdoc and LibreOffice drop soft hyphens, which are TCVN3's ư, and fonts, which tell
`.VnTimeH` capitals. Of files of Word 6 and 95 the text alone is read; what is older, or was saved in haste (a text in
pieces), goes through catdoc where it is installed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import olefile

from pipeline import programs
from pipeline.errors import InputError, MissingProgramError
from pipeline.readers import doc_binary as binary
from pipeline.readers.edge_tables import CellEdge, EdgeTable
from pipeline.readers.flow import Block, FlowSource, PageBreak, Run, Runs
from pipeline.readers.text import split_pages
from pipeline.readers.western import western

MEDIA_TYPE = "application/msword"
CATDOC_SECONDS = 60.0
_DAMAGE = (struct.error, IndexError, ValueError, OSError, KeyError, OverflowError)
_SHOWN = str.maketrans({"\x1e": "-", "\x0b": "\n", "\x0e": "\n"} | dict.fromkeys("\r\x07\x0c\x1f"))
# \x1f is Word's own optional hyphen and no letter; TCVN3's ư is U+00AD.
_ENDS = "\r\x07\x0c"  # of a paragraph, a cell or row, a page or section
_BODY, _FOOTNOTES, _HEADERS, _, _, _ENDNOTES, _BOXES = range(7)


class OldWordSource(FlowSource):
    """A .doc file; pages end at page breaks that were typed, footnotes and text boxes follow the body."""

    def __init__(self, path: Path) -> None:
        try:
            with olefile.OleFileIO(path) as container:
                blocks = list(_read(container))
        except binary.FormatError as error:
            if error.locked:
                raise InputError("file-encrypted", path=str(path)) from error
            blocks = through_catdoc(path)
        except _DAMAGE as error:
            raise InputError("file-damaged", path=str(path), why=str(error)[:200] or type(error).__name__) from error
        super().__init__(path, MEDIA_TYPE, blocks)


def through_catdoc(path: Path) -> list[Block]:
    """The text as catdoc gives it: single bytes, a paragraph a line. Raises InputError: catdoc is missing, or fails."""
    try:
        outcome = programs.run(["catdoc", "-s8859-1", "-d8859-1", "-w", str(path.resolve())], CATDOC_SECONDS)
    except MissingProgramError as error:
        raise InputError("old-word", path=str(path)) from error
    if outcome.status or not outcome.stdout.strip():
        why = outcome.stderr.decode("utf-8", "replace").strip()[:200]
        raise InputError("file-damaged", path=str(path), why=why or "catdoc found no text")
    blocks: list[Block] = []
    for lines in split_pages(western(outcome.stdout)):
        blocks += [PageBreak(), *((Run(line),) for line in lines)]
    return blocks


def _read(container: olefile.OleFileIO) -> Iterator[Block]:
    stream = container.openstream("WordDocument").read()
    if (old := binary.text_before_97(stream)) is not None:
        yield from _plain(old)
        return
    header = binary.header(stream)
    table = container.openstream(header.table_stream).read()
    document = _Document(stream, table, header)
    parts, at = [], 0
    for length in header.parts:
        parts.append((at, at + length))
        at += length
    yield from _once(document.blocks(*parts[_HEADERS]))
    for part in (_BODY, _FOOTNOTES, _ENDNOTES, _BOXES):
        yield from document.blocks(*parts[part])


def _plain(text: str) -> Iterator[Block]:
    """Text without properties: two marks of cells beside each other end a row."""
    fields: list[bool] = []
    shown = "".join(_outside_codes(text, fields)).replace("\x07\x07", "\r").replace("\x07", "\t")
    for number, page in enumerate(shown.split("\x0c")):
        if number:
            yield PageBreak()
        yield from ((Run(line.translate(_SHOWN)),) for line in page.split("\r"))


def _once(blocks: Iterator[Block]) -> Iterator[Block]:
    """Headers and footers, each said once, page numbers not at all."""
    seen: set[Block] = set()
    for block in blocks:
        if isinstance(block, tuple) and block not in seen and any(c.isalpha() for run in block for c in run.text):
            seen.add(block)
            yield block


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text with the same properties; `fc` is where its last character lies in the stream."""

    text: str
    run: Run
    fc: int


def _outside_codes(text: str, fields: list[bool]) -> Iterator[str]:
    """The signs that are shown: of a field \x13 PAGE \x14 7 \x15 only what stands behind \x14."""
    for sign in text:
        if sign == "\x13":
            fields.append(True)
        elif sign == "\x14" and fields:
            fields[-1] = False
        elif sign == "\x15" and fields:
            fields.pop()
        elif not any(fields):
            yield sign


@dataclass(slots=True)
class _Flow:
    """Blocks as they grow: the paragraph and the table being read."""

    runs: list[Run] = field(default_factory=list)
    table: EdgeTable = field(default_factory=EdgeTable)

    def paragraph(self) -> Runs:
        runs, self.runs = tuple(self.runs), []
        return runs

    def end_table(self) -> Iterator[Block]:
        if self.table.rows or self.table.cells:
            yield self.table.grid()
        yield from self.table.paragraphs
        self.table = EdgeTable()


class _Document:
    """The text of a document with its properties at hand."""

    def __init__(self, stream: bytes, table: bytes, header: binary.Header) -> None:
        self._pieces = tuple(binary.pieces(stream, table, header.places["pieces"]))
        self._characters = binary.properties(stream, table, header.places["characters"], paragraphs=False)
        self._paragraphs = binary.properties(stream, table, header.places["paragraphs"], paragraphs=True)
        self._names = binary.font_names(table, header.places["fonts"])
        self._styles = binary.style_fonts(table, header.places["styles"])
        self._character = cache(binary.character)
        self._paragraph = cache(binary.paragraph)

    def blocks(self, start: int, end: int) -> Iterator[Block]:
        """The paragraphs and tables of the text from cp `start` to `end`."""
        flow = _Flow()
        fields: list[bool] = []  # of the fields around a sign: whether it stands in the part that says what they are
        for stretch in self._stretches(start, end):
            text = "".join(_outside_codes(stretch.text, fields)).translate(_SHOWN)
            if text:
                flow.runs.append(Run(text, stretch.run.font))
            if stretch.text[-1:] in _ENDS:
                yield from self._ended(flow, stretch)
        yield from flow.end_table()
        yield flow.paragraph()

    def _ended(self, flow: _Flow, stretch: _Stretch) -> Iterator[Block]:
        """What the end of a paragraph, cell, row or page brings."""
        mark, about = stretch.text[-1], self._paragraph(self._paragraphs.at(stretch.fc))
        if about.row_end:
            flow.runs.clear()
            flow.table.edges[:] = [CellEdge(e.right, e.merged or e.above, e.above) for e in about.edges]
            flow.table.end_row()
        elif about.in_table:
            flow.table.paragraphs.append(flow.paragraph())
            if mark == "\x07":
                flow.table.end_cell()
        else:
            yield from flow.end_table()
            if about.new_page:
                yield PageBreak()
            yield flow.paragraph()
            if mark == "\x0c":
                yield PageBreak()

    def _stretches(self, start: int, end: int) -> Iterator[_Stretch]:
        """The text cut where its properties change and behind every end of a paragraph."""
        cp = 0
        for piece in self._pieces:
            low, high = max(start - cp, 0), min(end - cp, len(piece.text))
            cp += len(piece.text)
            while low < high:
                fc = piece.fc + low * piece.width
                changes = (self._characters.next_start(fc) - piece.fc + piece.width - 1) // piece.width
                stop = min([high, max(changes, low + 1), *self._first_end(piece.text, low, high)])
                run = self._run(fc, piece.text[low:stop])
                marked = piece.text[low:stop]
                ending = marked[-1] if marked[-1] in _ENDS else ""
                yield _Stretch(
                    run.text + (ending if not run.text.endswith(ending) else ""),
                    run,
                    piece.fc + (stop - 1) * piece.width,
                )
                low = stop

    def _first_end(self, text: str, low: int, high: int) -> list[int]:
        return [at + 1 for mark in _ENDS if (at := text.find(mark, low, high)) >= 0]

    def _run(self, fc: int, text: str) -> Run:
        """The text in its font: the run's own, its style's, its paragraph's."""
        own = self._character(self._characters.at(fc))
        if own.unseen:
            return Run("".join(sign for sign in text if sign in "\x13\x14\x15"))
        if own.symbol is not None:
            return Run(chr(own.symbol[1]) * len(text), self._name(own.symbol[0]))
        number = own.font
        if number is None and own.style is not None:
            number = self._style_font(own.style)
        if number is None:
            number = self._style_font(self._paragraph(self._paragraphs.at(fc)).style)
        return Run(text, self._name(number) if number is not None else "")

    def _style_font(self, style: int) -> int | None:
        return self._styles[style] if style < len(self._styles) else None

    def _name(self, number: int) -> str:
        return self._names[number] if number < len(self._names) else ""

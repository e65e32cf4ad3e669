"""Word, Excel, HTML and RTF files, in Unicode or with the legacy fonts of the time. Same dossier, same bytes."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from normalizers.charsets import CASELESS, encode
from samples.passage import Passage, join
from samples.sheets import Block, Dossier, HeadCell, Letterhead, NewPage, Paragraph, Signature, Table

EPOCH = datetime(2024, 1, 1)  # written into files that must carry a date
SOFT_HYPHEN = "\u00ad"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
UNICODE_FONT = "Times New Roman"
FONTS = {"tcvn3": (".VnTime", ".VnTimeH"), "vni": ("VNI-Times", "VNI-Times")}


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of an office file: a paragraph (one cell) or a row of a table."""

    cells: tuple[Passage, ...]
    style: str
    table: int = 0  # number of the table, 0 = none
    head: tuple[HeadCell, ...] = ()  # of a header of two rows: the cells that begin in this row, from the left

    @property
    def merged(self) -> tuple[HeadCell, ...]:
        return tuple(cell for cell in self.head if cell.down > 1 or cell.across > 1)


def strips(dossier: Dossier) -> Iterator[Strip]:
    """The lines of a dossier in reading order."""
    number = 0
    for sheet in dossier.sheets:
        for block in sheet.blocks:
            number += 1
            yield from _strips(block, number)


def _strips(block: Block, number: int) -> Iterator[Strip]:
    match block:
        case Paragraph():
            for part in _lines(block.passage):
                yield Strip((part,), block.style)
        case Letterhead():
            for pair in block.rows:
                yield Strip(pair, "head", number)
        case Table():
            for row, header in enumerate(block.head_rows):
                begun = sorted((cell for cell in block.head_cells if cell.row == row), key=lambda cell: cell.column)
                yield Strip(header, "header", number, tuple(begun) if block.over else ())
            for cells in block.rows:
                yield Strip(cells, "row", number)
        case Signature():
            yield Strip((Passage("Nơi nhận:"),), "note")
            for index, name in enumerate(block.recipients):
                end = "." if index == len(block.recipients) - 1 else ";"
                yield Strip((join(("- ", name, end)),), "recipient")
            for line in (*block.capacity, block.name):
                yield Strip((Passage(line),), "organ")
        case NewPage():
            return


def _lines(passage: Passage) -> list[Passage]:
    if "\n" not in passage.text:
        return [passage]
    return [Passage(line) for line in passage.text.split("\n")]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one font; `legacy`: the text is bytes of a charset, shown as Latin-1 characters."""

    text: str
    font: str
    legacy: bool = False


def pieces(text: str, charset: str | None, chance: Random) -> list[Piece]:
    """A line in its font. Files of the time of change mix: most lines legacy, some typed later in Unicode."""
    if not text:
        return []
    if charset is None or chance.random() < 0.15:
        return [Piece(text, UNICODE_FONT)]
    small, capital = FONTS[charset]
    if charset in CASELESS and text.isupper():
        return [Piece(encode(text.lower(), charset).decode("latin-1"), capital, True)]
    return [Piece(encode(text, charset).decode("latin-1"), small, True)]


def word_file(dossier: Dossier, charset: str | None, chance: Random) -> bytes:
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = EPOCH
    document.core_properties.author = document.core_properties.last_modified_by = ""
    table, number = None, 0
    merged: list[tuple[WordTable, HeadCell]] = []
    for strip in strips(dossier):
        if strip.table == 0:
            _paragraph(document.add_paragraph(), strip, strip.cells[0], charset, chance)
            continue
        if strip.table != number or table is None:
            number, table = strip.table, document.add_table(rows=0, cols=len(strip.cells))
            table.style = "Table Grid" if strip.style == "header" else "Normal Table"
        for cell, passage in zip(table.add_row().cells, strip.cells, strict=True):
            _paragraph(cell.paragraphs[0], strip, passage, charset, chance)
        merged += [(table, cell) for cell in strip.merged]
    for grid, cell in merged:
        last = grid.cell(cell.row + cell.down - 1, cell.column + cell.across - 1)
        grid.cell(cell.row, cell.column).merge(last)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _paragraph(paragraph: WordParagraph, strip: Strip, passage: Passage, charset: str | None, chance: Random) -> None:
    if strip.style in ("type", "title", "organ", "order", "head", "header", "caption"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in pieces(passage.text, charset, chance):
        run = paragraph.add_run()
        for index, part in enumerate(piece.text.split(SOFT_HYPHEN)):
            if index:
                run._r.append(OxmlElement("w:softHyphen"))  # what a .doc made into .docx has for TCVN3's ư
            run.add_text(part)
        run.font.name, run.font.size = piece.font, Pt(13)
        run.bold = strip.style in ("type", "title", "organ", "order", "heading", "header")


def repacked(data: bytes) -> bytes:
    """A zip file with every date set to the same day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(info))
    return out.getvalue()


def excel_file(dossier: Dossier, charset: str | None, chance: Random) -> bytes:
    """One sheet: paragraphs in the first column, tables over as many columns as they have."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": EPOCH})
    page = book.add_worksheet("Sheet1")
    formats = {
        (font, boxed): book.add_format({"font_name": font, "font_size": 12, "border": int(boxed), "text_wrap": boxed})
        for font in (UNICODE_FONT, *(FONTS[charset] if charset else ()))
        for boxed in (False, True)
    }
    page.set_column(1, 1, 34)
    for row, strip in enumerate(strips(dossier)):
        for cell in strip.merged:
            last = row + cell.down - 1, cell.column + cell.across - 1
            page.merge_range(row, cell.column, *last, "", formats[UNICODE_FONT, True])
        for column, passage in enumerate(strip.cells):
            for piece in pieces(passage.text, charset, chance):
                page.write_string(row, column, piece.text, formats[piece.font, strip.style in ("header", "row")])
    book.close()
    return out.getvalue()


def html_file(dossier: Dossier, charset: str | None, chance: Random) -> bytes:
    """A page as saved from a word processor; legacy: windows-1252 with <font face=".VnTime">."""
    label = "windows-1252" if charset else "utf-8"
    parts = [f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}"></head><body>']
    open_table = 0
    for strip in strips(dossier):
        if open_table and strip.table != open_table:
            parts.append("</table>")
        if strip.table and strip.table != open_table:
            parts.append(f'<table border="{0 if strip.style == "head" else 1}">')
        open_table = strip.table
        cells = [
            "".join(_font(piece) for piece in pieces(p.text, charset, chance)) if p.text else "" for p in strip.cells
        ]
        if strip.table:
            tags = [f"<td{_spans(cell)}>{cells[cell.column]}</td>" for cell in strip.head]
            parts.append("<tr>" + "".join(tags or [f"<td>{cell}</td>" for cell in cells]) + "</tr>")
        else:
            parts.append(f"<p>{cells[0]}</p>")
    text = "\n".join(parts) + ("</table>" if open_table else "") + "</body></html>\n"
    return text.encode("latin-1", "xmlcharrefreplace") if charset else text.encode()


def _spans(cell: HeadCell) -> str:
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return down + (f' colspan="{cell.across}"' if cell.across > 1 else "")


def _font(piece: Piece) -> str:
    return f'<font face="{piece.font}">{html.escape(piece.text, quote=False)}</font>'


def rtf_file(dossier: Dossier, charset: str | None, chance: Random) -> bytes:
    """Legacy text as \\'hh bytes of its font, Unicode as \\uN with a question mark for old readers."""
    fonts = (UNICODE_FONT, *(dict.fromkeys(FONTS[charset]) if charset else ()))
    table = "".join(f"{{\\f{number}\\froman\\fcharset0 {name};}}" for number, name in enumerate(fonts))
    parts = [f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{table}}}\\uc1\\fs26\n"]
    for strip in strips(dossier):
        cells = [
            "".join(f"\\f{fonts.index(piece.font)} {_rtf(piece)}" for piece in pieces(p.text, charset, chance))
            for p in strip.cells
        ]
        if strip.table:
            edges = "".join(f"{_joined(strip, k)}\\cellx{9000 * (k + 1) // len(cells)}" for k in range(len(cells)))
            parts.append(f"\\trowd{edges}\\pard\\intbl " + "".join(f"{cell}\\cell " for cell in cells) + "\\row\n")
        else:
            parts.append(f"\\pard {cells[0]}\\par\n")
    return ("".join(parts) + "}").encode("ascii")


def _joined(strip: Strip, column: int) -> str:
    """How a cell of a header of two rows goes together with its neighbours."""
    here = next((c for c in strip.head if c.column <= column < c.column + c.across), None)
    if here is None:
        return "\\clvmrg" if strip.head else ""
    if here.down > 1:
        return "\\clvmgf"
    if here.across > 1:
        return "\\clmgf" if here.column == column else "\\clmrg"
    return ""


def _rtf(piece: Piece) -> str:
    out = []
    for char in piece.text:
        if char in "\\{}":
            out.append("\\" + char)
        elif ord(char) < 128:
            out.append(char)
        elif piece.legacy:
            out.append(f"\\'{ord(char):02x}")
        else:
            out.append(f"\\u{ord(char) if ord(char) < 32768 else ord(char) - 65536}?")
    return "".join(out)


WRITERS: dict[str, tuple[str, Callable[[Dossier, str | None, Random], bytes]]] = {
    "docx": (".docx", word_file),
    "xlsx": (".xlsx", excel_file),
    "html": (".html", html_file),
    "rtf": (".rtf", rtf_file),
}

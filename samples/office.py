"""Word, Excel, HTML and RTF files, in Unicode or with the legacy fonts of the time. Same dossier, same bytes."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

import docx
import xlsxwriter
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.section import Section
from docx.shared import Cm, Emu, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from normalizers.charsets import CASELESS, encode
from samples.passage import Passage, join
from samples.sheets import Block, Dossier, HeadCell, Letterhead, NewPage, Paragraph, Signature, Table

EPOCH = datetime(2024, 1, 1)  # written into files that must carry a date
SOFT_HYPHEN = "\u00ad"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
UNICODE_FONT = "Times New Roman"
LETTERHEAD = (0.38, 0.62)
TAIL = (0.45, 0.55)  # recipients on the left, signature on the right
ROOM_TO_SIGN = "\n\n\n\n"
HEADS = ("head", "head", "place")  # the lines of a letterhead
CENTRED = ("type", "title", "organ", "order", "note", "caption", "sign")
BOLD = ("type", "title", "organ", "order", "heading", "header", "head", "sign")
SMALL = ("recipient", "row", "header", *HEADS)
ITALIC = ("basis", "note", "caption")
SIGN_INDENT, FIRST_LINE = 8.0, 1.0  # cm
FONTS = {"tcvn3": (".VnTime", ".VnTimeH"), "vni": ("VNI-Times", "VNI-Times")}


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of an office file: a paragraph (one cell) or a row of a table; cells of a tail have several lines."""

    cells: tuple[Passage, ...]
    style: str
    table: int = 0  # number of the table, 0 = none
    widths: tuple[float, ...] = ()  # of the columns, as shares of the text's
    align: str = ""
    head: tuple[HeadCell, ...] = ()  # of a table with merged cells: those that begin in this row, from the left

    @property
    def merged(self) -> tuple[HeadCell, ...]:
        return tuple(cell for cell in self.head if cell.down > 1 or cell.across > 1)

    @property
    def ruled(self) -> bool:
        return self.style in ("header", "row")

    def of_cell(self, column: int) -> Strip:
        """This row as one of its cells looks: the two of a tail differ."""
        return replace(self, style=("recipient", "sign")[column]) if self.style == "tail" else self


def strips(dossier: Dossier, beside: bool = False) -> Iterator[Strip]:
    """The lines of a dossier in reading order. `beside`: recipients and signature are two cells of a row."""
    number = 0
    for sheet in dossier.sheets:
        for block in sheet.blocks:
            number += 1
            if beside and isinstance(block, Signature):
                yield _tail(block, number)
            else:
                yield from _strips(block, number)


def _tail(block: Signature, number: int) -> Strip:
    left = join((Passage("Nơi nhận:"), *block.listed), "\n")
    right = "\n".join(block.capacity) + ROOM_TO_SIGN + block.name
    return Strip((left, Passage(right)), "tail", number, TAIL, "lc")


def _strips(block: Block, number: int) -> Iterator[Strip]:
    match block:
        case Paragraph():
            for part in _lines(block.passage):
                yield Strip((part,), block.style)
        case Letterhead():
            for style, pair in zip(HEADS, block.rows, strict=True):
                yield Strip(pair, style, number, LETTERHEAD, "cc")
        case Table():
            for row, header in enumerate(block.head_rows):
                here = (cell for cell in block.head_cells if cell.row == row)
                begun = tuple(sorted(here, key=lambda cell: cell.column))
                align = "c" * len(header)
                yield Strip(header, "header", number, block.widths, align, begun if block.over else ())
            for row, cells in enumerate(block.rows):
                begun = block.body_cells(row) if block.down else ()
                yield Strip(cells, "row", number, block.widths, block.align, begun)
        case Signature():
            yield Strip((Passage("Nơi nhận:"),), "recipient")
            for name in block.listed:
                yield Strip((name,), "recipient")
            for line in (*block.capacity, block.name):
                yield Strip((Passage(line),), "sign")
        case NewPage():
            yield Strip((), "landscape" if block.landscape else "portrait")


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


def word_file(dossier: Dossier, charset: str | None, chance: Random, beside: bool) -> bytes:
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = EPOCH
    _paper(document.sections[0], landscape=False)
    document.core_properties.author = document.core_properties.last_modified_by = ""
    table, number = None, 0
    merged: list[tuple[WordTable, HeadCell]] = []
    for strip in strips(dossier, beside):
        if not strip.cells:
            _paper(document.add_section(WD_SECTION.NEW_PAGE), landscape=strip.style == "landscape")
            continue
        if strip.table == 0:
            _paragraph(document.add_paragraph(), strip, strip.cells[0], charset, chance)
            continue
        if strip.table != number or table is None:
            number, table = strip.table, _grid(document, strip)
        for k, (box, passage) in enumerate(zip(table.add_row().cells, strip.cells, strict=True)):
            box.width = table.columns[k].width
            for number_in_cell, line in enumerate(_lines(passage)):
                paragraph = box.add_paragraph() if number_in_cell else box.paragraphs[0]
                _paragraph(paragraph, strip.of_cell(k), line, charset, chance, strip.align[k])
        merged += [(table, cell) for cell in strip.merged]
    for grid, cell in merged:
        last = grid.cell(cell.row + cell.down - 1, cell.column + cell.across - 1)
        grid.cell(cell.row, cell.column).merge(last)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _grid(document: Document, strip: Strip) -> WordTable:
    """A table of the width of the page, still without rows."""
    page = document.sections[-1]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    table = document.add_table(rows=0, cols=len(strip.cells))
    table.style = "Table Grid" if strip.ruled else "Normal Table"
    table.autofit = False
    for column, share in zip(table.columns, strip.widths, strict=True):
        column.width = Emu(int(room * share))
    return table


def _paper(section: Section, landscape: bool) -> None:
    short, long = Cm(21), Cm(29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin, section.right_margin = (Cm(1.5), Cm(1.5)) if landscape else (Cm(3), Cm(1.5))
    section.top_margin = section.bottom_margin = Cm(2)


def _paragraph(
    paragraph: WordParagraph, strip: Strip, passage: Passage, charset: str | None, chance: Random, align: str = ""
) -> None:
    layout = paragraph.paragraph_format
    layout.space_after = Pt(0 if align else 4)
    if strip.style in CENTRED or align == "c":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif not align and strip.style != "recipient":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        layout.first_line_indent = Cm(FIRST_LINE)
    if strip.style == "sign" and not align:
        layout.left_indent = Cm(SIGN_INDENT)
    for piece in pieces(passage.text, charset, chance):
        run = paragraph.add_run()
        for index, part in enumerate(piece.text.split(SOFT_HYPHEN)):
            if index:
                run._r.append(OxmlElement("w:softHyphen"))  # what a .doc made into .docx has for TCVN3's ư
            run.add_text(part)
        run.font.name, run.font.size = piece.font, Pt(11 if strip.style in SMALL else 13)
        run.bold, run.italic = strip.style in BOLD, strip.style in ITALIC


def repacked(data: bytes) -> bytes:
    """A zip file with every date set to the same day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(info))
    return out.getvalue()


def excel_file(dossier: Dossier, charset: str | None, chance: Random, beside: bool) -> bytes:
    """One sheet: paragraphs over all columns, tables over as many as they have; a tail is two cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": EPOCH})
    page = book.add_worksheet("Sheet1")
    formats = {
        (font, boxed): book.add_format(
            {"font_name": font, "font_size": 12, "border": int(boxed), "text_wrap": True, "valign": "vcenter"}
        )
        for font in (UNICODE_FONT, *(FONTS[charset] if charset else ()))
        for boxed in (False, True)
    }
    page.set_column(0, 0, 8)
    page.set_column(1, 1, 34)
    page.set_column(2, 9, 14)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    lines = [strip for strip in strips(dossier, beside) if strip.cells]
    columns = max(4, *[len(strip.cells) for strip in lines])
    for row, strip in enumerate(lines):
        boxed = strip.ruled
        areas = [(cell.column, cell.down, cell.across) for cell in strip.merged]
        places = list(range(len(strip.cells)))
        if strip.style in HEADS or strip.style == "tail":
            places, areas = [0, 2], [(0, 1, 2), (2, 1, columns - 2)]
        elif not boxed:
            areas = [(0, 1, columns)]
            page.set_row(row, 16 * (1 + len(strip.cells[0].text) // (40 + 13 * (columns - 2))))
        for column, down, across in areas:
            page.merge_range(row, column, row + down - 1, column + across - 1, "", formats[UNICODE_FONT, boxed])
        for column, passage in zip(places, strip.cells, strict=True):
            for piece in pieces(passage.text, charset, chance):
                page.write_string(row, column, piece.text, formats[piece.font, boxed])
    book.close()
    return out.getvalue()


def html_file(dossier: Dossier, charset: str | None, chance: Random, beside: bool) -> bytes:
    """A page as saved from a word processor; legacy: windows-1252 with <font face=".VnTime">."""
    label = "windows-1252" if charset else "utf-8"
    parts = [f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}"></head><body>']
    open_table = 0
    for strip in strips(dossier, beside):
        if open_table and strip.table != open_table:
            parts.append("</table>")
        if not strip.cells:
            open_table = 0
            continue
        if strip.table and strip.table != open_table:
            parts.append(f'<table width="100%" cellspacing="0" border="{int(strip.ruled)}">')
        open_table = strip.table
        cells = ["<br>".join(_fonts(line.text, charset, chance) for line in _lines(p)) for p in strip.cells]
        if strip.table:
            cells = [_weighed(cell, strip.of_cell(k)) for k, cell in enumerate(cells)]
            sides = [' align="center"' if letter == "c" else "" for letter in strip.align]
            tags = [f"<td{sides[cell.column]}{_spans(cell)}>{cells[cell.column]}</td>" for cell in strip.head]
            plain = [f"<td{side}>{cell}</td>" for side, cell in zip(sides, cells, strict=True)]
            parts.append("<tr>" + "".join(tags or plain) + "</tr>")
        else:
            side = ' align="center"' if strip.style in CENTRED else ""
            parts.append(f"<p{side}>{_weighed(cells[0], strip)}</p>")
    text = "\n".join(parts) + ("</table>" if open_table else "") + "</body></html>\n"
    return text.encode("latin-1", "xmlcharrefreplace") if charset else text.encode()


def _weighed(text: str, strip: Strip) -> str:
    if not text or strip.style not in (*BOLD, *ITALIC):
        return text
    tag = "b" if strip.style in BOLD else "i"
    return f"<{tag}>{text}</{tag}>"


def _spans(cell: HeadCell) -> str:
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return down + (f' colspan="{cell.across}"' if cell.across > 1 else "")


def _fonts(text: str, charset: str | None, chance: Random) -> str:
    return "".join(
        f'<font face="{piece.font}">{html.escape(piece.text, quote=False)}</font>'
        for piece in pieces(text, charset, chance)
    )


def rtf_file(dossier: Dossier, charset: str | None, chance: Random, beside: bool) -> bytes:
    """Legacy text as \\'hh bytes of its font, Unicode as \\uN with a question mark for old readers."""
    fonts = (UNICODE_FONT, *(dict.fromkeys(FONTS[charset]) if charset else ()))
    table = "".join(f"{{\\f{number}\\froman\\fcharset0 {name};}}" for number, name in enumerate(fonts))
    paper = "\\paperw11906\\paperh16838\\margl1701\\margr850\\margt1134\\margb1134"
    parts = [f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{table}}}{paper}\\uc1\\fs26\n"]
    for strip in strips(dossier, beside):
        if not strip.cells:
            parts.append("\\page\n")
            continue
        cells = [
            "\\par ".join(
                "".join(f"\\f{fonts.index(piece.font)} {_rtf(piece)}" for piece in pieces(line.text, charset, chance))
                for line in _lines(p)
            )
            for p in strip.cells
        ]
        if strip.table:
            ends = [round(9355 * sum(strip.widths[: k + 1]) / sum(strip.widths)) for k in range(len(cells))]
            lines = RTF_RULES if strip.ruled else ""
            edges = "".join(f"{_joined(strip, k)}{lines}\\cellx{end}" for k, end in enumerate(ends))
            filled = "".join(
                f"\\pard\\plain\\fs22\\intbl{RTF_SIDES.get(side, '')} {{{_weight(strip.of_cell(k))}{cell}}}\\cell "
                for k, (side, cell) in enumerate(zip(strip.align, cells, strict=True))
            )
            parts.append(f"\\trowd{edges}{filled}\\row\n")
        else:
            side = "\\qc" if strip.style in CENTRED else "\\qj\\fi567"
            parts.append(f"\\pard\\plain\\fs26{side} {{{_weight(strip)}{cells[0]}}}\\par\n")
    return ("".join(parts) + "}").encode("ascii")


def _weight(strip: Strip) -> str:
    return "\\b " if strip.style in BOLD else "\\i " if strip.style in ITALIC else ""


RTF_SIDES = {"c": "\\qc"}
RTF_RULES = "".join(f"\\clbrdr{side}\\brdrs\\brdrw10" for side in "tlbr")


def _joined(strip: Strip, column: int) -> str:
    """How a cell of a table with merged cells goes together with its neighbours."""
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


WRITERS: dict[str, tuple[str, Callable[[Dossier, str | None, Random, bool], bytes]]] = {
    "docx": (".docx", word_file),
    "xlsx": (".xlsx", excel_file),
    "html": (".html", html_file),
    "rtf": (".rtf", rtf_file),
}

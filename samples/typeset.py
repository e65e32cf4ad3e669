"""A dossier typeset as pages by Typst, in the layout of Nghị định 30/2020/NĐ-CP, and where every word stands.

The truth of a page comes from the typeset PDF itself: its words in the order they were set are matched one by one
with the words of the blocks, so that every word of every passage has its box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from samples.passage import Passage
from samples.sheets import Block, Dossier, HeadCell, Letterhead, NewPage, Paragraph, Sheet, Signature, Table

FONT_FOLDERS = ("/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation")
SERIF = "Liberation Serif"
TALL = "(top: 20mm, bottom: 20mm, left: 30mm, right: 17mm)"
WIDE = "(x: 15mm, y: 20mm)"
RULE = "#v(-0.25em)#line(length: {}, stroke: 0.5pt) #v(0.05em)"
BOLD = '#text(weight: "bold")'
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # nothing in a generated file may depend on the day it was made
A4 = (595.28, 841.89)


Numbers = Literal["top", "bottom", "dashes", "corner", "none"]


class Run(NamedTuple):
    """Text in one font; "" is the font of the page."""

    text: str
    font: str


Spell = Callable[[str], list[Run]]  # how letters are written into the markup: as codes of a legacy font


@dataclass(frozen=True, slots=True)
class PageStyle:
    """`hidden_number`: number and day are left white, to be written by hand on the picture. `numbers`: of the pages."""

    size: float = 13.0
    leading: float = 0.62
    font: str = SERIF
    hidden_number: bool = False
    spell: Spell | None = None  # None: letters as they are
    font_folder: Path | None = None
    numbers: Numbers = "top"


class FontsMissingError(RuntimeError):
    """The samples are typeset with Liberation Serif."""


@cache
def font_folder() -> Path:
    """Where Liberation Serif 2 is installed: version 1, the older fonts-liberation of Debian, lacks most Vietnamese."""
    for folder in map(Path, FONT_FOLDERS):
        path = folder / "LiberationSerif-Regular.ttf"
        if path.exists() and ord("ủ") in TTFont(path, lazy=True).getBestCmap():
            return folder
    raise FontsMissingError("Liberation Serif 2 is not installed; on Debian and Ubuntu: apt install fonts-liberation2")


def typeset(dossier: Dossier, style: PageStyle) -> bytes:
    """The PDF. Raises FontsMissingError where the font of the samples is not installed."""
    folder = style.font_folder or font_folder()
    source = markup(dossier, style).encode()
    pdf: bytes = typst.compile(source, font_paths=[str(folder)], ignore_system_fonts=True, timestamp=EPOCH)  # type: ignore[misc]
    return pdf


def markup(dossier: Dossier, style: PageStyle) -> str:
    parts = [_preamble(style)]
    for number, sheet in enumerate(dossier.sheets):
        if number:
            parts.append("#counter(page).update(0)\n#pagebreak(weak: true)\n#set page(flipped: false)\n")
        parts.append(_sheet(sheet, style))
    return "\n".join(parts)


def _preamble(style: PageStyle) -> str:
    side = "right" if style.numbers == "corner" else "center"
    shown = '"- " + counter(page).display() + " -"' if style.numbers == "dashes" else "counter(page).display()"
    edge = "footer" if style.numbers in ("bottom", "corner") else "header"
    place = "" if style.numbers == "none" else f", {edge}: number"
    return f"""#set document(date: none)
#set text(font: "{style.font}", size: {style.size}pt, lang: "vi", hyphenate: false, ligatures: false, fallback: false)
#set par(justify: true, leading: {style.leading}em, spacing: {style.leading + 0.12}em)
#let number = context {{ if counter(page).get().first() > 1 {{ align({side}, {shown}) }} }}
#set page(paper: "a4", margin: {TALL}{place})
#show table.cell: set par(justify: false)
"""


def _sheet(sheet: Sheet, style: PageStyle) -> str:
    return "\n".join(_block(block, style) for block in sheet.blocks)


def _block(block: Block, style: PageStyle) -> str:
    match block:
        case Paragraph():
            return _paragraph(block, style)
        case Letterhead():
            return _letterhead(block, style)
        case Table():
            return _table(block, style)
        case Signature():
            return _signature(block, style)
        case NewPage():
            return f"#set page(flipped: {str(block.landscape).lower()}, margin: {WIDE if block.landscape else TALL})"


def escaped(text: str, style: PageStyle) -> str:
    """As Typst strings: nothing in them is markup."""
    if style.spell is None:
        return _string(text)
    return "".join(
        f'#text(font: "{run.font}", {_string(run.text)[1:]})' if run.font else _string(run.text)
        for run in style.spell(text)
    )


def _string(text: str) -> str:
    written = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{written}"'


def _paragraph(block: Paragraph, style: PageStyle) -> str:
    text = escaped(block.passage.text, style)
    match block.style:
        case "type":
            return f'#v(0.5em)\n#align(center, text(weight: "bold", size: 1.08em)[{text}])'
        case "title" | "organ":
            return f'#align(center, par(justify: false, text(weight: "bold")[{text}]))\n#v(0.3em)'
        case "order":
            return f'#v(0.2em)\n#align(center, text(weight: "bold")[{text}])'
        case "note" | "caption":
            return f'#align(center, par(justify: false, text(style: "italic")[{text}]))'
        case "signed":
            block_text = f"#set par(justify: false, leading: 0.35em); {text}"
            return f"#v(-8mm)\n#block(width: 62mm, text(size: 7pt, fill: rgb(180, 0, 0))[{block_text}])\n#v(2mm)"
        case "basis":
            return f'#par(first-line-indent: (amount: 10mm, all: true), text(style: "italic")[{text}])'
        case "heading":
            return f'#par(first-line-indent: (amount: 10mm, all: true), text(weight: "bold")[{text}])'
    return f"#par(first-line-indent: (amount: 10mm, all: true))[{text}]"


def _letterhead(head: Letterhead, style: PageStyle) -> str:
    """Two columns set one after the other, each centred; a line below the issuer, a longer one below the motto."""
    (above, state), (issuer, motto), (number, place) = head.rows
    hidden = style.hidden_number
    left = [
        bold(above, style) if head.above_bold else escaped(above.text, style),
        f"\\ {bold(issuer, style)}",
        f"{RULE.format('30%')} {_blanked(number.text, style, hidden)}",
    ]
    right = [
        f"#text(size: 0.94em)[{bold(state, style)}]",
        f"\\ {bold(motto, style)}",
        f'{RULE.format("55%")} #text(style: "italic")[{_blanked(place.text, style, hidden)}]',
    ]
    setting = "#set par(justify: false, leading: 0.5em); #set text(size: 0.93em)"
    columns = ", ".join(f"[{setting}; {' '.join(column)}]" for column in (left, right))
    return f"#grid(columns: (45%, 55%), align: center, {columns})\n#v(0.6em)"


def bold(passage: Passage, style: PageStyle) -> str:
    return f'#text(weight: "bold")[{escaped(passage.text, style)}]'


def _blanked(text: str, style: PageStyle, hidden: bool) -> str:
    """Number and day in white where they are to be written by hand: the place is kept, the ink is not."""
    if not hidden:
        return escaped(text, style)
    words = []
    for index, word in enumerate(text.split(" ")):
        before = text.split(" ")[index - 1] if index else ""
        if before in ("Số:", "ngày"):
            number, slash, rest = word.partition("/")
            words.append(f"#text(fill: white)[{escaped(number, style)}]{escaped(slash + rest, style) if slash else ''}")
        else:
            words.append(escaped(word, style))
    return " ".join(words)


def _table(table: Table, style: PageStyle) -> str:
    columns = ", ".join(f"{width}fr" for width in table.widths)
    align = ", ".join({"l": "left", "c": "center", "r": "right"}[letter] for letter in table.align)
    # Typst wants the cells row by row
    heads = sorted(table.head_cells, key=lambda cell: (cell.row, cell.column))
    header = ", ".join(_head_cell(cell, style) for cell in heads)
    header = f"table.header(repeat: {str(table.repeat_header).lower()}, {header})"
    parts, rows = [], list(table.rows)
    halves = [rows[: table.split_after], rows[table.split_after :]] if table.split_after else [rows]
    stroke = "0.5pt" if table.ruled else "none"
    for number, half in enumerate(halves):
        top = f"{header},\n" if number == 0 or table.repeat_header else ""
        before = number * table.split_after
        cells = ",\n".join(_row(table, before + k, style) for k in range(len(half)))
        parts.append(
            f"#{{ set text(size: 0.9em); set table.cell(breakable: false)\n"
            f"table(columns: ({columns}), align: (col, row) => if row < {len(table.head_rows)} {{ center + horizon }} "
            f"else {{ ({align}).at(col) + horizon }}, stroke: {stroke}, inset: (x: 4pt, y: 4.2pt), {top}{cells}) }}"
        )
    return "\n#pagebreak(weak: true)\n".join(parts)


def _head_cell(cell: HeadCell, style: PageStyle) -> str:
    text = f'[#text(weight: "bold")[{escaped(cell.text.text, style)}]]'
    if cell.down == cell.across == 1:
        return text
    return f"table.cell(rowspan: {cell.down}, colspan: {cell.across}){text}"


def _row(table: Table, row: int, style: PageStyle) -> str:
    weight = "bold" if table.bold_last and row == len(table.rows) - 1 else "regular"
    return ", ".join(_body_cell(cell, style, weight) for cell in table.body_cells(row))


def _body_cell(cell: HeadCell, style: PageStyle, weight: str) -> str:
    text = f'[#text(weight: "{weight}")[{escaped(cell.text.text, style)}]]' if cell.text.text else "[]"
    return text if cell.down == 1 else f"table.cell(rowspan: {cell.down}){text}"


def _signature(block: Signature, style: PageStyle) -> str:
    recipients = "\\ ".join(escaped(name.text, style) for name in block.listed)
    capacity = "\\ ".join(escaped(line, style) for line in block.capacity)
    label = f'#text(size: 0.9em, style: "italic")[{bold(Passage("Nơi nhận:"), style)}]'
    left = f"#set par(justify: false, leading: 0.45em); {label} \\ #text(size: 0.82em)[{recipients}]"
    right = f"#set par(justify: false, leading: 0.5em); {BOLD}[{capacity}] #v(24mm) {bold(Passage(block.name), style)}"
    return f"#v(0.5em)\n#block(breakable: false, grid(columns: (45%, 55%), align: (left, center), [{left}], [{right}]))"

"""The forms a dossier takes on disk: each gives the bytes of the file and the truth of that form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

import numpy as np
from numpy.typing import NDArray

from samples.container import scan_pdf, tiff
from samples.dice import dice
from samples.encodings import ENCODINGS
from samples.foreign_ocr import ReadWord, add_layer, read_coarsely, read_page, text_of
from samples.garble import ENGINES, load
from samples.laidout import LaidOut
from samples.legacy_font import legacy_type, muted
from samples.office import WRITERS
from samples.pages import page_truth
from samples.passage import Passage
from samples.plain import PlainStyle, TableStyle, write_plain
from samples.scan import DEGRADATIONS, Mode, ScanStyle, degrade, finish, moved, paper
from samples.scanner_text import manner, read_pages
from samples.sheets import Dossier, Paragraph
from samples.typeset import Numbers, PageStyle, typeset


@dataclass(frozen=True, slots=True)
class Made:
    """A file and its truth."""

    data: bytes
    suffix: str
    laid: LaidOut
    charset: str = "utf-8"
    degradations: tuple[str, ...] = ()
    dpi: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: `seed` names the streams of chance, `wish` the degradations asked for (empty: by chance)."""

    dossier: Dossier
    seed: str
    wish: tuple[str, ...] = ()

    def chance(self, about: str) -> Random:
        return dice(self.seed, about)


def page_style(order: Order, hidden_number: bool = False, varied: bool = False) -> PageStyle:
    """`varied`: page numbers stand where others put them, too."""
    chance = order.chance("page")
    places: tuple[Numbers, ...] = ("top", "top", "bottom", "bottom", "dashes", "corner", "none")
    return PageStyle(
        size=chance.choice((13.0, 13.0, 13.5, 14.0, 12.0)),
        leading=chance.choice((0.55, 0.62, 0.72)),
        hidden_number=hidden_number,
        numbers=order.chance("page numbers").choice(places) if varied else "top",
    )


def digital_pdf(order: Order) -> Made:
    dossier = (
        signed(order.dossier, order.chance("signed")) if order.chance("e-office").random() < 0.3 else order.dossier
    )
    pdf = typeset(dossier, page_style(order))
    return Made(pdf, ".pdf", page_truth(dossier, pdf))


def signed(dossier: Dossier, chance: Random) -> Dossier:
    """With the text block of an electronic signature above the letterhead, as document systems print it."""
    first = dossier.sheets[0]
    on = date.fromisoformat(first.document.date or "")
    clock = f"{chance.randint(7, 17):02d}:{chance.randint(0, 59):02d}:{chance.randint(0, 59):02d}"
    words = f"Người ký: {first.document.issuer} Thời gian ký: {on:%d.%m.%Y} {clock} +07:00"
    block = Paragraph(Passage(words), "signed")
    return replace(dossier, sheets=(replace(first, blocks=(block, *first.blocks)), *dossier.sheets[1:]))


def legacy_pdf(name: str) -> Callable[[Order], Made]:
    """A PDF of the time: its characters are TCVN3 or VNI."""

    def made(order: Order) -> Made:
        kind = legacy_type(name)
        style = replace(page_style(order), font=kind.small, font_folder=kind.folder, spell=kind.runs)
        pdf = typeset(order.dossier, style)
        return Made(kind.disguised(pdf), ".pdf", page_truth(order.dossier, pdf, kind.read), charset=name)

    return made


def mute_pdf(order: Order) -> Made:
    made = digital_pdf(order)
    return replace(made, data=muted(made.data))


def scan_style(order: Order, mode: Mode, dpi: int | None = None, turn: int = 0) -> ScanStyle:
    """Resolution and damage of a scan; the wish of the order goes before chance."""
    chance = order.chance("scan")
    drawn = tuple(name for name in DEGRADATIONS if chance.random() < 0.22)
    usual = tuple(
        name
        for name, share in (("hands", 0.7), ("seal", 0.9), ("stamp", 0.6), ("skew", 0.8))
        if chance.random() < share
    )
    resolution = dpi or chance.choice((150, 200, 200, 300) if mode != "bilevel" else (200, 300, 300, 400))
    damage = order.wish or (*usual, *drawn)
    return ScanStyle(resolution, mode, damage, order.seed, turn, quality=chance.choice((35, 50, 70)))


@dataclass(frozen=True, slots=True)
class Sheets:
    """Scanned sheets and their truth, before they are put into a file."""

    pictures: tuple[NDArray[np.uint8], ...]
    laid: LaidOut
    style: ScanStyle


def scan_sheets(order: Order, style: ScanStyle, varied: bool = False) -> Sheets:
    """Print, stain, scan: the truth's boxes follow the skew."""
    pdf = typeset(order.dossier, page_style(order, "hands" in style.degrade, varied))
    laid = page_truth(order.dossier, pdf)
    delivered = [degrade(sheet, style, page) for page, sheet in enumerate(paper(order.dossier, laid, pdf, style))]
    pictures = tuple(finish(picture, style, page) for page, (picture, _) in enumerate(delivered))
    return Sheets(pictures, moved(laid, [matrix for _, matrix in delivered], style.dpi), style)


def scanned(order: Order, style: ScanStyle, as_tiff: bool = False, varied: bool = False) -> Made:
    sheets = scan_sheets(order, style, varied)
    if as_tiff:
        data = tiff(sheets.pictures, style.dpi, bilevel=style.mode == "bilevel")
    else:
        data = scan_pdf(sheets.pictures, style.dpi, style.quality)
    suffix = ".tif" if as_tiff else ".pdf"
    return Made(data, suffix, sheets.laid, degradations=style.degrade, dpi=style.dpi)


def eng_scan(order: Order) -> Made:
    """A scan with the text layer of an English OCR."""
    sheets = scan_sheets(order, scan_style(order, "grey"))
    style = sheets.style
    layer = [read_page(picture, style.dpi) for picture in sheets.pictures]
    data = add_layer(scan_pdf(sheets.pictures, style.dpi, style.quality), layer)
    return Made(data, ".pdf", sheets.laid, degradations=style.degrade, dpi=style.dpi)


def eng_text(read: Callable[[NDArray[np.uint8], int], list[ReadWord]]) -> Callable[[Order], Made]:
    """The text file an English OCR made of a scan; the truth has the same lines."""

    def made(order: Order) -> Made:
        sheets = scan_sheets(order, scan_style(order, "grey"))
        text, laid = text_of([read(picture, sheets.style.dpi) for picture in sheets.pictures], sheets.laid)
        return Made(text.encode(), ".txt", laid, degradations=sheets.style.degrade, dpi=sheets.style.dpi)

    return made


def scanner_scan(name: str) -> Callable[[Order], Made]:
    """A scan with the text layer of a scanner's own software."""

    def made(order: Order) -> Made:
        sheets = scan_sheets(order, scan_style(order, "grey"), varied=True)
        style = sheets.style
        layer = _scanner_read(name, order, sheets.laid, "hands" in style.degrade)
        data = add_layer(scan_pdf(sheets.pictures, style.dpi, style.quality), layer)
        return Made(data, ".pdf", sheets.laid, degradations=style.degrade, dpi=style.dpi)

    return made


def scanner_text(name: str) -> Callable[[Order], Made]:
    """The text file a scanner's own software made; the truth has the same lines."""

    def made(order: Order) -> Made:
        laid = page_truth(order.dossier, typeset(order.dossier, page_style(order, varied=True)))
        text, truth = text_of(_scanner_read(name, order, laid, order.chance("hands").random() < 0.7), laid)
        return Made(text.encode(), ".txt", truth)

    return made


def _scanner_read(name: str, order: Order, laid: LaidOut, scrawled: bool) -> list[list[ReadWord]]:
    how = manner(order.chance("manner"), scrawled)
    return read_pages(laid, load(name), order.chance("garble"), how)


def scan_form(mode: Mode, as_tiff: bool = False) -> Callable[[Order], Made]:
    return lambda order: scanned(order, scan_style(order, mode), as_tiff)


def worn_scan(order: Order) -> Made:
    """A scan of a sheet that was folded, stapled, copied and read by people with pens."""
    chance = order.chance("worn")
    mode: Mode = chance.choice(("grey", "bilevel", "colour"))
    shares = {"hands": 0.8, "emblem": 1.0, "copied": 0.5, "edge-seal": 0.5, "stamp": 0.5, "skew": 0.8, "pen": 0.6}
    years = {"crease": 0.7, "staple": 0.6, "photocopy": 0.4, "specks": 0.4, "borders": 0.3, "tint": 0.3}
    damage = tuple(name for name, share in (shares | years).items() if chance.random() < share)
    style = ScanStyle(chance.choice((200, 200, 300)), mode, order.wish or damage, order.seed, quality=50)
    return scanned(order, style, varied=True)


def rotated_scan(order: Order) -> Made:
    return scanned(order, scan_style(order, "grey", dpi=200, turn=order.chance("turn").choice((90, 180, 270))))


def text_form(encoding: str) -> Callable[[Order], Made]:
    """Plain text in an encoding; the layout of paragraphs and tables is drawn by chance."""

    def made(order: Order) -> Made:
        chance = order.chance("plain")
        tables: tuple[TableStyle, ...] = ("markdown", "markdown", "tabs", "columns")
        style = PlainStyle(
            width=chance.choice((0, 0, 80, 92)),
            tables=chance.choice(tables),
            blank_lines=chance.random() < 0.6,
            two_columns=chance.random() < 0.6,
        )
        laid = write_plain(order.dossier, style)
        return Made(ENCODINGS[encoding](laid.text), ".txt", laid, charset=encoding)

    return made


OFFICE_LINES = PlainStyle(width=0, tables="tabs", blank_lines=False)  # a line a paragraph, cells by TAB
PAGED = ("docx", "rtf")  # hold page breaks


def office_form(name: str, charset: str | None = None) -> Callable[[Order], Made]:
    def made(order: Order) -> Made:
        suffix, write = WRITERS[name]
        beside = order.chance("tail").random() < 0.5
        data = write(order.dossier, charset, order.chance("runs"), beside)
        lines = replace(OFFICE_LINES, pages=name in PAGED)
        return Made(data, suffix, write_plain(order.dossier, lines), charset=charset or "utf-8")

    return made


FORMS: dict[str, Callable[[Order], Made]] = {
    "pdf": digital_pdf,
    "pdf-tcvn3": legacy_pdf("tcvn3"),
    "pdf-vni": legacy_pdf("vni"),
    "pdf-mute": mute_pdf,
    "scan-colour": scan_form("colour"),
    "scan-grey": scan_form("grey"),
    "scan-bilevel": scan_form("bilevel"),
    "scan-mixed": scan_form("mixed"),
    "scan-rotated": rotated_scan,
    "scan-eng": eng_scan,
    "tiff-bilevel": scan_form("bilevel", as_tiff=True),
    **{name: office_form(name) for name in WRITERS},
    "docx-tcvn3": office_form("docx", "tcvn3"),
    "docx-vni": office_form("docx", "vni"),
    "xlsx-tcvn3": office_form("xlsx", "tcvn3"),
    "html-tcvn3": office_form("html", "tcvn3"),
    "rtf-tcvn3": office_form("rtf", "tcvn3"),
    "txt-eng": eng_text(read_page),
    "txt-eng-coarse": eng_text(read_coarsely),
    **{f"txt-{encoding}": text_form(encoding) for encoding in ENCODINGS},
    **{f"txt-{name}": scanner_text(name) for name in ENGINES},
    **{f"scan-{name}": scanner_scan(name) for name in ENGINES},
    "scan-worn": worn_scan,
}


def make(form: str, order: Order) -> Made:
    """Raises KeyError for an unknown form."""
    return FORMS[form](replace(order, seed=f"{order.seed}/{form}"))

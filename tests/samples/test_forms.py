"""Every form can be read by its reader, says what its truth says, and is the same bytes the next time."""

from __future__ import annotations

import html
import io
import re
import shutil
import unicodedata
from collections import Counter
from dataclasses import replace
from functools import cache

import docx
import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from striprtf.striprtf import rtf_to_text

from normalizers.charsets import CASELESS, decode
from normalizers.unicode import strip_diacritics
from samples.compose import compose
from samples.encodings import ENCODINGS
from samples.forms import FORMS, Made, Order, make
from samples.garble import ENGINES
from samples.laidout import Box, LaidOut
from samples.pages import set_words
from samples.sheets import Dossier, Signature, Table

FOREIGN = {"scan-eng", "txt-eng", "txt-eng-coarse"}
LAYERED = {"scan-eng", *(f"scan-{engine}" for engine in ENGINES)}  # scans with a hidden text
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


@cache
def made(form: str, kind: str = "plan") -> Made:
    wish = ("hands", "seal", "stamp", "skew") if form.startswith(("scan", "tiff", "txt-eng")) else ()
    return make(form, Order(compose(kind, 5, "200", 2021), f"test/{kind}", wish))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\w,/%-]+", unicodedata.normalize("NFC", text)))


def missing(have: str, truth: LaidOut) -> float:
    """The share of the truth's words that are not in the text."""
    want = words(truth.text)
    return sum((want - words(have)).values()) / sum(want.values())


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("form", [f for f in FORMS if f not in FOREIGN])
def test_same_seed_same_bytes(form: str) -> None:
    again = make(form, Order(compose("plan", 5, "200", 2021), "test/plan", ("hands", "seal", "stamp", "skew")))
    first = make(form, Order(compose("plan", 5, "200", 2021), "test/plan", ("hands", "seal", "stamp", "skew")))
    assert first.data == again.data
    assert first.laid == again.laid


def test_a_pdf_has_the_words_of_its_truth() -> None:
    assert missing(pdf_text(made("pdf").data), made("pdf").laid) == 0


@pytest.mark.parametrize(("form", "charset"), [("pdf-tcvn3", "tcvn3"), ("pdf-vni", "vni")])
def test_a_legacy_pdf_has_the_characters_of_its_charset(form: str, charset: str) -> None:
    text = pdf_text(made(form).data)
    assert missing(text, made(form).laid) > 0.5
    # soft hyphens are TCVN3's ư; PDFium shows them as U+0002 at the end of a line
    text = decode(text.replace("\x02", "\xad"), charset)
    truth = made(form).laid.text
    share = sum((words(truth.lower()) & words(text.lower())).values()) / sum(words(truth).values())
    assert share > 0.97
    assert fonts_of(made(form).data) <= {".VnTime", ".VnTimeH", "VNI-Times"}


def fonts_of(data: bytes) -> set[str]:
    """Names of fonts without the tag of their subset."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
        return {str(font.BaseFont).split("+")[-1] for font in fonts}


def test_a_mute_pdf_tells_nothing() -> None:
    assert missing(pdf_text(made("pdf-mute").data), made("pdf-mute").laid) > 0.9


@pytest.mark.parametrize("form", [f for f in FORMS if f.startswith("scan") and f not in LAYERED])
def test_a_scan_shows_ink_where_the_truth_has_words(form: str) -> None:
    scan = made(form)
    assert pdf_text(scan.data).strip() == ""
    page = pypdfium2.PdfDocument(scan.data)[0]
    picture = np.asarray(page.render(scale=2).to_pil().convert("L"))
    if form == "scan-rotated":
        width, height = scan.laid.sizes[0]
        assert sorted(page.get_size()) == pytest.approx(sorted((width, height)), abs=1)
        return
    boxes = [w.box for w in scan.laid.words if scan.laid.page_of(w.line) == 1]
    inked = [picture[int(b.y0 * 2) : int(b.y1 * 2), int(b.x0 * 2) : int(b.x1 * 2)].min() < 190 for b in boxes]
    assert np.mean(inked) > 0.98


def test_a_tiff_has_a_picture_for_each_page() -> None:
    file = made("tiff-bilevel")
    with Image.open(io.BytesIO(file.data)) as image:
        assert image.n_frames == len(file.laid.page_starts)
        assert image.mode == "1"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "vps", "bkhcm2", "vietware-x", "cp1258"])
def test_legacy_text_decodes_to_its_truth(encoding: str) -> None:
    file = made(f"txt-{encoding}")
    text = decode(file.data, encoding)
    truth = file.laid.text
    assert (text.lower() == truth.lower()) if encoding in CASELESS else (text == truth)


def test_unicode_texts() -> None:
    for form, codec in (("utf8", "utf-8"), ("utf8-bom", "utf-8-sig"), ("nfd", "utf-8"), ("utf16", "utf-16")):
        file = made(f"txt-{form}")
        text = unicodedata.normalize("NFC", file.data.decode(codec).replace("\r\n", "\n"))
        assert text == file.laid.text
    assert html.unescape(made("txt-references").data.decode("ascii")) == made("txt-references").laid.text
    assert made("txt-stripped").data.decode("ascii") == strip_diacritics(made("txt-stripped").laid.text)


def test_mojibake_can_be_undone_by_hand() -> None:
    file = made("txt-mojibake")
    raw = b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in file.data.decode())
    assert raw.decode() == file.laid.text


def test_word_files() -> None:
    document = docx.Document(io.BytesIO(made("docx").data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert missing("\n".join([p.text for p in document.paragraphs] + cells), made("docx").laid) == 0
    legacy = docx.Document(io.BytesIO(made("docx-tcvn3").data))
    fonts = {run.font.name for p in legacy.paragraphs for run in p.runs}
    assert {".VnTime", "Times New Roman"} <= fonts
    assert "softHyphen" in legacy.element.xml


def test_excel_files() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    page = openpyxl.load_workbook(io.BytesIO(made("xlsx", "periodic").data)).active
    text = "\n".join(str(value) for row in page.iter_rows(values_only=True) for value in row if value is not None)
    assert missing(text, made("xlsx", "periodic").laid) == 0


def test_html_and_rtf_files() -> None:
    text = html.unescape(re.sub(r"<[^>]+>", " ", made("html").data.decode()))
    assert missing(text, made("html").laid) == 0
    assert missing(rtf_to_text(made("rtf").data.decode("ascii")), made("rtf").laid) == 0
    assert rb"\'" in made("rtf-tcvn3").data


@pytest.mark.parametrize("suffix", ["docx", "html", "rtf", "xlsx"])
def test_recipients_stand_beside_the_signature_in_some_files(suffix: str) -> None:
    """In one row of a table without rules; the truth has all of the left cell, then all of the right."""
    dossier = compose("plan", 5, "200", 2021)
    signature = next(block for block in dossier.sheets[0].blocks if isinstance(block, Signature))
    beside = [order for order in (Order(dossier, f"tail/{k}") for k in range(12)) if tail_beside(make(suffix, order))]
    assert 1 < len(beside) < 11
    lines = [line for line in make(suffix, beside[0]).laid.lines if line]
    assert lines[-1] == signature.name
    assert lines[-len(signature.capacity) - 2] == f"- {signature.recipients[-1].text}."


def tail_beside(file: Made) -> bool:
    match file.suffix:
        case ".docx":
            tables = docx.Document(io.BytesIO(file.data)).tables
            return any("Nơi nhận:\n- " in table.cell(0, 0).text for table in tables)
        case ".xlsx":
            openpyxl = pytest.importorskip("openpyxl")
            page = openpyxl.load_workbook(io.BytesIO(file.data)).active
            return any("Nơi nhận:\n- " in str(value) for row in page.iter_rows(values_only=True) for value in row)
        case ".html":
            return b"<br>" in file.data
    return rb"\cell\row" in file.data.replace(b" ", b"").replace(b"\n", b"") and rb"\par " in file.data


@cache
def merged_dossier() -> Dossier:
    """A plan with a header of two rows."""
    dossiers = (compose("plan", 5, "200", 2021, copy=copy) for copy in range(30))
    return next(d for d in dossiers if any(isinstance(b, Table) and b.over for b in d.sheets[0].blocks))


def test_merged_header_cells_are_merged_in_every_office_file() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    files = {form: make(form, Order(merged_dossier(), "merged")).data for form in ("docx", "xlsx", "html", "rtf")}
    table = next(t for t in docx.Document(io.BytesIO(files["docx"])).tables if len(t.columns) == 5)
    assert table.cell(0, 2)._tc is table.cell(0, 3)._tc
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    page = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    first = next(cell.row for row in page.iter_rows() for cell in row if cell.value in ("TT", "STT"))
    areas = {str(area) for area in page.merged_cells.ranges if area.min_row == first}
    assert areas == {f"{c}{first}:{c}{first + 1}" for c in "ABE"} | {f"C{first}:D{first}"}
    assert files["html"].count(b'rowspan="2"') == 3 and files["html"].count(b'colspan="2"') == 1
    assert files["rtf"].count(rb"\clvmgf") == 3 and files["rtf"].count(rb"\clmgf") == 1


def test_every_encoding_has_a_form() -> None:
    assert {f"txt-{name}" for name in ENCODINGS} <= set(FORMS)


@cache
def short_order() -> Order:
    """The first page of a plan: enough for a Tesseract to read twice."""
    plan = compose("plan", 5, "200", 2021)
    first = replace(plan.sheets[0], blocks=plan.sheets[0].blocks[:8])
    return Order(replace(plan, sheets=(first,)), "test/short", ("hands", "skew"))


@needs_tesseract
@pytest.mark.parametrize("form", sorted(FOREIGN))
def test_what_a_real_tesseract_reads_is_the_same_bytes_again(form: str) -> None:
    first, again = (make(form, short_order()) for _ in range(2))
    assert first.data == again.data
    assert first.laid == again.laid


@pytest.mark.parametrize("engine", ENGINES)
def test_a_scanner_hides_its_garble_behind_the_picture(engine: str) -> None:
    """The layer lies over the words it garbles, and the picture shows them."""
    scan = made(f"scan-{engine}")
    layer, sizes = set_words(scan.data)
    assert sizes == [pytest.approx(size, abs=1) for size in scan.laid.sizes]
    true = [word for word in scan.laid.words if scan.laid.page_of(word.line) == 1 and word.end - word.start > 3]
    over = [any(covers(seen.box, word.box) for seen in layer if seen.page == 0) for word in true]
    assert np.mean(over) > 0.9
    assert missing(" ".join(word.text for word in layer), scan.laid) > 0.4


def covers(seen: Box, true: Box) -> bool:
    x, y = (true.x0 + true.x1) / 2, (true.y0 + true.y1) / 2
    return seen.x0 - 4 < x < seen.x1 + 4 and seen.y0 - 4 < y < seen.y1 + 4


@needs_tesseract
def test_english_ocr_garbles_as_the_real_files_are_garbled() -> None:
    """Letters survive, marks do not: `cải cách` as `cai cach`, `của` as `cua`, `cia` or `ctia`."""
    file = made("txt-eng")
    read, true = file.data.decode().split("\n"), file.laid.text.split("\n")
    assert len(read) == len(true)
    wrong = missing(file.data.decode(), file.laid)
    assert 0.4 < wrong < 0.95
    body = strip_diacritics(file.laid.text)
    assert sum((words(body) & words(strip_diacritics(file.data.decode()))).values()) > 0.4 * sum(words(body).values())


@needs_tesseract
def test_coarse_reading_is_worse_and_knows_no_marks() -> None:
    file = made("txt-eng-coarse")
    text = file.data.decode()
    assert text.count("\n") == len(file.laid.lines)
    assert missing(text, file.laid) > missing(made("txt-eng").data.decode(), made("txt-eng").laid)
    assert not set(text) & set("éèêàâôûç@€")


@needs_tesseract
def test_a_scan_with_a_foreign_layer_has_that_text() -> None:
    file = made("scan-eng")
    text = pdf_text(file.data)
    assert len(words(text)) > 100
    assert missing(text, file.laid) > 0.3

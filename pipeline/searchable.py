"""The searchable PDF/A of a scan: its pages untouched, the repaired text invisible under the picture.

OCRmyPDF's renderer writes the text layer, pikepdf puts it under the pages and declares and validates PDF/A-2b.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pikepdf
from ocrmypdf._graft import strip_invisible_text
from ocrmypdf.font import MultiFontManager
from ocrmypdf.fpdf_renderer.renderer import Fpdf2MultiPageRenderer
from ocrmypdf.models.ocr_element import BoundingBox, OcrClass, OcrElement

from extractors.layout import Box, Line, Page

Conformance = Literal["PDF/A-2b", "PDF"]

POINTS = 72.0


def write_searchable(source: Path, media_type: str, pages: Sequence[Page], out: Path) -> Conformance:
    """Write the searchable twin of a PDF or picture file to `out`.

    `pages` are the read pages, boxes in points of the page as shown. Says whether the result is valid PDF/A-2b; a
    source that cannot be (an unembedded font, an odd colour space) becomes a plain searchable PDF.
    """
    with TemporaryDirectory(prefix="hoso-") as folder:
        base = source if media_type == "application/pdf" else _picture_pdf(source, Path(folder) / "pages.pdf")
        layer = Path(folder) / "text.pdf"
        written = [page for page in pages if page.width > 0 and any(line.words for line in page.lines)]
        if written:
            _text_layer(written, layer)
        with pikepdf.open(base) as pdf:
            if written:
                _underlay(pdf, layer, written)
            return _save(pdf, out)


def _picture_pdf(source: Path, out: Path) -> Path:
    """The pictures of a file as PDF pages, without encoding them again."""
    import img2pdf

    with out.open("wb") as stream:
        img2pdf.convert(str(source), outputstream=stream, rotation=img2pdf.Rotation.ifvalid, nodate=True)
    return out


def _text_layer(pages: Sequence[Page], out: Path) -> None:
    trees = [(page.number - 1, _tree(page), POINTS) for page in pages]
    Fpdf2MultiPageRenderer(trees, MultiFontManager(), invisible_text=True).render(out)


def _tree(page: Page) -> OcrElement:
    """The page as OCRmyPDF knows it: lines with words, one pixel a point."""
    lines = [element for line in page.lines if (element := _line(line))]
    bounds = BoundingBox(0, 0, page.width, page.height)
    return OcrElement(ocr_class=OcrClass.PAGE, bbox=bounds, children=lines, dpi=POINTS, page_number=page.number - 1)


def _line(line: Line) -> OcrElement | None:
    words = []
    around: Box | None = None
    for match in re.finditer(r"\S+", line.text):
        box = line.span_box(match.start(), match.end())
        if box is None or box.x1 <= box.x0 or box.y1 <= box.y0:
            continue
        around = box if around is None else around.union(box)
        words.append(OcrElement(ocr_class=OcrClass.WORD, bbox=BoundingBox(*box), text=match.group()))
    if around is None:
        return None
    return OcrElement(ocr_class=OcrClass.LINE, bbox=BoundingBox(*around), children=words)


def _underlay(pdf: pikepdf.Pdf, layer: Path, pages: Sequence[Page]) -> None:
    """Put each page of the layer under its page, which is turned the way it was read; a text layer of old goes."""
    with pikepdf.open(layer) as text:
        for under, page in zip(text.pages, pages, strict=True):
            target = pdf.pages[page.number - 1]
            strip_invisible_text(pdf, target)
            if page.turned:
                target.rotate(page.turned, relative=True)
            # Page.add_underlay would do, but names the layer at random: the same scan must give the same bytes.
            form = pdf.copy_foreign(under.as_form_xobject())
            name = target.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/HosoText"))
            placed = target.calc_form_xobject_placement(
                form,
                name,
                pikepdf.Rectangle(target.trimbox),
                invert_transformations=True,
                allow_shrink=False,
                allow_expand=False,
            )
            target.contents_add(placed, prepend=True)


def _save(pdf: pikepdf.Pdf, out: Path) -> Conformance:
    from pikepdf.pdfa import Flavour, PdfaError, prepare, save

    prepare(pdf, Flavour.PDFA_2B)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.pop("xmp:MetadataDate", None)  # the clock has no place in outputs
    try:
        save(pdf, out, Flavour.PDFA_2B, repair=False, deterministic_id=True)
    except PdfaError:
        pdf.save(out, deterministic_id=True)
        return "PDF"
    return "PDF/A-2b"

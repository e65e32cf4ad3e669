"""The searchable PDF/A of a scan: its pages untouched, the repaired text invisible under the picture.

pikepdf writes the text layer page by page, puts it under the pages, and declares and validates PDF/A-2b. The letters
are those of OCRmyPDF's glyphless font: they take up room, show nothing, and say which letters of Unicode they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, Stream, String, unparse_content_stream

from extractors.layout import Box, Line, Page

Conformance = Literal["PDF/A-2b", "PDF"]
Operand = int | Decimal | Name | String

_FONT, _LAYER = Name.HosoFont, Name.HosoText
_GLYPH = 4  # of the font: shows nothing, 500 of 1000 wide
_WIDTH = 0.5  # of every letter, in font sizes
_DESCENT = 0.2  # of the line, below its foot
_INVISIBLE = 3  # rendering mode


def write_searchable(source: Path, media_type: str, pages: Iterable[Page], out: Path) -> Conformance:
    """Write the searchable twin of a PDF or picture file to `out`.

    `pages` are the read pages, boxes in points of the page as shown. Says whether the result is valid PDF/A-2b; a
    source that cannot be (an unembedded font, an odd colour space) becomes a plain searchable PDF.
    """
    with TemporaryDirectory(prefix="hoso-") as folder:
        base = source if media_type == "application/pdf" else _picture_pdf(source, Path(folder) / "pages.pdf")
        with pikepdf.open(base) as pdf:
            font: Dictionary | None = None
            for page in pages:
                layer = _layer(page)
                if layer:
                    font = font or _font(pdf)
                    _underlay(pdf, page, layer, font)
            return _save(pdf, out)


def _picture_pdf(source: Path, out: Path) -> Path:
    """The pictures of a file as PDF pages, without encoding them again."""
    import img2pdf

    with out.open("wb") as stream:
        img2pdf.convert(str(source), outputstream=stream, rotation=img2pdf.Rotation.ifvalid, nodate=True)
    return out


def _layer(page: Page) -> bytes:
    """The content stream of the page's words, origin bottom left; empty where it has none."""
    placed = [words for line in page.lines if (words := _words(line))]
    if not placed or page.width <= 0:
        return b""
    written = [_do("BT"), _do("Tr", _INVISIBLE)]
    for words in placed:
        written += _line(words, page.height)
    return unparse_content_stream([*written, _do("ET")])


def _words(line: Line) -> list[tuple[str, Box]]:
    """The words of a line as repaired, with the boxes of what they were read as."""
    if not line.words:
        return []
    found = ((match.group(), line.span_box(*match.span())) for match in re.finditer(r"\S+", line.text))
    return [(text, box) for text, box in found if box is not None and box.x1 > box.x0 and box.y1 > box.y0]


def _line(words: Sequence[tuple[str, Box]], height: float) -> Iterator[ContentStreamInstruction]:
    """Each word stretched over its box, all words of the line as high as the line."""
    top, bottom = min(box.y0 for _, box in words), max(box.y1 for _, box in words)
    size = bottom - top
    foot = height - bottom + _DESCENT * size
    yield _do("Tf", _FONT, _number(size))
    for text, left, width in _stretches(words, size):
        yield _do("Tz", _number(100 * width / (_WIDTH * size * len(text))))
        yield _do("Tm", 1, 0, 0, 1, _number(left), _number(foot))
        yield _do("Tj", String(_encoded(text)))


def _do(operator: str, *operands: Operand) -> ContentStreamInstruction:
    return ContentStreamInstruction(operands, Operator(operator))


def _number(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")


def _stretches(words: Sequence[tuple[str, Box]], size: float) -> Iterator[tuple[str, float, float]]:
    """Text, left edge and width: a word runs on, with its blank, to the next word unless that is far away."""
    for (text, box), (_, following) in pairwise(words):
        room = following.x0 - box.x0
        joined = room > 0 and following.x0 - box.x1 < size
        yield (text + " ", box.x0, room) if joined else (text, box.x0, box.x1 - box.x0)
    text, box = words[-1]
    yield text, box.x0, box.x1 - box.x0


def _encoded(text: str) -> bytes:
    """Two bytes for each letter; one beyond the basic plane is shown as unknown."""
    return re.sub("[^\0-\ud7ff\ue000-\uffff]", "\ufffd", text).encode("utf-16-be")


def _font(pdf: pikepdf.Pdf) -> Dictionary:
    """The glyphless font: every code of two bytes is a letter of Unicode and the same empty glyph."""
    program = Stream(pdf, _font_program())
    program.Length1 = len(_font_program())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.Occulta,
        Flags=4,
        FontBBox=Array([0, -200, 1000, 800]),
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=800,
        StemV=80,
        FontFile2=pdf.make_indirect(program),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Occulta,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        DW=round(1000 * _WIDTH),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=pdf.make_indirect(Stream(pdf, _GLYPH.to_bytes(2, "big") * 0x10000)),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.Occulta,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode())),
    )
    return pdf.make_indirect(font)


@cache
def _font_program() -> bytes:
    found = find_spec("ocrmypdf")  # which is not loaded: that takes as long as reading a page
    assert found is not None and found.origin is not None, "ocrmypdf is a dependency"
    return (Path(found.origin).parent / "data" / "Occulta.ttf").read_bytes()


def _to_unicode() -> bytes:
    """Codes are UTF-16, one for each letter; a range may not leave its row of 256, a block holds at most 100 ranges."""
    rows = [f"<{first:04x}> <{first | 0xFF:04x}> <{first:04x}>" for first in (0x20, *range(0x100, 0xD800, 0x100))]
    blocks = (rows[at : at + 100] for at in range(0, len(rows), 100))
    ranges = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
""".encode("ascii")


def _underlay(pdf: pikepdf.Pdf, page: Page, layer: bytes, font: Dictionary) -> None:
    """Put the layer under its page, which is turned the way it was read; a text layer of old goes."""
    target = pdf.pages[page.number - 1]
    if _may_show_text(target):
        from ocrmypdf._graft import strip_invisible_text

        strip_invisible_text(pdf, target)
    if page.turned:
        target.rotate(page.turned, relative=True)
    form = Stream(pdf, layer)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, round(page.width, 2), round(page.height, 2)])
    form.Resources = Dictionary(Font=Dictionary({str(_FONT): font}))
    # Page.add_underlay would do, but names the layer at random: the same scan must give the same bytes.
    name = target.add_resource(form, Name.XObject, _LAYER)
    placed = target.calc_form_xobject_placement(
        form,
        name,
        pikepdf.Rectangle(target.trimbox),
        invert_transformations=True,
        allow_shrink=False,
        allow_expand=False,
    )
    target.contents_add(placed, prepend=True)


def _may_show_text(page: pikepdf.Page) -> bool:
    """Whether the page has a font to write with, or a form that may have one."""
    resources = page.obj.get(Name.Resources)
    if resources is None or Name.Font in resources:  # None: inherited from the tree of pages
        return True
    drawn = resources.get(Name.XObject, Dictionary())
    return any(thing.get(Name.Subtype) == Name.Form for _, thing in drawn.items())


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

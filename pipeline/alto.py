"""ALTO XML of the read pages, for archives that keep it: one file, one Page element each, repaired text.

ALTO 4.4, Library of Congress; measures in 1/10 mm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as Xml

from extractors.layout import Box, Line, Page

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
MM10_PER_POINT = 254 / 72


def alto(pages: Iterable[Page], source_name: str) -> Iterator[bytes]:
    """An ALTO document in UTF-8, page by page. Lines without boxes (plain text) carry no position."""
    root = Xml.Element("alto", {"xmlns": NAMESPACE, "SCHEMAVERSION": "4.4"})
    description = Xml.SubElement(root, "Description")
    Xml.SubElement(description, "MeasurementUnit").text = "mm10"
    source = Xml.SubElement(description, "sourceImageInformation")
    Xml.SubElement(source, "fileName").text = source_name
    Xml.SubElement(root, "Layout")
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    head, tail = written.split(b"<Layout />")
    yield head + b"<Layout>\n"
    for page in pages:
        element = _page(page)
        Xml.indent(element, level=2)
        yield b"    " + Xml.tostring(element, encoding="utf-8") + b"\n"
    yield b"  </Layout>" + tail


def _page(page: Page) -> Xml.Element:
    size = {"WIDTH": _mm10(page.width), "HEIGHT": _mm10(page.height)}
    name = f"page{page.number}"
    element = Xml.Element("Page", {"ID": name, "PHYSICAL_IMG_NR": str(page.number), **size})
    space = Xml.SubElement(element, "PrintSpace", {"HPOS": "0", "VPOS": "0", **size})
    block = Xml.SubElement(space, "TextBlock", {"ID": f"{name}.text", "HPOS": "0", "VPOS": "0", **size})
    for number, line in enumerate(page.lines):
        if line.text.strip():
            _line(block, line, f"{name}.line{page.first_line + number}")
    return element


def _line(block: Xml.Element, line: Line, name: str) -> None:
    element = Xml.SubElement(block, "TextLine", {"ID": name, **_place(line.box)})
    for number, match in enumerate(re.finditer(r"\S+", line.text)):
        if number:
            Xml.SubElement(element, "SP")
        start, end = match.span()
        Xml.SubElement(
            element,
            "String",
            {
                "CONTENT": _legal(match.group()),
                "WC": f"{line.confidence(start, end):.2f}",
                **_place(line.span_box(start, end)),
            },
        )


def _place(box: Box | None) -> dict[str, str]:
    if box is None:
        return {}
    return {
        "HPOS": _mm10(box.x0),
        "VPOS": _mm10(box.y0),
        "WIDTH": _mm10(box.x1 - box.x0),
        "HEIGHT": _mm10(box.y1 - box.y0),
    }


def _legal(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


def _mm10(points: float) -> str:
    return str(round(points * MM10_PER_POINT))

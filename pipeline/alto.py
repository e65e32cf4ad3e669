"""ALTO XML of the read pages, for archives that keep it: one file, one Page element each, repaired text.

ALTO 4.4, Library of Congress; measures in 1/10 mm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from extractors.layout import Box, Line, Page

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
MM10_PER_POINT = 254 / 72


def alto(pages: Sequence[Page], source_name: str) -> bytes:
    """The pages as an ALTO document in UTF-8. Lines without boxes (plain text) carry no position."""
    Xml.register_namespace("", NAMESPACE)
    root = Xml.Element(_tag("alto"), {"SCHEMAVERSION": "4.4"})
    description = Xml.SubElement(root, _tag("Description"))
    Xml.SubElement(description, _tag("MeasurementUnit")).text = "mm10"
    source = Xml.SubElement(description, _tag("sourceImageInformation"))
    Xml.SubElement(source, _tag("fileName")).text = source_name
    layout = Xml.SubElement(root, _tag("Layout"))
    for page in pages:
        _page(layout, page)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _page(layout: Xml.Element, page: Page) -> None:
    size = {"WIDTH": _mm10(page.width), "HEIGHT": _mm10(page.height)}
    name = f"page{page.number}"
    element = Xml.SubElement(layout, _tag("Page"), {"ID": name, "PHYSICAL_IMG_NR": str(page.number), **size})
    space = Xml.SubElement(element, _tag("PrintSpace"), {"HPOS": "0", "VPOS": "0", **size})
    block = Xml.SubElement(space, _tag("TextBlock"), {"ID": f"{name}.text", "HPOS": "0", "VPOS": "0", **size})
    for number, line in enumerate(page.lines):
        if line.text.strip():
            _line(block, line, f"{name}.line{page.first_line + number}")


def _line(block: Xml.Element, line: Line, name: str) -> None:
    element = Xml.SubElement(block, _tag("TextLine"), {"ID": name, **_place(line.box)})
    for number, match in enumerate(re.finditer(r"\S+", line.text)):
        if number:
            Xml.SubElement(element, _tag("SP"))
        start, end = match.span()
        Xml.SubElement(
            element,
            _tag("String"),
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


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"

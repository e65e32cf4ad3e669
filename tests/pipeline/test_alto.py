"""ALTO: every word with its place in 1/10 mm, well-formed whatever the text holds."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from extractors.layout import Box, Line, Page, Word
from pipeline.alto import NAMESPACE, alto


def strings(document: bytes) -> list[Xml.Element]:
    return list(Xml.fromstring(document).iter(f"{{{NAMESPACE}}}String"))


def test_words_have_their_places() -> None:
    words = (Word(0, 5, Box(72, 144, 108, 156), 0.91), Word(6, 10, Box(110, 144, 140, 156), 0.99))
    page = Page(3, 40, (Line("Quyết định", "Quyết định", words),), width=595.2, height=841.92)
    first, second = strings(b"".join(alto([page], "scan.pdf")))
    assert first.attrib == {
        "CONTENT": "Quyết",
        "WC": "0.91",
        "HPOS": "254",
        "VPOS": "508",
        "WIDTH": "127",
        "HEIGHT": "42",
    }
    assert second.get("CONTENT") == "định"
    page_element = Xml.fromstring(b"".join(alto([page], "scan.pdf"))).find(f".//{{{NAMESPACE}}}Page")
    assert page_element is not None
    assert (page_element.get("PHYSICAL_IMG_NR"), page_element.get("WIDTH")) == ("3", "2100")


def test_what_xml_cannot_hold_is_marked_not_lost() -> None:
    page = Page(1, 1, (Line("a\x00b <&> \ud800", "a\x00b <&> \ud800"),))
    assert [s.get("CONTENT") for s in strings(b"".join(alto([page], "x.txt")))] == ["a\ufffdb", "<&>", "\ufffd"]

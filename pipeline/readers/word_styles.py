"""Which font a run of a .docx is set in: its own, its style's, its paragraph's, the document's."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pipeline.readers.package import attribute, child, local

_DEEPEST = 20  # styles based on styles; a circle must end


@dataclass(frozen=True, slots=True)
class _Style:
    font: str
    based_on: str
    number: Element | None  # its w:numPr


class Styles:
    """The styles of a document; `part` is its styles.xml, if it has one."""

    def __init__(self, part: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._normal = ""
        for element in part if part is not None else ():
            if local(element) == "docDefaults":
                self._default = _own_font(child(element, "rPrDefault", "rPr"))
            elif local(element) == "style":
                self._add(element)

    def _add(self, element: Element) -> None:
        name, based = attribute(element, "styleId"), child(element, "basedOn")
        font, number = _own_font(child(element, "rPr")), child(element, "pPr", "numPr")
        self._styles[name] = _Style(font, attribute(based, "val") if based is not None else "", number)
        if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true"):
            self._normal = name

    def font(self, run_properties: Element | None, paragraph_style: str) -> str:
        """The font of letters beyond ASCII, which are those that matter; "" where nothing names one."""
        style = child(run_properties, "rStyle")
        return (
            _own_font(run_properties)
            or (self._inherited(attribute(style, "val")) if style is not None else "")
            or self._inherited(paragraph_style or self._normal)
            or self._default
        )

    def number(self, paragraph_style: str) -> Element | None:
        """The numbering that comes with a paragraph style."""
        for name in self._line(paragraph_style):
            if self._styles[name].number is not None:
                return self._styles[name].number
        return None

    def _inherited(self, name: str) -> str:
        return next((self._styles[n].font for n in self._line(name) if self._styles[n].font), "")

    def _line(self, name: str) -> list[str]:
        line: list[str] = []
        while name in self._styles and len(line) < _DEEPEST:
            line.append(name)
            name = self._styles[name].based_on
        return line


def _own_font(properties: Element | None) -> str:
    fonts = child(properties, "rFonts")
    if fonts is None:
        return ""
    return attribute(fonts, "hAnsi") or attribute(fonts, "ascii")

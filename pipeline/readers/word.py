"""Word files (.docx): paragraphs and tables as they follow each other in the XML, with what text readers lose.

TCVN3's ư comes as the element w:softHyphen. What a tracked change inserted is read, what it deleted is not; text boxes
follow the paragraph they hang on, footnotes stand at the end of their page, the header before all, the footer after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from pipeline.errors import InputError
from pipeline.readers.flow import Block, FlowSource, Grid, GridCell, PageBreak, Run, Runs
from pipeline.readers.package import Package, attribute, child, local
from pipeline.readers.word_numbers import Numbering
from pipeline.readers.word_styles import Styles

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Deleted text, text moved away (it stands where it went), codes of fields, properties.
_UNREAD = {"del", "moveFrom", "delText", "instrText", "rPr", "pPr", "tblPr", "tblGrid", "sectPr"}
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "softHyphen": "\u00ad", "noBreakHyphen": "-"}


class WordSource(FlowSource):
    """A .docx file; its pages end where the file itself states a page break."""

    def __init__(self, path: Path) -> None:
        with Package(path) as package:
            super().__init__(path, MEDIA_TYPE, list(_Document(package).blocks()))


class _Document:
    """The parts of one document that are needed to read its text."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._name = package.main_part() or "word/document.xml"
        body = child(package.xml(self._name), "body")
        if body is None:
            raise InputError("file-damaged", path=str(package.path), why=f"{self._name} has no body")
        self._body = body
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles)
        self._notes = {kind: self._noted(kind) for kind in ("footnote", "endnote")}
        self._hanging: list[Element] = []  # text boxes and footnotes met in the paragraph being read
        self._footnotes: list[Element] = []

    def blocks(self) -> Iterator[Block]:
        yield from self._margins("header")
        for block in self._flow(self._body):
            if isinstance(block, PageBreak):
                yield from self._foot()
            yield block
        yield from self._foot()
        yield from self._margins("footer")

    def _part(self, kind: str) -> Element | None:
        name = next((name for _, name in self._package.related(self._name, kind)), None)
        return self._package.xml(name) if name else None

    def _noted(self, kind: str) -> dict[str, Element]:
        part = self._part(f"{kind}s")
        return {} if part is None else {attribute(note, "id"): note for note in part}

    def _margins(self, kind: str) -> Iterator[Block]:
        """Each different header (footer) of the document once; page numbers are none."""
        seen: set[str] = set()
        for _, name in sorted(self._package.related(self._name, kind), key=lambda relation: relation[1]):
            blocks = list(self._flow(self._package.xml(name)))
            text = "".join(_all_text(blocks)).strip()
            if any(sign.isalpha() for sign in text) and text not in seen:
                seen.add(text)
                yield from blocks

    def _foot(self) -> Iterator[Block]:
        """The footnotes referred to since the last page break."""
        notes, self._footnotes = self._footnotes, []
        for note in notes:
            yield from self._flow(note)

    def _flow(self, parent: Element) -> Iterator[Block]:
        """Paragraphs and tables in the order of the XML, also those inside content controls and insertions."""
        for element in parent:
            match local(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield self._table(element)
                case "AlternateContent":
                    yield from self._flow(_chosen(element))
                case name if name not in _UNREAD and len(element):
                    yield from self._flow(element)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        properties = child(paragraph, "pPr")
        style = attribute(found, "val") if (found := child(properties, "pStyle")) is not None else ""
        if child(properties, "pageBreakBefore") is not None:
            yield PageBreak()
        runs: list[Run] = []
        for run in self._runs(paragraph, style):
            if isinstance(run, PageBreak):
                yield tuple(runs)
                yield run
                runs = []
            else:
                runs.append(run)
        if runs and (number := self._numbering.next(properties, style)):
            runs.insert(0, Run(number + " ", runs[0].font if number[:1].isalpha() else ""))
        yield tuple(runs)
        hanging, self._hanging = self._hanging, []
        for box in hanging:
            yield from self._flow(box)
        if (section := child(properties, "sectPr")) is not None and _opens_page(section):
            yield PageBreak()

    def _runs(self, parent: Element, style: str) -> Iterator[Run | PageBreak]:
        for element in parent:
            name = local(element)
            if name == "r":
                yield from self._run(element, style)
            elif name == "AlternateContent":
                yield from self._runs(_chosen(element), style)
            elif name not in _UNREAD and len(element):
                yield from self._runs(element, style)

    def _run(self, run: Element, style: str) -> Iterator[Run | PageBreak]:
        properties = child(run, "rPr")
        if _on(child(properties, "vanish")):
            return
        font = self._styles.font(properties, style)
        for element in run:
            name = local(element)
            if name == "br" and attribute(element, "type") == "page":
                yield PageBreak()
            elif name in ("footnoteReference", "endnoteReference"):
                if (note := self._notes[name.removesuffix("Reference")].get(attribute(element, "id"))) is not None:
                    self._footnotes.append(note)
            elif name == "sym":
                yield _symbol(element)
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                shown = _chosen(element) if name == "AlternateContent" else element
                self._hanging += [box for box in shown.iter() if local(box) == "txbxContent"]
            elif text := _SIGNS.get(name, "\n" if name == "br" else (element.text or "") if name == "t" else ""):
                yield Run(text, font)

    def _table(self, table: Element) -> Grid:
        rows: list[list[GridCell]] = []
        above: dict[int, tuple[int, int]] = {}  # column -> row and place of the cell that may go on downwards
        header = 0
        for number, row in enumerate(_rows(table)):
            properties = child(row, "trPr")
            if child(properties, "tblHeader") is not None and header == number:
                header += 1
            rows.append([])
            column = _count(child(properties, "gridBefore"), 0)
            for cell in _cells(row):
                about = child(cell, "tcPr")
                span = _count(child(about, "gridSpan"), 1)
                merge = child(about, "vMerge")
                if merge is not None and attribute(merge, "val") != "restart" and column in above:
                    at, place = above[column]
                    held = rows[at][place]
                    rows[at][place] = GridCell(held.column, held.paragraphs, number - at + 1, held.column_span)
                else:
                    above[column] = (number, len(rows[number]))
                    rows[number].append(GridCell(column, tuple(_paragraphs(self._flow(cell))), 1, span))
                column += span
        return Grid(tuple(tuple(row) for row in rows), header)


def _rows(table: Element) -> Iterator[Element]:
    """The rows that no tracked change deleted, those inside content controls too."""
    for element in table:
        name = local(element)
        if name == "tr":
            if child(element, "trPr", "del") is None:
                yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(element)


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        name = local(element)
        if name == "tc":
            yield element
        elif name in ("sdt", "sdtContent", "customXml"):
            yield from _cells(element)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Runs]:
    """What a cell says, a table inside it laid flat."""
    for block in blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for cell in row:
                    yield from cell.paragraphs
        elif not isinstance(block, PageBreak):
            yield block


def _all_text(blocks: Iterable[Block]) -> Iterator[str]:
    for paragraph in _paragraphs(blocks):
        yield from (run.text for run in paragraph)


def _chosen(alternatives: Element) -> Element:
    """The first of several ways to say one thing; read twice, a text box would stand there twice."""
    return alternatives[0] if len(alternatives) else alternatives


def _symbol(element: Element) -> Run:
    """A character by its code in a font; legacy fonts put their letters into the private use area at U+F000."""
    code = attribute(element, "char")
    try:
        return Run(chr(int(code, 16)), attribute(element, "font"))
    except ValueError:
        return Run("")


def _opens_page(section: Element) -> bool:
    kind = child(section, "type")
    return kind is None or attribute(kind, "val") not in ("continuous", "nextColumn")


def _on(switch: Element | None) -> bool:
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off")


def _count(element: Element | None, otherwise: int) -> int:
    value = attribute(element, "val") if element is not None else ""
    return int(value) if value.isdigit() else otherwise

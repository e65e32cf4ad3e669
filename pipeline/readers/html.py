"""HTML, also as word processors saved it: fonts from <font face> and styles, tables with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from normalizers.decode import decode_bytes
from pipeline.errors import InputError
from pipeline.readers.flow import Block, FlowSource, Grid, GridCell, PageBreak, Run, Runs
from pipeline.readers.western import western

MEDIA_TYPE = "text/html"
MAX_BYTES = 64_000_000
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SINGLE = {
    "windows-1252",
    "iso-8859-1",
    "latin-1",
    "latin1",
    "us-ascii",
    "x-user-defined",
    "windows-1258",
    "tcvn",
    "viscii",
}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_FAMILY = re.compile(r"""font-family\s*:\s*["']?([^;,"'}]+)""", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BREAK_BEFORE = re.compile(r"page-break-before\s*:\s*always", re.IGNORECASE)
_UNREAD = {"script", "style", "head", "template", "noscript", "del", "select", "textarea", "object", "iframe", "svg"}
_PARAGRAPHS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend"),
    *("li", "main", "nav", "ol", "p", "pre", "section", "summary", "ul"),
}
_DEEPEST = 200


class HtmlSource(FlowSource):
    """An .html file; its pages end where its styles state a page break."""

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("file-too-large", path=str(path), limit=MAX_BYTES // 1_000_000)
        text, charset = decoded(path.read_bytes())
        try:
            blocks = blocks_of(text)
        except (etree.LxmlError, ValueError, RecursionError) as error:
            raise InputError("file-damaged", path=str(path), why=str(error)[:200]) from error
        super().__init__(path, MEDIA_TYPE, blocks, (f"charset {charset}",))


def decoded(data: bytes) -> tuple[str, str]:
    """The text and its charset. A page that says it is Western stays single bytes: the fonts say what they mean."""
    stated = _CHARSET.search(data[:4096])
    label = stated[1].decode().lower() if stated else ""
    if label in _SINGLE and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and not _is_utf8(data):
        return western(data), label
    found = decode_bytes(data)
    return found.text, str(found.charset)


def _is_utf8(data: bytes) -> bool:
    """Letters beyond ASCII that are all valid UTF-8: single bytes hardly ever are."""
    try:
        return not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def blocks_of(text: str) -> list[Block]:
    """The paragraphs and tables of a page."""
    parser = html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text) or "<p></p>", parser=parser)
    return list(_Page(root).blocks())


@dataclass(slots=True)
class _Page:
    root: HtmlElement
    families: dict[str, str] = field(default_factory=dict)  # "tag", ".class" or "tag.class" -> font

    def blocks(self) -> Iterator[Block]:
        for style in self.root.iter("style"):
            for selectors, body in _RULE.findall(str(style.text or "")):
                if family := _FAMILY.search(body):
                    for selector in selectors.split(","):
                        self.families[selector.strip().lower()] = family[1].strip()
        yield from self._gathered(self.root, "")

    def _gathered(self, element: HtmlElement, font: str) -> Iterator[Block]:
        """Blocks of an element: runs come together until a paragraph, table or page break parts them."""
        runs: list[Run] = []
        for piece in self._pieces(element, font, 0):
            if isinstance(piece, Run):
                runs.append(piece)
            else:
                yield _spaced(runs)
                runs = []
                if piece is not None:
                    yield piece
        yield _spaced(runs)

    def _pieces(self, element: HtmlElement, font: str, depth: int) -> Iterator[Run | Grid | PageBreak | None]:
        """Runs; grids; None where a paragraph ends."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _UNREAD:
            return
        if depth > _DEEPEST:
            yield Run(str(element.text_content()), font)
            return
        font = self._font(element, font)
        if tag == "br":
            yield PageBreak() if _breaks(element) else Run("\v")
            return
        if tag == "table":
            yield Grid(tuple(self._rows(element, font)), len(element.findall("thead/tr")))
            return
        if tag in _PARAGRAPHS:
            yield PageBreak() if _breaks(element) else None
        if element.text:
            yield Run(element.text, font)
        for below in element:
            yield from self._pieces(below, font, depth + 1)
            if below.tail:
                yield Run(below.tail, font)
        if tag in _PARAGRAPHS:
            yield None

    def _font(self, element: HtmlElement, font: str) -> str:
        """The font an element sets, else the one around it."""
        if family := _FAMILY.search(element.get("style") or ""):
            return family[1].strip()
        if element.tag == "font" and element.get("face"):
            return str(element.get("face")).split(",")[0].strip()
        tag = str(element.tag)
        for name in (element.get("class") or "").lower().split():
            for selector in (f"{tag}.{name}", f".{name}"):
                if selector in self.families:
                    return self.families[selector]
        return self.families.get(tag, font)

    def _rows(self, table: HtmlElement, font: str) -> Iterator[tuple[GridCell, ...]]:
        """The rows; columns that cells of rows above reach down into are passed over."""
        taken: dict[int, int] = {}  # column -> rows still covered
        for row in table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"):
            cells, column = [], 0
            reaching: dict[int, int] = {}
            for cell in row.xpath("./td | ./th"):
                while taken.get(column, 0) > 0:
                    column += 1
                down, across = _span(cell, "rowspan"), _span(cell, "colspan")
                cells.append(GridCell(column, tuple(self._cell(cell, font)), down, across))
                reaching |= dict.fromkeys(range(column, column + across), down)
                column += across
            taken = {at: rows - 1 for at, rows in (taken | reaching).items() if rows > 1}
            yield tuple(cells)

    def _cell(self, cell: HtmlElement, font: str) -> Iterator[Runs]:
        """The paragraphs of a cell, a table inside it laid flat."""
        for block in self._gathered(cell, font):
            if isinstance(block, Grid):
                yield from (paragraph for row in block.rows for held in row for paragraph in held.paragraphs)
            elif not isinstance(block, PageBreak):
                yield block


def _spaced(runs: list[Run]) -> Runs:
    """White space as a browser shows it: one blank, none at the ends; only <br> breaks a line."""
    made: list[Run] = []
    blank = True
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        text = text[1:] if blank and text.startswith(" ") else text
        if text:
            blank = text.endswith((" ", "\v"))
            made.append(Run(text.replace("\v", "\n"), run.font))
    return tuple(made)


def _breaks(element: HtmlElement) -> bool:
    return bool(_BREAK_BEFORE.search(element.get("style") or ""))


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), 1000)) if value.isdigit() else 1

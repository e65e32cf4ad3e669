"""The text layer of a PDF, word by word with fonts, as the file spells it. Pages are closed once they are read."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pdfminer.pdfexceptions import PDFException
from pdfminer.psparser import PSException

from extractors.layout import Box
from pipeline.readers.shifted import printed, shifts
from pipeline.readers.source import LayerWord
from pipeline.tables import TableRegion, vector_tables

if TYPE_CHECKING:
    import pdfplumber

_GAP, _GAP_BESIDE_BLANKS = 0.18, 0.3
_SUBSET_PREFIX = 7  # "ABCDEF+" before the name of an embedded subset
_DAMAGE = (PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings are about the file, page after page


@dataclass(frozen=True, slots=True)
class LayerPage:
    """What a page's own text says: its words, its ruled tables, and notes of what went wrong.

    `shifted`: the share of its letters whose codes were off by a constant and are put right.
    """

    words: tuple[LayerWord, ...] = ()
    tables: tuple[TableRegion, ...] = ()
    notes: tuple[str, ...] = ()
    shifted: float = 0.0


class TextLayer:
    """The words of a PDF's pages. A layer that cannot be read is no failure: the page is read by its picture."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pdf: pdfplumber.PDF | None = None

    def page(self, number: int) -> LayerPage:
        """The text layer of page `number`."""
        try:
            if self._pdf is None:
                import pdfplumber  # a scan has no layer, and is half read while this is loaded

                self._pdf = pdfplumber.open(self._path)
            page = self._pdf.pages[number - 1]
            try:
                chars = page.dedupe_chars(tolerance=1)
                shifted = _put_right(chars.chars)
                return LayerPage(tuple(_words(chars)), tuple(_tables(page)), shifted=shifted)
            finally:
                page.close()
        except _DAMAGE as error:
            return LayerPage(notes=(f"text layer unreadable: {type(error).__name__}",))

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()


def _put_right(chars: Sequence[dict[str, object]]) -> float:
    """Gives the letters of fonts whose codes are off by a constant their characters; what share of all they are."""
    found = shifts([(str(char["fontname"]), str(char["text"])) for char in chars])
    off = [char for char in chars if char["fontname"] in found]
    for char in off:
        char["text"] = printed(str(char["text"]), found[str(char["fontname"])])
    return len(off) / max(len(chars), 1)


def _words(chars: pdfplumber.page.Page) -> list[LayerWord]:
    """The words with their fonts. Subsets of one font have names of their own, so fonts do not part words."""
    left, top = chars.cropbox[0], chars.cropbox[1]
    found = chars.extract_words(
        x_tolerance_ratio=_gap(chars.chars), y_tolerance=3, extra_attrs=["upright"], return_chars=True
    )
    return [
        LayerWord(
            text=str(word["text"]),
            box=Box(word["x0"] - left, word["top"] - top, word["x1"] - left, word["bottom"] - top),
            font=Counter(font_name(str(char["fontname"])) for char in word["chars"]).most_common(1)[0][0],
            size=float(word["chars"][0]["size"]),
            upright=bool(word["upright"]),
        )
        for word in found
    ]


def _gap(chars: Sequence[Mapping[str, object]]) -> float:
    """The white, in heights of a letter, that parts words: little where the text is written without blanks."""
    blanks = sum(str(char["text"]).isspace() for char in chars)
    return _GAP_BESIDE_BLANKS if blanks >= 0.08 * len(chars) else _GAP


def _tables(page: pdfplumber.page.Page) -> list[TableRegion]:
    left, top = page.cropbox[0], page.cropbox[1]
    return [_moved(table, -left, -top) for table in vector_tables(page)]


def _moved(table: TableRegion, dx: float, dy: float) -> TableRegion:
    def shift(box: Box) -> Box:
        return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)

    return replace(table, box=shift(table.box), cells=tuple(replace(cell, box=shift(cell.box)) for cell in table.cells))


def font_name(name: str) -> str:
    """The font's own name, without the tag of an embedded subset: `BADEPR+.VnTimeH,Bold` is `.VnTimeH,Bold`."""
    if len(name) > _SUBSET_PREFIX and name[_SUBSET_PREFIX - 1] == "+" and name[: _SUBSET_PREFIX - 1].isupper():
        return name[_SUBSET_PREFIX:]
    return name

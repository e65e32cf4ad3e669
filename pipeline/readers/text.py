"""Plain text: decoded as a whole, pages at form feeds, lines kept exactly as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from normalizers.decode import decode_bytes
from pipeline.errors import InputError
from pipeline.readers.source import RawPage, Source

MAX_BYTES = 64_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")


class TextSource(Source):
    """A text file. Every line of the file is a line of a page; only a final line end opens no further line."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "text/plain", "text")
        if path.stat().st_size > MAX_BYTES:
            raise InputError("file-too-large", path=str(path), limit=MAX_BYTES // 1_000_000)
        self._pages, self._notes = _decoded_pages(path.read_bytes())

    @property
    def pages(self) -> int:
        return len(self._pages)

    def page(self, number: int) -> RawPage:
        return RawPage(number, lines=self._pages[number - 1], notes=self._notes)

    def close(self) -> None:
        """The file was read as a whole."""


def _decoded_pages(data: bytes) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    decoded = decode_bytes(data)
    return split_pages(decoded.text), (f"charset {decoded.charset}",)


def split_pages(text: str) -> tuple[tuple[str, ...], ...]:
    """The lines of each page. A form feed right before the end opens no page; nor does a last line end a line."""
    pages = text.split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return tuple(_lines(page) for page in pages)


def _lines(page: str) -> tuple[str, ...]:
    lines = _LINE_END.split(page)
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return tuple(lines)

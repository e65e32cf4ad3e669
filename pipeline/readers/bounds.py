"""What a page of a PDF unpacks to, looked at before anything unpacks it: a file of 20 MB may hold 10 GB of commands.

A stream that is small even at its filters' highest ratio is believed; any other is unpacked once, up to the limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from pipeline.errors import PageError

MAX_UNPACKED = 100_000_000  # bytes; the commands of a page of text are thousands, of a map some millions
_RATIOS = {"/FlateDecode": 1032, "/Fl": 1032, "/LZWDecode": 2731, "/LZW": 2731, "/RunLengthDecode": 64, "/RL": 64}
_DEPTH = 4  # forms inside forms
_PROGRAMS = (Name.FontFile, Name.FontFile2, Name.FontFile3)


class Bounds:
    """Says of each page of a file whether it may be opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pdf: pikepdf.Pdf | None = None
        self._sound = True

    def check(self, number: int) -> None:
        """Raises PageError where a stream of page `number` unpacks to more than the limit."""
        for stream in self._streams(number):
            if _may_exceed(stream) and _exceeds(stream):
                raise PageError("page-too-large", page=number, limit=MAX_UNPACKED // 1_000_000)

    def _streams(self, number: int) -> list[Stream]:
        """The streams of a page; none where the file is so odd that only PDFium opens it."""
        if not self._sound:
            return []
        _limit_qpdf()
        try:
            if self._pdf is None:
                self._pdf = pikepdf.open(self._path, suppress_warnings=True)
            return list(_streams_of(self._pdf.pages[number - 1].obj, _DEPTH))
        except (pikepdf.PdfError, ValueError, TypeError, IndexError, RuntimeError):
            self._sound = False
            return []

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()


@cache
def _limit_qpdf() -> None:
    """For the whole process: whoever unpacks a stream with qpdf gets an error instead of the machine's memory."""
    from pikepdf.settings import set_qpdf_limits

    set_qpdf_limits(flate_max_memory=MAX_UNPACKED, run_length_max_memory=MAX_UNPACKED)


def _streams_of(owner: Object, depth: int) -> Iterator[Stream]:
    """The commands of a page or form, of the forms it draws, and the programs and tables of its fonts."""
    contents = owner.get(Name.Contents) if isinstance(owner, Dictionary) else owner
    yield from (part for part in _listed(contents) if isinstance(part, Stream))
    resources = owner.get(Name.Resources)
    if not isinstance(resources, Dictionary) or not depth:
        return
    for font in _values(resources, Name.Font):
        yield from _font_streams(font)
    for drawn in _values(resources, Name.XObject):
        if isinstance(drawn, Stream) and drawn.get(Name.Subtype) == Name.Form:
            yield from _streams_of(drawn, depth - 1)


def _font_streams(font: Object) -> Iterator[Stream]:
    for part in (font, *_listed(font.get(Name.DescendantFonts))):
        descriptor = part.get(Name.FontDescriptor, Dictionary())
        held = [part.get(Name.ToUnicode), part.get(Name.Encoding), *(descriptor.get(name) for name in _PROGRAMS)]
        yield from (stream for stream in held if isinstance(stream, Stream))


def _listed(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _values(resources: Object, kind: Name) -> list[Object]:
    held = resources.get(kind)
    return [value for _, value in held.items()] if isinstance(held, Dictionary) else []


def _may_exceed(stream: Stream) -> bool:
    size = int(stream.get(Name.Length, 0))
    for name in _listed(stream.get(Name.Filter)):
        size *= _RATIOS.get(str(name), 1)
    return size > MAX_UNPACKED


def _exceeds(stream: Stream) -> bool:
    try:
        return len(stream.read_bytes()) > MAX_UNPACKED
    except pikepdf.PdfError as error:
        return "memory limit" in str(error)

"""PDF: pages rendered by PDFium, the text layer with its fonts by pdfplumber, one page open at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from extractors.layout import Box
from pipeline.errors import InputError, PageError
from pipeline.readers.bounds import Bounds
from pipeline.readers.image import MAX_PIXELS
from pipeline.readers.layer import LayerPage, TextLayer
from pipeline.readers.source import EmbeddedPicture, Pixels, RawPage, Source

_SCAN_SHARE = 0.5  # a picture over half of the page is the page
_FORM_DEPTH = 3  # pictures lie inside forms inside forms


class PdfSource(Source):
    """A PDF file. PDFium is not thread-safe: one source belongs to one thread."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "application/pdf", "pdf")
        try:
            self._document = pypdfium2.PdfDocument(path)
            count = len(self._document)
        except pypdfium2.PdfiumError as error:
            raise _opening_error(path, error) from error
        if not count:
            self._document.close()
            raise InputError("pdf-no-pages", path=str(path))
        self._count = count
        self._layer = TextLayer(path)
        self._bounds = Bounds(path)

    @property
    def pages(self) -> int:
        return self._count

    def page(self, number: int) -> RawPage:
        self._bounds.check(number)
        with self._open(number) as page:
            width, height = page.get_size()
            crop, rotation = page.get_cropbox(), page.get_rotation()
            pictures = tuple(_pictures(page, crop, rotation))
            coloured = not _all_grey(page)
            has_text = _has_text(page)
        layer = self._layer.page(number) if has_text else LayerPage()

        def render(dpi: float, colour: bool) -> Pixels:
            return self._render(number, dpi, colour)

        scan_dpi = _scan_dpi(pictures, width * height)
        return RawPage(
            number,
            width,
            height,
            words=layer.words,
            shifted=layer.shifted,
            tables=layer.tables,
            pictures=pictures,
            dpi=scan_dpi,
            render=render,
            coloured=coloured,
            notes=layer.notes,
        )

    def close(self) -> None:
        self._bounds.close()
        self._layer.close()
        self._document.close()

    @contextmanager
    def _open(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise PageError("page-failed", page=number, why=str(error)) from error
        try:
            yield page
        finally:
            page.close()

    def _render(self, number: int, dpi: float, colour: bool) -> Pixels:
        with self._open(number) as page:
            width, height = (round(side * dpi / 72) for side in page.get_size())
            if width * height > MAX_PIXELS:
                raise PageError("image-too-large", width=width, height=height, limit=MAX_PIXELS // 1_000_000)
            for picture in _objects(page):
                _check_size(*picture.get_px_size())
            try:
                # PDFium draws grey pictures in colour faster than in grey, and no otherwise.
                in_colour = colour or _all_grey(page)
                bitmap = page.render(scale=dpi / 72, grayscale=not in_colour, rev_byteorder=in_colour)
            except pypdfium2.PdfiumError as error:
                raise PageError("page-failed", page=number, why=str(error)) from error
            try:
                return _copied(bitmap.to_numpy(), colour)
            finally:
                bitmap.close()


def _opening_error(path: Path, error: pypdfium2.PdfiumError) -> InputError:
    """Why PDFium would not open the file. It takes a file without pages for a locked one; pikepdf knows better."""
    try:
        with pikepdf.open(path) as document:
            if not document.pages:
                return InputError("pdf-no-pages", path=str(path))
    except pikepdf.PasswordError:
        return InputError("pdf-encrypted", path=str(path))
    except pikepdf.PdfError:
        return InputError("pdf-damaged", path=str(path), why=str(error))
    return InputError("pdf-damaged", path=str(path), why=str(error))


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PageError("image-too-large", width=width, height=height, limit=MAX_PIXELS // 1_000_000)


def _copied(pixels: Pixels, colour: bool) -> Pixels:
    if pixels.ndim == 3:
        pixels = pixels[:, :, :3] if colour else pixels[:, :, 0]
    return np.array(pixels, dtype=np.uint8, order="C")


def _has_text(page: pypdfium2.PdfPage) -> bool:
    text = page.get_textpage()
    try:
        return bool(text.count_chars())
    finally:
        text.close()


def _objects(page: pypdfium2.PdfPage) -> Iterator[pypdfium2.PdfImage]:
    yield from page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_FORM_DEPTH)


def _all_grey(page: pypdfium2.PdfPage) -> bool:
    """Whether the page is nothing but pictures in shades of grey."""
    things = list(page.get_objects(max_depth=_FORM_DEPTH))
    return bool(things) and all(isinstance(thing, pypdfium2.PdfImage) and _is_grey(thing) for thing in things)


def _is_grey(picture: pypdfium2.PdfImage) -> bool:
    return picture.get_metadata().colorspace in (pdfium.FPDF_COLORSPACE_DEVICEGRAY, pdfium.FPDF_COLORSPACE_CALGRAY)


def _pictures(
    page: pypdfium2.PdfPage, crop: tuple[float, float, float, float], rotation: int
) -> Iterator[EmbeddedPicture]:
    for picture in _objects(page):
        width, height = picture.get_px_size()
        if rotation in (90, 270):
            width, height = height, width
        box = displayed(Box(*picture.get_bounds()), crop, rotation)
        if box.x1 > box.x0 and box.y1 > box.y0:
            yield EmbeddedPicture(box, width, height)


def displayed(box: Box, crop: tuple[float, float, float, float], rotation: int) -> Box:
    """A box of PDF user space (origin bottom left) as the reader of the page sees it (origin top left)."""
    left, bottom, right, top = crop
    width, height = right - left, top - bottom
    x0, x1 = max(box.x0 - left, 0.0), min(box.x1 - left, width)
    y0, y1 = max(top - box.y1, 0.0), min(top - box.y0, height)
    if rotation == 90:
        return Box(height - y1, x0, height - y0, x1)
    if rotation == 180:
        return Box(width - x1, height - y1, width - x0, height - y0)
    if rotation == 270:
        return Box(y0, width - x1, y1, width - x0)
    return Box(x0, y0, x1, y1)


def _scan_dpi(pictures: tuple[EmbeddedPicture, ...], page_area: float) -> float:
    """The resolution of the pictures that make up the page; 0 where they cover less than half of it.

    Scans may be cut into strips, or into a background of few pixels and a mask of many.
    """
    covering = [p for p in pictures if _area(p.box) >= 0.02 * page_area]
    if sum(_area(p.box) for p in covering) < _SCAN_SHARE * page_area:
        return 0.0
    return max(p.dpi for p in covering)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)

"""Pictures into files: PDF with JPEG or fax-coded pages, multi-page TIFF. Same pictures, same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

STRIP_OFFSETS, STRIP_COUNTS, ROWS_PER_STRIP = 273, 279, 278


def scan_pdf(pictures: Sequence[NDArray[np.uint8]], dpi: int, quality: int) -> bytes:
    """One picture a page, in its own size: fax-coded where it is black and white, else JPEG."""
    pdf = pikepdf.Pdf.new()
    for picture in pictures:
        add_page(pdf, picture, dpi, quality)
    return saved(pdf)


def is_bilevel(picture: NDArray[np.uint8]) -> bool:
    return picture.ndim == 2 and bool(np.isin(picture, (0, 255)).all())


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def add_page(pdf: pikepdf.Pdf, picture: NDArray[np.uint8], dpi: int, quality: int) -> None:
    height, width = picture.shape[:2]
    image = _fax(pdf, picture) if is_bilevel(picture) else _jpeg(pdf, picture, quality)
    size = (round(width * 72 / dpi, 2), round(height * 72 / dpi, 2))
    page = pdf.add_blank_page(page_size=size)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im0 Do Q".encode())


def _jpeg(pdf: pikepdf.Pdf, picture: NDArray[np.uint8], quality: int) -> pikepdf.Stream:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality, optimize=True)
    space = pikepdf.Name.DeviceRGB if picture.ndim == 3 else pikepdf.Name.DeviceGray
    return _image(pdf, out.getvalue(), picture, space, 8, pikepdf.Name.DCTDecode)


def _fax(pdf: pikepdf.Pdf, picture: NDArray[np.uint8]) -> pikepdf.Stream:
    """CCITT group 4, as fax machines and office copiers write."""
    out = io.BytesIO()
    height, width = picture.shape[:2]
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[ROWS_PER_STRIP] = height
    Image.fromarray(picture).convert("1").save(out, "TIFF", compression="group4", tiffinfo=tags)
    with TiffImagePlugin.TiffImageFile(io.BytesIO(out.getvalue())) as tiff:
        start, count = tiff.tag_v2[STRIP_OFFSETS][0], tiff.tag_v2[STRIP_COUNTS][0]
        photometric = tiff.tag_v2[262]
    image = _image(
        pdf, out.getvalue()[start : start + count], picture, pikepdf.Name.DeviceGray, 1, pikepdf.Name.CCITTFaxDecode
    )
    image.DecodeParms = pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=photometric == 1)
    return image


def _image(
    pdf: pikepdf.Pdf, data: bytes, picture: NDArray[np.uint8], space: pikepdf.Name, bits: int, coding: pikepdf.Name
) -> pikepdf.Stream:
    height, width = picture.shape[:2]
    stream = pikepdf.Stream(pdf, b"")
    stream.write(data, filter=coding)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.ColorSpace, stream.BitsPerComponent = width, height, space, bits
    return stream


def tiff(pictures: Sequence[NDArray[np.uint8]], dpi: int, bilevel: bool) -> bytes:
    """One multi-page TIFF: fax-coded when bilevel, else LZW."""
    images = [Image.fromarray(picture).convert("1") if bilevel else Image.fromarray(picture) for picture in pictures]
    out = io.BytesIO()
    coding = "group4" if bilevel else "tiff_lzw"
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression=coding, dpi=(dpi, dpi))
    return out.getvalue()

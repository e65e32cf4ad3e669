"""Pictures of pages: PNG, JPEG, TIFF of many pages, BMP, WebP. Sizes are looked at before anything is unpacked."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from extractors.layout import Box
from pipeline.errors import InputError, PageError
from pipeline.readers.source import EmbeddedPicture, Pixels, RawPage, Source

MAX_PIXELS = 120_000_000  # A3 at 600 dpi has 70 million
_GREY_MODES = ("1", "L")
LIKELY_DPI = 300.0
_A4_WIDTH_INCHES = 8.27


class ImageSource(Source):
    """A picture file; each frame of a TIFF is a page."""

    def __init__(self, path: Path, media_type: str) -> None:
        super().__init__(path, media_type, "image")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                self._image = Image.open(path)
                self._pages = int(getattr(self._image, "n_frames", 1)) if media_type == "image/tiff" else 1
        except Image.DecompressionBombError as error:
            raise InputError("image-damaged", path=str(path), why=str(error)) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise InputError("image-damaged", path=str(path), why=str(error)[:200]) from error

    @property
    def pages(self) -> int:
        return self._pages

    def page(self, number: int) -> RawPage:
        try:
            self._image.seek(number - 1)
        except (EOFError, OSError, ValueError, SyntaxError) as error:
            raise PageError("image-damaged", path=str(self.path), why=str(error)[:200]) from error
        width, height = self._image.size
        if width * height > MAX_PIXELS:
            raise PageError("image-too-large", width=width, height=height, limit=MAX_PIXELS // 1_000_000)
        if self._image.getexif().get(0x0112, 1) in (5, 6, 7, 8):  # turned by a quarter: the reader sees it upright
            width, height = height, width
        dpi = self._dpi(width, height)
        points = (width * 72 / dpi, height * 72 / dpi)
        whole = EmbeddedPicture(Box(0, 0, *points), width, height)

        def render(target_dpi: float, colour: bool) -> Pixels:
            return self._pixels(number, target_dpi / dpi, colour)

        coloured = self._image.mode not in _GREY_MODES
        return RawPage(number, *points, pictures=(whole,), dpi=dpi, render=render, coloured=coloured)

    def close(self) -> None:
        self._image.close()

    def _dpi(self, width: int, height: int) -> float:
        """The stated resolution where it makes a page of likely size, else the one that makes it A4 wide."""
        stated = self._image.info.get("dpi", (0, 0))
        dpi = float(stated[0]) if stated and stated[0] else 0.0
        short_inches = min(width, height) / dpi if dpi else 0.0
        if 4.0 <= short_inches <= 18.0:
            return dpi
        return max(72.0, min(width, height) / _A4_WIDTH_INCHES)

    def _pixels(self, number: int, scale: float, colour: bool) -> Pixels:
        try:
            self._image.seek(number - 1)
            image = ImageOps.exif_transpose(_on_white(self._image)).convert("RGB" if colour else "L")
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise PageError("image-damaged", path=str(self.path), why=str(error)[:200]) from error
        if abs(scale - 1) > 0.01:
            size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
            image = image.resize(size, Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
        return np.asarray(image, dtype=np.uint8)


def _on_white(image: Image.Image) -> Image.Image:
    """Transparent pictures lie on white paper; 16-bit grey is brought down to 8."""
    if image.mode in ("I;16", "I;16B", "I"):
        return Image.fromarray((np.asarray(image, dtype=np.int32) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return image.copy()

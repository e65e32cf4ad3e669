"""What a conversion depends on besides the source: one value, the same for every file of a run."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from typing import Literal

Engine = Literal["auto", "pytesseract", "tesserocr"]

MEGAPIXELS = 250  # an A3 page at 600 dpi has 70; PIL's own limit is 179
UNPACKED_MB = 2000  # what an office file or a PDF stream may unpack to


@dataclass(frozen=True, slots=True)
class Settings:
    """`languages` are Tesseract's names joined by "+"; times are in seconds; `dpi` None means: chosen page by page."""

    engine: Engine = "auto"
    languages: str = "vie"
    tessdata: str | None = None
    dpi: int | None = None
    force_ocr: bool = False
    searchable: bool = True
    alto: bool = False
    page_timeout: float = 180.0
    file_timeout: float = 3600.0
    max_megapixels: int = MEGAPIXELS
    max_unpacked_mb: int = UNPACKED_MB

    def fingerprint(self) -> str:
        """Eight hex digits of what changes a result; time-outs do not."""
        patience = {"page_timeout", "file_timeout"}
        chosen = sorted((name, repr(value)) for name, value in asdict(self).items() if name not in patience)
        return hashlib.sha256(repr(chosen).encode()).hexdigest()[:8]


def names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Settings))

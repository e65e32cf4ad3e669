"""What a conversion depends on besides the source: one value, the same for every file of a run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Engine = Literal["auto", "pytesseract", "tesserocr"]

# What --page-timeout leaves to the engine's own time-out, so that a slow page ends with the engine's words
# and only a page that hangs outside the engine is killed with its process.
_MARGIN = 30.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`language` are Tesseract's names joined by "+"; `tessdata` a folder of models or ""; times are in seconds."""

    engine: Engine = "auto"
    language: str = "vie"
    tessdata: str = ""
    searchable: bool = True
    alto: bool = False
    page_timeout: float = 180.0
    file_timeout: float = 3600.0

    def fingerprint(self) -> str:
        """Eight hex digits of what changes a result; time-outs do not."""
        chosen = (self.engine, self.language, self.tessdata, self.searchable, self.alto)
        return hashlib.sha256(repr(chosen).encode()).hexdigest()[:8]

    @property
    def page_patience(self) -> float:
        """When the process of a page is killed."""
        return self.page_timeout + _MARGIN

"""Which engine reads: `auto` takes tesserocr where it is installed, else the installed Tesseract."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pipeline.engines.base import Engine
from pipeline.engines.pytesseract_engine import Pytesseract
from pipeline.engines.tesserocr_engine import Tesserocr, available
from pipeline.errors import MissingProgramError

EngineName = Literal["auto", "pytesseract", "tesserocr"]


@cache
def engine(name: EngineName, language: str, tessdata: str) -> Engine:
    """The engine of this process for these settings; made once, because a started engine is kept.

    Raises MissingProgramError when it, or its language pack, is not installed.
    """
    if name == "tesserocr" and not available():
        raise MissingProgramError("package-missing", package="tesserocr", install="tesserocr")
    if name == "tesserocr" or (name == "auto" and available()):
        return Tesserocr(language, tessdata)
    return Pytesseract(language, tessdata)

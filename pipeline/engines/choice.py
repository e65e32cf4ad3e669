"""Which engine reads: `auto` takes tesserocr where it is installed, else the installed Tesseract."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pipeline.engines.base import Engine
from pipeline.engines.numbers import WithNumbers
from pipeline.engines.pytesseract_engine import Pytesseract, installed_languages
from pipeline.engines.tesserocr_engine import Tesserocr, available
from pipeline.errors import MissingProgramError

EngineName = Literal["auto", "pytesseract", "tesserocr"]
_NUMBER_MODEL = "eng"


@cache
def engine(name: EngineName, language: str, tessdata: str) -> Engine:
    """The engine of this process for these settings; made once, because a started engine is kept.

    Raises MissingProgramError when it, or its language pack, is not installed.
    """
    reader = _reader(name, language, tessdata)
    numbers = _numbers(reader, language, tessdata)
    return WithNumbers(reader, numbers) if numbers else reader


def _reader(name: EngineName, language: str, tessdata: str) -> Tesserocr | Pytesseract:
    if name == "tesserocr" and not available():
        raise MissingProgramError("package-missing", package="tesserocr", install="tesserocr")
    if name == "tesserocr" or (name == "auto" and available()):
        return Tesserocr(language, tessdata)
    return Pytesseract(language, tessdata)


def _numbers(reader: Tesserocr | Pytesseract, language: str, tessdata: str) -> Engine | None:
    """The same engine with the English model, which reads numbers better; None where it is not installed."""
    if "vie" not in language.split("+"):
        return None
    if isinstance(reader, Pytesseract):
        return Pytesseract(_NUMBER_MODEL, tessdata) if _NUMBER_MODEL in installed_languages(tessdata) else None
    try:
        return Tesserocr(_NUMBER_MODEL, tessdata or reader.tessdata)
    except MissingProgramError:
        return None

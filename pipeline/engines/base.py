"""What an OCR engine is for hoso: a name, a version, and `read`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.engines.habits import mended
from pipeline.errors import PageError

Grey = NDArray[np.uint8]  # height x width, 0 black, 255 white

# Page segmentation modes of Tesseract that hoso uses.
WHOLE_PAGE, ONE_COLUMN, ONE_BLOCK, ONE_LINE, SPARSE = 3, 4, 6, 7, 11


class EngineError(PageError):
    """The engine crashed, was killed or gave nonsense: this page's failure only."""


class EngineTimeoutError(EngineError):
    """The engine was killed because its time was over."""


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word as the engine saw it: box in pixels of the picture it was given, confidence 0-1.

    `line` tells the words of one line of the engine's own layout analysis apart from all others.
    """

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    line: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Task:
    """How a picture is to be read."""

    dpi: int
    mode: int = WHOLE_PAGE
    timeout_s: float = 120.0
    letters: str = ""  # only these characters; "" for all


class Engine(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, picture: Grey, task: Task) -> tuple[SeenWord, ...]:
        """The words of a picture in the engine's order. Raises EngineTimeoutError, EngineError."""
        ...

    def close(self) -> None:
        """Give back what the engine holds; it may be used again afterwards."""
        ...


def words_of_tsv(tsv: str) -> tuple[SeenWord, ...]:
    """The words of Tesseract's TSV: level page block paragraph line word left top width height confidence text."""
    words = []
    for row in tsv.splitlines():
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5" or not fields[11].strip():
            continue
        left, top, width, height = (int(value) for value in fields[6:10])
        line = (int(fields[2]), int(fields[3]), int(fields[4]))
        confidence = max(0.0, min(1.0, float(fields[10]) / 100))
        words.append(SeenWord(mended(fields[11].strip()), left, top, left + width, top + height, confidence, line))
    return tuple(words)

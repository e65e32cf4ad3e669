"""A page as read: what one process leaves for another, so nothing here loads what reading takes."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.layout import Line, Table, Verdict
from pipeline.errors import Failure


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of one page: reading the file, judging and preparing, recognising."""

    source: float = 0.0
    picture: float = 0.0
    ocr: float = 0.0

    @property
    def total(self) -> float:
        return self.source + self.picture + self.ocr


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as read: `lines` with source == text and no repairs yet. `turn`: quarter turns that made it upright."""

    number: int
    lines: tuple[Line, ...]
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    width: float = 0.0
    height: float = 0.0
    quality_before: float = 1.0
    engine: str = ""  # name and version; "" where nothing was recognised
    confidence: float = 1.0
    turn: int = 0
    notes: tuple[str, ...] = ()
    timings: Timings = Timings()


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as read, or the reason why it could not be."""

    number: int
    page: ReadPage | None
    failure: Failure | None = None
    seconds: float = 0.0

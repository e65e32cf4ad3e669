"""One page, read: what the file says of it, the verdict, the picture and OCR where needed, and lines in order.

`read_page` is a function of the source and the settings alone; it shares nothing with other pages, and whatever goes
wrong is this page's failure only.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from extractors.layout import Line, Table, Verdict
from normalizers.quality import quality
from pipeline.assemble import PlacedWord, assemble
from pipeline.engines.choice import EngineName, engine
from pipeline.evidence import evidence_of
from pipeline.readers.source import RawPage, Source
from pipeline.recognise import read_picture
from pipeline.verdict import Judgement, judge


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How pages are read. `language` is Tesseract's (`vie`, `vie+eng`); `tessdata` a folder of models or ""."""

    engine: EngineName = "auto"
    language: str = "vie"
    tessdata: str = ""
    timeout_s: float = 180.0  # for one page


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


def read_page(source: Source, number: int, settings: ReadSettings) -> ReadPage:
    """Everything about page `number` (from 1). Raises PageError for a page that cannot be read."""
    started = time.monotonic()
    raw = source.page(number)
    if raw.render is None:
        return _plain(raw, time.monotonic() - started)
    judgement = judge(evidence_of(raw))
    source_s = time.monotonic() - started
    if judgement.verdict in ("use_text", "repair_text"):
        return _from_layer(raw, judgement, source_s)
    return _recognised(raw, judgement, settings, source_s)


def _plain(raw: RawPage, seconds: float) -> ReadPage:
    lines = tuple(Line(text=line, source=line) for line in raw.lines)
    good = quality("\n".join(raw.lines))
    verdict: Verdict = "use_text" if good >= 0.95 else "repair_text"
    reasons = (f"plain text; {good:.0%} of it is legal Vietnamese",)
    return ReadPage(
        raw.number, lines, verdict, reasons, quality_before=good, notes=raw.notes, timings=Timings(source=seconds)
    )


def _placed_layer(raw: RawPage) -> tuple[PlacedWord, ...]:
    return tuple(PlacedWord(w.text, w.box, 1.0, w.font) for w in raw.words if w.upright)


def _from_layer(raw: RawPage, judgement: Judgement, seconds: float) -> ReadPage:
    page = assemble(_placed_layer(raw), raw.tables)
    good = quality("\n".join(line.text for line in page.lines))
    return ReadPage(
        raw.number,
        page.lines,
        judgement.verdict,
        judgement.reasons,
        page.tables,
        raw.width,
        raw.height,
        good,
        notes=raw.notes,
        timings=Timings(source=seconds),
    )


def _recognised(raw: RawPage, judgement: Judgement, settings: ReadSettings, source_s: float) -> ReadPage:
    reader = engine(settings.engine, settings.language, settings.tessdata)
    reading = read_picture(raw, reader, settings.timeout_s)
    page = assemble(reading.words, reading.tables)
    width, height = (raw.width, raw.height) if reading.prepared.turn % 2 == 0 else (raw.height, raw.width)
    return ReadPage(
        raw.number,
        page.lines,
        judgement.verdict,
        judgement.reasons,
        page.tables,
        width,
        height,
        quality("\n".join(line.text for line in page.lines)),
        engine=f"{reader.name} {reader.version}",
        confidence=reading.score,
        turn=reading.prepared.turn,
        notes=raw.notes + reading.notes,
        timings=Timings(source=source_s, ocr=reading.seconds),
    )

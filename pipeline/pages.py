"""One page, read: what the file says of it, the verdict, the picture and OCR where needed, and lines in order.

`read_page` is a function of the source and the settings alone; it shares nothing with other pages, and whatever goes
wrong is this page's failure only.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.layout import Line, Verdict
from normalizers.quality import quality
from pipeline.align import chosen
from pipeline.assemble import Assembled, PlacedWord, assemble
from pipeline.engines.base import Engine, EngineTimeoutError
from pipeline.engines.choice import EngineName, engine
from pipeline.errors import Failure, MissingProgramError, failure_of
from pipeline.evidence import evidence_of
from pipeline.readers.source import RawPage, Source
from pipeline.readings import Reading, ReadPage, Timings
from pipeline.recognise import read_picture
from pipeline.relay import settled as settled_page
from pipeline.settings import Settings
from pipeline.strip import settled
from pipeline.verdict import LEGAL, Judgement, judge


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How pages are read. `language` is Tesseract's (`vie`, `vie+eng`); `tessdata` a folder of models or ""."""

    engine: EngineName = "auto"
    language: str = "vie"
    tessdata: str = ""
    timeout_s: float = 180.0  # for one page


def read(source: Source, number: int, settings: Settings) -> Reading:
    """One page: what the file says of it, the verdict, OCR where needed. A page that fails fails alone."""
    began = time.monotonic()
    how = ReadSettings(settings.engine, settings.language, settings.tessdata, settings.page_timeout)
    try:
        page, failure = settled_page(read_page(source, number, how)), None
    except MissingProgramError:
        raise  # no page will do better
    except EngineTimeoutError:  # it names what was left of the page's time
        page, failure = None, Failure("page-timeout", (("page", number), ("seconds", settings.page_timeout)))
    except Exception as error:  # noqa: BLE001 - whatever a damaged page provokes is its own failure
        page, failure = None, failure_of(error)
    return Reading(number, page, failure, time.monotonic() - began)


def read_page(source: Source, number: int, settings: ReadSettings) -> ReadPage:
    """Everything about page `number` (from 1). Raises PageError for a page that cannot be read."""
    started = time.monotonic()
    raw = source.page(number)
    if raw.render is None:
        return _plain(raw, time.monotonic() - started)
    layer = assemble(_placed_layer(raw), raw.tables) if raw.words else Assembled(())
    judgement = _judged(raw, layer, settings)
    source_s = time.monotonic() - started
    if judgement.verdict in ("use_text", "repair_text"):
        return _from_layer(raw, layer, judgement, source_s)
    return _recognised(raw, layer, judgement, settings, source_s)


def judged(raw: RawPage, settings: ReadSettings) -> Judgement:
    """The verdict on a page with a picture; where the measures leave a doubt, a strip of it has been read."""
    return _judged(raw, assemble(_placed_layer(raw), raw.tables), settings)


def _judged(raw: RawPage, layer: Assembled, settings: ReadSettings) -> Judgement:
    judgement = judge(evidence_of(raw))
    return settled(judgement, raw, layer.lines, _engine(settings)) if judgement.doubted else judgement


def _engine(settings: ReadSettings) -> Engine:
    return engine(settings.engine, settings.language, settings.tessdata)


def _plain(raw: RawPage, seconds: float) -> ReadPage:
    fonts = raw.fonts or ((),) * len(raw.lines)
    lines = tuple(Line(text=line, source=line, fonts=runs) for line, runs in zip(raw.lines, fonts, strict=True))
    good = quality("\n".join(raw.lines))
    verdict: Verdict = "use_text" if good >= LEGAL else "repair_text"
    reasons = (f"plain text: {good:.0%} legal Vietnamese",)
    return ReadPage(
        raw.number,
        lines,
        verdict,
        reasons,
        raw.rows,
        quality_before=good,
        notes=raw.notes,
        timings=Timings(source=seconds),
    )


def _placed_layer(raw: RawPage) -> tuple[PlacedWord, ...]:
    return tuple(PlacedWord(w.text, w.box, 1.0, w.font) for w in raw.words if w.upright)


def _from_layer(raw: RawPage, layer: Assembled, judgement: Judgement, seconds: float) -> ReadPage:
    return ReadPage(
        raw.number,
        layer.lines,
        judgement.verdict,
        judgement.reasons,
        layer.tables,
        raw.width,
        raw.height,
        _quality(layer.lines),
        notes=raw.notes,
        timings=Timings(source=seconds),
    )


def _recognised(
    raw: RawPage, layer: Assembled, judgement: Judgement, settings: ReadSettings, source_s: float
) -> ReadPage:
    reader = _engine(settings)
    reading = read_picture(raw, reader, settings.timeout_s)
    page = assemble(reading.words, reading.tables)
    turn, notes = reading.prepared.turn, raw.notes + reading.notes
    if judgement.verdict == "both" and not turn:
        page, kept = combined(layer, page, trusted=not raw.dpi)
        notes += (f"{kept} of {len(page.lines)} lines taken from the text layer",)
    width, height = (raw.width, raw.height) if turn % 2 == 0 else (raw.height, raw.width)
    return ReadPage(
        raw.number,
        page.lines,
        judgement.verdict,
        judgement.reasons,
        page.tables,
        width,
        height,
        _quality(page.lines),
        engine=f"{reader.name} {reader.version}",
        confidence=reading.score,
        turn=turn,
        notes=notes,
        timings=Timings(source=source_s, picture=reading.picture_s, ocr=reading.ocr_s),
    )


def combined(layer: Assembled, seen: Assembled, trusted: bool) -> tuple[Assembled, int]:
    """Layer and OCR made one page, and how many lines are the layer's. Rows of tables stay those of one reading."""
    if seen.tables or layer.tables:
        better = layer if trusted and len(layer.tables) >= len(seen.tables) else seen
        return better, len(better.lines) if better is layer else 0
    lines = chosen(layer.lines, seen.lines, trusted)
    return Assembled(tuple(line for line, _ in lines)), sum(ours for _, ours in lines)


def _quality(lines: Sequence[Line]) -> float:
    return quality("\n".join(line.text for line in lines))

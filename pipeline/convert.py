"""The whole story of one file: read its pages, repair their text, extract the records. Start reading here.

    conversion = convert(Path("report.pdf"), Settings())

A conversion is a function of the source and the settings; it shares nothing with other files, so any number of them
can run side by side. What is done with it (the archive, the batch) is told in other modules.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import tee
from pathlib import Path

from extractors.extract import extract
from extractors.layout import Page
from extractors.records import Record
from gazetteer.lookup import load
from normalizers.quality import quality
from pipeline.context import repair_document
from pipeline.diagnosis import open_diagnosed
from pipeline.pages import read
from pipeline.readings import Reading, ReadPage
from pipeline.relay import corrected_page, lines_and_hints, repaired_pages
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class RepairedPage:
    """One page repaired, and the story of its reading (its lines are those of `page`, none where it failed)."""

    page: Page
    reading: Reading
    quality_after: float


@dataclass(frozen=True, slots=True)
class Conversion:
    """Everything hoso found out about one file. `seconds` are those of reading, repair and extraction."""

    file_id: str
    pages: tuple[RepairedPage, ...]
    records: tuple[Record, ...]
    seconds: tuple[float, float, float]

    @property
    def text(self) -> str:
        """text.txt: a line for each line, pages opened by a form feed."""
        return "\f".join("".join(line.text + "\n" for line in repaired.page.lines) for repaired in self.pages)


def convert(path: Path, settings: Settings, file_id: str = "") -> Conversion:
    """Read, repair and extract one file. Raises InputError where nothing of it can be read."""
    with open_diagnosed(path) as source:
        readings = [read(source, number, settings) for number in range(1, source.pages + 1)]
    return finish(readings, file_id)


def finish(readings: Iterable[Reading], file_id: str) -> Conversion:
    """The pages of a file, all read, in order: repaired over the whole document, then extracted.

    `readings` can be gone through more than once: a list, or what lies on a shelf.
    """
    began = time.monotonic()
    pages = repair(readings)
    repaired = time.monotonic()
    found = extract(tuple(page.page for page in pages), load(), file_id)
    pages = tuple(replace(page, page=corrected_page(page.page, found.corrections)) for page in pages)
    reading_s = sum(page.reading.seconds for page in pages)
    return Conversion(file_id, pages, found.records, (reading_s, repaired - began, time.monotonic() - repaired))


def repair(readings: Iterable[Reading]) -> tuple[RepairedPage, ...]:
    """Every line of the document repaired together, with what the readers and the gazetteer know about it.

    The readings are gone through twice: while the repair works, the places of their words are not held.
    """
    if iter(readings) is readings:  # can be gone through once only
        readings = list(readings)
    lines, hints = lines_and_hints(reading.page or unread_page(reading) for reading in readings)
    mended = repair_document(load(), lines, hints)
    del lines, hints
    told, read_again = tee(readings)
    pages = repaired_pages((reading.page or unread_page(reading) for reading in read_again), mended)
    return tuple(
        RepairedPage(page, story(reading), quality("\n".join(line.text for line in page.lines)))
        for page, reading in zip(pages, told, strict=True)
    )


def story(reading: Reading) -> Reading:
    """What is told of a reading; a thousand pages are not held in memory twice."""
    return reading if reading.page is None else replace(reading, page=replace(reading.page, lines=(), tables=()))


def unread_page(reading: Reading) -> ReadPage:
    """A page that failed keeps its place: pages in are pages out."""
    return ReadPage(reading.number, (), "ocr", quality_before=0.0)

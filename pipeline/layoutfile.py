"""layout.jsonl.zst: a line for each page with all that stands on it, as read and as repaired, and what was decided.

The names of its fields are those of `extractors.layout` and `pipeline.pages`; fields at their default are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import zstandard

from extractors.layout import Page
from pipeline.convert import RepairedPage
from pipeline.errors import Failure
from pipeline.ledger import Entry
from pipeline.plain import dumps, loads
from pipeline.readings import Reading, ReadPage, Timings
from pipeline.relay import unrepaired

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page as archived. `reading` is its story, without the lines and tables that `page` has."""

    page: Page
    reading: ReadPage | None
    quality_after: float
    failure: Failure | None = None


def dump_layout(pages: Iterable[RepairedPage]) -> bytes:
    packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    packed = [packer.compress((dumps(page_layout(page)) + "\n").encode("utf-8")) for page in pages]
    return b"".join([*packed, packer.flush()])


def load_layout(data: bytes) -> Iterator[PageLayout]:
    stream = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data))
    for line in io.TextIOWrapper(stream, encoding="utf-8", newline="\n"):
        yield loads(PageLayout, line)


def page_layout(page: RepairedPage) -> PageLayout:
    reading = page.reading.page
    timeless = None if reading is None else replace(reading, timings=Timings())
    return PageLayout(page.page, timeless, round(page.quality_after, 4), page.reading.failure)


def readings_of(data: bytes, entries: Iterable[Entry]) -> Iterator[Reading]:
    """The pages as they were read, made again from an archived layout: for a run that does only the failed ones."""
    seconds = {entry.page: entry.seconds for entry in entries if entry.stage == "read"}
    for layout in load_layout(data):
        page = None
        if layout.reading is not None:
            lines, tables = unrepaired(layout.page)
            page = replace(layout.reading, lines=lines, tables=tables)
        number = layout.page.number
        yield Reading(number, page, layout.failure, seconds.get(number, 0.0))

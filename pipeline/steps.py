"""The steps of a file that worker processes do: open it, read a page, finish it. Each leaves its result on disk.

A step is a function of plain values, so that any process, here or on another machine with the same disk, can do it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from extractors.records import Document
from pipeline.archive import Contents, FileEntry, FileStatus
from pipeline.convert import Conversion, Reading, RepairedPage, finish, read
from pipeline.decide import corrected
from pipeline.diagnosis import open_diagnosed
from pipeline.errors import Failure
from pipeline.jobs import Job
from pipeline.layoutfile import dump_layout, readings_of
from pipeline.ledger import Entry
from pipeline.readers import Source
from pipeline.rows import Row, count_rows, dump_rows, record_rows, repair_rows, waits_for_review
from pipeline.settings import Settings
from pipeline.shelf import Opened
from pipeline.twins import twins_of
from pipeline.version import VERSION

AT_ONCE = 1  # a file of so few pages is done in one step


@dataclass(frozen=True, slots=True)
class PageDone:
    """What the run says about a page that was read."""

    number: int
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class FileDone:
    """What the run says about a file that is in the archive now."""

    entry: FileEntry
    seconds: float


def open_step(job: Job) -> Opened | FileDone:
    """Open a file and see how many pages it has; a short one is read and finished at once."""
    with open_diagnosed(Path(job.path)) as source:
        opened = job.shelf.begin(source, made_by(job.settings))
        refill(job, opened)
        if opened.pages > AT_ONCE and opened.source_kind != "text":
            return opened
        readings = [read(source, number, job.settings) for number in range(1, opened.pages + 1)]
    return stored(job, opened, readings)


def read_step(job: Job, number: int) -> PageDone:
    """Read one page and lay it on the shelf."""
    source = source_at_hand(job.path, job.entry.sha256)
    reading = read(source, number, job.settings)
    job.shelf.lay(reading)
    return PageDone(number, reading.failure)


def finish_step(job: Job) -> FileDone:
    """All pages are on the shelf: repair, extract, and put the whole file into the archive."""
    opened = job.shelf.opened()
    assert opened is not None, "a file is finished after it was opened"
    return stored(job, opened, job.shelf.readings(opened.pages))


@lru_cache(maxsize=1)
def source_at_hand(path: str, sha256: str) -> Source:  # noqa: ARG001 - the content is the key
    """The file whose pages this process is reading: opened once, not once a page."""
    return open_diagnosed(Path(path))


def made_by(settings: Settings) -> str:
    return f"{VERSION}/{settings.fingerprint()}"


def refill(job: Job, opened: Opened) -> None:
    """Pages that an earlier run read well are taken from the archive; only the failed ones are read again."""
    before = job.entry
    same_maker = f"{before.pipeline_version}/{before.settings}" == opened.made_by
    if before.status != "partial" or not same_maker or len(job.shelf.missing(opened.pages)) < opened.pages:
        return
    layout = job.archive.folder(before.file_id) / "layout.jsonl.zst"
    for reading in readings_of(layout.read_bytes(), job.archive.ledger(before.file_id)):
        if reading.failure is None:
            job.shelf.lay(reading)


def stored(job: Job, opened: Opened, readings: Iterable[Reading]) -> FileDone:
    """The conversion in the archive, corrections applied."""
    file_id = job.entry.file_id
    conversion = finish(readings, file_id)
    rows = corrected(job.archive, file_id, rows_of(conversion))
    entry = entry_of(job, opened, conversion, rows)
    twins, twin_entries = twins_of(job, opened, conversion)
    job.archive.store(
        Contents(
            entry,
            records=dump_rows(rows),
            entries=(*ledger_of(conversion, job.settings), *twin_entries),
            text=conversion.text,
            layout=dump_layout(conversion.pages),
            extras=twins,
        )
    )
    return FileDone(entry, sum(conversion.seconds))


def rows_of(conversion: Conversion) -> list[tuple[str, Row]]:
    """Every row of records.jsonl: the records, the repairs, the pages."""
    file_id = conversion.file_id
    rows = list(record_rows(conversion.records, file_id))
    documents = [record for record in conversion.records if isinstance(record, Document)]
    pages = tuple(page.page for page in conversion.pages)
    rows.extend(("repairs", row) for row in repair_rows(pages, documents, file_id))
    rows.extend(("pages", page_row(page, file_id)) for page in conversion.pages)
    return rows


def page_row(page: RepairedPage, file_id: str) -> Row:
    """The row of a page, without its seconds: times are the ledger's."""
    read_page, failure = page.reading.page, page.reading.failure
    return {
        "file_id": file_id,
        "page": page.page.number,
        "verdict": read_page.verdict if read_page else None,
        "reasons": list(read_page.reasons) if read_page else [],
        "quality_before": round(read_page.quality_before, 4) if read_page else None,
        "quality_after": round(page.quality_after, 4) if read_page else None,
        "status": "failed" if failure else "done",
        "engine": (read_page.engine if read_page else "") or None,
        "error": f"{failure.key}: {failure.message()}" if failure else None,
    }


def entry_of(job: Job, opened: Opened, conversion: Conversion, rows: list[tuple[str, Row]]) -> FileEntry:
    """The file's entry after a conversion: done, partial where pages failed, failed where all did."""
    failed = [page.reading for page in conversion.pages if page.reading.failure is not None]
    status: FileStatus = "done" if not failed else "failed" if len(failed) == opened.pages else "partial"
    first = failed[0].failure if failed else None
    return replace(
        job.entry,
        media_type=opened.media_type,
        source_kind=opened.source_kind,
        pages=opened.pages,
        status=status,
        failed_pages=tuple(reading.number for reading in failed),
        failure=first.dump() if first else None,
        text_quality=text_quality(conversion),
        counts=count_rows(rows),
        to_review=sum(waits_for_review(table, row) for table, row in rows),
        pipeline_version=VERSION,
        settings=job.settings.fingerprint(),
    )


def text_quality(conversion: Conversion) -> float | None:
    """The mean quality of the pages, each weighed by its letters; None where there is no text."""
    weights = [(sum(len(line.text) for line in page.page.lines), page.quality_after) for page in conversion.pages]
    letters = sum(weight for weight, _ in weights)
    return round(sum(weight * good for weight, good in weights) / letters, 4) if letters else None


def ledger_of(conversion: Conversion, settings: Settings) -> tuple[Entry, ...]:
    """Page by page what was done; then the stages that see the document as a whole."""
    _, repair_s, extract_s = conversion.seconds
    pages = [page_entry(page.reading, settings) for page in conversion.pages]
    return (*pages, Entry("repair", seconds=round(repair_s, 4)), Entry("extract", seconds=round(extract_s, 4)))


def page_entry(reading: Reading, settings: Settings) -> Entry:
    engine = reading.page.engine if reading.page else ""
    models = (f"tessdata {settings.language} {settings.tessdata}".rstrip(),) if engine else ()
    return Entry(
        "read",
        reading.number,
        status="failed" if reading.failure else "done",
        seconds=round(reading.seconds, 4),
        engine=engine,
        versions=(f"hoso {VERSION}", *models),
        error=reading.failure.dump() if reading.failure else None,
    )


def failed_file(job: Job, failure: Failure) -> FileEntry:
    """Note that nothing of a file could be read. What an earlier run made of the same content is kept."""
    entry = replace(job.entry, status="failed", failure=failure.dump())
    ended = Entry("file", status="failed", versions=(f"hoso {VERSION}",), error=failure.dump())
    if job.archive.knows(entry.file_id):
        job.archive.note_failure(entry, ended)
    else:
        job.archive.store(Contents(entry, records="", entries=(ended,)))
    return entry


def page_failed(job: Job, number: int, failure: Failure, seconds: float) -> None:
    """Lay on the shelf that a page killed its process or overstayed."""
    job.shelf.lay(Reading(number, None, failure, seconds))

"""A file whose pages are all read: its text repaired, its records extracted, everything put into the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractors.layout import Line
from extractors.records import Document
from pipeline.archive import Contents, FileEntry, FileStatus
from pipeline.convert import Conversion, RepairedPage, finish
from pipeline.decide import corrected
from pipeline.jobs import FileDone, Job
from pipeline.layoutfile import dump_layout
from pipeline.ledger import Entry
from pipeline.readings import Reading, ReadPage
from pipeline.rows import Row, Tally, dump_rows, record_rows, repair_rows, tally
from pipeline.settings import Settings
from pipeline.shelf import Opened
from pipeline.twins import twins_of
from pipeline.version import VERSION


def warm_up(settings: Settings) -> None:
    """Load all that finishing takes: a line goes through repair and extraction, and comes to nothing."""
    line = Line("Uy ban nhan dan xa Tan Phong", "Uy ban nhan dan xa Tan Phong")
    finish([Reading(1, ReadPage(1, (line,), "ocr", engine="none"))], "")
    if settings.searchable:
        import pikepdf.pdfa  # noqa: F401

        import pipeline.searchable  # noqa: F401


def stored(job: Job, opened: Opened, readings: Iterable[Reading]) -> FileDone:
    """The conversion in the archive, corrections applied."""
    file_id = job.entry.file_id
    conversion = finish(readings, file_id)
    rows = corrected(job.archive, file_id, FileRows(conversion))
    entry = entry_of(job, opened, conversion, tally(rows))
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


@dataclass(frozen=True, slots=True)
class FileRows:
    """Every row of records.jsonl: the records, the repairs, the pages. They are made whenever they are gone through,
    for all at once take several times the room of the records they tell of."""

    conversion: Conversion

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        file_id, records = self.conversion.file_id, self.conversion.records
        yield from record_rows(records, file_id)
        documents = [record for record in records if isinstance(record, Document)]
        pages = tuple(page.page for page in self.conversion.pages)
        yield from (("repairs", row) for row in repair_rows(pages, documents, file_id))
        yield from (("pages", page_row(page, file_id)) for page in self.conversion.pages)


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


def entry_of(job: Job, opened: Opened, conversion: Conversion, counted: Tally) -> FileEntry:
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
        counts=counted.counts,
        to_review=counted.to_review,
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

"""One source file to convert: where it is, what is known of it, how it is to be read, and what became of its steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.archive import Archive, Contents, FileEntry
from pipeline.errors import Failure
from pipeline.ledger import Entry
from pipeline.readings import Reading
from pipeline.settings import Settings
from pipeline.shelf import Shelf, shelf_of
from pipeline.version import VERSION


@dataclass(frozen=True, slots=True)
class Job:
    """Plain values only: a job travels to other processes, perhaps on other machines with the same disk."""

    root: str  # of the archive
    path: str
    entry: FileEntry
    settings: Settings

    @property
    def shelf(self) -> Shelf:
        return shelf_of(self.archive, self.entry.file_id)

    @property
    def archive(self) -> Archive:
        return Archive(Path(self.root))


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


def failed_file(job: Job, failure: Failure) -> FileEntry:
    """Note that nothing of a file could be read. What an earlier run made of the same content is kept."""
    entry = replace(job.entry, status="failed", failure=failure.dump())
    ended = Entry("file", status="failed", versions=(f"hoso {VERSION}",), error=failure.dump())
    if job.archive.knows(entry.file_id):
        job.archive.note_failure(entry, ended)
    else:
        job.archive.store(Contents(entry, records=(), entries=(ended,)))
    return entry


def page_failed(job: Job, number: int, failure: Failure, seconds: float) -> None:
    """Lay on the shelf that a page killed its process or overstayed."""
    job.shelf.lay(Reading(number, None, failure, seconds))

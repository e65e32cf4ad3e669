"""What a scan gets beside its text: a searchable PDF, and ALTO XML where it is asked for."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from extractors.layout import Page
from pipeline.archive import FULL
from pipeline.convert import Conversion
from pipeline.errors import ArchiveError, failure_of
from pipeline.jobs import Job
from pipeline.ledger import Entry, Stage
from pipeline.shelf import Opened

_BESIDE_THE_SCAN = 1_000_000  # bytes of text and fonts in a searchable PDF

Twins = tuple[tuple[str, Path], ...]


def twins_of(job: Job, opened: Opened, conversion: Conversion) -> tuple[Twins, tuple[Entry, ...]]:
    """The files made (name in the archive, where they lie now) and what the ledger says about their making.

    A scan whose twin cannot be made is still well read: that failure is the ledger's only.
    """
    recognised = any(page.reading.page is not None and page.reading.page.engine for page in conversion.pages)
    if not recognised:
        return (), ()
    pages = tuple(page.page for page in conversion.pages)
    made: list[tuple[str, Path]] = []
    entries: list[Entry] = []
    for name, wanted, make in (
        ("searchable.pdf", job.settings.searchable, searchable),
        ("alto.xml", job.settings.alto, alto_file),
    ):
        if wanted:
            out = job.shelf.folder / name
            entries.append(attempt(make, job, opened, pages, out))
            if entries[-1].status == "done":
                made.append((name, out))
    return tuple(made), tuple(entries)


Make = Callable[[Job, Opened, tuple[Page, ...], Path], str]


def attempt(make: Make, job: Job, opened: Opened, pages: tuple[Page, ...], out: Path) -> Entry:
    began = time.monotonic()
    stage: Stage = "searchable" if make is searchable else "alto"
    try:
        job.shelf.folder.mkdir(parents=True, exist_ok=True)
        engine = make(job, opened, pages, out)
    except OSError as error:
        if error.errno not in FULL:
            return failed(stage, began, error)
        raise ArchiveError("archive-full", archive=job.root) from error  # with room again, the twin is made
    except Exception as error:  # noqa: BLE001 - whatever the source provokes, its text is already safe
        return failed(stage, began, error)
    return Entry(stage, seconds=round(time.monotonic() - began, 4), engine=engine)


def failed(stage: Stage, began: float, error: Exception) -> Entry:
    seconds = round(time.monotonic() - began, 4)
    return Entry(stage, status="failed", seconds=seconds, error=failure_of(error).dump())


def searchable(job: Job, opened: Opened, pages: tuple[Page, ...], out: Path) -> str:
    from pipeline.searchable import write_searchable

    # pikepdf does not survive a disk that is full while it writes.
    if shutil.disk_usage(out.parent).free < Path(job.path).stat().st_size + _BESIDE_THE_SCAN:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return write_searchable(Path(job.path), opened.media_type, pages, out)


def alto_file(job: Job, _opened: Opened, pages: tuple[Page, ...], out: Path) -> str:
    from pipeline.alto import alto

    with out.open("wb") as file:
        file.writelines(alto(pages, Path(job.path).name))
    return "ALTO"

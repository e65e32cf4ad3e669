"""The steps of a file that worker processes do: open it, read a page, finish it. Each leaves its result on disk.

A step is a function of plain values, so that any process, here or on another machine with the same disk, can do it.
What only one of the steps needs is loaded by that step: the process that names them does none.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.jobs import FileDone, Job, PageDone
from pipeline.shelf import Opened
from pipeline.version import VERSION

if TYPE_CHECKING:
    from pipeline.readers import Source
    from pipeline.settings import Settings

AT_ONCE = 1  # a file of so few pages is done in one step


def open_step(job: Job) -> Opened | FileDone:
    """Open a file and see how many pages it has; a short one is read and finished at once."""
    from pipeline.diagnosis import open_diagnosed
    from pipeline.pages import read

    with open_diagnosed(Path(job.path)) as source:
        opened = Opened(source.media_type, source.source_kind, source.pages, made_by(job.settings))
        job.shelf.begin(opened)
        refill(job, opened)
        if opened.pages > AT_ONCE and opened.source_kind != "text":
            return opened
        readings = [read(source, number, job.settings) for number in range(1, opened.pages + 1)]
    from pipeline.finishing import stored

    return stored(job, opened, readings)


def read_step(job: Job, number: int) -> PageDone:
    """Read one page and lay it on the shelf."""
    from pipeline.pages import read

    source = source_at_hand(job.path, job.entry.sha256)
    reading = read(source, number, job.settings)
    job.shelf.lay(reading)
    return PageDone(number, reading.failure)


def finish_step(job: Job) -> FileDone:
    """All pages are on the shelf: repair, extract, and put the whole file into the archive."""
    from pipeline.finishing import stored

    opened = job.shelf.opened()
    assert opened is not None, "a file is finished after it was opened"
    return stored(job, opened, job.shelf.readings(opened.pages))


def prepare_step(job: Job) -> None:
    """Load what finishing the file will take, while other processes read its last pages."""
    from pipeline.finishing import warm_up

    warm_up(job.settings)


def preload() -> None:
    """What most files take to be read; a process that has no step yet has the time."""
    import pipeline.pages
    import pipeline.readers.pdf  # noqa: F401


@lru_cache(maxsize=1)
def source_at_hand(path: str, sha256: str) -> Source:  # noqa: ARG001 - the content is the key
    """The file whose pages this process is reading: opened once, not once a page."""
    from pipeline.diagnosis import open_diagnosed

    return open_diagnosed(Path(path))


def made_by(settings: Settings) -> str:
    return f"{VERSION}/{settings.fingerprint()}"


def refill(job: Job, opened: Opened) -> None:
    """Pages that an earlier run read well are taken from the archive; only the failed ones are read again."""
    before = job.entry
    same_maker = f"{before.pipeline_version}/{before.settings}" == opened.made_by
    if before.status != "partial" or not same_maker or len(job.shelf.missing(opened.pages)) < opened.pages:
        return
    from pipeline.layoutfile import readings_of

    layout = job.archive.folder(before.file_id) / "layout.jsonl.zst"
    for reading in readings_of(layout.read_bytes(), job.archive.ledger(before.file_id)):
        if reading.failure is None:
            job.shelf.lay(reading)

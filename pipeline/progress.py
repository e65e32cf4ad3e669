"""What a run says while it works: a bar on a terminal, a line for each file elsewhere, nothing where quiet."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.errors import Failure
from pipeline.jobs import FileDone
from pipeline.messages import Language, say

Print = Callable[[str], None]


class Reporter(Protocol):
    def begin(self, files: int) -> None: ...

    def opened(self, path: str, pages: int, read_before: int) -> None: ...

    def page(self) -> None: ...

    def done(self, path: str, over: FileDone) -> None: ...

    def failed(self, path: str, failure: Failure) -> None: ...

    def tick(self) -> None: ...

    def end(self) -> None: ...


class Silent:
    """Says nothing."""

    def begin(self, files: int) -> None: ...

    def opened(self, path: str, pages: int, read_before: int) -> None: ...

    def page(self) -> None: ...

    def done(self, path: str, over: FileDone) -> None: ...

    def failed(self, path: str, failure: Failure) -> None: ...

    def tick(self) -> None: ...

    def end(self) -> None: ...


@dataclass(slots=True)
class Lines:
    """A line for each file that is done, with the warnings the run is about."""

    language: Language
    print: Print
    files: int = 0
    over: int = 0

    def begin(self, files: int) -> None:
        self.files = files

    def opened(self, path: str, pages: int, read_before: int) -> None:
        if read_before:
            self.print(say("run", "goes-on", self.language, path=path, read=read_before, pages=pages))

    def page(self) -> None: ...

    def done(self, path: str, over: FileDone) -> None:
        self.over += 1
        self.print(done_line(self.language, self.over, path, over))

    def failed(self, path: str, failure: Failure) -> None:
        self.over += 1
        self.print(failed_line(self.language, self.over, path, failure))

    def tick(self) -> None: ...

    def end(self) -> None: ...


@dataclass(slots=True)
class Count:
    """How far a run is, in pages: those of files not opened yet are taken to be as many as the others' mean."""

    files: int = 0
    opened: int = 0
    closed: int = 0
    pages: int = 0
    read: int = 0
    began: float = field(default_factory=time.monotonic)
    fresh: int = 0  # pages read in this run

    @property
    def expected(self) -> float:
        mean = self.pages / self.opened if self.opened else 1.0
        return max(1.0, self.pages + mean * (self.files - self.opened))

    def seconds_left(self, now: float) -> float | None:
        """From the pages of this run so far; None while there are none."""
        if not self.fresh:
            return None
        return (now - self.began) / self.fresh * max(0.0, self.expected - self.read)


class Bar:
    """A bar on a terminal: files and pages done, time left, the file just done; failures stay above it."""

    def __init__(self, language: Language, every_file: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self.language = language
        self.count = Count()
        self.console = Console(stderr=True)
        columns = (BarColumn(bar_width=30), TextColumn("{task.description}"))
        self.progress = Progress(*columns, console=self.console, transient=True, auto_refresh=False)
        self.task = self.progress.add_task("", total=1.0)
        self.every_file = every_file

    def begin(self, files: int) -> None:
        self.count = Count(files=files)
        self.progress.start()
        self.tick()

    def opened(self, path: str, pages: int, read_before: int) -> None:
        if read_before:
            self.write(say("run", "goes-on", self.language, path=path, read=read_before, pages=pages))
        self.count.opened += 1
        self.count.pages += pages
        self.count.read += read_before
        self.tick()

    def page(self) -> None:
        self.count.read += 1
        self.count.fresh += 1
        self.tick()

    def done(self, path: str, over: FileDone) -> None:
        self.count.closed += 1
        if over.entry.pages <= 1:
            self.page()
        if over.entry.failure is not None or self.every_file:
            self.write(done_line(self.language, self.count.closed, path, over))
        self.tick()

    def failed(self, path: str, failure: Failure) -> None:
        self.count.closed += 1
        self.write(failed_line(self.language, self.count.closed, path, failure))
        self.tick()

    def tick(self) -> None:
        count = self.count
        left = count.seconds_left(time.monotonic())
        words = say(
            "run",
            "bar",
            self.language,
            files=count.closed,
            all_files=count.files,
            pages=count.read,
            left="–" if left is None else clock(left),
        )
        self.progress.update(self.task, total=count.expected, completed=count.read, description=words)
        self.progress.refresh()

    def end(self) -> None:
        self.progress.stop()

    def write(self, line: str) -> None:
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)


def done_line(language: Language, order: int, path: str, over: FileDone) -> str:
    if over.entry.status == "failed" and over.entry.failure is not None:
        return failed_line(language, order, path, Failure.load(over.entry.failure))
    key = "done" if over.entry.failure is None else "partial"
    rows = ", ".join(f"{table} {count}" for table, count in over.entry.counts if table not in ("pages", "repairs"))
    words = say(
        "run",
        key,
        language,
        order=order,
        path=path,
        pages=over.entry.pages,
        failed=len(over.entry.failed_pages),
        rows=rows or "–",
        seconds=f"{over.seconds:.1f}",
    )
    why = "" if over.entry.failure is None else " " + Failure.load(over.entry.failure).message(language)
    return words + why


def failed_line(language: Language, order: int, path: str, failure: Failure) -> str:
    return say("run", "failed", language, order=order, path=path) + " " + failure.message(language)


def clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

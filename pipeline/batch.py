"""Many files into one archive: what is new, failed or stale is done, page by page, on all cores; the rest is left.

The parent process decides and keeps the books; worker processes do the steps of `steps.py`. Whatever happens to one
step (an error, a crash, a time-out) is the business of its page or file alone.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive import Archive
from pipeline.errors import ArchiveError, Failure, HosoError, InputError, MissingProgramError
from pipeline.executors import Executor, LocalExecutor, Outcome, Step
from pipeline.jobs import FileDone, Job, PageDone, failed_file, page_failed
from pipeline.plan import Plan
from pipeline.progress import Reporter
from pipeline.settings import Settings
from pipeline.shelf import Opened
from pipeline.steps import finish_step, open_step, prepare_step, read_step
from pipeline.survey import survey

RETRIES = 1  # a page whose process died, perhaps because of another one's hunger, is tried once more
UNREAD = ("unreadable", "not-found")
TICK = 0.5  # seconds between looks at the clock while nothing happens


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did. `exit_code` follows the contract."""

    done: int = 0
    unchanged: int = 0
    failed: tuple[tuple[str, Failure], ...] = ()  # (path, why), also of files with failed pages
    missing: tuple[Failure, ...] = ()
    pages: int = 0
    seconds: float = 0.0
    no_program: bool = False
    passed_over: tuple[tuple[str, int], ...] = ()

    @property
    def files(self) -> int:
        return self.done + self.unchanged + len(self.failed)

    @property
    def nothing_read(self) -> bool:
        """Whether all that was given could not even be opened."""
        return len(self.failed) == self.files and all(why.key in UNREAD for _, why in self.failed)

    @property
    def exit_code(self) -> int:
        if self.missing or not self.files or self.nothing_read:
            return InputError.exit_code
        if self.no_program:
            return MissingProgramError.exit_code
        return 4 if self.failed else 0


@dataclass(slots=True)
class Course:
    """A file under way: the pages still to read, those being read, and how often each was tried."""

    job: Job
    pages: int = 0
    waiting: deque[int] = field(default_factory=deque)
    reading: set[int] = field(default_factory=set)
    tries: dict[int, int] = field(default_factory=dict)
    state: str = "new"  # new, opening, reading, finishing, over
    prepared: bool = False  # a process was told to load what finishing takes


@dataclass(slots=True)
class Run:
    """One run over an archive. `courses` holds the files under way, in order."""

    archive: Archive
    settings: Settings
    executor: Executor
    reporter: Reporter
    todo: Iterator[Job]
    courses: list[Course] = field(default_factory=list)
    failed: list[tuple[str, Failure]] = field(default_factory=list)
    done: int = 0
    pages: int = 0
    no_program: bool = False
    under_way: dict[int, tuple[Course, int | None] | None] = field(default_factory=dict)  # ticket -> whose step it is
    tickets: int = 0

    def drive(self) -> None:
        while self.feed() or self.under_way:
            for outcome in self.executor.outcomes(TICK):
                self.receive(outcome)
            self.reporter.tick()

    def feed(self) -> bool:
        """Give every free process its next step; False when nothing is left to give."""
        fed = True
        while self.executor.free > 0 and fed:
            fed = self.feed_one()
        return fed

    def feed_one(self) -> bool:
        for course in self.courses:
            if course.waiting:
                self.send(course, course.waiting.popleft())
                return True
        job = next(self.todo, None)
        if job is None:
            return self.prepare()
        course = Course(job, state="opening")
        self.courses.append(course)
        self.submit(course, None, open_step, (job,), self.settings.file_timeout)
        return True

    def prepare(self) -> bool:
        """The last pages of a file are being read by others: an idle process gets ready to finish it."""
        course = next((course for course in self.courses if course.reading and not course.prepared), None)
        if course is None:
            return False
        course.prepared = True
        self.tickets += 1
        self.under_way[self.tickets] = None  # whatever comes of it, the file is none the worse
        patience = self.settings.page_patience
        self.executor.submit(
            Step(self.tickets, course.job.path, prepare_step, (course.job,), patience, readies=finish_step)
        )
        return True

    def send(self, course: Course, number: int) -> None:
        course.reading.add(number)
        course.tries[number] = course.tries.get(number, 0) + 1
        self.submit(course, number, read_step, (course.job, number), self.settings.page_patience)

    def submit(
        self,
        course: Course,
        number: int | None,
        work: Callable[..., object],
        arguments: tuple[object, ...],
        patience: float,
    ) -> None:
        self.tickets += 1
        self.under_way[self.tickets] = (course, number)
        self.executor.submit(Step(self.tickets, course.job.path, work, arguments, patience))

    def receive(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, ArchiveError):
            raise outcome.error
        whose = self.under_way.pop(outcome.step.ticket)
        if whose is None:
            return
        course, number = whose
        if course.state == "over":
            return
        if outcome.error is not None:
            self.trouble(course, number, outcome)
        elif isinstance(outcome.value, Opened):
            self.opened(course, outcome.value)
        elif isinstance(outcome.value, PageDone):
            self.page_over(course, outcome.value.number)
        elif isinstance(outcome.value, FileDone):
            self.file_over(course, outcome.value)

    def opened(self, course: Course, opened: Opened) -> None:
        course.pages, course.state = opened.pages, "reading"
        course.waiting.extend(course.job.shelf.missing(opened.pages))
        self.reporter.opened(course.job.path, opened.pages, opened.pages - len(course.waiting))
        self.finish_if_read(course)

    def page_over(self, course: Course, number: int) -> None:
        course.reading.discard(number)
        self.pages += 1
        self.reporter.page()
        self.finish_if_read(course)

    def finish_if_read(self, course: Course) -> None:
        if not course.waiting and not course.reading and course.state == "reading":
            course.state = "finishing"
            self.submit(course, None, finish_step, (course.job,), self.settings.file_timeout)

    def trouble(self, course: Course, number: int | None, outcome: Outcome) -> None:
        """A step ended with an error: the page's failure if it was a page's step, else the file's."""
        error = outcome.error
        assert error is not None
        if number is None or isinstance(error, MissingProgramError):
            self.no_program = self.no_program or isinstance(error, MissingProgramError)
            self.give_up(course, error)
            return
        course.reading.discard(number)
        if error.key == "worker-died" and course.tries[number] <= RETRIES:
            course.waiting.appendleft(number)
            return
        page_failed(course.job, number, page_failure(error, number, self.settings), outcome.seconds)
        self.page_over(course, number)

    def give_up(self, course: Course, error: HosoError) -> None:
        failure = error.as_failure()
        failed_file(course.job, failure)
        self.close(course)
        self.failed.append((course.job.path, failure))
        self.reporter.failed(course.job.path, failure)

    def file_over(self, course: Course, over: FileDone) -> None:
        if course.state == "opening":  # opened, read and finished in one step
            self.reporter.opened(course.job.path, over.entry.pages, 0)
            self.pages += over.entry.pages
        self.close(course)
        if over.entry.failure is None:
            self.done += 1
        else:
            self.failed.append((course.job.path, Failure.load(over.entry.failure)))
        self.reporter.done(course.job.path, over)

    def close(self, course: Course) -> None:
        course.state = "over"
        course.waiting.clear()
        self.courses.remove(course)


def run(
    paths: Iterable[Path],
    archive: Archive,
    settings: Settings,
    reporter: Reporter,
    jobs: int = 1,
    executor: Executor | None = None,
    again: bool = False,
) -> Summary:
    """Bring the archive up to date with the files under the paths. `again` does all of them once more.

    Raises ArchiveError where the archive cannot be written; everything else is told in the summary.
    """
    began = time.monotonic()
    with archive.locked():
        archive.note_settings(settings)
        found = survey(paths, archive.root)
        plan = Plan(archive, settings, found, again)
        reporter.begin(len(found.sources))
        pool = executor or LocalExecutor(jobs)
        course = Run(archive, settings, pool, reporter, plan.jobs())
        try:
            course.drive()
        finally:
            pool.close()
            reporter.end()
        plan.close()
    return Summary(
        done=course.done,
        unchanged=plan.unchanged,
        failed=tuple(sorted([*course.failed, *plan.unread_failures()])),
        missing=found.missing,
        pages=course.pages,
        seconds=time.monotonic() - began,
        no_program=course.no_program,
        passed_over=tuple(sorted(found.passed_over.items())),
    )


def page_failure(error: HosoError, number: int, settings: Settings) -> Failure:
    """A page step's error in the words of a page."""
    if error.key == "file-timeout":
        return InputError("page-timeout", page=number, seconds=settings.page_patience).as_failure()
    if error.key == "worker-died":
        return InputError("page-failed", page=number, why=str(dict(error.as_failure().fields)["why"])).as_failure()
    return error.as_failure()

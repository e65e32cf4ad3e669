"""`hoso convert` and `hoso retry`: run, report, end with the contract's exit code."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from pipeline.archive import Archive, create, open_archive
from pipeline.batch import UNREAD, Summary, run
from pipeline.cli import Console
from pipeline.errors import FailedFilesError, Failure, InputError
from pipeline.progress import Bar, Lines, Reporter, Silent
from pipeline.settings import Settings
from pipeline.status import failed_paths
from pipeline.survey import why_not


def convert(args: Namespace, console: Console) -> int:
    given = [Path(path) for path in named_paths(args.paths)]
    troubles = [trouble for path in given if (trouble := why_not(path))]
    if troubles and len(troubles) == len(given):
        raise InputError(troubles[0].key, **{**troubles[0].fields, "path": ", ".join(map(str, given))})
    return work(args, console, given, create(Path(args.archive)), again=args.again)


def retry(args: Namespace, console: Console) -> int:
    archive = open_archive(Path(args.archive))
    paths = failed_paths(archive)
    if not paths:
        console.tell(console.say("status", "all-done"))
        return 0
    return work(args, console, paths, archive, again=False)


def work(args: Namespace, console: Console, paths: Iterable[Path], archive: Archive, *, again: bool) -> int:
    summary = run(paths, archive, settings_of(args), reporter(console), args.jobs or cores(), again=again)
    if args.json:
        console.json(as_plain(summary, console))
    tell(summary, console, args)
    return summary.exit_code


def named_paths(paths: Iterable[str]) -> list[str]:
    """The paths given, `-` standing for those on standard input."""
    named: list[str] = []
    for path in paths:
        named.extend(line.rstrip("\r\n") for line in sys.stdin if line.strip()) if path == "-" else named.append(path)
    return named


def settings_of(args: Namespace) -> Settings:
    return Settings(
        engine=args.engine,
        language=args.language,
        tessdata=args.tessdata,
        searchable=not args.no_searchable,
        alto=args.alto,
        page_timeout=args.page_timeout,
        file_timeout=args.file_timeout,
    )


def cores() -> int:
    """The cores this process may use, not those the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def reporter(console: Console) -> Reporter:
    if console.quiet:
        return Silent()
    if sys.stderr.isatty():
        return Bar(console.language, every_file=console.verbose)
    return Lines(console.language, console.tell)


def tell(summary: Summary, console: Console, args: Namespace) -> None:
    """The end of a run in a few lines: what was done, what was not and why, what to do next."""
    if summary.passed_over:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in summary.passed_over)
        console.tell(console.say("run", "passed-over", kinds=kinds))
    for failure in (*summary.missing, *unread(summary)):
        console.warn(f"hoso: {failure.message(console.language)}")
    if summary.files == 0:
        if not summary.missing:
            from pipeline.readers import FORMATS  # the readers are loaded by the processes that read

            error = InputError("no-files", path=", ".join(args.paths), formats=FORMATS)
            console.warn(f"hoso: {error.message(console.language)}")
        return
    if summary.unchanged == summary.files:
        console.tell(console.say("run", "nothing", files=summary.files))
        return
    console.tell(summary_line(summary, console, args.archive))
    if summary.failed:
        failed = FailedFilesError("some-failed", failed=len(summary.failed), files=summary.files, archive=args.archive)
        console.warn(f"hoso: {failed.message(console.language)}")
    else:
        console.tell(console.say("run", "next", archive=args.archive))


def unread(summary: Summary) -> list[Failure]:
    return [failure for _, failure in summary.failed if failure.key in UNREAD]


def summary_line(summary: Summary, console: Console, archive: str) -> str:
    return console.say(
        "run",
        "summary",
        done=summary.done,
        pages=summary.pages,
        seconds=f"{summary.seconds:.1f}",
        unchanged=summary.unchanged,
        failed=len(summary.failed),
        archive=archive,
    )


def as_plain(summary: Summary, console: Console) -> dict[str, object]:
    return {
        "files": summary.files,
        "converted": summary.done,
        "unchanged": summary.unchanged,
        "pages": summary.pages,
        "seconds": round(summary.seconds, 3),
        "failed": [
            {"path": path, "error": failure.key, "message": failure.message(console.language)}
            for path, failure in summary.failed
        ],
        "missing": [failure.message(console.language) for failure in summary.missing],
        "exit_code": summary.exit_code,
    }

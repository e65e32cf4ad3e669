"""`hoso status` and `hoso explain`: look at an archive, change nothing."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from pipeline.archive import FileEntry, open_archive
from pipeline.cli import Console
from pipeline.errors import Failure
from pipeline.explain import Story
from pipeline.explain import explain as story_of
from pipeline.layoutfile import PageLayout
from pipeline.plain import to_plain
from pipeline.query import Answer, as_table
from pipeline.status import Status
from pipeline.status import status as status_of

_SHOWN_REPAIRS = 10


def status(args: Namespace, console: Console) -> int:
    found = status_of(open_archive(Path(args.archive)))
    if args.json:
        console.json(status_plain(found, console))
        return 0
    for line in totals(found, console):
        console.out(line)
    if args.all and found.files:
        console.out("")
        console.out(as_table(files_answer(found.files, console), widest=200))
    console.out("")
    for line in failures(found, console) or [console.say("status", "all-done")]:
        console.out(line)
    return 0


def totals(found: Status, console: Console) -> list[str]:
    lines = [
        console.say(
            "status",
            "totals",
            files=len(found.files) + len(found.unread),
            done=found.count("done"),
            partial=found.count("partial"),
            failed=found.count("failed") + len(found.unread),
            stale=len(found.stale),
            pages=found.pages,
            records=found.records,
        )
    ]
    if found.under_way:
        lines.append(console.say("status", "under-way", files=len(found.under_way)))
    if found.to_review:
        lines.append(console.say("status", "review", count=found.to_review))
    return lines


def files_answer(files: tuple[FileEntry, ...], console: Console) -> Answer:
    heads = ("file", "status", "pages", "quality", "records", "path")
    rows = []
    for entry in files:
        records = sum(count for table, count in entry.counts if table not in ("pages", "repairs"))
        rows.append((entry.file_id, entry.status, entry.pages, entry.text_quality, records, paths(entry, console)))
    return Answer(tuple(console.say("status", f"head-{head}") for head in heads), tuple(rows))


def paths(entry: FileEntry, console: Console) -> str:
    others = ", ".join(place.path for place in entry.places[1:])
    return f"{entry.path} ({console.say('status', 'also', paths=others)})" if others else entry.path


def failures(found: Status, console: Console) -> list[str]:
    lines = [f"  {path}: {failure.message(console.language)}" for path, failure in found.unread]
    for entry in found.failed:
        pages = console.say("status", "pages-of", pages=ranges(entry.failed_pages)) if entry.failed_pages else ""
        why = Failure.load(entry.failure).message(console.language) if entry.failure else "?"
        lines.append(f"  {entry.path} ({entry.file_id}): {pages}{why}")
    return [console.say("status", "failed-head"), *lines] if lines else []


def ranges(numbers: tuple[int, ...]) -> str:
    """1, 2, 3, 7 as 1-3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def status_plain(found: Status, console: Console) -> dict[str, object]:
    return {
        "files": [file_plain(entry, console) for entry in found.files],
        "unread": [
            {"path": path, "error": why.key, "message": why.message(console.language)} for path, why in found.unread
        ],
        "under_way": list(found.under_way),
        "done": found.count("done"),
        "partial": found.count("partial"),
        "failed": found.count("failed") + len(found.unread),
        "stale": [entry.file_id for entry in found.stale],
        "pages": found.pages,
        "records": found.records,
        "to_review": found.to_review,
    }


def file_plain(entry: FileEntry, console: Console) -> dict[str, object]:
    failure = Failure.load(entry.failure) if entry.failure else None
    return {
        "file_id": entry.file_id,
        "paths": [place.path for place in entry.places],
        "status": entry.status,
        "pages": entry.pages,
        "failed_pages": list(entry.failed_pages),
        "error": failure and failure.key,
        "message": failure and failure.message(console.language),
        "text_quality": entry.text_quality,
        "records": dict(entry.counts),
        "pipeline_version": entry.pipeline_version,
    }


def explain(args: Namespace, console: Console) -> int:
    story = story_of(open_archive(Path(args.archive)), args.file)
    if args.json:
        console.json(story_plain(story, console))
        return 0
    for line in story_lines(story, console):
        console.out(line)
    return 0


def story_lines(story: Story, console: Console) -> list[str]:
    entry = story.entry
    lines = [console.say("explain", "file", path=paths(entry, console), file_id=entry.file_id), facts(story, console)]
    if entry.failure and not story.pages:
        lines.append("  " + Failure.load(entry.failure).message(console.language))
    for page in story.pages:
        lines.extend(page_lines(page, story, console))
    lines.extend(repair_lines(story, console))
    rows = ", ".join(f"{table} {count}" for table, count in story.counts if table not in ("pages", "repairs"))
    lines.append(console.say("explain", "records", rows=rows or "–"))
    if story.checks:
        lines.append(console.say("explain", "checks"))
    names = ("line", "check", "severity", "message")
    lines.extend(console.say("explain", "check", **{name: row.get(name) for name in names}) for row in story.checks)
    return lines


def facts(story: Story, console: Console) -> str:
    entry = story.entry
    return console.say(
        "explain",
        "facts",
        media_type=entry.media_type or "?",
        bytes=entry.bytes,
        pages=entry.pages,
        status=entry.status,
        quality="–" if entry.text_quality is None else f"{entry.text_quality:.2f}",
        version=entry.pipeline_version,
        settings=entry.settings,
        seconds=f"{story.seconds:.2f}",
    )


def page_lines(page: PageLayout, story: Story, console: Console) -> list[str]:
    """A page's verdict with the reasons below it."""
    ledger = story.page_entry(page.page.number)
    if page.reading is None:
        why = page.failure.message(console.language) if page.failure else "?"
        return [console.say("explain", "page-failed", page=page.page.number, why=why)]
    head = console.say(
        "explain",
        "page",
        page=page.page.number,
        verdict=page.reading.verdict,
        before=f"{page.reading.quality_before:.2f}",
        after=f"{page.quality_after:.2f}",
        seconds=f"{ledger.seconds if ledger else 0:.2f}",
        engine=f", {page.reading.engine}" if page.reading.engine else "",
    )
    return [head, *(f"  {reason}" for reason in (*page.reading.reasons, *page.reading.notes))]


def repair_lines(story: Story, console: Console) -> list[str]:
    kinds = ", ".join(f"{kind} {count}" for kind, count in story.repair_kinds())
    lines = [console.say("explain", "repairs", count=len(story.repairs), kinds=kinds or "–")]
    shown = story.repairs if console.verbose else story.repairs[:_SHOWN_REPAIRS]
    lines.extend(
        console.say(
            "explain",
            "repair",
            **{name: repair.get(name) for name in ("line", "before", "after", "kind", "confidence", "reason")},
        )
        for repair in shown
    )
    if len(shown) < len(story.repairs):
        lines.append(console.say("explain", "more", count=len(story.repairs) - len(shown)))
    return lines


def story_plain(story: Story, console: Console) -> dict[str, object]:
    pages = []
    for page in story.pages:
        reading, ledger = page.reading, story.page_entry(page.page.number)
        pages.append(
            {
                "page": page.page.number,
                "verdict": reading and reading.verdict,
                "reasons": list(reading.reasons) if reading else [],
                "engine": reading and reading.engine,
                "quality_before": reading and reading.quality_before,
                "quality_after": page.quality_after,
                "lines": len(page.page.lines),
                "tables": len(page.page.tables),
                "seconds": ledger and ledger.seconds,
                "attempts": ledger and ledger.attempts,
                "error": page.failure and page.failure.message(console.language),
            }
        )
    return {
        **file_plain(story.entry, console),
        "seconds": round(story.seconds, 3),
        "page_stories": pages,
        "ledger": to_plain(story.ledger),
        "repairs": list(story.repairs),
        "checks": list(story.checks),
    }

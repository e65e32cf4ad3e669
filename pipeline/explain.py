"""One file's story: what was decided about each page and why, what was repaired, what was found, what is doubtful."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.archive import Archive, FileEntry, read_if_there
from pipeline.layoutfile import PageLayout, load_layout
from pipeline.ledger import Entry
from pipeline.rows import Row, load_rows


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the archive knows about one file."""

    entry: FileEntry
    pages: tuple[PageLayout, ...]
    ledger: tuple[Entry, ...]
    repairs: tuple[Row, ...]
    checks: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def seconds(self) -> float:
        return sum(entry.seconds for entry in self.ledger)

    def page_entry(self, number: int) -> Entry | None:
        return next((e for e in self.ledger if e.stage == "read" and e.page == number), None)

    def repair_kinds(self) -> list[tuple[str, int]]:
        return Counter(str(row["kind"]) for row in self.repairs).most_common()


def explain(archive: Archive, name: str) -> Story:
    """The story of a file by its id, path or name. Raises InputError if the archive holds no such file."""
    entry = archive.find(name)
    folder = archive.folder(entry.file_id)
    layout = folder / "layout.jsonl.zst"
    pages = tuple(load_layout(layout.read_bytes())) if layout.exists() else ()
    rows = list(load_rows(read_if_there(folder / "records.jsonl")))
    counts = Counter(table for table, _ in rows)
    return Story(
        entry,
        pages,
        archive.ledger(entry.file_id),
        tuple(row for table, row in rows if table == "repairs"),
        tuple(row for table, row in rows if table == "checks"),
        tuple(sorted(counts.items())),
    )

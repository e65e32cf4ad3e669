"""What an archive holds and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.archive import Archive, FileEntry
from pipeline.errors import Failure
from pipeline.version import VERSION


@dataclass(frozen=True, slots=True)
class Status:
    """All files in order of path; `under_way` are those begun and not finished."""

    files: tuple[FileEntry, ...]
    unread: tuple[tuple[str, Failure], ...]
    under_way: tuple[str, ...]

    def count(self, status: str) -> int:
        return sum(1 for entry in self.files if entry.status == status)

    @property
    def pages(self) -> int:
        return sum(entry.pages for entry in self.files)

    @property
    def records(self) -> int:
        return sum(count for entry in self.files for _, count in entry.counts)

    @property
    def to_review(self) -> int:
        return sum(entry.to_review for entry in self.files)

    @property
    def stale(self) -> tuple[FileEntry, ...]:
        """Files done by another version of hoso: `convert` does them again."""
        return tuple(entry for entry in self.files if entry.status == "done" and entry.pipeline_version != VERSION)

    @property
    def failed(self) -> tuple[FileEntry, ...]:
        return tuple(entry for entry in self.files if entry.status != "done")


def status(archive: Archive) -> Status:
    files = sorted((entry for entry in archive.entries() if entry.places), key=lambda entry: entry.path)
    unread = tuple((one.path, Failure.load(one.failure)) for one in archive.unread())
    return Status(tuple(files), unread, under_way(archive))


def under_way(archive: Archive) -> tuple[str, ...]:
    work = archive.root / "work"
    return tuple(sorted(path.parent.name for path in work.glob("*/about.json")))


def failed_paths(archive: Archive) -> tuple[Path, ...]:
    """What `retry --failed` runs again: a path of every file that failed, wholly or in part."""
    now = status(archive)
    paths = {entry.places[0].absolute for entry in now.failed} | {path for path, _ in now.unread}
    return tuple(Path(path) for path in sorted(paths))

"""One source file to convert: where it is, what is known of it, and how it is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.archive import Archive, FileEntry
from pipeline.settings import Settings
from pipeline.shelf import Shelf, shelf_of


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

"""The shelf of a file under way: each page is laid there when it is read, so that a killed run goes on at that page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive import Archive, read_if_there, replace_file, writing
from pipeline.plain import Sharing, dumps, loads
from pipeline.readings import Reading


@dataclass(frozen=True, slots=True)
class Opened:
    """What a source said of itself when it was opened; `made_by` is the version and settings of the readings."""

    media_type: str
    source_kind: str
    pages: int
    made_by: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One folder for each file under way: about.json and page-NNNNN.json."""

    root: Path
    folder: Path

    def opened(self) -> Opened | None:
        words = read_if_there(self.folder / "about.json")
        return loads(Opened, words) if words else None

    def begin(self, opened: Opened) -> None:
        """Note what the source is. Pages read by another version or with other settings are thrown away."""
        before = self.opened()
        if before is not None and before != opened:
            self.clear()
        if before != opened:
            self.put("about.json", dumps(opened))

    def lay(self, reading: Reading) -> None:
        self.put(page_name(reading.number), dumps(reading))

    def put(self, name: str, words: str) -> None:
        with writing(self.root):
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / name, words)

    def missing(self, pages: int) -> list[int]:
        """The pages still to be read."""
        return [number for number in range(1, pages + 1) if not (self.folder / page_name(number)).exists()]

    def readings(self, pages: int) -> Readings:
        return Readings(self, pages)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Readings:
    """The pages on a shelf, in order; read from the disk whenever they are gone through."""

    shelf: Shelf
    pages: int

    def __iter__(self) -> Iterator[Reading]:
        sharing = Sharing()
        for number in range(1, self.pages + 1):
            yield sharing.loads(Reading, (self.shelf.folder / page_name(number)).read_text(encoding="utf-8"))


def shelf_of(archive: Archive, file_id: str) -> Shelf:
    return Shelf(archive.root, archive.shelf(file_id))


def page_name(number: int) -> str:
    return f"page-{number:05d}.json"

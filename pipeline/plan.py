"""Which sources need work: what is new, failed or stale. The paths of every content are kept on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.archive import Archive, FileEntry, Place, Unread, fingerprint, place_of, with_place, without_place
from pipeline.errors import Failure, HosoError, InputError
from pipeline.jobs import Job
from pipeline.settings import Settings
from pipeline.survey import Survey
from pipeline.version import VERSION


@dataclass(slots=True)
class Known:
    """What the archive holds: its files by id, the places they were read from, and whose place each one is now."""

    entries: dict[str, FileEntry]
    by_place: dict[tuple[str, int, int], str] = field(default_factory=dict)
    holder: dict[str, str] = field(default_factory=dict)  # absolute path -> file_id

    def add(self, entry: FileEntry) -> None:
        self.entries[entry.file_id] = entry
        for place in entry.places:
            self.by_place[place.look] = entry.file_id
            self.holder[place.absolute] = entry.file_id


@dataclass(slots=True)
class Plan:
    """The jobs of a run. A source that looks as it did when it was read last (place, size, time) is not read again."""

    archive: Archive
    settings: Settings
    found: Survey
    again: bool
    unchanged: int = 0
    unread: list[Unread] = field(default_factory=list)
    places: dict[str, list[Place]] = field(default_factory=dict)

    def jobs(self) -> Iterator[Job]:
        """A job for each content that needs one, in order of path; a content given twice is done once."""
        known = Known({})
        for entry in self.archive.entries():
            known.add(entry)
        begun: set[str] = set()
        for path in self.found.sources:
            entry_now = self.entry_for(path, known)
            if entry_now is None:
                continue
            known.add(entry_now)
            if entry_now.file_id in begun or self.fresh(entry_now):
                self.unchanged += 1
            else:
                begun.add(entry_now.file_id)
                yield Job(str(self.archive.root), str(path), entry_now, self.settings)

    def entry_for(self, path: Path, known: Known) -> FileEntry | None:
        """What is known of the content at a path, the path noted; None where it cannot be read."""
        try:
            place = place_of(path)
            file_id = known.by_place.get(place.look)
            if file_id is not None:
                return known.entries[file_id]
            sha256 = fingerprint(path)
        except (HosoError, OSError) as error:
            self.note_unread(path, error)
            return None
        entry = known.entries.get(sha256[:16]) or FileEntry(sha256[:16], sha256, place.bytes, ())
        return self.noted(entry, place, known)

    def noted(self, entry: FileEntry, place: Place, known: Known) -> FileEntry:
        """The content with this place among its own; another content that lay there until now gives it up."""
        self.places.setdefault(entry.file_id, []).append(place)
        before = known.holder.get(place.absolute)
        if before is not None and before != entry.file_id:
            other = known.entries[before]
            known.entries[before] = self.archive.set_places(other, without_place(other.places, place))
        if self.archive.knows(entry.file_id):  # perhaps only since this run began
            entry = self.archive.entry(entry.file_id)
            return self.archive.set_places(entry, with_place(entry.places, place))
        return replace(entry, places=with_place(entry.places, place))

    def note_unread(self, path: Path, error: Exception) -> None:
        if not isinstance(error, HosoError):
            error = InputError("unreadable", path=str(path), why=getattr(error, "strerror", None) or str(error))
        self.unread.append(Unread(path.as_posix(), error.as_failure().dump()))

    def fresh(self, entry: FileEntry) -> bool:
        made = (entry.pipeline_version, entry.settings)
        return not self.again and entry.status == "done" and made == (VERSION, self.settings.fingerprint())

    def close(self) -> None:
        """Note all places of contents that were given twice, and what could not be read, for `status`."""
        for file_id, places in self.places.items():
            if len(places) > 1 and self.archive.knows(file_id):
                entry = self.archive.entry(file_id)
                for place in places:
                    entry = replace(entry, places=with_place(entry.places, place))
                self.archive.set_places(entry, entry.places)
        seen = {path.as_posix() for path in self.found.sources}
        others = [unread for unread in self.archive.unread() if unread.path not in seen]
        self.archive.set_unread((*others, *self.unread))

    def unread_failures(self) -> list[tuple[str, Failure]]:
        return [(unread.path, Failure.load(unread.failure)) for unread in self.unread]

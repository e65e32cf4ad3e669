"""The archive folder: one folder for each source file, written under a temporary name and renamed when whole.

archive.toml                     schema version
unread.jsonl                     sources that could not even be opened for hashing
files/ab/abcdef0123456789/       file_id: the first 16 hex digits of the source's sha256
work/                            what a run has under way; empty when it ended well
dataset/                         derived, see dataset.py
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import IO, Literal

from normalizers.unicode import nfc
from pipeline.errors import ArchiveError, Failure, InputError
from pipeline.ledger import Entry, carry_on, load_ledger
from pipeline.plain import dump_lines, dumps, load_lines, loads, writable
from pipeline.settings import Settings

SCHEMA = 1
FileStatus = Literal["done", "partial", "failed"]
FULL = {errno.ENOSPC, errno.EDQUOT}
_KEPT = ("corrections.jsonl",)  # a human's word outlives every run


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source was given, and how the file looked then: unchanged means not read again.

    `path` is as it was written, `absolute` tells a/report.pdf given as report.pdf in two folders apart.
    """

    path: str
    bytes: int
    modified: int  # nanoseconds
    absolute: str = ""

    @property
    def look(self) -> tuple[str, int, int]:
        return self.absolute, self.bytes, self.modified


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What the archive knows of a source file (file.json): one content, under whatever paths it was given."""

    file_id: str
    sha256: str
    bytes: int
    places: tuple[Place, ...]
    media_type: str | None = None
    source_kind: str | None = None
    pages: int = 0
    status: FileStatus = "done"
    failed_pages: tuple[int, ...] = ()
    failure: str | None = None
    text_quality: float | None = None
    counts: tuple[tuple[str, int], ...] = ()  # rows of each table
    to_review: int = 0  # rows that a human should look at
    pipeline_version: str = ""
    settings: str = ""

    @property
    def path(self) -> str:
        """The first of its paths; "" where another content has taken the place of this one."""
        return self.places[0].path if self.places else ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A source of which not even the bytes could be read."""

    path: str
    failure: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a conversion puts into the folder of its file."""

    entry: FileEntry
    records: Iterable[str]  # the lines of records.jsonl, gone through once: a long table has a hundred MB of them
    entries: tuple[Entry, ...]
    text: str = ""
    layout: bytes = b""
    extras: tuple[tuple[str, Path], ...] = ()  # (name in the folder, file to move there)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive on disk. Reading needs no lock; one run at a time writes."""

    root: Path

    def folder(self, file_id: str) -> Path:
        return self.root / "files" / file_id[:2] / file_id

    def shelf(self, file_id: str) -> Path:
        """Where the pages of a file under way wait until all are read."""
        return self.root / "work" / file_id

    def file_ids(self) -> list[str]:
        return sorted(path.parent.name for path in (self.root / "files").glob("*/*/file.json"))

    def entry(self, file_id: str) -> FileEntry:
        path = self.folder(file_id) / "file.json"
        try:
            return loads(FileEntry, path.read_text(encoding="utf-8"))
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            raise ArchiveError("archive-damaged", path=str(path)) from error

    def entries(self) -> Iterator[FileEntry]:
        return (self.entry(file_id) for file_id in self.file_ids())

    def knows(self, file_id: str) -> bool:
        return (self.folder(file_id) / "file.json").is_file()

    def text(self, file_id: str) -> str:
        return read_if_there(self.folder(file_id) / "text.txt")

    def ledger(self, file_id: str) -> tuple[Entry, ...]:
        return load_ledger(read_if_there(self.folder(file_id) / "ledger.jsonl"))

    def unread(self) -> tuple[Unread, ...]:
        return tuple(load_lines(Unread, read_if_there(self.root / "unread.jsonl")))

    def find(self, name: str) -> FileEntry:
        """The file of this id (or the beginning of one), of this path, or of this file name if only one has it."""
        if self.knows(name):
            return self.entry(name)
        entries = list(self.entries())
        for fits in (lies_at, was_given_as, is_called):  # the surest first
            found = [entry for entry in entries if fits(entry, name)]
            if found:
                break
        if len(found) == 1:
            return found[0]
        raise InputError("not-in-archive", archive=str(self.root), name=name)

    # --- writing ---

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Held by the one run that writes. Freed by the system whenever that run ends, however it ends."""
        with contextlib.ExitStack() as held:
            with writing(self.root):
                file = held.enter_context((self.root / ".lock").open("a+"))
                self._lock(file)
                self.recover()
            yield

    def _lock(self, file: IO[str]) -> None:
        """Take the lock and leave our number in it, for the message of whoever comes next."""
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise
            file.seek(0)
            pid = file.read().strip() or "?"
            raise ArchiveError("archive-locked", pid=pid, archive=str(self.root)) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()

    def recover(self) -> None:
        """Put right what a run that was killed left between two renames."""
        for old in (self.root / "work").glob("*.old"):
            folder = self.folder(old.stem)
            if folder.exists():
                shutil.rmtree(old)
            else:
                old.rename(folder)
        for new in (self.root / "work").glob("*.new"):
            shutil.rmtree(new)

    def store(self, contents: Contents) -> None:
        """Write the folder of a file whole, or not at all. Corrections stay."""
        file_id = contents.entry.file_id
        folder, new, old = self.folder(file_id), self.shelf(file_id + ".new"), self.shelf(file_id + ".old")
        with writing(self.root):
            try:
                new.mkdir(parents=True, exist_ok=True)
                self._fill(new, contents)
            except OSError:
                shutil.rmtree(new, ignore_errors=True)
                raise
            folder.parent.mkdir(parents=True, exist_ok=True)
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
            shutil.rmtree(old, ignore_errors=True)
            shutil.rmtree(self.shelf(file_id), ignore_errors=True)

    def _fill(self, new: Path, contents: Contents) -> None:
        before = self.folder(contents.entry.file_id)
        entries = carry_on(self.ledger(contents.entry.file_id), contents.entries)
        parts = {
            "file.json": dumps(contents.entry) + "\n",
            "text.txt": contents.text,
            "ledger.jsonl": dump_lines(entries),
        }
        for name, words in parts.items():
            write_part(new / name, [words])
        write_part(new / "records.jsonl", contents.records)
        if contents.layout:
            (new / "layout.jsonl.zst").write_bytes(contents.layout)
        for name, path in contents.extras:
            shutil.move(path, new / name)
        for name in _KEPT:
            if (before / name).exists():
                shutil.copy2(before / name, new / name)

    def rewrite(self, file_id: str, name: str, words: str) -> None:
        """Replace one file of a folder in one stroke."""
        with writing(self.root):
            replace_file(self.folder(file_id) / name, words)

    def note_failure(self, entry: FileEntry, ended: Entry) -> None:
        """Say of a file that is here already that the last run on it failed."""
        others = [e for e in self.ledger(entry.file_id) if e.stage != ended.stage]
        entries = (*others, *carry_on(self.ledger(entry.file_id), [ended]))
        self.rewrite(entry.file_id, "ledger.jsonl", dump_lines(entries))
        self.rewrite(entry.file_id, "file.json", dumps(entry) + "\n")

    def set_places(self, entry: FileEntry, places: tuple[Place, ...]) -> FileEntry:
        """The entry with these places; written if it is here."""
        entry = replace(entry, places=places)
        if self.knows(entry.file_id):
            self.rewrite(entry.file_id, "file.json", dumps(entry) + "\n")
        return entry

    def note_settings(self, settings: Settings) -> None:
        words = about_archive(settings)
        if words != read_if_there(self.root / "archive.toml"):
            with writing(self.root):
                replace_file(self.root / "archive.toml", words)

    def set_unread(self, unread: tuple[Unread, ...]) -> None:
        if unread == self.unread():
            return
        by_path = {one.path: one for one in unread}
        in_order = [by_path[path] for path in sorted(by_path)]
        with writing(self.root):
            replace_file(self.root / "unread.jsonl", dump_lines(in_order))


def about_archive(settings: Settings | None) -> str:
    """archive.toml: the layout, and how the last run read its files."""
    lines = ["# An archive of hoso", f"schema = {SCHEMA}"]
    if settings is not None:
        chosen = ((field.name, getattr(settings, field.name)) for field in fields(settings))
        lines += ["", "[settings]", *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in chosen)]
    return "\n".join(lines) + "\n"


def create(root: Path) -> Archive:
    """The archive at `root`, made if there is none. Raises ArchiveError if something else is there."""
    if (root / "archive.toml").exists():
        return open_archive(root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise ArchiveError("archive-foreign", archive=str(root))
    with writing(root):
        (root / "files").mkdir(parents=True, exist_ok=True)
        replace_file(root / "archive.toml", about_archive(None))
    return Archive(root)


def open_archive(root: Path) -> Archive:
    """The archive at `root`. Raises InputError if there is none, ArchiveError if a newer hoso made it."""
    try:
        about = tomllib.loads((root / "archive.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError("no-archive", archive=str(root)) from error
    if about.get("schema", 0) > SCHEMA:
        raise ArchiveError("archive-newer", archive=str(root), found=about["schema"], known=SCHEMA)
    return Archive(root)


def fingerprint(path: Path) -> str:
    """The sha256 of a file. Raises InputError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise InputError("not-found", path=str(path)) from error
    except OSError as error:
        raise InputError("unreadable", path=str(path), why=error.strerror or str(error)) from error


def place_of(path: Path) -> Place:
    about = path.stat()
    return Place(path.as_posix(), about.st_size, about.st_mtime_ns, path.resolve().as_posix())


def with_place(places: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    """The places with this one, as it is now, in order of path."""
    return tuple(sorted((*without_place(places, place), place), key=lambda p: (p.path, p.absolute)))


def without_place(places: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    return tuple(other for other in places if other.absolute != place.absolute)


def lies_at(entry: FileEntry, name: str) -> bool:
    """Whether this path, from where we are now, leads to the file."""
    here = Path(name).resolve().as_posix()
    return any(place.absolute == here for place in entry.places)


def was_given_as(entry: FileEntry, name: str) -> bool:
    """Marks may be letters of their own in the names of one disk and part of the letter in those of another."""
    written = nfc(os.path.normpath(name))
    return any(nfc(os.path.normpath(place.path)) == written for place in entry.places)


def is_called(entry: FileEntry, name: str) -> bool:
    """By file name, or by at least four digits of its id."""
    by_id = len(name) >= 4 and entry.file_id.startswith(name)
    return by_id or any(nfc(Path(place.path).name) == nfc(name) for place in entry.places)


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """Turns the system's refusals into errors that name the archive and the next step."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise ArchiveError("archive-full", archive=str(root)) from error
        raise ArchiveError("archive-unwritable", archive=str(root), why=error.strerror or str(error)) from error


def write_part(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def replace_file(path: Path, words: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(words, encoding="utf-8", newline="")
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def read_if_there(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""


def failure_message(stored: str | None) -> str | None:
    """`key: message` in English, as the dataset shows it whatever language the run spoke."""
    if stored is None:
        return None
    failure = Failure.load(stored)
    return writable(f"{failure.key}: {failure.message('en')}")

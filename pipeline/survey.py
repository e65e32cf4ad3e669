"""Which files a run is about: those named, and those in the folders named, in one order whatever the disk's order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import Failure, InputError

# What lies in folders of documents and is none: leavings of systems and editors, and data for programs.
_LEAVINGS = {"thumbs.db", "desktop.ini", ".ds_store"}
_DATA = {".json", ".jsonl", ".toml", ".ini", ".log", ".db", ".lnk", ".tmp", ".part", ".parquet", ".duckdb", ".zst"}


@dataclass(frozen=True, slots=True)
class Survey:
    """The sources in order of their paths; what is not there or may not be opened; what was passed over, by suffix."""

    sources: tuple[Path, ...]
    missing: tuple[Failure, ...] = ()
    passed_over: Counter[str] = field(default_factory=Counter)


def survey(paths: Iterable[Path], archive: Path) -> Survey:
    """All files under the paths, each once. The archive itself, hidden files and leavings are passed over."""
    sources: set[Path] = set()
    missing: list[Failure] = []
    passed_over: Counter[str] = Counter()
    for path in paths:
        trouble = why_not(path)
        if trouble is not None:
            missing.append(trouble.as_failure())
        elif path.is_dir():
            for file in files_under(path, archive.resolve(), missing):
                if is_leaving(file):
                    passed_over[file.suffix.lower() or file.name] += 1
                else:
                    sources.add(file)
        else:
            sources.add(path)
    return Survey(tuple(sorted(sources, key=lambda p: p.as_posix())), tuple(missing), passed_over)


def why_not(path: Path) -> InputError | None:
    """What keeps us from a path that was named; None where it is there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return InputError("not-found", path=str(path))
    except OSError as error:
        return InputError("unreadable", path=str(path), why=error.strerror or str(error))
    return None


def files_under(folder: Path, archive: Path, locked: list[Failure]) -> Iterator[Path]:
    """The files in a folder and all below it; folders that may not be opened are noted in `locked`."""

    def note(error: OSError) -> None:
        locked.append(InputError("unreadable", path=str(error.filename), why=error.strerror or "").as_failure())

    for parent, folders, names in os.walk(folder, onerror=note):
        here = Path(parent)
        folders[:] = [name for name in folders if not name.startswith(".") and is_of_sources(here / name, archive)]
        yield from (here / name for name in names if not name.startswith("."))


def is_of_sources(folder: Path, archive: Path) -> bool:
    """Not this archive, and not another one: its texts are no sources."""
    if not os.access(folder, os.X_OK):
        return True  # the walk says that it may not be opened
    return folder.resolve() != archive and not ((folder / "archive.toml").is_file() and (folder / "files").is_dir())


def is_leaving(path: Path) -> bool:
    name = path.name.lower()
    return name in _LEAVINGS or name.startswith("~$") or path.suffix.lower() in _DATA

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
    """The sources in order of their paths; what was named and is not there; what was passed over, by suffix."""

    sources: tuple[Path, ...]
    missing: tuple[Failure, ...] = ()
    passed_over: Counter[str] = field(default_factory=Counter)


def survey(paths: Iterable[Path], archive: Path) -> Survey:
    """All files under the paths, each once. The archive itself, hidden files and leavings are passed over."""
    sources: set[Path] = set()
    missing: list[Failure] = []
    passed_over: Counter[str] = Counter()
    for path in paths:
        if path.is_dir():
            for file in files_under(path, archive.resolve()):
                if is_leaving(file):
                    passed_over[file.suffix.lower() or file.name] += 1
                else:
                    sources.add(file)
        elif path.exists():
            sources.add(path)
        else:
            missing.append(InputError("not-found", path=str(path)).as_failure())
    return Survey(tuple(sorted(sources, key=lambda p: p.as_posix())), tuple(missing), passed_over)


def files_under(folder: Path, archive: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        here = Path(parent)
        folders[:] = [name for name in folders if not name.startswith(".") and is_of_sources(here / name, archive)]
        yield from (here / name for name in names if not name.startswith("."))


def is_of_sources(folder: Path, archive: Path) -> bool:
    """Not this archive, and not another one: its texts are no sources."""
    return folder.resolve() != archive and not ((folder / "archive.toml").is_file() and (folder / "files").is_dir())


def is_leaving(path: Path) -> bool:
    name = path.name.lower()
    return name in _LEAVINGS or name.startswith("~$") or path.suffix.lower() in _DATA

"""hoso: folders of legacy Vietnamese reports in; repaired text, and a dataset that knows where each value stands, out.

    import hoso

    hoso.convert(["scans/"], archive="archive")
    print(hoso.repair("Bao cao cai cach hanh chinh").text)
    answer = hoso.query("archive", "SELECT unit_name, score FROM scores WHERE criterion = 'total'")

These functions are what stays stable; the command `hoso` does the same. All of them raise `HosoError`, whose
`message("vi")` says what happened and what to do next. What they need is loaded when they are called.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import HosoError
from pipeline.settings import Settings
from pipeline.version import VERSION

if TYPE_CHECKING:
    import pandas

    from gazetteer.describe import Description
    from pipeline.batch import Summary
    from pipeline.compare import Comparison
    from pipeline.convert import Conversion
    from pipeline.explain import Story
    from pipeline.mend import Mended
    from pipeline.query import Answer
    from pipeline.status import Status

__all__ = [
    "HosoError",
    "Settings",
    "__version__",
    "compare",
    "convert",
    "convert_file",
    "explain",
    "export",
    "frame",
    "main",
    "query",
    "repair",
    "retry",
    "status",
    "units",
]

__version__ = VERSION
PathLike = str | Path


def convert(
    paths: Iterable[PathLike],
    archive: PathLike,
    settings: Settings = Settings(),  # noqa: B008 - a frozen value
    jobs: int = 1,
    again: bool = False,
) -> Summary:
    """Bring the archive up to date with every file under the paths; the archive is made if there is none.

    Only what is new, failed or stale is done, `again` does all. A file that fails is told in the summary and stops
    no other. Raises ArchiveError where the archive cannot be written.
    """
    from pipeline.archive import create
    from pipeline.batch import run
    from pipeline.progress import Silent

    return run([Path(path) for path in paths], create(Path(archive)), settings, Silent(), jobs, again=again)


def convert_file(path: PathLike, settings: Settings = Settings()) -> Conversion:  # noqa: B008 - a frozen value
    """Read, repair and extract one file in this process, without an archive. Raises InputError."""
    from pipeline.archive import fingerprint
    from pipeline.convert import convert as convert_one

    return convert_one(Path(path), settings, fingerprint(Path(path))[:16])


def repair(text: str | bytes) -> Mended:
    """Any Vietnamese text (or its bytes, in whatever encoding) repaired line for line, with each repair as a value."""
    from pipeline.mend import mend

    return mend(text)


def units(name: str, on: date | None = None, inside: str = "", limit: int = 5) -> tuple[Description, ...]:
    """Candidates for a unit's name, best first: `units("Tuong Phu, Phu Yen, Son La", on=date(2022, 12, 31))`."""
    from gazetteer import load
    from gazetteer.describe import describe

    return describe(load(), name, on, inside, limit)


def status(archive: PathLike) -> Status:
    """What the archive holds, what failed and why. Raises InputError if there is no archive."""
    from pipeline.archive import open_archive
    from pipeline.status import status as status_of

    return status_of(open_archive(Path(archive)))


def retry(archive: PathLike, settings: Settings = Settings(), jobs: int = 1) -> Summary:  # noqa: B008 - a frozen value
    """Run the files and pages again that failed."""
    from pipeline.archive import open_archive
    from pipeline.status import failed_paths

    return convert(failed_paths(open_archive(Path(archive))), archive, settings, jobs)


def explain(archive: PathLike, file: str) -> Story:
    """The story of one file, named by its path, its file name or its id. Raises InputError if it is not there."""
    from pipeline.archive import open_archive
    from pipeline.explain import explain as story_of

    return story_of(open_archive(Path(archive)), file)


def export(archive: PathLike, kind: str, out: PathLike, tables: Sequence[str] = ()) -> list[tuple[Path, int]]:
    """Write the dataset as `jsonl`, `csv`, `parquet` or `xlsx` into a folder; the files with their numbers of rows."""
    from pipeline.archive import open_archive
    from pipeline.export import export as export_to

    return export_to(open_archive(Path(archive)), kind, Path(out), tables)


def query(archive: PathLike, sql: str) -> Answer:
    """The answer to an SQL statement over the dataset's tables. Raises UsageError for bad SQL."""
    from pipeline.archive import open_archive
    from pipeline.query import query as ask

    return ask(open_archive(Path(archive)), sql)


def frame(archive: PathLike, sql: str) -> pandas.DataFrame:
    """The answer to an SQL statement as a pandas frame: `frame("archive", "FROM scores WHERE year = 2022")`."""
    from pipeline.archive import open_archive
    from pipeline.query import frame as frame_of

    return frame_of(open_archive(Path(archive)), sql)


def compare(
    archive: PathLike,
    district: str | None = None,
    unit: Sequence[str] = (),
    years: Iterable[int] = (),
    criterion: str = "total",
    as_of: date | None = None,
) -> Comparison:
    """Units side by side across years; `as_of` brings merged and renamed units to one date."""
    from pipeline.archive import open_archive
    from pipeline.compare import Wanted
    from pipeline.compare import compare as comparison

    wanted = Wanted(district, tuple(unit), frozenset(years), criterion, as_of)
    return comparison(open_archive(Path(archive)), wanted)


def main() -> int:
    """The command. Exit codes: 0 done, 1 bad arguments, 2 no input, 3 a program is missing, 4 some files failed,
    5 the archive cannot be written, 130 interrupted."""
    from pipeline.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())

"""The dataset as files for other programs: JSON Lines, CSV, Parquet, a workbook."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive import Archive
from pipeline.dataset import dataset, table_batches
from pipeline.errors import ArchiveError, MissingProgramError, UsageError
from pipeline.rows import Row, Value, schema

if TYPE_CHECKING:
    import xlsxwriter.worksheet

FORMATS = ("jsonl", "csv", "parquet", "xlsx")
_SHEET_ROWS = 1_048_575  # what a worksheet holds below its header
_CELL_LETTERS = 32_767  # what a cell holds


def export(archive: Archive, kind: str, out: Path, tables: Sequence[str] = ()) -> list[tuple[Path, int]]:
    """Write the tables (all where none is named) into the folder `out`; the files with their numbers of rows.

    Raises UsageError for an unknown format or table, ArchiveError where `out` cannot be written.
    """
    if kind not in FORMATS:
        raise UsageError("bad-format", format=kind, formats=", ".join(FORMATS))
    chosen = known_tables(tables)
    try:
        out.mkdir(parents=True, exist_ok=True)
        if kind == "xlsx":
            return [write_workbook(archive, chosen, out / "hoso.xlsx")]
        write = {"jsonl": write_jsonl, "csv": write_csv, "parquet": write_parquet}[kind]
        return [(out / f"{table}.{kind}", write(archive, table, out / f"{table}.{kind}")) for table in chosen]
    except OSError as error:
        path = error.filename or str(out)
        raise ArchiveError("output-unwritable", path=path, why=error.strerror or str(error)) from error


def known_tables(tables: Sequence[str]) -> list[str]:
    unknown = [table for table in tables if table not in schema()]
    if unknown:
        why = f"{', '.join(unknown)} ∉ {', '.join(schema())}"
        raise UsageError("bad-argument", argument="--tables", why=why, command="hoso export")
    return list(tables) or list(schema())


def rows_of(archive: Archive, table: str) -> Iterator[Row]:
    for batch in table_batches(archive, table):
        yield from batch.to_pylist()


def write_jsonl(archive: Archive, table: str, path: Path) -> int:
    """A JSON object for each row, with all columns; lists are lists."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return sum(1 for row in rows_of(archive, table) if file.write(json.dumps(row, ensure_ascii=False) + "\n"))


def write_csv(archive: Archive, table: str, path: Path) -> int:
    """Comma-separated UTF-8 with the mark by which Excel knows it; lists as in `cell`."""
    columns = [column.name for column in schema()[table]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        return sum(1 for row in rows_of(archive, table) if writer.writerow([cell(row[name]) for name in columns]))


def write_parquet(archive: Archive, table: str, path: Path) -> int:
    import pyarrow.parquet as pq

    shutil.copyfile(dataset(archive) / f"{table}.parquet", path)
    return int(pq.read_metadata(path).num_rows)


def write_workbook(archive: Archive, tables: Sequence[str], path: Path) -> tuple[Path, int]:
    """A sheet for each table, with a frozen header and a filter; a table too long for one goes on in the next."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingProgramError("package-missing", package="XlsxWriter", install="XlsxWriter") from error
    total = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        for table in tables:
            columns = [column.name for column in schema()[table]]
            for name, rows in sheets(table, rows_of(archive, table)):
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, columns, bold)
                written = fill(sheet, columns, rows)
                sheet.freeze_panes(1, 0)
                sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)
                total += written
    return path, total


def sheets(table: str, rows: Iterator[Row]) -> Iterator[tuple[str, Iterable[Row]]]:
    """The rows in portions that fit a sheet, with the sheets' names; one sheet where there are none."""
    order, ended = 1, False

    def portion() -> Iterator[Row]:
        nonlocal ended
        for _ in range(_SHEET_ROWS):
            row = next(rows, None)
            if row is None:
                ended = True
                return
            yield row

    while not ended:
        yield (table if order == 1 else f"{table} ({order})"), portion()
        order += 1


def fill(sheet: xlsxwriter.worksheet.Worksheet, columns: Sequence[str], rows: Iterable[Row]) -> int:
    written = 0
    for written, row in enumerate(rows, 1):
        for column, name in enumerate(columns):
            value = cell(row[name])
            if isinstance(value, str):  # never a formula, whatever it begins with
                sheet.write_string(written, column, value[:_CELL_LETTERS])
            elif value is not None:
                sheet.write(written, column, value)
    return written


def cell(value: Value) -> str | int | float | bool | None:
    """A value as one cell: texts joined by ` | `, numbers of a list by a space."""
    if isinstance(value, list):
        return (" | " if any(isinstance(item, str) for item in value) else " ").join(str(item) for item in value)
    return value

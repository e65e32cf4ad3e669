"""The dataset: every file's records together, one Parquet file for each table and DuckDB views over them.

It is derived: made again from the files' folders whenever one of them changed.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.archive import Archive, FileEntry, failure_message, read_if_there, writing
from pipeline.errors import ArchiveError
from pipeline.links import LINK_CITATIONS
from pipeline.plain import writable
from pipeline.rows import Column, Row, load_rows, schema

_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "texts": pa.list_(pa.string()),
    "integers": pa.list_(pa.int64()),
    "numbers": pa.list_(pa.float64()),
}
_BATCH = 20_000  # rows held in memory for each table


def dataset(archive: Archive) -> Path:
    """The folder of the dataset, brought up to date. Raises ArchiveError where the disk is full."""
    folder = archive.root / "dataset"
    stamp = stamp_of(archive)
    if read_if_there(folder / "stamp") == stamp:
        return folder
    try:
        build(archive, folder, stamp)
    except ArchiveError as error:
        if error.key != "archive-unwritable":
            raise
        folder = elsewhere(stamp) / "dataset"
        if not folder.exists():
            build(archive, folder, stamp)
    return folder


@cache
def elsewhere(_stamp: str) -> Path:
    """A folder that lives as long as this process, for the dataset of an archive that may only be read."""
    folder = TemporaryDirectory(prefix="hoso-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def stamp_of(archive: Archive) -> str:
    """Changes whenever any file's folder does; names the place too, because views hold absolute paths."""
    digest = hashlib.sha256(str(archive.root.resolve()).encode())
    for file_id in archive.file_ids():
        for name in ("file.json", "records.jsonl"):
            about = (archive.folder(file_id) / name).stat()
            digest.update(f"{file_id}/{name}/{about.st_size}/{about.st_mtime_ns}".encode())
    digest.update(read_if_there(archive.root / "unread.jsonl").encode())
    digest.update(repr(schema()).encode())
    return digest.hexdigest()


def build(archive: Archive, folder: Path, stamp: str) -> None:
    new = folder.with_name(f"dataset.{os.getpid()}.new")
    with writing(archive.root):
        try:
            new.mkdir()
            write_tables(archive, new)
            link(new)
            shutil.rmtree(folder, ignore_errors=True)
            (new / "stamp").write_text(stamp)
            new.rename(folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        make_views(folder)


def write_tables(archive: Archive, folder: Path) -> None:
    tables = {name: TableFile(folder / f"{name}.parquet", columns) for name, columns in schema().items()}
    for entry in archive.entries():
        if entry.path:
            seconds = page_seconds(archive, entry)
            tables["files"].add(file_row(entry, seconds))
            for table, row in load_rows(read_if_there(archive.folder(entry.file_id) / "records.jsonl")):
                if table == "pages":
                    row["seconds"] = seconds.get(row["page"])
                tables[table].add(row)
    for unread in archive.unread():
        tables["files"].add(
            {"path": writable(unread.path), "status": "failed", "error": failure_message(unread.failure)}
        )
    for written in tables.values():
        written.close()


def page_seconds(archive: Archive, entry: FileEntry) -> dict[object, float]:
    """Seconds of each page; under None those of the stages that see the whole document."""
    seconds: dict[object, float] = {}
    for line in archive.ledger(entry.file_id):
        seconds[line.page] = round(seconds.get(line.page, 0.0) + line.seconds, 4)
    return seconds


def file_row(entry: FileEntry, seconds: dict[object, float]) -> Row:
    return {
        "file_id": entry.file_id,
        "path": writable(entry.path),
        "sha256": entry.sha256,
        "media_type": entry.media_type,
        "bytes": entry.bytes,
        "pages": entry.pages,
        "status": entry.status,
        "error": failure_message(entry.failure),
        "source_kind": entry.source_kind,
        "text_quality": entry.text_quality,
        "seconds": round(sum(seconds.values()), 3),
        "pipeline_version": entry.pipeline_version,
        "other_paths": [writable(place.path) for place in entry.places[1:]],
    }


@dataclass(slots=True)
class TableFile:
    """A Parquet file that is written batch by batch, so that an archive of any size passes through."""

    path: Path
    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)
    writer: pq.ParquetWriter | None = None

    def add(self, row: Row) -> None:
        self.rows.append(row)
        if len(self.rows) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        kinds = arrow_schema(self.columns)
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, kinds, compression="zstd")
        arrays = [
            pa.array([row.get(column.name) for row in self.rows], kinds.field(column.name).type)
            for column in self.columns
        ]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=kinds))
        self.rows.clear()

    def close(self) -> None:
        self.flush()
        assert self.writer is not None
        self.writer.close()


def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    return pa.schema([(column.name, _TYPES[column.kind]) for column in columns])


def link(folder: Path) -> None:
    """Citations of documents that the archive holds get those documents' ids."""
    with duckdb.connect() as connection:
        for table in ("documents", "citations"):
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{quoted(folder / table)}.parquet')")
        linked = folder / "citations.linked"
        connection.execute(f"COPY ({LINK_CITATIONS}) TO '{quoted(linked)}' (FORMAT parquet, COMPRESSION zstd)")
    linked.replace(folder / "citations.parquet")


def make_views(folder: Path) -> None:
    with duckdb.connect(str(folder / "hoso.duckdb")) as connection:
        for table in schema():
            path = quoted(folder.resolve() / f"{table}.parquet")
            connection.execute(f"CREATE OR REPLACE VIEW {table} AS FROM read_parquet('{path}')")


def quoted(path: Path) -> str:
    """A path inside an SQL string."""
    return str(path).replace("'", "''")


def open_dataset(archive: Archive) -> duckdb.DuckDBPyConnection:
    """A connection to the up-to-date dataset; nothing can be written through it."""
    return duckdb.connect(str(dataset(archive) / "hoso.duckdb"), read_only=True)


def table_batches(archive: Archive, table: str) -> Iterator[pa.RecordBatch]:
    """The rows of a table, some thousands at a time."""
    with pq.ParquetFile(dataset(archive) / f"{table}.parquet") as file:
        yield from file.iter_batches(_BATCH)

"""Write a human's decision into the archive: appended to the file's corrections, and applied to its records at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.archive import Archive, read_if_there, writing
from pipeline.corrections import Correction, apply_corrections, dump, load
from pipeline.plain import dumps
from pipeline.rows import Row, dump_rows, load_rows, tally


def decide(archive: Archive, file_id: str, correction: Correction) -> None:
    """Take a decision about a record of a file. Later runs apply it again; nothing written before is changed.

    Raises ArchiveError where the archive cannot be written or another run is writing it.
    """
    folder = archive.folder(file_id)
    with archive.locked():
        with writing(archive.root), (folder / "corrections.jsonl").open("a", encoding="utf-8") as file:
            file.write(dump(correction))
        rows = apply_corrections(list(load_rows(read_if_there(folder / "records.jsonl"))), [correction])
        archive.rewrite(file_id, "records.jsonl", "".join(dump_rows(rows)))
        counted = tally(rows)
        entry = replace(archive.entry(file_id), counts=counted.counts, to_review=counted.to_review)
        archive.rewrite(file_id, "file.json", dumps(entry) + "\n")


def corrected(archive: Archive, file_id: str, rows: Iterable[tuple[str, Row]]) -> Iterable[tuple[str, Row]]:
    """The rows of a new conversion with all decisions ever taken about its file."""
    taken = load(read_if_there(archive.folder(file_id) / "corrections.jsonl"))
    return apply_corrections(rows, taken) if taken else rows

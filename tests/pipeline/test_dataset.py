"""The dataset: the contract's columns, every format, made again when anything changed."""

from __future__ import annotations

import csv
import errno
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from extractors.layout import Box
from extractors.records import Citation, Document, Evidence, Mention, Score, identify
from pipeline.archive import Archive, Contents, FileEntry, Place, Unread, create
from pipeline.dataset import dataset
from pipeline.errors import Failure, UsageError
from pipeline.export import FORMATS, export
from pipeline.ledger import Entry
from pipeline.query import as_csv, as_json, as_table, query
from pipeline.rows import dump_rows, record_rows, schema
from pipeline.version import VERSION

# The tables of the contract, as they stand in it.
CONTRACT = {
    "files": "file_id, path, sha256, media_type, bytes, pages, status, error, source_kind, text_quality, seconds, "
    "pipeline_version",
    "documents": "document_id, file_id, attached_to, doc_type, number, symbol, date, place, issuer, issuer_unit_code, "
    "title, signer, signer_title, recipients, assessed_year, period_from, period_to",
    "citations": "doc_type, number, symbol, date, issuer, subject, cited_document_id",
    "scores": "unit_name, unit_code, unit_level, unit_surface, unit_scope, year, criterion, criterion_code, "
    "parent_criterion, score, max_score, stat, rank, rating, source",
    "changes": "unit_name, unit_code, criterion, criterion_code, year, previous_year, quantity, direction, amount, "
    "value, previous_value, stat",
    "groups": "name, year, lower, lower_inclusive, upper, upper_inclusive, count, share_percent, members, member_names",
    "criteria": "domain, criterion_code, n_criteria, n_subcriteria, max_score",
    "indicators": "code, name, value, value_text, unit_of_measure, comparator, note, period_from, period_to, unit_name",
    "tasks": "no, name, deadline, deadline_text, lead, support",
    "targets": "no, text, value, comparator, unit_of_measure, deadline_year, lead",
    "mentions": "surface, unit_name, unit_code, unit_level, start, end, match_score, alternatives",
    "checks": "check, severity, message, stated, computed, record_ids",
    "repairs": "line, start, end, before, after, kind, confidence",
    "pages": "file_id, page, verdict, reasons, quality_before, quality_after, seconds, status",
}
COMMON = "record_id, document_id, page, line, line_end, bbox, quote, source_quote, confidence, extractor, status"


def evidence(line: int = 1) -> Evidence:
    return Evidence(1, line, line, "xã Nâm Nung; =1+1", "xã Nâm Nung; =1+1", Box(1, 2, 3.456, 4))


def filled(archive: Archive, name: str = "a.pdf", number: str = "75", cites: str = "75/QĐ-UBND") -> FileEntry:
    """Store a file with a document, a citation, a score and a mention."""
    file_id = f"{number:0>4}" * 4
    common = {"document": 1, "confidence": 0.9, "extractor": "test"}
    records = identify(
        [
            Document(evidence=evidence(), symbol=f"{number}/QĐ-UBND", date="2023-02", recipients=("A", "B"), **common),
            Citation(evidence=evidence(2), doc_type="Quyết định", symbol=cites, **common),
            Score(evidence=evidence(3), unit_name="xã Nâm Nung", unit_code="24691", year=2022, score=77.14, **common),
            Mention(evidence=evidence(4), surface="Nâm Nung", alternatives=("24694", "24697"), **common),
        ],
        file_id,
    )
    place = Place(f"in/{name}", 3, 1, f"/in/{name}")
    entry = FileEntry(file_id, file_id * 4, 3, (place,), pages=1, pipeline_version=VERSION)
    rows = [*record_rows(records, file_id), ("pages", {"file_id": file_id, "page": 1, "reasons": ["none"]})]
    archive.store(Contents(entry, dump_rows(rows), (Entry("read", 1, seconds=1.5), Entry("repair", seconds=0.25))))
    return entry


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = create(tmp_path / "an 'archive'")
    filled(made)
    return made


@pytest.mark.parametrize("table", sorted(CONTRACT))
def test_every_column_of_the_contract_is_there(table: str) -> None:
    have = {column.name for column in schema()[table]}
    want = set(re.split(r", ", CONTRACT[table]))
    if table not in ("files", "pages"):
        want |= set(COMMON.split(", "))
    assert want <= have, want - have


def test_no_table_is_missing() -> None:
    assert schema().keys() == CONTRACT.keys()


def rows_jsonl(folder: Path, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]


def rows_csv(folder: Path, table: str) -> list[dict[str, object]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows_parquet(folder: Path, table: str) -> list[dict[str, object]]:
    return pq.read_table(folder / f"{table}.parquet").to_pylist()


def rows_xlsx(folder: Path, table: str) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(folder / "hoso.xlsx")
    head, *rows = book[table].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


READ: dict[str, Callable[[Path, str], list[dict[str, object]]]] = {
    "jsonl": rows_jsonl,
    "csv": rows_csv,
    "parquet": rows_parquet,
    "xlsx": rows_xlsx,
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_holds_every_table_and_value(archive: Archive, tmp_path: Path, kind: str) -> None:
    written = export(archive, kind, tmp_path / "out")
    assert all(path.exists() for path, _ in written)
    tables = {table: READ[kind](tmp_path / "out", table) for table in schema()}
    assert {table: len(rows) for table, rows in tables.items() if rows} == {
        "files": 1,
        "documents": 1,
        "citations": 1,
        "scores": 1,
        "mentions": 1,
        "pages": 1,
    }
    (score,) = tables["scores"]
    assert float(str(score["score"])) == 77.14
    assert str(score["year"]) == "2022"
    assert score["unit_code"] == "24691"
    (document,) = tables["documents"]
    assert document["recipients"] == (["A", "B"] if kind in ("jsonl", "parquet") else "A | B")
    assert document["bbox"] == ([1.0, 2.0, 3.46, 4.0] if kind in ("jsonl", "parquet") else "1.0 2.0 3.46 4.0")
    assert document["quote"] == "xã Nâm Nung; =1+1"
    (page,) = tables["pages"]
    assert float(str(page["seconds"])) == 1.5


def test_a_csv_opens_in_excel_as_utf_8(archive: Archive, tmp_path: Path) -> None:
    export(archive, "csv", tmp_path, ["scores"])
    assert (tmp_path / "scores.csv").read_bytes().startswith(b"\xef\xbb\xbfrecord_id,")
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["scores.csv"]


def test_unknown_formats_and_tables_are_told(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="jsonl, csv, parquet, xlsx"):
        export(archive, "ods", tmp_path)
    with pytest.raises(UsageError, match="nothing"):
        export(archive, "csv", tmp_path, ["nothing"])


def test_the_dataset_is_made_again_only_when_a_file_changed(archive: Archive) -> None:
    folder = dataset(archive)
    before = (folder / "scores.parquet").stat().st_mtime_ns
    assert (dataset(archive) / "scores.parquet").stat().st_mtime_ns == before
    filled(archive, "b.pdf", "76")
    assert pq.read_metadata(dataset(archive) / "scores.parquet").num_rows == 2


def test_an_archive_that_was_moved_is_still_queried(archive: Archive, tmp_path: Path) -> None:
    query(archive, "SELECT 1 FROM scores")
    moved = Archive(archive.root.rename(tmp_path / "elsewhere"))
    assert query(moved, "SELECT count(*) FROM scores").rows == ((1,),)


def test_citations_of_documents_in_the_archive_are_linked(archive: Archive) -> None:
    filled(archive, "b.pdf", "76")
    rows = query(archive, "SELECT document_id, cited_document_id FROM citations ORDER BY document_id").rows
    assert rows == (("0075007500750075/1", "0075007500750075/1"), ("0076007600760076/1", "0075007500750075/1"))


def test_a_symbol_borne_by_two_documents_links_nothing(archive: Archive) -> None:
    other = filled(archive, "b.pdf", "76")
    text = (archive.folder(other.file_id) / "records.jsonl").read_text(encoding="utf-8")
    archive.rewrite(other.file_id, "records.jsonl", text.replace("76/QĐ-UBND", "75/QĐ-UBND"))
    assert query(archive, "SELECT count(cited_document_id) FROM citations").rows == ((0,),)


def test_sources_that_could_not_be_opened_are_files_too(archive: Archive) -> None:
    archive.set_unread((Unread("in/locked.pdf", Failure("unreadable", (("path", "x"), ("why", "no"))).dump()),))
    rows = query(archive, "SELECT path, status, error FROM files WHERE file_id IS NULL").rows
    assert rows[0][:2] == ("in/locked.pdf", "failed")
    assert str(rows[0][2]).startswith("unreadable: ")


def test_seconds_come_from_the_ledger(archive: Archive) -> None:
    assert query(archive, "SELECT seconds FROM files").rows == ((1.75,),)


@pytest.mark.parametrize("sql", ["SELEC 1", "SELECT nothing FROM scores", "DROP VIEW scores", "DELETE FROM scores"])
def test_bad_or_writing_sql_is_refused(archive: Archive, sql: str) -> None:
    with pytest.raises(UsageError, match="query failed"):
        query(archive, sql)


def test_answers_are_shown_three_ways(archive: Archive) -> None:
    answer = query(archive, "SELECT unit_name, score, NULL AS nothing, DATE '2022-01-31' AS d, [1, 2] AS l FROM scores")
    assert json.loads(as_json(answer)) == [
        {"unit_name": "xã Nâm Nung", "score": 77.14, "nothing": None, "d": "2022-01-31", "l": [1, 2]}
    ]
    assert as_csv(answer).splitlines() == ["unit_name,score,nothing,d,l", "xã Nâm Nung,77.14,,2022-01-31,1 2"]
    assert as_table(answer).splitlines()[2] == "xã Nâm Nung  77.14           2022-01-31  1 2"


def test_an_empty_archive_has_empty_tables(tmp_path: Path) -> None:
    archive = create(tmp_path / "A")
    assert query(archive, "SELECT count(*) FROM scores").rows == ((0,),)
    for kind in FORMATS:
        export(archive, kind, tmp_path / kind)


def test_an_archive_that_may_only_be_read_has_its_dataset_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = create(tmp_path / "A")
    mkdir = Path.mkdir

    def refuse(path: Path, *arguments: object, **options: object) -> None:
        if archive.root in path.parents:
            raise OSError(errno.EROFS, "Read-only file system")
        mkdir(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    folder = dataset(archive)
    assert archive.root not in folder.parents
    assert (folder / "files.parquet").exists()
    assert dataset(archive) == folder

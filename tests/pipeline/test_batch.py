"""A run over many files: what is done, what is left, what fails alone, what is the same whatever the workers."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from pipeline.archive import Archive, FileEntry, create
from pipeline.batch import Summary, run
from pipeline.corrections import Change, Correction
from pipeline.decide import decide
from pipeline.errors import ArchiveError, Failure, InputError
from pipeline.executors import Executor
from pipeline.export import export
from pipeline.jobs import FileDone, Job
from pipeline.progress import Silent, done_line
from pipeline.query import query
from pipeline.settings import Settings
from pipeline.shelf import Opened
from pipeline.status import failed_paths, status
from pipeline.twins import attempt, searchable
from tests.pipeline import given, saboteurs

ROOT = Path(__file__).parents[2]


def go(
    sources: Path | list[Path],
    archive: Archive,
    jobs: int = 1,
    executor: Executor | None = None,
    again: bool = False,
    settings: Settings = Settings(),  # noqa: B008 - a frozen value
) -> Summary:
    paths = sources if isinstance(sources, list) else [sources]
    return run(paths, archive, settings, Silent(), jobs, executor or saboteurs.lasting(jobs), again)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return create(tmp_path / "A")


def contents_of(root: Path) -> dict[str, bytes]:
    """Every file of an archive that says what was found; ledgers hold times and are left out."""
    files = (path for path in sorted((root / "files").rglob("*")) if path.is_file() and path.name != "ledger.jsonl")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_the_archive_is_the_same_with_one_and_with_two_workers(sources: Path, tmp_path: Path) -> None:
    given.text(sources)
    given.text(sources, "other.txt", given.REPORT.replace("84,31", "70,5"))
    given.scan(sources, "a.pdf", 3)
    given.encrypted(sources)
    archives = [create(tmp_path / name) for name in ("one", "two")]
    for jobs, made in enumerate(archives, 1):
        summary = go(sources, made, jobs)
        assert [failure.key for _, failure in summary.failed] == ["pdf-encrypted"]
    one, two = (contents_of(made.root) for made in archives)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert len(one) > 12


def test_a_second_run_does_nothing(sources: Path, archive: Archive) -> None:
    given.text(sources)
    given.text(sources, "b.txt", "Báo cáo khác\n")
    first = go(sources, archive)
    assert (first.done, first.unchanged) == (2, 0)
    before = {path: path.stat().st_mtime_ns for path in (archive.root / "files").rglob("*")}
    second = go(sources, archive)
    assert (second.done, second.unchanged, second.exit_code) == (0, 2, 0)
    assert before == {path: path.stat().st_mtime_ns for path in (archive.root / "files").rglob("*")}


def test_a_touched_but_unchanged_file_is_not_done_again(sources: Path, archive: Archive) -> None:
    path = given.text(sources)
    go(sources, archive)
    os.utime(path, (1, 1))
    assert go(sources, archive).unchanged == 1


def test_other_settings_or_another_version_make_a_file_stale(
    sources: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.text(sources)
    go(sources, archive)
    assert go(sources, archive, settings=Settings(language="vie+eng")).done == 1
    monkeypatch.setattr("pipeline.plan.VERSION", "9.9")
    assert go(sources, archive, settings=Settings(language="vie+eng")).done == 1


def test_the_archive_says_how_it_was_made(sources: Path, archive: Archive) -> None:
    given.text(sources)
    go(sources, archive, settings=Settings(language="vie+eng"))
    about = tomllib.loads((archive.root / "archive.toml").read_text(encoding="utf-8"))
    assert about["schema"] == 1
    assert about["settings"]["language"] == "vie+eng"


def test_again_does_everything_once_more(sources: Path, archive: Archive) -> None:
    given.text(sources)
    go(sources, archive)
    assert go(sources, archive, again=True).done == 1


def test_one_content_under_two_names_is_one_file_with_two_paths(sources: Path, archive: Archive) -> None:
    shutil.copy(given.text(sources, "b.txt"), sources / "a.txt")
    summary = go(sources, archive)
    assert (summary.done, summary.unchanged) == (1, 1)
    (entry,) = archive.entries()
    assert [Path(place.path).name for place in entry.places] == ["a.txt", "b.txt"]
    assert go(sources, archive).unchanged == 2


def test_a_copy_found_later_is_noted_without_work(sources: Path, archive: Archive) -> None:
    path = given.text(sources, "b.txt")
    go(sources, archive)
    shutil.copy(path, sources / "a.txt")
    summary = go(sources, archive)
    assert (summary.done, summary.unchanged) == (0, 2)
    (entry,) = archive.entries()
    assert Path(entry.path).name == "a.txt"


def test_a_file_that_changed_takes_the_place_of_the_old_one(sources: Path, archive: Archive) -> None:
    given.text(sources)
    go(sources, archive)
    given.text(sources, words="Văn bản mới hoàn toàn\n")
    assert go(sources, archive).done == 1
    assert len(status(archive).files) == 1
    assert len(archive.file_ids()) == 2  # the old one stays on disk, with whatever a human said about it


def test_file_names_in_a_legacy_encoding_are_no_obstacle(sources: Path, archive: Archive, tmp_path: Path) -> None:
    legacy = os.fsencode(sources) + b"/b\xb8o c\xb8o.txt"
    try:
        Path(os.fsdecode(legacy)).write_text(given.REPORT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    given.encrypted(sources).rename(os.fsdecode(os.fsencode(sources) + b"/kh\xe3a.pdf"))
    assert go(sources, archive).done == 1
    assert go(sources, archive).unchanged == 1
    (path,) = failed_paths(archive)
    assert path.exists()
    assert query(archive, "SELECT path FROM files WHERE status = 'done'").rows[0][0].endswith("b\ufffdo c\ufffdo.txt")
    export(archive, "xlsx", tmp_path / "E")


def test_archives_among_the_sources_are_passed_over(sources: Path) -> None:
    given.text(sources)
    inside = create(sources / "A")
    assert go(sources, inside).done == 1
    assert go(sources, create(sources / "B")).done == 1


def test_leavings_are_passed_over_and_counted(sources: Path, archive: Archive) -> None:
    given.text(sources)
    for name in ("Thumbs.db", "~$report.doc", "records.jsonl", ".hidden.txt"):
        (sources / name).write_text("x")
    summary = go(sources, archive)
    assert (summary.done, summary.exit_code) == (1, 0)
    assert summary.passed_over == ((".db", 1), (".doc", 1), (".jsonl", 1))


def test_a_humans_word_outlives_the_next_run(sources: Path, archive: Archive) -> None:
    given.text(sources)
    go(sources, archive)
    columns = "record_id, line, source_quote, document_id"
    ((record_id, line, quote, document_id),) = query(archive, f"SELECT {columns} FROM documents").rows
    file_id = str(document_id).split("/")[0]
    change = Change("signer", "Nguyễn Văn A")
    word = Correction(str(record_id), "documents", "correct", (change,), int(str(line)), str(quote))
    decide(archive, file_id, word)
    for again in (False, True):
        go(sources, archive, again=again)
        rows = query(archive, "SELECT signer, status, confidence FROM documents").rows
        assert rows == (("Nguyễn Văn A", "corrected", 1.0),)
    assert len((archive.folder(file_id) / "corrections.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_files_of_one_name_in_two_folders_stay_two(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in ("2021", "2022"):
        (tmp_path / year).mkdir()
        given.text(tmp_path / year, words=f"Báo cáo năm {year}\n")
        monkeypatch.chdir(tmp_path / year)
        summary = run([Path("report.txt")], archive, Settings(), Silent())
        assert summary.done == 1
    assert [entry.path for entry in status(archive).files] == ["report.txt", "report.txt"]
    assert archive.find("../2021/report.txt").file_id != archive.find("report.txt").file_id


@pytest.mark.parametrize("key", sorted(given.BAD))
def test_a_bad_file_is_told_and_the_others_go_on(key: str, sources: Path, archive: Archive) -> None:
    given.text(sources)
    bad = given.BAD[key](sources)
    summary = go(sources, archive)
    assert summary.done == 1
    assert [(Path(path).name, failure.key) for path, failure in summary.failed] == [(bad.name, key)]
    assert summary.exit_code == 4
    (entry,) = status(archive).failed
    assert Failure.load(entry.failure or "").key == key
    assert not (archive.root / "work").exists() or not list((archive.root / "work").iterdir())


def test_a_path_that_is_not_there_is_told_and_the_others_go_on(sources: Path, archive: Archive) -> None:
    path = given.text(sources)
    summary = go([path, sources / "missing.pdf"], archive)
    assert summary.done == 1
    assert [failure.key for failure in summary.missing] == ["not-found"]
    assert summary.exit_code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_told(sources: Path, archive: Archive) -> None:
    path = given.text(sources)
    path.chmod(0)
    summary = go(sources, archive)
    assert [failure.key for _, failure in summary.failed] == ["unreadable"]
    assert [failure.key for _, failure in status(archive).unread] == ["unreadable"]


def test_a_file_that_cannot_be_read_is_listed_until_it_can(sources: Path, archive: Archive) -> None:
    path = given.text(sources)
    link = sources / "gone.txt"
    link.symlink_to(sources / "nowhere.txt")
    summary = go(sources, archive)
    assert summary.done == 1
    assert [failure.key for _, failure in status(archive).unread] == ["unreadable"]
    assert link in failed_paths(archive)
    link.unlink()
    shutil.copy(path, link)
    go(sources, archive)
    assert status(archive).unread == ()


def test_a_run_that_could_open_nothing_ends_with_2(sources: Path, archive: Archive) -> None:
    (sources / "gone.txt").symlink_to(sources / "nowhere.txt")
    assert go(sources, archive).exit_code == 2
    given.text(sources)
    assert go(sources, archive).exit_code == 4


def test_a_folder_that_may_not_be_opened_is_told(
    sources: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.text(sources)
    locked = sources / "locked"
    locked.mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if Path(path) == locked:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    summary = go(sources, archive)
    assert (summary.done, summary.exit_code) == (1, 2)
    assert [failure.message() for failure in summary.missing] == [
        InputError("unreadable", path=str(locked), why="Permission denied").message("en")
    ]


def test_a_disk_too_small_for_the_searchable_twin_stops_the_run(
    sources: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = given.scan(sources, pages=1)
    job = Job(str(archive.root), str(scan), FileEntry("f" * 16, "f" * 64, 1, ()), Settings())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))  # type: ignore[attr-defined]
    with pytest.raises(ArchiveError, match="is full"):
        attempt(searchable, job, Opened("application/pdf", "pdf", 1, ""), (), sources / "out.pdf")
    assert not (sources / "out.pdf").exists()


def test_a_file_whose_pages_all_failed_is_not_told_as_partly_read() -> None:
    failure = InputError("page-failed", page=1, why="it is blank").as_failure()
    entry = FileEntry("f" * 16, "f" * 64, 1, (), pages=2, status="failed", failed_pages=(1, 2), failure=failure.dump())
    assert done_line("en", 1, "a.pdf", FileDone(entry, 0.1)) == f"[1] a.pdf: FAILED. {failure.message('en')}"


@pytest.mark.parametrize(
    ("work", "key", "attempts"),
    [(saboteurs.crash, "page-failed", 2), (saboteurs.hang, "page-timeout", 1), (saboteurs.refuse, "page-failed", 1)],
)
def test_a_page_that_kills_or_hangs_its_process_fails_alone(
    sources: Path, archive: Archive, work: object, key: str, attempts: int
) -> None:
    given.scan(sources, "a.pdf", 3)
    given.text(sources)
    pool = saboteurs.Sabotage(2, page=2, work=work, patience=3.0 if work is saboteurs.hang else 30.0)
    summary = go(sources, archive, executor=pool)
    assert (summary.done, summary.exit_code) == (1, 4)
    assert pool.attempts == attempts
    (entry,) = status(archive).failed
    assert (entry.status, entry.failed_pages, entry.pages) == ("partial", (2,), 3)
    assert Failure.load(entry.failure or "").key == key
    assert archive.text(entry.file_id).count("\f") == 2  # pages in are pages out


def test_a_run_after_a_failed_page_reads_only_that_page(sources: Path, archive: Archive, tmp_path: Path) -> None:
    given.scan(sources, "a.pdf", 3)
    go(sources, archive, executor=saboteurs.Sabotage(1, page=2, work=saboteurs.refuse))
    summary = go(list(failed_paths(archive)), archive)
    assert (summary.done, summary.pages, summary.exit_code) == (1, 1, 0)
    (entry,) = archive.entries()
    attempts = {line.page: line.attempts for line in archive.ledger(entry.file_id) if line.stage == "read"}
    assert attempts == {1: 1, 2: 2, 3: 1}
    whole = create(tmp_path / "whole")
    go(sources, whole)
    assert contents_of(archive.root) == contents_of(whole.root)


def test_a_killed_run_goes_on_at_its_page(sources: Path, tmp_path: Path) -> None:
    given.scan(sources, "a.pdf", 8)
    root = tmp_path / "A"
    command = [sys.executable, str(ROOT / "hoso.py"), "convert", str(sources), "--archive", str(root), "--jobs", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        wait_for(lambda: len(list(root.glob("work/*/page-*.json"))) >= 2)
        first.send_signal(signal.SIGKILL)
    read_before = len(list(root.glob("work/*/page-*.json")))
    assert not list(root.glob("files/*/*"))
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert f"{read_before} of 8" in again.stderr or f"{read_before + 1} of 8" in again.stderr
    whole = create(tmp_path / "whole")
    go(sources, whole)
    assert contents_of(root) == contents_of(whole.root)
    assert not list((root / "work").iterdir())


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_ends_with_130_and_leaves_no_process(sources: Path, tmp_path: Path, sign: signal.Signals) -> None:
    given.scan(sources, "a.pdf", 8)
    root = tmp_path / "A"
    command = [sys.executable, str(ROOT / "hoso.py"), "convert", str(sources), "--archive", str(root), "--lang", "en"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        wait_for(lambda: bool(list(root.glob("work/*/page-*.json"))))
        process.send_signal(sign)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "it goes on where it stopped" in said
    assert "Traceback" not in said
    assert not list(root.glob("files/*/*"))


def wait_for(condition: object, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_a_file_whose_opening_kills_the_process_fails_alone(sources: Path, archive: Archive) -> None:
    class Killer(saboteurs.Sabotage):
        def submit(self, step):  # type: ignore[no-untyped-def]
            from dataclasses import replace

            if "a.pdf" in step.name:
                step = replace(step, work=saboteurs.crash, arguments=())
            super().submit(step)

    given.scan(sources, "a.pdf", 2)
    given.text(sources)
    summary = go(sources, archive, executor=Killer(1, page=0, work=saboteurs.crash))
    assert summary.done == 1
    assert [failure.key for _, failure in summary.failed] == ["worker-died"]


def test_an_earlier_good_conversion_survives_a_failing_run(sources: Path, archive: Archive) -> None:
    given.scan(sources, "a.pdf", 1)
    go(sources, archive)
    (entry,) = archive.entries()
    before = archive.text(entry.file_id)

    class Killer(saboteurs.Sabotage):
        def submit(self, step):  # type: ignore[no-untyped-def]
            from dataclasses import replace

            super().submit(replace(step, work=saboteurs.crash, arguments=()))

    assert go(sources, archive, executor=Killer(1, page=0, work=saboteurs.crash), again=True).exit_code == 4
    assert archive.entry(entry.file_id).status == "failed"
    assert archive.text(entry.file_id) == before
    assert go(sources, archive).done == 1
    assert archive.entry(entry.file_id).status == "done"

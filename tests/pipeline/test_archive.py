"""The archive folder: whole or not at all, one writer at a time, a human's word kept."""

from __future__ import annotations

import errno
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import archive as archives
from pipeline.archive import Archive, Contents, FileEntry, Place, create, open_archive, writing
from pipeline.errors import ArchiveError, InputError
from pipeline.ledger import Entry, carry_on
from pipeline.plain import dumps, loads

ENTRY = FileEntry(
    "abcdef0123456789", "abcdef0123456789" + "0" * 48, 12, (Place("a/báo cáo.pdf", 12, 1, "/a/báo cáo.pdf"),), pages=2
)


def contents(text: str = "một\n\fhai\n", **changes: object) -> Contents:
    return Contents(replace(ENTRY, **changes), ('{"table":"pages"}\n',), (Entry("read", 1),), text)  # type: ignore[arg-type]


def test_a_file_is_stored_and_found_again(tmp_path: Path) -> None:
    archive = create(tmp_path / "A")
    archive.store(contents())
    assert archive.file_ids() == [ENTRY.file_id]
    assert archive.text(ENTRY.file_id) == "một\n\fhai\n"
    for name in (ENTRY.file_id, "abcdef01", "a/báo cáo.pdf", "./a/báo cáo.pdf", "báo cáo.pdf"):
        assert archive.find(name) == ENTRY
    assert not list((tmp_path / "A" / "work").iterdir())


@pytest.mark.parametrize("name", ["abc", "cáo.pdf", "", "../báo cáo.pdf"])
def test_what_is_not_there_is_not_found(tmp_path: Path, name: str) -> None:
    archive = create(tmp_path / "A")
    archive.store(contents())
    with pytest.raises(InputError, match="holds no file"):
        archive.find(name)


def test_storing_again_keeps_the_corrections(tmp_path: Path) -> None:
    archive = create(tmp_path)
    archive.store(contents())
    (archive.folder(ENTRY.file_id) / "corrections.jsonl").write_text("a word\n")
    archive.store(contents("ba\n"))
    assert archive.text(ENTRY.file_id) == "ba\n"
    assert (archive.folder(ENTRY.file_id) / "corrections.jsonl").read_text() == "a word\n"


def test_a_full_disk_leaves_the_old_folder_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = create(tmp_path)
    archive.store(contents())
    write = archives.write_part

    def full(path: Path, data: bytes) -> None:
        if path.name == "records.jsonl":
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    monkeypatch.setattr(archives, "write_part", full)
    with pytest.raises(ArchiveError, match="full") as caught:
        archive.store(contents("ba\n"))
    assert caught.value.exit_code == 5
    assert archive.text(ENTRY.file_id) == "một\n\fhai\n"
    assert not list((tmp_path / "work").iterdir())


def test_a_run_killed_between_the_two_renames_loses_nothing(tmp_path: Path) -> None:
    archive = create(tmp_path)
    archive.store(contents())
    archive.folder(ENTRY.file_id).rename(archive.shelf(ENTRY.file_id + ".old"))
    archive.shelf(ENTRY.file_id + ".new").mkdir()
    with archive.locked():
        assert archive.entry(ENTRY.file_id) == ENTRY
        assert not list((tmp_path / "work").iterdir())


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    create(tmp_path)
    program = (
        "import sys; from pathlib import Path; from pipeline.archive import create\n"
        "from pipeline.errors import ArchiveError\n"
        "try:\n"
        "    with create(Path(sys.argv[1])).locked(): print('got it')\n"
        "except ArchiveError as error: print(error.key, dict(error.fields)['pid'])\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with Archive(tmp_path).locked():
        import os

        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert said == ["archive-locked", str(os.getpid())]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "got it"


def test_no_archive_is_made_in_a_folder_of_other_things(tmp_path: Path) -> None:
    (tmp_path / "photos").touch()
    with pytest.raises(ArchiveError, match="no archive"):
        create(tmp_path)
    with pytest.raises(InputError, match="hoso convert"):
        open_archive(tmp_path)


def test_an_archive_of_a_newer_layout_is_left_alone(tmp_path: Path) -> None:
    create(tmp_path)
    (tmp_path / "archive.toml").write_text("schema = 99\n")
    with pytest.raises(ArchiveError, match="newer"):
        create(tmp_path)


@pytest.mark.parametrize(
    ("code", "key"),
    [(errno.ENOSPC, "archive-full"), (errno.EDQUOT, "archive-full"), (errno.EROFS, "archive-unwritable")],
)
def test_the_systems_refusals_become_errors_with_a_next_step(tmp_path: Path, code: int, key: str) -> None:
    with pytest.raises(ArchiveError) as caught, writing(tmp_path):
        raise OSError(code, "no")
    assert caught.value.key == key


def test_attempts_are_counted_on_after_failures_only() -> None:
    before = (Entry("read", 1, "failed", attempts=2), Entry("read", 2, "done", attempts=1))
    now = carry_on(before, (Entry("read", 1), Entry("read", 2)))
    assert [entry.attempts for entry in now] == [3, 1]


def test_entries_survive_the_way_through_json() -> None:
    entry = replace(ENTRY, counts=(("scores", 3),), text_quality=0.5, failed_pages=(2,), status="partial")
    assert loads(FileEntry, dumps(entry)) == entry

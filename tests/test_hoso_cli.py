"""The command as its users meet it: what goes to which stream, which exit code, how fast it starts."""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import hoso
from pipeline.cli import main
from pipeline.reference import make_parser, subcommands
from tests.pipeline import given

ROOT = Path(__file__).parents[1]


def call(
    *arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, str(ROOT / "hoso.py"), *map(str, arguments)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})}
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False, timeout=300)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The command in this process: its exit code, standard output and standard error."""
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sources")
    given.text(folder)
    given.encrypted(folder)
    root = folder.parent / "archive"
    with contextlib.redirect_stderr(io.StringIO()):
        assert main(["convert", str(folder), "--archive", str(root), "--jobs", "1", "--lang", "en"]) == 4
    yield root


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert hoso.__version__ == project["version"]
    said = call("--version")
    assert (said.returncode, said.stdout.decode().strip()) == (0, f"hoso {hoso.__version__}")


def fastest(*arguments: str, tries: int = 4) -> float:
    """Seconds of processor time, so that a busy machine does not count."""
    seconds = []
    for _ in range(tries):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert call(*arguments).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(seconds)


def test_the_command_starts_quickly() -> None:
    assert fastest("--version") < 0.3
    assert fastest("units", "Tường Phù, Phù Yên, Sơn La") < 1.2


def test_nothing_heavy_is_loaded_for_the_version() -> None:
    program = (
        "import sys, hoso; sys.argv = ['hoso', '--version']\ntry: hoso.main()\nexcept SystemExit: print(*sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert not {"numpy", "duckdb", "pyarrow", "rich", "cv2", "pikepdf"} & set(said.split())


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("convert",),
        ("convert", "x"),
        ("convert", "x", "--archive", "a", "--jobs", "0"),
        ("convert", "x", "--archive", "a", "--jobs", "many"),
        ("convert", "x", "--archive", "a", "--engine", "magic"),
        ("convert", "x", "--arch", "a"),
        ("units", "Phù Yên", "--on", "yesterday"),
        ("units",),
        ("retry", "--archive", "a"),
        ("compare", "--archive", "a", "--years", "long ago"),
    ],
)
def test_bad_arguments_end_with_1_and_the_next_step(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert "--help" in err or "2022-12-31" in err or "2019-2023" in err


def test_every_command_has_help_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("vi", "en"):
        for name, command in subcommands(make_parser(language)):  # type: ignore[arg-type]
            assert command.description
            assert all(action.help for action in command._actions), name
    with pytest.raises(SystemExit) as caught:
        main(["convert", "--help", "--lang", "vi"])
    assert caught.value.code == 0
    assert "số tiến trình" in capsys.readouterr().out


def test_a_missing_path_ends_with_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "convert", tmp_path / "nothing.pdf", "--archive", tmp_path / "A")
    assert code == 2
    assert "nothing.pdf" in err
    assert not (tmp_path / "A").exists()


def test_a_folder_without_documents_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    code, _, err = run(capsys, "convert", tmp_path / "in", "--archive", tmp_path / "A")
    assert "no file" in err
    assert code == 2


@pytest.mark.parametrize(
    "command", [("status",), ("explain", "x"), ("query", "SELECT 1"), ("compare",), ("retry", "--failed")]
)
def test_what_is_no_archive_ends_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, *command, "--archive", tmp_path)
    assert (code, out) == (2, "")
    assert "hoso convert" in err


def test_status_lists_what_failed_and_why(capsys: pytest.CaptureFixture[str], archive: Path) -> None:
    code, out, _ = run(capsys, "status", "--archive", archive)
    assert code == 0
    assert "2 files: 1 done" in out
    assert "locked with a password" in out
    code, out, _ = run(capsys, "status", "--archive", archive, "--json")
    found = json.loads(out)
    assert [entry["error"] for entry in found["files"]] == ["pdf-encrypted", None]
    code, out, _ = run(capsys, "status", "--archive", archive, "--all", "--lang", "vi")
    assert "report.txt" in out
    assert "bị khóa bằng mật khẩu" in out


def test_a_second_run_says_that_nothing_is_to_be_done(capsys: pytest.CaptureFixture[str], archive: Path) -> None:
    report = archive.parent / "sources0" / "report.txt"
    code, out, err = run(capsys, "convert", report, "--archive", archive)
    assert (code, out) == (0, "")
    assert "Nothing to do" in err


def test_retry_runs_what_failed(capsys: pytest.CaptureFixture[str], archive: Path) -> None:
    code, out, _ = run(capsys, "retry", "--failed", "--archive", archive, "--json", "--quiet")
    assert code == 4
    assert [one["error"] for one in json.loads(out)["failed"]] == ["pdf-encrypted"]


def test_explain_tells_the_story_of_a_file(capsys: pytest.CaptureFixture[str], archive: Path) -> None:
    code, out, _ = run(capsys, "explain", "report.txt", "--archive", archive)
    assert code == 0
    assert "Page 1: use_text" in out
    assert "legal Vietnamese" in out
    code, out, _ = run(capsys, "explain", "report.txt", "--archive", archive, "--json")
    story = json.loads(out)
    assert story["page_stories"][0]["verdict"] == "use_text"
    code, out, _ = run(capsys, "explain", "locked.pdf", "--archive", archive)
    assert "qpdf" in out


def test_export_and_query_give_the_records(capsys: pytest.CaptureFixture[str], archive: Path, tmp_path: Path) -> None:
    code, out, err = run(capsys, "export", "--archive", archive, "--format", "jsonl", "--out", tmp_path / "E")
    assert (code, out) == (0, "")
    assert "documents.jsonl: 1 rows" in err
    code, out, _ = run(capsys, "query", "--archive", archive, "SELECT symbol FROM documents")
    assert (code, out) == (0, "symbol\n75/QĐ-UBND\n")
    code, out, _ = run(capsys, "query", "--archive", archive, "SELECT symbol FROM documents", "--json")
    assert json.loads(out) == [{"symbol": "75/QĐ-UBND"}]
    code, out, _ = run(capsys, "query", "--archive", archive, "--format", "table")
    assert "unit_code" in out
    assert run(capsys, "query", "--archive", archive, "SELECT")[0] == 1
    assert run(capsys, "export", "--archive", archive, "--format", "ods", "--out", tmp_path)[0] == 1


@pytest.mark.parametrize(
    ("given_bytes", "wanted"),
    [
        ("Báo cáo\r\nsố 1\n\n".encode(), "Báo cáo\r\nsố 1\n\n".encode()),
        (b"", b""),
        (b"\n\n", b"\n\n"),
        ("Ủy ban nhân dân".encode(), "Ủy ban nhân dân".encode()),
    ],
)
def test_repair_is_a_filter_line_for_line(given_bytes: bytes, wanted: bytes) -> None:
    said = call("repair", "-", stdin=given_bytes)
    assert (said.returncode, said.stdout, said.stderr) == (0, wanted, b"")


def test_repair_wins_back_legacy_text_and_explains(tmp_path: Path) -> None:
    legacy = tmp_path / "legacy.txt"
    legacy.write_bytes("Céng hßa x· héi chñ nghÜa ViÖt Nam\nsố 1".encode("cp1252", errors="ignore"))
    assert call("repair", legacy).stdout.decode().split("\n")[0] == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    repairs = [json.loads(line) for line in call("repair", legacy, "--explain").stdout.decode().splitlines()]
    assert {"line", "start", "end", "before", "after", "kind", "reason", "confidence"} <= repairs[0].keys()
    out = tmp_path / "out.txt"
    assert call("repair", legacy, "-o", out).returncode == 0
    assert out.read_text(encoding="utf-8").count("\n") == 1


def test_repair_of_what_is_not_there_or_cannot_be_written(tmp_path: Path) -> None:
    assert call("repair", tmp_path / "nothing").returncode == 2
    assert call("repair", tmp_path).returncode == 2
    assert call("repair", "-", "-o", tmp_path / "no" / "such" / "folder.txt", stdin=b"x").returncode == 5


def test_units_are_printed_for_people_and_for_programs() -> None:
    said = call("units", "Tuong Phu, Phu Yen, Son La", "--on", "2022-12-31").stdout.decode()
    assert "03925  xã Tường Phù, huyện Phù Yên, tỉnh Sơn La" in said.splitlines()[0]
    (first, *_) = json.loads(call("units", "Tuong Phu", "--in", "Phù Yên, Sơn La", "--json").stdout)
    wanted = "code name kind level parents valid_from valid_to score reasons predecessors successors"
    assert wanted.split() == list(first)
    assert [parent["code"] for parent in first["parents"]] == ["122", "14"]


def test_programs_among_the_documents_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given.text(tmp_path)
    for name in ("pipeline", "json", "numpy", "duckdb"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.chdir(tmp_path)
    said = call("convert", "report.txt", "--archive", "A")
    assert said.returncode == 0, said.stderr.decode()
    assert call("query", "SELECT path FROM files", "--archive", "A").stdout == b"path\nreport.txt\n"


def test_a_closed_pipe_is_no_error(archive: Path) -> None:
    command = (
        f"{sys.executable} {ROOT / 'hoso.py'} query --archive {archive} 'SELECT range FROM range(200000)' | head -1"
    )
    said = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert said.stderr.replace("200000 rows\n", "") == ""


def test_without_tesseract_scans_fail_with_3_and_texts_go_on(tmp_path: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    given.text(sources)
    given.scan(sources, pages=2)
    said = call("convert", sources, "--archive", tmp_path / "A", "--engine", "pytesseract", env={"PATH": str(tmp_path)})
    assert said.returncode == 3, said.stderr.decode()
    assert "apt install tesseract-ocr" in said.stderr.decode()
    assert "report.txt: 1 p." in said.stderr.decode()


def test_without_the_language_pack_the_message_says_how_to_install_it(tmp_path: Path) -> None:
    scan = given.scan(tmp_path, pages=1)
    said = call("convert", scan, "--archive", tmp_path / "A", "--language", "xyz")
    assert said.returncode == 3, said.stderr.decode()
    assert "tesseract-ocr-xyz" in said.stderr.decode()


def test_models_are_looked_for_where_tesseract_itself_would_look(tmp_path: Path) -> None:
    scan = given.scan(tmp_path, pages=1)
    models = tmp_path / "models"
    models.mkdir()
    (models / "eng.traineddata").touch()
    said = call("convert", scan, "--archive", tmp_path / "A", env={"TESSDATA_PREFIX": str(models)})
    assert said.returncode == 3, said.stderr.decode()
    assert "tesseract-ocr-vie" in said.stderr.decode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_an_archive_that_may_not_be_written_ends_with_5(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert call("convert", ROOT / "README.md", "--archive", tmp_path / "A").returncode == 5


def test_an_archive_below_a_file_ends_with_5(tmp_path: Path) -> None:
    source = given.text(tmp_path)
    said = call("convert", source, "--archive", source / "A")
    assert said.returncode == 5, said.stderr.decode()
    assert b"Traceback" not in said.stderr


def test_a_full_disk_ends_with_5_and_the_next_run_goes_on(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root only")
    try:
        source = given.text(tmp_path, words=given.REPORT * 40)
        said = call("convert", source, "--archive", disk / "A")
        assert said.returncode == 5, said.stderr.decode()
        assert "full" in said.stderr.decode()
        assert not list((disk / "A").glob("files/*/*/*"))
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert call("convert", source, "--archive", disk / "A").returncode == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_python_face_does_what_the_command_does(archive: Path, tmp_path: Path) -> None:
    assert hoso.status(archive).count("done") == 1
    assert hoso.explain(archive, "report.txt").entry.pages == 1
    assert hoso.query(archive, "SELECT 1 AS one").rows == ((1,),)
    assert hoso.frame(archive, "SELECT 1 AS one, 'x' AS two").to_dict("list") == {"one": [1], "two": ["x"]}
    assert hoso.export(archive, "csv", tmp_path, ["files"])[0][1] == 2
    assert hoso.repair("Ủy ban").text == "Ủy ban"
    assert hoso.units("Tuong Phu, Phu Yen, Son La")[0].code == "03925"
    assert hoso.convert_file(given.text(tmp_path)).text.startswith("ỦY BAN NHÂN DÂN\n")
    for name in hoso.__all__:
        assert getattr(hoso, name).__doc__ or name == "__version__", name

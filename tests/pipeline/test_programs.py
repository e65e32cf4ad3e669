"""The door to other programs: in time, with the whole family, and with what they wrote."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.errors import MissingProgramError
from pipeline.programs import ProgramTimeoutError, run, version


def test_output_status_and_input_come_back() -> None:
    outcome = run(["sh", "-c", "cat; echo err >&2; exit 3"], 10, b"in")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (3, b"in", b"err\n")


def test_a_program_that_hangs_dies_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "child"
    began = time.monotonic()
    with pytest.raises(ProgramTimeoutError):
        run(["sh", "-c", f"trap '' TERM; sleep 77 & echo $! > {note}; wait"], 1)
    assert time.monotonic() - began < 5
    child = int(note.read_text(encoding="ascii"))
    time.sleep(0.2)
    status = Path(f"/proc/{child}/status")  # a dead child may wait there for its new parent
    assert not status.exists() or "State:\tZ" in status.read_text(encoding="ascii")


def test_a_missing_program_is_named() -> None:
    with pytest.raises(MissingProgramError):
        run(["no-such-program-here"], 1)


def test_version_is_stated_once() -> None:
    assert version("tesseract")[0].isdigit()
    assert version("tesseract") is version("tesseract")

"""The one door to other programs: an argument list, a time-out, an own process group killed as a group.

A program that hangs, forks or ignores signals is gone when `run` returns; what it wrote is a value.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import HosoError, MissingProgramError

PROBE_SECONDS = 20.0
_VERSION = re.compile(r"\d+(?:\.\d+)+")


class ProgramTimeoutError(HosoError):
    """A program was stopped because its time was over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program left: its exit status (negative: the signal that ended it) and its two streams."""

    status: int
    stdout: bytes
    stderr: bytes


def run(
    arguments: Sequence[str],
    timeout_s: float,
    data: bytes = b"",
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Outcome:
    """Run a program to its end. Raises MissingProgramError; ProgramTimeoutError after killing the whole group."""
    if shutil.which(arguments[0]) is None:
        raise MissingProgramError("program-missing", program=arguments[0], install=arguments[0])
    process = subprocess.Popen(
        list(arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        cwd=folder,
        start_new_session=True,
    )
    try:
        stdout, stderr = process.communicate(data, timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise ProgramTimeoutError("ocr-timeout", engine=arguments[0], seconds=round(timeout_s, 1)) from error
    finally:
        end_group(process)
    return Outcome(process.returncode, stdout, stderr)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and every process it started (it leads its own group); harmless when it has already ended."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


@cache
def version(program: str, option: str = "--version") -> str:
    """The version a program states, asked once in a process; "" when it states none. Raises MissingProgramError."""
    outcome = run([program, option], PROBE_SECONDS)
    found = _VERSION.search((outcome.stdout + outcome.stderr).decode("utf-8", "replace"))
    return found.group() if found else ""

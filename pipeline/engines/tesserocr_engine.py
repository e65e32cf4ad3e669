"""Tesseract as a library (tesserocr): 30 % faster, but not to be interrupted; so it lives in a process we can kill."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from pipeline.engines.base import EngineError, EngineTimeoutError, Grey, SeenWord, Task, words_of_tsv
from pipeline.errors import MissingProgramError
from pipeline.programs import end_group

START_SECONDS = 60.0
_END_SECONDS = 1.0  # from the end of its pipe to the end of a process
_CHUNK = 1 << 16
_OUR_FOLDER = Path(__file__).resolve().parents[2]  # where the package `pipeline` lies
_MODELS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


def available() -> bool:
    """Whether the library is installed."""
    return importlib.util.find_spec("tesserocr") is not None


class Tesserocr:
    """The engine; its process starts with the first picture and again after each that had to be killed."""

    def __init__(self, language: str, tessdata: str = "", worker: str = "pipeline.engines.worker") -> None:
        self.language = language
        self.tessdata = _models(language, tessdata)
        self._worker = worker
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return "tesserocr"

    @property
    def version(self) -> str:
        return importlib.metadata.version("tesserocr")

    def read(self, picture: Grey, task: Task) -> tuple[SeenWord, ...]:
        deadline = time.monotonic() + task.timeout_s
        process = self._started()
        try:
            _send(process, picture, task, deadline)
            tsv = _receive(process, deadline)
        except TimeoutError as error:
            self.close()
            raise EngineTimeoutError("ocr-timeout", engine=self.name, seconds=round(task.timeout_s, 1)) from error
        except (OSError, ValueError) as error:  # it died: a broken pipe, or half an answer
            why = f"it died ({_end(process)})"
            self.close()
            raise EngineError("ocr-failed", engine=self.name, why=why) from error
        except _RefusedError as error:
            raise EngineError("ocr-failed", engine=self.name, why=str(error)[:200]) from error
        return words_of_tsv(tsv)

    def close(self) -> None:
        if self._process is not None:
            end_group(self._process)
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", self._worker, self.language, self.tessdata],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONPATH": str(_OUR_FOLDER)},
            start_new_session=True,
        )
        try:
            _receive(self._process, time.monotonic() + START_SECONDS)
        except (OSError, ValueError, _RefusedError, TimeoutError) as error:
            self.close()
            raise EngineError("ocr-failed", engine=self.name, why="it did not start") from error
        return self._process


class _RefusedError(Exception):
    """The process lives, but could not read this picture."""


def _models(language: str, tessdata: str) -> str:
    """The folder with the models of the language. Raises MissingProgramError where there is none."""
    folders = [Path(tessdata)] if tessdata else _folders_of_models()
    wanted = language.split("+")
    for folder in folders:
        if all((folder / f"{name}.traineddata").is_file() for name in wanted):
            return str(folder)
    missing = [name for name in wanted if not any((f / f"{name}.traineddata").is_file() for f in folders)]
    raise MissingProgramError("language-missing", language="+".join(missing) or language)


def _folders_of_models() -> list[Path]:
    """As Tesseract itself: where TESSDATA_PREFIX names a folder with models, that one alone."""
    named = Path(os.environ.get("TESSDATA_PREFIX") or os.devnull)
    return [named] if any(named.glob("*.traineddata")) else [Path(folder) for folder in _MODELS]


def _send(process: subprocess.Popen[bytes], picture: Grey, task: Task, deadline: float) -> None:
    """Write the picture. The pipe never blocks us: a process that does not read is given up at the deadline."""
    height, width = picture.shape
    header = {"width": width, "height": height, "dpi": task.dpi, "mode": task.mode, "letters": task.letters}
    descriptor = _stream(process.stdin).fileno()
    os.set_blocking(descriptor, False)
    rest = memoryview(json.dumps(header).encode() + b"\n" + picture.tobytes())
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_WRITE)
        while rest:
            _wait(selector, deadline)
            rest = rest[os.write(descriptor, rest[:_CHUNK]) :]


def _receive(process: subprocess.Popen[bytes], deadline: float) -> str:
    """The next answer. Raises TimeoutError, _RefusedError, and BrokenPipeError when the process died."""
    descriptor = _stream(process.stdout).fileno()
    data = b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while b"\n" not in data:
            data += _part(selector, descriptor, deadline)
        head, body = data.split(b"\n", 1)
        answer = json.loads(head)
        while len(body) < answer["bytes"]:
            body += _part(selector, descriptor, deadline)
    if answer["error"]:
        raise _RefusedError(answer["error"])
    return body.decode("utf-8")


def _end(process: subprocess.Popen[bytes]) -> str:
    """How a process ended whose pipe broke: the signal's name, or its exit code."""
    try:
        code = process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        return "its connection broke"
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _part(selector: selectors.BaseSelector, descriptor: int, deadline: float) -> bytes:
    _wait(selector, deadline)
    part = os.read(descriptor, _CHUNK)
    if not part:
        raise BrokenPipeError("the process ended")
    return part


def _wait(selector: selectors.BaseSelector, deadline: float) -> None:
    if not selector.select(max(0.0, deadline - time.monotonic())):
        raise TimeoutError


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise BrokenPipeError("the process has no such stream")
    return stream

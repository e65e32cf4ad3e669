"""The process in which Tesseract lives as a library: pictures on stdin, TSV on stdout. It is killed, never asked.

Protocol: a line of JSON (width, height, dpi, mode, letters), then width x height grey bytes; the answer is a line of
JSON (bytes, error), then that many bytes of TSV. The process ends with its stdin.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from typing import BinaryIO

_PR_SET_PDEATHSIG = 1
_MEMORY_LIMIT = 3 << 30  # bytes of address space; a page at 300 dpi needs a sixth of it


def main() -> None:
    """Arguments: language, folder of models ("" for the installed ones)."""
    language, tessdata = sys.argv[1], sys.argv[2]
    _end_with_parent()
    answers = _own_stdout()
    from tesserocr import PyTessBaseAPI

    with PyTessBaseAPI(path=tessdata, lang=language) as api:
        _answer(answers, b"", "")
        while header := sys.stdin.buffer.readline():
            _read_one(api, json.loads(header), sys.stdin.buffer, answers)


def _read_one(api: object, task: dict[str, int | str], pictures: BinaryIO, answers: BinaryIO) -> None:
    width, height = int(task["width"]), int(task["height"])
    picture = pictures.read(width * height)
    try:
        tsv = _recognise(api, picture, width, height, task)
    except (RuntimeError, MemoryError) as error:
        _answer(answers, b"", f"{type(error).__name__}: {error}")
    else:
        _answer(answers, tsv.encode("utf-8", "replace"), "")


def _recognise(api, picture: bytes, width: int, height: int, task: dict[str, int | str]) -> str:  # type: ignore[no-untyped-def]
    api.SetVariable("tessedit_char_whitelist", str(task["letters"]))
    api.SetPageSegMode(int(task["mode"]))
    api.SetImageBytes(picture, width, height, 1, width)
    api.SetSourceResolution(int(task["dpi"]))
    try:
        return str(api.GetTSVText(0))
    finally:
        api.Clear()


def _answer(answers: BinaryIO, body: bytes, error: str) -> None:
    answers.write(json.dumps({"bytes": len(body), "error": error}).encode() + b"\n")
    answers.write(body)
    answers.flush()


def _own_stdout() -> BinaryIO:
    """The real stdout for answers alone: what the library prints must not mix with them."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _end_with_parent() -> None:
    """No orphan reads on for hours when the process that asked is gone, and none eats the machine's memory."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means


if __name__ == "__main__":
    main()

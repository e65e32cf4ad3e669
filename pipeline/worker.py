"""The program of a worker process: `python -m pipeline.worker FD` serves steps on the connection FD."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import resource
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.executors import serve
from pipeline.steps import preload

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_MEMORY_LIMIT = 6 << 30  # bytes of address space, of which libraries take one; the largest page hoso opens needs three
_GARBAGE = (50_000, 20, 100)  # records form no cycles, and looking for some was a fifth of the time of finishing a file


def main() -> None:
    # Should memory run out, let the kernel take a worker rather than the run.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    with contextlib.suppress(OSError, ValueError):  # whatever unpacks without end ends as this page's failure
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
    join_the_run()
    gc.set_threshold(*_GARBAGE)
    with Connection(int(sys.argv[1])) as link, contextlib.suppress(OSError, KeyboardInterrupt):
        if not link.poll():
            preload()
        serve(link)


def join_the_run() -> None:
    """End with the run, however it ends: a second run must find nobody at work in its archive. And adopt programs whose
    starter was killed: they stay among our descendants, so that whoever ends us finds them (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


if __name__ == "__main__":
    main()

"""The program of a worker process: `python -m pipeline.worker FD` serves steps on the connection FD."""

from __future__ import annotations

import contextlib
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.executors import serve


def main() -> None:
    # Should memory run out, let the kernel take a worker rather than the run.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    with Connection(int(sys.argv[1])) as link, contextlib.suppress(OSError, KeyboardInterrupt):
        serve(link)


if __name__ == "__main__":
    main()

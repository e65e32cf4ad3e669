"""Work that goes wrong in every way a step can: for the executor, and for pages of a run."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import cache

from pipeline.errors import InputError
from pipeline.executors import LocalExecutor, Step
from pipeline.steps import read_step


def add(a: int, b: int) -> int:
    return a + b


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(3)


def hang() -> None:
    time.sleep(3600)


def hang_in_a_child(note: str) -> None:
    """Start a program in a session of its own and wait for it, as engines do; leave its pid in a file."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True)
    with open(note, "w") as file:  # noqa: PTH123
        file.write(str(child.pid))
    child.wait()


def leave_an_orphan(note: str) -> None:
    """A program that started another one is killed, as engines are when their time is over; the other one goes on."""
    words = "import subprocess, time; print(subprocess.Popen(['sleep', '3600']).pid, flush=True); time.sleep(3600)"
    starter = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    with open(note, "w") as file:  # noqa: PTH123
        file.write(starter.stdout.readline())
    starter.kill()
    starter.wait()


def refuse() -> None:
    raise InputError("page-failed", page=7, why="it is blank")


def stumble() -> None:
    raise ZeroDivisionError("a surprise")


def eat() -> None:
    raise MemoryError


def bad_text() -> str:
    return b"\xff\xfe\xed\xa0\x80".decode("utf-8", errors="surrogateescape")


class Lasting(LocalExecutor):
    """Processes that one run after another uses: starting them is most of the time of a small run."""

    def close(self) -> None:
        return


@cache
def lasting(jobs: int) -> Lasting:
    pool = Lasting(jobs)
    atexit.register(LocalExecutor.close, pool)
    return pool


class Sabotage(LocalExecutor):
    """Does other work when a certain page is to be read: as if that page made its process crash or hang."""

    def __init__(self, jobs: int, page: int, work: object, patience: float = 30.0) -> None:
        super().__init__(jobs)
        self.page, self.instead, self.impatience = page, work, patience
        self.attempts = 0

    def submit(self, step: Step) -> None:
        if step.work is read_step and step.arguments[1] == self.page:
            self.attempts += 1
            step = replace(step, work=self.instead, arguments=(), patience=self.impatience)  # type: ignore[arg-type]
        super().submit(step)

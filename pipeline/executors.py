"""Where steps run: processes of this machine, one for each core, that may crash or hang without harm to the others.

A step is a function of this project with its arguments and its patience. What a step returns, or the error it ended
with, comes back in the order steps end. An executor for several machines has the same three methods.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Protocol

import psutil

from pipeline.errors import HosoError, InputError

GRACE = 2.0  # seconds a worker has to end by itself before it is killed


@dataclass(frozen=True, slots=True)
class Step:
    """One call of `work(*arguments)` in some process; `name` is what messages call it, `patience` is in seconds.

    `ticket` tells the steps of a run apart. `readies`: the work that this step makes its process ready for.
    """

    ticket: int
    name: str
    work: Callable[..., object]
    arguments: tuple[object, ...]
    patience: float
    readies: Callable[..., object] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step: its value, or the error it ended with."""

    step: Step
    value: object = None
    error: HosoError | None = None
    seconds: float = 0.0


class Executor(Protocol):
    """`submit` steps, take `outcomes` until none is under way, `close` whatever happens."""

    @property
    def free(self) -> int:
        """How many more steps can start now."""

    def submit(self, step: Step) -> None: ...

    def outcomes(self, timeout: float | None = None) -> Iterator[Outcome]:
        """The steps that ended since the last call; waits for one, at most `timeout` seconds."""

    def close(self) -> None: ...


class Worker:
    """A Python process of its own that does one step at a time. It and what it started die together."""

    def __init__(self) -> None:
        self.step: Step | None = None
        self.started = 0.0
        self.ready_for: set[Callable[..., object]] = set()  # what it did before: its libraries and data are loaded
        self.link, theirs = Pipe()
        # A plain program rather than multiprocessing's: nothing of the caller's __main__ is imported again.
        self.process = subprocess.Popen(
            # -P: nothing that happens to lie in the folder of documents is imported.
            [sys.executable, "-P", "-m", "pipeline.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then ends its workers
            env=worker_environment(),
        )
        theirs.close()

    def begin(self, step: Step) -> None:
        self.step, self.started = step, time.monotonic()
        self.link.send((step.work, step.arguments))

    def overdue(self, now: float) -> bool:
        return self.step is not None and now - self.started > self.step.patience

    def finish(self) -> Outcome:
        """The outcome of the step that the link announced. A broken link means that the process died."""
        assert self.step is not None
        step, seconds = self.step, time.monotonic() - self.started
        self.step = None
        self.ready_for.add(step.readies or step.work)
        try:
            value, error = self.link.recv()
        except (EOFError, OSError):
            return Outcome(
                step, error=InputError("worker-died", path=step.name, why=self.last_words()), seconds=seconds
            )
        return Outcome(step, value, error, seconds)

    def last_words(self) -> str:
        try:
            code = self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "its connection broke"
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """End the process and all it started, in whatever session."""
        self.link.close()
        family = self.family()
        self.process.kill()
        self.process.wait()
        end_all(family)

    def dismiss(self) -> None:
        """Let an idle process end by itself, its link closed; what it started and left behind is ended."""
        if not self.ready_for:  # it never worked, and may be loading still
            self.kill()
            return
        family = self.family()
        self.link.close()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        end_all(family)

    def family(self) -> list[psutil.Process]:
        """What the process started, and what those started: it adopts whom they leave (see `pipeline.worker`)."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []


class LocalExecutor:
    """Processes of this machine. A worker that dies or overstays is replaced; only its step is lost."""

    def __init__(self, jobs: int) -> None:
        self.jobs = max(1, jobs)
        self.workers: list[Worker] = []

    @property
    def free(self) -> int:
        return self.jobs - len(self.busy())

    def busy(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.step is not None]

    def submit(self, step: Step) -> None:
        """Give the step to an idle process, if there is one to one that did such work before.

        All processes start with the first step: they load their libraries while it is done.
        """
        while len(self.workers) < self.jobs:
            self.workers.append(Worker())
        idle = [worker for worker in self.workers if worker.step is None]
        chosen = next((worker for worker in idle if step.work in worker.ready_for), idle[0])
        try:
            chosen.begin(step)
        except (BrokenPipeError, ConnectionError):  # it died while idle: finish() says so
            return

    def outcomes(self, timeout: float | None = None) -> Iterator[Outcome]:
        busy = self.busy()
        ready: Iterable[object] = wait([worker.link for worker in busy], self.next_deadline(busy, timeout))
        for worker in busy:
            if worker.link in ready:
                yield self.collect(worker)
            elif worker.overdue(time.monotonic()):
                yield self.stop(worker)

    def next_deadline(self, busy: list[Worker], timeout: float | None) -> float | None:
        now = time.monotonic()
        waits = [max(0.0, w.started + w.step.patience - now) + 0.01 for w in busy if w.step is not None]
        return min([*waits, *([] if timeout is None else [timeout])], default=0)

    def collect(self, worker: Worker) -> Outcome:
        outcome = worker.finish()
        if outcome.error is not None and outcome.error.key == "worker-died":
            self.discard(worker)
        return outcome

    def stop(self, worker: Worker) -> Outcome:
        step = worker.step
        assert step is not None
        self.discard(worker)
        error = InputError("file-timeout", path=step.name, seconds=round(step.patience, 1))
        return Outcome(step, error=error, seconds=time.monotonic() - worker.started)

    def discard(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.kill()

    def close(self) -> None:
        for worker in self.workers:
            if worker.step is None:
                worker.dismiss()
            else:
                worker.kill()
        self.workers.clear()


def end_all(processes: Iterable[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def worker_environment() -> dict[str, str]:
    """One thread each: as many processes as cores are under way already (four threads on two cores took 6 times as
    long)."""
    threads = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    ours = str(Path(__file__).resolve().parents[1])
    return {**os.environ, **threads, "PYTHONPATH": os.pathsep.join([ours, *(entry for entry in sys.path if entry)])}


def serve(link: Connection) -> None:
    """The life of a worker: take a step, do it, send what came of it, until the link closes."""
    while True:
        try:
            work, arguments = link.recv()
        except (EOFError, OSError):  # the parent is gone, or has closed its end
            return
        link.send(attempt(work, arguments))


def attempt(work: Callable[..., object], arguments: tuple[object, ...]) -> tuple[object, HosoError | None]:
    try:
        return work(*arguments), None
    except HosoError as error:
        return None, error
    except MemoryError:
        return None, InputError("out-of-memory")
    except Exception as error:  # noqa: BLE001 - whatever a damaged file provokes is that step's failure alone
        return None, InputError("unexpected", kind=type(error).__name__, why=describe(error))


def describe(error: Exception) -> str:
    """The error's words and the line of code it came from, for the report we ask for."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    return f"{str(error)[:200]} [{where}]"

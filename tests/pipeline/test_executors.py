"""Worker processes: what a step returns, how it fails, and that a hung or dead one harms no other."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.executors import LocalExecutor, Outcome, Step
from tests.pipeline import saboteurs


@pytest.fixture
def executor() -> Iterator[LocalExecutor]:
    pool = LocalExecutor(2)
    yield pool
    pool.close()


def outcome_of(pool: LocalExecutor, work: object, *arguments: object, patience: float = 30.0) -> Outcome:
    pool.submit(Step(1, "file.pdf", work, arguments, patience))  # type: ignore[arg-type]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for outcome in pool.outcomes(0.2):
            return outcome
    raise AssertionError("no outcome")


def test_a_step_returns_its_value(executor: LocalExecutor) -> None:
    assert outcome_of(executor, saboteurs.add, 2, 3).value == 5
    assert executor.free == 2


@pytest.mark.parametrize(
    ("work", "key"),
    [
        (saboteurs.refuse, "page-failed"),
        (saboteurs.stumble, "unexpected"),
        (saboteurs.eat, "out-of-memory"),
        (saboteurs.crash, "worker-died"),
        (saboteurs.leave, "worker-died"),
    ],
)
def test_a_failing_step_is_told_and_the_next_one_works(executor: LocalExecutor, work: object, key: str) -> None:
    outcome = outcome_of(executor, work)
    assert outcome.error is not None
    assert outcome.error.key == key
    assert outcome_of(executor, saboteurs.add, 1, 1).value == 2


def test_the_signal_that_killed_a_worker_is_named(executor: LocalExecutor) -> None:
    assert "SIGSEGV" in str(outcome_of(executor, saboteurs.crash).error)


def test_a_hung_step_is_killed_with_all_it_started(executor: LocalExecutor, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    outcome = outcome_of(executor, saboteurs.hang_in_a_child, str(note), patience=6.0)
    assert outcome.error is not None
    assert outcome.error.key == "file-timeout"
    time.sleep(0.2)
    pid = int(note.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_one_hung_step_does_not_hold_up_the_other_process(executor: LocalExecutor) -> None:
    executor.submit(Step(1, "hung", saboteurs.hang, (), 60.0))
    assert outcome_of(executor, saboteurs.add, 4, 4).value == 8


def test_closing_ends_every_process() -> None:
    pool = LocalExecutor(2)
    pool.submit(Step(1, "hung", saboteurs.hang, (), 60.0))
    assert outcome_of(pool, saboteurs.add, 4, 4).value == 8
    pids = [worker.process.pid for worker in pool.workers]
    assert len(pids) == 2
    pool.close()
    assert all(not psutil.pid_exists(pid) for pid in pids)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt")
def test_closing_ends_what_killed_programs_left_behind(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    pool = LocalExecutor(1)
    assert outcome_of(pool, saboteurs.leave_an_orphan, str(note)).error is None
    orphan = psutil.Process(int(note.read_text()))
    assert orphan.status() != psutil.STATUS_ZOMBIE
    pool.close()
    psutil.wait_procs([orphan], timeout=5)
    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE


def test_workers_run_one_thread_each(executor: LocalExecutor) -> None:
    assert outcome_of(executor, os.getenv, "OMP_THREAD_LIMIT").value == "1"

"""The ledger of one file: what was done to each page, by which engine, how often, how long, and what went wrong.

It is the only part of an archive that holds times: everything else is the same bytes for the same source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.plain import load_lines

Stage = Literal["open", "read", "repair", "extract", "searchable", "alto", "file"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One stage of one page, or of the whole file where `page` is None. `error` is a stored Failure."""

    stage: Stage
    page: int | None = None
    status: Literal["done", "failed"] = "done"
    attempts: int = 1
    seconds: float = 0.0
    engine: str = ""
    versions: tuple[str, ...] = ()
    error: str | None = None


def carry_on(before: Iterable[Entry], now: Iterable[Entry]) -> tuple[Entry, ...]:
    """The new entries, their attempts counted on from those of an earlier run that did not end well."""
    tries = {(entry.stage, entry.page): entry.attempts for entry in before if entry.status == "failed"}
    return tuple(replace(e, attempts=e.attempts + tries.get((e.stage, e.page), 0)) for e in now)


def load_ledger(text: str) -> tuple[Entry, ...]:
    return tuple(load_lines(Entry, text))

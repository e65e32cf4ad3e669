"""One tree of errors: each names what happened, where, and what to do next; `hoso.main` turns it into an exit code.

The words live in messages/vi.toml and messages/en.toml under the error's key, so that a message can be shown in the
reader's language and stored as a value (key and fields). docs/errors.md has a heading for each key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self

from pipeline.messages import Language, render

Field = str | int | float


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as a value that can be stored and shown later in any language."""

    key: str
    fields: tuple[tuple[str, Field], ...] = ()

    def message(self, language: Language = "en") -> str:
        return render(self.key, dict(self.fields), language)

    def dump(self) -> str:
        return json.dumps({"key": self.key, **dict(self.fields)}, ensure_ascii=False)

    @classmethod
    def load(cls, stored: str) -> Self:
        fields = json.loads(stored)
        return cls(fields.pop("key"), tuple(fields.items()))


class HosoError(Exception):
    """`key` names the message; `fields` fill it. `str(error)` is the English message with its next step."""

    exit_code = 1

    def __init__(self, key: str, **fields: Field) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields

    def __str__(self) -> str:
        return self.message("en")

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call the class without the fields; errors travel between processes.
        return _rebuild, (type(self), self.key, self.fields)

    def message(self, language: Language) -> str:
        """What happened and what to do next, in the reader's language."""
        return render(self.key, self.fields, language)

    def as_failure(self) -> Failure:
        return Failure(self.key, tuple(self.fields.items()))


class UsageError(HosoError):
    """The command was given arguments it cannot use."""

    exit_code = 1


class InputError(HosoError):
    """A source is not there, cannot be read, or is not what its name says."""

    exit_code = 2


class PageError(InputError):
    """One page could not be read; the other pages of the file go on."""


class MissingProgramError(HosoError):
    """A program, language pack or package hoso needs is not installed."""

    exit_code = 3


class FailedFilesError(HosoError):
    """The run is over, but some files failed; `hoso status` lists them."""

    exit_code = 4


class ArchiveError(HosoError):
    """The archive cannot be written or is not one this version knows."""

    exit_code = 5


class StoppedError(HosoError):
    """The user stopped the run; a second run goes on where it stopped."""

    exit_code = 130


def failure_of(error: Exception) -> Failure:
    """Any error as a value: ours as it is, another program's under `unexpected` with its own words."""
    if isinstance(error, HosoError):
        return error.as_failure()
    if isinstance(error, MemoryError):
        return Failure("out-of-memory")
    return Failure("unexpected", (("kind", type(error).__name__), ("why", str(error)[:300])))


def _rebuild(kind: type[HosoError], key: str, fields: dict[str, Field]) -> HosoError:
    return kind(key, **fields)

"""The command line: one place that parses arguments, runs a command and turns errors into exit codes."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from pipeline.errors import HosoError, StoppedError, failure_of
from pipeline.messages import Language, say

if TYPE_CHECKING:
    from argparse import Namespace

# Commands import what they need only when they run: `hoso --version` must not load numpy.
_MODULES = {
    "convert": "convert",
    "retry": "convert",
    "repair": "repair",
    "units": "units",
    "status": "look",
    "explain": "look",
    "export": "data",
    "query": "data",
    "compare": "data",
    "samples": "make",
    "bench": "make",
}


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command speaks: results to standard output, everything else to standard error."""

    language: Language
    quiet: bool = False
    verbose: bool = False

    def out(self, text: str) -> None:
        sys.stdout.write(text + "\n")

    def tell(self, text: str) -> None:
        if not self.quiet:
            sys.stderr.write(text + "\n")

    def warn(self, text: str) -> None:
        """What even a quiet run says."""
        sys.stderr.write(text + "\n")

    def say(self, section: str, key: str, **fields: object) -> str:
        return say(section, key, self.language, **fields)

    def json(self, value: object) -> None:
        self.out(json.dumps(value, ensure_ascii=False, indent=1))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the contract's."""
    from pipeline.cli.parser import chosen_language, parse

    arguments = list(sys.argv[1:] if argv is None else argv)
    language = chosen_language(arguments)
    speak_utf8()
    try:
        args = parse(arguments, language)
        with stoppable():
            return command(args.command)(args, Console(args.lang or language, args.quiet, args.verbose))
    except HosoError as error:
        sys.stderr.write(f"hoso: {error.message(language)}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(f"\nhoso: {StoppedError('interrupted').message(language)}\n")
        return StoppedError.exit_code
    except BrokenPipeError:  # `hoso ... | head`: the reader has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - lives as long as the process
        return 0
    except Exception as error:  # noqa: BLE001 - a user gets words, and the traceback when asked for
        if "--verbose" in arguments or "-v" in arguments:
            traceback.print_exc()
        sys.stderr.write(f"hoso: {failure_of(error).message(language)}\n")
        return 1


def command(name: str) -> Callable[[Namespace, Console], int]:
    module = importlib.import_module(f"pipeline.cli.{_MODULES[name]}")
    chosen: Callable[[Namespace, Console], int] = getattr(module, name)
    return chosen


@contextlib.contextmanager
def stoppable():  # type: ignore[no-untyped-def]
    """A request to end (SIGTERM) is answered like Ctrl-C: workers are ended, nothing half-written stays."""
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def speak_utf8() -> None:
    """Vietnamese goes out as UTF-8 whatever the locale is; a letter that cannot is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")

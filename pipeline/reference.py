"""The reference pages of docs/, made from the messages and the parser: `python -m pipeline.reference docs` writes them.

A test compares them with what stands in docs/, so that they cannot go out of date.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.cli.parser import make_parser
from pipeline.messages import catalogue

_CODES = (
    ("0", "all done"),
    ("1", "bad arguments"),
    ("2", "input not found or unreadable"),
    ("3", "a needed program or language pack is missing"),
    ("4", "finished, but some files failed: `hoso status` lists each"),
    ("5", "the archive or an output cannot be written"),
    ("130", "interrupted; the same command goes on where it stopped"),
)


def errors_page() -> str:
    """A heading for each message, with its words in both languages."""
    english, vietnamese = catalogue("en")["errors"], catalogue("vi")["errors"]
    keys = [name.removesuffix(".text") for name in english if name.endswith(".text")]
    parts = [
        "# Messages",
        "What hoso says when something is wrong, and what to do. `{…}` stands for the name or number at hand. "
        "Programs find the key in the `error` field of `--json` outputs and in the column `files.error`.",
        "| exit code | |\n| --- | --- |\n" + "\n".join(f"| {code} | {words} |" for code, words in _CODES),
    ]
    for key in keys:
        parts.append(f"## {key}")
        parts.append(f"{english[f'{key}.text']}\n\n*{english[f'{key}.next']}*")
        parts.append(f"{vietnamese[f'{key}.text']}\n\n*{vietnamese[f'{key}.next']}*")
    return "\n\n".join(parts) + "\n"


def commands_page() -> str:
    """Every command with its arguments; the layout is our own, because argparse's differs from Python to Python."""
    parser = make_parser("en")
    parts = ["# Commands", f"{parser.description} `hoso COMMAND --help` says the same; with `--lang vi` in Vietnamese."]
    for name, command in subcommands(parser):
        parts.append(f"## hoso {name}")
        parts.append(f"{command.description}")
        parts.append(
            "| argument | |\n| --- | --- |\n" + "\n".join(argument_row(action) for action in arguments(command))
        )
    return "\n\n".join(parts) + "\n"


def subcommands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def arguments(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Positional arguments first, then options, without --help."""
    named = [action for action in command._actions if not isinstance(action, argparse._HelpAction)]
    return iter(sorted(named, key=lambda action: bool(action.option_strings)))


def argument_row(action: argparse.Action) -> str:
    value = "/".join(map(str, action.choices)) if action.choices else action.metavar or action.dest.upper()
    flags = ", ".join(action.option_strings)
    shown = f"{flags} {value}" if flags and action.nargs != 0 else flags or str(value)
    words = (action.help or "").replace("%%", "%")
    return f"| `{shown}`{' (required)' if flags and action.required else ''} | {words} |"


PAGES = {"errors.md": errors_page, "cli.md": commands_page}


def main() -> int:
    for name, page in PAGES.items():
        (Path(sys.argv[1]) / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

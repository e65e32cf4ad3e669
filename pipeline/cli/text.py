"""`hoso repair` and `hoso units`: filters that need no archive."""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import Namespace
from pathlib import Path

from gazetteer import load
from gazetteer.describe import Description, Kin, describe
from pipeline.archive import replace_file
from pipeline.cli import Console
from pipeline.dates import parse_date
from pipeline.errors import ArchiveError, InputError
from pipeline.mend import Mended, mend


def repair(args: Namespace, console: Console) -> int:
    mended = mend(source_bytes(args.file))
    result = explained(mended) if args.explain else mended.text
    if console.verbose:
        console.tell(f"{mended.charset}; {len(mended.repairs)} repairs")
    if args.out in (None, "-"):
        sys.stdout.write(result)
    else:
        write(Path(args.out), result)
    return 0


def source_bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("not-found", path=name) from error
    except OSError as error:
        raise InputError("unreadable", path=name, why=error.strerror or str(error)) from error


def write(path: Path, text: str) -> None:
    try:
        replace_file(path, text)
    except OSError as error:
        raise ArchiveError("output-unwritable", path=str(path), why=error.strerror or str(error)) from error


def explained(mended: Mended) -> str:
    """A line of JSON for each repair, in order of line and place."""
    rows = (json.dumps(dataclasses.asdict(repair), ensure_ascii=False) for repair in mended.repairs)
    return "".join(row + "\n" for row in rows)


def units(args: Namespace, console: Console) -> int:
    on = None if args.on is None else parse_date(args.on)
    found = describe(load(), args.name, on, args.inside, args.limit)
    if args.json:
        console.json([dataclasses.asdict(unit) for unit in found])
    elif not found:
        console.tell(console.say("units", "none", name=args.name))
    for unit in [] if args.json else found:
        for line in unit_lines(unit, console):
            console.out(line)
    return 0 if found else 2


def unit_lines(unit: Description, console: Console) -> list[str]:
    """A candidate in a few lines: who it is, why, how long, what before and after."""
    above = ", ".join(parent.name for parent in unit.parents)
    end = unit.valid_to or console.say("units", "now")
    valid = console.say("units", "valid", start=unit.valid_from, end=end)
    lines = [f"{unit.score:.2f}  {unit.code}  {unit.name}, {above}  ({valid}; {', '.join(unit.reasons)})"]
    if unit.predecessors:
        lines.append("      " + console.say("units", "before", units=kin(unit.predecessors)))
    if unit.successors:
        lines.append("      " + console.say("units", "after", units=kin(unit.successors)))
    return lines


def kin(units: tuple[Kin, ...]) -> str:
    return ", ".join(f"{unit.name} ({unit.code}, {unit.valid_from})" for unit in units)

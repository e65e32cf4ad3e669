"""`hoso units`: look a unit up in the gazetteer."""

from __future__ import annotations

import dataclasses
from argparse import Namespace

from gazetteer import load
from gazetteer.describe import Description, Kin, describe
from pipeline.cli import Console
from pipeline.dates import parse_date


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

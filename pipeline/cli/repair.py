"""`hoso repair`: a filter, line for line."""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import Namespace
from pathlib import Path

from pipeline.archive import replace_file
from pipeline.cli import Console
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

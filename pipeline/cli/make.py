"""`hoso samples` and `hoso bench`: archives with truth, and what hoso makes of them."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from pipeline.cli import Console
from pipeline.dates import parse_years
from pipeline.errors import ArchiveError, MissingProgramError, UsageError


def samples(args: Namespace, console: Console) -> int:
    years = parse_years(args.years)
    try:
        from samples.generate import generate

        made = generate(
            Path(args.out),
            seed=args.seed,
            documents=args.documents,
            years=(min(years), max(years)) if years else None,
            kinds=names(args.kinds),
            forms=names(args.forms),
            degrade=names(args.degrade),
            jobs=args.jobs or 1,
            planted=args.planted,
        )
    except ImportError as error:
        raise MissingProgramError("package-missing", package=error.name or "?", install='"hoso[samples]"') from error
    except ValueError as error:
        raise UsageError("bad-argument", argument="samples", why=str(error), command="hoso samples") from error
    except OSError as error:
        raise ArchiveError("output-unwritable", path=args.out, why=error.strerror or str(error)) from error
    if args.json:
        console.json({"out": str(made.out), "files": made.files, "bytes": made.bytes, "forms": dict(made.forms)})
    console.tell(console.say("samples", "made", files=made.files, megabytes=f"{made.bytes / 1e6:.1f}", out=made.out))
    return 0


def names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())


def bench(args: Namespace, console: Console) -> int:
    """Run a program of benchmarks/, which is part of the checkout and not of an installed hoso."""
    folder = Path(__file__).resolve().parents[2] / "benchmarks"
    known = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if not known:
        why = "benchmarks/ is part of the source checkout"
        raise UsageError("bad-argument", argument="bench", why=why, command="hoso bench")
    if not args.arguments:
        for name in known:
            console.out(f"hoso bench {name}")
        return 0
    name, *rest = args.arguments
    if name not in known:
        raise UsageError("bad-argument", argument=name, why=" | ".join(known), command="hoso bench")
    return subprocess.run([sys.executable, str(folder / f"{name}.py"), *rest], check=False).returncode

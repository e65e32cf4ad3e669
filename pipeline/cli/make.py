"""`hoso samples` and `hoso bench`: archives with truth, and what hoso makes of them."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from pipeline.cli import Console
from pipeline.errors import UsageError


def samples(args: Namespace, console: Console) -> int:
    from samples.generate import generate

    generate(Path(args.out), seed=args.seed, documents=args.documents)
    return 0


def bench(args: Namespace, console: Console) -> int:
    """Run a program of benchmarks/, which is part of the checkout and not of an installed hoso."""
    folder = Path(__file__).resolve().parents[2] / "benchmarks"
    known = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if not known:
        why = "benchmarks/ is part of the source checkout"
        raise UsageError("bad-argument", argument="bench", why=why, command="bench")
    if not args.arguments:
        for name in known:
            console.out(f"hoso bench {name}")
        return 0
    name, *rest = args.arguments
    if name not in known:
        raise UsageError("bad-argument", argument=name, why=" | ".join(known), command="bench")
    return subprocess.run([sys.executable, str(folder / f"{name}.py"), *rest], check=False).returncode

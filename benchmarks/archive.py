"""How well hoso reads legacy reports, form by form: make an archive with truth, convert it, compare, print one table.

    hoso bench archive --documents 3 --forms pdf,scan-grey,txt-tcvn3
    hoso bench archive --json today.json --baseline yesterday.json

Each form is its own archive, converted by its own `hoso convert`, so that seconds and memory are those of the form.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from _truth import Tally, compare_archive  # noqa: E402

from samples.forms import FORMS  # noqa: E402

TABLES = ("scores", "mentions", "citations", "changes", "groups", "criteria", "tasks", "targets", "documents")
HOSO = (sys.executable, "-c", "import hoso; raise SystemExit(hoso.main())")


@dataclass(frozen=True, slots=True)
class Result:
    """One form: its figures by name, in the order they are printed."""

    form: str
    figures: dict[str, float | None]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="where the archives are made; a temporary folder if not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=5, help="documents of each form")
    parser.add_argument("--forms", default="", help="comma-separated; all if not given")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--degrade", default="", help="degradations of every scan instead of chance")
    parser.add_argument("--planted", action="store_true", help="plant inconsistencies; adds the column of checks")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--baseline", type=Path, help="figures of another day: print what was gained and lost")
    args = parser.parse_args(arguments)
    forms = listed(args.forms) or tuple(FORMS)
    with tempfile.TemporaryDirectory() as scratch:
        tried = [measured(form, args, args.out or Path(scratch)) for form in forms]
    results = [result for result in tried if result is not None]
    if not results:
        return 1
    print(table(results))
    if args.json:
        args.json.write_text(json.dumps({r.form: r.figures for r in results}, indent=1) + "\n", encoding="utf-8")
    if args.baseline:
        print(difference(results, json.loads(args.baseline.read_text(encoding="utf-8"))))
    return 0 if len(results) == len(forms) else 1


def listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


class CommandError(RuntimeError):
    """A command of hoso ended with an error: nothing can be said about the form."""


def measured(form: str, args: argparse.Namespace, out: Path) -> Result | None:
    """None, and a line on stderr, where hoso broke down on a form; the other forms go on."""
    try:
        return measure(form, args, out)
    except CommandError as error:
        print(f"{form}: {error}", file=sys.stderr)
        return None


def measure(form: str, args: argparse.Namespace, out: Path) -> Result:
    """Make, convert, export and compare one form."""
    folder = out / form
    planted = ("--planted",) if args.planted else ()
    wish = ("--seed", args.seed, "--documents", args.documents, "--kinds", args.kinds, "--degrade", args.degrade)
    run("samples", "--out", folder, "--forms", form, *wish, *planted, "--quiet")
    archive, export = folder / "archive", folder / "export"
    memory = run("convert", folder / "documents", "--archive", archive, "--jobs", args.jobs, "--quiet")
    run("export", "--archive", archive, "--format", "jsonl", "--out", export, "--quiet")
    tally = compare_archive(folder / "truth", archive, export)
    print(f"{form}: {tally.pages} pages, {tally.seconds:.0f} s", file=sys.stderr)
    return Result(form, figures(tally, memory, checks=args.planted))


def run(*words: object) -> float:
    """A command of hoso; the peak memory of it and its children, MB. Exit 4 (some files failed) is a result too.

    A child starts with the memory of its parent counted in: this program itself must stay small.
    """
    process = subprocess.Popen([*HOSO, *map(str, words)], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 4):
        raise CommandError(f"hoso {words[0]} ended with {process.returncode}")
    return usage.ru_maxrss / 1024


def figures(tally: Tally, memory: float, checks: bool) -> dict[str, float | None]:
    names = (*TABLES, "checks") if checks else TABLES
    return {
        "pages": tally.pages,
        "failed": tally.failed,
        "CER %": 100 * tally.cer,
        "WER %": 100 * tally.wer,
        "cells %": 100 * tally.cells_right / tally.cells if tally.cells else None,
        **{name: tally.f1(name) for name in names},
        "s/page": tally.seconds / max(tally.pages, 1),
        "MB": memory,
    }


def table(results: Sequence[Result]) -> str:
    """Markdown, one row a form."""
    names = list(results[0].figures)
    lines = [row(["form", *names]), row(["---", *["---:"] * len(names)])]
    lines += [row([r.form, *[shown(name, r.figures[name]) for name in names]]) for r in results]
    return "\n".join(lines)


def row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def shown(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    digits = {"pages": 0, "failed": 0, "MB": 0, "cells %": 1, "CER %": 2, "WER %": 2, "s/page": 2}.get(name, 3)
    return f"{value:.{digits}f}"


def difference(results: Sequence[Result], before: dict[str, dict[str, float | None]]) -> str:
    """Figures that changed by more than a hair, best gains first."""
    changes = []
    for result in results:
        for name, now in result.figures.items():
            old = before.get(result.form, {}).get(name)
            if now is None or old is None or abs(now - old) < 0.0005 * max(1.0, abs(old)):
                continue
            better = (now < old) if name in ("failed", "CER %", "WER %", "s/page", "MB") else (now > old)
            label = "gained" if better else "lost"
            changes.append((label, f"{label}: {result.form} {name} {shown(name, old)} -> {shown(name, now)}"))
    return "\n".join(text for _, text in sorted(changes)) or "no change"


if __name__ == "__main__":
    raise SystemExit(main())

"""`hoso export`, `hoso query`, `hoso compare`: the dataset for people and programs."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from pipeline import compare as comparing
from pipeline.archive import open_archive
from pipeline.cli import Console
from pipeline.dates import parse_date, parse_years
from pipeline.export import export as export_to
from pipeline.query import Answer, as_csv, as_json, as_table, tables_answer
from pipeline.query import query as ask


def export(args: Namespace, console: Console) -> int:
    tables = [table.strip() for table in args.tables.split(",") if table.strip()]
    written = export_to(open_archive(Path(args.archive)), args.format, Path(args.out), tables)
    if args.json:
        console.json([{"path": str(path), "rows": rows} for path, rows in written])
    for path, rows in written:
        console.tell(console.say("export", "wrote", path=path, rows=rows))
    return 0


def query(args: Namespace, console: Console) -> int:
    archive = open_archive(Path(args.archive))
    answer = ask(archive, args.sql) if args.sql else tables_answer()
    show(answer, args.format or ("json" if args.json else None), console, widest=60 if args.sql else 400)
    if args.sql:
        console.tell(console.say("query", "rows", count=len(answer.rows)))
    return 0


def show(answer: Answer, kind: str | None, console: Console, widest: int) -> None:
    """A table where people look, CSV where programs read, unless it was said."""
    kind = kind or ("table" if sys.stdout.isatty() else "csv")
    shown = {"json": as_json, "csv": as_csv}.get(kind)
    console.out(shown(answer) if shown else as_table(answer, widest))


def compare(args: Namespace, console: Console) -> int:
    wanted = comparing.Wanted(
        district=args.district,
        units=tuple(args.unit),
        years=parse_years(args.years),
        criterion=args.criterion,
        as_of=None if args.as_of is None else parse_date(args.as_of),
    )
    found = comparing.compare(open_archive(Path(args.archive)), wanted)
    if args.plot:
        from pipeline.plot import plot

        plot(found, Path(args.plot))
        console.tell(args.plot)
    if args.json or args.csv:
        console.out(as_json(comparing.long_answer(found)) if args.json else as_csv(comparing.wide_answer(found)))
        return 0
    for line in comparing.lines(found, console.language):
        console.out(line)
    return 0

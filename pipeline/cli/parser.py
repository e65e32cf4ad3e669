"""Every command with its arguments. The words of the help are messages, so that they exist in both languages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Never

from pipeline.errors import UsageError
from pipeline.messages import LANGUAGES, Language, say, user_language
from pipeline.version import VERSION


class Parser(argparse.ArgumentParser):
    """Wrong arguments are errors like all others: they name the next step and end with the contract's code."""

    def error(self, message: str) -> Never:
        argument, _, why = message.removeprefix("argument ").partition(": ")
        raise UsageError("bad-argument", argument=argument, why=why, command=self.prog)


def parse(arguments: Sequence[str], language: Language) -> argparse.Namespace:
    """Raises UsageError for arguments that make no sense; prints and exits for --help and --version."""
    return make_parser(language).parse_args(arguments)


def chosen_language(arguments: Sequence[str]) -> Language:
    """The language of --lang, looked for before anything is parsed: errors of parsing are messages too."""
    for before, argument in zip(["", *arguments], arguments, strict=False):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else argument
        for language in LANGUAGES:
            if value == language and (before == "--lang" or argument.startswith("--lang=")):
                return language
    return user_language()


class Commands:
    """Adds commands whose help is in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.top = Parser(prog="hoso", description=self.words("hoso"), allow_abbrev=False)
        self.top.add_argument("--version", action="version", version=f"hoso {VERSION}", help=self.words("version"))
        self.commands = self.top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def words(self, key: str) -> str:
        return say("help", key, self.language).replace("%", "%%")

    def command(self, name: str, *, json: bool = False) -> Parser:
        command: Parser = self.commands.add_parser(
            name, help=self.words(name), description=self.words(name), allow_abbrev=False
        )
        command.add_argument("--lang", choices=LANGUAGES, help=self.words("lang"))
        command.add_argument("--quiet", "-q", action="store_true", help=self.words("quiet"))
        command.add_argument("--verbose", "-v", action="store_true", help=self.words("verbose"))
        if json:
            command.add_argument("--json", action="store_true", help=self.words("json"))
        return command

    def archive(self, command: Parser) -> None:
        command.add_argument("--archive", metavar="DIR", required=True, help=self.words("archive"))

    def option(self, command: Parser, flag: str, key: str, metavar: str, **choice: object) -> None:
        command.add_argument(flag, metavar=metavar, help=self.words(key), **choice)  # type: ignore[arg-type]

    def how(self, command: Parser) -> None:
        """Arguments that say how files are read."""
        command.add_argument("--jobs", "-j", metavar="N", type=positive, help=self.words("jobs"))
        command.add_argument(
            "--engine", choices=("auto", "pytesseract", "tesserocr"), default="auto", help=self.words("engine")
        )
        command.add_argument("--language", metavar="LANG", default="vie", help=self.words("language"))
        command.add_argument("--tessdata", metavar="DIR", default="", help=self.words("tessdata"))
        command.add_argument("--no-searchable", action="store_true", help=self.words("no-searchable"))
        command.add_argument("--alto", action="store_true", help=self.words("alto"))
        command.add_argument(
            "--page-timeout", metavar="S", type=seconds, default=180.0, help=self.words("page-timeout")
        )
        command.add_argument(
            "--file-timeout", metavar="S", type=seconds, default=3600.0, help=self.words("file-timeout")
        )


def make_parser(language: Language) -> Parser:
    add = Commands(language)
    add_convert(add)
    add_text(add)
    add_looks(add)
    add_data(add)
    add_makers(add)
    return add.top


def add_convert(add: Commands) -> None:
    convert = add.command("convert", json=True)
    convert.add_argument("paths", metavar="PATH", nargs="+", help=add.words("paths"))
    add.archive(convert)
    add.how(convert)
    convert.add_argument("--again", action="store_true", help=add.words("again"))
    retry = add.command("retry", json=True)
    retry.add_argument("--failed", action="store_true", required=True, help=add.words("failed"))
    add.archive(retry)
    add.how(retry)


def add_text(add: Commands) -> None:
    repair = add.command("repair")
    repair.add_argument("file", metavar="FILE", nargs="?", default="-", help=add.words("file-or-dash"))
    repair.add_argument("-o", "--out", metavar="OUT", help=add.words("out-file"))
    repair.add_argument("--explain", action="store_true", help=add.words("explain-repairs"))
    units = add.command("units", json=True)
    units.add_argument("name", metavar="NAME", help=add.words("name"))
    units.add_argument("--on", metavar="DATE", help=add.words("on"))
    units.add_argument("--in", metavar="PLACE", dest="inside", default="", help=add.words("in"))
    units.add_argument("--limit", metavar="N", type=positive, default=5, help=add.words("limit"))


def add_looks(add: Commands) -> None:
    status = add.command("status", json=True)
    add.archive(status)
    status.add_argument("--all", action="store_true", help=add.words("all"))
    explain = add.command("explain", json=True)
    explain.add_argument("file", metavar="FILE_OR_ID", help=add.words("file-or-id"))
    add.archive(explain)


def add_data(add: Commands) -> None:
    export = add.command("export", json=True)
    add.archive(export)
    export.add_argument("--format", required=True, metavar="FORMAT", help=add.words("format-export"))
    export.add_argument("--out", metavar="DIR", required=True, help=add.words("out-dir"))
    export.add_argument("--tables", metavar="A,B", default="", help=add.words("tables"))
    query = add.command("query", json=True)
    query.add_argument("sql", metavar="SQL", nargs="?", help=add.words("sql"))
    add.archive(query)
    query.add_argument("--format", choices=("table", "csv", "json"), help=add.words("format-query"))
    compare = add.command("compare", json=True)
    add.archive(compare)
    compare.add_argument("--district", metavar="D", help=add.words("district"))
    compare.add_argument("--unit", metavar="U", action="append", default=[], help=add.words("unit"))
    compare.add_argument("--years", metavar="Y", default="", help=add.words("years"))
    compare.add_argument("--criterion", metavar="C", default="total", help=add.words("criterion"))
    compare.add_argument("--as-of", metavar="DATE", help=add.words("as-of"))
    compare.add_argument("--plot", metavar="FILE", help=add.words("plot"))
    compare.add_argument("--csv", action="store_true", help=add.words("csv"))


def add_makers(add: Commands) -> None:
    samples = add.command("samples", json=True)
    samples.add_argument("--out", metavar="DIR", required=True, help=add.words("out-dir"))
    samples.add_argument("--seed", metavar="N", type=int, default=1, help=add.words("seed"))
    samples.add_argument("--documents", metavar="N", type=positive, default=10, help=add.words("documents"))
    samples.add_argument("--years", metavar="Y", default="", help=add.words("sample-years"))
    samples.add_argument("--kinds", metavar="A,B", default="", help=add.words("kinds"))
    samples.add_argument("--forms", metavar="A,B", default="", help=add.words("forms"))
    samples.add_argument("--degrade", metavar="A,B", default="", help=add.words("degrade"))
    samples.add_argument("--planted", action="store_true", help=add.words("planted"))
    samples.add_argument("--jobs", "-j", metavar="N", type=positive, help=add.words("jobs"))
    bench = add.command("bench")
    bench.add_argument("arguments", metavar="...", nargs=argparse.REMAINDER, help=add.words("bench-arguments"))


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} < 1")
    return number


def seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError(f"{text} s")
    return number

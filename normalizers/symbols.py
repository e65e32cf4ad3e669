"""Numbers and document symbols, repaired by their own grammar: 2O11 is 2011, 75/Qb-UBND is 75/QĐ-UBND."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from normalizers.numerals import items, numerals, teens

_AS_DIGIT: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "!": "1"})
_AS_YEAR: Final = _AS_DIGIT | str.maketrans(
    {
        "t": "1",
        "r": "1",
        "i": "1",
        "J": "1",
        "z": "2",
        "Z": "2",
        "S": "5",
        "s": "5",
        "B": "8",
        "g": "9",
        "}": "0",
        "Q": "0",
    }
)
_YEAR: Final = re.compile(r"(?<![\w,.])[12zZ][0O9oQ}1l][\dOolI|!trizZSsBg]{2}(?![\w|])")
_NUMBER: Final = re.compile(
    r"(?<![\w!])(?!\|)[\dOolI|!]{0,8}\d[\dOolI|!]{0,8}(?:[.,][\dOolI|!]{0,8}\d[\dOolI|!]{0,8}){0,5}(?![\w|])"
)
_DATE: Final = re.compile(
    r"(?<!\w)([\dOolIt]{1,2})([/t])([\dOolI]{1,2})([/t])(?=20\d\d(?!\d))|(?<!\w)(\d{1,2})t(?=20\d\d(?!\d))"
)
_SYMBOL: Final = re.compile(
    r"(?<!\w)\d[\dOolI]{0,5}[a-z]?\s?/\s?(?:(?:19|20|[2Z][O0])[\dOolI]{2}\s?/\s?)?"
    r"(?P<codes>[^\W_]{1,8}(?:(?:\s?[-–]\s?[^\W_]{1,10}(?:&[^\W_]{2,5})?){1,3}(?!\w)|-\s*$))"
)
_PARTY: Final = re.compile(r"(?<!\w)\d[\dOolI]{0,4}\s?[-–]\s?(?P<codes>[^\W_]{2,5}/[^\W_]{2,5})(?!\w)")  # 312-KL/HU
_CODES: Final = r"(?P<codes>[^\W\d_][^\W_]{0,6}\s?[-–.]\s?[^\W_]{2,10}(?:[-–][^\W_]{2,6})?)(?!\w)"
_STROKED: Final = re.compile(
    rf"(?<!\w)(?P<number>[\dOolI]{{0,4}}\d[\dOolI]{{0,4}}?)(?P<slash>[lI1|(]?){_CODES}"
)  # 97lBC-UBND
_UNREAD: Final = re.compile(
    rf"(?<!\S)(?!\d+[a-z]?/|[^\s/]*\d\d/)[^\s/]{{1,6}}/{_CODES}"
)  # a number written by hand: 3rb/BC-UBND
_LONE: Final = re.compile(r"(?<!\w)\d{1,5}/(?P<code>[^\W\d_]{2,8})(?![\w-])")  # 159/PNV
_BRACKETED: Final = re.compile(r"(?<!\S)\(\d{1,3}\)")
_ROMAN: Final = re.compile(r"^\W*(?=[1l|]*I)([I1l|]{2,3})(?=\.\s+[A-ZĐ]{2})")  # I1. opens a section in capitals
_PART: Final = re.compile(r"[^\W_]+")
_SHAPES: Final = str.maketrans(
    {
        "0": "Q",
        "O": "Q",
        "o": "Q",
        "Đ": "D",
        "Ð": "D",
        "P": "D",
        "B": "D",
        "b": "D",
        "E": "D",
        "8": "D",
        "g": "D",
        "l": "T",
        "I": "T",
        "1": "T",
        "y": "V",
    }
)


@dataclass(frozen=True, slots=True)
class Mend:
    """What stands from `start` to `end` of a line should read `after`."""

    start: int
    end: int
    after: str


def mends(line: str, garbled: bool = True) -> Iterator[Mend]:
    """Repairs of symbols and numbers in one damaged line, in order, never overlapping.

    Lone strokes are digits where letters are misread, `garbled`; in text that only lost its diacritics they stay.
    """
    taken: list[tuple[int, int]] = []
    found: list[Mend] = []
    lone = (_items, _teens) if garbled else ()
    for source in (_symbols, _stroked, _romans, *lone, _dates, _years, _numerals, _numbers):
        for mend in source(line):
            if all(mend.end <= start or mend.start >= end for start, end in taken):
                taken.append((mend.start, mend.end))
                if line[mend.start : mend.end] != mend.after:
                    found.append(mend)
    return iter(sorted(found, key=lambda m: m.start))


def spans(line: str) -> list[tuple[int, int]]:
    """Where document symbols, misread dates, numbers of headings and in brackets stand: they are no words."""
    found = [match.span() for match in _all_symbols(line)] + [match.span() for match in _DATE.finditer(line)]
    found += [match.span() for match in _all_stroked(line)]
    found += [match.span() for match in _BRACKETED.finditer(line)]
    found += [match.span() for match in _LONE.finditer(line) if match["code"] in _codes()]
    found += [match.span() for match in _UNREAD.finditer(line) if _all_known(match["codes"])]
    return found + [(start, end) for start, end, _ in items(line)]


def is_year(text: str) -> bool:
    """Whether this can only be a year of our time, some digits misread: `2OZl`, `20rr`."""
    return bool(_YEAR.fullmatch(text)) and year(text) is not None


def _all_symbols(line: str) -> Iterator[re.Match[str]]:
    """The symbols of the administration, then those of the Party."""
    yield from _SYMBOL.finditer(line)
    yield from (match for match in _PARTY.finditer(line) if _known(match["codes"]))


def _known(codes: str) -> bool:
    return any(code(part.group()) in _codes() for part in _PART.finditer(codes))


def _all_known(codes: str) -> bool:
    return all(code(part.group()) in _codes() for part in _PART.finditer(codes))


def _all_stroked(line: str) -> Iterator[re.Match[str]]:
    """Symbols whose slash was read as a stroke, or not at all."""
    return (match for match in _STROKED.finditer(line) if _all_known(match["codes"]))


def _symbols(line: str) -> Iterator[Mend]:
    """The parts of each symbol, by the list of known parts."""
    for match in _all_symbols(line):
        for part in _PART.finditer(line, *match.span("codes")):
            yield Mend(part.start(), part.end(), code(part.group()))


def _stroked(line: str) -> Iterator[Mend]:
    """The slash where it belongs, and the parts of the symbol."""
    for match in _all_stroked(line):
        codes = _PART.sub(lambda part: code(part.group()), match["codes"])
        number = match["number"].translate(_AS_DIGIT)
        if not match["slash"] and len(number) > 2:
            number = number.removesuffix("1")
        yield Mend(match.start(), match.end(), f"{number}/{codes.replace('.', '-')}")
    for match in _UNREAD.finditer(line):
        if _all_known(match["codes"]):
            for part in _PART.finditer(line, *match.span("codes")):
                yield Mend(part.start(), part.end(), code(part.group()))


def code(part: str) -> str:
    """The known part that this one looks like; itself when it is known, or when none or several do as much."""
    if part in _codes():
        return part
    alike = _by_shape().get(part.upper().translate(_SHAPES), set()) | _by_shape().get(part.translate(_SHAPES), set())
    strangeness = {known: sum(a.upper() != b.upper() for a, b in zip(known, part, strict=True)) for known in alike}
    best = [known for known, far in strangeness.items() if far == min(strangeness.values())]
    return best[0] if len(best) == 1 else part


@cache
def _codes() -> frozenset[str]:
    text = (files("normalizers") / "data" / "codes.txt").read_text(encoding="utf-8")
    return frozenset(part for line in text.splitlines() if not line.startswith("#") for part in line.split())


@cache
def _by_shape() -> dict[str, set[str]]:
    shapes: dict[str, set[str]] = {}
    for part in sorted(_codes()):
        shapes.setdefault(part.upper().translate(_SHAPES), set()).add(part)
    return shapes


def _romans(line: str) -> Iterator[Mend]:
    """The number of a section: upright strokes of one kind."""
    for match in _ROMAN.finditer(line):
        yield Mend(match.start(1), match.end(1), "I" * len(match[1]))


def _items(line: str) -> Iterator[Mend]:
    """The numbers of headings."""
    return (Mend(*item) for item in items(line))


def _teens(line: str) -> Iterator[Mend]:
    """Tens whose stroke stands apart."""
    return (Mend(*number) for number in teens(line))


def _numerals(line: str) -> Iterator[Mend]:
    """Decimals, shares, scores, dates."""
    return (Mend(*number) for number in numerals(line))


def _dates(line: str) -> Iterator[Mend]:
    """A t for a slash before the year: 0t/6t2020 is 01/6/2020."""
    for match in _DATE.finditer(line):
        if match[5]:
            yield Mend(match.start(), match.end(), match[5] + "/")
        elif "t" in match[2] + match[4]:
            day, month = match[1].translate(_AS_YEAR), match[3].translate(_AS_DIGIT)
            yield Mend(match.start(), match.end(), f"{day}/{month}/")


def _years(line: str) -> Iterator[Mend]:
    """Four characters that can only be a year of our time."""
    for match in _YEAR.finditer(line):
        if after := year(match.group()):
            yield Mend(match.start(), match.end(), after)


def year(text: str) -> str | None:
    """The year of our time that this is; a nought may have become a stroke (`21ll`)."""
    figures = text.translate(_AS_YEAR)
    if figures.startswith("21") and not text.isdigit():
        figures = "20" + figures[2:]
    digits = sum(c.isdigit() for c in text)
    return figures if figures.isdigit() and 1945 <= int(figures) <= 2049 and digits >= 1 else None


def _numbers(line: str) -> Iterator[Mend]:
    """Round and upright letters among digits, where digits are at least half."""
    for match in _NUMBER.finditer(line):
        text = match.group()
        letters = sum(c in "OolI|!" for c in text)
        if 0 < letters <= sum(c.isdigit() for c in text) and not text.endswith(("!", "|")):
            yield Mend(match.start(), match.end(), text.translate(_AS_DIGIT))

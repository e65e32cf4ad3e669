"""Numbers, dates, years and periods as Vietnamese administrative texts write them, with their spans.

Numbers: comma before the decimals, dot between thousands (77,14 → 77.14; 2.382 → 2382). Dates become ISO strings
as partial as the text is: `ngày   tháng 02 năm 2023` → `2023-02`. Forms follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1945, 2100  # the texts of one state


class Number(NamedTuple):
    start: int
    end: int
    value: float


class Date(NamedTuple):
    """`iso` is YYYY-MM-DD, YYYY-MM or YYYY."""

    start: int
    end: int
    iso: str


class Period(NamedTuple):
    """First and last day, month or year, ISO as far as known."""

    start: int
    end: int
    first: str
    last: str


NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    day, month, year = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>(?:19|20)\d{2})"
    blank = r"[\s.…_]*"  # left open for the pen
    return {
        "number": re.compile(rf"[-–−+]?\s?(?:{NUMBER})"),
        "free_number": re.compile(rf"(?<![\w.,/])(?:(?<!\d)[-–−](?=\d))?(?:{NUMBER})(?![\w/]|[.,]\d)"),
        "words": re.compile(
            rf"(?:ngày{blank}{day}?{blank})?th(?:á|\w{{1,2}})ng{blank}{month}{blank}(?:n\w{{1,3}}m{blank}|[/.-]\s?){year}"
            rf"|ngày{blank}(?:\d{{1,2}})?{blank}tháng{blank}năm{blank}{year.replace('year', 'year2')}",
            re.IGNORECASE,
        ),
        "figures": re.compile(
            rf"(?:(?<=ngày)|(?<![\w/.,-])){day}\s?(?P<mark>[/.-])\s?{month}\s?(?P=mark)\s?{year}(?![\d]|[/-]\w)",
            re.IGNORECASE,
        ),
        "strokes": re.compile(rf"(?<=ng\wy\s)(?P<run>\d{{1,2}}[/1lI|]?\d{{1,3}})[/1lI|]\s?{year}(?!\d)", re.IGNORECASE),
        "month": re.compile(rf"(?<![\w/.,-]){month}\s?/\s?{year}(?![\w/])"),
        "year": re.compile(r"(?<![\d/.,-])(?:19|20)\d{2}(?![\d/]|[.,]\d)"),
        "span": re.compile(
            r"(?:(?:giai đoạn|thời kỳ|nhiệm kỳ|các năm|năm)\s+|từ\s+(?:năm\s+)?)(?P<first>(?:19|20)\d{2})"
            r"\s*(?:-|–|—|đến(?:\s+năm)?|tới(?:\s+năm)?)\s*(?P<last>(?:19|20)\d{2})",
            re.IGNORECASE,
        ),
        "part": re.compile(
            r"(?:quý\s+(?P<quarter>IV|III|II|I|[1-4])|(?P<months>3|6|9|03|06|09)\s+tháng(?:\s+đầu|(?P<late>\s+cuối))?)"
            r"(?:\s*/\s*|\s+(?:năm\s+)?)(?P<year>(?:19|20)\d{2})",
            re.IGNORECASE,
        ),
    }


def parse_number(text: str) -> float | None:
    """The number a cell or word holds, None if it holds anything else ('9,25/10' is a ratio, not a number)."""
    text = text.strip().rstrip("%").strip()
    if text[-1:] in _FRACTIONS and (text[:-1] == "" or text[:-1].isdigit()):
        return float(text[:-1] or 0) + _FRACTIONS[text[-1]]
    text = re.sub(r"(?<=\d)[\s\u00a0](?=\d{3}(?!\d))", ".", text)
    if not _patterns()["number"].fullmatch(text):
        return None
    sign = -1.0 if text[0] in "-–−" else 1.0
    return sign * _unsigned(text.lstrip("-–−+ "))


def _unsigned(digits: str) -> float:
    whole, comma, decimals = digits.partition(",")
    if comma:
        return float(f"{whole.replace('.', '')}.{decimals}")
    groups = digits.split(".")
    thousands = len(groups) > 1 and all(len(g) == 3 for g in groups[1:]) and groups[0] not in ("0", "00", "000")
    return float("".join(groups)) if thousands or len(groups) == 1 else float(digits)


def parse_ratio(text: str) -> tuple[float, float] | None:
    """'9,25/10' → (9.25, 10.0): a score and its maximum."""
    left, slash, right = text.partition("/")
    value, maximum = parse_number(left), parse_number(right)
    return (value, maximum) if slash and value is not None and maximum is not None else None


def find_numbers(text: str) -> Iterator[Number]:
    """Every free-standing number; none out of dates, symbols or ratios."""
    for match in _patterns()["free_number"].finditer(text):
        value = parse_number(match.group())
        if value is not None:
            yield Number(match.start(), match.end(), value)


def iso_date(day: int | None, month: int | None, year: int) -> str | None:
    """The ISO form, None for a day or month that no calendar has."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if month is None:
        return f"{year:04}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= calendar.monthrange(year, month)[1] else None


def find_dates(text: str) -> Iterator[Date]:
    """Every date with at least its month, in order: in words, in figures, month and year alone."""
    found: list[Date] = []
    for name in ("words", "figures", "strokes", "month"):
        for match in _patterns()[name].finditer(text):
            iso = _iso_of(match)
            if iso and not any(d.start < match.end() and match.start() < d.end for d in found):
                found.append(Date(match.start(), match.end(), iso))
    yield from sorted(found)


def _iso_of(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if parts.get("run"):
        return _with_slashes(parts["run"], int(parts["year"]))
    if parts.get("year2"):
        return iso_date(None, None, int(parts["year2"]))
    day = parts.get("day")
    return iso_date(int(day) if day else None, int(parts["month"]), int(parts["year"]))


def _with_slashes(run: str, year: int) -> str | None:
    """'1517' → 15/7: a day and a month whose slash was read as a one; None where it may stand in two places."""
    split = [re.fullmatch(rf"(\d{{{size}}})[1lI|/](\d{{1,2}})", run) for size in (1, 2)]
    found = {iso for m in split if m and (iso := iso_date(int(m[1]), int(m[2]), year))}
    return found.pop() if len(found) == 1 else None


def parse_date(text: str) -> str | None:
    """The first date of the text, a bare year if there is no more."""
    first = next(find_dates(text), None)
    if first:
        return first.iso
    year = _patterns()["year"].search(text)
    return year.group() if year else None


def find_years(text: str) -> Iterator[Number]:
    """Four-digit years standing free (not in dates, symbols or decimals)."""
    for match in _patterns()["year"].finditer(text):
        yield Number(match.start(), match.end(), float(match.group()))


def find_periods(text: str) -> Iterator[Period]:
    """'giai đoạn 2011 - 2020', 'quý III/2022', '6 tháng đầu năm 2022'."""
    for match in _patterns()["span"].finditer(text):
        yield Period(match.start(), match.end(), match["first"], match["last"])
    for match in _patterns()["part"].finditer(text):
        first, last = _months(match)
        yield Period(match.start(), match.end(), f"{match['year']}-{first:02}", f"{match['year']}-{last:02}")


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["quarter"]:
        quarter = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(match["quarter"].upper()) or int(match["quarter"])
        return 3 * quarter - 2, 3 * quarter
    count = int(match["months"])
    return (13 - count, 12) if match["late"] else (1, count)


def roman_number(text: str) -> int | None:
    """'XIV' → 14, for ranks and groups up to thirty-nine; None for anything else."""
    match = re.fullmatch(r"(X{0,3})(IX|IV|V?I{0,3})", text.strip().upper())
    if not match or not text.strip():
        return None
    return sum(_ROMAN[part] for part in re.findall(r"IX|IV|[XVI]", match[0]))


_ROMAN = {"X": 10, "IX": 9, "V": 5, "IV": 4, "I": 1}

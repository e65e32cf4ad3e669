"""What pens and stamps leave of the head of a scanned document.

The number and the day are written by hand and an engine reads them as it can: 'Số: 34@BC-UBND', 'ngày Q9 tháng 01'.
The office that receives the paper puts its stamp across the title: its name, 'ĐẾN', a number and a date of its own.
A figure that is not surely read is left out, never guessed: the code without its number, the month without its day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.references import known_code, parse_symbol
from normalizers.unicode import fold

_ZEROS, _ONES = "OQÓÒỌ@", "†‡Il|"  # what engines make of a 0 and a 1 in handwriting
_STAMP_WORDS = 8  # an office's name in a stamp, noise included


def stamp_lines(texts: Sequence[str]) -> frozenset[int]:
    """The indexes of the lines that are a stamp of receipt: 'ĐẾN | Số: 632 …' and the office above it."""
    found: set[int] = set()
    for index, text in enumerate(texts):
        if not _received().match(fold(text)) or not text.lstrip("\"' .,|_–-")[:1].isupper():
            continue
        found.add(index)
        if index and len(texts[index - 1].split()) <= _STAMP_WORDS and _office().match(fold(texts[index - 1])):
            found.add(index - 1)
    return frozenset(found)


@cache
def _received() -> re.Pattern[str]:
    """'ĐẾN' alone or in a column of its own; 'ĐẾN NĂM 2030' is part of a title."""
    return re.compile(r"\W*den[^\w\s]{0,2}(?:\s*$|\s*\t)")


@cache
def _office() -> re.Pattern[str]:
    return re.compile(r"(?:\W*\w{0,2}\W+)?(?:van phong|phong|so|ban|chi cuc|uy ban|ubnd)\b")


def code_alone(segment: str) -> str | None:
    """'BC-UBND' of 'Số: 34@BC-UBND' or '#=-“*BC-UBND': the number was left to the pen and is not sure."""
    match = re.search(r"(?<![A-ZĐa-z])([A-ZĐ]{2,4}(?:-[A-ZĐ]{2,8}){1,2})\W*$", segment)
    if match is None or len(segment[: match.start()].split()) > 3:
        return None
    before = re.sub(r"(?i)^\W*s[oốôö0]\w?\s*:?", "", segment[: match.start()])
    if re.search(r"[^\W\d_]{3}", before):
        return None
    return match[1] if known_code(parse_symbol(match[1])) else None


def written_date(segment: str) -> tuple[str, str, str] | None:
    """(what stands before, ISO date, '') of 'Mai Sơn, ngày Q9 tháng 02 năm 2021'; the day is left out where unsure."""
    match = _written().search(segment)
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"])
    if not 1 <= month <= 12:
        return None
    day = _day(match["day"])
    return segment[: match.start()].strip(), f"{year}-{month:02d}" + (f"-{day:02d}" if day else ""), ""


@cache
def _written() -> re.Pattern[str]:
    return re.compile(
        r",?\s*ngày\s*(?P<day>\S{0,3}(?:\s\S)?)\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>(?:19|20)\d{2})\W*$",
        re.IGNORECASE,
    )


def _day(written: str) -> int | None:
    """'Q9' → 9, '† 9' → 19; None where no digit of the two is surely read."""
    signs = "".join(written.split())
    if len(signs) != 2 or not any(c.isdigit() for c in signs):
        return None
    read = "".join("0" if c in _ZEROS else "1" if c in _ONES else c for c in signs)
    return int(read) if read.isdecimal() and 1 <= int(read) <= 31 else None


def cites_early(text: str) -> bool:
    """A recital whose first words a stamp covers: 'iện Quyết định số 373/QĐ-UBND ngày …'."""
    return re.search(r"^.{0,52}\bsố\s?:?\s\d{1,5}\s?/\s?[A-ZĐ\d]", text) is not None


def noise_before(text: str) -> str:
    """A line of a title without the specks an engine read before its first word: '-– Phân tích' → 'Phân tích'."""
    return re.sub(r"^[^\w(“\"'‘]+(?=\w)", "", text)

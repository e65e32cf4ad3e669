"""Symbols of which an engine or a repair made something else: 'Nghị quyết số ắc/NQ-CP', 'Quyết định số 2357QĐ-UBND'.

The code and the kind are still there. The number is taken from the words as read, before repair; where a stroke was
read as a digit, the slash is put back. A number that is not there to be read is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.citing.references import (
    CODE,
    NUMBER,
    YEAR,
    DocType,
    bodies,
    known_code,
    mend_symbol,
    parse_symbol,
    type_by_name,
    type_names,
)
from extractors.text.flow import Flow
from normalizers.unicode import fold


@dataclass(frozen=True, slots=True)
class Misread:
    """Offsets in the flow from the kind to the end of the symbol; `symbol` without its number where that is lost."""

    start: int
    end: int
    kind: str
    symbol: str


def misread_symbols(text: Flow) -> Iterator[Misread]:
    """Every symbol after a kind and 'số' whose number is no number, or whose slash is none."""
    for match in _broken().finditer(text.text):
        kind = type_by_name()[fold(" ".join(match["type"].split()))]
        if match["mixed"]:
            found = _without_slash(text, match, kind)
        else:
            found = _glued(text, match) if match["glued"] else _as_read(text, match)
        if found is None:
            continue
        symbol = mend_symbol(found, kind.name)
        if known_code(parse_symbol(symbol)):
            yield Misread(match.start(), match.end(), kind.name, symbol)


def misread_constitutions(text: str) -> Iterator[tuple[int, int, str]]:
    """Where 'Hi6nph6p ndm20t3' stands and which of the five constitutions is meant, a letter or a digit misread."""
    for match in re.finditer(r"(?i)\bh[iì]\w{1,2}n\s?ph\w{1,2}p\s*(?:n\w{1,2}m\s*)?(?P<year>[12]\w{3})\b", text):
        if "Hiến pháp" in match.group() and match["year"] in _CONSTITUTIONS:
            continue  # cited as any law
        near = [year for year in _CONSTITUTIONS if sum(a != b for a, b in zip(year, match["year"], strict=True)) < 2]
        if len(near) == 1:
            yield match.start(), match.end(), near[0]


_CONSTITUTIONS = ("1946", "1959", "1980", "1992", "2013")


#: a number of which strokes may stand for digits, its slash read as one: 'l99lQĐ-UBND', '30clNQ-CP', '19511QĐ-UBND'
GLUED = r"[\dlI|]{2,9}[a-zđ]?[17Il|]\s?[A-ZĐÐ]{2,4}-[A-ZĐ]\w{1,7}"


def with_slash(glued: str) -> str | None:
    """'2357QĐ-UBND' → '235/QĐ-UBND': the last stroke before the code is the slash, if it looks like one."""
    match = re.fullmatch(rf"([\dlI|]{{1,5}}?[a-zđ]?)(?:({YEAR})[17Il|])?[17Il|]\s?({CODE})", glued)
    if match is None:
        return None
    number = match[1].translate(_AS_DIGIT)
    return "/".join(part for part in (number, match[2], match[3]) if part) if re.fullmatch(NUMBER, number) else None


_AS_DIGIT = str.maketrans("lI|", "111")


def _glued(text: Flow, match: re.Match[str]) -> str | None:
    """With its slash, if that is no digit of a number whose slash was forgotten: a 1 is taken for one on lines that
    were misread elsewhere too."""
    sure = re.search(r"[7Il|]\s?[A-ZĐÐ]", match["glued"]) is not None
    worn = any(p.line.source is not None and p.line.source != p.line.text for p, _, _ in text.pieces_of(*match.span()))
    return with_slash(match["glued"]) if sure or worn else None


def _as_read(text: Flow, match: re.Match[str]) -> str | None:
    """The symbol in the words as read, which a repair took for other words; else the code alone."""
    source = " ".join(piece.line.source_quote(a, b) for piece, a, b in text.pieces_of(match.start(), match.end()))
    read = re.search(rf"(?<![\w/])({NUMBER})\s?/\s?(?:({YEAR})\s?/\s?)?(?=\D{{0,3}}\S)", source)
    if read is not None:
        return "/".join(part for part in (read[1], read[2], match["code"]) if part)
    loose = re.search(r"(?<![\w/])(\d{1,4}[a-zđ]?)\w{0,3}-[A-Za-z]{2}", source)
    return f"{loose[1]}/{match['code']}" if loose is not None else None


def _without_slash(text: Flow, match: re.Match[str], kind: DocType) -> str | None:
    """'30caIQ-cũ', read as '30caIQ-cP' after 'Nghị quyết': the body is known, the code is the kind's, 'a' the slash."""
    source = " ".join(piece.line.source_quote(a, b) for piece, a, b in text.pieces_of(match.start(), match.end()))
    read = re.search(rf"(\d\w*?)\w\w{{{len(kind.codes[0])}}}-([A-Za-z]{{2,5}})\b", source) if kind.codes else None
    if read is None or not re.fullmatch(NUMBER, read[1]) or read[2].upper() not in bodies():
        return None
    return f"{read[1]}/{kind.codes[0]}-{read[2].upper()}"


@cache
def _broken() -> re.Pattern[str]:
    kinds = type_names("numbered")
    return re.compile(
        rf"(?<!\w)(?P<type>(?i:{kinds}))\s+(?:(?P<mixed>\d{{1,4}}[^\W\d]\w{{2,4}}-\w{{2,5}})|(?i:số)\s*:?\s*(?:(?P<glued>{GLUED})"
        rf"|(?!{NUMBER}\s?[/-])(?P<number>[^\s/]{{1,7}})\s?/\s?(?:{YEAR}\s?/\s?)?(?P<code>{CODE})))(?![\w/])"
    )

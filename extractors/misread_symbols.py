"""Symbols of which an engine or a repair made something else: 'Nghị quyết số ắc/NQ-CP', 'Quyết định số 2357QĐ-UBND'.

The code and the kind are still there. The number is taken from the words as read, before repair; where a stroke was
read as a digit, the slash is put back. A number that is not there to be read is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.references import CODE, NUMBER, YEAR, known_code, mend_symbol, parse_symbol, type_by_name, type_names
from extractors.text import Flow
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
        found = _with_slash(match["glued"]) if match["glued"] else _as_read(text, match)
        if found is None:
            continue
        symbol = mend_symbol(found, kind.name)
        if known_code(parse_symbol(symbol)):
            yield Misread(match.start(), match.end(), kind.name, symbol)


def _with_slash(glued: str) -> str | None:
    """'2357QĐ-UBND' → '235/QĐ-UBND': the last stroke before the code is the slash, if it looks like one."""
    match = re.fullmatch(rf"(\d{{1,5}})(?:({YEAR})[7Il|])?[7Il|]\s?({CODE})", glued)
    if match is None:
        return None
    return "/".join(part for part in match.groups() if part)


def _as_read(text: Flow, match: re.Match[str]) -> str | None:
    """The symbol in the words as read, which a repair took for other words; else the code alone."""
    source = " ".join(piece.line.source_quote(a, b) for piece, a, b in text.pieces_of(match.start(), match.end()))
    read = re.search(rf"(?<![\w/])({NUMBER})\s?/\s?(?:({YEAR})\s?/\s?)?(?=\D{{0,3}}\S)", source)
    if read is not None:
        return "/".join(part for part in (read[1], read[2], match["code"]) if part)
    loose = re.search(r"(?<![\w/])(\d{1,4}[a-zđ]?)\w{0,3}-[A-Za-z]{2}", source)
    return f"{loose[1]}/{match['code']}" if loose is not None else None


@cache
def _broken() -> re.Pattern[str]:
    kinds = type_names("numbered")
    return re.compile(
        rf"(?<!\w)(?P<type>(?i:{kinds}))\s+(?i:số)\s*:?\s*(?:(?P<glued>\d{{2,9}}[7Il|]\s?[A-ZĐÐ]{{2,4}}-[A-ZĐ]\w{{1,7}})"
        rf"|(?!{NUMBER}\s?[/-])(?P<number>[^\s/]{{1,7}})\s?/\s?(?:{YEAR}\s?/\s?)?(?P<code>{CODE}))(?![\w/])"
    )

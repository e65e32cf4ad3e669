"""Numbers as a foreign reader leaves them: l3,5 is 13,5, 90o/o is 90%, 31ll2l2018 is 31/12/2018.

Numbers have a grammar of their own and are data: what fits it once its round and upright
letters are digits again is no word. A bar in front of a number is a rule of a table, not a stroke of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

AS_DIGIT: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "!": "1", "t": "1"})
_D: Final = r"[\dOolI|]"
_DECIMAL: Final = rf"{_D}{{1,3}}(?:,{_D}{{1,2}}|;(?:[27]?5|50))"  # 95;5: a half after a misread comma
_GROUPS: Final = rf"{_D}{{1,3}}(?:\.{_D}{{3}})+(?:,{_D}{{1,2}})?"
_PERCENT: Final = r"(?:%|[o0]/[o0]|[YV]o)"
_SHARE: Final = rf"(?:{_D}{{1,3}}|{_DECIMAL})\s?{_PERCENT}"
_SCORE: Final = (
    rf"{_D}{{1,2}},{_D}{{2}}[lI1|]{_D}{{1,3}}|\d{{2}}[lI1|][lI1][0Oo]{{2}}"  # 7,67/10: two decimals, a slash
)
_RUN: Final = r"[\dOolI|]{8,10}"  # 31ll2l2018: a date whose slashes are strokes
_WHOLE: Final = re.compile(rf"(?=.*\d)(?!\|)(?:{_DECIMAL}|{_GROUPS}|{_SHARE}|{_SCORE}|{_RUN})")
_WITHIN: Final = re.compile(rf"(?<![\w.,])(?!\|)(?:{_SHARE}|{_SCORE}|{_DECIMAL}|{_GROUPS}|{_RUN})(?![\w|%]|[.,;]\w)")
_TEEN: Final = re.compile(rf"(?<=[\w)%] )I ([\dlI](?:[,;]{_D}{{1,2}})?)(?=%?(?![\w%]|[.,;]\w))")  # I 6, I l,1: 16, 11,1
_SPLIT_SCORE: Final = re.compile(r"(?P<points>\d{1,2},\d\d|\d\d)\d(?P<most>\d{1,3})")
_MOST: Final = (
    "10",
    "12",
    "15",
    "18",
    "20",
    "25",
    "30",
    "100",
)  # the most points that one may have, where all are figures
_PERHAPS: Final = re.compile(r"(?=.*\d)(?!\|)[\dOolI|t]{2,4}|[lI][lIOot|]")
_ITEM: Final = re.compile(
    r"^\W{0,2}(?P<number>[1-9ltZS]\.\s?[1-9lItZS])(?=\.|\s+[^\W\d_a-z])|^(?P<lone>[ltZ])(?=\.\s+[A-ZĐ])"
)
_AS_ITEM: Final = AS_DIGIT | str.maketrans({"Z": "2", "S": "5"})
_SPLITS: Final = ((1, 1), (1, 2), (2, 1), (2, 2))  # figures of the day, and of the month


def is_numeral(text: str) -> bool:
    """Whether this can only be a number, a share, a score or a date, some signs misread: `6l,5`, `l0O%`."""
    return numeral(text) is not None and not text.isdigit()


def numeral(text: str) -> str | None:
    """The number that this is; None where it is none, or a run of strokes that makes no date."""
    if not _WHOLE.fullmatch(text):
        return None
    if re.fullmatch(_RUN, text):
        return _date(text)
    if re.fullmatch(_SCORE, text):
        score = _SPLIT_SCORE.fullmatch(text.translate(AS_DIGIT))
        sure = score and (not set(text).isdisjoint("lI|") or score["most"] in _MOST)
        return f"{score['points']}/{score['most']}" if score and sure else None
    if share := re.fullmatch(rf"(.*?)(\s?){_PERCENT}", text):
        return share[1].replace(" ", "").translate(AS_DIGIT).replace(";", ",") + share[2] + "%"
    return text.translate(AS_DIGIT).replace(";", ",")


def perhaps(text: str) -> str | None:
    """The number that a short token may be, if its neighbours agree: `l0`, `t2`, `ll`."""
    return text.translate(AS_DIGIT) if _PERHAPS.fullmatch(text) and not text.isdigit() else None


def numerals(line: str) -> Iterator[tuple[int, int, str]]:
    """Where misread numbers stand in a damaged line, and what they are, in order."""
    for match in _WITHIN.finditer(line):
        if (after := numeral(match.group())) and after != match.group():
            yield *match.span(), after


def teens(line: str) -> Iterator[tuple[int, int, str]]:
    """Numbers whose first stroke stands apart in garbled text: `I 6` is 16."""
    for match in _TEEN.finditer(line):
        yield *match.span(), "1" + match[1].translate(AS_DIGIT).replace(";", ",")


def items(line: str) -> Iterator[tuple[int, int, str]]:
    """The number of a heading at the beginning of a line: `t.t.` is 1.1., `Z.` is 2."""
    if match := _ITEM.search(line):
        kind = "number" if match["number"] else "lone"
        yield *match.span(kind), match[kind].translate(_AS_ITEM)


def _date(run: str) -> str | None:
    """The one date that a run of figures and strokes can be; a run of figures alone is left."""
    figures = run.translate(AS_DIGIT)
    body, year = figures[:-4], figures[-4:]
    if run.isdigit() or not 1945 <= int(year) <= 2049 or body[-1] != "1":
        return None
    dates = {
        f"{body[:day]}/{body[day + 1 : -1]}/{year}"
        for day, month in _SPLITS
        if day + month + 2 == len(body)
        and body[day] == "1"
        and 1 <= int(body[:day]) <= 31
        and 1 <= int(body[day + 1 : -1]) <= 12
    }
    return dates.pop() if len(dates) == 1 else None

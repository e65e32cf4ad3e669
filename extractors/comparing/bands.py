"""Bands of points and their names, as a text tells them: 'Tốt: từ 80 đến dưới 90 điểm', 'loại B (70 - < 85 điểm)'.

    bands(text)   every band: its name, its limits, where both stand

A band is a range of points and the name next to it, before or behind; where names stand on both sides of the ranges,
the marks between them and the order of the whole list tell which is whose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.text.values import parse_number
from extractors.text.vocabulary import is_rating, printed_ratings

_LONGEST_LETTER = 2  # a letter with a mark of dust read as another
_NEAR_BEFORE, _NEAR_AFTER = 28, 22  # characters between a name and its range
_NUM = r"\d{1,3}(?:[.,]\d{1,2})?(?![\d/]|[.,]\d)"
_UNIT = r"(?:[\s-]*(?:điểm|đ\b|%)(?:\s+tổng(?:\s+số)?\s+điểm(?:\s+tối đa)?)?)?"
_UNDER = r"dưới|d(?:u|ư|ú|ù|ur|ut|ư')\w{0,2}i"  # 'durdi', 'duti', 'duới'
_LESS = rf"{_UNDER}|cận dưới|nhỏ hơn|thấp hơn|<=|≤|<"
_FROM = r"từ|t[iuùúừứưửữự]r?\?"
_MORE = rf"{_FROM}|trên|lớn hơn|≥|>=|>"
_TO = rf"đến|tới|-|–|(?:và|,)(?=\s*(?:{_LESS}))"
_RANGE = re.compile(
    rf"(?:(?P<under>(?<=từ )dưới\s*)?(?P<from>{_MORE})?(?<![\d.,/])\s*(?P<lower>{_NUM}){_UNIT}\s*"
    rf"(?:(?P<between>[≤<]=?)\s*(?:[^\W\d_]{{1,9}}\s*){{1,3}}(?P<most_of>[≤<]=?)|(?:{_TO})\s*(?P<to>{_LESS}|bằng)?)[\s-]*"
    rf"(?P<upper>{_NUM}){_UNIT}"
    rf"|(?P<below>{_LESS}|không quá|(?:{_FROM})(?=\s*{_NUM}{_UNIT}\s*trở\s*xuống))\s*(?P<most>{_NUM}){_UNIT}"
    rf"(?P<down>\s*trở\s*xuống)?"
    rf"|(?P<up>{_MORE}|đạt|tối thiểu)\s*(?P<least>{_NUM}){_UNIT}\s*(?P<onwards>trở\s*(?:lên|đi))?"
    rf"|(?<![\d.,/])(?P<bare_least>{_NUM})\s*(?:điểm|%)\s*trở\s*lên)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[≥≤<>]")
_NO_POINTS = re.compile(
    r"\s*(?:năm|ngày|tháng|giờ|%|/|xã\b|đơn vị|người|\d|hồ sơ|nhiệm vụ|các\b|văn bản|cán bộ|chỉ tiêu|tiêu chí|thủ tục"
    r"|TTHC)"
)
_INDEX = re.compile(r"chỉ số|(?:xếp|đạt|phân) loại|nhóm|\bmức(?! độ \d)", re.IGNORECASE)
_LABEL = re.compile(
    r"(?P<label>(?:Nhóm|(?:Được\s+)?Xếp loại|Loại|Mức xếp loại|Mức(?: độ)?|Hạng|Đạt loại|Xếp mức)\s+)[“\"]?"
    r"(?P<name>[^\W\d_]+(?:\s[^\W\d_]+){0,3}?|\d|[IVX]{1,3})[”\"]?(?=\s*(?:[(:;,.“”\"+/]|$|từ\b|gồm\b|có\b|là\b|đạt\b|-"
    r"|–|nếu\b|khi\b|với\b|≥|>|<|≤|dưới\b|\)))",
    re.IGNORECASE,
)
_ORDER = re.compile(r"thứ (?:nhất|hai|ba|tư|năm)|nhất|nhì|ba|tư|năm", re.IGNORECASE)
_SPOKEN_OF = re.compile(r"\b(?:nằm trong|thuộc|trong|vào|các|nhiều|so với)\s+$", re.IGNORECASE)
_BREAK = re.compile(r"[.;](?=\s|$)|\n")
_NOT_BARE = ("đạt", "không đạt", "chưa đạt", "hoàn thành")  # verbs, unless a label or a mark stands by them
# '90 điểm trở lên: tiêu biểu;': what a list calls the range before the colon
_CALLED = re.compile(r"\s*:\s*(?P<name>[^\W\d_]+(?:\s[^\W\d_]+){0,3})(?=\s*(?:[;.,]|$))")
_LEAST_LIST = 2  # ranges with what they are called
_OPENS = re.compile(r"[”\"]?\s*[(:]\s*(?:đạt\s+)?$")  # between the name of a band and its range
_OF_MEANS = re.compile(r"(?:điểm|chỉ số|giá trị|mức|số|đạt)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """Limits in points; None where a side is open."""

    lower: float | None
    lower_inclusive: bool | None
    upper: float | None
    upper_inclusive: bool | None


@dataclass(frozen=True, slots=True)
class Band:
    """`start` and `end` are offsets of the name and the range together, `range_end` of the range alone."""

    name: str
    limits: Range
    start: int
    end: int
    range_start: int
    range_end: int


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    start: int
    end: int


def bands(text: str) -> list[Band]:
    """The bands of a text, in order."""
    ranges = [m for m in _RANGE.finditer(text) if _is_points(text, m)]
    names = _names(text, ranges)
    sides = [_beside(text, m, ranges, names) for m in ranges]
    leads = _leads(text, ranges, sides)
    found = []
    for match, (before, after) in zip(ranges, sides, strict=True):
        name = before if before and (leads or not after) else after
        if name is not None and not _SPOKEN_OF.search(text[: name.start]):
            start, end = min(name.start, match.start()), max(name.end, match.end())
            found.append(Band(name.name, range_of(match), start, end, match.start(), match.end()))
    return found


def first_range(text: str) -> re.Match[str] | None:
    """The first range of points of a cell."""
    return _RANGE.search(text)


def range_of(match: re.Match[str]) -> Range:
    """The limits of a range as found."""
    if match["lower"]:
        return _two_limits(match)
    if match["least"]:
        return Range(_value(match["least"]), match["up"].lower() not in ("trên", ">", "lớn hơn"), None, None)
    if match["bare_least"]:
        return Range(_value(match["bare_least"]), True, None, None)
    inclusive = match["below"] in ("<=", "≤") or match["below"].lower() == "không quá" or bool(match["down"])
    return Range(None, None, _value(match["most"]), inclusive)


def _two_limits(match: re.Match[str]) -> Range:
    lower, upper = _value(match["lower"]), _value(match["upper"])
    if match["between"]:
        return Range(lower, "≤" in match["between"] or "=" in match["between"], upper, match["most_of"] in ("≤", "<="))
    open_below = (match["from"] or "").lower() in ("trên", ">", "lớn hơn")
    open_above = (match["to"] or "").lower() not in ("", "bằng", "<=", "≤")
    if lower > upper:  # 'từ dưới 90 điểm đến 80 điểm'
        return Range(upper, True, lower, match["under"] is None)
    return Range(lower, not open_below, upper, not open_above)


def _value(text: str) -> float:
    value = parse_number(text)
    if value is None:
        raise ValueError(f"no number: {text!r}")
    return value


# --- ranges -------------------------------------------------------------------------------------------------------


def _is_points(text: str, match: re.Match[str]) -> bool:
    """Limits in points: the word stands in the range, a sign says so, or the figure is one of a scale."""
    if match["lower"] and not match["from"] and not match["between"] and not _is_bare_range(text, match):
        return False
    if _NO_POINTS.match(text, match.end()):
        return False
    if "%" in match.group():
        before = text[max(match.start() - 60, 0) : match.start()]
        return _INDEX.search(before) is not None or _rates_nearby(text, match)
    if "điểm" in match.group().lower() or match["between"] or match["onwards"] or match["down"]:
        return True
    grouped = re.search(r"(?:nhóm|loại|hạng|mức)\s+\w{1,4}\s*[(:]\s*(?:đạt\s+)?$", text[: match.start()], re.IGNORECASE)
    return _SIGNED.search(match.group()) is not None or grouped is not None or _rates_nearby(text, match)


def _is_bare_range(text: str, match: re.Match[str]) -> bool:
    """'70 - < 85 điểm', '80-90 điểm' in brackets or behind a colon: no word says 'from'."""
    if match["to"] and "điểm" in text[match.start() : match.start("upper")]:
        return True  # '75 điểm đến dưới 90 điểm'
    opened = re.search(r"[(:]\s*$", text[: match.start()]) is not None
    return opened and re.search(r"điểm|đ\b|%|[<≤]", match.group()) is not None


def _rates_nearby(text: str, match: re.Match[str]) -> bool:
    """A word of rating right before the range or right behind it: 'Khá: từ 70 đến dưới 80;'."""
    before = re.search(r"([^\W\d_]+(?:\s[^\W\d_]+)?)\W{1,3}(?:đạt\s+)?$", text[: match.start()])
    behind = re.match(
        r"\W{1,3}(?:là\s+)?(?:xếp\s+)?(?:loại\s+)?\W?([^\W\d_]+(?:\s[^\W\d_]+){0,2})", text[match.end() :]
    )
    words = [w for m in (before, behind) if m for w in _runs(m[1].split())]
    return any(is_rating(word) and word.casefold() not in _NOT_BARE and len(word) > 1 for word in words)


def _runs(words: Sequence[str]) -> list[str]:
    """The words from the first on and up to the last: 'tốt', 'hoàn thành tốt', 'thành tốt' …"""
    return [" ".join(part) for at in range(len(words)) for part in (words[: at + 1], words[at:])]


# --- names --------------------------------------------------------------------------------------------------------


def _names(text: str, ranges: Sequence[re.Match[str]]) -> list[_Name]:
    """Everything that may name a band: 'Nhóm A', 'xếp loại Khá', 'Khá' by itself where a list may have it."""
    found: list[_Name] = []
    for match in _LABEL.finditer(text):
        name = label_of(match) or _own_name(text, match, ranges)
        if name is not None and not any(r.start() <= match.start("name") < r.end() for r in ranges):
            found.append(_Name(name, match.start(), match.end()))
    for match in _bare().finditer(text):
        alone = not any(n.start <= match.start("name") < n.end for n in found)
        marked = text[match.end() : match.end() + 2].lstrip()[:1] in (":", "(", "”", '"')
        named = match["name"].lower() not in _NOT_BARE or marked
        if alone and named and not _OF_MEANS.search(text[: match.start("name")]):
            found.append(_Name(match["name"], match.start("name"), match.end()))
    found += [n for n in _called(text, ranges) if not any(f.start < n.end and n.start < f.end for f in found)]
    return sorted(found, key=lambda n: n.start)


def _called(text: str, ranges: Sequence[re.Match[str]]) -> list[_Name]:
    """The names of a list that calls its ranges as it likes: 'Từ 85 điểm: tiêu biểu; dưới 65 điểm: kiểm điểm'."""
    found = [m for r in ranges if (m := _CALLED.match(text, r.end()))]
    return [_Name(m["name"], m.start("name"), m.end()) for m in found] if len(found) >= _LEAST_LIST else []


def _own_name(text: str, label: re.Match[str], ranges: Sequence[re.Match[str]]) -> str | None:
    """'Hạng vàng (từ 900 điểm)', 'Nhóm giữa (từ 60 …)': a name of the document's own, its range right behind it."""
    opens = any(r.start() > label.end() and _OPENS.fullmatch(text[label.end() : r.start()]) for r in ranges)
    return label.group().strip(' “"”') if opens and label.group()[:1].isupper() else None


def label_of(match: re.Match[str]) -> str | None:
    """The name behind a label; None where it is no name of a band."""
    name, label = match["name"].strip(), match["label"].strip(" :")
    if is_rating(name) and len(name) > 1:
        return name
    if _ORDER.fullmatch(name) and label.lower() in ("nhóm", "hạng", "loại"):
        return f"{label[:1].upper()}{label[1:]} {name}"
    if len(name) > _LONGEST_LETTER and not re.fullmatch(r"[IVX]+", name):
        return None
    return f"{label[:1].upper()}{label[1:]} {name}"


def labelled(text: str) -> str | None:
    """The name of a band that a cell begins with."""
    match = _LABEL.match(text)
    return label_of(match) if match else None


@cache
def _bare() -> re.Pattern[str]:
    """A rating by itself: at the beginning of an item or in brackets, before a mark or a range."""
    words = "|".join(re.escape(word) for word in printed_ratings() if len(word) > 1)
    return re.compile(
        rf"(?:(?<=[-–+•:;,.(\n“\"])\s*|^\W*|\b(?:là|mức|xếp|và)\s+)(?P<name>{words})(?![\w])"
        r"(?=\W{0,4}(?:$|[(:;,.–\-)”\"/+]|từ\b|đạt\b|trên\b|dưới\b|[≥≤<>]|có\b|khi\b|nếu\b|\d))",
        re.IGNORECASE,
    )


# --- whose name ---------------------------------------------------------------------------------------------------


def _beside(
    text: str, match: re.Match[str], ranges: Sequence[re.Match[str]], names: Sequence[_Name]
) -> tuple[_Name | None, _Name | None]:
    """The names right before and right behind a range, with no other range between."""
    low = max((r.end() for r in ranges if r.end() <= match.start()), default=0)
    high = min((r.start() for r in ranges if r.start() >= match.end()), default=len(text))
    left = [n for n in names if low <= n.start and n.end <= match.start()]
    right = [n for n in names if match.end() <= n.start and n.end <= high]
    before = left[-1] if left and _is_near(text[left[-1].end : match.start()], _NEAR_BEFORE) else None
    if before is not None and len(left) > 1 and re.fullmatch(r"\s*[-–:(]\s*", text[left[-2].end : before.start]):
        before = left[-2]  # 'Nhóm I - Tốt (từ 90 điểm)'
    after = right[0] if right and _is_near(text[match.end() : right[0].start], _NEAR_AFTER) else None
    return before, after


def _is_near(between: str, most: int) -> bool:
    return len(between) <= most and not _BREAK.search(between)


def _leads(text: str, ranges: Sequence[re.Match[str]], sides: Sequence[tuple[_Name | None, _Name | None]]) -> bool:
    """Whether names stand before their ranges: as where only one side has one, else by the marks between them."""
    votes = 0
    for match, (before, after) in zip(ranges, sides, strict=True):
        if (before is None) != (after is None):
            votes += 2 if before else -2
        elif before is not None and after is not None:
            votes += _parted(text[match.end() : after.start]) - _parted(text[before.end : match.start()])
    return votes >= 0


def _parted(between: str) -> int:
    """How strongly a mark parts two things: a comma does, a bracket or a colon joins."""
    return 1 if "," in between or ")" in between else 0

"""The words of rise and fall: 'tăng 0,96 điểm và 2 bậc', 'từ thứ 9 lên thứ 4', 'vẫn đứng nhất', 'Phú Vang (-1,44)'.

    moves(text, start, end)     figures told with a verb of movement
    shifts(text, start, end)    the place before and the place now
    KEPT, KEPT_BY, SIGNED, HEAD, NO_FIGURE    what stays, signs in brackets, heads of lists, words without figures

Nothing here knows whose movement it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from extractors.text.values import parse_number
from normalizers.unicode import fold

Direction = Literal["up", "down", "same"]
Quantity = Literal["score", "rank"]

NUM = r"\d{1,3}(?:[.,]\d{1,4})?"
# Words that carry the sense are read with any marks: OCR loses and swaps them (tầng, giám, bắc).
_UP, _DOWN, _PLACE = r"t[aăâàáảãạằắẳẵặầấẩẫậ]ng", r"gi[aàáảãạ]m", r"b[aăâàáảãạằắẳẵặầấẩẫậ]c"
# 'tháng 0,95 điểm so với', 'gồm 06 bậc so với': the words rose and fell as engines and their repair leave them
_MISREAD = rf"(?:th[aáàảãạăâầấ]ng|[uứừưửữự]ng|gồm|giữa|giam)(?=\s+{NUM}\s*(?:điểm|{_PLACE})\s+so\s+v)"
_COUNTED = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_PAST = r"(?:19|20)\d\d|trước|ngoái|liền trước|liền kề"  # after 'năm'
_RISES = (
    "cao hơn|khá hơn|nhỉnh|lên|leo|thăng|vươn|vọt|bật|nhảy|vượt|cải thiện|bứt|nhích|(?<!cộng )thêm"
    rf"|(?<!thấp )(?<!kém )hơn(?=\s+năm\s+(?:{_PAST}))"
)
_FALLS = (
    "thấp hơn|kém hơn|tụt|sụt|hụt|hao|teo|lùi|rớt|(?<!trừ )bớt|xuống|hạ|rơi|trượt|(?:để\\s+)?mất(?=\\s+(?:đi\\s+)?\\d)"
    rf"|(?:kém|thua)(?=\s+năm\s+(?:{_PAST}))"
)
_STEP = rf"(?:điểm(?!\s*(?:%|phần trăm))|{_PLACE}|hạng|vị trí|thứ hạng|thứ {_PLACE})"
_SHARE = r"(?:điểm\s*)?(?:%|phần\s+trăm)"
_AMOUNT = rf"(?P<amount>{NUM}|{'|'.join(_COUNTED)})\s*"
_OF = rf"{_AMOUNT}(?:(?P<step>{_STEP})\b(?!\s*%)|(?P<share>{_SHARE}))"
_MOVE = re.compile(
    rf"\b(?P<word>{_UP}|{_DOWN}|{_MISREAD}|{_RISES}|{_FALLS})"
    rf"(?:\s+(?:thêm|phá|lại|mất|xuống|lên|hơn|hạng|bậc|được|đi|so với|với|là|đến|tới|khoảng|đúng|nhẹ|mạnh"
    r"|(?:nhiều|mạnh) nhất|cả|về|điểm số|kết quả|(?:mức|điểm)(?=\s+(?:của\s+)?năm)))*"
    rf"(?:\s+(?:so với\s+)?năm\s+(?P<year>{_PAST})(?:\s*\([^()]{{1,40}}\))?)?"
    rf"(?:\s+(?:là|la|1a|1[248]|đúng))?\s+\(?{_AMOUNT}"
    rf"(?:(?P<step>{_STEP})\b(?!\s*%)|(?P<share>{_SHARE})|(?P<bare>(?=so\s+với\b)))",
    re.IGNORECASE,
)
# '… và 3 bậc', '… và thứ hạng (4 bậc)': more of the same verb
_MORE = re.compile(
    rf"\)?,?\s*(?:và|cùng)\s+(?:cả\s+)?(?:về\s+)?(?:thứ hạng\s+|điểm số\s+|điểm\s+)?\(?{_OF}", re.IGNORECASE
)
_POINTS = re.compile(r"điểm(?:\s+số)?\s+(?:có\s+)?$", re.IGNORECASE)
# 'huyện Quảng Điền (+6,12%)', 'Phú Vang (-1,44 điểm)'
SIGNED = re.compile(rf"\(\s*(?P<sign>[+–−-])\s*(?P<amount>{NUM})\s*(?P<step>%|điểm|bậc|hạng)?\s*\)", re.IGNORECASE)
KEPT = re.compile(
    r"\b(?P<word>giữ nguyên|giữ vững|giữ|không thay đổi|không đổi|(?:tiếp tục|vẫn) (?:xếp|đứng|giữ|ở|dẫn đầu))"
    r"\s*(?:ở\s+)?(?:so với năm \d+\s+)?"
    rf"(?P<step>{_STEP}|vị\s*tr\w+|thứ|(?=nhất\b))(?:\s*thứ)?(?:\s*hạng)?\s*"
    r"(?P<rank>\d{1,3}|nhất|cao nhất|thấp nhất|cuối)?"
    r"|\b(?P<still>dậm|giậm)\s+chân\s+tại\s+chỗ(?=\s+về\s+(?:thứ\s+)?hạng)",
    re.IGNORECASE,
)
# 'Giữ nguyên: Thanh Thủy, Đoan Hùng': a list of those who stayed
KEPT_BY = re.compile(
    rf"\b(?:giữ nguyên|không (?:thay )?đổi)(?:\s+(?:{_PLACE}|thứ {_PLACE}|hạng|thứ hạng|vị trí))?"
    r"\s*(?::|(?:gồm|là)(?:\s+có)?\b:?)\s*",
    re.IGNORECASE,
)
HEAD = re.compile(
    rf"(?:(?P<count>\d{{1,3}})\s+)?\b(?P<noun>(?:xã|phường|thị trấn|đơn vị|huyện|địa phương|sở|cơ quan|thành phố"
    rf"|thị xã)(?:[, ]+(?:xã|phường|thị trấn|huyện|thị xã|thành phố))*)"
    rf"['’]?\s+(?:được\s+|bị\s+|có\s+)?(?P<word>{_UP}|{_DOWN}|giữ(?: nguyên)?|không thay đổi"
    rf"|tụt)\s+(?:về\s+)?(?P<step>điểm(?:\s+số)?|{_PLACE}|hạng|thứ hạng|vị trí|thứ {_PLACE}|bớt)\b",
    re.IGNORECASE,
)
NO_FIGURE = re.compile(
    r"\b(?:điểm số|điểm trung bình|điểm|chỉ số CCHC|kết quả chỉ số)\s+(?:năm (?P<of>(?:19"
    r"|20)\d\d)\s+)?(?:đều\s+)?(?P<word>thấp hơn|cao hơn|tăng|giảm)\s+(?:so với\s+)?năm\s+(?P<year>(?:19"
    r"|20)\d\d)\b(?!\s+là\s+\d)",
    re.IGNORECASE,
)
_ANY = re.compile(
    rf"{_UP}|{_DOWN}|{_MISREAD}|hơn|kém|thua|giữ|tiếp tục|vẫn|không thay|không đổi|chân tại chỗ"
    rf"|\b(?:{_RISES}|{_FALLS})\b|\([+–−-]\s*\d",
    re.IGNORECASE,
)
_RANK = r"\d{1,3}|nhất|nhì|hai|ba|tư|năm"
_AT = r"(?:vị\s*(?:trí|thứ)|hạng|thứ(?:\s+hạng)?)(?:\s+thứ)?"
# '(từ vị trí 4 xuống vị trí 10)', 'từ thứ 9 năm 2016 vươn lên thứ 4': the place before and now
_SHIFT = re.compile(
    rf"\b(?:(?:tụt|rớt|giảm|rơi|sụt|trượt|tăng|nhảy)\s+)?từ\s+{_AT}\s+(?P<before>{_RANK})\s*(?:/\d+\s*)?(?:năm\s+\d{{4}}\s+)?"
    r"(?:(?:vươn|vượt|vọt|bật|leo|tăng|nhảy|tụt|rớt|giảm|rơi|sụt|trượt)\s+)?(?P<word>lên|xuống)\s+"
    rf"{_AT}\s+(?P<after>{_RANK})\b",
    re.IGNORECASE,
)
_WORD_RANKS = {"nhất": 1, "cao nhất": 1, "nhì": 2, "hai": 2, "ba": 3, "tư": 4, "năm": 5}


@dataclass(frozen=True, slots=True)
class Move:
    """Points or places gained or lost. `year` is the year compared with as it is printed, `share`: told in per cent."""

    start: int
    end: int
    word: str
    quantity: Quantity
    amount: float | None
    year: str | None
    share: bool = False

    @property
    def direction(self) -> Direction:
        return direction_of(self.word)


@dataclass(frozen=True, slots=True)
class Shift:
    """The place before and the place now."""

    start: int
    end: int
    before: float
    after: float


def tells_movement(text: str) -> bool:
    return _ANY.search(text) is not None


def moves(text: str, start: int, end: int) -> Iterator[Move]:
    """Every figure told with a verb of movement, and the further ones of the same verb."""
    for match in _MOVE.finditer(text, start, end):
        named = match["bare"] is None or _POINTS.search(text, start, match.start())  # 'điểm tăng 1,5 so với'
        if named and not _is_fragment(text, match):
            yield _move(match, match)
            more = _MORE.match(text, match.end(), end)
            if more:
                yield _move(more, match)


def _move(figure: re.Match[str], verb: re.Match[str]) -> Move:
    step = (figure["step"] or "điểm").lower()
    quantity: Quantity = "score" if step == "điểm" else "rank"
    start = verb.start() if figure is verb else figure.start("amount")
    told = Move(start, figure.end(), verb["word"], quantity, _amount(figure["amount"]), verb["year"])
    return replace(told, share=figure["share"] is not None)


def _is_fragment(text: str, match: re.Match[str]) -> bool:
    """'(từ 60 điểm lên 62 điểm)' is the value before and after, no change by 62 points."""
    return match["word"].lower() in ("lên", "xuống") and bool(
        re.search(r"(?:điểm|d\w{1,3}m|bậc|hạng|\d)\s*$", text[max(match.start() - 12, 0) : match.start()])
    )


def _amount(word: str) -> float | None:
    return float(_COUNTED[word.lower()]) if word.lower() in _COUNTED else parse_number(word)


def shifts(text: str, start: int, end: int) -> Iterator[Shift]:
    """The places before and now that the text tells as such."""
    for match in _SHIFT.finditer(text, start, end):
        before, after = rank_word(match["before"]), rank_word(match["after"])
        if before is not None and after is not None:
            yield Shift(match.start(), match.end(), before, after)


def direction_of(word: str) -> Direction:
    """Which way a verb of movement goes; 'same' for every other word."""
    if re.match(rf"{_DOWN}|{_FALLS}", word, re.IGNORECASE) or fold(word).startswith(_FOLDED_FALLS):
        return "down"
    up = re.match(rf"{_UP}|{_RISES}", word, re.IGNORECASE) or fold(word).startswith(_FOLDED_RISES)
    return "up" if up else "same"


_FOLDED_FALLS = (
    "gom",
    "giua",
    "giam",
    "mat",
    "de mat",
    "kem",
    "thua",
)  # words told by what follows them, and misread ones
_FOLDED_RISES = ("thang", "ung", "tang", "hon")


def rank_word(word: str | None) -> float | None:
    """'nhì' and '02' are 2."""
    if not word:
        return None
    return float(word) if word.isdigit() else _WORD_RANKS.get(word.lower())


def own_amount(after: str) -> float | None:
    """'Huy Tân (tăng 2,5 điểm), …': in brackets right after the name, and the list goes on."""
    match = re.match(
        rf"\s*\((?:tăng|giảm)?\s*\+?-?({NUM})\s*(?:điểm|bậc|hạng)?\)\s*(?:[,;]|và\b)", after, re.IGNORECASE
    )
    return parse_number(match.group(1)) if match else None


def sum_of_list(tail: str) -> float | None:
    """'… (tổng tăng 69,5 điểm)' at the end of a list."""
    match = re.search(rf"\(\s*(?:tổng\s+)?(?:{_UP}|{_DOWN})\s+({NUM})\s*(?:điểm|bậc)\s*\)\W*$", tail, re.IGNORECASE)
    return parse_number(match.group(1)) if match else None

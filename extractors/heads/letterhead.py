"""The head of a document as Nghị định 30/2020/NĐ-CP lays it out: bodies, number, place and date, kind, trích yếu.

    ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    HUYỆN PHÙ YÊN                  Độc lập - Tự do - Hạnh phúc
    Số: 75/QĐ-UBND             Phù Yên, ngày 31 tháng 01 năm 2023
                    QUYẾT ĐỊNH
             Về việc công bố Chỉ số …

The two columns come side by side on one line (with wide blanks or only one), or one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from extractors.citing.references import BLANK_SYMBOL, LOOSE_SYMBOL, SYMBOL, mend_symbol, parse_symbol
from extractors.heads import worn_heads
from extractors.heads.documents import is_motto
from extractors.heads.headline import (
    TITLE_LINES,
    attached_to,
    kind_at,
    kind_last,
    kind_of,
    number_line,
    small_kind,
    starts_body,
    title_of,
)
from extractors.heads.printed import Printed, capital, printed_lines
from extractors.text.flow import Flow
from extractors.text.values import find_dates
from normalizers.unicode import fold

_EDGES = " -–_*|#\"'‘’“”"
_LINES = 45  # printed lines in which a head must end


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head says, as printed; lines are numbers in text.txt."""

    bodies: tuple[str, ...] = ()
    symbol: str | None = None
    number: str | None = None
    place: str | None = None
    date: str | None = None
    doc_type: str | None = None
    title: str | None = None
    attached_to: str | None = None  # '(Kèm theo Quyết định số …)'
    first: int = 0
    last: int = 0
    title_lines: tuple[int, ...] = field(default=())


def read(text: Flow) -> Letterhead:
    """The head of the document the flow holds; every field None where the head is missing."""
    lines = _without_stamps(printed_lines(text, _LINES))
    at = kind_at(lines)
    end = _head_end(lines, at)
    head = _columns(lines[:end])
    if at is None or at > end:
        return _letter(head, lines, end) if head.symbol or any(is_motto(p.text) for p in lines[:end]) else Letterhead()
    told_kind = lines[at].text
    doc_type, rest = kind_of(told_kind) or small_kind(told_kind) or kind_last(told_kind) or ("", "")
    rest = "" if fold(rest).startswith("cua ") and not re.search(r"\d", rest) else rest
    symbol = mend_symbol(head.symbol, doc_type) if head.symbol else None
    titled = title_of(lines, at, rest)
    told = replace(
        head,
        symbol=symbol,
        doc_type=doc_type,
        title=" ".join(t for t, _ in titled) or None,
        title_lines=tuple(dict.fromkeys(n for _, n in titled)),
        attached_to=attached_to(lines[at : at + TITLE_LINES + 6]),
        first=lines[0].number,
        last=max([lines[at].number, *(n for _, n in titled)]),
    )
    return _gazette(told)


def _without_stamps(lines: Sequence[Printed]) -> list[Printed]:
    texts = worn_heads.cleaned([line.text for line in lines])
    return [replace(line, text=text.strip()) for line, text in zip(lines, texts, strict=True) if text.strip()]


def _head_end(lines: Sequence[Printed], at: int | None) -> int:
    """The index after the last line of the two columns: the kind, 'Kính gửi', or the first line of the body."""
    for index, line in enumerate(lines):
        if index == at or starts_body().match(fold(line.text)):
            return index
    return len(lines)


# --- the two columns --------------------------------------------------------------------------------------


def _columns(lines: Sequence[Printed]) -> Letterhead:
    """Bodies, number, place and date out of the lines above the kind, whichever way the columns came."""
    head = Letterhead(first=lines[0].number if lines else 0, last=lines[-1].number if lines else 0)
    bodies: list[str] = []
    numbered = False
    for line in lines:
        for segment in _segments(line.text):
            rest = segment
            if head.symbol is None and (number_line().match(fold(rest)) or _misread_number_line().match(rest)):
                numbered = True
                symbol, rest = _read_symbol(rest)
                head = replace(head, symbol=symbol, number=parse_symbol(symbol).number if symbol else None)
            elif head.symbol is None and (worn := worn_heads.code_alone(rest)):
                numbered = True
                head, rest = replace(head, symbol=worn), rest.partition(worn)[2].strip()
            if head.date is None and (dated := _place_and_date(rest)):
                place, date, rest = dated
                head = replace(head, place=place, date=date)
            folded = fold(rest)
            if rest and not numbered and (_body_words().match(folded) or (bodies and _goes_on(bodies[-1], folded))):
                bodies = _add_body(bodies, rest)
    return replace(head, bodies=tuple(bodies))


def _segments(line: str) -> list[str]:
    """A line cut at wide blanks and at the state's name and motto, which are dropped."""
    kept: list[str] = []
    line = re.sub(r"(?i)\b(ngày|tháng|năm)(\s+)(?=tháng|năm|\d)", r"\1 ", line)  # left open for the pen
    line = re.sub(r"(?<=\d)\s+(?=/)", "", re.sub(r"(?i)\b(s[ốo]\s*:)\s+", r"\1 ", line))
    line = re.sub(r"(?<=\w)[\]\[|}{](?=\s|\w)", "", line)
    for segment in re.split(r"\t|\s{3,}|\s\|\s", line):
        folded = fold(segment)
        match = _motto().search(folded)
        pieces = [segment[: match.start()], segment[match.end() :]] if match else [segment]
        kept.extend(p.strip(_EDGES) for p in pieces if p.strip(_EDGES))
    return kept


def _read_symbol(segment: str) -> tuple[str | None, str]:
    """('75/QĐ-UBND', what stands after it); a number left to the pen gives the code alone: 'BC-UBND'."""
    match = _symbol().search(segment) or _misread_number_line().match(segment)
    if match is None:
        worn = worn_heads.code_alone(segment)
        return worn, segment.partition(worn)[2].strip() if worn else segment
    raw = match["full"] or match["blank"]
    return mend_symbol(raw, None), segment[match.end() :].strip()


def _place_and_date(segment: str) -> tuple[str | None, str, str] | None:
    """Place, date and what stands before them, of 'Krông Nô, ngày   tháng 02 năm 2023'."""
    for date in find_dates(segment):
        before = re.sub(r"(?i)(?<=[\s,])ngày\s*$", "", segment[: date.start]).rstrip()
        words = re.search(r"(\S+(?:\s+\S+)*?)\s*,$", before)
        place = _place_words(words[1]) if words else None
        left = before[: before.rfind(place)].strip(" ,") if place else before
        if (before and place is None) or (left and not capital(left)) or len(segment[date.end :].split()) > 3:
            continue  # a date within a sentence
        return place, date.iso, left
    worn = worn_heads.written_date(segment)
    place = _place_words(worn[0]) if worn and worn[0] else None
    return (place, worn[1], worn[2]) if worn and place else None


def _place_words(words: str) -> str | None:
    """The words at the end that are written like a name: 'QĐ-UBND Phù Yên' → 'Phù Yên'."""
    if len(words.split()) <= 3 and words[0].isupper() and not capital(words):
        return words  # 'Hà nội': a short line is all place
    if re.fullmatch(r"(?:quận|phường) \d{1,2}", words, re.IGNORECASE):
        return words[0].upper() + words[1:]  # 'quận 4': its name is a number
    kept: list[str] = []
    for token in reversed([t for word in words.split() if (t := word.strip(".,_‘’'"))]):
        if token.isupper() and len(token) > 3 and kept:
            break
        if not token[0].isupper() and token not in ("-", "phố", "tỉnh", "huyện"):
            break
        kept.insert(0, token)
    return " ".join(kept) or None


def _add_body(bodies: list[str], segment: str) -> list[str]:
    if bodies and _councils().fullmatch(fold(segment)) and _unit_alone().fullmatch(fold(bodies[-1])):
        return [*bodies[:-1], f"{segment} {bodies[-1]}"]  # 'HUYỆN VỤ BẢN' | 'ỦY BAN NHÂN DÂN'
    if bodies and _goes_on(bodies[-1], fold(segment)):
        return [*bodies[:-1], f"{bodies[-1]} {segment}"]
    return [*bodies, segment]


def _goes_on(body: str, folded: str) -> bool:
    """Does the segment belong to the body of the line above ('ỦY BAN NHÂN DÂN' | 'HUYỆN PHÙ YÊN')?"""
    above = fold(body)
    if folded.startswith(("va ", "- ")):
        return True  # 'BỘ LAO ĐỘNG - THƯƠNG BINH' | 'VÀ XÃ HỘI'
    if _level_words().match(folded):
        return not _level_words().search(above) or above.endswith((" va", " dan", ","))
    if not _body_words().match(folded):
        return above.endswith((" va", " -", ",", " cua", " ve"))
    return False


# --- the kind and the trích yếu ---------------------------------------------------------------------------


def _gazette(head: Letterhead) -> Letterhead:
    """Body, number and date that a gazette prints inside the title: 'CỦA CHÍNH PHỦ SỐ 3/NQ-CP NGÀY … VỀ …'."""
    match = _gazette_title().match(head.title or "")
    if match is None or head.symbol is not None:
        return head
    title = head.title or ""
    dated = next(find_dates(title[match.end() : match.end() + 60]), None)
    rest = title[match.end() + (dated.end if dated else 0) :].strip(" ,")
    symbol = mend_symbol(match["symbol"], head.doc_type)
    return replace(
        head,
        bodies=(*head.bodies, match["body"]),
        symbol=symbol,
        number=parse_symbol(symbol).number,
        date=head.date or (dated.iso if dated else None),
        title=rest or title,
    )


def _letter(head: Letterhead, lines: Sequence[Printed], end: int) -> Letterhead:
    """A letter (công văn) has no kind above its text: 'V/v …' stands under the number, 'Kính gửi' opens it."""
    subject: list[tuple[str, int]] = []
    for line in lines[:end]:
        for segment in _segments(line.text):
            opens = re.match(r"(?:v\s?/\s?v?\s|ve viec\b)", fold(segment)) and not subject
            goes_on = 0 < len(subject) < 5 and not capital(segment) and not _place_and_date(segment)
            if opens or goes_on:
                subject.append((segment, line.number))
    if head.symbol is None:
        return head
    if not subject:
        return _kindless(replace(head, doc_type=parse_symbol(head.symbol).doc_type), lines, end)
    return replace(
        head,
        doc_type=parse_symbol(head.symbol).doc_type or "Công văn",
        title=" ".join(t for t, _ in subject),
        title_lines=tuple(n for _, n in subject),
    )


def _kindless(head: Letterhead, lines: Sequence[Printed], end: int) -> Letterhead:
    """A stamp or seal covers the kind: the code names it, and the trích yếu stands below number, date and motto."""
    if head.doc_type in (None, "Công văn"):
        return head
    above = [i for i, p in enumerate(lines[:end]) if _number(p) or is_motto(p.text) or _place_and_date_of(p)]
    titled = title_of(lines[:end], above[-1], "") if above else []
    return replace(head, title=" ".join(t for t, _ in titled) or None, title_lines=tuple(n for _, n in titled))


def _number(line: Printed) -> bool:
    return number_line().match(fold(line.text)) is not None


def _place_and_date_of(line: Printed) -> bool:
    return any(_place_and_date(segment) for segment in _segments(line.text))


# --- patterns over folded text ----------------------------------------------------------------------------


@cache
def _motto() -> re.Pattern[str]:
    return re.compile(
        r"\b[cl]?ong h\w{1,2} x\w h\w{1,2} ch\w\b(?:\s*\bngh?\w{1,2}\b)?(?:\s*v\w{1,2}t\s*n\w*m\b)?"
        r"|\bd\w{1,2}\s?l\w{1,2}\s*[-–.,]?\s*t\w\W{0,2}d\w\s*[-–.,]?\s*h\w{1,3}h\s*ph\w{1,3}c?\b"
        r"|dang cong san viet nam"
    )


@cache
def _misread_number_line() -> re.Pattern[str]:
    """'Số:' misread: '$6: 174/QĐ-UBND'."""
    return re.compile(rf"\S{{1,3}}\s?:\s*(?P<full>{SYMBOL})(?P<blank>)")


@cache
def _symbol() -> re.Pattern[str]:
    return re.compile(rf"(?i:s[ốo]?)\s*:?\s*(?:(?P<full>{LOOSE_SYMBOL})|(?P<blank>{BLANK_SYMBOL}))")


@cache
def _gazette_title() -> re.Pattern[str]:
    return re.compile(rf"(?i:của)\s+(?P<body>.{{3,80}}?)\s+(?i:số)\s*:?\s*(?P<symbol>{LOOSE_SYMBOL})\s*")


@cache
def _level_words() -> re.Pattern[str]:
    return re.compile(r"\b(?:tinh|huyen|thanh pho|thi xa|quan|xa|phuong|thi tran|tp\.?|dac khu)\b")


@cache
def _councils() -> re.Pattern[str]:
    return re.compile(r"uy ban nhan dan|hoi dong nhan dan|ubnd|hdnd")


@cache
def _unit_alone() -> re.Pattern[str]:
    return re.compile(r"(?:tinh|huyen|thanh pho|thi xa|quan|xa|phuong|thi tran|dac khu)\s[^,;:\d]+")


@cache
def _body_words() -> re.Pattern[str]:
    return re.compile(
        r"(?:uy ban|ubnd|hoi dong|hdnd|so|bo|phong|ban|van phong|chi cuc|cuc|tong cuc|tinh uy|huyen uy|thanh uy|thi uy|"
        r"quan uy|dang uy|dang bo|thanh tra|truong|trung tam|chinh phu|thu tuong|quoc hoi|cong ty|vien|hoc vien|"
        r"benh vien|toa an|lien doan|mat tran|chu tich|uy ban|kho bac|ngan hang|bao hiem|doan|hoi|to)\b"
        r"|(?:tinh|huyen|thanh pho|thi xa|quan|xa|phuong|thi tran)\s"
    )

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

from extractors import worn_heads
from extractors.documents import is_motto, type_of_line
from extractors.references import (
    BLANK_SYMBOL,
    LOOSE_SYMBOL,
    SYMBOL,
    mend_symbol,
    parse_symbol,
    type_by_name,
    type_names,
)
from extractors.text import Flow, Piece
from extractors.values import find_dates
from normalizers.unicode import fold

_LINES = 45  # printed lines in which a head must end
_TITLE_LINES = 9


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line of the head: its number in text.txt, its text, the blank lines above it."""

    number: int
    text: str
    blanks: int


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


def printed_lines(text: Flow, limit: int | None = None) -> list[Printed]:
    """The lines of the document that hold text, each once."""
    found: list[Printed] = []
    before = 0
    for piece in text.pieces:
        if found and found[-1].number == piece.number:
            continue
        if limit is not None and len(found) >= limit:
            break
        found.append(Printed(piece.number, _clean(piece), piece.number - before - 1 if before else 0))
        before = piece.number
    return found


def _clean(piece: Piece) -> str:
    return piece.line.text.strip()


def read(text: Flow) -> Letterhead:
    """The head of the document the flow holds; every field None where the head is missing."""
    lines = _without_stamps(printed_lines(text, _LINES))
    kind_at = _kind_at(lines)
    end = _head_end(lines, kind_at)
    head = _columns(lines[:end])
    if kind_at is None or kind_at > end:
        return _letter(head, lines, end) if head.symbol or any(is_motto(p.text) for p in lines[:end]) else Letterhead()
    told_kind = lines[kind_at].text
    doc_type, rest = _kind(told_kind) or _small_kind(told_kind) or _kind_last(told_kind) or ("", "")
    rest = "" if fold(rest).startswith("cua ") and not re.search(r"\d", rest) else rest
    symbol = mend_symbol(head.symbol, doc_type) if head.symbol else None
    titled = _title(lines, kind_at, rest)
    told = replace(
        head,
        symbol=symbol,
        doc_type=doc_type,
        title=" ".join(t for t, _ in titled) or None,
        title_lines=tuple(dict.fromkeys(n for _, n in titled)),
        attached_to=_attached(lines[kind_at : kind_at + _TITLE_LINES + 6]),
        first=lines[0].number,
        last=max([lines[kind_at].number, *(n for _, n in titled)]),
    )
    return _gazette(told)


def _without_stamps(lines: Sequence[Printed]) -> list[Printed]:
    stamped = worn_heads.stamp_lines([line.text for line in lines])
    return [line for index, line in enumerate(lines) if index not in stamped]


def _head_end(lines: Sequence[Printed], kind_at: int | None) -> int:
    """The index after the last line of the two columns: the kind, 'Kính gửi', or the first line of the body."""
    for index, line in enumerate(lines):
        if index == kind_at or _starts_body().match(fold(line.text)):
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
            if head.symbol is None and (_number_line().match(fold(rest)) or _misread_number_line().match(rest)):
                numbered = True
                symbol, rest = _read_symbol(rest)
                head = replace(head, symbol=symbol, number=parse_symbol(symbol).number if symbol else None)
            elif head.symbol is None and (worn := worn_heads.code_alone(rest)):
                numbered = True
                head, rest = replace(head, symbol=worn), ""
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
    line = re.sub(r"(?<=\d)\s+(?=/)", "", re.sub(r"(?i)\b(s[ốo]\s*:)\s+", r"\1 ", line))
    for segment in re.split(r"\t|\s{3,}|\s\|\s", line):
        folded = fold(segment)
        match = _motto().search(folded)
        pieces = [segment[: match.start()], segment[match.end() :]] if match else [segment]
        kept.extend(p.strip(" -–_*|#") for p in pieces if p.strip(" -–_*|#"))
    return kept


def _read_symbol(segment: str) -> tuple[str | None, str]:
    """('75/QĐ-UBND', what stands after it); a number left to the pen gives the code alone: 'BC-UBND'."""
    match = _symbol().search(segment) or _misread_number_line().match(segment)
    if match is None:
        worn = worn_heads.code_alone(segment)
        return worn, "" if worn else segment
    raw = match["full"] or match["blank"]
    return mend_symbol(raw, None), segment[match.end() :].strip()


def _place_and_date(segment: str) -> tuple[str | None, str, str] | None:
    """Place, date and what stands before them, of 'Krông Nô, ngày   tháng 02 năm 2023'."""
    for date in find_dates(segment):
        before = segment[: date.start].rstrip()
        words = re.search(r"(\S+(?:\s+\S+)*?)\s*,$", before)
        place = _place_words(words[1]) if words else None
        left = before[: before.rfind(place)].strip(" ,") if place else before
        if (before and place is None) or (left and not _capital(left)) or len(segment[date.end :].split()) > 3:
            continue  # a date within a sentence
        return place, date.iso, left
    worn = worn_heads.written_date(segment)
    place = _place_words(worn[0]) if worn and worn[0] else None
    return (place, worn[1], worn[2]) if worn and place else None


def _place_words(words: str) -> str | None:
    """The words at the end that are written like a name: 'QĐ-UBND Phù Yên' → 'Phù Yên'."""
    if len(words.split()) <= 3 and words[0].isupper() and not _capital(words):
        return words  # 'Hà nội': a short line is all place
    if re.fullmatch(r"(?:quận|phường) \d{1,2}", words, re.IGNORECASE):
        return words[0].upper() + words[1:]  # 'quận 4': its name is a number
    kept: list[str] = []
    for token in reversed(words.split()):
        if token.isupper() and len(token) > 3 and kept:
            break
        if not token[0].isupper() and token not in ("-", "phố", "tỉnh", "huyện"):
            break
        kept.insert(0, token)
    return " ".join(kept) or None


def _add_body(bodies: list[str], segment: str) -> list[str]:
    if bodies and _goes_on(bodies[-1], fold(segment)):
        return [*bodies[:-1], f"{bodies[-1]} {segment}"]
    return [*bodies, segment]


def _goes_on(body: str, folded: str) -> bool:
    """Does the segment belong to the body of the line above ('ỦY BAN NHÂN DÂN' | 'HUYỆN PHÙ YÊN')?"""
    above = fold(body)
    if _level_words().match(folded):
        return not _level_words().search(above) or above.endswith((" va", " dan", ","))
    if not _body_words().match(folded):
        return above.endswith((" va", " -", ",", " cua", " ve"))
    return False


# --- the kind and the trích yếu ---------------------------------------------------------------------------


def _kind(line: str) -> tuple[str, str] | None:
    """The kind a line names in capitals, and what follows it on the line."""
    bare = line.strip(" :*#_-–")
    alone = type_of_line(line)
    if alone is not None:
        return alone, ""
    match = _kind_first().match(bare)
    if match and bare.isupper() and len(bare) > len(match.group()):
        return _kind_name(match.group()), bare[match.end() :].strip()
    return None


def _kind_name(printed: str) -> str:
    return type_by_name()[fold(" ".join(printed.split()))].name


def _kind_at(lines: Sequence[Printed]) -> int | None:
    """The line of the kind; in small letters (capitals were a font of their own) only below a number or motto."""
    capital = next((i for i, line in enumerate(lines) if _kind(line.text)), None)
    if capital is not None:
        return capital
    above = next((i for i, p in enumerate(lines) if _number_line().match(fold(p.text)) or is_motto(p.text)), None)
    if above is None:
        return None
    below = [(i, line.text) for i, line in enumerate(lines[: above + _TITLE_LINES]) if i > above]
    for form in (_small_kind, _kind_last):
        found = next((i for i, text in below if form(text)), None)
        if found is not None:
            return found
    return None


def _kind_last(line: str) -> tuple[str, str] | None:
    """A kind in capitals with the noise of a stamp before it on its line: '5: 2994 KẾ HOẠCH'."""
    words = line.strip(" :.*#_-–").split()
    for count in (3, 2):
        last = " ".join(words[-count:])
        if count < len(words) <= count + 4 and last.isupper() and fold(last) in type_by_name():
            return _kind_name(last), ""
    return None


def _small_kind(line: str) -> tuple[str, str] | None:
    """'thông tư', 'Quyết định của bộ trưởng …': a kind alone on its line, or with its body."""
    match = _kind_first().match(line.strip(" :*"))
    if match is None or not re.match(r"\s*(?:của\s[^.;\d]*)?$", line.strip(" :*")[match.end() :]):
        return None
    return _kind_name(match.group()), ""


def _title(lines: Sequence[Printed], kind_at: int, rest: str) -> list[tuple[str, int]]:
    """The trích yếu: lines below the kind until a recital, a heading, a body in capitals or the first paragraph."""
    found = [(rest, lines[kind_at].number)] if rest else []
    gaps = [line.blanks for line in lines[kind_at + 1 : kind_at + 1 + _TITLE_LINES]]
    for line in lines[kind_at + 1 : kind_at + 1 + _TITLE_LINES]:
        if _ends_title(line, [t for t, _ in found], gaps):
            break
        printed = line.text.strip(" *_")
        found.append((printed if found else worn_heads.noise_before(printed), line.number))
    return found


def _ends_title(line: Printed, title: list[str], gaps: list[int]) -> bool:
    folded, last = fold(line.text), title[-1] if title else ""
    if re.fullmatch(r"[\W_]+", line.text) or _starts_body().match(folded) or folded.startswith(("(", "kem theo")):
        return True
    if not title:
        return False
    if worn_heads.cites_early(line.text) and not _asks_on().search(last):
        return True
    if _capital(line.text) and (not _capital(last) or (_signs().match(folded) and not fold(last).endswith("cua"))):
        return True
    wide = line.blanks > 0 and line.blanks > min(gaps[1:], default=0)
    if wide and _signs().match(folded):
        return True
    if line.text[0].islower() or re.match(r"[\d-]", line.text) or re.search(r"[,-]$|\b(?:của|và|về|các|trên)$", last):
        return False
    if last.endswith((".", ";", ":")):
        return True
    if wide:
        return True
    return len(line.text) > 120 or (_recital().match(folded) is not None)


def _capital(text: str) -> bool:
    """Printed in capitals, the small letters of a symbol aside: 'SỐ 302/2010/QĐ-TTg'."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) > 0.9 * len(letters)


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


def _attached(lines: Sequence[Printed]) -> str | None:
    """'(Kèm theo Quyết định số 75/QĐ-UBND ngày … của …)', its lines joined."""
    for index, line in enumerate(lines):
        if re.match(r"\(?\s*(?:ban hanh\s+)?kem theo\b", fold(line.text)):
            joined = line.text
            for more in lines[index + 1 : index + 4]:
                if ")" in joined:
                    break
                joined += " " + more.text
            return joined.strip("() ")
    return None


def _letter(head: Letterhead, lines: Sequence[Printed], end: int) -> Letterhead:
    """A letter (công văn) has no kind above its text: 'V/v …' stands under the number, 'Kính gửi' opens it."""
    subject: list[tuple[str, int]] = []
    for line in lines[:end]:
        for segment in _segments(line.text):
            opens = re.match(r"(?:v/v|ve viec)\b", fold(segment)) and not subject
            goes_on = 0 < len(subject) < 5 and not _capital(segment) and not _place_and_date(segment)
            if opens or goes_on:
                subject.append((segment, line.number))
    if not subject or head.symbol is None:
        return replace(head, doc_type=parse_symbol(head.symbol).doc_type) if head.symbol else head
    return replace(
        head,
        doc_type=parse_symbol(head.symbol).doc_type or "Công văn",
        title=" ".join(t for t, _ in subject),
        title_lines=tuple(n for _, n in subject),
    )


# --- patterns over folded text ----------------------------------------------------------------------------


@cache
def _motto() -> re.Pattern[str]:
    return re.compile(
        r"cong hoa xa hoi chu nghia\s*(?:viet\s*nam)?|doc lap\s*[-–.,]?\s*tu do\s*[-–.,]?\s*hanh phuc"
        r"|dang cong san viet nam"
    )


@cache
def _number_line() -> re.Pattern[str]:
    return re.compile(r"so\s*:|so\s+[\d.…_/]")


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
def _body_words() -> re.Pattern[str]:
    return re.compile(
        r"(?:uy ban|ubnd|hoi dong|hdnd|so|bo|phong|ban|van phong|chi cuc|cuc|tong cuc|tinh uy|huyen uy|thanh uy|thi uy|"
        r"quan uy|dang uy|dang bo|thanh tra|truong|trung tam|chinh phu|thu tuong|quoc hoi|cong ty|vien|hoc vien|"
        r"benh vien|toa an|lien doan|mat tran|chu tich|uy ban|kho bac|ngan hang|bao hiem|doan|hoi|to)\b"
        r"|(?:tinh|huyen|thanh pho|thi xa|quan|xa|phuong|thi tran)\s"
    )


@cache
def _signs() -> re.Pattern[str]:
    """Who decides, in capitals below the trích yếu."""
    return re.compile(
        r"(?:chu tich|thu tuong|bo truong|uy ban nhan dan|hoi dong nhan dan|giam doc|chinh phu|quoc hoi)\b[^,;]{0,50}$"
    )


@cache
def _kind_first() -> re.Pattern[str]:
    return re.compile(rf"(?:{type_names()})\b", re.IGNORECASE)


@cache
def _starts_body() -> re.Pattern[str]:
    return re.compile(
        r"(?:-\s*)?(?:can cu\b|kinh gui\b|dieu 1\b|chuong (?:i|1)\b|xet (?:de nghi|to trinh)|theo de nghi"
        r"|(?:i|a|1)\s?[.)]\s|phan (?:thu|i)\b|noi nhan\b)"
    )


@cache
def _asks_on() -> re.Pattern[str]:
    """A title line that a cited document may follow: '… triển khai thực hiện' | 'Quyết định số 676/QĐ-TTg'."""
    return re.compile(r"(?:[,-]|\b(?:của|về|theo|thực hiện|kèm|tại|và|các|với|hành|bổ sung|thay thế))$")


@cache
def _recital() -> re.Pattern[str]:
    return re.compile(
        r"(?:thuc hien|theo|tren co so|nham|de|sau khi|trong|nam|ngay|uy ban nhan dan|ubnd|qua|chap hanh|so)\s"
    )

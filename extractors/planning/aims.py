"""Where a document tells its aims: under headings of aims, under headings of the time to come, after 'phấn đấu'.

Everything under a heading of aims ('II. CHỈ TIÊU CỤ THỂ') is an aim; under one of the time to come ('V. PHƯƠNG HƯỚNG,
NHIỆM VỤ QUÝ IV') only what states an amount is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.counting.amounts import find_amounts
from extractors.text.flow import Flow, Paragraph
from extractors.text.remember import last_answer
from extractors.text.sections import Section, sections
from normalizers.unicode import fold

_LONGEST_HEADING = 110  # characters of a heading without a number
_LOOSE = 3  # the level of a heading without a number


@dataclass(frozen=True, slots=True)
class AimSection:
    """`start` of the heading, `end` of it, `stop` of what stands under it: offsets in the flow."""

    start: int
    end: int
    stop: int
    title: str
    strict: bool  # a heading of aims, not one of the time to come


@last_answer
def aim_sections(text: Flow) -> tuple[AimSection, ...]:
    """The sections in the order of the text; one may lie inside another."""
    headings = sorted({*sections(text), *_unnumbered(text)}, key=lambda h: (h.start, h.level))
    found = []
    for heading in headings:
        strict = is_aim_heading(heading.title)
        if strict or _is_to_come(heading.title):
            stop = _section_end(heading, headings, text)
            found.append(AimSection(heading.start, heading.end, stop, heading.title, strict))
    return tuple(found)


def section_of(found: Sequence[AimSection], offset: int) -> AimSection | None:
    """The innermost section under whose heading the offset lies."""
    return next((s for s in reversed(found) if s.end <= offset < s.stop), None)


def is_aim_heading(title: str) -> bool:
    folded = " ".join(re.findall(r"\w+", fold(title)))
    if re.search(r"muc dich|yeu cau|ket qua|danh gia|thuc hien (?:cac )?(?:muc tieu|chi tieu)", folded):
        return False
    if "chung" in folded.split() or re.search(r"tong quat|thong ke|chi tiet|tac dong|hoan thanh", folded):
        return False
    return re.search(r"\bmuc tieu\b|^(?:cac )?chi tieu\b|chi tieu (?:chu yeu|phan dau|cu the)", folded) is not None


def _is_to_come(title: str) -> bool:
    folded = fold(title)
    if re.search(r"ket qua|danh gia|tinh hinh|ton tai|han che|thuc hien (?:cac )?nhiem vu|viec thuc hien", folded):
        return False
    return _to_come().search(folded) is not None


@cache
def _to_come() -> re.Pattern[str]:
    return re.compile(
        r"\bphuong huong\b|\bdinh huong\b|^(?:cac )?nhiem vu\b|\bnhiem vu,? (?:va )?giai phap|"
        r"\bnhiem vu (?:trong tam|chu yeu|cong tac|quy|nam|thang|\d)|"
        r"\b(?:trong )?thoi gian toi\b|^(?:du kien )?ke hoach (?:cong tac |cchc |cai cach hanh chinh )?"
        r"(?:nam|quy|thang|\d)|^(?:muc tieu|nhiem vu).*\btiep theo\b|^giai phap\b|^yeu cau\b.*\b20\d\d$"
    )


def _unnumbered(text: Flow) -> Iterator[Section]:
    """'PHƯƠNG HƯỚNG, NHIỆM VỤ QUÝ IV', '* Chỉ tiêu phấn đấu:': short, in capitals or with a colon at its end."""
    for paragraph in text.paragraphs:
        if paragraph.is_row:
            continue
        if paragraph.end - paragraph.start > _LONGEST_HEADING:
            if leads := _leads_over().search(text.text, paragraph.start, paragraph.end):
                yield Section(paragraph.start, paragraph.end, leads["title"], _LOOSE, paragraph.number)
            continue
        printed = text.paragraph_text(paragraph).strip(" *+-–•_#")
        title = re.sub(r"^(?:[IVX]{1,4}|\d{1,2}|[A-Ha-zđ])\s?[.)-]\s*", "", printed).rstrip(" :*")
        if not title.isupper() and not printed.endswith(":"):
            continue
        told = is_aim_heading(title) or _is_to_come(title) or _other().search(fold(title))
        if told and next(find_amounts(title), None) is None:
            level = 2 if title.isupper() else _LOOSE
            yield Section(paragraph.start, paragraph.end, title, level, paragraph.number)


@cache
def _leads_over() -> re.Pattern[str]:
    """A sentence that ends with aims to come: 'yêu cầu … thực hiện đạt các mục tiêu đến năm 2025:'."""
    more = r"(?:\s+(?:cụ thể|chủ yếu|cơ bản|phấn đấu|sau(?: đây)?|(?:đến |trong )?năm 20\d\d))*"
    return re.compile(rf"(?:các\s+)(?P<title>(?:mục tiêu|chỉ tiêu){more})\s*:\s*$")


@cache
def _other() -> re.Pattern[str]:
    """Headings without a number at which aims end."""
    return re.compile(r"ket qua|danh gia|ton tai|han che|to chuc thuc hien|kien nghi|de xuat|kinh phi|muc dich|yeu cau")


def _section_end(heading: Section, headings: Sequence[Section], text: Flow) -> int:
    after = (
        h.start for h in headings if h.start > heading.start and h.level <= heading.level and not _is_item(h, text)
    )
    stop = _section_stop().search(text.text, heading.end)
    return min(next(after, len(text.text)), stop.start() if stop else len(text.text))


@cache
def _section_stop() -> re.Pattern[str]:
    """The foot, or a heading in capitals whose numeral was misread: 'HI. NỘI DUNG NHIỆM VỤ'."""
    return re.compile(
        r"\n(?:\W?(?:Nơi nhận|Trên đây)|[IVXH1l|]{1,4}\s?[.,]\s?[A-ZĐÀ-Ỹ]{2,}(?:[ ,][A-ZĐÀ-Ỹ]+)+\W*(?=\n|$))"
    )


def _is_item(heading: Section, text: Flow) -> bool:
    """A short numbered aim may look like a heading: it states an amount or ends like a clause."""
    return next(find_amounts(text.text[heading.start : heading.end]), None) is not None


# --- sentences elsewhere ------------------------------------------------------------------------------------


def promises(text: Flow, paragraph: Paragraph) -> Iterator[tuple[int, int, int]]:
    """'Năm 2024, xã phấn đấu nâng tỷ lệ … lên trên 60%': (start, where the promise begins, end) in the paragraph."""
    printed = text.paragraph_text(paragraph)
    for match in _promise().finditer(printed):
        if not _past().search(match["before"]):
            yield match.start("before"), match.start("word"), match.end()


@cache
def _promise() -> re.Pattern[str]:
    on, end = r"(?:(?!\.\s).)*?", r"(?=\.\s|\.?$|\./)"
    before = r"(?:^|(?<=[.;:]\s))(?P<before>(?:(?![;:]|\.\s).)*?)"
    set_out = r"(?<!\S)(?:Mục|Chỉ) tiêu(?=[^.;:\d]{0,30}(?:20\d\d)?\s*:)(?![^\n]*?\b(?:đã|giao)\b)"
    word = rf"\b(?i:phấn đấu|đặt mục tiêu)\b|{set_out}"
    return re.compile(rf"{before}(?P<word>{word}){on}{end}", re.MULTILINE)


@cache
def _past() -> re.Pattern[str]:
    """Before 'phấn đấu' where it names what was promised earlier: 'vượt chỉ tiêu phấn đấu 90%', 'đã phấn đấu'."""
    return re.compile(r"(?i)(?:chỉ tiêu|mục tiêu|mức|điểm|quyết tâm)\s*$|\b(?:đã|luôn|tinh thần)\b|Căn cứ|vượt|so với")

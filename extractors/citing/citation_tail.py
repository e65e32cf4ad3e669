"""What follows the symbol of a cited document: its date, who issued it, what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractors.citing.references import type_names
from extractors.context import DocumentContext
from extractors.heads.issuer import known_body, official_body, whose
from extractors.text.values import find_dates

_LOOK_AHEAD = 420  # characters after the symbol for date, issuer and subject
_LONGEST_SUBJECT = 300
_LOOK_BACK = 140  # characters before the kind


@dataclass(frozen=True, slots=True)
class Tail:
    end: int
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None


def tail_of(text: str, at: int, context: DocumentContext) -> Tail:
    """Date, issuer and subject that follow at `at`, in either order of date and issuer."""
    line_end = text.find("\n", at)
    window = text[at : min(at + _LOOK_AHEAD, line_end if line_end >= 0 else len(text))]
    date, used = _date_first(window, 0)
    issuer, used = _issuer_first(window, used)
    if date is None:
        date, used = _date_first(window, used)
    subject, used_subject = _subject_first(window, used)
    resolved = None
    if issuer:
        resolved = whose(official_body(issuer, context.gazetteer), context.province, context.district, context.commune)
    return Tail(at + max(used, used_subject), date, resolved, subject)


def told_before(text: str, at: int, context: DocumentContext) -> tuple[str | None, str | None]:
    """Date and issuer told before the cited document: 'Ngày 29/8/2022, Chủ tịch UBND quận ký Quyết định số …'."""
    match = _before().search(text[max(at - _LOOK_BACK, 0) : at])
    if match is None:
        return None, None
    date = next((d.iso for d in find_dates(match["date"] or "")), None)
    body = whose(official_body(match["body"], context.gazetteer), context.province, context.district, context.commune)
    return date, body


def _date_first(window: str, used: int) -> tuple[str | None, int]:
    for date in find_dates(window[used : used + 60]):
        if _before_date().fullmatch(window[used : used + date.start]):
            end = used + date.end
            return date.iso, end + (window[end : end + 1] == ")")
        break
    return None, used


def _issuer_first(window: str, used: int) -> tuple[str | None, int]:
    opening = _of().match(window, used)
    if opening is None:
        return None, used
    known = known_body(window[opening.end() :])
    if known:
        return known, opening.end() + len(known)
    stop = _issuer_stop().search(window, opening.end())
    end = stop.start() if stop else len(window)
    issuer = window[opening.end() : end].strip()
    return (issuer, end) if issuer and issuer[0].isupper() and len(issuer) <= 110 else (None, used)


def _subject_first(window: str, used: int) -> tuple[str | None, int]:
    match = _subject_opens().match(window, used)
    if match is None:
        return None, used
    stop = _subject_stop().search(window, match.end())
    end = min(stop.start() if stop else len(window), match.start() + _LONGEST_SUBJECT)
    told = window[match.start() : end].strip(" ,(")
    subject = re.sub(r"^(?:về\s+việc|v/v|về)\s+", "", told, flags=re.IGNORECASE).strip()
    return subject[:1].upper() + subject[1:], end


@cache
def _before_date() -> re.Pattern[str]:
    return re.compile(r"(?i)[\s,(]*(?:(?:được\s+)?(?:ban hành|ký|thông qua)\s+)?(?:vào\s+)?(?:ng\w{1,2}y)?[\s,]*")


@cache
def _before() -> re.Pattern[str]:
    """'Ngày …, BODY (đã) ban hành', 'được BODY công bố tại', at the end."""
    committee = r"(?:Chủ tịch )?(?:UBND|HĐND|[UỦ][ỷyỶY] ban nhân dân|Hội đồng nhân dân)"
    body = rf"(?P<body>(?:{committee}|(?:Sở|Phòng|Văn phòng|Thanh tra|Bộ) (?=[A-ZĐ]))(?: ?[^\W\d_][\w'’-]*){{1,6}}?)"
    acts = r"(?:ký|ban hành|công bố|phê duyệt|thông qua|có|quyết định)"
    return re.compile(
        rf"(?:(?:^|[.;\n])\s*(?P<date>Ngày [\d/. ]{{8,12}}|Ngày \d{{1,2}} tháng \d{{1,2}} năm \d{{4}}),?\s+)?"
        rf"(?<![\w-]){body}\s+(?:đã\s+)?{acts}(?:\s+ban hành)?(?:\s+(?:tại|theo))?\s+$"
    )


@cache
def _of() -> re.Pattern[str]:
    return re.compile(r"(?i)[\s,)]*(?:của|do)\s+")


@cache
def _issuer_stop() -> re.Pattern[str]:
    verbs = (
        "về|v/v|ban hành|quy định|phê duyệt|công bố|thành lập|hướng dẫn|sửa đổi|bổ sung|triển khai|thực hiện|giao|để|"
        "thông qua|"
        "đã|được|tại|ngày|năm|kèm|trong|nhằm|thông báo|tăng cường|đẩy mạnh|xác định|là|có|cho|từ|đối với|theo|"
        "kiện toàn|điều chỉnh|Quy định|Hướng dẫn|Về|Ban hành|Phê duyệt|Sửa đổi"
    )
    return re.compile(
        rf"\s+(?:và\s+)?(?:{verbs})(?!\w)|\s+và\s+(?:các|những)\s|\s+và\s+(?:{type_names()})|\s+(?:{type_names('attached')})\s|[,;.:()“”\"/|\t]"
    )


@cache
def _subject_opens() -> re.Pattern[str]:
    verbs = (
        "về|v/v|ban hành|quy định|phê duyệt|công bố|thành lập|hướng dẫn|sửa đổi|triển khai|thực hiện|giao|kiện toàn|"
        "thông báo|tăng cường|đẩy mạnh|điều chỉnh|thông qua|bãi bỏ"
    )
    return re.compile(rf"[\s,]*(?=(?i:{verbs})(?!\w))")


@cache
def _subject_stop() -> re.Pattern[str]:
    """The clause's end, the next document cited, or the body that now acts on it ('…, Sở Nội vụ báo cáo kết quả')."""
    cited = rf"(?:các\s+)?(?:(?i:{type_names('numbered')}|văn bản)(?:\s+[^\W\d_]+){{0,3}}?\s+)?số\s*:?\s*\d"
    law = rf"(?:{type_names('law')})\s+[A-ZĐÀ-Ỹ]"
    acts = "báo cáo|đề nghị|yêu cầu|thông báo|ban hành|xây dựng|trân trọng|kính đề nghị|tổng hợp|đã|thẩm định|tham mưu"
    body = r"(?:UBND|HĐND|[UỦ][ỷyỶY] ban|Hội đồng|Sở|Phòng|Ban|Văn phòng|Tổ|Thanh tra|Chi cục|Cục|Bộ|Trung tâm) "
    return re.compile(
        rf"[;\n\t|]|\.(?=\s|$)|\)\s*[,.;]|,\s+(?=(?:{type_names('numbered')})\s+số)"
        rf"|,?\s+(?:và|cùng|cùng với|theo|tại|trên cơ sở|thay thế)\s+(?=(?:của\s+)?{cited})|\s+và\s+(?={law})"
        rf"|,\s+(?={cited})|,\s+(?={body}[^,;.\n]{{0,70}}?(?<!\w)(?:{acts})(?!\w))"
    )

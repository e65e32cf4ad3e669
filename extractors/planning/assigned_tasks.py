"""Tasks given to a body in a sentence, which ends with the day by which:

    - Giao Sở Tài chính chủ trì, phối hợp với Kho bạc Nhà nước tỉnh hướng dẫn …, hoàn thành trong quý II/2024.
    3.1. Văn phòng Sở bố trí kinh phí nâng cấp phần mềm một cửa, xong trước ngày 30/6/2018.

The body's name ends at a colon, at 'chủ trì' or 'phối hợp', or where one of data/task_verbs.txt begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from extractors.naming.offices import is_office
from extractors.planning.told_tasks import LEAST_WORDS, ToldTask
from extractors.text.flow import Flow, Paragraph
from extractors.text.remember import last_answer
from extractors.text.sections import heading_chain, sections

_LONGEST_LEAD = 160  # characters; several bodies may be told the same


@last_answer
def assigned_tasks(text: Flow) -> tuple[ToldTask, ...]:
    """Every clause that gives a body something to do by a day."""
    return tuple(_tasks(text))


def _tasks(text: Flow) -> Iterator[ToldTask]:
    seen = -1
    for due in _day().finditer(text.text):
        paragraph = text.paragraph_at(due.start())
        if paragraph.start == seen or paragraph.is_row:
            continue
        seen = paragraph.start
        for start, end in _clauses(text, paragraph):
            task = _assigned(text, start, end)
            if task is not None:
                yield task


def _clauses(text: Flow, paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph; also what follows a semicolon, where a body with its capital begins it."""
    start = paragraph.start
    for cut in _cuts().finditer(text.text, paragraph.start, paragraph.end):
        yield start, cut.start()
        start = cut.end()
    yield start, paragraph.end


def _assigned(text: Flow, start: int, end: int) -> ToldTask | None:
    opening = _opening().match(text.text, start, end)
    due = _due().search(text.text, start, end)
    if opening is None or (due is None and opening["due"] is None):
        return None
    lead, support, name = _parted(text.text[opening.end() : due.start() if due else end])
    if asked := _asked().match(name):  # 'Sở Nội vụ đề nghị UBND các huyện báo cáo …'
        lead, support, name = _parted(name[asked.end() :])
    lead = lead or _over(text, start)
    if not _is_body(lead) or _no_task().search(f"{lead} {name[:12]}") or len(name.split()) < LEAST_WORDS:
        return None
    by = due["due"] if due else opening["due"]
    return ToldTask(opening["no"], name.strip(" ./"), lead, support, by.strip(" ,./;"), start, end)


def _parted(told: str) -> tuple[str, str | None, str]:
    """Who leads ('' if nobody is named), who supports, what is to be done."""
    if (last := _body_last().match(told)) and _is_body(last["lead"]):
        return last["lead"], last["support"], last["name"]
    leads = re.match(r"(?i)chủ trì,?\s+(?:và\s+)?", told)
    begins_with_verb = leads or _verb().match(f" {told[:1].lower()}{told[1:]}")
    lead = None if begins_with_verb else _lead().match(told)
    start = leads or lead
    rest = told[start.end() :] if start else told
    helped = _support().match(rest)
    name = rest[helped.end() :] if helped else rest
    return lead["lead"].strip() if lead else "", helped["support"].strip(" ,") if helped else None, name.strip(" ,;:")


@cache
def _body_last() -> re.Pattern[str]:
    """'Kết nối cổng thanh toán: Phòng Quản lý vận tải thực hiện cùng Trung tâm Công nghệ thông tin'."""
    return re.compile(
        r"(?P<name>[^:]+):\s*(?P<lead>[^:;]{3,120}?)\s+(?:thực hiện|chủ trì|phụ trách)"
        r"(?:,?\s*(?:phối hợp|cùng)(?: với)?\s+(?P<support>[^:;]{3,160}))?\W*$"
    )


def _over(text: Flow, start: int) -> str:
    """'1. Phòng Nội vụ' over '- Tổng hợp kết quả, báo cáo … trước ngày 15/12': the body the heading names."""
    return next((h.title for h in heading_chain(sections(text), start)[:2] if is_office(h.title)), "")


def _is_body(lead: str) -> bool:
    return len(lead) <= _LONGEST_LEAD and is_office(lead[:1].upper() + lead[1:])


@cache
def _verb() -> re.Pattern[str]:
    lines = resources.files("extractors").joinpath("data/task_verbs.txt").read_text(encoding="utf-8").splitlines()
    verbs = sorted((v for v in lines if v and not v.startswith("#")), key=len, reverse=True)
    return re.compile(rf"\s(?=(?:{'|'.join(verbs)})(?!\w))")


@cache
def _no_task() -> re.Pattern[str]:
    """What tells of the past, of why, or begs a superior: no task."""
    return re.compile(
        r"(?i)\b(?:đã|được|chưa|không|còn|căn cứ|theo(?! dõi)|kính|xem xét|phê duyệt"
        r"|thực hiện (?:công văn|kế hoạch|quyết định|văn bản))\b"
    )


@cache
def _opening() -> re.Pattern[str]:
    label = r"(?P<no>\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ])\s?[.)-](?:\s+|(?=[^\W\d_]))|Điều\s+\d{1,2}\s?[.:]\s+|[-–+*•]\s*"
    due = rf"(?P<due>(?:Đến|Trước|Trong|Chậm nhất)\s+(?:(?:hết|ngày|tháng)\s+)*{_DAY})\s*[:,]\s*"
    return re.compile(rf"\s*(?:{label})?(?:{due})?(?:Đồng thời,?\s+)?(?:{_asked().pattern})?")


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(r"(?:[Gg]iao|[Yy]êu cầu|[Đđ]ề nghị|[Pp]hân công)\s+(?:cho\s+)?")


@cache
def _lead() -> re.Pattern[str]:
    """The body's name, its end, and that it leads."""
    leads = r"(?:(?:có|chịu) trách nhiệm\s+)?(?:chủ trì\s*[,:]?\s*(?:và\s+)?)?"
    return re.compile(
        rf"(?P<lead>[^:;]{{2,{_LONGEST_LEAD}}}?)(?:\s*:\s*|,?\s+(?=(?:chủ trì|phối hợp|cùng|có trách nhiệm)\b)"
        rf"|,?{_verb().pattern}){leads}"
    )


@cache
def _support() -> re.Pattern[str]:
    end = rf"\s*:\s*|,?{_verb().pattern}|,\s+(?=để\b)"
    return re.compile(rf"(?:phối hợp|cùng)(?:,? cùng)?(?: với)?\s+(?P<support>[^:;]{{3,200}}?)(?:{end})")


@cache
def _cuts() -> re.Pattern[str]:
    bodies = r"Sở|Phòng|Ban|UBND|Ủy ban|Uỷ ban|Văn phòng|[Cc]ác|Thanh tra|Công an|Trung tâm|Giao|Bộ|Chủ tịch|Hội"
    return re.compile(
        rf"(?:(?<=[^\W\d_][.])|(?<=[%)][.])|(?<=\d{{4}}[.]))\s+(?=[A-ZĐỦĂÂÊÔƠƯ])|;\s+(?:và\s+)?(?=(?:{bodies})(?!\w))"
    )


@cache
def _day() -> re.Pattern[str]:
    return re.compile(_DAY)


_DAY = (
    r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]20\d\d)?|\d{1,2}[/-]20\d\d|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+20\d\d)?"
    r"|\d{1,2}\s+năm\s+20\d\d|quý\s+(?:IV|III|II|I|[1-4])(?:(?:\s?/\s?|\s+|\s+năm\s+)20\d\d)?)(?![\d%])"
)


@cache
def _due() -> re.Pattern[str]:
    """The words of the day at a clause's end; why it is so early may follow."""
    span = r"(?:thời\s+)(?:gian|hạn)(?:\s+(?:thực hiện|hoàn thành))?"
    name = rf"xong|hoàn thành(?:\s+xong)?|hạn\s+(?:chót|cuối|hoàn thành)|{span}|(?<!giải )trình|chậm nhất|muộn nhất"
    by = r"(?:trước|trong|vào|từ|đến(?:\s+hết)?|hết|chậm nhất|muộn nhất)(?:\s+(?:cuối|hết))?\s+"
    hour = r"(?:\d{1,2}\s?(?:giờ|h)\s?\d{0,2}\W{0,2}\s*)?"
    begins = rf"(?:{name})\s*:?\s*(?:là\s+)?(?:{by})?|(?:trước|trong|vào|từ|đến hết)\s+"
    return re.compile(
        rf"[,;]?\s+\(?(?P<due>(?:{begins}){hour}(?:(?:ngày|tháng|cuối)\s+)*{_DAY})(?:,?\s+để\s[^.;]{{3,100}})?[\s./;)]*$"
    )

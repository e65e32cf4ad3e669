"""Tasks told in words: the task, and below it or behind it who leads, who supports and until when, each with its label.

Nhiệm vụ 1: Rà soát, công bố thủ tục hành chính
- Cơ quan chủ trì: Văn phòng UBND huyện
- Cơ quan phối hợp: các phòng, ban
- Thời gian hoàn thành: trước 15/11/2021
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from extractors.text.flow import Flow

LEAST_WORDS, _MOST_CHARACTERS = 3, 400  # of a task's name


@dataclass(frozen=True, slots=True)
class ToldTask:
    """`start` and `end` are offsets in the flow, from the task's number to the end of its last label's words."""

    no: str | None
    name: str
    lead: str
    support: str | None
    deadline: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Label:
    """`role` is lead, support, deadline or other; `words` stand behind the colon."""

    role: str
    start: int
    end: int
    words: str


def told_tasks(text: Flow) -> Iterator[ToldTask]:
    """Every task with a body that leads it, and a support or a deadline."""
    for group in _groups(text):
        told = {label.role: label.words for label in reversed(group)}
        lead = told.get("lead")
        if not lead or _person().match(lead) or not ({"support", "deadline"} & told.keys()):
            continue
        start, end = _name_span(text, group[0].start)
        match = _number().match(text.text, start, end)
        name = text.text[match.end() if match else start : end].strip(" .;:,-–+*•(")
        if len(name.split()) >= LEAST_WORDS and len(name) <= _MOST_CHARACTERS:
            no = match["no"] if match else None
            yield ToldTask(no, name, lead, told.get("support"), told.get("deadline"), start, group[-1].end)


def _groups(text: Flow) -> Iterator[Sequence[_Label]]:
    """Labels that follow each other with nothing between the words of one and the next."""
    group: list[_Label] = []
    for label in _labels_of(text):
        if group and (text.text[group[-1].end : label.start].strip(" \n-–+*•.;,()") or label.role == group[0].role):
            yield group
            group = []
        group.append(label)
    if group:
        yield group


def _labels_of(text: Flow) -> Iterator[_Label]:
    rows = [(p.start, p.end) for p in text.paragraphs if p.is_row]
    found = [m for m in _labels().finditer(text.text) if not any(a <= m.start() < b for a, b in rows)]
    for match, after in zip_longest(found, found[1:]):
        line_end = text.text.find("\n", match.end())
        stop = len(text.text) if line_end < 0 else line_end
        stop = min(stop, after.start()) if after is not None else stop
        words = text.text[match.end() : stop].strip(" .;,-–+*•()/")
        role = next(name for name in ("lead", "support", "deadline", "other") if match[name])
        yield _Label(role, match.start("label"), stop, words)


def _name_span(text: Flow, at: int) -> tuple[int, int]:
    """The words before the first label: of its own paragraph, else the paragraph above."""
    paragraph = text.paragraph_at(at)
    if len(text.text[paragraph.start : at].split()) >= LEAST_WORDS:
        return paragraph.start, at
    above = text.paragraph_at(max(paragraph.start - 2, 0))
    return (above.start, above.end) if above.end <= paragraph.start and not above.is_row else (at, at)


@cache
def _labels() -> re.Pattern[str]:
    """A label begins a line or a sentence, and a colon ends it; in mid-line it has its capital."""
    body = r"(?:(?:[Cc]ơ quan|[Đđ]ơn vị|[Bb]ộ phận)\s+)"
    lead = rf"{body}?(?i:chủ trì)(?:\s+(?:thực hiện|tham mưu))?|{body}(?:thực hiện|đầu mối|tham mưu|chịu trách nhiệm)"
    support = rf"{body}?(?i:phối hợp|cùng làm)(?:\s+thực hiện)?"
    by = r"(?i:hạn hoàn thành|hoàn thành|tiến độ)|(?:Đến|Trước) ngày"
    deadline = rf"(?i:thời (?:hạn|gian))(?:\s+(?:hoàn thành|thực hiện|báo cáo))?|{by}"
    other = r"(?i:sản phẩm|kết quả|kinh phí|nguồn lực)(?:\s+[^\W\d_]+){0,3}?"
    return re.compile(
        r"(?:(?:^|(?<=\n)|(?<=[.;,(–-]\s)|(?<=[.;,(–-]))\W{0,3}|(?<=\s)(?=[A-ZĐ]))"
        rf"(?P<label>(?P<lead>{lead})|(?P<support>{support})|(?P<deadline>{deadline})|(?P<other>{other}))"
        r"(?:\s*:\s*|(?<=[Hh]oàn thành)\s+(?=(?:trước|trong|vào)\s))"
    )


@cache
def _number() -> re.Pattern[str]:
    return re.compile(
        r"\W{0,3}(?:(?:Nhiệm vụ|Công việc|Việc)\s+)?(?P<no>\d{1,2}(?:\.\d{1,2})*|[a-zđ](?=\)))\s?(?:[.):]|\s)\s*"
    )


@cache
def _person() -> re.Pattern[str]:
    """Who takes the chair of a meeting."""
    return re.compile(r"(?i)(?:các\s+)?(?:đồng chí|đ/c|ông|bà)\b")

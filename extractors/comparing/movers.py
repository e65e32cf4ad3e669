"""Whose movement a sentence tells: of the unit whose score stands just before, of the one named before the verb, of
those named in a row with it, of the unit the sentences before spoke of, of all together, or of the document's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.comparing.change_tables import Who
from extractors.comparing.clauses import Reader, Topic, mentions_group, topic_of
from extractors.comparing.movements import Quantity
from extractors.heads.places import DISTRICT_WORDS, PROVINCE_WORDS
from extractors.naming.linking import Linked, as_printed
from extractors.naming.named import NamedUnit
from extractors.records import Score
from extractors.scoring.prose_scores import Told

_OFFICE = re.compile(  # an office that no gazetteer knows, right before the word
    r"(?:^|[,;:]\s|\bvà\s)\W*(?P<name>(?:Sở|Ban|Phòng|Chi cục|Cục|Thanh tra|Văn phòng|Bảo hiểm|Bệnh viện|Trung tâm"
    r"|Trường)\s[^,.;:()]{2,60}?)"
    r"\s*(?:cũng\s+|bị\s+|tiếp tục\s[^,.;:]{0,30}\s)?\(?$"
)
_BODY_OF = re.compile(r"\b(?:Trung tâm|Bệnh viện|Trường|Trạm)\s(?:[^\W\d_]+\s){1,5}$")  # 'Trung tâm Y tế huyện Lý Nhân'
_BELONGS = re.compile(r"\b(?:của|thuộc|trên địa bàn|toàn)\s+(?:UBND\s+)?$", re.IGNORECASE)
_ITS_INDEX = re.compile(
    r"(?:điểm|điểm số|chỉ số[^,.;]{0,30}|index|kết quả|hạng)\s+(?:của|thuộc)\s+(?:UBND\s+)?$", re.IGNORECASE
)
_INSIDE = re.compile(r"\s*[,-]?\s*")  # between a commune and its district
_NEXT = re.compile(r"\s*(?:,|;|và|, và)\s*")
_FINDINGS = re.compile(r"\b(?:theo đó|trong đó|kết quả)\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*(?:cùng|đều|mỗi \S+ \S+)\s*", re.IGNORECASE)
SIDE_BY_SIDE = re.compile(r"\s*(?:cùng|đều)?\s*", re.IGNORECASE)
_TOLD = 0.97  # belief in a unit whose score the text tells


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the flow, the scores it tells, and the one unit that those before it told scores of."""

    start: int
    end: int
    told: tuple[Told, ...]
    subject: Linked | None


def only_subject(told: Iterable[Told]) -> Linked | None:
    """The one unit among those whose scores these are; None where there are several."""
    scores = [t.score for t in told if t.score.unit_scope == "unit"]
    links = {Linked(s.unit_name or "", s.unit_code, s.unit_level, _TOLD) for s in scores}
    return links.pop() if len(links) == 1 else None


def mover(read: Reader, here: Sentence, at: int, quantity: Quantity) -> Who:
    """Whose change it is that the text tells at `at`."""
    before = [t for t in here.told if t.end <= at]
    if before:
        score = before[-1].score
        between = _subject(read, before[-1].end, at)
        if between is None or between.link.code == score.unit_code:
            return _of_score(score, quantity)
    return _named_before(read, here, at)


def _of_score(score: Score, quantity: Quantity) -> Who:
    value = score.score if quantity == "score" else float(score.rank) if score.rank else None
    link = (
        None if score.unit_scope == "group" else Linked(score.unit_name or "", score.unit_code, score.unit_level, _TOLD)
    )
    return Who(link, Topic(score.criterion, score.criterion_code, score.parent_criterion), value, score.stat)


def _named_before(read: Reader, here: Sentence, at: int) -> Who:
    text = read.flow.text
    clause = text[here.start : at]
    topic = topic_of(read, here.start, clause, item=False)
    named = _subject(read, here.start, at)
    of_all = mentions_group(_FINDINGS.split(clause)[-1])
    home = read.home()
    if named is not None:
        beside = 0 <= at - named.name_end <= 1
        if beside or home is None or named.link.code != home.code or not of_all:
            return Who(_body(text, here.start, named) or named.link, topic, None, "value")
    office = _OFFICE.search(clause)
    if office is not None:
        return Who(as_printed(office["name"]), topic, None, "value")
    if of_all or (read.of_group and here.subject is None):
        return Who(None, topic, None, "mean")
    return Who(here.subject or home, topic, None, "value")


def _subject(read: Reader, start: int, at: int) -> NamedUnit | None:
    """The last unit named between two offsets that is not only where something belongs: 'của tỉnh Lâm Đồng',
    'xã Hải Hưng, huyện Hải Hậu'."""
    named = [n for n in read.named_in(start, at) if n.end <= at]
    for at_name in reversed(range(len(named))):
        one = named[at_name]
        around = read.flow.text[max(one.start - 50, start) : one.start]
        beside = 0 <= at - one.name_end <= 1
        if _BELONGS.search(around) and not beside and not _ITS_INDEX.search(around):
            continue
        if at_name and _holds(one, named[at_name - 1], read.flow.text):
            continue
        return one
    return None


def _holds(larger: NamedUnit, smaller: NamedUnit, text: str) -> bool:
    """'xã Hải Hưng, huyện Hải Hậu': the district tells where the commune is."""
    upper = (*DISTRICT_WORDS, *PROVINCE_WORDS)
    levels = larger.link.kind in upper and smaller.link.kind not in upper
    return levels and _INSIDE.fullmatch(text[smaller.name_end : larger.start]) is not None


def _body(text: str, start: int, named: NamedUnit) -> Linked | None:
    """'Trung tâm Y tế huyện Lý Nhân' is no district."""
    before = _BODY_OF.search(text, max(start, named.start - 40), named.start)
    return as_printed(text[before.start() : named.name_end]) if before else None


def moving_together(
    read: Reader, start: int, at: int, who: Who, joint: re.Pattern[str] = _TOGETHER
) -> Iterator[Linked]:
    """'Các huyện Gio Linh và Cam Lộ cùng giảm 02 bậc': the names in a row with the one right before the word."""
    named = [n for n in read.named_in(start, at) if n.name_end <= at]
    if not named or named[-1].link != who.link or not joint.fullmatch(read.flow.text[named[-1].name_end : at]):
        return
    for left, right in pairwise(reversed(named)):
        if not _NEXT.fullmatch(read.flow.text[right.name_end : left.start]):
            return
        yield right.link

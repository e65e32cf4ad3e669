"""What a clause speaks of: which unit, which criterion, which year, one value or the mean of all.

Prose scores and changes ask here. A clause is the text from a sentence's start, or the figure before, to the figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from extractors.context import DocumentContext
from extractors.naming.linking import Linked, group_name, of_place
from extractors.naming.named import NamedUnit, named_units
from extractors.scoring.domains import DomainNames, domain_names
from extractors.text.flow import Flow, Paragraph
from extractors.text.sections import Section, heading_chain, sections
from extractors.text.vocabulary import UPPER, criterion_code, criterion_name, means_total

Stat = Literal["value", "mean", "max", "min"]

_HEAD = 25  # paragraphs among which the title stands
_SELF_REPORT = re.compile(r"\W*(?:(?:BÁO CÁO|BẢNG|Kết quả|Về việc)\s+){0,2}tự (?:đánh giá|chấm)", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?<=[.!?;])(?<!\bTP\.)(?<!\bTX\.)(?<!\bTT\.)(?<!\bP\.)(?<!\bQ\.)\s+"
    rf"(?=[{UPPER}]|[-+•*“(])|(?<=\.)\s+(?=\d)|\n"
)
_LABEL = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zđ])[.)]")  # the number of an item
_MEAN = re.compile(
    r"(?<!loại )(?<!nhóm )(?<!mức độ )(?<!hạng )(?<!dưới mức )(?<!trên mức )\b(?:trung bình|bình quân)\b(?! khá)",
    re.IGNORECASE,
)
_HIGHEST = re.compile(r"\b(?:cao nhất|lớn nhất)\b", re.IGNORECASE)
_LOWEST = re.compile(r"\b(?:thấp nhất|nhỏ nhất)\b", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:(?:các|toàn bộ|\d+) (?:xã|phường|huyện|đơn vị|địa phương)|(?:UBND )?cấp (?:xã|huyện)"
    rf"|toàn (?:huyện|tỉnh|thị xã|thành phố|quận)(?!\s+(?-i:[{UPPER}])))\b",
    re.IGNORECASE,
)
_HOME = re.compile(r"\b(?:của |toàn )?(?:UBND )?(?:huyện|thị xã|quận|thành phố|tỉnh)\b(?! ủy)(?!,)", re.IGNORECASE)
_YEAR = re.compile(r"(?P<other>so với |hơn |trước |như )?\bnăm\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
# 'lĩnh vực' as it is read from worn paper: linh vũ, tỉnh vực, bình vụ, linh ưu
FIELD = (
    r"(?:lĩnh vực|mảng|cấu phần|trụ cột"
    r"|[ltbs][iíìỉĩị]nh\s(?:v[ựưuữửừứúùủũụiíìỉĩịoóòỏõọôốồổỗộơớờởỡợeéèẻẽẹêếềểễệ]\w?|ưu)(?=\s))"
)
_NAMED = re.compile(
    rf"\b(?:chỉ số(?: thành phần)?|tiêu chí(?: thành phần)?|{FIELD})\s+(?:về\s+)?"
    r"(?:\w+ nhất là\s+)?(?!là\b|này\b|có\b|đạt\b|được\b)(?P<name>.+?)"
    r"(?=\s*(?:của (?:UBND|cấp|xã|phường|thị|thành|quận|tỉnh|huyện|các (?:xã|huyện|đơn vị|phường))"
    r"|năm \d|huyện\b|,?\s*các (?:đơn vị|xã|huyện|phường|sở)"
    r"|,\s*(?:xã|phường|thị trấn|huyện|thành phố|đơn vị|trung bình|bình quân)\b|đạt\b|là\b|được\b|có\b|:|\(|$))",
    re.IGNORECASE,
)
_NO = r"^\W*(?:(?:\(?\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s*)?(?:Về\s+)?"  # how an item begins
_ITEM = re.compile(
    _NO + r"(?:nội dung|lĩnh vực|tiêu chí)?\s*[\"“]?(?P<name>[^\W\d_][^:]*?)[\"”]?\s*(?:\([^():]*\))?\s*"
    r"(?::\s*(?:\S+\s+){0,14}?|\s(?:của (?:UBND |toàn )?(?:huyện|xã|thị xã|tỉnh)\b[^:]*?|năm \d{4} )?)"
    r"\W*(?:chỉ |mới )?(?:đạt|là|được|có|bình quân|trung bình)\b",
    re.IGNORECASE,
)
# '- Xây dựng và tổ chức thực hiện văn bản QPPL: 8,11/10 điểm', 'Hiện đại hóa hành chính: 9,87 điểm'
_COLON = re.compile(_NO + r"(?P<name>[^\W\d_][^:;.]{5,150}?)\s*:\s*$", re.IGNORECASE)
# '"Thực hiện cơ chế một cửa" 14,5/15 điểm', '- "Công khai TTHC" đạt 1/1 điểm'
_QUOTED = re.compile(
    r"(?:^\W*|^.*(?:là|tiêu chí|lĩnh vực|nội dung|chỉ số|,|;|:)\s*)[\"“](?P<name>[^\"“”]{6,150})[\"”]"
    r"\s*(?:\([^()]*\)\s*)?(?:(?:chỉ|mới|không có điểm|đạt|được|là|:|có|với)\s*){0,3}\W{0,2}$",
    re.IGNORECASE,
)
# '; Tiến độ giải quyết 19,4/20 điểm', 'trong đó điểm thẩm định 54,1/60 điểm': the part of the whole a clause names
_PART = re.compile(
    rf"(?:(?:^|[,;:]\s|\b(?:đó|và|gồm|riêng)\s)\W*(?=điểm\s|(?-i:[{UPPER}]))|[;:]\s+)(?P<name>[^\W\d_][^;:()]{{4,120}}?)\s*(?:\([^()]*\)\s*)?"
    r"(?:(?:chỉ|mới)\s+)?(?:đạt|là|được|:)?\s*$",
    re.IGNORECASE,
)
_WHOLE_POINTS = re.compile(r"trung bình|bình quân|tối đa|cao nhất|thấp nhất|tổng|chỉ số|^điểm số\b", re.IGNORECASE)
_VERB = re.compile(r"\b(?:đạt|xếp|đứng|tăng|giảm|công bố|năm \d{4})\b", re.IGNORECASE)
_LEAST_WORDS, _MOST_WORDS = 2, 16
_OF_FIELDS = re.compile(rf"^.*,\s*{FIELD}\s+", re.IGNORECASE)  # 'Trong 8 lĩnh vực đánh giá, lĩnh vực …'
_EXTREME = re.compile(r"\s+(?:cao|thấp) nhất\W*$", re.IGNORECASE)
_EMPTY = re.compile(
    r"^(?:(?:này|trên|đó|nêu trên|chung|trung bình|bình quân|tổng hợp|(?:cao|thấp|lớn|nhỏ) nhất)\b\W*(?:năm \d+)?$"
    r"|(?:trung bình|bình quân) (?:của|chung|toàn|khối|các)\b"
    r"|(?:CCHC|cải cách hành chính|PAR INDEX)\b)",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(r"\W*(?:Theo đó|Trong đó|Qua đó|Như vậy|Cụ thể|Kết quả)\b")
_OF_RESULTS = re.compile(
    r"kết quả (?:xếp hạng|chỉ số|chung|tổng hợp|chấm điểm)|tổng hợp|(?:tình hình|đánh giá) chung", re.IGNORECASE
)
_OF_WHOLE = re.compile(r"\bxếp hạng (?:(?:kết quả|công tác|chỉ số) )*(?:CCHC|cải cách hành chính)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z]{3,8}")  # SIPAS, PAPI, DDCI: indices known by their letters
_NO_NAME = re.compile(
    r"^(?:(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|các|những|số|\d+)\s+(?:đơn vị|xã|phường|huyện|địa phương|sở)"
    r"|thấp nhất|cao nhất|kết quả(?= (?:năm|chung|trên|cho thấy|này|chỉ số|đạt|là|đó|đánh giá cho|của)\b)"
    r"|trong đó|theo đó|tổng|năm \d|nhìn chung|qua|điểm|so với|trung bình|bình quân|giá trị|với|mức|có|đơn vị|trên|"
    r"nhìn lại|riêng|cụ thể|như vậy|đến|tính|toàn|UBND|xã|huyện|đạt|dẫn đầu|giảm|tăng"
    r"|xếp (?:loại|hạng)|loại|nhóm|hạng|khối|cụm|đối với)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """The criterion a clause speaks of; `parent` where it is one of a domain's own criteria."""

    criterion: str
    code: str | None
    parent: str | None = None


TOTAL = Topic("total", "total")


@dataclass(frozen=True, slots=True)
class Reader:
    """A document made ready for reading clauses."""

    flow: Flow
    context: DocumentContext
    headings: tuple[Section, ...]
    units: tuple[NamedUnit, ...]
    starts: tuple[int, ...]  # of units
    names: DomainNames
    of_group: bool  # the document reports on many units, not on its own
    of_self: bool = False  # a unit reports the points it gave itself
    openings: tuple[int, ...] = ()  # where paragraphs begin

    def named_in(self, start: int, end: int) -> tuple[NamedUnit, ...]:
        """The units named between two offsets of the flow."""
        return self.units[bisect_left(self.starts, start) : bisect_right(self.starts, end - 1)]

    def opening_of(self, paragraph: Paragraph) -> int:
        """Where what a paragraph speaks of is named first: with the one before it, if it says 'Theo đó, …'."""
        at = bisect_left(self.openings, paragraph.start)
        refers = at > 0 and _REFERS_BACK.match(self.flow.text, paragraph.start, paragraph.end)
        return self.openings[at - 1] if refers else paragraph.start

    def last_named(self, start: int, end: int) -> Linked | None:
        found = [n for n in self.named_in(start, end) if n.end <= end]
        return found[-1].link if found else None

    def home(self) -> Linked | None:
        return of_place(self.context.home)

    def group(self) -> str:
        return group_name(self.context)

    def heading_topic(self, offset: int) -> Topic | None:
        """The domain of the nearest heading that names one; a heading of another kind ends the search."""
        for heading in heading_chain(self.headings, offset):
            name = criterion_name(heading.title)
            code = criterion_code(name)
            if code == "total" or means_total(name) or _OF_RESULTS.match(heading.title):
                return None
            if code is not None:
                return Topic(self.names.of(name, code), code)
            if self._among_domains(heading):
                return Topic(name, None)
        return None

    def _among_domains(self, heading: Section) -> bool:
        """A heading of unknown name is a domain's if its neighbours of the same level are."""
        at = self.headings.index(heading)
        before = _siblings(reversed(self.headings[:at]), heading.level)
        after = _siblings(self.headings[at + 1 :], heading.level)
        known = {criterion_code(criterion_name(h.title)) for h in (*before, *after)} - {None, "total"}
        return len(known) >= 2


def _siblings(headings: Iterable[Section], level: int) -> list[Section]:
    """The headings of one level up to the next higher one."""
    found = []
    for heading in headings:
        if heading.level < level:
            break
        if heading.level == level:
            found.append(heading)
    return found


def reader(flow: Flow, context: DocumentContext, *, has_units: bool = False) -> Reader:
    units = named_units(flow, context)
    headings = sections(flow)
    of_self = any(_SELF_REPORT.match(flow.paragraph_text(p)) for p in flow.paragraphs[:_HEAD])
    return Reader(
        flow,
        context,
        headings,
        units,
        tuple(u.start for u in units),
        domain_names(flow, headings),
        has_units or (_speaks_of_group(flow, context) and not of_self),
        openings=tuple(p.start for p in flow.paragraphs),
        of_self=of_self,
    )


def _speaks_of_group(flow: Flow, context: DocumentContext) -> bool:
    """The title names the units reported on: 'của UBND các xã, thị trấn trên địa bàn huyện'."""
    below = (
        r"\b(?:các (?:xã|phường|thị trấn)|cấp xã)\b" if context.district else r"\b(?:các (?:huyện|quận)|cấp huyện)\b"
    )
    for paragraph in flow.paragraphs[:_HEAD]:
        text = flow.paragraph_text(paragraph)
        if re.match(r"\W*(?:Căn cứ|Thực hiện|Trên cơ sở|Kính gửi|Theo|Sau khi|I\.|A\.|1\.|Điều)", text):
            break
        if re.search(below, text, re.IGNORECASE):
            return True
    return False


def with_list_below(read: Reader, paragraph: Paragraph) -> Paragraph:
    """A paragraph that ends with a colon, and the list of units that stands by itself below it, as one."""
    at = bisect_right(read.openings, paragraph.start)
    if at >= len(read.flow.paragraphs):
        return paragraph
    below = read.flow.paragraphs[at]
    named = read.named_in(below.start, min(below.start + 12, below.end))
    return replace(paragraph, end=below.end) if named and not below.is_row else paragraph


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of text[start:end] as spans."""
    spans, at = [], start
    for match in _SENTENCE.finditer(text, start, end):
        if _LABEL.fullmatch(text, at, match.start()):
            continue  # '1.5. Cải cách …' is one sentence
        if match.start() > at:
            spans.append((at, match.start()))
        at = match.end()
    if at < end:
        spans.append((at, end))
    return spans


def stat_of(clause: str, named: bool) -> Stat:
    if _MEAN.search(clause):
        return "mean"
    if not named and _HIGHEST.search(clause):
        return "max"
    if not named and _LOWEST.search(clause):
        return "min"
    return "value"


def year_of(clause: str) -> int | None:
    """The year the clause speaks of, not one it compares with."""
    own = [m for m in _YEAR.finditer(clause) if not m["other"]]
    return int(own[-1]["year"]) if own else None


def mentions_group(clause: str) -> bool:
    return bool(_GROUP.search(clause))


def mentions_home(clause: str) -> bool:
    return bool(_HOME.search(clause))


def topic_of(read: Reader, start: int, clause: str, item: bool, before: Topic | None = None) -> Topic:
    """The criterion of a clause that begins at `start`: named in it, else the one the paragraph spoke of `before`,
    else by the heading over it, else the total."""
    topic = _topic(read, start, clause, item, before)
    return topic if topic.parent else Topic(read.names.of(topic.criterion, topic.code), topic.code)


def _topic(read: Reader, start: int, clause: str, item: bool, before: Topic | None) -> Topic:
    name = _printed_topic(clause, item)
    if name is None and before is not None:
        return before
    heading = read.heading_topic(start)
    if name is None:
        return TOTAL if heading is None or _OF_WHOLE.search(clause) else heading
    if means_total(name) or criterion_code(name) == "total":
        return TOTAL
    code = criterion_code(name)
    if heading is None or (heading.code == code and not item) or _same(name, heading.criterion):
        return Topic(name, code)
    if item or re.search(r"\btiêu chí\b", clause, re.IGNORECASE):
        return Topic(name, None, heading.criterion)
    return Topic(name, code) if code else heading


def quoted_topic(clause: str) -> str | None:
    """The criterion named in quotation marks right before the figure."""
    match = _QUOTED.match(clause)
    return match["name"] if match else None


def part_of_whole(clause: str) -> str | None:
    """The part of the whole that a clause names right before its points: 'điểm thẩm định', 'Tiến độ giải quyết'."""
    match = _PART.search(clause[max(clause.rfind(";"), 0) :])
    name = match["name"].strip() if match else ""
    by_points = name.lower().startswith("điểm ")
    if (
        _WHOLE_POINTS.search(name)
        or _VERB.search(name)
        or not _LEAST_WORDS + by_points <= len(name.split()) <= _MOST_WORDS
    ):
        return None
    return None if not by_points and _NO_NAME.match(name) else name[:1].upper() + name[1:]


def _printed_topic(clause: str, item: bool) -> str | None:
    """The criterion's name in the clause; None if there is none."""
    if quoted := quoted_topic(clause):
        return quoted[:1].upper() + quoted[1:]
    named = [m["name"] for m in _NAMED.finditer(clause)]
    named = [_OF_FIELDS.sub("", _EXTREME.sub("", n)) for n in named]
    names = [n for n in named if not _EMPTY.match(n.strip()) and (len(n.split()) >= 2 or _ACRONYM.fullmatch(n.strip()))]
    if names:
        return criterion_name(names[-1])
    if any(_EMPTY.match(n.strip()) and re.match(r"(?:CCHC|cải cách)", n.strip(), re.IGNORECASE) for n in named):
        return "chỉ số CCHC"
    match = _ITEM.match(clause) or (_COLON.match(clause) if item else None)
    if match and not (_NO_NAME.match(match["name"]) and not (item and criterion_code(match["name"]))):
        name = criterion_name(match["name"])
        if len(name.split()) >= 2 and (item or criterion_code(name)):
            return name
    return None


def _same(name: str, other: str) -> bool:
    return name.casefold() in other.casefold() or other.casefold() in name.casefold()

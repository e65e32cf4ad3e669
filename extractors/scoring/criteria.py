"""The structure of the criteria set: domains with their numbers of criteria and their maxima, and the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.context import DocumentContext
from extractors.records import CriteriaStructure, Evidence
from extractors.scoring.criteria_tables import StructureRow, structure_rows
from extractors.scoring.domains import DomainNames, domain_names
from extractors.text.flow import Flow, Paragraph, evidence, line_evidence
from extractors.text.sections import Section, sections
from extractors.text.values import parse_number
from extractors.text.vocabulary import UPPER, criterion_code, criterion_name

EXTRACTOR = "criteria"
_N = r"\d{1,3}"
_POINTS = r"\d{1,4}(?:,\d{1,2})?"
# 'gồm 07 lính ưu, 33 tiêu chí': whatever an engine made of 'lĩnh vực' stands between the two counts
_DOMAINS = re.compile(
    rf"({_N})\s*(?:(?:lĩnh vực|nội dung|mảng|phần(?: việc)?|cấu phần|nhóm (?:tiêu chí|chỉ số)|trụ cột"
    rf"|chỉ số thành phần(?=[^.]*\d\s*tiêu chí))\b|(?!tiêu)[ltbs]\S{{1,4}}\s\S{{1,5}}(?=,\s*{_N}[\s-]*tiêu chí))",
    re.IGNORECASE,
)
_CRITERIA = re.compile(rf"({_N})[\s-]*(?:tiêu chí|chỉ số chính|chỉ tiêu)(?!\s*(?:thành phần|con))", re.IGNORECASE)
_PARTS = re.compile(rf"({_N})[\s-]*(?:(?:tiêu chí|chỉ số|chỉ tiêu) (?:thành phần|con)|TCTP)", re.IGNORECASE)
# where an item of a list begins within a paragraph: at its mark, or, unmarked, at a name that has a count of criteria
_NEXT_ITEM = re.compile(
    rf"(?<=;)\s*\S{{0,2}}\s*(?=[-+•–—]\s+[{UPPER}])"
    rf"|(?<=[;:,.])\s+(?=(?:\(?\d{{1,2}}\)|[a-zđ][.)])\s+[{UPPER}])"
    r"|(?:(?<=[:;])|(?<=trong đó)|(?<=gồm))\s+(?:và\s+)?(?=(?!chiếm|có|gồm|với|tối đa)[^\W\d][^.;:]{3,90}?"
    rf"{_N}[\s-]*(?:tiêu chí|chỉ tiêu|chỉ số))"
)
_MAXIMUM = re.compile(
    rf"(?:tối đa|thang điểm|tổng(?: số)? điểm|có tổng|tổng)[^.;\d]{{0,60}}?({_POINTS})\s*điểm"
    rf"|\(\s*({_POINTS})\s*điểm\s*\)",
    re.IGNORECASE,
)
_SCALE = re.compile(
    rf"(?:thang điểm|tổng(?: số)? điểm(?: tối đa)?|có tổng|tổng)[^.;\d]{{0,60}}?({_POINTS})\s*điểm", re.IGNORECASE
)
_ITEM = re.compile(r"^\s*(?:[-+•*–—_~¬]|\(?\d{1,2}[.)]|[a-zđ][.)])\s*(?P<rest>\S.*)$", re.DOTALL)
_CLOSING = re.compile(  # what leads from a name to its figures
    r"(?:[\s:,;(\"“”–-]*\b(?:gồm|có|với|bao gồm|được chia thành|chiếm|(?:số |tổng )?điểm(?: tối đa)?|tối đa))*"
    r"[\s:,;(\"“”–-]*$",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"[\s:,;(/–-]*(?:(?:chiếm|có|với|là|tối đa)\s+)?({_POINTS})\s*điểm\b", re.IGNORECASE)
_BEFORE = re.compile(rf"({_POINTS})\s*điểm[\s,;(/–-]*(?:(?:có|với|gồm|bao gồm)\s+)?$", re.IGNORECASE)
_POINTS_OF = re.compile(
    r"(?:^|[:;,]\s+)(?:và\s+)?(?P<name>(?!(?:điểm )?tối đa)[^\d.;:]{4,80}?)\s+(?:là\s+)?"
    rf"(?P<points>{_POINTS})\s*điểm(?=\s*[,;.]|$)"
)
_ANY_POINTS = re.compile(rf"(?:({_POINTS})\s*điểm|(?:thang(?: điểm)?|tối đa|tổng (?:số )?điểm(?: là)?)\s+({_POINTS}))")
_PLAIN_POINTS = re.compile(
    rf"^(?P<name>[^\d]{{8,}}?)[,:]?\s*(?:là\s+|tối đa\s+)?(?P<points>{_POINTS})\s*điểm\W*(?:trong đó|cụ thể|được|:|$)"
)
_SHARE = re.compile(
    rf"điểm\s+(?:đánh giá\s+)?(?:thông\s+)?qua\s+(?P<name>[^\d.;,]{{6,80}}?)\s+là\s+(?P<points>{_POINTS})\s*điểm"
)
_OF_SET = re.compile(r"\b(?:bộ (?:chỉ số|tiêu chí)|bảng chấm điểm|bộ công cụ|thang|tổng|tất cả)\b", re.IGNORECASE)
_ZONE = re.compile(
    r"\b(?:cấu trúc|thang|tổng số điểm|bảng chấm điểm|chấm (?:theo )?\d+ (?:điểm|phần)|bộ (?:chỉ số|tiêu chí)"
    r"|toàn bộ chỉ số|tiêu chí (?:cụ thể )?gồm|\d+ lĩnh vực)\b",
    re.IGNORECASE,
)
_HEADED = re.compile(
    rf"^\W*\d{{1,2}}(?:\.\d{{1,2}})*\.?\s.{{6,120}}\(\s*(?:điểm\s+)?tối đa:?\s*{_POINTS}\s*điểm\s*\)\W*$"
)
_NUMBERED = re.compile(r"^(?:trụ cột|phần|nhóm|lĩnh vực)\s+(?:\d{1,2}|[IVX]+)\b[\s:.\"“]*", re.IGNORECASE)
_LISTS_DOMAINS = re.compile(r"lĩnh vực[^.;]{0,60}:\s*$|lĩnh vực[^.;]{0,60}(?:gồm|cụ thể|như sau)\W*$", re.IGNORECASE)
_BAND = re.compile(r"\b(?:từ|dưới|trên|đạt)\s+\d+(?:,\d+)?\s*(?:điểm|đến)", re.IGNORECASE)
_FEWEST = 3  # items that make a list
_ZONE_LENGTH = 40  # paragraphs
_LONGEST = 2400  # characters of a paragraph that tells the set


@dataclass(frozen=True, slots=True)
class _Read:
    flow: Flow
    context: DocumentContext
    headings: tuple[Section, ...]
    names: DomainNames


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a structure is told, and how surely it was read (0-1)."""

    evidence: Evidence
    sure: float


def criteria(flow: Flow, context: DocumentContext) -> tuple[CriteriaStructure, ...]:
    """The whole first, then each domain once, in reading order."""
    headings = sections(flow)
    read = _Read(flow, context, headings, domain_names(flow, headings))
    found = [*_told(read), *(_tabled(read, row) for row in structure_rows(flow))]
    return tuple(_once(sorted(found, key=lambda record: record.evidence.line)))


def _told(read: _Read) -> Iterator[CriteriaStructure]:
    """What the paragraphs say of the set, from where it is first spoken of until something else is."""
    flow = read.flow
    headed = {heading.start for heading in read.headings}
    opened = None  # paragraphs since the criteria set was first spoken of
    of_domains = False
    for index, paragraph in enumerate(flow.paragraphs):
        text = flow.text[paragraph.start : paragraph.end]
        if paragraph.is_row or len(text) > _LONGEST:
            continue
        starts_section = paragraph.start in headed
        opened = 0 if _opens_zone(text) else None if opened is None or opened > _ZONE_LENGTH else opened + 1
        if starts_section and not _CRITERIA.search(text) and not _opens_zone(text):
            opened = None if opened is None or not _is_item_heading(text, opened) else opened
        if opened is None and not (_CRITERIA.search(text) and _PARTS.search(text)) and not _HEADED.match(text):
            continue
        yield from _whole(read, paragraph, text)
        for part, rest in _items(paragraph, text):
            yield from _item(read, index, part, rest, of_domains)
        of_domains = bool(_LISTS_DOMAINS.search(text)) or (of_domains and text.lstrip()[:1] in "+•*")


def _tabled(read: _Read, row: StructureRow) -> CriteriaStructure:
    name = "total" if row.whole else criterion_name(row.name)
    page, at = row.row.page, row.row.line - row.row.page.first_line
    where = _Where(line_evidence(page, at), page.lines[at].confidence(0, len(page.lines[at].text)))
    return _record(read, where, name, criterion_code(name), (row.n_criteria, row.n_subcriteria, row.maximum))


def _items(paragraph: Paragraph, text: str) -> Iterator[tuple[Paragraph, str]]:
    """The items of a list, each without its mark; several may run together in one paragraph."""
    edges = [0, *(m.end() for m in _NEXT_ITEM.finditer(text)), len(text)]
    for a, b in pairwise(edges):
        marked = _ITEM.match(text[a:b])
        if marked or a:
            part = replace(paragraph, start=paragraph.start + a, end=paragraph.start + b)
            yield part, marked["rest"] if marked else text[a:b]


def _opens_zone(text: str) -> bool:
    return bool(_ZONE.search(text)) and len(text) < 900 and not text.rstrip().endswith("./.")


def _is_item_heading(text: str, opened: int) -> bool:
    return opened < 3 and bool(_MAXIMUM.search(text))


def _whole(read: _Read, paragraph: Paragraph, text: str) -> Iterator[CriteriaStructure]:
    """'gồm 8 lĩnh vực, 39 tiêu chí và 35 tiêu chí thành phần', with its scale near by."""
    first = _NEXT_ITEM.search(text)
    head = text[: first.start()] if first else text
    domains, counted, parts = _DOMAINS.search(head), _CRITERIA.search(head), _PARTS.search(head)
    if counted and (domains or _OF_SET.search(head[: counted.start()])):
        scale = _SCALE.search(text) or _scale_near(read, paragraph)
        found = [m for m in (domains, counted, parts) if m]
        start, end = min(m.start() for m in found), max(m.end() for m in found)
        where = _where(read.flow, paragraph.start + start, paragraph.start + end)
        maximum = parse_number(scale.group(1)) if scale else None
        yield _record(read, where, "total", "total", (_int(counted), _int(parts), maximum))
    yield from _distributed(read, paragraph, text, counted is None)
    for match in _SHARE.finditer(text):
        name = criterion_name(match["name"])
        where = _where(read.flow, paragraph.start + match.start(), paragraph.start + match.end())
        yield _record(read, where, name, criterion_code(name), (None, None, parse_number(match["points"])))


def _distributed(read: _Read, paragraph: Paragraph, text: str, uncounted: bool) -> Iterator[CriteriaStructure]:
    """'100 điểm: lãnh đạo 30 điểm; một cửa 40 điểm; dân chấm 30 điểm': points that sum up to the whole beside them."""
    told = list(_POINTS_OF.finditer(text))
    points = [parse_number(m["points"]) or 0.0 for m in told]
    stated = {parse_number(a or b) for a, b in _ANY_POINTS.findall(text)}
    if len(told) < _FEWEST or sum(points) not in stated:
        return
    if uncounted:
        where = _where(read.flow, paragraph.start, paragraph.start + told[0].start())
        yield _record(read, where, "total", "total", (None, None, sum(points)))
    for match, value in zip(told, points, strict=True):
        where = _where(read.flow, paragraph.start + match.start("name"), paragraph.start + match.end())
        name = criterion_name(match["name"])
        yield _record(read, where, name, criterion_code(name), (None, None, value))


def _scale_near(read: _Read, paragraph: Paragraph) -> re.Match[str] | None:
    """'Thang điểm: … 100 điểm' stands in one of the next paragraphs, or shortly before."""
    at = read.flow.paragraphs.index(paragraph)
    for near in (*read.flow.paragraphs[at : at + 30], *read.flow.paragraphs[max(at - 6, 0) : at]):
        text = read.flow.text[near.start : near.end]
        match = _SCALE.search(text)
        if match and re.search(r"thang điểm|có tổng|tổng điểm tối đa|tổng số điểm", text, re.IGNORECASE):
            return match
    return None


def _item(read: _Read, index: int, paragraph: Paragraph, rest: str, of_domains: bool) -> Iterator[CriteriaStructure]:
    """One domain of a list: with counts, with points, or (where the list is one of domains) by name alone."""
    rest += _tail(read, index)
    counted, parts = _CRITERIA.search(rest), _PARTS.search(rest)
    spans = [m.span() for m in (counted, parts) if m]
    points = _MAXIMUM.search(rest)
    maximum = parse_number(next(g for g in points.groups() if g)) if points else None
    if (_DOMAINS.search(rest) and counted) or _BAND.search(rest):
        return
    if spans and min(spans)[0] >= 4:
        before = _BEFORE.search(rest[: min(spans)[0]])
        beside = before or _BESIDE.match(rest, max(b for _, b in spans))
        maximum = parse_number(beside.group(1)) if beside and maximum is None else maximum
        name = _CLOSING.sub("", rest[: before.start() if before else min(spans)[0]])
    elif points and not _DOMAINS.search(rest[: points.start()]) and points.start() >= 6:
        name = _CLOSING.sub("", rest[: points.start()])
    elif plain := _PLAIN_POINTS.match(rest):
        name, maximum = plain["name"], parse_number(plain["points"])
    elif of_domains and len(rest) < 160:
        name = rest.rstrip(" ;.,")
    else:
        return
    name = criterion_name(_NUMBERED.sub("", name))
    words = len(name.split()) + (criterion_code(name) is not None) + bool(spans)
    if words < 3 or _no_domain(name):
        return
    code = criterion_code(name)
    if code is not None and code != "total" and maximum is None:
        maximum = _maximum_elsewhere(read, code)
    where = _where(read.flow, paragraph.start, paragraph.end)
    yield _record(read, where, name, code, (_int(counted), _int(parts), maximum))


def _tail(read: _Read, index: int) -> str:
    """'(gồm 10 tiêu chí thành phần);' or '- xã hội gồm 03 tiêu chí' cut off from its item by the line's end."""
    if index + 1 >= len(read.flow.paragraphs):
        return ""
    after = read.flow.paragraphs[index + 1]
    text = read.flow.text[after.start : after.end]
    wrapped = text[:2] in ("- ", "– ") and text[2:3].islower()
    cut_off = wrapped or re.match(r"\((?:gồm|có|trong đó|\d+ tiêu chí)", text) is not None
    return f" {text}" if cut_off and len(text) < 120 and "tiêu chí" in text else ""


def _no_domain(name: str) -> bool:
    return bool(
        re.match(
            r"(?:tự đánh giá|tự chấm|thang điểm|xếp loại|thẩm định|kết quả thẩm định|cấp xã|chỉ số cchc đạt"
            r"|điểm thẩm định|"
            r"đối tượng|tổng điểm|bộ tiêu chí|bộ chỉ số|nhóm|từ|dưới|trên)\b",
            name,
            re.IGNORECASE,
        )
    )


def _maximum_elsewhere(read: _Read, code: str) -> float | None:
    """The maximum of a domain as its own section prints it."""
    for at, heading in enumerate(read.headings):
        if criterion_code(criterion_name(heading.title)) != code:
            continue
        end = read.headings[at + 1].start if at + 1 < len(read.headings) else len(read.flow.text)
        body = read.flow.text[heading.end : min(end, heading.end + 1500)]
        match = re.search(rf"tối đa[^.;\d]{{0,90}}?({_POINTS})\s*điểm", body) or re.search(
            rf"\d+(?:,\d+)?\s*/\s*({_POINTS})\s*điểm", body
        )
        if match:
            return parse_number(match.group(1))
    return None


def _where(flow: Flow, start: int, end: int) -> _Where:
    return _Where(evidence(flow, start, end), flow.confidence(start, end))


def _int(match: re.Match[str] | None) -> int | None:
    return int(match.group(1)) if match else None


def _record(
    read: _Read, where: _Where, name: str, code: str | None, numbers: tuple[int | None, int | None, float | None]
) -> CriteriaStructure:
    return CriteriaStructure(
        document=read.context.number,
        evidence=where.evidence,
        confidence=round(0.95 * (0.5 + 0.5 * where.sure), 3),
        extractor=EXTRACTOR,
        domain=read.names.of(name, code) if code not in ("total", "satisfaction") else name,
        criterion_code=code,
        n_criteria=numbers[0],
        n_subcriteria=numbers[1],
        max_score=numbers[2],
    )


def _once(found: Sequence[CriteriaStructure]) -> Iterator[CriteriaStructure]:
    """Each domain at its first, fullest statement."""
    counted = {(r.domain.casefold(), r.n_criteria) for r in found if r.n_subcriteria is not None}
    seen: set[tuple[str, int | None, int | None]] = set()
    for record in found:
        name = record.domain.casefold()
        mark = (name, record.n_criteria, record.n_subcriteria)
        if mark not in seen and (record.n_subcriteria is not None or (name, record.n_criteria) not in counted):
            seen.add(mark)
            yield record

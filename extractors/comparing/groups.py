"""Bands and groups: 'Nhóm B (từ 70 điểm đến dưới 90 điểm) gồm 04 xã: …, tỷ lệ 14,8 %', 'dưới 60 điểm: xếp loại yếu'.

A band that is only defined and a group with its members are records of the same kind; the members make the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.comparing.bands import Band, Range, bands, first_range, labelled, range_of
from extractors.context import DocumentContext
from extractors.naming.linking import Linked, link_names
from extractors.naming.named import NamedUnit, named_units
from extractors.records import Evidence, Group
from extractors.tables.grids import Grid, GridRow
from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow, Paragraph, evidence, line_evidence, read_by_machine
from extractors.text.prose import prose
from extractors.text.values import parse_number
from extractors.text.vocabulary import is_rating

EXTRACTOR = "groups"
_LETTERS = "ABCDE"
_SETTLED = 0.7  # of a band whose name or limit stands elsewhere
_NUMBER_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBER_WORDS)}"
_OF_ALL = r"(?:\s*/\s*\d{1,3})?"  # '4/15 xã'
_THINGS = "xã|phường|thị trấn|đơn vị|huyện|địa phương|sở|cơ quan"
# '01 đơn vị đạt loại Trung bình là xã Pú Nhung': a group whose band is not told
_COUNTED_SO = re.compile(
    rf"(?<![\w/])(?P<count>{_NUMBER}){_OF_ALL}\s+(?:{_THINGS})(?:,\s*(?:xã|thị trấn|phường))*\s+"
    r"(?:được\s+|đạt\s+|xếp\s+)*loại\s+"
    r"(?P<name>[^\W\d_]+(?:\s[^\W\d_]+){0,3}?)(?=\s*(?:[:;,.(]|gồm\b|là\b|$))"
    rf"|(?:xếp\s+)?loại\s+(?P<label>[^\W\d_]+(?:\s[^\W\d_]+){{0,3}}?)\s*(?::|(?=có\s|gồm\s))\s*(?:có\s+|gồm\s+)?(?P<then>{_NUMBER})\s+(?:{_THINGS})",
    re.IGNORECASE,
)
# 'Số xã đạt từ 80 điểm trở lên là 08 xã': a band without a name of its own, with its count
_NUMBER_OF = re.compile(
    rf"\bsố\s+(?:lượng\s+)?(?:các\s+)?(?:{_THINGS})\s+(?:(?:có|đạt|được|tổng|số|điểm|mức|chỉ số|CCHC)\s+){{1,5}}",
    re.IGNORECASE,
)
_MAKES = re.compile(rf"\s*(?:là|có|gồm|chỉ có|:)\s*:?\s*\d{{1,3}}{_OF_ALL}\s*(?:{_THINGS})\b", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:gồm|có|là|:|,|\))\s*(?:có\s+|gồm\s+)?(?P<count>\d{1,3})(?:\s*/\s*\d{1,3})?\s*(?:xã|thị trấn|phường"
    r"|đơn vị|huyện|địa phương|sở|cơ quan|thành phố)",
    re.IGNORECASE,
)
_COUNT_BEFORE = re.compile(
    rf"(?<![\w/])(?P<count>{_NUMBER}){_OF_ALL}\s+(?:{_THINGS})(?:,\s*(?:xã|thị trấn|phường))*"
    r"\s+(?:được\s+|đạt\s+|thuộc\s+|vào\s+|có\s+|điểm\s+|số\s+|tổng\s+)*$",
    re.IGNORECASE,
)
_NONE_BEFORE = re.compile(
    r"\bkhông có\s+(?:đơn vị|xã|phường|địa phương)(?:\s+nào)?(?:\s+(?:được|đạt))?\s*$", re.IGNORECASE
)
_NONE = re.compile(r"\bkhông (?:có)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"(?:tỷ lệ|tỉ lệ|chiếm|đạt tỷ lệ)\s*:?\s*(?:tỷ lệ\s*)?(?P<share>\d{1,3}(?:[.,]\d{1,2})?)\s*%"
    r"|\((?P<other>\d{1,3}(?:[.,]\d{1,2})?)\s*%\)",
    re.IGNORECASE,
)
_LAST_SHARE = re.compile(r"[\s.,](\d{1,2}[.,]\d{1,2})\s*%\W*$")  # its word too damaged to be read


def groups(flow: Flow, context: DocumentContext) -> tuple[Group, ...]:
    """Every band and group of the document in reading order."""
    grids = grids_of(flow)
    units = named_units(flow, context)
    found: list[Group] = []
    told = [_with_list_below(flow, units, paragraph) for paragraph in prose(flow)]
    for paragraph in told:
        found.extend(_paragraph_groups(flow, context, units, paragraph))
    for grid in grids:
        found.extend(_table_groups(grid, context))
    known = {group.name.casefold() for group in found}
    for paragraph in told:
        found.extend(_without_band(flow, context, units, paragraph, known))
    ordered = _settle_letters(sorted(found, key=lambda g: g.evidence.line))
    return _settle_bands(ordered) if read_by_machine(flow) else ordered


def _settle_bands(found: Sequence[Group]) -> tuple[Group, ...]:
    """A band is told twice, as it is defined and with its members: what is lost in one stands in the other."""
    defined = [g for g in found if not g.member_names and g.lower != g.upper]
    settled: list[Group] = []
    for group in found:
        same = [d for d in defined if d is not group]
        names = {d.name for d in same if (d.lower, d.upper) == (group.lower, group.upper)}
        limits = {(d.lower, d.upper) for d in same if d.name == group.name}
        if len(names) == 1 and group.name not in names and group.member_names:
            group = replace(group, name=names.pop(), confidence=min(group.confidence, _SETTLED))
        elif len(limits) == 1 and (group.lower is None) != (group.upper is None):
            group = _with_limits(group, *limits.pop())
        settled.append(group)
    return tuple(settled)


def _with_limits(group: Group, lower: float | None, upper: float | None) -> Group:
    """The missing one of two limits, where the other agrees."""
    if lower is None or upper is None or (group.lower, group.upper) not in ((lower, None), (None, upper)):
        return group
    confidence = min(group.confidence, _SETTLED)
    if group.upper is None:
        return replace(group, upper=upper, upper_inclusive=False, confidence=confidence)
    return replace(group, lower=lower, lower_inclusive=True, confidence=confidence)


def _settle_letters(found: Sequence[Group]) -> tuple[Group, ...]:
    """Nhóm A, Bị, Cơ, Ở: letters badly read, told by their place in the row of groups."""
    settled: list[Group] = []
    for group in found:
        word, _, name = group.name.partition(" ")
        before = settled[-1].name.rpartition(" ")[2] if settled else ""
        follows = len(before) == 1 and before in _LETTERS[:-1]
        if follows and word == "Nhóm" and name not in _LETTERS and group.upper is not None:
            group = replace(group, name=f"{word} {_LETTERS[_LETTERS.index(before) + 1]}", confidence=0.7)
        settled.append(group)
    return tuple(settled)


# --- prose --------------------------------------------------------------------------------------------------------


def _paragraph_groups(
    flow: Flow, context: DocumentContext, units: Sequence[NamedUnit], paragraph: Paragraph
) -> Iterator[Group]:
    text = flow.text[paragraph.start : paragraph.end]
    marks = sorted([*bands(text), *_counted_bands(text)], key=lambda band: band.range_start)
    for at, band in enumerate(marks):
        end = marks[at + 1].start if at + 1 < len(marks) else len(text)
        end = next((m.start() for m in _COUNTED_SO.finditer(text, band.end, end)), end)
        tail = text[band.end : end]
        first, last = paragraph.start + band.start, paragraph.start + end
        members = [u for u in units if paragraph.start + band.range_end <= u.start < last]
        members = [m for m in members if m.link.kind in ("xã", "phường", "thị trấn") or context.district is None]
        before = _count_before(text[: band.start])
        yield _group(
            context,
            evidence(flow, first, last),
            band.name,
            band.limits,
            count=_count_of(tail, len(members)) if before is None else before,
            share=_share_of(tail),
            members=[m.link for m in members],
            reading=flow.confidence(first, last),
        )


def _counted_bands(text: str) -> Iterator[Band]:
    """'Số xã đạt từ 80 điểm trở lên là 08 xã': bands without a name of their own, with their counts."""
    for head in _NUMBER_OF.finditer(text):
        match = first_range(text[head.end() :])
        if match and match.start() == 0 and _MAKES.match(text, head.end() + match.end()):
            start, end = head.end(), head.end() + match.end()
            yield Band(match.group().strip(), range_of(match), start, end, start, end)


def _without_band(
    flow: Flow, context: DocumentContext, units: Sequence[NamedUnit], paragraph: Paragraph, known: set[str]
) -> Iterator[Group]:
    """Groups that are counted, their bands told nowhere; each name once."""
    text = flow.text[paragraph.start : paragraph.end]
    found = [(m, m["name"] or m["label"]) for m in _COUNTED_SO.finditer(text)]
    matches = [(m, name) for m, name in found if is_rating(name) and len(name) > 1]
    for at, (match, name) in enumerate(matches):
        if name.casefold() in known:
            continue
        known.add(name.casefold())
        end = min(matches[at + 1][0].start() if at + 1 < len(matches) else len(text), _sentence_end(text, match.end()))
        first, last = paragraph.start + match.start(), paragraph.start + end
        members = [u.link for u in units if paragraph.start + match.end() <= u.start < last]
        count = _counted(match["count"] or match["then"])
        yield _group(
            context, evidence(flow, first, last), name, Range(None, None, None, None), count=count,
            share=None, members=members if len(members) == count else (),
            reading=flow.confidence(first, last),
        )  # fmt: skip


def _sentence_end(text: str, start: int) -> int:
    stop = re.search(r"[.;](?=\s+[^\W\d_]|\s+\d|\s*$)", text[start:])
    return start + stop.start() if stop else len(text)


def _with_list_below(flow: Flow, units: Sequence[NamedUnit], paragraph: Paragraph) -> Paragraph:
    """A line that ends with 'gồm:' and the list of units that stands by itself below it, as one paragraph."""
    index = flow.paragraphs.index(flow.paragraph_at(paragraph.start))
    if index + 1 >= len(flow.paragraphs) or not flow.text[: paragraph.end].rstrip().endswith(":"):
        return paragraph
    below = flow.paragraphs[index + 1]
    first = next((u.start for u in units if u.start >= below.start), below.end)
    return replace(paragraph, end=below.end) if not below.is_row and first < below.start + 12 else paragraph


def _count_of(tail: str, members: int) -> int | None:
    match = _COUNT.search(tail[:160])
    if match:
        return int(match["count"])
    if members == 0 and _NONE.search(tail[:60]):
        return 0
    return None


def _count_before(before: str) -> int | None:
    """'Có 03 đơn vị xếp loại Khá (từ 70 điểm …)', 'Không có đơn vị xếp loại Yếu (dưới 50 điểm)'."""
    found = _COUNT_BEFORE.search(before)
    if found is None and _NONE_BEFORE.search(before):
        return 0
    return _counted(found["count"]) if found else None


def _counted(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_WORDS[word.lower()]


def _share_of(tail: str) -> float | None:
    match = _SHARE.search(tail) or _LAST_SHARE.search(tail)
    return parse_number(next(g for g in match.groups() if g)) if match else None


# --- tables -------------------------------------------------------------------------------------------------------


def _table_groups(grid: Grid, context: DocumentContext) -> Iterator[Group]:
    """A table of groups: one row has a name and a range, often a count, a share and the members."""
    rows = [(row, found) for row in grid.rows if (found := _row_band(row)) is not None]
    if len(rows) < 2:
        return
    for row, (name, limits) in rows:
        members: list[Linked] = []
        count = share = None
        for cell in row.cells:
            title = grid.title(cell.column).lower()
            number = parse_number(cell.text)
            if number is not None and ("tỷ lệ" in title or "%" in title or "%" in cell.text):
                share = number
            elif (
                number is not None
                and re.search(r"số (?:lượng|đơn vị|xã)|đơn vị|tổng số", title)
                and number == int(number)
            ):
                count = int(number)
            elif re.search(r"[,;]", cell.text) and first_range(cell.text) is None:
                names = [n.strip(" .") for n in re.split(r"[,;]| và ", cell.text) if n.strip(" .")]
                members = [link for link in link_names(names, context) if link is not None]
        yield _group(
            context,
            line_evidence(row.page, row.line - row.page.first_line),
            name,
            limits,
            count=count,
            share=share,
            members=members,
            reading=1.0,
        )


def _row_band(row: GridRow) -> tuple[str, Range] | None:
    match = next((m for cell in row.cells if (m := first_range(cell.text)) and len(cell.text) < 60), None)
    if match is None:
        return None
    for cell in row.cells:
        text = cell.text.strip()
        name = labelled(text)
        if name is not None or is_rating(text) or re.fullmatch(r"[A-E]|[IVX]{1,3}", text):
            return name or text, range_of(match)
    return None


def _group(
    context: DocumentContext,
    where: Evidence,
    name: str,
    band: Range,
    *,
    count: int | None,
    share: float | None,
    members: Sequence[Linked],
    reading: float,
) -> Group:
    return Group(
        document=context.number,
        evidence=where,
        confidence=round(0.95 * (0.5 + 0.5 * reading) * min((m.score for m in members), default=1.0), 3),
        extractor=EXTRACTOR,
        name=name,
        year=context.year,
        lower=band.lower,
        lower_inclusive=band.lower_inclusive,
        upper=band.upper,
        upper_inclusive=band.upper_inclusive,
        count=count,
        share_percent=share,
        members=tuple(m.code for m in members if m.code),
        member_names=tuple(m.name for m in members),
    )

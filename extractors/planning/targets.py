"""Targets a document sets: the items under a heading of aims, and the rows of tables of aims.

An item is cut where one aim ends and the next begins; each keeps the item's number. Who answers for a target is told
by a column, or elsewhere: 'Phòng Nội vụ … chịu trách nhiệm … thực hiện các chỉ tiêu 1,2,3,4,11'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.context import DocumentContext
from extractors.counting.amounts import Amount, Comparator, find_amounts
from extractors.naming.offices import ends_open, is_office
from extractors.planning.aims import AimSection, aim_sections, promises, section_of
from extractors.planning.assigned_tasks import assigned_tasks
from extractors.records import Evidence, Target
from extractors.tables.column_heads import data_rows, heads
from extractors.tables.flat_tables import Chunk, FlatRow, flat_tables
from extractors.tables.grids import Grid, GridRow
from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow, Paragraph, evidence, line_evidence
from extractors.text.prose import prose
from extractors.text.sections import Section, heading_chain, sections
from extractors.text.values import find_years, parse_number
from normalizers.unicode import fold

_LEAST_WORDS = 3  # a piece with fewer words belongs to the one before it


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim: `start` and `end` are offsets in its item's text."""

    start: int
    end: int
    text: str
    amount: Amount | None


def targets(text: Flow, context: DocumentContext) -> tuple[Target, ...]:
    """Every target of the document in order."""
    leads = _leads(text)
    found = [*_from_sections(text, context, leads), *_from_grids(text, context), *_from_flat(text, context)]
    return tuple(sorted(found, key=lambda target: target.evidence.line))


def _record(
    aim: Aim,
    no: str | None,
    year: int | None,
    lead: str | None,
    where: Evidence,
    context: DocumentContext,
    belief: float,
) -> Target:
    return Target(
        document=context.number,
        evidence=where,
        confidence=belief,
        extractor="targets",
        no=no,
        text=aim.text,
        value=aim.amount.value if aim.amount else None,
        comparator=aim.amount.comparator if aim.amount else None,
        unit_of_measure=aim.amount.unit if aim.amount else None,
        deadline_year=_year(aim.text) or year,
        lead=lead,
    )


def _year(text: str) -> int | None:
    """'đến năm 2025', 'trước ngày 31/12/2023': the year by which; the last one named, those compared with left out."""
    named = re.finditer(
        r"(?i)(?P<other>so với |hơn |như |từ )?(?:\bnăm\s+|[/-]\s?)(?P<year>(?:19|20)\d{2})(?!\d|[/-]\w)", text
    )
    years = [int(m["year"]) for m in named if not m["other"]]
    return years[-1] if years else None


def _by_when(sentence: str) -> int | None:
    """'Năm 2024, xã phấn đấu …; …', 'Đến ngày 31/12/2025: …; …': the year at a sentence's beginning is that of all."""
    when = r"(?:(?:trong|đến|trước|hết|cuối)\s+){0,3}(?:(?:năm|ngày|tháng|quý)\s|(?<=\s)\d)"
    opening = re.match(rf"(?i)(?:phấn đấu,?\s+|(?:mục|chỉ) tiêu\s+)?{when}[^,:;]{{4,24}}", sentence)
    return _year(opening.group()) if opening else None


# --- the aims of one item ---------------------------------------------------------------------------------


def aims(text: str) -> list[Aim]:
    """The item cut at the ends of sentences and at semicolons, a cut that leaves a scrap undone."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _cuts().finditer(text):
        if len(text[start : match.start()].split()) >= _LEAST_WORDS:
            spans.append((start, match.start()))
            start = match.end()
    if text[start:].strip():
        if spans and len(text[start:].split()) < _LEAST_WORDS:
            spans[-1] = (spans[-1][0], len(text))
        else:
            spans.append((start, len(text)))
    return [aim for span in spans for aim in _told(text, list(_clauses(text, *span)))]


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """'… trực tuyến đạt tối thiểu 70%, tỷ lệ thanh toán đạt ít nhất 50%': cut where each side states a bound."""
    for match in re.finditer(r",\s+(?:và\s+)?", text[start:end]):
        cut, on = start + match.start(), start + match.end()
        if _is_aim_of_its_own(text[start:cut]) and _is_aim_of_its_own(re.split(r",\s", text[on:end])[0]):
            yield start, cut
            start = on
    yield start, end


def _is_aim_of_its_own(clause: str) -> bool:
    """A clause of some words that states a bound, or one that goes on about the subject before it: 'đạt trên 86%'."""
    amount = _amount(clause)
    bound = amount is not None and (amount.comparator != "=" or amount.unit == "%")
    return bound and (len(clause.split()) > _LEAST_WORDS or _goes_on().match(clause) is not None)


def _told(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Aim]:
    """Aims of one sentence, each with its subject: 'ở cấp xã từ 97%' after 'Tỷ lệ đúng hạn ở cấp huyện từ 98%'."""
    for start, end in spans:
        aim = _aim(text, start, end)
        if start != spans[0][0] and (on := _goes_on().match(aim.text)):
            first = text[spans[0][0] : spans[0][1]]
            subject = re.search(rf"(?i)\s*(?::|\b(?:{on[0]}|{_PREDICATES})\b)", first)
            aim = replace(aim, text=f"{first[: subject.start()] if subject else first} {aim.text}".strip(" -–+*•"))
        yield aim


_PREDICATES = "phấn đấu|đạt|tăng|giảm|nằm trong|xếp|từ|trên|dưới|ít nhất|tối thiểu|không quá"


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(r"(?:ở|tại|đối với|đạt|tăng|giảm|xếp|nằm trong|từ|trên|dưới|ít nhất|tối thiểu)(?!\w)")


def _aim(text: str, start: int, end: int) -> Aim:
    told = text[start:end].strip(" ;.,-–+*•")
    return Aim(start, end, told, _amount(text[start:end]))


def _amount(clause: str) -> Amount | None:
    """What is aimed at: a share before any bound, a bound before the place to be reached, that before 'all of n'."""
    amounts = [a for a in find_amounts(clause, points=True) if a.value is not None]
    percents = [a for a in amounts if a.unit == "%"]
    bound = [a for a in amounts if a.comparator != "=" or a.unit == "điểm"]
    whole = [a for a in amounts if re.match(r"\D*0?(\d+)/0?\1\s", a.text)]
    amount = next(iter(percents or bound), None) or _place(clause) or next(iter(whole), None)
    if amount is not None and re.match(r"\W*Không\b", clause):  # 'Không còn xã dưới 75 điểm'
        return replace(amount, comparator=_NONE_SUCH.get(amount.comparator, amount.comparator))
    return amount


_NONE_SUCH: dict[Comparator, Comparator] = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def _place(clause: str) -> Amount | None:
    """'nằm trong tốp 3 của tỉnh', 'trong nhóm 5 huyện dẫn đầu': the third, the fifth or better."""
    match = re.search(r"(?i)\b(?:tốp|top|nhóm|trong số)\s+(?P<place>\d{1,2})(?![\d.,/%])", clause)
    return Amount(match.start(), match.end(), float(match["place"]), "<=", "hạng", match.group()) if match else None


@cache
def _cuts() -> re.Pattern[str]:
    return re.compile(r";\s*|\.\s+(?=[^\W\d_]|\d{1,3}\s?%)|\.$")


# --- items under a heading --------------------------------------------------------------------------------


def _from_sections(text: Flow, context: DocumentContext, leads: dict[str, str]) -> Iterator[Target]:
    told = aim_sections(text)
    tables = [(table.first, table.last) for table in flat_tables(text)]
    by_section: dict[AimSection, list[Target]] = {section: [] for section in told}
    given = [(task.start, task.end) for task in assigned_tasks(text)]
    for paragraph in prose(text):
        if any(first <= paragraph.number <= last for first, last in tables):
            continue
        section = section_of(told, paragraph.start)
        if section is None:
            yield from _promised(text, paragraph, context)
        elif not any(s.start == paragraph.start for s in told) and not _is_heading(paragraph, sections(text)):
            found = _item(text, paragraph, _year(section.title), leads, context)
            task = any(start < paragraph.end and paragraph.start < end for start, end in given)
            by_section[section].extend(t for t in found if section.strict or (_is_aim(t) and (not task or _is_rate(t))))
    for section, found_there in by_section.items():
        yield from _without_measures(found_there) if section.strict else found_there


def _is_aim(target: Target) -> bool:
    """What is told of the time to come is an aim where it states an amount: a share, a bound."""
    if target.value is None or re.search(r"(?i)\b(?:đã|chưa)\b|so với cùng kỳ|^kết quả", target.text or ""):
        return False
    promised = re.search(r"(?i)phấn đấu|\bđạt\b|\bnâng\b|\d/\d", target.text or "")
    return target.unit_of_measure == "%" or target.comparator != "=" or promised is not None


def _is_rate(target: Target) -> bool:
    """A task that names the share to reach holds an aim; 'rà soát 100% hồ sơ' does not."""
    return re.search(r"(?i)\b(?:tỷ lệ|tỉ lệ|mức độ|chỉ số)\b", target.text or "") is not None


def _promised(text: Flow, paragraph: Paragraph, context: DocumentContext) -> Iterator[Target]:
    printed = text.paragraph_text(paragraph)
    for start, word, end in promises(text, paragraph):
        for aim in aims(printed[word:end]):
            if aim.amount is not None:
                first = start if aim.start == 0 else word + aim.start
                whole = Aim(first, word + aim.end, printed[first : word + aim.end].strip(" ;.,-–+*•"), aim.amount)
                where = evidence(text, paragraph.start + whole.start, paragraph.start + whole.end)
                yield _record(whole, None, _by_when(printed[start:end]), _own_lead(whole.text), where, context, 0.8)


def _without_measures(found: Sequence[Target]) -> list[Target]:
    """Where aims are numbered and have amounts, dashes without one below them say how to get there."""
    if not any(target.no and target.value is not None for target in found):
        return list(found)
    return [target for target in found if target.no or target.value is not None]


def _is_heading(paragraph: Paragraph, headings: Sequence[Section]) -> bool:
    return any(h.start == paragraph.start and h.level <= 2 for h in headings)


def _item(
    text: Flow, paragraph: Paragraph, year: int | None, leads: dict[str, str], context: DocumentContext
) -> Iterator[Target]:
    printed = text.paragraph_text(paragraph)
    label = _label().match(printed)
    no = label["no"] if label else None
    body = label.end() if label else 0
    if printed.rstrip().endswith(":") and next(find_amounts(printed), None) is None:
        return
    if re.match(r"muc tieu (?:chung|tong quat)", fold(printed[body:])):
        return
    year = _by_when(printed[body:]) or year
    for aim in aims(printed[body:]):
        start = paragraph.start + body + aim.start
        where = evidence(text, start, paragraph.start + body + aim.end)
        lead = _own_lead(aim.text) or leads.get(no or "")
        yield _record(aim, no, year, lead, where, context, 0.9 if aim.amount else 0.7)


def _own_lead(told: str) -> str | None:
    """'(Phòng Văn hóa và Thông tin chủ trì)' at the end of an aim."""
    match = re.search(r"\(([^()]+?)\s+(?:chủ trì|thực hiện|phụ trách|theo dõi|chịu trách nhiệm)[^()]*\)", told)
    return match[1].strip() if match and is_office(match[1]) else None


@cache
def _label() -> re.Pattern[str]:
    return re.compile(r"\s*[“‘\"']?(?:(?P<no>\d{1,2}(?:\.\d{1,2})*)\s?[.)•]\s*|\(?(?:[a-zđ]|\d{1,2})\)\s*|[-–+*•]\s*)")


def _leads(text: Flow) -> dict[str, str]:
    """Who answers for which numbered target: the heading over '… thực hiện các chỉ tiêu 1,2,3,4,11'."""
    headings = sections(text)
    found: dict[str, str] = {}
    for match in re.finditer(
        r"(?:các\s+)?(?:chỉ tiêu|mục tiêu)\s+(?:số\s+)?(\d{1,2}(?:\s*(?:,|;|và|-)\s*\d{1,2})*)(?![\d%])", text.text
    ):
        office = next((h.title for h in heading_chain(headings, match.start()) if is_office(h.title)), None)
        if office:
            found.update(dict.fromkeys(re.findall(r"\d+", match[1]), office))
    return found


# --- tables -----------------------------------------------------------------------------------------------


def _from_grids(text: Flow, context: DocumentContext) -> Iterator[Target]:
    for grid in grids_of(text):
        titles = heads(grid)
        years = _year_columns(titles, context)
        start = text.offset_of(grid.first_line)
        under = section_of(aim_sections(text), start) if years and start is not None else None
        roles = target_roles(titles, years, under is not None and under.strict)
        for row in data_rows(grid) if roles else ():
            yield from _row(row, grid, roles, years, context)


def _year_columns(titles: Sequence[str], context: DocumentContext) -> dict[int, int]:
    """Column → year, where the years reach past the document's: 'Chỉ tiêu | Năm 2023 | Năm 2025'."""
    told = {column: int(m[1]) for column, title in enumerate(titles) if (m := _year_head().fullmatch(fold(title)))}
    own = int(context.date[:4]) if context.date else None
    if own is None or max(told.values(), default=own) <= own:
        return {}
    return {column: year for column, year in told.items() if year >= own}


@cache
def _year_head() -> re.Pattern[str]:
    return re.compile(r"(?:(?:ke hoach|muc tieu|chi tieu|phan dau|den|het)\s+){0,3}(?:nam\s+)?(20\d\d)[\W%]*")


def target_roles(titles: Sequence[str], years: dict[int, int], under_aims: bool) -> dict[str, int]:
    """Which column holds what, by the heads; empty if this is no table of targets."""
    roles: dict[str, int] = {}
    for column, title in enumerate(titles):
        role = next((r for r, pattern in _roles() if pattern.search(fold(title))), None)
        if role and role not in roles and column not in years:
            roles[role] = column
    named = next((n for n, title in enumerate(titles) if re.match(r"\W*noi dung\b", fold(title))), None)
    if under_aims and named is not None:
        roles.setdefault("text", named)
    aims_named = "text" in roles and "muc tieu" in fold(titles[roles["text"]])
    return roles if "text" in roles and (years or "value" in roles or (aims_named and len(roles) > 1)) else {}


@cache
def _roles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = (
        ("no", r"^\W*(?:stt|so tt|tt|no\.?|#)\W*$"),
        ("lead", r"chu tri|phu trach|(?:don vi|co quan) (?:thuc hien|theo doi|chiu trach|tham muu)|lead"),
        ("unit", r"don vi tinh|dvt|unit of"),
        ("value", r"ke hoach|muc tieu nam|chi tieu nam|phan dau|duoc giao|target"),
        ("text", r"muc tieu|chi tieu|objective|indicator"),
    )
    return tuple((role, re.compile(pattern)) for role, pattern in words)


def _row(
    row: GridRow, grid: Grid, roles: dict[str, int], years: dict[int, int], context: DocumentContext
) -> Iterator[Target]:
    printed = row.text(roles["text"])
    if not re.search(r"[^\W\d_]{2}", printed):
        return
    no = row.text(roles["no"]).rstrip(". ") if "no" in roles else None
    lead = row.text(roles["lead"]) or None if "lead" in roles else None
    where = line_evidence(row.page, row.line - row.page.first_line)
    unit = row.text(roles["unit"]) if "unit" in roles else ""
    columns: dict[int, int | None] = {**years}
    if not years and "value" in roles:
        columns[roles["value"]] = next((int(y.value) for y in find_years(grid.title(roles["value"]))), None)
    columns = {column: year for column, year in columns.items() if row.text(column)}
    for column, year in columns.items():
        unit = unit or _unit_of(printed) or _unit_of(grid.title(column))
        aim = Aim(0, len(printed), printed, _cell_amount(row.text(column), unit))
        yield _record(aim, no or None, year, lead, where, context, 0.9)
    if columns or years:
        return
    for aim in aims(printed):
        yield _record(aim, no or None, None, lead, where, context, 0.9)


def _unit_of(printed: str) -> str:
    """'Tỷ lệ hồ sơ trực tuyến (%)': the unit its name ends with."""
    match = re.search(r"\(\s*(%|điểm)\s*\)\W*$", printed)
    return match[1] if match else ""


def _cell_amount(printed: str, unit: str) -> Amount | None:
    found = next(find_amounts(printed if "%" in printed or not unit else f"{printed} {unit}"), None)
    if found is not None and found.value is not None:
        return found
    value = parse_number(re.sub(r"[^\d.,%-]", "", printed))
    return Amount(0, len(printed), value, "=", unit or None, printed) if value is not None else None


def _from_flat(text: Flow, context: DocumentContext) -> Iterator[Target]:
    for table in flat_tables(text):
        if not re.search(r"\bmuc tieu\b", fold(table.header)):
            continue
        for row in table.rows:
            yield from _flat_row(text, row, context)


def _flat_row(text: Flow, row: FlatRow, context: DocumentContext) -> Iterator[Target]:
    """A row's chunks: those that begin with an office at the row's end are the lead, the others the aim."""
    told, lead = _told_and_lead(row.chunks)
    printed = " ".join(chunk.text for chunk in told)
    start, end = text.offset_of(row.first), text.offset_of(row.last, 10_000)
    if start is None or end is None or not told:
        return
    where = evidence(text, start, max(end, start + 1))
    for aim in aims(printed):
        yield _record(aim, row.no, None, lead, where, context, 0.6)


def _told_and_lead(chunks: Sequence[Chunk]) -> tuple[list[Chunk], str | None]:
    told: list[Chunk] = []
    lead: list[str] = []
    for chunk in chunks:
        if not chunk.text or chunk.text.isdigit():
            continue
        open_note = bool(lead) and lead[-1].count("(") > lead[-1].count(")")
        if lead and (ends_open(lead[-1]) or open_note or (len(chunk.text.split()) <= 2 and chunk.text[0].islower())):
            lead[-1] += f" {chunk.text}"
        elif told and is_office(chunk.text) and len(chunk.text.split()) <= 8 and not lead:
            lead.append(chunk.text)
        else:
            told.append(chunk)
    return told, re.sub(r"\s*\(.*", "", lead[0]) if lead else None

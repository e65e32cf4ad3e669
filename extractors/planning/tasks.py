"""Tasks of a plan: number, name, deadline, who leads, who supports; from tables drawn and flattened, and from prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from extractors.context import DocumentContext
from extractors.naming.offices import ends_open, find_office, is_office, split_offices
from extractors.planning.assigned_tasks import assigned_tasks
from extractors.planning.task_heads import is_task_header, role_of, task_roles
from extractors.planning.told_tasks import ToldTask, told_tasks
from extractors.records import Evidence, Task
from extractors.tables.column_heads import data_rows, heads
from extractors.tables.flat_tables import Chunk, FlatRow, FlatTable, flat_tables
from extractors.tables.grids import Grid, GridRow
from extractors.tables.text_tables import grids_of
from extractors.tables.word_columns import WordTable, word_tables
from extractors.text.flow import Flow, evidence, line_evidence
from extractors.text.values import find_dates, iso_date, parse_date
from normalizers.unicode import fold

_SOME_WORDS, _MANY_WORDS = 5, 10  # after the offices of a row, what begins the next one, which has no number


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as the table prints it; `lead` and `support` None where the cells are empty."""

    no: str | None
    name: str
    first: int
    last: int
    deadline_text: str | None = None
    lead: str | None = None
    support: str | None = None
    deadline_source: str = ""  # as read, before repair


def tasks(text: Flow, context: DocumentContext) -> tuple[Task, ...]:
    """Every task of the document's task tables, in order."""
    found: list[Task] = []
    roles: dict[str, int] = {}
    columns = 0
    for grid in grids_of(text):
        own = task_roles(heads(grid))
        if own:
            roles, columns = own, grid.columns
        elif grid.columns == columns and _goes_on(grid, roles, found):
            grid = replace(grid, header=(), rows=(*grid.header, *grid.rows))
        else:
            continue
        found.extend(_record(draft, _row_evidence(row), context, 0.95) for draft, row in _from_grid(grid, roles))
    lines = {task.evidence.line for task in found}
    columned = [table for table in word_tables(text) if lines.isdisjoint(row.first for row in table.rows)]
    for words in columned:
        found.extend(_record(d, _span_evidence(text, d), context, 0.9) for d in _from_words(words))
    for table in flat_tables(text):
        if is_task_header(table.header) and not any(w.rows[0].first <= table.last <= w.last for w in columned):
            found.extend(_record(d, _span_evidence(text, d), context, 0.8) for d in _from_flat(table))
    found.extend(_in_words(text, context))
    return tuple(sorted(found, key=lambda task: task.evidence.line))


def _in_words(text: Flow, context: DocumentContext) -> Iterator[Task]:
    """Tasks of sentences; one whose day had passed when the document was dated tells what was done."""
    labelled = tuple(told_tasks(text))
    for told in labelled:
        yield _record(_of_words(told, text), evidence(text, told.start, told.end), context, 0.85)
    for told in assigned_tasks(text):
        if any(other.start < told.end and told.start < other.end for other in labelled):
            continue
        task = _record(_of_words(told, text), evidence(text, told.start, told.end), context, 0.85)
        if not (task.deadline and context.date) or task.deadline >= context.date[: len(task.deadline)]:
            yield task


def _of_words(told: ToldTask, text: Flow) -> Draft:
    first, last = text.line_of(told.start), text.line_of(told.end - 1)
    return Draft(told.no, told.name, first, last, told.deadline, told.lead, told.support)


def _goes_on(grid: Grid, roles: dict[str, int], found: Sequence[Task]) -> bool:
    """A table without heads on the next page that counts on where the tasks before it ended."""
    if "no" not in roles or not found:
        return False
    last = _number(found[-1].no)
    numbers = [n for row in (*grid.header, *grid.rows) if (n := _number(row.text(roles["no"]))) is not None]
    return last is not None and bool(numbers) and numbers[0] in (last + 1, last + 2) and numbers == sorted(numbers)


def _number(no: str | None) -> int | None:
    """'2.' → 2, 'k2' → 2: a stroke of the table's rule may be read before it."""
    match = re.fullmatch(r"\W*[^\W\d]?\W*(\d{1,2})\W*", no or "")
    return int(match[1]) if match else None


def _record(draft: Draft, where: Evidence, context: DocumentContext, confidence: float) -> Task:
    return Task(
        document=context.number,
        evidence=where,
        confidence=confidence,
        extractor="tasks",
        no=draft.no,
        name=draft.name,
        deadline=_surest(deadline(draft.deadline_text, context), deadline(draft.deadline_source, context)),
        deadline_text=draft.deadline_text,
        lead=draft.lead,
        support=draft.support,
    )


def _row_evidence(row: GridRow) -> Evidence:
    return line_evidence(row.page, row.line - row.page.first_line)


def _span_evidence(text: Flow, draft: Draft) -> Evidence:
    start, end = text.offset_of(draft.first), text.offset_of(draft.last, 10_000)
    if start is None or end is None or end <= start:
        start = text.paragraphs[0].start if start is None else start
        end = start + 1
    return evidence(text, start, end)


def _surest(repaired: str | None, read: str | None) -> str | None:
    """The deadline as repaired, unless the words as read say the same with a day."""
    if repaired and read and len(read) > len(repaired) and read.startswith(repaired):
        return read
    return repaired or read


def deadline(printed: str | None, context: DocumentContext) -> str | None:
    """'Trước ngày 01/6/2020' → 2020-06-01; 'Quý II/2022' → 2022-06; 'Tháng 5' with the plan's year; else None."""
    if not printed:
        return None
    dates = list(find_dates(printed))
    if dates:
        return dates[-1].iso
    if misread := _misread_date().search(printed):
        day = misread["day"].translate(_DIGITS) if misread["day"] else ""
        return iso_date(int(day) if day.isdigit() else None, int(misread["month"]), int(misread["year"]))
    quarter = re.search(r"[Qq]uý\s+(IV|III|II|I|[1-4])(?:\s*[/,]?\s*(?:năm\s+)?((?:19|20)\d{2}))?", printed)
    year = context.assessed_year or (int(context.date[:4]) if context.date else None)
    if quarter:
        number = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(quarter[1]) or int(quarter[1])
        of = quarter[2] or (str(year) if year else None)
        return f"{of}-{3 * number:02}" if of else None
    month = re.search(r"[Tt]háng\s+(\d{1,2})(?!\d|\s*/)", printed)
    if month and year and 1 <= int(month[1]) <= 12:
        return f"{year}-{int(month[1]):02}"
    return parse_date(printed)


# --- drawn tables -----------------------------------------------------------------------------------------


def _from_grid(grid: Grid, roles: dict[str, int]) -> Iterator[tuple[Draft, GridRow]]:
    for row in _whole_rows(grid, roles):
        no = row.text(roles["no"]).rstrip(". ") if "no" in roles else None
        if no and not no[0].isdigit() and not no.isupper() and (read := _number(no)) is not None:
            no = str(read)
        name = row.text(roles["name"])
        if no is None and (match := re.match(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+", name)):
            no, name = match[1], name[match.end() :]
        if not re.search(r"[^\W\d_]{2}", name):
            continue
        cells = {role: row.text(column) or None for role, column in roles.items()}
        yield (
            Draft(no or None, name, row.line, row.line, cells.get("deadline"), cells.get("lead"), cells.get("support")),
            row,
        )


def _from_words(table: WordTable) -> Iterator[Draft]:
    roles = task_roles(table.heads)
    for row in table.rows:
        told = {role: row.cells[column] or None for role, column in roles.items()}
        no, name = (told["no"] or "").rstrip("."), told["name"] or ""
        yield Draft(no, name, row.first, row.last, told.get("deadline"), told.get("lead"), told.get("support"))


def _whole_rows(grid: Grid, roles: dict[str, int]) -> Iterator[GridRow]:
    """The rows of data; a table of words has no numbers by which its header would end."""
    for row in data_rows(grid) or grid.header:
        if not all(role_of(c.text) or not c.text for c in row.cells) or not row.text(roles["name"]):
            yield row


# --- flattened tables -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Filling:
    """The cells of a row as its chunks come in."""

    no: str | None
    first: int
    last: int
    name: list[str] = field(default_factory=list)
    deadline: list[str] = field(default_factory=list)
    deadline_source: str = ""
    offices: list[str] = field(default_factory=list)

    def draft(self) -> Draft:
        offices = [o for joined in self.offices for o in split_offices(joined)]
        return Draft(
            self.no,
            " ".join(self.name).strip(),
            self.first,
            self.last,
            " ".join(self.deadline).strip() or None,
            offices[0] if offices else None,
            "; ".join(offices[1:]) or None,
            self.deadline_source,
        )


def _from_flat(table: FlatTable) -> list[Draft]:
    """The rows read with a cell for each chunk, and with cells that end at any line: as more of them are whole."""
    product = "san pham" in fold(table.header)
    chunks, lines = ([d for row in rows for d in _drafts(row, product)] for rows in (table.rows, _line_by_line(table)))
    return lines if sum(map(_is_whole, lines)) > sum(map(_is_whole, chunks)) else chunks


def _line_by_line(table: FlatTable) -> list[FlatRow]:
    return [replace(row, chunks=tuple(_parted(row.line_by_line().chunks))) for row in table.rows]


def _parted(lines: Sequence[Chunk]) -> Iterator[Chunk]:
    """The lines of a row; one that holds an office and a deadline is two cells."""
    for line in lines:
        due = _due().search(line.text)
        if due is not None and due.start() and find_office(line.text, 0) is not None:
            yield replace(line, text=line.text[: due.start()].strip())
            yield replace(line, text=line.text[due.start() :])
        else:
            yield line


def _is_whole(draft: Draft) -> bool:
    return draft.no is not None and bool(draft.lead and draft.deadline_text) and _due().search(draft.name) is None


def _drafts(row: FlatRow, product: bool) -> Iterator[Draft]:
    for filling in _fill(row, product):
        if filling.name:
            yield filling.draft()


def _fill(row: FlatRow, product: bool) -> Iterator[_Filling]:
    """The row's chunks as cells; what follows the offices and reads like a task is a row without a number, but where
    the table has a column for what comes of a task."""
    current = _Filling(row.no, row.first, row.first)
    for chunk in row.chunks:
        if not chunk.text or (chunk.text.isdigit() and not (current.deadline and _unfinished(current.deadline[-1]))):
            continue
        if _begins_row(current, chunk):
            if product and current.deadline:
                break
            yield current
            current = _Filling(None, chunk.first, chunk.last)
        _put(current, chunk)
        current.last = max(current.last, chunk.last)
    yield current


def _begins_row(current: _Filling, chunk: Chunk) -> bool:
    """After a row's offices: a capital and some words, or, its first words lost to another line, many words."""
    if not current.offices or is_office(chunk.text) or _deadline_cell(chunk.text) is not None:
        return False
    words = len(chunk.text.split())
    supported = current.no is None or not current.deadline or len(current.offices) > 1
    if chunk.text[0].islower() or not supported:  # the next chunk of a numbered row with a deadline is who supports
        return words >= _MANY_WORDS
    return words >= _SOME_WORDS and not ends_open(current.offices[-1])


def _put(current: _Filling, chunk: Chunk) -> None:
    due = _deadline_cell(chunk.text)
    if due is not None and current.name and not (current.offices and current.deadline):
        before, printed = chunk.text[:due].strip(), chunk.text[due:].strip()
        if before:
            current.name.insert(0, before)
        current.deadline.append(printed)
        current.deadline_source = chunk.source
    elif current.deadline and _unfinished(current.deadline[-1]):
        current.deadline.append(chunk.text)
    elif current.offices:
        _put_office(current, chunk.text)
    elif not current.name:
        current.name.append(chunk.text)
    elif (at := find_office(chunk.text)) is not None:
        if at:
            current.name.insert(0, chunk.text[:at].strip())
        current.offices.append(chunk.text[at:])
    else:
        current.name.append(chunk.text)


def _put_office(current: _Filling, text: str) -> None:
    if not ends_open(current.offices[-1]) and text[0].islower():
        if len(text.split()) >= _SOME_WORDS:  # the end of a name that the page's end cut off
            current.name.append(text)
        elif len(text.split()) > 1:
            current.offices[-1] += f" {text}"
    elif ends_open(current.offices[-1]) or not is_office(text):
        current.offices[-1] += f" {text}"
    else:
        current.offices.append(text)


def _unfinished(printed: str) -> bool:
    return re.search(r"(?i)\b(?:của|theo|và|trước|sau|trong|ngày|tháng|năm|dẫn|quý)\W*$", printed) is not None


def _deadline_cell(text: str) -> int | None:
    """Where in a chunk the words of a deadline begin; None if it holds none, or far more than a deadline."""
    match = _due().search(text)
    if match is None or len(text) - match.start() > 60 or match.start() > 14:
        return None
    return match.start()


_DIGITS = str.maketrans("tlIOo", "11100")


@cache
def _misread_date() -> re.Pattern[str]:
    """The stroke read as a letter or a one: '5t2020', '20/6t2020', '0t/6t2020', '812020'."""
    return re.compile(
        r"(?<!\d)(?:(?P<day>[\dtlIOo]{1,2})\s?/\s?)?(?P<month>1[0-2]|0?[1-9])\s?[tlI1|]\s?(?P<year>20[0-3]\d)(?!\d)"
    )


@cache
def _due() -> re.Pattern[str]:
    return re.compile(
        r"(?:Trước|Sau|Chậm nhất|Trong|Hoàn thành|Xong)\s+(?:ngày|tháng|năm|quý|Quý|\d)|Trước\s+\d|Tháng\s+\d|"
        r"[Tt]h\w{1,2}ng\s+\d{1,2}\s?[/1lI|]\s?20\d\d|^(?:[Tt]háng$|trước ngày|trong tháng|thường xuyên|tháng\s+\d)|"
        r"Ngày\s+\d|(?:\d{1,2}/)?\d{1,2}[tlI1|]20[0-3]\d$|Quý\s+[IV1-4]|Năm\s+20\d\d|\d{1,2}/\d{1,2}/20\d\d|"
        r"(?:Thường xuyên|Hàng năm|Hằng năm|Hàng quý|Hàng tháng|Định kỳ|Theo hướng|Theo kế hoạch|Theo yêu cầu|Khi có)\b"
    )

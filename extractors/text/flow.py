"""A document as flowing text: wrapped lines joined into paragraphs, every character with its way back to its line.

Extractors search `Flow.text` and turn the span of what they found into `Evidence` with `evidence(flow, start, end)`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.layout import Box, Line, Page, Table, numbered_lines
from extractors.records import Evidence
from extractors.text.remember import last_answer

_MACHINE_SHARE = 0.05  # of the lines with a doubt of the reader or a repair: nobody typed this text


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that stands in `Flow.text` from `start` to `end` as it stands in its line from `column`."""

    start: int
    end: int
    column: int
    number: int  # of the line in text.txt
    page: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`start` and `end` are offsets in `Flow.text`; the row of a table is a paragraph of its own."""

    start: int
    end: int
    number: int  # of its first line in text.txt
    is_row: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Paragraphs are separated by one newline; within them every run of blanks is one space.

    Compared by identity, so that it can be a key of caches.
    """

    text: str
    pieces: tuple[Piece, ...]
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...]  # cut to the lines of this document
    starts: tuple[int, ...] = ()

    def paragraph_text(self, paragraph: Paragraph) -> str:
        return self.text[paragraph.start : paragraph.end]

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that holds the character at `offset`."""
        index = bisect_right([p.start for p in self.paragraphs], offset) - 1
        return self.paragraphs[max(index, 0)]

    def pieces_of(self, start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
        """The pieces under the span, each with the columns it covers in its line."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        for piece in self.pieces[first:]:
            if piece.start >= end:
                break
            if piece.end > start:
                left, right = max(start, piece.start), min(end, piece.end)
                yield piece, piece.column + left - piece.start, piece.column + right - piece.start

    def line_of(self, offset: int) -> int:
        """The number in text.txt of the line that holds the character at `offset`."""
        return self.pieces[max(bisect_right(self.starts, offset) - 1, 0)].number

    def offset_of(self, number: int, column: int = 0) -> int | None:
        """Where the character at `column` of line `number` stands in `text`; None if the line is blank or outside."""
        best = None
        for piece in self.pieces:
            if piece.number == number and (best is None or piece.column <= column):
                best = piece
        return None if best is None else min(best.start + max(column - best.column, 0), best.end)

    def confidence(self, start: int, end: int) -> float:
        """The least confidence in the span: of the reader in a word, of a repair in what it put there."""
        return min((_trust(p.line, a, b) for p, a, b in self.pieces_of(start, end)), default=1.0)


def _trust(line: Line, start: int, end: int) -> float:
    repairs = (r.confidence for r in line.repairs if r.start < end and start < r.end)
    return min(line.confidence(start, end), min(repairs, default=1.0))


@last_answer
def read_by_machine(flow: Flow) -> bool:
    """Whether the text went through an engine: it was unsure of words, or they had to be repaired."""
    lines = {p.number: p.line for p in flow.pieces}.values()
    doubted = sum(bool(line.repairs) or any(w.confidence < 1.0 for w in line.words) for line in lines)
    return doubted > _MACHINE_SHARE * len(lines)


def evidence(flow: Flow, start: int, end: int) -> Evidence:
    """Where the span stands: its first page, its lines, its words as repaired and as read, the box on that page."""
    spans = list(flow.pieces_of(start, end))
    if not spans:
        raise ValueError(f"no line under [{start}, {end})")
    page = spans[0][0].page
    boxes = [piece.line.span_box(a, b) for piece, a, b in spans if piece.page == page]
    return Evidence(
        page=page,
        line=spans[0][0].number,
        line_end=spans[-1][0].number,
        quote=flow.text[start:end].strip(),
        source_quote=" ".join(piece.line.source_quote(a, b) for piece, a, b in spans).strip(),
        box=_union(boxes),
    )


def line_evidence(page: Page, index: int, start: int = 0, end: int | None = None) -> Evidence:
    """Evidence within one line of a page (0-based `index`), as table rows need it."""
    line = page.lines[index]
    end = len(line.text) if end is None else end
    number = page.first_line + index
    return Evidence(
        page=page.number,
        line=number,
        line_end=number,
        quote=line.text[start:end],
        source_quote=line.source_quote(start, end),
        box=line.span_box(start, end),
    )


def _union(boxes: Sequence[Box | None]) -> Box | None:
    whole: Box | None = None
    for box in boxes:
        if box is not None:
            whole = box if whole is None else whole.union(box)
    return whole


def cut(pages: Sequence[Page], first: int, last: int) -> tuple[Page, ...]:
    """The pages with only their lines `first`..`last` of text.txt (1-based, inclusive), tables moved along."""
    kept = []
    for page in pages:
        skip = max(first - page.first_line, 0)
        stop = min(last - page.first_line + 1, len(page.lines))
        if skip == 0 and stop == len(page.lines):
            kept.append(page)
        elif skip < stop:
            tables = tuple(t for t in (_cut_table(t, skip, stop) for t in page.tables) if t.rows)
            kept.append(replace(page, first_line=page.first_line + skip, lines=page.lines[skip:stop], tables=tables))
    return tuple(kept)


def _cut_table(table: Table, skip: int, stop: int) -> Table:
    rows = tuple(replace(row, line=row.line - skip) for row in table.rows if skip <= row.line < stop)
    return replace(table, rows=rows)


@cache
def _opens() -> re.Pattern[str]:
    """What begins a paragraph whatever stands before it."""
    return re.compile(
        r"""\s*(?:
        [-–—+•*●▪](?!\d|\s?[)/]) | \#{1,6}\s            # bullets; not '-2020', a period cut by the line's end
        | \d{1,2}(?:\.\d{1,2}){0,3}\s?[.)]\s?(?=[^\W\d]|\() # 1. 1.1. 2)
        | \d{1,2}(?:\.\d{1,2}){1,3}\s(?=[^\W\d_])
        | (?:[IVX]{1,5}|[A-H])\s?[.)]\s                     # II. B.
        | [a-zđê]\s?\)\s | \(\d{1,2}\)\s                    # a) (1)
        | (?:Điều|Chương|Mục|Phần|Khoản)\s+(?:\d|[IVX]+\b|thứ)
        | Phụ\s+lục\b | PHỤ\s+LỤC\b | (?:Phần|PHẦN)\s+(?:thứ|THỨ)
        | (?:Căn\s+cứ|Theo\s+đề\s+nghị|Xét\s+đề\s+nghị|Thực\s+hiện\s+Quyết|Trên\s+đây|Nơi\s+nhận|Kính\s+gửi)\b
        | (?:TM|KT|TL|TUQ|Q)\s?\.\s?[A-ZĐ] | \(\s?[Kk]èm\s+theo | Số\s?:
        | (?:CHỦ\s+TỊCH|PHÓ\s+CHỦ\s+TỊCH)\s*$ | QUY[ẾÉ]T\s+(?:ĐỊNH|NGHỊ)\s*:?\s*$
        )""",
        re.VERBOSE,
    )


_OPEN_END = re.compile(  # words no sentence ends with
    r"(?:[,(\-–&/“]|\b(?:của|về|việc|và|các|những|tại|theo|cho|với|do|là|từ|trên|trong|thuộc|để|hoặc|bởi|bằng))$"
)
_CLOSED_END = re.compile(r"(?:[.;:!?…]|\./\.|/\.)\W*$")
_GOES_ON = re.compile(r"[-–]?\s?\d+(?![\d.]*\s[^\W\d_])")  # 'ngày' | '01/6/2020'; a row '1 Xây dựng' begins anew
_PAIR = re.compile(  # one term with a dash in it, cut by the line's end: 'kinh tế' | '- xã hội'
    r"(?:kinh tế|văn h(?:óa|oá)|chính trị|quốc phòng|an ninh)\n[-–]\s?(?:xã hội|chính trị|quốc phòng|an ninh|trật tự)\b"
)
_JOINED = re.compile(r"(?:[A-ZĐƯa-z0-9][-/])$")
_DOUBLE_WINDOW, _DOUBLE_SHARE = 12, 0.3
_FULL_LINE = 0.72  # of the usual width: a shorter line was not wrapped


@dataclass(frozen=True, slots=True)
class _Source:
    number: int
    page: int
    line: Line
    text: str
    is_row: bool
    blanks: int  # blank lines before it


def flow(pages: Sequence[Page]) -> Flow:
    """The flowing text of pages: one linear pass over the lines."""
    lines = _lines(pages)
    width = _usual_width(lines)
    doubled = _double_spaced(lines)
    text: list[str] = []
    pieces: list[Piece] = []
    paragraphs: list[Paragraph] = []
    at = 0
    for index, source in enumerate(lines):
        before = lines[index - 1] if index else None
        if before is not None and _continues(before, source, width, doubled[index]):
            glue = "" if _JOINED.search(before.text) and _symbol_break(before.text, source.text) else " "
        else:
            glue = "\n" if before is not None else ""
            paragraphs.append(Paragraph(at + len(glue), at + len(glue), source.number, source.is_row))
        text.append(glue)
        at += len(glue)
        for run in re.finditer(r"[^\s]+(?:[ ][^\s]+)*" if not source.is_row else r".+", source.line.text):
            if pieces and pieces[-1].number == source.number:
                text.append(" ")
                at += 1
            pieces.append(Piece(at, at + len(run.group()), run.start(), source.number, source.page, source.line))
            text.append(run.group())
            at += len(run.group())
        paragraphs[-1] = replace(paragraphs[-1], end=at)
    return Flow("".join(text), tuple(pieces), tuple(paragraphs), tuple(pages), tuple(p.start for p in pieces))


def _lines(pages: Sequence[Page]) -> list[_Source]:
    """The lines that hold text; page numbers standing alone at the head or foot of a page are left out."""
    rows = {page.first_line + row.line for page in pages for table in page.tables for row in table.rows}
    found: list[_Source] = []
    blanks = 0
    for number, page, line in numbered_lines(tuple(pages)):
        text = line.text.strip()
        if not text or _is_page_number(text, page, number):
            blanks += 1
            continue
        is_row = number in rows or "\t" in line.text.strip() or text.startswith("|")
        found.append(_Source(number, page.number, line, text, is_row, blanks))
        blanks = 0
    return found


def _is_page_number(text: str, page: Page, number: int) -> bool:
    if not re.fullmatch(r"[-–\s]*\d{1,3}[-–\s]*", text):
        return False
    index = number - page.first_line
    above = any(line.text.strip() for line in page.lines[:index])
    below = any(line.text.strip() for line in page.lines[index + 1 :])
    return (not above and index < 3) or (not below)


def _usual_width(lines: list[_Source]) -> float:
    lengths = sorted(len(s.text) for s in lines if not s.is_row)
    return min(float(lengths[int(len(lengths) * 0.85)]), 100.0) if lengths else 80.0


def _double_spaced(lines: list[_Source]) -> list[bool]:
    """For every line: are blank lines hereabouts only spacing? (a sentence goes on across most of them)"""
    goes_on = [int(s.blanks == 1 and s.text[0].islower()) for s in lines]
    gaps = [int(s.blanks == 1) for s in lines]
    sums, totals = [0], [0]
    for g, w in zip(gaps, goes_on, strict=True):
        totals.append(totals[-1] + g)
        sums.append(sums[-1] + w)
    result = []
    for i in range(len(lines)):
        low, high = max(0, i - _DOUBLE_WINDOW), min(len(lines), i + _DOUBLE_WINDOW + 1)
        count = totals[high] - totals[low]
        result.append(count >= 3 and (sums[high] - sums[low]) / count > _DOUBLE_SHARE)
    return result


def _continues(before: _Source, source: _Source, width: float, doubled: bool) -> bool:
    """Does this line go on with the sentence of the line before?"""
    if source.is_row or before.is_row:
        return False
    if _PAIR.search(f"{before.text[-12:]}\n{source.text[:12]}"):
        return True
    if _opens().match(source.line.text):
        return False
    if source.blanks > 1 and not (before.text[-1] in ",-" or (source.text[0].islower() and source.blanks < 9)):
        return False
    if before.text.isupper() != source.text.isupper() and not _OPEN_END.search(before.text):
        return source.text[0].islower() and not before.text.isupper() and not _CLOSED_END.search(before.text)
    if _OPEN_END.search(before.text):
        return True
    if _CLOSED_END.search(before.text):
        return source.text[0].islower() and not before.text.endswith("./.")
    if source.text[0].islower() or (source.blanks == 0 and _GOES_ON.match(source.text)):
        return True
    if source.blanks and not doubled:
        return False
    return len(before.text) >= _FULL_LINE * width


def _symbol_break(before: str, after: str) -> bool:
    """'QĐ-' | 'UBND': the symbol of a document cut by the line's end, to be joined without a space."""
    tail = before.rsplit(None, 1)[-1]
    head = after.split(None, 1)[0]
    if re.search(r"\d$", tail[:-1]) and tail.endswith("-"):
        return False  # 2021- | 2030
    return (bool(re.fullmatch(r"[\wĐđƯư.]*[/-][\wĐđƯư./-]*", tail)) and head[:1].isupper()) or tail.endswith("/")

"""Tables whose cells came out as lines one after the other, as text layers of scans give them.

STT Nhiệm vụ          the heads of the columns, one or more to a line
Thời gian
1.1 Tham mưu …        a row begins with its number,
Kế hoạch …            its cells follow as chunks parted by blank lines
                      (each chunk is one cell, or a piece of one)
Tháng
4/2020
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz

from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow
from normalizers.unicode import fold


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines without a blank one between; `first` and `last` are numbers in text.txt."""

    text: str
    first: int
    last: int
    source: str = ""  # as read, before repair
    lines: tuple[Chunk, ...] = ()  # each by itself, where there are several


@dataclass(frozen=True, slots=True)
class FlatRow:
    """`no` as printed without its last dot; None for a row without a number."""

    no: str | None
    chunks: tuple[Chunk, ...]

    @property
    def first(self) -> int:
        return self.chunks[0].first

    @property
    def last(self) -> int:
        return max(chunk.last for chunk in self.chunks)

    def line_by_line(self) -> FlatRow:
        """The same row where blank lines part no cells."""
        return FlatRow(self.no, tuple(line for chunk in self.chunks for line in chunk.lines or (chunk,)))


@dataclass(frozen=True, slots=True)
class FlatTable:
    """`header` is the text of the column heads; a header repeated on the next page is part of the same table."""

    header: str
    rows: tuple[FlatRow, ...]
    first: int
    last: int


@dataclass(slots=True)
class _Open:
    """A table being read. `repeated`: its header has just been printed again, numbers may start anew."""

    header: list[str]
    first: int
    last: int
    rows: list[tuple[str | None, list[Chunk]]]
    in_header: bool = True
    repeated: bool = False


_HEAD_CHUNK = 34  # characters: the head of a column is short
_SAME_HEADER = 85  # of 100


@lru_cache(maxsize=4)
def flat_tables(text: Flow) -> tuple[FlatTable, ...]:
    """Every flat table of the document, those that go on over pages joined."""
    tables: list[FlatTable] = []
    table: _Open | None = None
    chunks = list(_chunks(text))
    for index, chunk in enumerate(chunks):
        if _opens().match(fold(chunk.text)):
            if table is not None and not _same_header(table.header[0], chunk.text):
                tables.extend(_close(table))
                table = None
            if table is None:
                table = _Open([], chunk.first, chunk.last, [])
            else:
                table.in_header = table.repeated = True
            if not table.repeated:
                table.header.append(chunk.text)
        elif table is not None and not _page_number(chunks, index):
            if _outside().match(chunk.text) and _next_number(table, chunk) is None:
                tables.extend(_close(table))
                table = None
            else:
                _feed(table, chunk)
    if table is not None:
        tables.extend(_close(table))
    return tuple(tables)


def _same_header(header: str, chunk: str) -> bool:
    size = min(len(header), len(chunk))
    return fuzz.ratio(fold(header)[:size], fold(chunk)[:size]) >= _SAME_HEADER


def _close(table: _Open) -> Iterator[FlatTable]:
    rows = tuple(FlatRow(no, tuple(chunks)) for no, chunks in table.rows if chunks)
    if len(rows) >= 2:
        yield FlatTable(" ".join(table.header), rows, table.first, table.last)


def _chunks(text: Flow) -> Iterator[Chunk]:
    """Runs of lines without a blank one between; a row's number or a column's head begins a chunk. No drawn tables."""
    lines: list[tuple[int, str, str]] = []
    drawn = {p.number for p in text.paragraphs if p.is_row} | _of_grids(text)
    for piece in text.pieces:
        if (lines and lines[-1][0] == piece.number) or piece.number in drawn:
            continue
        printed = piece.line.text.strip()
        begins = _number_first().match(printed) or _opens().match(fold(printed)) or _outside().match(printed)
        if lines and (piece.number > lines[-1][0] + 1 or begins):
            yield _chunk(lines)
            lines = []
        lines.append((piece.number, printed, piece.line.source.strip()))
    if lines:
        yield _chunk(lines)


def _of_grids(text: Flow) -> set[int]:
    """Lines of tables that are whole: drawn, or aligned by blanks."""
    whole = [grid for grid in grids_of(text) if grid.kind != "rows"]
    return {number for grid in whole for number in range(grid.first_line, grid.last_line + 1)}


def _chunk(lines: Sequence[tuple[int, str, str]]) -> Chunk:
    single = tuple(Chunk(text, number, number, source) for number, text, source in lines)
    text, read = (" ".join(part) for part in ((c.text for c in single), (c.source for c in single)))
    return Chunk(text, lines[0][0], lines[-1][0], read, single if len(single) > 1 else ())


def _page_number(chunks: Sequence[Chunk], index: int) -> bool:
    """A number alone before a repeated header is that of the page, not of a row."""
    following = chunks[index + 1 : index + 2]
    return chunks[index].text.isdigit() and any(_opens().match(fold(c.text)) for c in following)


def _feed(table: _Open, chunk: Chunk) -> None:
    table.last = chunk.last
    number = _next_number(table, chunk) or (_ones(table, chunk) if table.rows else None)
    match = _number_first().match(chunk.text) or re.match(r"\S+", chunk.text)
    if number is not None and match is not None:
        table.rows.append((number, [_without_number(chunk, match.end())]))
    elif table.in_header and len(chunk.text) <= _HEAD_CHUNK and _head_word().search(fold(chunk.text)):
        if not table.repeated:
            table.header.append(chunk.text)
        return
    elif table.rows:
        table.rows[-1][1].append(chunk)
    else:
        table.rows.append((None, [chunk]))
    table.in_header = table.repeated = False


def _without_number(chunk: Chunk, end: int) -> Chunk:
    """The chunk without the number that begins it; `end` is where that ends."""
    lines = tuple(replace(line, text=line.text[end:].strip()) if n == 0 else line for n, line in enumerate(chunk.lines))
    return replace(chunk, text=chunk.text[end:].strip(), lines=lines)


def _ones(table: _Open, chunk: Chunk) -> str | None:
    """'1.1' read as 'l.t', which a repair may have taken for a word, where it is the next number."""
    numbered = [no for no, _ in table.rows if no is not None]
    read = re.match(r"[1lIt|]\.[1lIt|](?=\s+[^\W\d_a-z])", chunk.source)
    return "1.1" if read and numbered and "1.1" in _following(numbered) else None


def _next_number(table: _Open, chunk: Chunk) -> str | None:
    """The number at the beginning of the chunk if it can be that of the next row: 1 → 1.1 or 2, 1.1 → 1.2 or 2."""
    match = _number_first().match(chunk.text)
    if match is None:
        misread = _misread_one().match(chunk.text) or _misread_one().match(chunk.source)
        return "1" if table.in_header and not table.rows and misread else None
    number = match["no"].rstrip(".")
    numbered = [no for no, _ in table.rows if no is not None]
    if not numbered or table.repeated:
        return number if number in ("1", "1.1") or (numbered and number in _following(numbered)) else None
    return number if number in _following(numbered) else None


def _following(numbered: Sequence[str]) -> set[str]:
    """The numbers that may come next; one lost row is allowed."""
    last = numbered[-1].split(".")
    found = {f"{numbered[-1]}.1", f"{numbered[-1]}.2"}
    for depth in range(len(last)):
        for step in (1, 2):
            found.add(".".join([*last[:depth], str(int(last[depth]) + step)]))
    return found


@cache
def _opens() -> re.Pattern[str]:
    return re.compile(r"(?:stt|so tt|tt)(?:\s|$)")


@cache
def _number_first() -> re.Pattern[str]:
    return re.compile(r"(?P<no>\d{1,2}(?:\.\d{1,2}){0,2})\.?(?=\s+[^\W\d_]|\s+\d{1,3}\s?%|$)")


@cache
def _misread_one() -> re.Pattern[str]:
    """The number of the first row as engines misread it: 'I Xây dựng', 'l Tham mưu'."""
    return re.compile(r"[IlJ|]\.?(?=\s+[^\W\d_a-z])")


@cache
def _head_word() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:stt|nhiem vu|noi dung|cong viec|thoi gian|thoi han|thuc hien|don vi|co quan|chu tri|phoi hop|ghi chu|"
        r"nam|chi tieu|tong hop|bao cao|ket qua|danh gia|san pham|dat|muc tieu|linh vuc|hoan thanh|tien do|20\d\d|tinh|"
        r"den \d|duoc|gia|qua)\b"
    )


@cache
def _outside() -> re.Pattern[str]:
    """What stands outside tables: a heading, an appendix, the foot of the document."""
    return re.compile(
        r"(?:\W?\w{1,4}\s?[.•]\s?[A-ZĐÀ-Ỹ]{2,}(?: [A-ZĐÀ-Ỹ•]{2,}){2}"  # 'LÝ• TỔ CHỨC THỰC HIỆN'
        r"|[IVX]{1,5}\s?\.\s?[^\W\d_]|Phụ lục\b|PHỤ LỤC\b|Nơi nhận|Trên đây|\d{1,2}\.\s+[^\W\d_]|[A-H]\.\s|Điều\s\d)"
    )

"""Between the reader's pages and the repair's lines: what goes over as hints, and how repaired lines come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extractors.layout import Box, Cell, Line, Page, Row, Table, Word
from normalizers.edits import Edit, apply, compose
from normalizers.hints import Hints
from normalizers.repairs import Repair, RepairedText, source_span
from pipeline.continued import continued
from pipeline.readings import ReadPage

# What would break the line count of text.txt, or could not be written as UTF-8.
_BREAKS = dict.fromkeys(map(ord, "\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"), " ") | {0: "\ufffd"}


def settled(page: ReadPage) -> ReadPage:
    """The page as the archive keeps it: hundredths of a point, thousandths of confidence, lines that are lines."""
    lines = tuple(settled_line(line) for line in page.lines)
    return replace(page, lines=lines, tables=tuple(settled_table(table) for table in page.tables))


def settled_line(line: Line) -> Line:
    words = tuple(replace(w, box=rounded_box(w.box), confidence=round(float(w.confidence), 3)) for w in line.words)
    return replace(line, text=one_line(line.text), source=one_line(line.source), words=words, box=rounded(line.box))


def settled_table(table: Table) -> Table:
    rows = tuple(replace(row, cells=tuple(settled_cell(cell) for cell in row.cells)) for row in table.rows)
    return replace(table, rows=rows, box=rounded(table.box))


def settled_cell(cell: Cell) -> Cell:
    return replace(cell, box=rounded(cell.box))


def rounded(box: Box | None) -> Box | None:
    return None if box is None else rounded_box(box)


def rounded_box(box: Box) -> Box:
    return Box(*(round(float(edge), 2) for edge in box))


def one_line(text: str) -> str:
    """The text with as many characters, none of which ends a line or is half a surrogate pair."""
    if not text.isprintable():
        text = text.translate(_BREAKS)
        text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def lines_and_hints(pages: Iterable[ReadPage]) -> tuple[list[str], Hints]:
    """The lines of a document, and what the readers know about each. The pages are gone through once and not held."""
    lines: list[str] = []
    fonts: list[tuple[tuple[int, int, str], ...]] = []
    words: list[tuple[tuple[int, int, float], ...]] = []
    ocr = False
    for page in pages:
        ocr = ocr or bool(page.engine) or page.verdict == "both"
        for line in page.lines:
            lines.append(line.text)
            fonts.append(line.fonts or fonts_of(line.words))
            words.append(tuple((w.start, w.end, w.confidence) for w in line.words))
    return lines, Hints(fonts=tuple(fonts), words=tuple(words), ocr=ocr)


def fonts_of(words: tuple[Word, ...]) -> tuple[tuple[int, int, str], ...]:
    """Runs of words in one font."""
    runs = ((font, list(run)) for font, run in groupby(words, key=lambda word: word.font))
    return tuple((run[0].start, run[-1].end, font) for font, run in runs if font)


def repaired_pages(pages: Iterable[ReadPage], mended: RepairedText) -> Iterator[Page]:
    """The pages with their lines repaired, numbered through; cells point to where their text stands now, tables say
    whether they go on from the page before."""
    repairs: dict[int, list[Repair]] = {}
    for repair in mended.repairs:
        repairs.setdefault(repair.line, []).append(repair)
    first = 1
    before: Page | None = None
    for page in pages:
        lines = tuple(
            replace(line, text=mended.lines[number - 1], repairs=tuple(repairs.get(number, ())))
            for number, line in enumerate(page.lines, first)
        )
        tables = tuple(moved_table(table, lines) for table in page.tables)
        before = continued(Page(page.number, first, lines, tables, page.width, page.height, page.turn * 90), before)
        yield before
        first += len(lines)


def corrected_page(page: Page, corrections: Sequence[Repair]) -> Page:
    """The page with corrections made in its lines (they count in text.txt), on top of the repairs it has."""
    by_line: dict[int, list[Repair]] = defaultdict(list)
    for correction in corrections:
        if 0 <= correction.line - page.first_line < len(page.lines):
            by_line[correction.line - page.first_line].append(correction)
    if not by_line:
        return page
    lines = list(page.lines)
    for number, held in by_line.items():
        line = lines[number]
        wanted = (Edit(c.start, c.start + len(c.before), c.after, c.kind, c.reason, c.confidence) for c in held)
        text, made = apply(line.text, held[0].line, wanted)
        lines[number] = replace(line, text=text, repairs=compose(line.repairs, made))
        by_line[number] = list(made)
    tables = tuple(
        replace(table, rows=tuple(moved_row(row, by_line.get(row.line, ())) for row in table.rows))
        for table in page.tables
    )
    return replace(page, lines=tuple(lines), tables=tables)


def moved_table(table: Table, lines: Sequence[Line]) -> Table:
    return replace(table, rows=tuple(moved_row(row, lines[row.line].repairs) for row in table.rows))


def moved_row(row: Row, repairs: Sequence[Repair]) -> Row:
    if not repairs:
        return row
    return replace(
        row,
        cells=tuple(
            replace(cell, start=moved(cell.start, repairs, at_end=False), end=moved(cell.end, repairs, at_end=True))
            for cell in row.cells
        ),
    )


def moved(position: int, repairs: Sequence[Repair], *, at_end: bool) -> int:
    """Where a position of the line as read stands in the repaired line; inside a repair, at its edge.

    A cell ends before its TAB and begins after it, and no repair crosses one: so an end stays in front of a repair
    that begins there, a start behind one that ends there.
    """
    shift = 0
    for repair in sorted(repairs, key=lambda r: r.start):
        source_start = repair.start - shift
        source_end = source_start + len(repair.before)
        if position < source_start or (position == source_start and (at_end or repair.before)):
            return position + shift
        if position < source_end:
            return repair.end if at_end else repair.start
        shift += len(repair.after) - len(repair.before)
    return position + shift


def unrepaired(page: Page) -> tuple[tuple[Line, ...], tuple[Table, ...]]:
    """The lines and tables of an archived page as they were read, before any repair."""
    lines = tuple(replace(line, text=line.source, repairs=()) for line in page.lines)
    tables = tuple(
        replace(table, rows=tuple(moved_back(row, page.lines[row.line].repairs) for row in table.rows))
        for table in page.tables
    )
    return lines, tables


def moved_back(row: Row, repairs: Sequence[Repair]) -> Row:
    cells = []
    for cell in row.cells:
        start, end = source_span(cell.start, cell.end, repairs)
        cells.append(replace(cell, start=start, end=end))
    return replace(row, cells=tuple(cells))

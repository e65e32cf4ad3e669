"""Documents that flow: paragraphs of runs in fonts and tables of cells become the lines of pages, fonts kept.

Every office reader ends here, so that a paragraph is one line and a row of a table is one line with TAB between its
cells, whatever the format. Nothing is decoded: the lines are as the file spells them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from extractors.layout import Cell, Row, Table
from pipeline.readers.source import FontRun, RawPage, Source

_BLANK = " \t"  # no more: U+00A0 and U+0085 are letters of legacy charsets
_HEAD_LINES = 3  # a table of two columns after so few lines is a letter's head
_HEAD_ROWS = 3
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1e]")  # XML and old files carry marks that are no text


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one font. A newline in it breaks the line."""

    text: str
    font: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    column: int  # 0-based
    paragraphs: tuple[Runs, ...]
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Cells that go on from the row above are left out; `header_rows` 0: the file does not say."""

    rows: tuple[tuple[GridCell, ...], ...]
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows stands on a new page."""


Block = Runs | Grid | PageBreak


@dataclass(slots=True)
class FlowPage:
    """Lines, the fonts of each, and the tables whose rows are some of the lines."""

    lines: list[str] = field(default_factory=list)
    fonts: list[tuple[FontRun, ...]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(self, runs: Iterable[Run]) -> None:
        """One line; blanks at its ends go, an empty one is none."""
        text, fonts = laid(runs)
        if text:
            self.lines.append(text)
            self.fonts.append(fonts)


class FlowSource(Source):
    """An office file, read as a whole into pages."""

    def __init__(self, path: Path, media_type: str, blocks: Iterable[Block], notes: tuple[str, ...] = ()) -> None:
        super().__init__(path, media_type, "office")
        self._pages = flowed(blocks)
        self._notes = notes

    @property
    def pages(self) -> int:
        return len(self._pages)

    def page(self, number: int) -> RawPage:
        page = self._pages[number - 1]
        return RawPage(
            number, lines=tuple(page.lines), fonts=tuple(page.fonts), rows=tuple(page.tables), notes=self._notes
        )

    def close(self) -> None:
        """The file was read as a whole."""


def flowed(blocks: Iterable[Block]) -> list[FlowPage]:
    """The pages. A page break at the very beginning or end opens no page."""
    pages = [FlowPage()]
    for block in blocks:
        if isinstance(block, PageBreak):
            if pages[-1].lines:
                pages.append(FlowPage())
        elif isinstance(block, Grid):
            _add_grid(pages[-1], block, first=len(pages) == 1)
        else:
            for line in broken(block):
                pages[-1].add(line)
    if len(pages) > 1 and not pages[-1].lines:
        pages.pop()
    return pages


def broken(runs: Runs) -> Iterator[Runs]:
    """The lines of a paragraph: runs cut at newlines."""
    line: list[Run] = []
    for run in runs:
        first, *more = run.text.split("\n")
        line.append(Run(first, run.font))
        for part in more:
            yield tuple(line)
            line = [Run(part, run.font)]
    yield tuple(line)


def laid(runs: Iterable[Run]) -> tuple[str, tuple[FontRun, ...]]:
    """The text of a line and where in it which font begins and ends."""
    text = ""
    fonts: list[FontRun] = []
    for run in runs:
        part = _CONTROL.sub("", run.text)
        if part and run.font and fonts and fonts[-1][1:] == (len(text), run.font):
            fonts[-1] = (fonts[-1][0], len(text) + len(part), run.font)
        elif part and run.font:
            fonts.append((len(text), len(text) + len(part), run.font))
        text += part
    cut = len(text) - len(text.lstrip(_BLANK))
    text = text.strip(_BLANK)
    moved = ((max(start - cut, 0), min(end - cut, len(text)), font) for start, end, font in fonts)
    return text, tuple(run for run in moved if run[0] < run[1])


def _add_grid(page: FlowPage, grid: Grid, first: bool) -> None:
    rows = [row for row in grid.rows if any(_has_text(cell) for cell in row)]
    if not rows:
        return
    if _is_layout(rows):
        across = first and len(page.lines) <= _HEAD_LINES
        for row in rows:
            _add_layout_row(page, row, across)
        return
    made = [Row(len(page.lines), _add_row(page, row)) for row in rows]
    tallest = max((cell.row_span for cell in rows[0]), default=1)
    header = grid.header_rows or min(tallest, 4, max(len(rows) - 1, 1))
    page.tables.append(Table(tuple(made), header))


def _is_layout(rows: Sequence[Sequence[GridCell]]) -> bool:
    """A table that only puts things beside each other: the head of a letter, recipients and signature, a frame."""
    columns = max(cell.column + cell.column_span for row in rows for cell in row)
    if columns == 1:
        return True
    spread = len(rows) <= 2 and any(sum(len(_lines(cell)) > 1 for cell in row) > 1 for row in rows)
    return (columns == 2 and len(rows) <= _HEAD_ROWS) or (columns == 3 and spread)


def _add_layout_row(page: FlowPage, row: Sequence[GridCell], across: bool) -> None:
    """Heads are read across, line beside line; recipients and signature one after the other."""
    columns = [_lines(cell) for cell in row]
    if across or all(len(lines) <= 1 for lines in columns):
        for beside in zip_longest(*columns, fillvalue=()):
            page.add(_joined([line for line in beside if line], "\t"))
    else:
        for lines in columns:
            for line in lines:
                page.add(line)


def _add_row(page: FlowPage, row: Sequence[GridCell]) -> tuple[Cell, ...]:
    """The line of a row, also where it begins or ends with an empty cell; where its cells stand in it."""
    text = ""
    fonts: list[FontRun] = []
    cells: list[Cell] = []
    for number, cell in enumerate(row):
        text += "\t" if number else ""
        part, runs = laid(_joined([_without_tabs(line) for line in _lines(cell)], " "))
        fonts += [(start + len(text), end + len(text), font) for start, end, font in runs]
        cells.append(Cell(cell.column, len(text), len(text) + len(part), cell.row_span, cell.column_span))
        text += part
    page.lines.append(text)
    page.fonts.append(tuple(fonts))
    return tuple(cells)


def _lines(cell: GridCell) -> list[Runs]:
    """The lines of a cell that say something."""
    return [line for paragraph in cell.paragraphs for line in broken(paragraph) if _text(line).strip(_BLANK)]


def _has_text(cell: GridCell) -> bool:
    return any(_text(paragraph).strip(_BLANK + "\n") for paragraph in cell.paragraphs)


def _text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _without_tabs(runs: Runs) -> Runs:
    return tuple(Run(run.text.replace("\t", " "), run.font) for run in runs)


def _joined(lines: Sequence[Runs], between: str) -> Runs:
    joined: list[Run] = []
    for line in lines:
        joined += ([Run(between)] if joined else []) + list(line)
    return tuple(joined)

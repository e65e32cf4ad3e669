"""Tables whose columns are kept apart by blanks: what stands one below the other is one column.

    TT   Tên đơn vị            Điểm thẩm định   Xếp hạng
     1   UBND xã Púng Luông             86,75          1
     2   Xã Mồ Dề                          78          2

The fullest rows say how many columns there are and where each of them stands; rows with empty cells and the heads are
laid over them in their order, each run of words where it hangs over, or else where it is nearest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from extractors.tables.grids import GridCell, GridRow, NumberedLine
from extractors.text.vocabulary import column_role, row_kind

_RUN = re.compile(r"\S+(?: \S+)*")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,2})*[.)]?|[IVX]{1,5}[.)]?) (?=[^\W\d_])")
_ORDINAL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5})[.)]?(?: (?=[^\W\d_])|$)")
_FIGURE = re.compile(r"[-–−+]?\d[\d.,]*(?:\s?/\s?\d[\d.,]*)?\s?%?$")
_RULE = re.compile(r"\s*[-–—=_+.]{4}[-–—=_+.\s]*$")  # drawn under the heads
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST_LINES, _LEAST_ROWS = 3, 2
_ENOUGH = 0.25  # of the rows have a cell in every column
_HALF = 0.5
_HEADS = 6  # lines of heads
_NEAR = 2  # lines from one row to the next: one of them may be blank
_UNLIKE = 12.0  # characters: a figure among words, or words among figures, rather stand so much further away
_LONGEST_BETWEEN = 60  # characters of a line that goes on with a cell, or is the heading of the rows below it


@dataclass(frozen=True, slots=True)
class _Run:
    """Words without two blanks between them."""

    text: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        return _FIGURE.match(self.text) is not None

    @property
    def is_year(self) -> bool:
        return _YEAR.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    item: NumberedLine
    runs: tuple[_Run, ...]

    @property
    def text(self) -> str:
        return self.item[2].text.strip()

    @property
    def has_figure(self) -> bool:
        return any(run.is_figure and not run.is_year for run in self.runs[1:])

    @property
    def names_columns(self) -> bool:
        """Most of its runs are what heads of columns say."""
        telling = sum(run.is_year or column_role(run.text) is not None for run in self.runs)
        return not self.has_figure and 2 * telling > len(self.runs)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands, in characters, and whether it holds figures."""

    start: float
    end: float
    figures: bool

    def distance(self, run: _Run) -> float:
        """0 where the run hangs over the column, else the blanks between them."""
        return max(self.start - run.end, run.start - self.end, 0.0)


def aligned_rows(block: Sequence[NumberedLine]) -> list[GridRow]:
    """The rows of a block of lines, heads first; none if the lines are no table."""
    lines = _lines(block)
    rows = [line for line in lines if line.has_figure]
    if len(lines) < _LEAST_LINES or len(rows) < _LEAST_ROWS:
        return []
    first, last = lines.index(rows[0]), lines.index(rows[-1])
    heads = [line for line in lines[max(first - _HEADS, 0) : first] if len(line.runs) > 1]
    below = [line for line in lines[last + 1 : last + 2] if line.text[:1].islower()]
    places = _places(heads, rows)
    if not any(place.figures for place in places[1:]):
        return []
    return [*(_head_row(line, places) for line in heads), *_rows([*lines[first : last + 1], *below], places)]


def may_stand_between(text: str) -> bool:
    """A line of one run may go on with a cell of the row above it, or head the rows below; prose may not."""
    return len(text.strip()) <= _LONGEST_BETWEEN and not re.search(r"[.;:]\s*$", text)


def _lines(block: Sequence[NumberedLine]) -> list[_Line]:
    found = [_Line(item[0], item, _runs(item[2].text)) for item in block]
    numbered = [line for line in found if line.has_figure]
    apart = sum(_ORDINAL.match(line.runs[0].text) is not None for line in numbered) > _HALF * len(numbered)
    return [replace(line, runs=_number_apart(line.runs)) for line in found] if apart else found


def _runs(text: str) -> tuple[_Run, ...]:
    return tuple(_Run(m.group(), m.start(), m.end()) for m in _RUN.finditer(text))


def _number_apart(runs: tuple[_Run, ...]) -> tuple[_Run, ...]:
    """'1 Xã Mồ Dề' as the number of the row and the name."""
    first = runs[0]
    match = _NUMBERED.match(first.text)
    if match is None:
        return runs
    cut = first.start + match.end()
    number = _Run(match[1], first.start, first.start + len(match[1]))
    return (number, _Run(first.text[match.end() :], cut, first.end), *runs[1:])


def _places(heads: Sequence[_Line], rows: Sequence[_Line]) -> list[_Place]:
    """Where the columns stand: first by the fullest lines, then by all rows laid over them."""
    width = max([_width(rows), *(len(line.runs) for line in heads if line.names_columns)])
    whole = [line.runs for line in rows if len(line.runs) == width]
    whole = whole or [line.runs for line in heads if len(line.runs) == width]
    places = [_place(column) for column in zip(*whole, strict=True)]
    if whole and len(whole) < len(rows):
        laid: list[list[_Run]] = [[] for _ in places]
        for line in rows:
            for column, run in zip(_columns(line.runs, places, _Place.distance), line.runs, strict=True):
                laid[column].append(run)
        places = [_place(column) if column else place for column, place in zip(laid, places, strict=True)]
    return places


def _width(rows: Sequence[_Line]) -> int:
    """The most runs that enough of the rows have: a note may stand in a few of them only."""
    counts = Counter(len(row.runs) for row in rows)
    often = max((width for width, count in counts.items() if count >= max(_ENOUGH * len(rows), _LEAST_ROWS)), default=0)
    return often + (counts[often + 1] >= _LEAST_ROWS)


def _place(column: Sequence[_Run]) -> _Place:
    figures = sum(run.is_figure for run in column) > _HALF * len(column)
    return _Place(median(run.start for run in column), median(run.end for run in column), figures)


def _rows(lines: Sequence[_Line], places: Sequence[_Place]) -> list[GridRow]:
    rows: list[GridRow] = []
    for line in lines:
        row = _row(line, places, _strangeness)
        if rows and not line.has_figure and (joined := _joined(rows[-1], row)) is not None:
            rows[-1] = joined
        else:
            rows.append(row)
    return rows


_Cost = Callable[[_Place, _Run], float]


def _strangeness(place: _Place, run: _Run) -> float:
    return place.distance(run) + _UNLIKE * (run.is_figure != place.figures)


def _row(line: _Line, places: Sequence[_Place], cost: _Cost) -> GridRow:
    number, page, printed = line.item
    cells = {column: (run, run) for column, run in zip(_columns(line.runs, places, cost), line.runs, strict=True)}
    nothing = len(printed.text)
    return GridRow(
        number,
        page,
        tuple(
            _cell(printed.text, number, column, *cells[column])
            if column in cells
            else GridCell("", number, nothing, nothing, column)
            for column in range(len(places))
        ),
    )


def _cell(text: str, number: int, column: int, first: _Run, last: _Run) -> GridCell:
    return GridCell(text[first.start : last.end], number, first.start, last.end, column)


def _columns(runs: Sequence[_Run], places: Sequence[_Place], cost: _Cost) -> list[int]:
    """The column of each run, in their order, at the least cost; runs beyond the last column share it."""
    if len(runs) >= len(places):
        return [min(i, len(places) - 1) for i in range(len(runs))]
    best: list[tuple[float, list[int]]] = [(0.0, [])]  # by the number of columns gone through
    for column, place in enumerate(places):
        grown = list(best)
        for used in range(min(column + 1, len(runs)), 0, -1):
            if used - 1 < len(best):
                total, chosen = best[used - 1]
                way = (total + cost(place, runs[used - 1]), [*chosen, column])
                if used >= len(grown):
                    grown.append(way)
                elif way[0] < grown[used][0]:
                    grown[used] = way
        best = grown
    return best[len(runs)][1]


def _head_row(line: _Line, places: Sequence[_Place]) -> GridRow:
    """A line of heads; one that hangs over several columns is over all of them that no other head is over."""
    row = _row(line, places, _Place.distance)
    if len(line.runs) >= len(places):
        return row
    cells: list[GridCell] = []
    for cell in row.cells:
        left = cells[-1] if cells else None
        over = _Run("", left.start, left.end) if left is not None and left.text else None
        if over is not None and left is not None and not cell.text and places[cell.column].distance(over) == 0:
            cells[-1] = replace(left, column_span=left.column_span + 1)
        else:
            cells.append(cell)
    return replace(row, cells=tuple(cells))


def _joined(above: GridRow, row: GridRow) -> GridRow | None:
    """The row above with what this line goes on with: one cell under a filled one, in small letters."""
    filled = [cell for cell in row.cells if cell.text]
    if len(filled) != 1 or not filled[0].text[:1].islower() or row_kind(filled[0].text) is not None:
        return None
    cells = list(above.cells)
    over = cells[filled[0].column]
    if not over.text:
        return None
    cells[over.column] = replace(over, text=f"{over.text} {filled[0].text}")
    return replace(above, cells=tuple(cells))


def _is_head_again(line: _Line, first: NumberedLine) -> bool:
    """A line without figures that begins as the first one did: the next strip of a table too wide for the page."""
    return not line.has_figure and line.runs[0].text == _runs(first[2].text)[0].text


def blocks(lines: Sequence[NumberedLine]) -> Iterator[list[NumberedLine]]:
    """Runs of neighbouring lines with gaps of two blanks, now and then a line of one run between two of them.

    Heads below rows begin another table.
    """
    block: list[NumberedLine] = []
    between: list[NumberedLine] = []
    filled = False  # the block has rows
    for item in lines:
        text = item[2].text
        if not text.strip() or _RULE.match(text):
            continue
        near = bool(block) and item[0] - (between or block)[-1][0] <= _NEAR
        if re.search(r"\S {2,}\S", text):
            line = _Line(item[0], item, _runs(text))
            if block and (not near or (filled and (line.names_columns or _is_head_again(line, block[0])))):
                yield block
                block, between, filled = [], [], False
            block += [*between, item]
            between = []
            filled = filled or line.has_figure
        elif near and not between and may_stand_between(text):
            between.append(item)
        elif block:
            yield block
            block, between, filled = [], [], False
    if block:
        yield block

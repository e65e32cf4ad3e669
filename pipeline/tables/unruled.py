"""Tables without rules: lines of words whose gaps stand above one another.

Only what is plainly a table is taken: three columns or more over three rows or more, with numbers standing in a
column. White that runs down through many rows parts columns though it be little wider than a blank; a few rows must
leave more. A head in two columns or a signature beside the recipients is no table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extractors.layout import Box
from pipeline.tables.cells import NUMERIC, Placed, text_lines
from pipeline.tables.heading import around, heading
from pipeline.tables.lineup import anchors, centred, lined_up
from pipeline.tables.region import CellRegion, TableRegion
from pipeline.tables.slots import PlacedLine, Slot, common_slots, fits, in_slots, middle, pieces, slot_of, slots_of

FEWEST_ROWS = 3
FEWEST_COLUMNS = 3
GAP, WIDEST_GAP = 0.3, 0.8  # heights of a line: white that may part two columns; a blank is a quarter
NARROW = 0.2  # of the gaps between words are blanks at least
WIDER = 1.3  # times a blank
WHITE = 1.4  # heights of white, put together from all rows, that make a gap between columns
SELDOM = 0.2  # of the lines: so few may reach over a gap
NEW = 1  # piece of a row that may stand where most rows have nothing: a column of notes
BESIDE = 0.15  # of a line's height: what reaches so far into the line above stands beside it
NEAR = 2.5  # heights between two lines of a table
ASTRAY = 2  # lines in a row that reach over several columns: names of groups
MOST = 2 / 3  # of the rows
TIGHT = 1.15  # times the distance of lines within a cell: what is farther apart is not one cell
NEARER = 0.9  # times the least distance of rows: what is nearer is one cell


def unruled_tables(words: Sequence[Placed]) -> tuple[TableRegion, ...]:
    """The unruled tables among these words (of one page, tables with rules taken out), from top to bottom."""
    lines = text_lines(words)
    bands, blank = _bands(lines), _narrow(lines)
    tables: list[TableRegion | None] = []
    at = above = 0
    while at < len(bands):
        body = _body(bands, at, above, blank)
        if body is None:
            at += 1
        else:
            tables.append(_region(_lines(bands[above : body.first]), _lines(bands[body.first : body.end]), body))
            at = above = body.end
    return tuple(table for table in tables if table is not None)


@dataclass(frozen=True, slots=True)
class Band:
    """Lines beside each other, be it by half of their height: a name in two lines around a number."""

    lines: tuple[PlacedLine, ...]
    words: tuple[Placed, ...]
    box: Box


def _bands(lines: Sequence[PlacedLine]) -> list[Band]:
    groups: list[list[PlacedLine]] = []
    bottom = float("-inf")
    for line in lines:
        box = around(line)
        if groups and bottom - box.y0 > BESIDE * (box.y1 - box.y0):
            groups[-1].append(line)
            bottom = max(bottom, box.y1)
        else:
            groups.append([line])
            bottom = box.y1
    return [_band(group) for group in groups]


def _band(lines: Sequence[PlacedLine]) -> Band:
    words = tuple(word for line in lines for word in line)
    return Band(tuple(lines), words, around(words))


def _narrow(lines: Sequence[PlacedLine]) -> float:
    """The white between words that stand close together on this page: a blank, be it a typewriter's."""
    gaps = sorted(b.x0 - a.x1 for line in lines for a, b in pairwise(line) if b.x0 > a.x1)
    return gaps[round(NARROW * (len(gaps) - 1))] if gaps else 0.0


def _lines(bands: Iterable[Band]) -> list[PlacedLine]:
    return [line for band in bands for line in band.lines]


@dataclass(frozen=True, slots=True)
class Body:
    """The bands of a table under its heading (first, one after the last), its columns, the height of its letters."""

    first: int
    end: int
    slots: tuple[Slot, ...]
    measure: Measure


@dataclass(frozen=True, slots=True)
class Measure:
    """The height of letters, and the white that may part two columns."""

    height: float
    gap: float


def _body(bands: Sequence[Band], start: int, above: int, blank: float) -> Body | None:
    """The body of a table whose first full band is this one."""
    height = median(word.y1 - word.y0 for word in bands[start].words)
    measure = Measure(height, max(GAP * height, min(WIDER * blank, WIDEST_GAP * height)))
    end = _reach(bands, start, measure)
    if end - start < FEWEST_ROWS:
        return None
    common = common_slots([band.words for band in bands[start:end]], SELDOM, measure.gap)
    held = [band.words for band in bands[start:end] if not _strays(band.words, common, measure)]
    rows = [words for words in held if _is_row(words, common)]
    if len(rows) < FEWEST_ROWS or rows[0] is not bands[start].words:
        return None
    slots = slots_of(held, max(measure.gap, WHITE * height / len(rows)))
    if len(slots) < FEWEST_COLUMNS or not _numeric(rows, slots):
        return None
    while end < len(bands) and _is_wide_row(bands[end].words, slots, measure) and _near(bands, end, height):
        end += 1
    return _with_wrapped(bands, Body(start, end, slots, measure), above)


def _reach(bands: Sequence[Band], start: int, measure: Measure) -> int:
    """How far bands go on that leave white between three columns, a few that reach over them left out; to a row."""
    slots = slots_of([bands[start].words], measure.gap)
    if not _is_row(bands[start].words, slots):
        return start
    end, astray = start + 1, 0
    for at in range(start + 1, len(bands)):
        grown = slots_of([bands[at].words], measure.gap, slots)
        if len(grown) < FEWEST_COLUMNS:
            astray += 1
        elif _is_row(bands[at].words, grown):
            slots, end, astray = grown, at + 1, 0
        if astray > ASTRAY or not _near(bands, at, measure.height):
            break
    return end


def _near(bands: Sequence[Band], at: int, height: float) -> bool:
    """Whether a band stands near the one above it."""
    return bands[at].box.y0 - bands[at - 1].box.y1 < NEAR * height


def _strays(line: PlacedLine, slots: Sequence[Slot], measure: Measure) -> int:
    """How many pieces of a line reach over several columns, or stand in the white, beyond the one that a new column
    may be."""
    touched = [sum(p[0].x0 < s.right and s.left < p[-1].x1 for s in slots) for p in pieces(line, measure.gap)]
    return sum(n > 1 for n in touched) + max(touched.count(0) - NEW, 0)


def _is_wide_row(line: PlacedLine, slots: Sequence[Slot], measure: Measure) -> bool:
    """Whether a line is a row with one cell over several columns: a total, say, with its numbers in their columns."""
    within = [part for part in pieces(line, measure.gap) if not _strays(part, slots, measure) and fits(part, slots)]
    return _strays(line, slots, measure) == 1 and any(map(_is_number, within))


def _is_row(line: PlacedLine, slots: Sequence[Slot]) -> bool:
    """Whether a line fills two of these columns or more, one of them with a number."""
    cells = in_slots(line, slots)
    return len(slots) >= FEWEST_COLUMNS and sum(map(bool, cells)) > 1 and any(map(_is_number, cells))


def _is_number(words: PlacedLine) -> bool:
    return len(words) == 1 and NUMERIC.fullmatch(words[0].text) is not None


def _numeric(lines: Sequence[PlacedLine], slots: Sequence[Slot]) -> bool:
    """Whether some column holds a number in most of the rows, and most rows fill three columns."""
    rows = [cells for line in lines for cells in [in_slots(line, slots)] if _is_row(line, slots)]
    full = sum(sum(map(bool, cells)) >= FEWEST_COLUMNS for cells in rows)
    numbers = [sum(_is_number(cells[column]) for cells in rows) for column in range(len(slots))]
    return len(rows) >= FEWEST_ROWS and min(full, max(numbers)) >= MOST * len(rows)


def _with_wrapped(bands: Sequence[Band], body: Body, above: int) -> Body:
    """The body with lines above and below that are nearer to it than rows are to each other: the first row's cells
    may be set around its numbers, the last one's go on below them."""
    columns = _columns([line for line in _lines(bands[body.first : body.end]) if fits(line, body.slots)], body.slots)
    rows = anchors(columns, body.measure.height)
    apart = NEARER * min((b - a for a, b in pairwise(rows)), default=0.0)
    within = TIGHT * min((b - a for column in columns for a, b in pairwise(map(middle, column))), default=apart)
    tight = min(apart, within) if within < apart * TIGHT / NEARER else apart
    first, end = body.first, body.end
    if any(centred(column, rows, body.measure.height) for column in columns):
        while first > above and _goes_on(bands[first - 1].lines[-1], bands[first].lines[0], body.slots, tight):
            first -= 1
    while end < len(bands) and _goes_on(bands[end].lines[0], bands[end - 1].lines[-1], body.slots, tight):
        end += 1
    return replace(body, first=first, end=end)


def _goes_on(line: PlacedLine, body: PlacedLine, slots: Sequence[Slot], tight: float) -> bool:
    """Whether this line belongs to cells of the line of the body that it stands next to."""
    return fits(line, slots) and abs(middle(line) - middle(body)) <= tight


def _columns(lines: Sequence[PlacedLine], slots: Sequence[Slot]) -> list[list[PlacedLine]]:
    """The lines of each column, from top to bottom."""
    parted = [in_slots(line, slots) for line in lines]
    return [[cells[number] for cells in parted if cells[number]] for number in range(len(slots))]


def _region(above: Sequence[PlacedLine], lines: Sequence[PlacedLine], body: Body) -> TableRegion | None:
    """The table of these lines and of the heading above them; none where no number tells its rows."""
    across = [line for line in lines if not fits(line, body.slots)]
    columns = _columns([line for line in lines if fits(line, body.slots)], body.slots)
    head, depth = heading(above, around(lines[0]).y0, body.slots, body.measure.height, _blank(columns))
    rows = sorted([*anchors(columns, body.measure.height), *map(middle, across)])
    if not rows:
        return None
    cells = [*head, *(cell for line in across for cell in _across(line, depth + rows.index(middle(line)), body))]
    taken = {cell.row for cell in cells}
    for number, column in enumerate(columns):
        held: list[list[Placed]] = [[] for _ in rows]
        for line, row in zip(column, lined_up(column, rows, body.measure.height), strict=True):
            held[row] += line
        cells += [
            CellRegion(depth + row, number, _box(words, body.slots[number], rows[row]))
            for row, words in enumerate(held)
            if words or depth + row not in taken
        ]
    frame = around([word for line in lines for word in line])
    for cell in head:
        frame = frame.union(cell.box)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return TableRegion(frame, depth + len(rows), len(body.slots), tuple(cells), ruled=False, head=depth)


def _blank(columns: Sequence[Sequence[PlacedLine]]) -> float:
    """The white between two words of a cell."""
    blanks = [b.x0 - a.x1 for column in columns for line in column for a, b in pairwise(line)]
    return max(median(blanks), 0.0) if blanks else 0.0


def _across(line: PlacedLine, row: int, body: Body) -> Iterator[CellRegion]:
    """The cells of a line some of which reach over several columns."""
    for part in pieces(line, body.measure.gap):
        first, last = slot_of(part[0], body.slots), slot_of(part[-1], body.slots)
        yield CellRegion(row, first, around(part), 1, last - first + 1)


def _box(words: Sequence[Placed], slot: Slot, at: float) -> Box:
    return around(words) if words else Box(slot.left, at, slot.right, at)

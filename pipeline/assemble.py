"""Words into lines: next to each other on one height, wide gaps kept as TABs, every row of a table on one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from statistics import median

from extractors.layout import Box, Cell, Line, Row, Table, Word
from pipeline.gutter import PageGutter, page_gutter
from pipeline.order import Item, in_columns, in_order
from pipeline.tables import FilledRow, TableRegion, fill, unruled_tables
from pipeline.tables.region import centre_in

_SAME_LINE = 0.5  # share of the lower one's height by which two pieces of a line overlap
_LONG = 5  # words of a piece of a line that tells how the page leans
_WIDE_GAP = 2.2  # line heights of white between two words: a gutter, or a gap left on purpose
STAMPS = 1_000_000  # the first block of words that stand in stamps; an engine's own blocks are fewer
_HEAD_OF_TABLE = 4  # rows: headers are not longer


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word on the page, from a text layer or from OCR. `line`: the engine's own idea of its line, if it has one."""

    text: str
    box: Box
    confidence: float = 1.0
    font: str = ""
    line: tuple[int, int, int] | None = None

    @property
    def x0(self) -> float:
        return self.box.x0

    @property
    def y0(self) -> float:
        return self.box.y0

    @property
    def x1(self) -> float:
        return self.box.x1

    @property
    def y1(self) -> float:
        return self.box.y1


Segment = tuple[PlacedWord, ...]  # words that stand close together on one line, left to right


@dataclass(frozen=True, slots=True)
class Assembled:
    """The lines of a page in reading order, and its tables, whose rows are some of these lines."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()


def assemble(words: Sequence[PlacedWord], ruled: Sequence[TableRegion] = ()) -> Assembled:
    """Lines and tables of a page. `ruled` are the ruled tables found on it, in points; unruled ones are looked for."""
    stamps = _stamps(words)
    words = [word for word in words if not _stamped(word)]
    outside = [word for word in words if not any(centre_in(word.box, table.box) for table in ruled)]
    regions = [*ruled, *_apart(unruled_tables(outside), ruled)]
    inside = {n: [w for w in words if _home(w, regions) == n] for n in range(len(regions))}
    free = [word for word in words if _home(word, regions) is None]
    filled = {n: fill(region, inside[n]) for n, region in enumerate(regions) if inside[n]}
    lean = _lean(free)
    gutter = page_gutter([[word.box for word in row] for row in _rows(free, lean)])
    segments = _segments(free, lean) if gutter is None else _column_segments(free, gutter, lean)
    items = [Item(_level(segment, lean), segment=number) for number, segment in enumerate(segments)]
    items += [Item(_levelled(regions[n].box, lean), table=n) for n in filled]
    items += [Item(_level(stamp, lean), table=len(regions) + n) for n, stamp in enumerate(stamps)]
    lines: list[Line] = []
    tables: list[Table] = []
    for row in in_order(items) if gutter is None else in_columns(items, gutter.middle):
        number = row[0].table
        if number is None:
            lines.append(line_of([segments[item.segment] for item in row]))
        elif number >= len(regions):
            lines += [line_of([segment]) for segment in _segments(stamps[number - len(regions)], lean)]
        else:
            tables.append(_table(regions[number], filled[number], lines))
    return Assembled(tuple(lines), tuple(tables))


def _stamped(word: PlacedWord) -> bool:
    return word.line is not None and word.line[0] >= STAMPS


def _stamps(words: Sequence[PlacedWord]) -> list[list[PlacedWord]]:
    """The words of each stamp: they stand over the print, and make no lines with it."""
    numbers = sorted({word.line[0] for word in words if word.line is not None and _stamped(word)})
    return [[word for word in words if word.line is not None and word.line[0] == number] for number in numbers]


def _apart(found: Iterable[TableRegion], ruled: Sequence[TableRegion]) -> list[TableRegion]:
    """Unruled tables that do not run around a ruled one."""
    return [table for table in found if not any(_overlap(table.box, other.box) for other in ruled)]


def _overlap(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)


def _home(word: PlacedWord, regions: Sequence[TableRegion]) -> int | None:
    return next((n for n, region in enumerate(regions) if centre_in(word.box, region.box)), None)


def line_of(row: Sequence[Segment]) -> Line:
    """One line of text: words a space apart, segments a TAB apart."""
    text, placed = "", []
    for segment in row:
        for index, word in enumerate(segment):
            if text:
                text += " " if index else "\t"
            placed.append(_word(word, len(text)))
            text += word.text
    return Line(text=text, source=text, words=tuple(placed), box=around([word for segment in row for word in segment]))


def _word(word: PlacedWord, at: int) -> Word:
    return Word(at, at + len(word.text), word.box, word.confidence, word.font)


def _table(region: TableRegion, filled: Sequence[FilledRow[PlacedWord]], lines: list[Line]) -> Table:
    """The table; its rows are put at the end of `lines`."""
    rows = []
    for row in filled:
        text, cells, words = "", [], []
        for number, cell in enumerate(row.cells):
            text += "\t" if number else ""
            start = len(text)
            for index, word in enumerate(cell.words):
                text += " " if index else ""
                words.append(_word(word, len(text)))
                text += word.text
            cells.append(Cell(cell.column, start, len(text), cell.row_span, cell.column_span, cell.box))
        rows.append(Row(len(lines), tuple(cells)))
        lines.append(
            Line(text=text, source=text, words=tuple(words), box=around([w for c in row.cells for w in c.words]))
        )
    return Table(tuple(rows), _header_rows(filled), region.box, region.ruled)


def _header_rows(filled: Sequence[FilledRow[PlacedWord]]) -> int:
    """One, and as many more as the tallest cell of the first row reaches down."""
    tallest = max((cell.row_span for cell in filled[0].cells), default=1) if filled else 1
    return min(tallest, _HEAD_OF_TABLE, max(len(filled) - 1, 1))


def around(words: Sequence[PlacedWord]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box


def _lean(words: Iterable[PlacedWord]) -> float:
    """How far a line sinks from left to right, of its length: a sheet that lies askew, a shot from the side."""
    pieces = [piece for piece in _pieces(words) if len(piece) >= _LONG]
    ends = [(piece[0].box, piece[-1].box) for piece in pieces]
    falls = [(b.y0 + b.y1 - a.y0 - a.y1) / (b.x0 + b.x1 - a.x0 - a.x1) for a, b in ends if b.x0 > a.x1]
    return median(falls) if falls else 0.0


def _level(words: Iterable[PlacedWord], lean: float) -> Box:
    """The box around words as on a page that lies straight."""
    boxes = [_levelled(word.box, lean) for word in words]
    return reduce(Box.union, boxes)


def _levelled(box: Box, lean: float) -> Box:
    sunk = lean * (box.x0 + box.x1) / 2
    return Box(box.x0, box.y0 - sunk, box.x1, box.y1 - sunk)


def _segments(words: Iterable[PlacedWord], lean: float) -> list[Segment]:
    """Words of one height next to each other, split at wide gaps."""
    segments: list[Segment] = []
    for row in _rows(words, lean):
        height = median(word.box.y1 - word.box.y0 for word in row)
        current = [row[0]]
        for word in row[1:]:
            if word.box.x0 - max(w.box.x1 for w in current) > _WIDE_GAP * height:
                segments.append(tuple(current))
                current = []
            current.append(word)
        segments.append(tuple(current))
    return segments


def _column_segments(words: Iterable[PlacedWord], gutter: PageGutter, lean: float) -> list[Segment]:
    """As `_segments`, each column by itself; lines across the gutter stay whole."""
    sides: tuple[list[PlacedWord], ...] = ([], [], [])
    for row in _rows(words, lean):
        parted = gutter.parts([word.box for word in row])
        for word in row:
            sides[word.box.x0 >= gutter.middle if parted else 2].append(word)
    return [segment for side in sides for segment in _segments(side, lean)]


def _rows(words: Iterable[PlacedWord], lean: float) -> list[list[PlacedWord]]:
    """Words on one height, from left to right; rows from top to bottom.

    The widest piece of a row says how high the row is: marks of a stamp beside it do not.
    """
    rows: list[tuple[Box, list[PlacedWord]]] = []
    for piece in sorted(_pieces(words), key=lambda p: -(around(p).x1 - around(p).x0)):
        box = _band(piece, lean)
        at = _nearest(rows, box)
        if at is None:
            rows.append((box, list(piece)))
        else:
            rows[at][1].extend(piece)
    rows.sort(key=lambda row: row[0].y0 + row[0].y1)
    return [sorted(row, key=lambda w: w.box.x0) for _, row in rows]


def _band(piece: Sequence[PlacedWord], lean: float) -> Box:
    """Where a piece stands: as high as most of its words, so that a mark among them does not make two lines one."""
    boxes = [_levelled(word.box, lean) for word in piece]
    box = reduce(Box.union, boxes)
    return Box(box.x0, median(b.y0 for b in boxes), box.x1, median(b.y1 for b in boxes))


def _nearest(rows: Sequence[tuple[Box, list[PlacedWord]]], box: Box) -> int | None:
    """The row that shares most height with the box, if it shares enough."""
    shared = [_shared_height(row, box) for row, _ in rows]
    best = max(shared, default=0.0)
    return shared.index(best) if best >= _SAME_LINE else None


def _pieces(words: Iterable[PlacedWord]) -> list[list[PlacedWord]]:
    """Words the engine put on one line and that stand near each other there; words of a text layer one by one."""
    pieces: list[list[PlacedWord]] = []
    known = [word for word in words if word.line is not None]
    for _, group in groupby(known, key=lambda w: w.line):
        pieces.append(list(group))
    return pieces + [[word] for word in words if word.line is None]


def _shared_height(a: Box, b: Box) -> float:
    """The height two boxes share, as a share of the lower one."""
    return (min(a.y1, b.y1) - max(a.y0, b.y0)) / max(min(a.y1 - a.y0, b.y1 - b.y0), 0.1)

"""Words into lines, and lines into the order of a reader: columns one after the other, rows of tables in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from extractors.layout import Box, Line, Word

_SAME_LINE = 0.5  # share of the lower word's height by which two words of a line overlap
_WIDE_GAP = 2.2  # line heights of white between two words: a gutter or a column of a table


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word on the page, from a text layer or from OCR. `line`: the engine's own idea of its line, if it has one."""

    text: str
    box: Box
    confidence: float = 1.0
    font: str = ""
    line: tuple[int, int, int] | None = None


Segment = tuple[PlacedWord, ...]  # words that stand close together on one line, left to right


def lines_of(words: Iterable[PlacedWord]) -> tuple[Line, ...]:
    """The lines of a page in reading order."""
    segments = _segments(words)
    return tuple(line_of(row) for row in _ordered(segments))


def line_of(row: Sequence[Segment]) -> Line:
    """One line of text: words a space apart, segments a TAB apart."""
    text, placed = "", []
    for segment in row:
        for index, word in enumerate(segment):
            if text:
                text += " " if index else "\t"
            placed.append(Word(len(text), len(text) + len(word.text), word.box, word.confidence, word.font))
            text += word.text
    box = _around([word for segment in row for word in segment])
    return Line(text=text, source=text, words=tuple(placed), box=box)


def _around(words: Sequence[PlacedWord]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box


def _segments(words: Iterable[PlacedWord]) -> list[Segment]:
    """Words of one height next to each other, split at wide gaps."""
    segments: list[Segment] = []
    for row in _rows(words):
        height = median(word.box.y1 - word.box.y0 for word in row)
        current = [row[0]]
        for word in row[1:]:
            if word.box.x0 - current[-1].box.x1 > _WIDE_GAP * height:
                segments.append(tuple(current))
                current = []
            current.append(word)
        segments.append(tuple(current))
    return segments


def _rows(words: Iterable[PlacedWord]) -> list[list[PlacedWord]]:
    """Words that overlap in height by half, from left to right; rows from top to bottom."""
    rows: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda w: (w.box.y0 + w.box.y1, w.box.x0)):
        row = next((row for row in reversed(rows[-6:]) if _on_one_line(row[-1].box, word.box)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [sorted(row, key=lambda w: w.box.x0) for row in rows]


def _on_one_line(a: Box, b: Box) -> bool:
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    return overlap >= _SAME_LINE * min(a.y1 - a.y0, b.y1 - b.y0)


def _ordered(segments: list[Segment]) -> list[list[Segment]]:
    """Bands of segments that stand beside each other, top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (_around(s).y0, _around(s).x0)):
        box = _around(segment)
        if rows and _on_one_line(_around(rows[-1][0]), box):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s[0].box.x0) for row in rows]

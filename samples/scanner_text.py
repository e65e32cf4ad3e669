"""Typeset pages as the software of a scanner would read them: which lines in which order, every letter garbled.

No such software is at hand: letters go through the learned channel (`samples/garble.py`); the order of lines, stray
strokes and lost words are drawn as they were seen in real files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from random import Random

from samples.foreign_ocr import ReadWord
from samples.garble import Garbler, ScannerEngine
from samples.laidout import Box, LaidOut, PageWord
from samples.scan import handwritten

GAP = 40.0  # points between two words of a line that make two columns of it
STROKES = "''.,-_\\/|lItrf{};:^J1"  # what specks, seals and loose marks are read as
STRAY_LINE, STRAY_END = 0.02, 0.012  # shares of lines followed by, or ending in, stray strokes
SEALED = 12  # times as many where seal and signature lie
SCRAWL = ("l", "t", "L", "4", "A", "/", "r", "f", "o", "3", "Z", "", "|", "b")  # digits written by hand


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is laid out by its reader. `by_cell`: tables cell by cell instead of line by line over all columns,
    `columns`: letterhead column by column, `spaced`: an empty line where the paper has room."""

    by_cell: bool
    columns: bool
    spaced: bool
    scrawled: bool  # number and day are written by hand


def manner(chance: Random, scrawled: bool) -> Manner:
    return Manner(chance.random() < 0.6, chance.random() < 0.6, chance.random() < 0.6, scrawled)


def read_pages(laid: LaidOut, engine: ScannerEngine, chance: Random, how: Manner) -> list[list[ReadWord]]:
    """For each page, what is read and where; numbers of lines may have holes (empty lines)."""
    garbler = Garbler(engine, chance)
    spoiled = under_seal(laid, chance)
    if how.scrawled:
        spoiled |= {(word.line, word.start): 1.0 for word in handwritten(laid)}
    pages = []
    for page in range(1, len(laid.page_starts) + 1):
        words: list[ReadWord] = []
        number, bottom = 0, 0.0
        for line in visual_lines(laid, page, how):
            seen = [word for word in line if chance.random() >= engine.lost]
            if not seen:
                continue
            height = seen[0].box.y1 - seen[0].box.y0
            number += 1 if how.spaced and seen[0].box.y0 - bottom > 0.4 * height else 0
            bottom = seen[0].box.y1
            words += _read_line(laid, seen, number, garbler, spoiled)
            sealed = any(0 < spoiled.get((word.line, word.start), 0) < 1 for word in seen)
            words += _stray(laid.sizes[page - 1][0], words[-1:], chance, SEALED if sealed else 1)
            number = words[-1].line + 1 if words else 0
        pages.append(words)
    return pages


def under_seal(laid: LaidOut, chance: Random) -> dict[tuple[int, int], float]:
    """Words beside the recipients, where seal and signature lie, and the share of their letters these spoil."""
    spoiled: dict[tuple[int, int], float] = {}
    for line, text in enumerate(laid.lines):
        if text.startswith("Nơi nhận:"):
            page = laid.page_of(line)
            middle = 0.45 * laid.sizes[page - 1][0]
            below = (w for w in laid.words if w.line >= line and laid.page_of(w.line) == page and w.box.x0 > middle)
            spoiled |= {(w.line, w.start): chance.choice((0.0, 0.0, 0.1, 0.35, 0.7)) for w in below}
    return spoiled


def visual_lines(laid: LaidOut, page: int, how: Manner) -> Iterator[list[PageWord]]:
    """The lines of a page in the order they are read."""
    words = [word for word in laid.words if laid.page_of(word.line) == page]
    lines: list[list[PageWord]] = []
    for line, group in groupby(words, key=lambda word: word.line):
        row = list(group)
        if "\t" not in laid.lines[line]:
            lines += [row]
        elif how.by_cell:
            lines += list(_cells(laid.lines[line], row))
        else:
            lines += by_height(row)
    yield from _columns(lines) if how.columns else lines


def _cells(text: str, row: Sequence[PageWord]) -> Iterator[list[PageWord]]:
    """Cell by cell; a cell of one line goes with the first line of the next, as a running number does."""
    held: list[PageWord] = []
    for _, group in groupby(row, key=lambda word: text.count("\t", 0, word.start)):
        lines = by_height(list(group))
        beside = held and abs(held[0].box.y0 - lines[0][0].box.y0) < 3
        if held and not beside:
            yield held
        lines[0] = [*held, *lines[0]] if beside else lines[0]
        yield from lines[:-1]
        held = lines[-1] if len(lines) == 1 else []
        if not held:
            yield lines[-1]
    if held:
        yield held


def by_height(words: Sequence[PageWord]) -> list[list[PageWord]]:
    """Words as lines from the top."""
    lines: list[list[PageWord]] = []
    for word in sorted(words, key=lambda word: word.box.y0):
        if lines and abs(lines[-1][0].box.y0 - word.box.y0) < 3:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box.x0) for line in lines]


def _columns(lines: Sequence[list[PageWord]]) -> Iterator[list[PageWord]]:
    """Lines in a row that have two columns: first all left, then all right."""
    for two, run in groupby(lines, key=lambda line: _gap(line) > 0):
        group = list(run)
        if two:
            yield from (line[: _gap(line)] for line in group)
            yield from (line[_gap(line) :] for line in group)
        else:
            yield from group


def _gap(line: Sequence[PageWord]) -> int:
    """How many words stand left of a wide gap; 0 where there is none."""
    return next((k for k, (a, b) in enumerate(pairwise(line), 1) if b.box.x0 - a.box.x1 > GAP), 0)


def _read_line(
    laid: LaidOut, words: Sequence[PageWord], number: int, garbler: Garbler, spoiled: Mapping[tuple[int, int], float]
) -> list[ReadWord]:
    """The words of a line as they are read: joined where a blank was lost, cut where one was seen."""
    texts = [laid.lines[word.line][word.start : word.end] for word in words]
    owners = [k for k, text in enumerate(texts) for _ in range(len(text) + 1)][:-1]
    starts = [sum(len(text) + 1 for text in texts[:k]) for k in range(len(texts))]
    found: list[ReadWord] = []
    token, box = "", words[0].box
    for at, (letter, chunk) in enumerate(garbler.read(" ".join(texts), words[0].face)):
        word = words[owners[at]]
        place = _letter_box(word.box, at - starts[owners[at]], len(texts[owners[at]]))
        share = spoiled.get((word.line, word.start), 0.0)
        if share == 1.0:  # only the digits are written by hand
            chunk = garbler.chance.choice(SCRAWL) if letter.isdigit() else chunk
        elif letter != " " and garbler.chance.random() < share:
            chunk = garbler.chance.choice(STROKES)
        for char in chunk:
            if char == " ":
                found += [ReadWord(token, number, box)] if token else []
                token = ""
            else:
                box = _around(box, place) if token else place
                token += char
    return [*found, ReadWord(token, number, box)] if token else found


def _letter_box(word: Box, k: int, letters: int) -> Box:
    """About where the k-th letter of a word stands."""
    step = (word.x1 - word.x0) / letters
    return Box(word.x0 + step * min(k, letters - 1), word.y0, word.x0 + step * min(k + 1, letters), word.y1)


def _around(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _stray(width: float, last: Sequence[ReadWord], chance: Random, often: float) -> list[ReadWord]:
    """Strokes read at the margin: on a line of their own, or at the end of the line before."""
    drawn = chance.random() / often
    if not last or drawn > STRAY_LINE + STRAY_END:
        return []
    line = last[0].line + (1 if drawn < STRAY_LINE else 0)
    top, count = last[0].box.y0, 1 if drawn >= STRAY_LINE else chance.randint(1, 3)
    marks = ["".join(chance.choices(STROKES, k=chance.choice((1, 1, 2, 3)))) for _ in range(count)]
    return [ReadWord(mark, line, Box(x, top, x + 4, top + 8)) for x, mark in _at(width, marks)]


def _at(width: float, marks: Sequence[str]) -> list[tuple[float, str]]:
    return [(width - 34 + 9 * k, mark) for k, mark in enumerate(marks)]

"""What the columns of a table hold; and whole columns of numbers read at once: a second witness for each cell.

A digit that stands alone is the hardest thing an engine reads: it cannot tell how high its line is. Set under each
other, the numbers of a column are read by the number model far more surely (of 585 numbers of grey and coloured scans
3 wrong; read alone by the text model 30), and what both readings say is right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from pipeline.engines.base import ONE_BLOCK, Engine, SeenWord, Task
from pipeline.engines.parts import read_larger
from pipeline.picture.clean import smooth
from pipeline.tables.cutting import MARGIN, CellPicture
from pipeline.tables.region import CellRegion
from pipeline.tables.rules import Picture

BETWEEN = 0.09  # inches of white between two cells set under each other
POINTED = 1 / 3  # share of a column's cells that end in a point where its numbers are written so
DIRT = "'‘’`^~°_|"  # what specks beside words are read as
SHORT = 4  # words: a longer cell may be a sentence
STRAY = "'‘’`\"“”°.,:;-–_|"  # what specks beside a number are read as

Words = tuple[SeenWord, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the cells of a column hold, and the letters it is written with."""

    words: re.Pattern[str]
    letters: str

    def fits(self, words: Words) -> bool:
        return self.words.fullmatch(text_of(words)) is not None


NUMBERS = Grammar(
    re.compile(r"[-+–]?\d{1,3}(?:\.\d{3})+(?:,\d+)?%?|[-+–]?\d+(?:[.,/]\d+)*\.?%?|[-–]"), "0123456789.,-/%"
)
ORDINALS = Grammar(re.compile(r"\d+(?:\.\d+)*\.?|[IVX]+\.?|[A-HĐ]\.?"), "0123456789.IVXABCDĐEGH")
CAPITALS = Grammar(re.compile(r"[A-HĐ]"), "ABCDĐEGH")  # groups and ratings: no digit among them
ROMAN = re.compile(r"I|[IVX]*[VX][IVX]*")  # without II and III, which bars of digits are taken for
GRAMMARS = (NUMBERS, CAPITALS, ORDINALS)


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of a column, its head left out, from top to bottom, and what most of them hold."""

    cells: tuple[CellRegion, ...]
    grammar: Grammar
    longest: float  # characters: a cell with more plainly says something else
    pointed: bool  # whether its numbers end in points
    roman: bool  # whether it is the first one, and Roman numerals stand in it


def columns(read: Mapping[CellRegion, Words]) -> tuple[Column, ...]:
    """The columns most of whose cells were read as one kind of number or sign."""
    found = (_column(cells, read) for cells in _by_column(read))
    return tuple(column for column in found if column)


def _by_column(read: Mapping[CellRegion, Words]) -> list[list[CellRegion]]:
    beside: dict[int, list[CellRegion]] = defaultdict(list)
    for cell in read:
        beside[cell.column].append(cell)
    return [cells for _, cells in sorted(beside.items())]


def without_specks(read: Mapping[CellRegion, Words]) -> dict[CellRegion, Words]:
    """The cells without what dirt at their edges was read as: quotes that nobody closes, a hyphen after the last word,
    the point after a name where few of its column have one."""
    bare: dict[CellRegion, Words] = {}
    for cells in _by_column(read):
        pointed = _pointed([text_of(read[cell]) for cell in cells])
        for cell in cells:
            bare[cell] = _without_specks(read[cell], pointed)
    return {cell: bare[cell] for cell in read}


def _without_specks(words: Words, pointed: bool) -> Words:
    if not words:
        return words
    first = words[0].text.lstrip(DIRT)
    words = (replace(words[0], text=first), *words[1:]) if first else words[1:]
    last = words[-1].text.rstrip(DIRT + "-") if words else ""
    if len(words) <= SHORT and last[-2:-1].isalnum() and not pointed:
        last = last.removesuffix(".")
    return (*words[:-1], replace(words[-1], text=last)) if last else words


def _pointed(texts: Sequence[str]) -> bool:
    return sum(text.endswith(".") for text in texts) >= POINTED * len(texts)


def _column(cells: Sequence[CellRegion], read: Mapping[CellRegion, Words]) -> Column | None:
    """The first row counts where it holds what the others do: a table goes on from the page before without a head."""
    order = GRAMMARS if cells[0].column > 0 else (CAPITALS, ORDINALS, NUMBERS)
    body = [cell for cell in cells if cell.row > 0]
    grammar = next((g for g in order if 2 * sum(g.fits(read[cell]) for cell in body) > len(body)), None)
    if grammar is None:
        return None
    cells = [cell for cell in cells if cell.row > 0 or grammar.fits(read[cell])]
    texts = [text_of(read[cell]) for cell in cells if grammar.fits(read[cell])]
    roman = cells[0].column == 0 and any(ROMAN.fullmatch(text) for text in texts)
    return Column(tuple(cells), grammar, 2 * median(map(len, texts)) + 3, _pointed(texts), roman)


def plain(words: Words, column: Column) -> Words:
    """The words of a cell without the points and quotes that specks beside its number were read as."""
    if column.pointed or not words:
        return words
    bare = tuple(replace(word, text=text) for word in words if (text := word.text.strip(STRAY)))
    if not column.grammar.fits(words):
        return bare if column.grammar.fits(bare) else words
    last = words[-1]
    return (*words[:-1], replace(last, text=last.text.rstrip("."))) if last.text.endswith(".") else words


@dataclass(frozen=True, slots=True)
class Manner:
    """How a column is read: at `larger` times the size, softened by `soft` pixels. Two manners err in other places."""

    larger: float
    soft: float = 0.0


SHARP, SOFT = Manner(1.5), Manner(1.0, 0.8)


def read_column(
    engine: Engine, pictures: Mapping[CellRegion, CellPicture], column: Column, manner: Manner, task: Task
) -> dict[CellRegion, Words]:
    """The cells of one line of a column, set under each other and read at once with the column's letters."""
    cells = [cell for cell in column.cells if pictures[cell].one_line]
    if len(cells) < 2:
        return {}
    margin = round(task.dpi * MARGIN)
    cuts = {cell: pictures[cell].picture[margin:-margin, margin:-margin] for cell in cells}
    picture, tops = _under_each_other(list(cuts.values()), margin, round(task.dpi * BETWEEN))
    picture = smooth(picture, manner.soft) if manner.soft else picture
    asked = replace(task, mode=ONE_BLOCK, letters=column.grammar.letters)
    seen = read_larger(engine, picture, (0, 0), manner.larger, asked)
    read: dict[CellRegion, Words] = {}
    for (cell, cut), top in zip(cuts.items(), tops, strict=True):
        words = [word for word in seen if top <= (word.y0 + word.y1) / 2 <= top + cut.shape[0]]
        read[cell] = tuple(_moved(w, pictures[cell].x0, pictures[cell].y0 + margin - top) for w in words)
    return read


def _under_each_other(cuts: Sequence[Picture], margin: int, between: int) -> tuple[Picture, list[int]]:
    """The cuts one under the other on white, and the height at which each begins."""
    tops, below = [], margin
    for cut in cuts:
        tops.append(below)
        below += cut.shape[0] + between
    picture = np.full((below + margin, max(cut.shape[1] for cut in cuts) + 2 * margin), 255, np.uint8)
    for cut, top in zip(cuts, tops, strict=True):
        picture[top : top + cut.shape[0], margin : margin + cut.shape[1]] = cut
    return picture, tops


def _moved(word: SeenWord, x: int, y: int) -> SeenWord:
    return replace(word, x0=word.x0 + x, y0=word.y0 + y, x1=word.x1 + x, y1=word.y1 + y)


def text_of(words: Iterable[SeenWord]) -> str:
    return " ".join(word.text for word in words)

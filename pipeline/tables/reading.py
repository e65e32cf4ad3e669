"""The cells of a drawn table, read one by one: alone, no cell's digits are lost to its neighbours.

Columns of numbers are read once more at once; where the two readings of a cell differ, or one is no number, the cell is
read again with the letters of its column and most voices count. Cells without ink are not read at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from normalizers.syllables import is_syllable
from pipeline.engines.base import ONE_BLOCK, ONE_LINE, Engine, SeenWord, Task
from pipeline.engines.parts import read_larger
from pipeline.tables.columns import SHARP, SOFT, Column, Words, columns, plain, read_column, text_of, without_specks
from pipeline.tables.cutting import CellPicture, binarised_by, cell_pictures
from pipeline.tables.region import CellRegion, TableRegion
from pipeline.tables.rules import Picture
from pipeline.tables.strokes import bars

DOUBTFUL = 0.80  # confidence under which a number is read again
ENLARGED = 1.6  # times
_COUNTED = 0.75  # confidence of a numeral told by its bars
_BARS = frozenset("IHl1|!")  # what bars are read as
_PALE = 180  # grey: bars that lean are thin


def read_cells(engine: Engine, cleaned: Picture, table: TableRegion, task: Task) -> Words:
    """The words of a table, boxes in pixels of the page. `cleaned` has its rules erased and its paper white."""
    pictures = cell_pictures(cleaned, table, task.dpi)
    read = without_specks({cell: _read(engine, picture, task) for cell, picture in pictures.items()})
    for column in columns(read):
        read |= _settled(engine, {cell: pictures[cell] for cell in column.cells}, read, column, task)
    return tuple(
        replace(word, line=(number + 1, cell.row, line))
        for number, (cell, words) in enumerate(read.items())
        for line, key in enumerate(dict.fromkeys(word.line for word in words))
        for word in words
        if word.line == key
    )


def _read(engine: Engine, cell: CellPicture, task: Task) -> Words:
    """The words of a cell; one that holds ink and says nothing is read once more, larger."""
    how = replace(task, mode=ONE_LINE if cell.one_line else ONE_BLOCK)
    sizes = (1.0, ENLARGED)
    return next(filter(None, (read_larger(engine, cell.picture, (cell.x0, cell.y0), size, how) for size in sizes)), ())


def _settled(
    engine: Engine,
    pictures: Mapping[CellRegion, CellPicture],
    read: Mapping[CellRegion, Words],
    column: Column,
    task: Task,
) -> dict[CellRegion, Words]:
    """What the cells of a column say, of their readings alone and together."""
    alone = {cell: plain(read[cell], column) for cell in column.cells}
    together = read_column(engine, pictures, column, SHARP, task)
    settled = {cell: _agreed(alone[cell], together.get(cell, ()), column, pictures[cell]) for cell in column.cells}
    disputed = [cell for cell, words in settled.items() if not words]
    again = read_column(engine, pictures, column, SOFT, task) if disputed else {}
    for cell in disputed:
        voices = [alone[cell], together.get(cell, ()), again.get(cell, ())]
        settled[cell] = _voted([*voices, _read_larger(engine, pictures[cell], task, column)], column) or alone[cell]
    return settled


def _agreed(alone: Words, together: Words, column: Column, picture: CellPicture) -> Words:
    """What a cell says beyond dispute; nothing where that is not so."""
    same = text_of(alone) == text_of(together)
    if column.roman and (numeral := _numeral(alone, picture, doubted=not same)):
        return numeral
    if column.grammar.fits(alone):
        sure = same or (not column.grammar.fits(together) and _sureness(alone) >= DOUBTFUL)
    else:
        sure = _says_something_else(alone, column)
    return alone if sure else ()


def _says_something_else(words: Words, column: Column) -> bool:
    """A cell of words among numbers: "54 vị trí", or the lower half of a head, "Tổng / số"."""
    text = text_of(words)
    letters = sum(character.isalpha() for character in text)
    if len(text) > column.longest or (letters >= 4 and _sureness(words) >= 0.5):
        return True
    return letters >= 4 and all(len(w.text) > 1 and is_syllable(w.text) for w in words)


def _numeral(words: Words, picture: CellPicture, doubted: bool) -> Words:
    """II or III where a cell holds so many bars, and something as short was read for them; else nothing."""
    text = text_of(words)
    if not 0 < len(text) <= 3 or text in ("11", "111") or not (doubted or set(text) <= _BARS):
        return ()
    count = bars(binarised_by(picture.picture, _PALE))
    if count not in (2, 3):
        return ()
    around = replace(words[0], x0=min(w.x0 for w in words), x1=max(w.x1 for w in words))
    return (replace(around, text="I" * count, confidence=_COUNTED),)


def _read_larger(engine: Engine, cell: CellPicture, task: Task, column: Column) -> Words:
    """The cell read alone and enlarged, with the letters of its column."""
    line = replace(task, mode=ONE_LINE, letters=column.grammar.letters)
    return read_larger(engine, cell.picture, (cell.x0, cell.y0), ENLARGED, line)


def _voted(readings: Sequence[Words], column: Column) -> Words:
    """The reading that most others repeat, of those the surest; none where none is what the column holds."""
    fitting = [bare for words in readings if column.grammar.fits(bare := plain(words, column))]
    voices = Counter(text_of(words) for words in fitting)
    return max(fitting, key=lambda words: (voices[text_of(words)], _sureness(words)), default=())


def _sureness(words: Sequence[SeenWord]) -> float:
    return min((word.confidence for word in words), default=0.0)

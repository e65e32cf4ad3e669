"""The cells of a drawn table, read one by one: alone, no cell's digits are lost to its neighbours.

Doubtful numbers are read once more as digits only. Cells without ink are not read at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.engines.base import ONE_BLOCK, ONE_LINE, Engine, SeenWord, Task
from pipeline.tables.region import CellRegion, TableRegion
from pipeline.tables.rules import Picture
from pipeline.tables.strokes import bars

INSET = 0.012  # inches inside the rules of a cell
MARGIN = 0.1  # inches of white around a cell: Tesseract loses letters at the edge
SPECK = 0.00035  # square inches: less ink than a full stop of small print
LONELY, FAR = 0.0012, 0.08  # square inches and inches: a speck so small, so far from all letters, is dirt
LINE_HEIGHT = 0.27  # inches: a cell whose ink is lower holds one line
DOUBTFUL = 0.80  # confidence under which a number is read again
ENLARGED = 1.6
_COUNTED = 0.75  # confidence of a numeral told by its bars


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the cells of a column hold, and the letters it is written with."""

    words: re.Pattern[str]
    letters: str


NUMBERS = Grammar(
    re.compile(r"[-+–]?\d{1,3}(?:\.\d{3})+(?:,\d+)?%?|[-+–]?\d+(?:[.,/]\d+)*\.?%?|[-–]"), "0123456789.,-/%"
)
ORDINALS = Grammar(re.compile(r"\d+(?:\.\d+)*\.?|[IVX]+\.?|[A-HĐ]\.?"), "0123456789.IVXABCDĐEGH")
CAPITALS = Grammar(re.compile(r"[A-HĐ]"), "ABCDĐEGH")  # groups and ratings: no digit among them
GRAMMARS = (NUMBERS, CAPITALS, ORDINALS)


@dataclass(frozen=True, slots=True)
class CellPicture:
    """The ink of one cell on white, and where its corner stands on the page."""

    picture: Picture
    x0: int
    y0: int
    one_line: bool


def read_cells(engine: Engine, cleaned: Picture, table: TableRegion, task: Task) -> tuple[SeenWord, ...]:
    """The words of a table, boxes in pixels of the page. `cleaned` has its rules erased."""
    pictures = {cell: picture for cell in table.cells if (picture := cell_picture(cleaned, cell.box, task.dpi))}
    read = {cell: _read(engine, picture, task) for cell, picture in pictures.items()}
    for cell, grammar in _doubtful(read).items():
        read[cell] = _read_again(engine, pictures[cell], task, read[cell], grammar)
    read |= {cell: counted for cell, words in read.items() if (counted := _numeral(cell, words, pictures[cell]))}
    return tuple(
        replace(word, line=(number + 1, cell.row, word.line[2]))
        for number, (cell, words) in enumerate(read.items())
        for word in words
    )


def _numeral(cell: CellRegion, words: tuple[SeenWord, ...], picture: CellPicture) -> tuple[SeenWord, ...]:
    """II or III where the first column holds so many bars, and something as short was read for them; else nothing."""
    text = _text(words)
    if cell.row == 0 or cell.column or not 0 < len(text) <= 3 or text in ("11", "111", "II", "III"):
        return ()
    count = bars(binarised_by(picture.picture, _threshold(picture.picture)))
    if count not in (2, 3):
        return ()
    around = replace(words[0], x0=min(w.x0 for w in words), x1=max(w.x1 for w in words))
    return (replace(around, text="I" * count, confidence=_COUNTED),)


def cell_picture(cleaned: Picture, box: Box, dpi: float) -> CellPicture | None:
    """The cell cut out, remains of rules at its edges removed, on a white margin; None when it holds no ink."""
    inset, margin = round(dpi * INSET), round(dpi * MARGIN)
    x0, y0 = max(int(box.x0) + inset, 0), max(int(box.y0) + inset, 0)
    x1, y1 = int(box.x1) - inset, int(box.y1) - inset
    if x1 - x0 < 4 or y1 - y0 < 4:
        return None
    cut = cleaned[y0:y1, x0:x1].copy()
    ink = binarised_by(cut, _threshold(cleaned))
    kept = _without_edges(ink, dpi)
    if np.count_nonzero(kept) < SPECK * dpi * dpi:
        return None
    cut[(ink > 0) & (kept == 0)] = 255
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    top, bottom = max(int(rows[0]) - 3, 0), int(rows[-1]) + 4
    left, right = max(int(columns[0]) - 3, 0), int(columns[-1]) + 4
    cut = cut[top:bottom, left:right]
    framed = cv2.copyMakeBorder(cut, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255,))
    return CellPicture(
        np.asarray(framed, dtype=np.uint8), x0 + left - margin, y0 + top - margin, bottom - top < dpi * LINE_HEIGHT
    )


def _threshold(page: Picture) -> int:
    """One threshold for the page: an empty cell has none of its own."""
    value, _ = cv2.threshold(page[::2, ::2], 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    return int(value)


def binarised_by(grey: Picture, threshold: int) -> Picture:
    return np.where(grey <= threshold, np.uint8(255), np.uint8(0)).astype(np.uint8)


def _without_edges(ink: Picture, dpi: float) -> Picture:
    """The ink without parts that lie along an edge of the cell, thin as rules are, and without specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = ink.shape
    thin = dpi * 0.022
    keep = np.zeros(count, dtype=np.bool_)
    for part in range(1, count):
        x, y, w, h, area = stats[part].tolist()
        at_edge = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
        rule = at_edge and min(w, h) <= thin
        speck = area < dpi * dpi * 0.00006
        dotted = h <= thin and w >= 3 * max(h, 1) and (y < 0.12 * height or y + h > 0.88 * height)
        keep[part] = not (rule or speck or dotted)
    _drop_lonely(keep, stats, dpi)
    return np.where(keep[labels], np.uint8(255), np.uint8(0)).astype(np.uint8)


def _drop_lonely(keep: NDArray[np.bool_], stats: NDArray[np.int32], dpi: float) -> None:
    """Small specks far from all that is larger are dirt; points and dashes stand near digits, or alone."""
    small = keep & (stats[:, cv2.CC_STAT_AREA] < LONELY * dpi * dpi)
    large = stats[keep & ~small]
    if not len(large):
        return
    for part in np.flatnonzero(small):
        x, y, w, h = stats[part, :4]
        beside = np.maximum(large[:, 0] - (x + w), x - (large[:, 0] + large[:, 2]))
        above = np.maximum(large[:, 1] - (y + h), y - (large[:, 1] + large[:, 3]))
        keep[part] = bool((np.maximum(beside, above) < FAR * dpi).any())


def _read(engine: Engine, cell: CellPicture, task: Task, letters: str = "") -> tuple[SeenWord, ...]:
    mode = ONE_LINE if cell.one_line else ONE_BLOCK
    words = engine.read(cell.picture, replace(task, mode=mode, letters=letters))
    return tuple(
        replace(word, x0=word.x0 + cell.x0, y0=word.y0 + cell.y0, x1=word.x1 + cell.x0, y1=word.y1 + cell.y0)
        for word in words
    )


def _doubtful(read: dict[CellRegion, tuple[SeenWord, ...]]) -> dict[CellRegion, Grammar]:
    """Cells to be read again, with what their column holds: no such thing was read, or the engine is not sure of it."""
    columns: dict[int, list[CellRegion]] = defaultdict(list)
    for cell in read:
        if cell.row > 0:
            columns[cell.column].append(cell)
    doubtful = {}
    for cells in columns.values():
        order = GRAMMARS if cells[0].column > 0 else (CAPITALS, ORDINALS, NUMBERS)
        grammar = next((g for g in order if _most(cells, read, g)), None)
        if grammar is None:
            continue
        fitting = [len(_text(read[cell])) for cell in cells if grammar.words.fullmatch(_text(read[cell]))]
        for cell in cells:
            if not _settled(read[cell], grammar, 2 * median(fitting) + 3):
                doubtful[cell] = grammar
    return doubtful


def _most(cells: list[CellRegion], read: dict[CellRegion, tuple[SeenWord, ...]], grammar: Grammar) -> bool:
    return 2 * sum(bool(grammar.words.fullmatch(_text(read[cell]))) for cell in cells) > len(cells)


def _settled(words: tuple[SeenWord, ...], grammar: Grammar, longest: float) -> bool:
    """Whether the reading stands: it fits and is sure, or it plainly says something else ("54 vị trí")."""
    text = _text(words)
    if grammar.words.fullmatch(text):
        return _confidence(words) >= DOUBTFUL
    letters = sum(character.isalpha() for character in text)
    return len(text) > longest or (letters >= 4 and _confidence(words) >= 0.5)


def _read_again(
    engine: Engine, cell: CellPicture, task: Task, before: tuple[SeenWord, ...], grammar: Grammar
) -> tuple[SeenWord, ...]:
    """The best of the reading before and two readings with the grammar's letters, as it is and enlarged."""
    resized = cv2.resize(cell.picture, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    enlarged = engine.read(np.asarray(resized, dtype=np.uint8), replace(task, mode=ONE_LINE, letters=grammar.letters))
    readings = [before, _read(engine, cell, task, grammar.letters), tuple(_shrunk(word, cell) for word in enlarged)]
    return max((r for r in readings if grammar.words.fullmatch(_text(r))), key=_confidence, default=before)


def _shrunk(word: SeenWord, cell: CellPicture) -> SeenWord:
    return replace(
        word,
        x0=round(word.x0 / ENLARGED) + cell.x0,
        y0=round(word.y0 / ENLARGED) + cell.y0,
        x1=round(word.x1 / ENLARGED) + cell.x0,
        y1=round(word.y1 / ENLARGED) + cell.y0,
    )


def _text(words: Iterable[SeenWord]) -> str:
    return " ".join(word.text for word in words)


def _confidence(words: Sequence[SeenWord]) -> float:
    return min((word.confidence for word in words), default=0.0)

"""Reading the picture of a page: prepared, read, judged; a reading that stays bad is tried once more another way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.layout import Box
from normalizers.quality import quality
from pipeline.assemble import STAMPS, PlacedWord
from pipeline.beside_seals import Frame, beside, outside, read_across, read_beside
from pipeline.date_digits import with_date_digits
from pipeline.engines.base import ONE_COLUMN, WHOLE_PAGE, Engine, EngineError, Grey, SeenWord, Task
from pipeline.page_number import with_page_number
from pipeline.penned import read_penned
from pipeline.picture import Prepared, Recipe, prepare
from pipeline.picture.clean import white_paper
from pipeline.picture.pale import pale_seals, without_pale, without_pale_stamps
from pipeline.picture.seals import Seal, seals, without_seals
from pipeline.readers.source import Pixels, RawPage
from pipeline.scribbles import without_scribbles
from pipeline.second_look import second_look
from pipeline.signed import read_signer
from pipeline.tables import (
    TableRegion,
    erase_rules,
    find_rules,
    frames,
    may_be_ruled,
    parted_frames,
    read_cells,
    ruled_tables,
    touching,
    unruled_tables,
)
from pipeline.tables.region import centre_in

GOOD_ENOUGH = 0.80  # of confidence x legality; a reading below is tried another way
_UPRIGHT = 0.65  # confidence of a page read the right way up; upside down it is at most 0.45
_SURE, _FOREIGN = 0.80, 0.60  # confidence, and legality, of clean print in another language or encoding
_PLAIN = 0.25  # how much the engine's confidence counts for words that are no Vietnamese
DRAWN_DPI = 300.0
_MARGIN = 12  # pixels of white around what is read alone
_READABLE = 0.3  # confidence of a word on a stamp: handwriting has less
_LOWEST_DPI, _HIGHEST_DPI = 72.0, 300.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the engine read on a page, in points of the upright page, and how sure and how legal it is (0-1)."""

    words: tuple[PlacedWord, ...]
    tables: tuple[TableRegion, ...]  # in points
    prepared: Prepared
    confidence: float
    legality: float
    picture_s: float
    ocr_s: float
    notes: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """How good the reading seems: the engine's confidence times the legality of what it read."""
        return self.confidence * self.legality

    @property
    def merit(self) -> float:
        """What readings of one page are compared by: of two that are no Vietnamese, the surer is the better."""
        return self.confidence * (_PLAIN + (1 - _PLAIN) * self.legality)

    @property
    def settled(self) -> bool:
        """Whether no other way of reading can win: it is good, or surely read and something else than Vietnamese."""
        return self.score >= GOOD_ENOUGH or (self.confidence >= _SURE and self.legality < _FOREIGN)


def read_picture(raw: RawPage, engine: Engine, timeout_s: float) -> Reading:
    """The best reading of a page's picture. Raises PageError when no way of reading it works."""
    if raw.render is None:
        raise ValueError("a page without a picture cannot be recognised")
    deadline = time.monotonic() + timeout_s
    dpi = reading_dpi(raw)
    pixels = raw.render(dpi, raw.coloured)
    best = _read(pixels, dpi, Recipe(), engine, deadline)
    for recipe in _other_ways(best):
        if best.settled or time.monotonic() > deadline:
            break
        try:
            other = _read(pixels, dpi, recipe, engine, deadline)
        except EngineError:
            break  # the page has a reading; another way may fail
        best = max(best, other, key=lambda reading: reading.merit)
    return best


def reading_dpi(raw: RawPage) -> float:
    """The resolution to render at: the scan's own, within what helps; drawn pages as a good scan."""
    if not raw.dpi:
        return DRAWN_DPI
    return min(_HIGHEST_DPI, max(_LOWEST_DPI, raw.dpi))


def _other_ways(first: Reading) -> Iterator[Recipe]:
    """What else may be wrong, most likely first: upside down, on its side (where the engine was unsure of all it
    read), too small, too grainy."""
    turn = first.prepared.turn
    if first.confidence < _UPRIGHT:
        yield Recipe(turn=(turn + 2) % 4)
        if len(first.words) < 20 or first.score < 0.4:
            yield Recipe(turn=(turn + 1) % 4)
    yield Recipe(turn=turn, size=1.4)
    yield Recipe(turn=turn, sigma=1.6)


def _read(pixels: Pixels, dpi: float, recipe: Recipe, engine: Engine, deadline: float) -> Reading:
    started = time.monotonic()
    prepared = prepare(pixels, dpi, recipe)
    ready = time.monotonic()
    prepared = _without_pale_seals(prepared)
    black = seals(prepared.picture, prepared.dpi)
    seen, tables = _seen(prepared, black, engine, deadline)
    done = time.monotonic()
    words = tuple(_placed(word, prepared) for word in seen)
    tables = tuple(_on_page(table, prepared) for table in tables)
    notes = prepared.notes + (("black seal set aside",) if black else ())
    return Reading(words, tables, prepared, *_goodness(seen), ready - started, done - ready, notes)


def _without_pale_seals(prepared: Prepared) -> Prepared:
    found = pale_seals(prepared.picture, prepared.dpi)
    if not found:
        return prepared
    lifted = without_pale(prepared.picture, found, prepared.dpi)
    return replace(prepared, picture=lifted, notes=(*prepared.notes, "grey seal suppressed"))


def _seen(
    prepared: Prepared, black: tuple[Seal, ...], engine: Engine, deadline: float
) -> tuple[tuple[SeenWord, ...], tuple[TableRegion, ...]]:
    """The words of a prepared picture: tables cell by cell, and the rest as a page without them."""
    task = Task(dpi=prepared.dpi, mode=WHOLE_PAGE, timeout_s=max(1.0, deadline - time.monotonic()))
    if not may_be_ruled(prepared.picture, prepared.dpi):
        return _unruled(_text(prepared.picture, black, engine, task), prepared.picture, engine, task)
    rules = find_rules(prepared.picture, prepared.dpi)
    tables = ruled_tables(rules, prepared.dpi)
    cleaned = erase_rules(prepared.picture, rules, prepared.dpi)
    parted = parted_frames(rules, tables, prepared.dpi)
    stamps = frames(rules, tables, prepared.dpi) + tuple(table.box for table in parted)
    tables = tuple(table for table in tables if table not in parted)
    lifted, dark = without_pale_stamps(prepared.picture, cleaned, stamps, prepared.dpi)
    rest = _blanked(lifted, [*(table.box for table in tables), *dark])
    seen, unruled = _unruled(_text(rest, black, engine, task), rest, engine, task)
    for number, box in enumerate(stamps):
        seen = read_across(seen, cleaned, Frame(box), engine, task) if box in dark else outside(seen, box)
        seen += beside(_stamp(cleaned, box, number, engine, task), seen)
    white = white_paper(cleaned) if tables else cleaned
    for table in tables:
        seen += second_look(read_cells(engine, white, table, task), white, engine, task)
    return seen, tables + unruled


def _unruled(
    words: tuple[SeenWord, ...], picture: Grey, engine: Engine, task: Task
) -> tuple[tuple[SeenWord, ...], tuple[TableRegion, ...]]:
    """The words of a page without ruled tables, those of unruled ones read cell by cell, and these tables.

    They are looked for here, where the page is straight: on the page as scanned the ends of a wide row stand apart.
    """
    tables = unruled_tables(words)
    if not tables:
        return words, ()
    white = white_paper(picture)
    for table in tables:
        cells = touching(table, white)
        words = _exchanged(words, cells, read_cells(engine, white, cells, task))
    return words, unruled_tables(words)


def _exchanged(words: tuple[SeenWord, ...], table: TableRegion, read: tuple[SeenWord, ...]) -> tuple[SeenWord, ...]:
    """The words with those of each cell as it was read alone; a cell that alone says nothing stays as it was."""
    spoken = [cell.box for cell in table.cells if any(centre_in(_box(word), cell.box) for word in read)]
    kept = (word for word in words if not any(centre_in(_box(word), box) for box in spoken))
    return (*kept, *read)


def _box(word: SeenWord) -> Box:
    return Box(word.x0, word.y0, word.x1, word.y1)


def _blanked(picture: Grey, boxes: Sequence[Box]) -> Grey:
    """A copy with these boxes white; the picture itself where there are none."""
    rest = picture.copy() if boxes else picture
    for box in boxes:
        x0, y0, x1, y1 = (round(edge) for edge in box)
        rest[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1] = 255
    return rest


def _stamp(picture: Grey, box: Box, number: int, engine: Engine, task: Task) -> tuple[SeenWord, ...]:
    """The words in the frame of a stamp, read as a block of their own; print beside it stays print beside it."""
    x0, y0, x1, y1 = (round(edge) for edge in box)
    cut = np.pad(picture[y0:y1, x0:x1], _MARGIN, constant_values=255)
    words = [w for w in engine.read(cut, replace(task, mode=ONE_COLUMN)) if w.confidence >= _READABLE]
    x, y = x0 - _MARGIN, y0 - _MARGIN
    return tuple(
        replace(w, x0=w.x0 + x, y0=w.y0 + y, x1=w.x1 + x, y1=w.y1 + y, line=(STAMPS + number, *w.line[1:]))
        for w in without_scribbles(tuple(words))
    )


def _text(picture: Grey, black: tuple[Seal, ...], engine: Engine, task: Task) -> tuple[SeenWord, ...]:
    """The words of running text; black seals are set aside and what they touch is read once more."""
    plain = without_seals(picture, black) if black else picture
    words = with_date_digits(second_look(engine.read(plain, task), plain, engine, task), plain, engine, task)
    words = without_scribbles(read_beside(words, picture, black, engine, task) if black else words)
    words = read_signer(read_penned(words, plain), picture, engine, task)
    return with_page_number(words, plain, engine, task)


def _placed(word: SeenWord, prepared: Prepared) -> PlacedWord:
    box = prepared.frame.box(word.x0, word.y0, word.x1, word.y1)
    return PlacedWord(word.text, box, word.confidence, line=word.line)


def _on_page(table: TableRegion, prepared: Prepared) -> TableRegion:
    """The table with boxes in points of the upright page."""
    cells = tuple(replace(cell, box=prepared.frame.box(*cell.box)) for cell in table.cells)
    return replace(table, box=prepared.frame.box(*table.box), cells=cells)


def _goodness(words: tuple[SeenWord, ...]) -> tuple[float, float]:
    """The engine's confidence (by letters), and the legality of what it read."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 0.0, 0.0
    confidence = sum(word.confidence * len(word.text) for word in words) / letters
    return confidence, quality(" ".join(word.text for word in words))

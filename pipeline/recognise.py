"""Reading the picture of a page: prepared, read, judged; a reading that stays bad is tried once more another way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from normalizers.quality import quality
from pipeline.assemble import PlacedWord
from pipeline.engines.base import WHOLE_PAGE, Engine, EngineError, SeenWord, Task
from pipeline.picture import Prepared, Recipe, prepare
from pipeline.picture.measure import crossed, ink
from pipeline.readers.source import Pixels, RawPage
from pipeline.second_look import second_look
from pipeline.tables import TableRegion, erase_rules, find_rules, read_cells, ruled_tables

GOOD_ENOUGH = 0.80  # of confidence x legality; a reading below is tried another way
DRAWN_DPI = 300.0
_LOWEST_DPI, _HIGHEST_DPI = 72.0, 300.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the engine read on a page, in points of the upright page, and how good it seems (0-1)."""

    words: tuple[PlacedWord, ...]
    tables: tuple[TableRegion, ...]  # ruled ones, in points
    prepared: Prepared
    score: float
    picture_s: float
    ocr_s: float
    notes: tuple[str, ...] = ()


def read_picture(raw: RawPage, engine: Engine, timeout_s: float) -> Reading:
    """The best reading of a page's picture. Raises PageError when no way of reading it works."""
    if raw.render is None:
        raise ValueError("a page without a picture cannot be recognised")
    deadline = time.monotonic() + timeout_s
    dpi = reading_dpi(raw)
    pixels = raw.render(dpi, True)
    best = _read(pixels, dpi, Recipe(), engine, deadline)
    for recipe in _other_ways(best):
        if best.score >= GOOD_ENOUGH or time.monotonic() > deadline:
            break
        try:
            other = _read(pixels, dpi, recipe, engine, deadline)
        except EngineError:
            break  # the page has a reading; another way may fail
        if other.score > best.score:
            best = other
    return best


def reading_dpi(raw: RawPage) -> float:
    """The resolution to render at: the scan's own, within what helps; drawn pages as a good scan."""
    if not raw.dpi:
        return DRAWN_DPI
    return min(_HIGHEST_DPI, max(_LOWEST_DPI, raw.dpi))


def _other_ways(first: Reading) -> Iterator[Recipe]:
    """What else may be wrong, most likely first: upside down, on its side, too small, too grainy."""
    turn = first.prepared.turn
    yield Recipe(turn=(turn + 2) % 4)
    if len(first.words) < 20 or first.score < 0.4:
        yield Recipe(turn=(turn + 1) % 4)
    yield Recipe(turn=turn, size=1.4)
    yield Recipe(turn=turn, sigma=1.6)


def _read(pixels: Pixels, dpi: float, recipe: Recipe, engine: Engine, deadline: float) -> Reading:
    started = time.monotonic()
    prepared = prepare(pixels, dpi, recipe)
    ready = time.monotonic()
    seen, tables = _seen(prepared, engine, deadline)
    done = time.monotonic()
    words = tuple(_placed(word, prepared) for word in seen)
    tables = tuple(_on_page(table, prepared) for table in tables)
    return Reading(words, tables, prepared, reading_score(seen), ready - started, done - ready, prepared.notes)


def _seen(prepared: Prepared, engine: Engine, deadline: float) -> tuple[tuple[SeenWord, ...], tuple[TableRegion, ...]]:
    """The words of a prepared picture: tables cell by cell, and the rest as a page without them."""
    task = Task(dpi=prepared.dpi, mode=WHOLE_PAGE, timeout_s=max(1.0, deadline - time.monotonic()))
    if not crossed(ink(prepared.picture), prepared.dpi):
        return second_look(engine.read(prepared.picture, task), prepared.picture, engine, task), ()
    rules = find_rules(prepared.picture, prepared.dpi)
    tables = ruled_tables(rules, prepared.dpi)
    cleaned = erase_rules(prepared.picture, rules, prepared.dpi)
    rest = cleaned.copy() if tables else cleaned
    for table in tables:
        x0, y0, x1, y1 = (round(edge) for edge in table.box)
        rest[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1] = 255
    seen = second_look(engine.read(rest, task), rest, engine, task)
    for table in tables:
        seen += read_cells(engine, cleaned, table, task)
    return seen, tables


def _placed(word: SeenWord, prepared: Prepared) -> PlacedWord:
    box = prepared.frame.box(word.x0, word.y0, word.x1, word.y1)
    return PlacedWord(word.text, box, word.confidence, line=word.line)


def _on_page(table: TableRegion, prepared: Prepared) -> TableRegion:
    """The table with boxes in points of the upright page."""
    cells = tuple(replace(cell, box=prepared.frame.box(*cell.box)) for cell in table.cells)
    return replace(table, box=prepared.frame.box(*table.box), cells=cells)


def reading_score(words: tuple[SeenWord, ...]) -> float:
    """How good a reading seems: the engine's confidence (by letters) times the legality of what it read."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 0.0
    confidence = sum(word.confidence * len(word.text) for word in words) / letters
    return confidence * quality(" ".join(word.text for word in words))

"""A thin strip of a page, read to learn whether the text layer says what is printed there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.fuzz import ratio

from extractors.layout import Line
from normalizers.unicode import fold
from pipeline.engines.base import ONE_BLOCK, Engine, Task
from pipeline.picture import clean
from pipeline.readers.source import RawPage
from pipeline.verdict import Judgement

_LINES = 8
_DPI = 200
_ALIKE = 75.0  # per cent: any engine reads this much of clean print, without its accents
_SAME = 98.0  # per cent, accents and all
_SECONDS = 60.0


def settled(judgement: Judgement, raw: RawPage, lines: Sequence[Line], engine: Engine) -> Judgement:
    """A doubted judgement, decided: `use_text` where the page is printed as its text says, else as it was."""
    chosen = _telling(lines)
    if raw.render is None or not chosen:
        return judgement
    printed, layer = _read(raw, chosen, engine), " ".join(line.text for line in chosen)
    if raw.dpi:  # another OCR's text: every accent counts
        alike = ratio(_letters(layer), _letters(printed)) >= _SAME
    else:
        alike = ratio(_letters(fold(layer)), _letters(fold(printed))) >= _ALIKE
    if "?" in layer and 2 * printed.count("?") < layer.count("?"):
        alike = False
    if not alike:
        return judgement
    reason = "printed so: what is missing is lost" if "?" in layer else "printed so"
    return Judgement("use_text", (*judgement.reasons, reason))


def _telling(lines: Sequence[Line]) -> list[Line]:
    """Lines that follow each other, the longest run the strip has room for."""
    placed = [line for line in lines if line.box is not None]
    windows = [placed[at : at + _LINES] for at in range(max(1, len(placed) - _LINES + 1))]
    return max(windows, key=lambda window: sum(len(line.text) for line in window), default=[])


def _read(raw: RawPage, lines: Sequence[Line], engine: Engine) -> str:
    """What the engine reads between the top of the first and the bottom of the last line."""
    boxes = [line.box for line in lines if line.box is not None]
    if raw.render is None:
        return ""
    page = clean.without_colour(raw.render(_DPI, True))
    scale = _DPI / 72
    top, bottom = min(box.y0 for box in boxes) * scale, max(box.y1 for box in boxes) * scale
    strip = page[max(0, round(top) - 8) : round(bottom) + 8]
    words = engine.read(np.ascontiguousarray(strip), Task(_DPI, ONE_BLOCK, _SECONDS))
    return " ".join(word.text for word in words)


def _letters(text: str) -> str:
    return "".join(text.split())

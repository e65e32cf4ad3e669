"""What the verdict rests on, measured on one page: how much of its ink the text layer explains, how legal it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from normalizers.hints import Hints
from normalizers.quality import quality
from normalizers.repair import repair_encodings
from pipeline.assemble import PlacedWord, assemble
from pipeline.picture import clean, measure
from pipeline.readers.source import LayerWord, RawPage
from pipeline.verdict import LEGAL, Evidence, legacy_share

_LOOK_DPI = 100.0  # enough to tell letters from paper


def evidence_of(raw: RawPage) -> Evidence:
    """Everything `judge` wants to know of a page."""
    words = [word for word in raw.words if word.upright]
    if not words or raw.render is None:
        return Evidence(scanned=bool(raw.dpi))
    legal, decoded = legality(words)
    explained, missing = explained_letters(raw, words)
    fonts = Counter[str]()
    for word in words:
        fonts[word.font] += len(word.text)
    return Evidence(
        characters=sum(len(word.text) for word in words),
        explained=explained,
        missing=missing,
        legal=legal,
        decoded=decoded,
        legacy_fonts=legacy_share(list(fonts.items())),
        scanned=bool(raw.dpi),
        lost=lost_share(words),
        unknown=unknown_share(words),
        shifted=raw.shifted,
    )


def legality(words: Sequence[LayerWord]) -> tuple[float, float]:
    """How legal the text is as it stands, and with its encoding repaired (fonts are hints)."""
    lines = assemble([PlacedWord(word.text, word.box, 1.0, word.font) for word in words]).lines
    legal = quality("\n".join(line.text for line in lines))
    if legal >= LEGAL:
        return legal, legal
    fonts = tuple(tuple((w.start, w.end, w.font) for w in line.words) for line in lines)
    return legal, quality("\n".join(repair_encodings([line.text for line in lines], Hints(fonts=fonts))))


def explained_letters(raw: RawPage, words: Sequence[LayerWord]) -> tuple[float, int]:
    """The share of the letters on the page that lie under words of the layer (1.0 on an empty page), and the number
    of letters that stand in a line of the layer, between its words: those its text lacks."""
    if raw.render is None:
        return 1.0, 0
    grey = clean.without_colour(raw.render(_LOOK_DPI, True))
    text = measure.letters(measure.ink(grey), _LOOK_DPI)
    if not len(text.boxes):
        return 1.0, 0
    covered = _covered(grey.shape, words)
    x = text.boxes[:, 0] + text.boxes[:, 2] // 2
    y = text.boxes[:, 1] + text.boxes[:, 3] // 2
    seen = covered[y, x]
    return float(seen.mean()), _between(text.boxes[~seen], words)


def _covered(shape: tuple[int, ...], words: Sequence[LayerWord]) -> NDArray[np.bool_]:
    covered = np.zeros(shape, np.bool_)
    scale = _LOOK_DPI / 72
    for word in words:
        x0, y0, x1, y1 = (max(0, round(edge * scale)) for edge in word.box)
        covered[max(0, y0 - 2) : y1 + 3, max(0, x0 - 1) : x1 + 2] = True
    return covered


def _between(letters: NDArray[np.int32], words: Sequence[LayerWord]) -> int:
    """Letters not covered that stand within a point of a word of the layer, on its height, and are as high."""
    scale = 72 / _LOOK_DPI
    count = 0
    for x, y, width, height in letters.tolist():
        left, right, top, bottom = x * scale, (x + width) * scale, y * scale, (y + height) * scale
        count += any(
            word.box.y0 - 1 <= top
            and bottom <= word.box.y1 + 1
            and (bottom - top) > 0.4 * (word.box.y1 - word.box.y0)
            and max(word.box.x0 - right, left - word.box.x1) < 2.0
            and min(right, word.box.x1) - max(left, word.box.x0) < 1.0
            for word in words
        )
    return count


def lost_share(words: Sequence[LayerWord]) -> float:
    """The share of the words with a question mark between letters: there a letter was lost."""
    broken = sum("?" in word.text.rstrip("?.,;:") for word in words)
    return broken / max(len(words), 1)


def unknown_share(words: Sequence[LayerWord]) -> float:
    """The share of characters that are none: replacement signs, private use, glyph numbers without a letter."""
    text = "".join(word.text for word in words)
    unknown = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
    return (unknown + 8 * text.count("(cid:")) / max(len(text), 1)

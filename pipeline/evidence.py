"""What the verdict rests on, measured on one page: how much of its ink the text layer explains, how legal it is."""

from __future__ import annotations

from collections import Counter

import numpy as np
from normalizers.quality import quality

from pipeline.picture import clean, measure
from pipeline.readers.source import LayerWord, RawPage
from pipeline.verdict import Evidence, legacy_share

_LOOK_DPI = 100.0  # enough to tell letters from paper


def evidence_of(raw: RawPage) -> Evidence:
    words = [word for word in raw.words if word.upright]
    if not words or raw.render is None:
        return Evidence(0, 0.0, 0.0, 0.0, scanned=bool(raw.dpi))
    text = " ".join(word.text for word in words)
    fonts = Counter[str]()
    for word in words:
        fonts[word.font] += len(word.text)
    return Evidence(
        characters=sum(len(word.text) for word in words),
        explained=explained_share(raw, words),
        legal=quality(text),
        legacy=legacy_share(list(fonts.items())),
        scanned=bool(raw.dpi),
        lost=lost_share(words),
    )


def explained_share(raw: RawPage, words: list[LayerWord]) -> float:
    """The share of the letters on the page that lie under words of the layer; 1.0 on an empty page."""
    if raw.render is None:
        return 1.0
    grey = clean.without_colour(raw.render(_LOOK_DPI, True))
    text = measure.letters(measure.ink(grey), _LOOK_DPI)
    if not len(text.boxes):
        return 1.0
    covered = np.zeros(grey.shape, np.bool_)
    scale = _LOOK_DPI / 72
    for word in words:
        x0, y0, x1, y1 = (max(0, round(edge * scale)) for edge in word.box)
        covered[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3] = True
    centre_x = text.boxes[:, 0] + text.boxes[:, 2] // 2
    centre_y = text.boxes[:, 1] + text.boxes[:, 3] // 2
    return float(covered[centre_y, centre_x].mean())


def lost_share(words: list[LayerWord]) -> float:
    """The share of the words with a question mark between letters: there a letter was lost for good."""
    broken = sum("?" in word.text.rstrip("?") for word in words)
    return broken / max(len(words), 1)

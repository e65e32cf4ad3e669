"""Words that are no words: strokes of pens, crumbs of seals and specks, which the engine reads as signs."""

from __future__ import annotations

from itertools import groupby
from statistics import median

from pipeline.engines.base import SeenWord

_ALONE = frozenset("-–—~+•*.…/:;")  # signs that stand alone in a text: dashes before items, dots to write on
_TALL = 1.9  # usual heights of a word: a sign as high is a stroke of a pen
_NEXT = 3.0  # usual heights between a dash and the item it stands before

Words = tuple[SeenWord, ...]


def without_scribbles(words: Words) -> Words:
    """The words of running text without signs that nobody typed."""
    if not words:
        return ()
    height = median(word.y1 - word.y0 for word in words)
    lines = (tuple(line) for _, line in groupby(words, key=lambda word: word.line))
    return tuple(word for line in lines for word in line if _typed(word, line, height))


def _typed(word: SeenWord, line: Words, height: float) -> bool:
    """Letters and digits are typed; of other signs those that are used so, not too high, and next to a word."""
    if any(character.isalnum() for character in word.text):
        return True
    if not set(word.text) <= _ALONE or word.y1 - word.y0 > _TALL * height:
        return False
    others = [other for other in line if any(character.isalnum() for character in other.text)]
    return any(max(other.x0 - word.x1, word.x0 - other.x1) < _NEXT * height for other in others)

"""The marks of Vietnamese letters, taken apart: the tone (hook, dot below …) and the shape (circumflex, horn …)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

NO_TONE: Final = "level"
NO_SHAPE: Final = "plain"
STRANGE: Final = "strange"  # a mark on a letter that takes none in Vietnamese: ñ
_TONES: Final = {"\u0300": "grave", "\u0301": "acute", "\u0309": "hook", "\u0303": "tilde", "\u0323": "dot"}
_SHAPES: Final = {"\u0302": "circumflex", "\u0306": "breve", "\u031b": "horn"}
_MARKED: Final = frozenset("aeiouyd")


@lru_cache(maxsize=1024)
def marks(letter: str) -> tuple[str, str] | None:
    """The tone and the shape of a small letter; None for a letter that takes neither."""
    parts = unicodedata.normalize("NFD", letter)
    if letter == "đ":
        return NO_TONE, "stroke"
    if parts[0] not in _MARKED:
        return None
    tone = next((_TONES[mark] for mark in parts[1:] if mark in _TONES), NO_TONE)
    return tone, next((_SHAPES[mark] for mark in parts[1:] if mark in _SHAPES), NO_SHAPE)


def changes(meant: str, seen: str) -> list[tuple[str, str]]:
    """How the marks of two words with the same letters beneath differ, both in small letters: (meant, seen)."""
    found = []
    for right, wrong in zip(meant, seen, strict=True):
        if right != wrong:
            pairs = list(zip(marks(right) or (), marks(wrong) or (), strict=False)) or [(NO_SHAPE, STRANGE)]
            found += [pair for pair in pairs if pair[0] != pair[1]]
    return found

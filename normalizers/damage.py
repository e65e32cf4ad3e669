"""What kind of damage a stretch of text has, told from its tokens without knowing the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from normalizers.syllables import syllables
from normalizers.unicode import strip_diacritics

FEW: Final = 12  # words from which a block is judged by itself


class Damage(Enum):
    """NONE: nothing to restore, sound Vietnamese or another language."""

    NONE = "none"
    STRIPPED = "stripped"
    GARBLED = "garbled"


@dataclass(frozen=True, slots=True)
class Signs:
    """Shares of the words: legal and marked syllables, legal once marks are taken off, holding digits or signs."""

    words: int
    sound: float
    marked: float
    skeletal: float
    odd: float


@cache
def skeletons() -> frozenset[str]:
    """Every legal syllable without its marks."""
    return frozenset(strip_diacritics(s) for s in syllables())


def signs(words: Sequence[str]) -> Signs:
    """The signs in a list of words, any case."""
    count = max(len(words), 1)
    lower = [w.lower() for w in words]
    bare = [strip_diacritics(w) for w in lower]
    marked = [b != w for b, w in zip(bare, lower, strict=True)]
    return Signs(
        len(words),
        sum(m and w in syllables() for m, w in zip(marked, lower, strict=True)) / count,
        sum(marked) / count,
        sum(b in skeletons() for b in bare) / count,
        sum(not w.isalpha() for w in lower) / count,
    )


def damage(signs: Signs) -> Damage:
    """The verdict on a text, from shares measured on sound, stripped and garbled reports and on English and French."""
    if signs.sound >= 0.45:
        return Damage.NONE
    if signs.marked < 0.03 and signs.odd < 0.03 and signs.skeletal >= 0.8:
        return Damage.STRIPPED
    if signs.skeletal >= 0.55 or (signs.odd >= 0.08 and signs.skeletal >= 0.2):
        return Damage.GARBLED
    return Damage.NONE

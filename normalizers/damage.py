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
BLOCK: Final = 60


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
    """The verdict on a text, from shares measured on sound, stripped and garbled reports and on other languages."""
    if signs.sound >= 0.45:
        return Damage.NONE
    if signs.marked < 0.03 and signs.odd < 0.03 and signs.skeletal >= 0.8:
        return Damage.STRIPPED
    readable = signs.skeletal >= 0.55 and signs.odd + signs.marked >= 0.03
    least = 0.5 if signs.words < FEW else 0.2 if signs.odd < 0.25 else 0.08
    if readable or (signs.odd >= 0.08 and signs.skeletal >= least):
        return Damage.GARBLED
    return Damage.NONE


def verdicts(words: Sequence[Sequence[str]]) -> list[Damage]:
    """The damage of each line, given the words of each line.

    Lines are judged in blocks of at least BLOCK words, and in the light of the whole: few words prove little, a
    garbled text has stretches that look merely stripped, and a block in another language stays as it is.
    """
    whole = damage(signs([w for line in words for w in line]))
    result: list[Damage] = []
    block: list[str] = []
    length = 0
    for line in words:
        block.extend(line)
        length += 1
        if len(block) >= BLOCK:
            result += [_in_context(signs(block), whole)] * length
            block, length = [], 0
    rest = _in_context(signs(block), whole) if len(block) >= FEW or not result else result[-1]
    return result + [rest] * length


def _in_context(block: Signs, whole: Damage) -> Damage:
    """The verdict on a block of a text with this verdict."""
    own = damage(block)
    if own is whole or block.words < FEW:
        return whole
    if whole is Damage.NONE:
        return own
    foreign = block.skeletal < 0.45 and block.odd + block.marked < 0.05
    if block.sound >= 0.45 or foreign:
        return Damage.NONE
    return own if own is Damage.GARBLED and block.odd + block.marked >= 0.1 else whole

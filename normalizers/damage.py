"""What kind of damage a stretch of text has, told from its tokens without knowing the truth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from normalizers.syllables import syllables
from normalizers.unicode import strip_diacritics

SLIPS: Final = 0.03  # share of marked words that are no syllables, from which a sound text was misread in places
FEW: Final = 12  # words from which a block is judged by itself
BLOCK: Final = 60
_INNER: Final = re.compile(r"[a-z][0-9QOU](?:[a-z]|$)")


class Damage(Enum):
    """NONE: nothing to restore, sound Vietnamese or another language. SLIPS: sound, with a mark now and then amiss."""

    NONE = "none"
    STRIPPED = "stripped"
    GARBLED = "garbled"
    SLIPS = "slips"


@dataclass(frozen=True, slots=True)
class Signs:
    """Shares of the words: legal and marked syllables, legal once marks are taken off, holding digits or signs,
    holding a digit or a capital right after a small letter.
    """

    words: int
    sound: float
    marked: float
    skeletal: float
    odd: float
    inner: float


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
        sum(bool(_INNER.search(w)) for w in words) / count,
    )


def is_sound(signs: Signs) -> bool:
    """Whether the marks that are there make legal syllables: a foreign reader's marks seldom do."""
    return signs.sound >= 0.25 and signs.sound >= 0.85 * signs.marked


def damage(signs: Signs) -> Damage:
    """The verdict on a text, from shares measured on sound, stripped and garbled reports and on other languages."""
    if is_sound(signs):
        slips = signs.words >= BLOCK and signs.marked - signs.sound >= SLIPS * signs.marked
        return Damage.SLIPS if slips else Damage.NONE
    if signs.marked < 0.03 and signs.odd < 0.03 and signs.skeletal >= 0.8:
        return Damage.STRIPPED
    readable = signs.skeletal >= 0.55 and signs.odd + signs.marked >= 0.03
    spelt_with_digits = signs.inner >= 0.2 or (signs.inner >= 0.04 and signs.odd >= 0.08 and signs.skeletal >= 0.2)
    if readable or spelt_with_digits:
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
    sound: bool | None = None
    for line in words:
        turned, sound = _turned(line, sound) if whole is not Damage.GARBLED else (False, None)
        if len(block) >= BLOCK or (turned and len(block) >= FEW):
            result += [_in_context(signs(block), whole)] * length
            block, length = [], 0
        block.extend(line)
        length += 1
    rest = _in_context(signs(block), whole) if len(block) >= FEW or not result else result[-1]
    return result + [rest] * length


def _turned(line: Sequence[str], sound: bool | None) -> tuple[bool, bool | None]:
    """Whether soundness changes at this line, and the soundness from here on; short lines say nothing."""
    if len(line) < 5:
        return False, sound
    here = is_sound(signs(line))
    return sound is not None and here != sound, here


def _in_context(block: Signs, whole: Damage) -> Damage:
    """The verdict on a block of a text with this verdict."""
    own = damage(block)
    if own is whole or block.words < FEW:
        return whole
    if whole in (Damage.NONE, Damage.SLIPS) and is_sound(block):
        return whole
    if whole in (
        Damage.NONE,
        Damage.SLIPS,
    ):  # a few odd words in a sound text are names; only a wholly bare stretch is damaged
        return own if block.sound < 0.1 and block.marked < 0.25 else whole
    foreign = block.skeletal < 0.45 and block.odd + block.marked < 0.05
    if is_sound(block) or foreign:
        return Damage.NONE
    return own if own is Damage.GARBLED and block.odd + block.marked >= 0.1 else whole

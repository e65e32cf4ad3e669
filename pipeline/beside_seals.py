"""What stands beside and under a black seal: lines that run into it are read again with it, and the better words kept.

The page has been read with its seals white. That gives back the lines around them, but cuts the words at their edge
and loses those beneath.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from extractors.layout import Box
from normalizers.syllables import is_syllable
from pipeline.engines.base import ONE_BLOCK, ONE_LINE, SPARSE, Engine, Grey, SeenWord, Task
from pipeline.engines.parts import read_part
from pipeline.picture.seals import Seal, thinned

_NEAR = 1.5  # line heights from a word to the seal: the line may go on beneath it
_LARGER = 1.5
_APART = 2.5  # heights of white: a word of the line in between was not read
_EDGE = 0.1  # heights of a stamp above and below it: lines there are cut by its frame
_MARGIN = 0.3  # heights of the line around it
_SURE = 0.6  # confidence of a word from under a seal
_VERY_SURE = 0.85  # of a word of which nothing shows beside the seal

Words = tuple[SeenWord, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a stamp: box in pixels of the picture."""

    box: Box

    @property
    def tallest(self) -> float:
        return 1.8  # what is left of its rules hangs on the words

    def chord(self, y: float) -> tuple[float, float] | None:
        """From where to where the stamp lies at a height; None where it does not."""
        reach = _EDGE * (self.box.y1 - self.box.y0)
        return (self.box.x0, self.box.x1) if self.box.y0 - reach < y < self.box.y1 + reach else None


def read_across(words: Words, cleaned: Grey, frame: Frame, engine: Engine, task: Task) -> Words:
    """The words of a page read without a stamp, its lines that run into the stamp read from end to end.

    `cleaned` has the stamp, but not its rules.
    """
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    return tuple(word for line in lines for word in _joined(line, _whole(line, cleaned, frame, engine, task)))


def _joined(line: Words, whole: Words) -> Words:
    """The whole line without what stands far from the line as it was: that is the stamp's own print."""
    far = _APART * max(word.y1 - word.y0 for word in line)
    left, right = min(word.x0 for word in line), max(word.x1 for word in line)
    for word in sorted(whole, key=lambda word: -word.x1):
        left = min(left, word.x0) if word.x1 > left - far else left
    for word in sorted(whole, key=lambda word: word.x0):
        right = max(right, word.x1) if word.x0 < right + far else right
    return tuple(word for word in whole if word.x0 >= left and word.x1 <= right)


def beside(words: Words, others: Words) -> Words:
    """Those of the words that stand where none of the others stands."""
    return tuple(word for word in words if not any(_overlap(word, other) for other in others))


def outside(words: Words, box: Box) -> Words:
    """The words without those lines that stand wholly in a stamp: its own print, what a pen filled in."""
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    return tuple(word for line in lines for word in line if not all(_inside(other, box) for other in line))


def _inside(word: SeenWord, box: Box) -> bool:
    return box.x0 < (word.x0 + word.x1) / 2 < box.x1 and box.y0 < (word.y0 + word.y1) / 2 < box.y1


def read_beside(words: Words, picture: Grey, seals: tuple[Seal, ...], engine: Engine, task: Task) -> Words:
    """The words of a page read without its seals, and what can be read of those that its seals cover."""
    faded = thinned(picture, seals)
    for seal in seals:
        lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
        words = tuple(word for line in lines for word in _whole(line, faded, seal, engine, task))
        words += _beneath(words, faded, seal, engine, task)
    return words


def _whole(line: Words, faded: Grey, seal: Seal | Frame, engine: Engine, task: Task) -> Words:
    """The line with the words that the seal cuts or covers, where the line touches it at all."""
    top, bottom = min(word.y0 for word in line), max(word.y1 for word in line)
    chord = seal.chord((top + bottom) / 2)
    if chord is None or not any(_touches(word, chord) for word in line):
        return line
    left, right = min(chord[0], *(word.x0 for word in line)), max(chord[1], *(word.x1 for word in line))
    margin = round(_MARGIN * (bottom - top))
    box = (round(left) - margin, top - margin, round(right) + margin, bottom + margin)
    modes = (read_part(engine, faded, box, _LARGER, replace(task, mode=mode)) for mode in (ONE_LINE, ONE_BLOCK))
    again = next((words for words in modes if words), ())
    found = [word for word in again if _is_word(word, _SURE)]
    found = [word for word in found if _touches(word, chord) and _in_line(word, top, bottom, seal.tallest)]
    found = [replace(word, y0=max(word.y0, top), y1=min(word.y1, bottom), line=line[0].line) for word in found]
    kept = [word for word in line if not (_touches(word, chord) and any(_overlap(word, other) for other in found))]
    found = [word for word in found if not any(_overlap(word, other) for other in kept)]
    return tuple(sorted([*kept, *found], key=lambda word: word.x0))


def _beneath(words: Words, faded: Grey, seal: Seal, engine: Engine, task: Task) -> Words:
    """Words that stand wholly under the seal, if they are plain to read."""
    x0, y0 = round(seal.x - seal.radius), round(seal.y - seal.radius)
    box = (x0, y0, round(seal.x + seal.radius), round(seal.y + seal.radius))
    again = read_part(engine, faded, box, _LARGER, replace(task, mode=SPARSE))
    seen = [word for word in again if _is_word(word, _VERY_SURE)]
    last = max((word.line[0] for word in words), default=0)
    return tuple(replace(word, line=(last + 1 + word.line[0], *word.line[1:])) for word in beside(tuple(seen), words))


def _in_line(word: SeenWord, top: int, bottom: int, tallest: float) -> bool:
    """Whether a word stands on the height of the line: the letters of the seal run around it. `tallest`: how many of
    the line's heights a word may have that hangs together with what covers it."""
    middle, height = (word.y0 + word.y1) / 2, bottom - top
    off = abs(middle - (top + bottom) / 2)
    return off < 0.2 * tallest * height and 0.4 * height < word.y1 - word.y0 < tallest * height


def _touches(word: SeenWord, chord: tuple[float, float]) -> bool:
    near = _NEAR * (word.y1 - word.y0)
    return word.x1 > chord[0] - near and word.x0 < chord[1] + near


def _overlap(a: SeenWord, b: SeenWord) -> bool:
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    level = min(a.y1, b.y1) - max(a.y0, b.y0) > 0.3 * min(a.y1 - a.y0, b.y1 - b.y0)
    return level and shared > 0.2 * min(a.x1 - a.x0, b.x1 - b.x0)


def _is_word(word: SeenWord, sure: float) -> bool:
    letters = word.text.strip(".,;:!?()[]\"'“”/-")
    legal = letters.isdigit() or (len(letters) > 1 and is_syllable(letters))
    return legal and word.confidence >= sure

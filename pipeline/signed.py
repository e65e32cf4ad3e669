"""The name under a signature: below the signer's title, crossed by the pen and half under the seal.

    KT. CHỦ TỊCH
    PHÓ CHỦ TỊCH
      (seal, pen)
    Nông Minh Nghĩa

Where the page's reading has no whole name there, the place is read again by itself: as it is, with only what is as
black as print, and with fine strokes faded. A name stands centred under its title: words that are not in the middle
are a part of it, and are not taken for the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from statistics import median

import cv2
import numpy as np

from gazetteer.mentions import family_names
from normalizers.syllables import is_syllable
from normalizers.unicode import fold
from pipeline.engines.base import ONE_LINE, SPARSE, Engine, Grey, SeenWord, Task

_RIGHT = 0.4  # of the page's width: signers sign right of it
_HALF = 105.0  # points of the place left and right of the title's middle
_NEAREST, _FARTHEST = 8.0, 118.0  # points below it
_CENTRED, _CENTRED_SHORT = 12.0, 5.0  # points a name may stand off the middle of its title; one of two words
_LARGER = 1.5
_DARKEST = (0.45, 0.3)  # of the way from print to paper: what is paler is a seal or a pen
_FINE = 2  # pixels of a stroke that fades
_SEEN, _SURE, _GIVEN = 0.5, 0.75, 0.8  # confidence: of a word, of all of a name, of the given name
_MOST, _LEAST = 5, 2  # words of a name

Words = tuple[SeenWord, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name should stand: the middle of the title, the rows below it, in pixels; `point` is 1/72 inch."""

    middle: float
    top: int
    bottom: int
    point: float

    @property
    def left(self) -> int:
        return max(0, round(self.middle - _HALF * self.point))

    @property
    def right(self) -> int:
        return round(self.middle + _HALF * self.point)

    def holds(self, word: SeenWord) -> bool:
        across, down = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return self.left < across < self.right and self.top < down < self.bottom

    def centred(self, name: Words) -> bool:
        middle = (min(w.x0 for w in name) + max(w.x1 for w in name)) / 2
        return abs(middle - self.middle) < (_CENTRED if len(name) > 2 else _CENTRED_SHORT) * self.point


def read_signer(words: Words, picture: Grey, engine: Engine, task: Task) -> Words:
    """The words of a page with the signer's name, where the page has a signer's title and no whole name below it."""
    place = _place(words, picture.shape[1], task.dpi / 72)
    if place is None:
        return words
    return _family_named(_named(words, place, picture, engine, task), place)


def _named(words: Words, place: _Place, picture: Grey, engine: Engine, task: Task) -> Words:
    """The words with a whole name in the place, read again where there is none."""
    below = [word for word in words if place.holds(word)]
    if any(_whole(line, place) for line in _lines(below)):
        return words
    seen = [_names(_read(face, place, engine, task, SPARSE)) for face in _faces(picture, place)]
    name = _merged(seen, place)
    if name is None:
        strip = _strip(seen, below, place)
        again = _read_strip(picture, strip, engine, task) if strip else []
        name = _merged([*seen, *again], place)
    if name is None:
        return words
    key = (max(word.line[0] for word in words) + 1, 0, 0)
    kept = tuple(word for word in words if not (place.holds(word) and not _is_text(word, words, place)))
    return kept + tuple(replace(word, line=key) for word in name)


def _family_named(words: Words, place: _Place) -> Words:
    """The words with the family name as it is written: 'Trấn Minh Trường' is Trần, its marks misread."""
    lines = list(_lines(word for word in words if place.holds(word)))
    first = {line[0] for line in lines if _LEAST <= len(line) <= _MOST and all(_is_name(word) for word in line)}
    return tuple(replace(word, text=family_name(word.text)) if word in first else word for word in words)


def family_name(text: str) -> str:
    """The common family name that has these letters under other marks, where the text itself is no family name."""
    name, common = text.lower(), family_names()
    if name in common or name in _other_family_names():
        return text
    like = [known for known in common if fold(known) == fold(name)]
    return like[0].capitalize() if len(like) == 1 else text


@cache
def _other_family_names() -> frozenset[str]:
    lines = files("pipeline.data").joinpath("other_family_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _read_strip(picture: Grey, strip: _Place, engine: Engine, task: Task) -> list[Words]:
    return [_names(_read(face, strip, engine, task, ONE_LINE)) for face in _faces(picture, strip)]


def _lines(words: Iterable[SeenWord]) -> Iterator[Words]:
    for _, line in groupby(words, key=lambda word: word.line):
        yield tuple(line)


def _place(words: Words, width: int, point: float) -> _Place | None:
    """Below the last title in capitals on the right of the page."""
    found: list[tuple[int, float]] = []
    for line in _lines(words):
        right = [w for w in line if w.x0 > _RIGHT * width and w.text.strip(".,").isupper()]
        if len(right) > 1 and _TITLE.search(fold(" ".join(word.text for word in right))):
            middle = (min(w.x0 for w in right) + max(w.x1 for w in right)) / 2
            found.append((max(w.y1 for w in right), middle))
    if not found:
        return None
    bottom, _ = max(found)
    above = [middle for y, middle in found if bottom - y < _FARTHEST / 2 * point]
    return _Place(median(above), round(bottom + _NEAREST * point), round(bottom + _FARTHEST * point), point)


_TITLE = re.compile(
    r"chu tich|chu nhiem|giam doc|thu tuong|bo truong|thu truong|truong (?:phong|ban|doan)|chanh van phong"
    r"|chanh thanh tra|cuc truong|vu truong|hieu truong|bi thu|vien truong|thong doc"
    r"|tm\W+(?:uy ban|hoi dong|chinh phu|ban)"
)


def _whole(line: Words, place: _Place) -> bool:
    """Nothing but a name, read surely, in the middle."""
    sure = all(_is_name(word) and word.confidence >= _SURE for word in line)
    return sure and _LEAST <= len(line) <= _MOST and place.centred(line)


def _is_name(word: SeenWord) -> bool:
    text = word.text.strip(".,-")
    written = text[:1].isupper() and text[1:].islower() and text.isalpha() and is_syllable(text)
    return written or text == "Y"  # the one letter that is a name, of women in the Central Highlands


def _is_text(word: SeenWord, words: Words, place: _Place) -> bool:
    """A word of a line that begins left of the place, or goes on to its right: print of the page, not of the seal."""
    line = [other for other in words if other.line == word.line]
    return min(w.x0 for w in line) < place.left - 20 * place.point


def _faces(picture: Grey, place: _Place) -> Iterator[Grey]:
    """The place as it is, in its darkest parts alone, and with fine strokes faded."""
    cut = picture[place.top : place.bottom, place.left : place.right]
    if min(cut.shape) < 10:
        return
    yield cut
    print_, paper = float(np.percentile(cut, 0.5)), float(np.median(cut))
    for share in _DARKEST:
        top = max(print_ + (paper - print_) * share, print_ + 1)
        yield np.clip((cut.astype(np.float32) - print_) / (top - print_) * 255, 0, 255).astype(np.uint8)
    yield np.asarray(cv2.morphologyEx(cut, cv2.MORPH_CLOSE, np.ones((_FINE, _FINE), np.uint8)), np.uint8)


def _read(cut: Grey, place: _Place, engine: Engine, task: Task, mode: int) -> Words:
    """The words of a face of the place, in pixels of the picture."""
    margin = 20
    large = np.asarray(cv2.resize(cut, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC), np.uint8)
    large = np.pad(large, margin, constant_values=255)
    seen = engine.read(large, replace(task, mode=mode, dpi=round(task.dpi * _LARGER)))
    return tuple(
        replace(
            word,
            x0=place.left + round((word.x0 - margin) / _LARGER),
            y0=place.top + round((word.y0 - margin) / _LARGER),
            x1=place.left + round((word.x1 - margin) / _LARGER),
            y1=place.top + round((word.y1 - margin) / _LARGER),
        )
        for word in seen
    )


def _names(words: Words) -> Words:
    cleaned = (replace(word, text=word.text.strip(".,-–“”'\"‘’_/|")) for word in words)
    return tuple(word for word in cleaned if word.confidence >= _SEEN and _is_name(word))


def _merged(seen: Sequence[Words], place: _Place) -> Words | None:
    """The name that the readings give together: of words in one place the surest; None unless it is whole."""
    line = _line_of([word for words in seen for word in words])
    kept: list[SeenWord] = []
    for word in sorted(line, key=lambda w: -w.confidence * len(w.text)):
        if not any(_overlap(word, other) for other in kept):
            kept.append(word)
    name = tuple(sorted(kept, key=lambda w: w.x0))
    if not _LEAST <= len(name) <= _MOST or name[-1].confidence < _GIVEN or not place.centred(name):
        return None
    height = max(w.y1 - w.y0 for w in name)
    close = all(b.x0 - a.x1 < 0.8 * height for a, b in pairwise(name))
    return name if close and sum(w.confidence for w in name) / len(name) >= _SURE else None


def _line_of(words: Sequence[SeenWord]) -> list[SeenWord]:
    """The words on the height of the surest ones."""
    best: list[SeenWord] = []
    for word in words:
        middle, height = (word.y0 + word.y1) / 2, word.y1 - word.y0
        level = [w for w in words if abs((w.y0 + w.y1) / 2 - middle) < 0.35 * height]
        if sum(w.confidence for w in level) > sum(w.confidence for w in best):
            best = level
    return best


def _strip(seen: Sequence[Words], below: Sequence[SeenWord], place: _Place) -> _Place | None:
    """The line of the name alone, as wide as the place, where the given name at least has been read."""
    line = _line_of([word for words in (*seen, _names(tuple(below))) for word in words])
    sure = [word for word in line if word.confidence >= _GIVEN]
    if not sure:
        return None
    top, bottom = min(word.y0 for word in sure), max(word.y1 for word in sure)
    margin = round(0.25 * (bottom - top))
    return _Place(place.middle, top - margin, bottom + margin, place.point)


def _overlap(a: SeenWord, b: SeenWord) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.25 * min(a.x1 - a.x0, b.x1 - b.x0)

"""Doubtful lines are read once more alone, larger; the language model and the engine's confidence say which to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import cv2
import numpy as np
from rapidfuzz.fuzz import ratio

from normalizers.language import LanguageModel, load, tokens
from normalizers.syllables import is_syllable
from pipeline.engines.base import ONE_LINE, Engine, Grey, SeenWord, Task

MOST_LINES = 12  # of one page: a page with more is tried as a whole another way
_DOUBTFUL = 0.80  # confidence of a word
_LARGER = 1.5
_MARGIN = 0.35  # heights of the line around it
_ALIKE = 60.0  # per cent: a reading unlike the first is of something else
_CONFIDENCE_WEIGHT = 8.0  # natural logarithms for full confidence more

Words = tuple[SeenWord, ...]


def second_look(words: Words, picture: Grey, engine: Engine, task: Task) -> Words:
    """The words of a page, its doubtful lines read again."""
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    doubtful = sorted((line for line in lines if _is_doubtful(line)), key=_sureness)[:MOST_LINES]
    if not doubtful:
        return words
    model = load()
    again = {line[0].line: _read_again(line, picture, engine, task) for line in doubtful}
    return tuple(word for line in lines for word in _better(model, line, again.get(line[0].line, ())))


def _is_doubtful(line: Words) -> bool:
    """A line of words, of which one is doubted by the engine or is no word."""
    if sum(len(word.text) for word in line) < 5 or line[-1].x1 - line[0].x0 < 2 * (line[0].y1 - line[0].y0):
        return False
    return any(word.confidence < _DOUBTFUL or not _legal(word.text) for word in line)


def _legal(text: str) -> bool:
    letters = text.strip(".,;:!?()[]\"'“”/-")
    return not letters.isalpha() or letters.isascii() or is_syllable(letters)


def _sureness(line: Sequence[SeenWord]) -> float:
    return min(word.confidence for word in line)


def _read_again(line: Words, picture: Grey, engine: Engine, task: Task) -> Words:
    """The line cut out and enlarged; boxes lead back to the picture, the words keep the line's key."""
    top, bottom = min(word.y0 for word in line), max(word.y1 for word in line)
    margin = round(_MARGIN * (bottom - top))
    x0, y0 = max(0, min(word.x0 for word in line) - 2 * margin), max(0, top - margin)
    cut = picture[y0 : bottom + margin, x0 : max(word.x1 for word in line) + 2 * margin]
    large = np.asarray(cv2.resize(cut, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC), np.uint8)
    seen = engine.read(large, replace(task, mode=ONE_LINE, dpi=round(task.dpi * _LARGER)))
    return tuple(
        replace(
            word,
            x0=x0 + round(word.x0 / _LARGER),
            y0=y0 + round(word.y0 / _LARGER),
            x1=x0 + round(word.x1 / _LARGER),
            y1=y0 + round(word.y1 / _LARGER),
            line=line[0].line,
        )
        for word in seen
    )


def _better(model: LanguageModel, first: Words, second: Words) -> Words:
    one, other = _text(first), _text(second)
    if one == other or ratio(one, other) < _ALIKE:
        return first
    return second if _score(model, second) > _score(model, first) else first


def _score(model: LanguageModel, line: Words) -> float:
    letters = sum(len(word.text) for word in line)
    confidence = sum(word.confidence * len(word.text) for word in line) / max(letters, 1)
    return model.log_probability(tokens(_text(line))) + _CONFIDENCE_WEIGHT * confidence * len(line) / 4


def _text(line: Words) -> str:
    return " ".join(word.text for word in line)

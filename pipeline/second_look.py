"""Doubtful lines are read once more alone, larger; the language model and the engine's confidence say which to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from rapidfuzz.fuzz import ratio

from normalizers.language import UNKNOWN_ID, LanguageModel, load, tokens
from normalizers.syllables import is_syllable
from normalizers.unicode import fold
from pipeline.engines.base import ONE_BLOCK, ONE_LINE, Engine, Grey, SeenWord, Task
from pipeline.engines.parts import read_part
from pipeline.scribbles import without_scribbles

MOST_LINES = 12  # of one page: a page with more is tried as a whole another way
_DOUBTFUL, _UNSURE = 0.80, 0.40  # confidence of a word that may be wrong, and of one that is hardly read
_UNLIKELY = -11.0  # natural logarithm: words that are misread are seldom likelier where they stand
_LARGER = (1.5, 2.0)  # times: marks that fall together at one size stand apart at the other
_TALL = 1.6  # usual heights
_MARGIN = 0.12  # heights of the line around it
_ALIKE = 60.0  # per cent: a reading unlike the first is of something else
_EDGES = "_|"  # what the edges of a line cut out are read as
_WRONG = 3.0  # natural logarithms for a word that is none: the model takes it for a name
_CONFIDENCE_WEIGHT = 8.0  # natural logarithms for full confidence more

Words = tuple[SeenWord, ...]


def second_look(words: Words, picture: Grey, engine: Engine, task: Task) -> Words:
    """The words of a page, its doubtful lines read again."""
    model = load()
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    doubtful = [line for line in lines if _is_doubtful(line) and _is_worth_it(model, line)]
    again = {
        line[0].line: _best(model, line, picture, engine, task) for line in sorted(doubtful, key=_sureness)[:MOST_LINES]
    }
    return tuple(word for line in lines for word in again.get(line[0].line, line))


def _best(model: LanguageModel, line: Words, picture: Grey, engine: Engine, task: Task) -> Words:
    """The likeliest of the line as it was read, and as it is read at other sizes."""
    best = line
    for larger in _LARGER:
        again = _read_again(line, larger, picture, engine, task)
        if _text(again) == _text(line):
            break  # two readings agree
        best = _better(model, best, again)
    return best


def _is_doubtful(line: Words) -> bool:
    """A line of words, of which one is doubted by the engine or is no word; or of capitals, whose marks are small."""
    text = "".join(word.text for word in line)
    if len(text) < 3 or line[-1].x1 - line[0].x0 < 2 * (line[0].y1 - line[0].y0):
        return False
    if any(character.isdigit() for character in text) and sum(map(str.isalpha, text)) < 3:
        return False  # numbers have their own second reading
    return _in_capitals(text) or any(word.confidence < _DOUBTFUL or not _legal(word.text) for word in line)


def _is_worth_it(model: LanguageModel, line: Words) -> bool:
    """Whether another reading may win: some word is hardly read, unknown, or unlikely after the words before it.

    On 75 pages, drawn and real, the readings of such lines, one half, won 64 words and lost 5; those of the other half
    won 8 and lost 7.
    """
    words = tokens(_text(line))
    unknown = UNKNOWN_ID in model.ids(words)
    return unknown or _sureness(line) < _UNSURE or any(model.log_probabilities(words) < _UNLIKELY)


def _in_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    marked = any(not character.isascii() for character in letters)
    return marked and sum(map(str.isupper, letters)) > 0.9 * len(letters)


def _legal(text: str) -> bool:
    letters = text.strip(".,;:!?()[]\"'“”/-")
    return not letters.isalpha() or letters.isascii() or is_syllable(letters)


def _sureness(line: Sequence[SeenWord]) -> float:
    return min(word.confidence for word in line)


def _read_again(line: Words, larger: float, picture: Grey, engine: Engine, task: Task) -> Words:
    """The line cut out and enlarged; boxes lead back to the picture, the words keep the line's key.

    A line close to its neighbours is refused as a line and read as a block; what is seen of the neighbours is dropped.
    """
    top, bottom = _height(line)
    margin = round(_MARGIN * (bottom - top))
    box = (
        min(word.x0 for word in line) - 2 * margin,
        top - margin,
        max(word.x1 for word in line) + 2 * margin,
        bottom + margin,
    )
    modes = (read_part(engine, picture, box, larger, replace(task, mode=mode)) for mode in (ONE_LINE, ONE_BLOCK))
    seen = next((words for words in modes if words), ())
    return tuple(
        # Now and then the engine gives every word the height of what was cut out, which reaches into the next line.
        replace(word, y0=max(word.y0, top), y1=min(word.y1, bottom), line=line[0].line)
        for word in seen
        if top < (word.y0 + word.y1) / 2 < bottom
    )


def _height(line: Words) -> tuple[int, int]:
    """Top and bottom of the line, without words that are drawings."""
    usual = median(word.y1 - word.y0 for word in line)
    text = [word for word in line if word.y1 - word.y0 <= _TALL * usual]
    return min(word.y0 for word in text), max(word.y1 for word in text)


def _better(model: LanguageModel, first: Words, second: Words) -> Words:
    second = without_scribbles(tuple(replace(w, text=t) for w in second if (t := w.text.strip(_EDGES))))
    one, other = _text(first), _text(second)
    if one == other or ratio(_letters(one), _letters(other)) < _ALIKE:
        return first
    return second if _score(model, second) > _score(model, first) else first


def _letters(text: str) -> str:
    return "".join(fold(text).split())


def _score(model: LanguageModel, line: Words) -> float:
    letters = sum(len(word.text) for word in line)
    confidence = sum(word.confidence * len(word.text) for word in line) / max(letters, 1)
    wrong = _WRONG * sum(not _legal(word.text) for word in line)
    return model.log_probability(tokens(_text(line))) - wrong + _CONFIDENCE_WEIGHT * confidence * len(line) / 4


def _text(line: Words) -> str:
    return " ".join(word.text for word in line)

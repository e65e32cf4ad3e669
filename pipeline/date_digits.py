"""The numbers of dates: what is read after 'ngày', 'tháng' or 'năm' and can be none is read again, digits only.

    ngày 1I tháng 0                  ngày 11 tháng 01
         ^^       ^     read as           ^^       ^^

At the end of a line the engine knows no word that goes on, and takes a one for a letter or leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby, pairwise

from normalizers.unicode import fold
from pipeline.engines.base import ONE_LINE, Engine, Grey, SeenWord, Task
from pipeline.engines.parts import read_part

_NUMBERS: Mapping[str, tuple[re.Pattern[str], int]] = {  # what may stand there, and how many digits that are at most
    "ngay": (re.compile(r"0?[1-9]|[12]\d|3[01]"), 2),
    "thang": (re.compile(r"0?[1-9]|1[0-2]"), 2),
    "nam": (re.compile(r"(?:19|20)\d\d"), 4),
}
_DIGITS = "0123456789.,;"
_LIKE = str.maketrans("IlïÏíÍ|!iOoQS", "1111111110005")  # letters that a digit is taken for
_END = re.compile(r"[.,;:)\]]*$")
_LARGER = (1.0, 2.0)
_ROOM = 0.5  # heights of the word before it to the right: a digit that was left out
_WHITE = 0.15  # of these heights around it
_SURE = 0.6  # confidence

Words = tuple[SeenWord, ...]


def with_date_digits(words: Words, picture: Grey, engine: Engine, task: Task) -> Words:
    """The words of a page, impossible numbers of its dates read again."""
    again: dict[SeenWord, SeenWord] = {}
    for _, group in groupby(words, key=lambda word: word.line):
        line = tuple(group)
        for at, (before, word) in enumerate(pairwise(line), 1):
            number, longest = _NUMBERS.get(fold(before.text), (None, 0))
            if number is not None and _doubtful(word.text, number, longest):
                right = line[at + 1].x0 if at + 1 < len(line) else picture.shape[1]
                again[word] = _read_again(word, _box(before, word, right), number, picture, engine, task)
    return tuple(again.get(word, word) for word in words)


def _doubtful(text: str, number: re.Pattern[str], longest: int) -> bool:
    """Whether this was printed as a number, but cannot be one of this part of a date as it is read."""
    bare = _END.sub("", text)
    return number.fullmatch(bare) is None and bare.translate(_LIKE).isdecimal() and len(bare) <= longest


def _box(before: SeenWord, word: SeenWord, right: int) -> tuple[int, int, int, int]:
    """Where the number stands: on the height of the word before it, as the engine's box of a misread one is a guess."""
    height = before.y1 - before.y0
    white = round(_WHITE * height)
    x1 = min(word.x1 + round(_ROOM * height), right)
    return word.x0 - white, before.y0 - white, x1, before.y1 + white


def _read_again(
    word: SeenWord,
    box: tuple[int, int, int, int],
    number: re.Pattern[str],
    picture: Grey,
    engine: Engine,
    task: Task,
) -> SeenWord:
    """The word with the number that stands in the box; as it was where none is surely read."""
    for larger in _LARGER:
        seen = read_part(engine, picture, box, larger, replace(task, mode=ONE_LINE, letters=_DIGITS))
        if len(seen) == 1 and seen[0].confidence >= _SURE and number.fullmatch(_END.sub("", seen[0].text)):
            return replace(seen[0], line=word.line)
    return word

"""The number of a page, standing alone above or below its text: the engine passes over a digit that is all of a line.

Where ink stands there by itself that no word covers, as high as digits are and as narrow as a number, it is read alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from extractors.layout import Box
from pipeline.engines.base import ONE_LINE, Engine, Grey, SeenWord, Task
from pipeline.engines.parts import read_part
from pipeline.picture.measure import Mask, ink

_MARGIN = 1.5  # inches at the top and the foot of the page in which its number may stand
_LEFT, _RIGHT = 0.35, 0.65  # shares of its width between which it is in the middle
_LOWEST, _HIGHEST = 0.065, 0.17  # inches: digits of 8 to 16 points
_NARROWEST, _WIDEST = 0.03, 0.4  # inches: a one; three digits between dashes
_ALONE = 0.15  # inches without ink around it
_JOIN = 0.07  # inches between the digits of one number
_SPECK = 0.02  # inches: what is smaller both ways is dirt
_WHITE = 0.1  # inches of paper around what is read
_SURE = 0.6  # confidence
_LARGER = 1.5
_OWN_LINE = (-1, 0, 0)  # no line of the engine's


def with_page_number(words: tuple[SeenWord, ...], picture: Grey, engine: Engine, task: Task) -> tuple[SeenWord, ...]:
    """The words, and the page's number where the engine saw ink and made no word of it."""
    for place in _places(picture, task.dpi):
        if not any(_meet(place, word) for word in words):
            return words + _number(place, picture, engine, task)
    return words


def _number(place: Box, picture: Grey, engine: Engine, task: Task) -> tuple[SeenWord, ...]:
    """The number that stands there; nothing where what is read is none, or doubtful."""
    white = _WHITE * task.dpi
    around = (round(place.x0 - white), round(place.y0 - white), round(place.x1 + white), round(place.y1 + white))
    digits = replace(task, mode=ONE_LINE, letters="0123456789")
    free, bound = (read_part(engine, picture, around, _LARGER, t) for t in (replace(task, mode=ONE_LINE), digits))
    if len(bound) != 1 or not bound[0].text.isdecimal() or bound[0].confidence < _SURE:
        return ()
    said = "".join(word.text for word in free).strip("-–—. ")
    return (replace(bound[0], line=_OWN_LINE),) if said in (bound[0].text, "") else ()


def _places(picture: Grey, dpi: float) -> Iterator[Box]:
    """Boxes of ink in the middle of the head and of the foot of a page, by itself and of the size of a number."""
    mask, height = ink(picture), picture.shape[0]
    strip = min(round(_MARGIN * dpi), height // 2)
    for top in (0, height - strip):
        marks = _marks(mask[top : top + strip], dpi)
        for mark in marks:
            if _is_number(mark, picture.shape[1], dpi) and not any(_near(mark, m, dpi) for m in marks if m != mark):
                yield Box(mark.x0, mark.y0 + top, mark.x1, mark.y1 + top)


def _marks(strip: Mask, dpi: float) -> list[Box]:
    """Boxes of what hangs together when digits of one number are joined; specks left out."""
    joined = cv2.dilate(strip.astype(np.uint8), np.ones((1, max(1, round(_JOIN * dpi))), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    grown = round(_JOIN * dpi) // 2
    boxes = [Box(x + grown, y, x + w - grown, y + h) for x, y, w, h in stats[1:count, :4].tolist()]
    speck = _SPECK * dpi
    return [box for box in boxes if box.x1 - box.x0 > speck or box.y1 - box.y0 > speck]


def _is_number(mark: Box, width: int, dpi: float) -> bool:
    middle = (mark.x0 + mark.x1) / 2 / width
    sized = _LOWEST <= (mark.y1 - mark.y0) / dpi <= _HIGHEST and _NARROWEST <= (mark.x1 - mark.x0) / dpi <= _WIDEST
    return sized and _LEFT <= middle <= _RIGHT


def _near(mark: Box, other: Box, dpi: float) -> bool:
    far = _ALONE * dpi
    beside = other.x0 < mark.x1 + far and mark.x0 - far < other.x1
    return beside and other.y0 < mark.y1 + far and mark.y0 - far < other.y1


def _meet(place: Box, word: SeenWord) -> bool:
    return word.x0 < place.x1 and place.x0 < word.x1 and word.y0 < place.y1 and place.y0 < word.y1

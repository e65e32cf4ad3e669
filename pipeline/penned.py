"""What a pen fills into the head of a document: the number before its code, the day before the month.

    Số: 683/BC-UBND            Krông Nô, ngày 05 tháng 04 năm 2017
        ^^^                                     ^^

An engine for print reads '<§3BC-UBND' and 'ngày Q9'. Where it doubts itself, the ink between the printed words is cut
into strokes that hang together, and each is read as a digit. What is not surely a digit leaves the words as they were.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.citing.references import known_code, parse_symbol
from normalizers.unicode import fold
from pipeline.engines.base import Grey, SeenWord
from pipeline.pen_digits import Ink, read_digit

_HEAD = 0.4  # of the page's height: number and date stand above
_PRINTED = 0.88  # confidence from which the engine read print
_GUESSED = 0.5  # confidence below which not even the number of its digits is believed
_READ = 0.7  # and from which it read a whole number, whatever wrote it
_SURE, _SURE_OF_ALL = 0.75, 0.785  # probability of a digit, and of all of a number
_TRUST = 0.95  # the most a word read so is believed
_LONGEST = 5  # digits of a number
_WIDEST, _NARROWEST = 1.05, 0.8  # widths of a digit, and of two that touch, of their height
_CODE = re.compile(r"(?P<code>(?:[A-ZĐ][A-Za-zĐđ]{0,4}-)(?:[A-ZĐ][A-Za-zĐđ]{1,7})(?:-[A-ZĐ]{2,6})?)\W{0,2}$")
_NUMBERED = r"\d{1,5}[a-z]?/(?:\d{4}/)?[A-ZĐ]"

# Advance widths of Times (Adobe's font metrics, 1/1000 of the size): print is as wide as these say.
_WIDTHS = {"B": 667, "C": 667, "G": 722, "I": 333, "J": 389, "L": 611, "M": 889, "P": 556, "S": 556, "T": 611, "W": 944,
           "-": 333, "/": 278, "g": 500, "i": 278, "r": 333, "t": 278, "m": 778, "s": 389}  # fmt: skip
_CAPITAL, _SMALL = 722, 500
_KNOWN = {"Số:": 1.206, "ngày": 1.92, "năm": 1.66}  # the ink of words every head has, of the size
_INK = {"thang": 2.28, "nam": 1.66}  # the ink of the words after day and month
_BESIDE = 0.05  # of the size: the white left and right of a word's letters
_SEEN = 0.35  # how black a slash is at the least
_LEAN, _THICK = 0.27, 0.065  # of the size: how far a slash leans, half its stroke with its blur
_TALLNESS = 0.66  # of the size: a capital

Words = tuple[SeenWord, ...]
Flag = NDArray[np.bool_]


def read_penned(words: Words, picture: Grey) -> Words:
    """The words of a page with number and day as the pen wrote them, where the engine doubted what it read."""
    last = _HEAD * picture.shape[0]
    head = tuple(word for word in words if word.y1 < last)
    for _, group in groupby(head, key=lambda word: word.line):
        line = tuple(group)
        size = _size(_level_with(line, head))
        better = _dated(_number(line, size, picture), size, picture) if size else line
        words = _replaced(words, line, better) if better != line else words
    return words


def _level_with(line: Words, head: Words) -> Words:
    """The words on the height of a line, those of the other column too: number and date are set in one size."""
    top, bottom = min(word.y0 for word in line), max(word.y1 for word in line)
    return tuple(word for word in head if top < (word.y0 + word.y1) / 2 < bottom)


def _replaced(words: Words, line: Words, better: Words) -> Words:
    at = words.index(line[0])
    return words[:at] + better + words[at + len(line) :]


# --- the number before the code -----------------------------------------------------------------------------


def _number(line: Words, size: float, picture: Grey) -> Words:
    """The line with 'Số: 683/BC-UBND' in it: the digits are between 'Số:' and the code."""
    found = next(((i, m) for i, word in enumerate(line) if (m := _CODE.search(word.text)) and i < 5), None)
    if found is None:
        return line
    at, match = found
    word, code = line[at], _known(match["code"])
    opens = next((i for i in range(at) if re.match(r"S\S{0,2}:?$", line[i].text)), None)
    if re.match(_NUMBERED, word.text) and word.confidence >= _READ:
        return line
    if at > (0 if opens is None else opens + 3) or _goes_on(line[at:], size):
        return line  # a code in a sentence
    edge = word.x1 - (_width(code) - _BESIDE) * size
    left = line[opens].x1 if opens is not None else word.x0 - round(size)
    ink = _ink(picture, (left + 1, word.y0 - round(0.7 * size), round(edge + 0.3 * size), word.y1 + round(0.5 * size)))
    if ink is None:
        return line
    if re.match(r"/[A-ZĐ]", word.text) and word.confidence >= _READ:
        digits = _digits(ink[:, : max(0, word.x0 - left - 1)], round(_TALLNESS * size))
    else:
        top, base = _capital_height(ink, size)
        edge = _snapped(ink, edge - left - 1, size)
        digits = _digits(_without_slash(ink, edge, top, base, size), base - top)
    if digits is None or len(digits.text) > _LONGEST or _worse(digits, word):
        return line
    told = f"{digits.text}/{code}"
    first = opens + 1 if opens is not None else at
    penned = replace(word, text=told, x0=line[first].x0, confidence=min(digits.confidence, _TRUST))
    return (*line[:first], penned, *line[at + 1 :])


def _known(code: str) -> str:
    """The code without the digits that were read as letters of it: 'ZBC-UBND' → 'BC-UBND'."""
    return next((code[i:] for i in range(3) if known_code(parse_symbol(code[i:]))), code)


def _worse(digits: _Digits, word: SeenWord) -> bool:
    """Fewer digits than the engine read: strokes were lost."""
    read = re.match(r"\d+(?=/)", word.text)
    return read is not None and len(digits.text) < len(read.group()) and word.confidence >= _GUESSED


def _goes_on(after: Words, size: float) -> bool:
    """Whether a word stands next to the first: in the head the other column is far."""
    return len(after) > 1 and after[1].x0 - after[0].x1 < 1.2 * size


def _size(words: Words) -> float:
    """The size of the print in pixels, by the words of a head whose width is known; 0.0 where none is read surely."""
    told = [(w.x1 - w.x0) / _KNOWN[w.text] for w in words if w.text in _KNOWN and w.confidence >= _PRINTED]
    return median(told) if told else 0.0


def _width(code: str) -> float:
    """How wide the code is printed, of the size."""
    return sum(_WIDTHS.get(c, _CAPITAL if c.isupper() else _SMALL) for c in code) / 1000


def _capital_height(ink: Ink, size: float) -> tuple[int, int]:
    """Top and base line of the capitals of the code in the cut, from its right edge, where only print stands."""
    print_ = ink[:, -max(3, round(0.25 * size)) :] > 0.5
    rows = np.nonzero(print_.any(axis=1))[0]
    height = _TALLNESS * size
    if len(rows) and 0.8 * height < rows[-1] - rows[0] < 1.2 * height:
        return int(rows[0]), int(rows[-1])
    base = ink.shape[0] - round(0.5 * size)
    return round(base - height), base


def _snapped(ink: Ink, edge: float, size: float) -> float:
    """The left edge of the code's first letter: the beginning of ink next to where its width says it is."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0.5).astype(np.uint8), connectivity=8)
    tall = [int(stats[i, 0]) for i in range(1, count) if stats[i, 3] > 0.5 * _TALLNESS * size]
    near = [x for x in tall if abs(x - edge) < 0.14 * size]
    return float(min(near, key=lambda x: abs(x - edge))) if near else edge


def _without_slash(ink: Ink, edge: float, top: int, base: int, size: float) -> Ink:
    """The ink left of the code, without the slash before it; a digit that the slash crosses is closed again.

    A slash leans by 0.27 of the size over the height of a capital; the line along which most ink lies is the slash.
    """
    kept = ink.copy()
    kept[:, max(0, round(edge - _BESIDE * size)) :] = 0.0
    rows = np.arange(top, base + 1)
    lean = _LEAN * size * (base - rows) / max(base - top, 1)
    feet = np.arange(edge - 0.5 * size, edge - 0.12 * size, 0.5)
    share, foot = max(((_along(ink, rows, foot + lean), foot) for foot in feet), default=(0.0, 0.0))
    if share < _SEEN:
        return kept
    every = np.arange(ink.shape[0])[:, None]
    middle = foot + _LEAN * size * (base - every) / max(base - top, 1)
    crossed = np.abs(np.arange(ink.shape[1])[None, :] - middle) < _THICK * size
    crossed &= (every >= top - 0.1 * size) & (every <= base + 0.1 * size)
    kept[crossed] = 0.0
    side = 2 * round(1.3 * _THICK * size) + 1
    closed = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((1, side), np.uint8))
    return np.where(crossed, closed, kept).astype(np.float32)


def _along(ink: Ink, rows: NDArray[np.intp], columns: NDArray[np.float64]) -> float:
    """How much of a line is black, at its palest third."""
    at = np.clip(np.round(columns).astype(int), 0, ink.shape[1] - 1)
    return float(np.percentile(ink[rows, at], 33))


# --- the day and the month ----------------------------------------------------------------------------------


def _dated(line: Words, size: float, picture: Grey) -> Words:
    """The line with 'ngày 05 tháng 02 năm' in it: the digits are between the words."""
    line = _between(line, "ngay", "thang", 31, size, picture)
    return _between(line, "thang", "nam", 12, size, picture)


def _between(line: Words, first: str, second: str, most: int, size: float, picture: Grey) -> Words:
    told = [fold(word.text) for word in line]
    opens = next((i for i, text in enumerate(told) if text.endswith(first)), None)
    closes = next((i for i, text in enumerate(told) if text.endswith(second)), None)
    if opens is None or closes is None or not opens < closes <= opens + 3:
        return line
    right, left = line[closes].x1 - round(_INK[second] * size) - 1, line[opens].x1 + 1
    if right - left < 0.4 * size or _is_printed(line[opens + 1 : closes], line[closes], second):
        return line
    base, top = _base(line[opens + 1 :]), line[opens].y0
    ink = _ink(picture, (left, top - round(0.4 * size), right, base + round(0.6 * size)))
    digits = _digits(ink, round(_TALLNESS * size)) if ink is not None else None
    if digits is None or len(digits.text) > 2 or not 1 <= int(digits.text) <= most:
        return line
    penned = SeenWord(digits.text, left, top, right, base, min(digits.confidence, _TRUST), line[opens].line)
    printed = replace(line[closes], text=line[closes].text[-len(second) :], x0=right)
    return (*line[: opens + 1], penned, printed, *line[closes + 1 :])


def _is_printed(between: Words, after: SeenWord, second: str) -> bool:
    """Digits that the engine did not doubt, and nothing glued to the word after them; of a day both."""
    text = "".join(word.text for word in between)
    sure = min((word.confidence for word in between), default=0.0) >= _PRINTED
    whole = r"\d\d" if second == "thang" else r"\d\d?"
    return sure and re.fullmatch(whole, text) is not None and fold(after.text) == second


def _base(words: Sequence[SeenWord]) -> int:
    digits = [word.y1 for word in words if word.text.isdigit()]
    return round(median(digits)) if digits else round(median(word.y1 for word in words))


# --- the ink between ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Digits:
    text: str
    confidence: float


def _ink(picture: Grey, box: tuple[int, int, int, int]) -> Ink | None:
    """How black each pixel of the box is, 0-1, the paper's own grey taken off; None where the box is empty."""
    x0, y0 = max(0, box[0]), max(0, box[1])
    cut = picture[y0 : box[3], x0 : box[2]]
    if min(cut.shape) < 6:
        return None
    threshold, _ = cv2.threshold(cut, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    paper = float(np.median(cut[cut > threshold])) if (cut > threshold).any() else 255.0
    black = float(np.percentile(cut, 1))
    if paper - black < 40:
        return None
    return np.asarray(np.clip((paper - cut.astype(np.float32)) / (paper - black), 0, 1), np.float32)


def _digits(ink: Ink, height: int) -> _Digits | None:
    """What the strokes of the ink say, left to right; None where one of them is not surely a digit."""
    boxes = _strokes(ink > 0.5, height)
    if not boxes:
        return None
    text, sure = "", 1.0
    for x0, y0, x1, y1, own in boxes:
        found = _read(np.where(own, ink[y0:y1, x0:x1], 0.0).astype(np.float32))
        if found is None:
            return None
        text, sure = text + found.text, sure * found.confidence
    return _Digits(text, sure) if sure >= _SURE_OF_ALL else None


def _read(ink: Ink) -> _Digits | None:
    """One digit, or two that touch: cut where least ink is in the way and both halves are surely digits."""
    height, width = ink.shape
    if width <= _WIDEST * height:
        digit, probability = read_digit(ink)
        if probability >= _SURE:
            return _Digits(digit, probability)
    if not _NARROWEST * height < width < 2 * _WIDEST * height:
        return None
    across = (ink > 0.5).sum(axis=0)
    middle = np.arange(round(0.3 * width), round(0.7 * width))
    cuts = [int(x) for x in middle if across[x] <= across[middle].min() + 0.06 * height]
    tried = [_halves(ink, cut) for cut in cuts[:: max(1, len(cuts) // 6)]]
    best = max(tried, key=lambda pair: pair.confidence, default=None)
    return best if best is not None and best.confidence >= _SURE_OF_ALL else None


def _halves(ink: Ink, cut: int) -> _Digits:
    (left, one), (right, other) = (read_digit(_tight(half)) for half in (ink[:, :cut], ink[:, cut:]))
    return _Digits(left + right, one * other)


def _tight(ink: Ink) -> Ink:
    down, across = np.nonzero(ink > 0.5)
    return ink[down.min() : down.max() + 1, across.min() : across.max() + 1] if len(down) else ink


Stroke = tuple[int, int, int, int, Flag]


def _strokes(black: Flag, height: int) -> list[Stroke] | None:
    """The boxes of what hangs together and is as high as a digit, with their own pixels; parts above each other joined.

    None where something is there that is no digit by its size: two that touch, a line, half of a word.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(black.astype(np.uint8), connectivity=8)
    parts = [(i, *(int(v) for v in stats[i, :4])) for i in range(1, count)]
    parts = [p for p in parts if p[4] > 0.2 * height or 0.25 * height < p[3] < 1.5 * height]
    groups: list[list[tuple[int, ...]]] = []
    for part in sorted(parts, key=lambda p: p[1]):
        if groups and _shared(groups[-1], part) > 0.5 * min(part[3], _right(groups[-1]) - _left(groups[-1])):
            groups[-1].append(part)
        else:
            groups.append([part])
    found: list[Stroke] = []
    for group in groups:
        x0, x1 = _left(group), _right(group)
        y0, y1 = min(p[2] for p in group), max(p[2] + p[4] for p in group)
        if y1 - y0 < 0.6 * height:
            continue  # a dot of the line to write on, a speck
        if y1 - y0 > 2.4 * height or x1 - x0 > 2 * _WIDEST * (y1 - y0):
            return None
        own = np.isin(labels[y0:y1, x0:x1], [p[0] for p in group])
        found.append((x0, y0, x1, y1, own))
    return found


def _shared(group: Sequence[tuple[int, ...]], part: tuple[int, ...]) -> int:
    return min(_right(group), part[1] + part[3]) - max(_left(group), part[1])


def _left(group: Sequence[tuple[int, ...]]) -> int:
    return min(part[1] for part in group)


def _right(group: Sequence[tuple[int, ...]]) -> int:
    return max(part[1] + part[3] for part in group)

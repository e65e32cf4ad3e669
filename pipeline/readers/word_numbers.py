"""Numbers that Word counts itself and does not write: "Điều 1.", "2.", "a)". Text readers lose them.

A list (w:num) takes its levels from an abstract one (w:abstractNum); a level's text is a pattern: "%1.%2" shows the
counts of levels 0 and 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pipeline.readers.package import attribute, child, local
from pipeline.readers.word_styles import Styles

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str  # decimal, lowerLetter, upperRoman …
    pattern: str
    start: int


class Numbering:
    """Counts through a document: `next` is asked once for each paragraph, in order."""

    def __init__(self, part: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, _Level]] = {}  # by abstract list
        self._abstract: dict[str, str] = {}  # list -> abstract list
        self._starts: dict[tuple[str, int], int] = {}  # where a list begins otherwise than its abstract list
        self._counts: dict[str, dict[int, int]] = {}  # by abstract list: lists of one kind count on
        self._begun: set[tuple[str, int]] = set()
        for element in part if part is not None else ():
            if local(element) == "abstractNum":
                levels = {_number(attribute(e, "ilvl")): _level(e) for e in element if local(e) == "lvl"}
                self._levels[attribute(element, "abstractNumId")] = levels
            elif local(element) == "num":
                self._add_list(element)

    def _add_list(self, element: Element) -> None:
        name, abstract = attribute(element, "numId"), child(element, "abstractNumId")
        self._abstract[name] = attribute(abstract, "val") if abstract is not None else ""
        for override in element:
            start = child(override, "startOverride")
            if start is not None:
                self._starts[name, _number(attribute(override, "ilvl"))] = _number(attribute(start, "val"))

    def next(self, properties: Element | None, style: str) -> str:
        """The number Word shows before this paragraph; "" where it shows none, or a bullet's picture."""
        own = child(properties, "numPr")
        number = own if own is not None else self._styles.number(style)
        named = child(number, "numId")
        if named is None:
            return ""
        at = child(number, "ilvl")
        name, depth = attribute(named, "val"), _number(attribute(at, "val")) if at is not None else 0
        abstract = self._abstract.get(name, "")
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return ""
        counts = self._counted(name, abstract, depth)
        return _shown(levels, counts, depth)

    def _counted(self, name: str, abstract: str, depth: int) -> dict[int, int]:
        """The counts of all levels with this one counted on; deeper levels begin anew."""
        counts = self._counts.setdefault(abstract, {})
        start = self._starts.get((name, depth))
        if start is not None and (name, depth) not in self._begun:
            counts[depth] = start
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = self._levels[abstract][depth].start
        self._begun.add((name, depth))
        for deeper in range(depth + 1, _LEVELS):
            counts.pop(deeper, None)
        return counts


def _level(element: Element) -> _Level:
    def value(name: str, otherwise: str) -> str:
        found = child(element, name)
        return attribute(found, "val") if found is not None else otherwise

    return _Level(value("numFmt", "decimal"), value("lvlText", ""), _number(value("start", "1")))


def _shown(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    kind = levels[depth].kind
    if kind == "none":
        return ""
    if kind == "bullet":
        return "-"  # drawn from fonts of signs; a dash is what a typist would set

    def count(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        level = levels.get(at)
        return written(counts.get(at, level.start), level.kind) if level else ""

    return _PLACE.sub(count, levels[depth].pattern).strip()


def written(count: int, kind: str) -> str:
    """A count as its kind writes it: 3, 03, c, III."""
    match kind:
        case "lowerLetter" | "upperLetter" if count > 0:
            letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letters.upper() if kind == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            letters = roman(count)
            return letters.upper() if kind == "upperRoman" else letters
        case "decimalZero":
            return f"{count:02d}"
        case _:
            return str(count)


def roman(count: int) -> str:
    letters = ""
    for value, sign in (*_ROMAN, *_ROMAN_SMALL):
        letters += sign * (count // value)
        count %= value
    return letters


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0

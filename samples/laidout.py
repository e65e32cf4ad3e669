"""A document laid out in lines, and on which line every fact stands: what truth is written from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from samples.facts import Fact
from samples.passage import Passage


class Box(NamedTuple):
    """PDF points from the top left of the page."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters [start, end) of a passage stand on `line` (0-based) from character `at` on."""

    start: int
    end: int
    line: int
    at: int


@dataclass(frozen=True, slots=True)
class Found:
    """A fact at its place: lines count from 0, `end` belongs to `last_line`."""

    fact: Fact
    document: int  # 1-based number of the document in its file
    line: int
    last_line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word on a page; `start` and `end` are its characters in the line. `face`: regular or italic."""

    line: int
    start: int
    end: int
    box: Box
    face: str = "regular"


@dataclass(frozen=True, slots=True)
class LaidOut:
    """All lines of a file. `page_starts`: the first line of each page; words only for forms that have pages."""

    lines: tuple[str, ...]
    found: tuple[Found, ...]
    page_starts: tuple[int, ...] = (0,)
    words: tuple[PageWord, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()  # width and height of each page, points

    @property
    def text(self) -> str:
        """Lines with newlines; a form feed opens every page but the first."""
        later = set(self.page_starts[1:])
        return "".join(("\f" if i in later else "") + line + "\n" for i, line in enumerate(self.lines))

    def page_of(self, line: int) -> int:
        """1-based."""
        return max(sum(start <= line for start in self.page_starts), 1)


def locate(passage: Passage, pieces: Iterable[Piece], document: int) -> list[Found]:
    """Where the marks of a passage stand, given where its pieces stand."""
    placed = list(pieces)
    found = []
    for mark in passage.marks:
        touched = [p for p in placed if p.start < mark.end and mark.start < p.end]
        if touched:
            first, last = touched[0], touched[-1]
            start = first.at + max(mark.start - first.start, 0)
            end = last.at + min(mark.end, last.end) - last.start
            found.append(Found(mark.fact, document, first.line, last.line, start, end))
    return found

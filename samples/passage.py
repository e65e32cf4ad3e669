"""Text that knows what it states: a passage is a string with facts marked on spans of it.

Passages are written from templates (`fill`) and joined; the marks move along, so that at the end every fact can be
found again on its line, whatever the form of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from samples.facts import Fact

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact stated by the characters [start, end)."""

    start: int
    end: int
    fact: Fact

    def moved(self, by: int) -> Mark:
        return Mark(self.start + by, self.end + by, self.fact)


@dataclass(frozen=True, slots=True)
class Passage:
    text: str
    marks: tuple[Mark, ...] = ()

    def stating(self, *facts: Fact) -> Passage:
        """This passage, which as a whole states these facts as well."""
        return Passage(self.text, self.marks + tuple(Mark(0, len(self.text), fact) for fact in facts))

    def __add__(self, other: Passage | str) -> Passage:
        return join((self, other))

    def capital(self) -> Passage:
        """With a capital first letter."""
        return Passage(self.text[:1].upper() + self.text[1:], self.marks)

    def upper(self) -> Passage:
        return Passage(self.text.upper(), self.marks)


def said(text: str, *facts: Fact) -> Passage:
    return Passage(text).stating(*facts)


def join(parts: Iterable[Passage | str], between: str = "") -> Passage:
    text, marks = "", []
    for index, part in enumerate(parts):
        text += between if index else ""
        piece = part if isinstance(part, Passage) else Passage(part)
        marks += [mark.moved(len(text)) for mark in piece.marks]
        text += piece.text
    return Passage(text, tuple(marks))


def fill(template: str, /, **slots: Passage | str) -> Passage:
    """The template with its {slots} filled. Raises KeyError for a slot that is not given."""
    parts: list[Passage | str] = []
    for index, piece in enumerate(_SLOT.split(template)):
        parts.append(slots[piece] if index % 2 else piece)
    return join(parts)

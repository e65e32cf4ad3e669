"""Checks of lists with letters: 'a), b), c), d), g)' has lost an item, or a letter is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.checks.finding import Facts, finding
from extractors.records import Check
from extractors.text.flow import evidence, read_by_machine

_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")  # lists are counted in either
_ORDER = "abcdđefghijklmnopqrstuvwxyz"
_ITEM = re.compile(r"(?P<letter>[a-zđ])(?P<mark>[.)])\s")
_BREAKS = re.compile(r"\d{1,2}[.)]|[IVX]+\s?[.)]|(?:Điều|Chương|Mục|Phần|Phụ lục)\b|[“\"]")
_FIRST = 3  # items in order before a gap: shorter runs are quotations, or the ends of lines
_MOST_LEFT_OUT = 3


def gaps(facts: Facts) -> Iterator[Check]:
    """A letter left out of a list that begins with a); headings and quotations between end a list."""
    if read_by_machine(facts.flow):
        return  # an engine loses letters at the edge of the page
    run: list[re.Match[str]] = []
    for paragraph in facts.flow.paragraphs:
        item = _ITEM.match(facts.flow.text, paragraph.start)
        if item is None:
            if _BREAKS.match(facts.flow.text, paragraph.start):
                run = []
        elif not run or item["mark"] != run[0]["mark"] or item["letter"] == "a":
            run = [item] if item["letter"] == "a" else []
        else:
            last, letter = run[-1]["letter"], item["letter"]
            between = facts.flow.text[run[-1].end() : item.start()]
            if len(run) >= _FIRST and _leaves_out(last, letter) and not _inside(between, last, letter):
                yield finding(
                    "letter-left-out", evidence(facts.flow, *item.span("letter")), facts.context,
                    stated=letter, computed=_following(last), last=last, confidence=0.8,
                )  # fmt: skip
            run = [*run, item] if _follows(last, letter) else []


def _follows(last: str, letter: str) -> bool:
    return any(last + letter in alphabet for alphabet in _ALPHABETS)


def _leaves_out(last: str, letter: str) -> bool:
    """The letter comes later than the next, though not much: another list would begin anew."""
    return not _follows(last, letter) and 0 < _ORDER.index(letter) - _ORDER.index(last) <= _MOST_LEFT_OUT + 1


def _inside(text: str, last: str, letter: str) -> bool:
    """One of the letters stands within a paragraph: its line was joined to the one before."""
    left_out = _ORDER[_ORDER.index(last) + 1 : _ORDER.index(letter)]
    return re.search(rf"(?<!\w)[{left_out}][.)]", text) is not None


def _following(last: str) -> str:
    return next((alphabet[alphabet.index(last) + 1 :][:1] for alphabet in _ALPHABETS if last in alphabet), "")

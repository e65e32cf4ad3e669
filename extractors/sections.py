"""Under which heading a place of the text stands, and what stands over a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.remember import last_answer
from extractors.text import Flow

_LABEL = re.compile(
    r"^\W{0,3}(?P<label>(?:Phụ\s+lục|PHỤ\s+LỤC|Chương|CHƯƠNG|Phần|PHẦN|Mục)\s+[\dIVX]+[.:]?"
    r"|(?:Biểu|BIỂU|Bảng|BẢNG)(?:\s+(?:số|SỐ))?\s+\d+[.:]?|[IVX]{1,5}\s?[.)/]|[A-H]\s?[.)]"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}\s?[.)]?|[a-zđ]\s?\)|\(\d{1,2}\))\s+(?P<title>[^\W\d_].{1,260})$"
)
_LEVELS = (
    (re.compile(r"^(?:phụ|chương|phần|mục)", re.IGNORECASE), 0),
    (re.compile(r"^[A-H]\s?[.)]$"), 1),
    (re.compile(r"^[IVX]+"), 2),
    (re.compile(r"^\d{1,2}\s?[.)]?$"), 3),
    (re.compile(r"^\d{1,2}\.\d{1,2}\s?[.)]?$"), 4),
    (re.compile(r"^\d"), 5),
    (re.compile(r"^(?:biểu|bảng)", re.IGNORECASE), 7),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: `start` and `end` are its offsets in the flow; `level` 0 is the highest."""

    start: int
    end: int
    title: str
    level: int
    number: int  # of its line in text.txt


@last_answer
def sections(flow: Flow) -> tuple[Section, ...]:
    """Every heading of the document in order."""
    found = []
    for paragraph in flow.paragraphs:
        if paragraph.is_row or paragraph.end - paragraph.start > 300:
            continue
        text = flow.text[paragraph.start : paragraph.end].rstrip()
        match = _LABEL.match(text)
        if match and not text.endswith((".", ";", ",", "./.")):
            title = match["title"].rstrip(" :*")
            found.append(Section(paragraph.start, paragraph.end, title, _level(match["label"]), paragraph.number))
    return tuple(found)


def _level(label: str) -> int:
    return next((level for pattern, level in _LEVELS if pattern.match(label)), 6)


def heading_chain(headings: Sequence[Section], offset: int) -> tuple[Section, ...]:
    """The headings over a place, nearest first."""
    at = bisect_right([h.start for h in headings], offset) - 1
    chain: list[Section] = []
    for heading in reversed(headings[: at + 1]):
        if not chain or heading.level < chain[-1].level:
            chain.append(heading)
    return tuple(chain)


def lines_before(flow: Flow, line: int, most: int = 4) -> list[str]:
    """The last paragraphs before a line of text.txt, nearest first, rows of tables left out."""
    at = bisect_right([p.number for p in flow.paragraphs], line - 1)
    texts = []
    for paragraph in reversed(flow.paragraphs[:at]):
        if paragraph.is_row:
            continue
        texts.append(flow.text[paragraph.start : paragraph.end])
        if len(texts) == most:
            break
    return texts

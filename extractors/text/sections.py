"""Under which heading a place of the text stands, and what stands over a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow, Paragraph
from extractors.text.remember import last_answer
from extractors.text.vocabulary import criterion_code

_LABEL = re.compile(
    r"^\W{0,3}(?P<label>(?:Phụ\s+lục|PHỤ\s+LỤC|Chương|CHƯƠNG|Phần|PHẦN|Mục)\s+[\dIVX]+[.:]?"
    r"|(?:Biểu|BIỂU|Bảng|BẢNG)(?:\s+(?:số|SỐ))?\s+\d+[.:]?|[IVX]{1,5}\s?[.)/-]|[A-H]\s?[.)]"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}\s?[.)]?|\d{1,2}\.\d{1,2},|[a-zđ]\s?\)|\(\d{1,2}\))\s+(?P<title>[^\W\d_].{1,260})$"
)
_BEGINS = re.compile(
    r"\W{0,3}(?:phụ lục|chương|phần|mục|biểu|bảng|[IVXA-Ha-zđ]{1,5}\s?[.)/-]|\(?\d{1,2})", re.IGNORECASE
)
_COUNTS = re.compile(r"\d\s*(?:tiêu chí|điểm|%)")  # an item of a list tells figures, a heading does not
_MAXIMUM = re.compile(r"\s*\((?:điểm )?(?:tối đa:?\s)?[\d,.]+\s*điểm\)\s*:?$", re.IGNORECASE)
_LONGEST = 300
_LEVELS = (
    (re.compile(r"^(?:phụ|chương|phần|mục)", re.IGNORECASE), 0),
    (re.compile(r"^[A-H]\s?[.)]$"), 1),
    (re.compile(r"^[IVX]+"), 2),
    (re.compile(r"^\d{1,2}\s?[.)]?$"), 3),
    (re.compile(r"^\d{1,2}\.\d{1,2}\s?[.),]?$"), 4),
    (re.compile(r"^\d"), 5),
    (re.compile(r"^(?:biểu|bảng)", re.IGNORECASE), 7),
)


#: '3 UBND xã Nam Đà 79,1 Khá' is a row of a table that lost its rules, '1 Tân Phong 20 8 23 9' too
_ROW = re.compile(
    r"^\W*\d{1,3}[\s.|]+(?:"
    r"(?:UBND|Ủy ban nhân dân|xã|phường|thị trấn|huyện|quận|thị xã|thành phố)\s[^\d\n]{2,40}(?<!năm)"
    r"\s\d{1,3}(?:[.,]\d{1,2})?(?!\s*(?:điểm|năm|tháng|[/.]\d))\b"
    r"|[^\d\n]{3,40}\s\d{1,3}(?:,\d{1,2})?(?:\s\d{1,3}(?:,\d{1,2})?)+\W*$)"
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
    rows = {n for g in grids_of(flow) if g.kind == "rows" for n in range(g.first_line, g.last_line + 1)}
    for paragraph in flow.paragraphs:
        if paragraph.is_row or paragraph.number in rows or not _BEGINS.match(flow.text, paragraph.start, paragraph.end):
            continue
        text = flow.text[paragraph.start : paragraph.end].rstrip()
        if _ROW.search(text):
            continue
        match = _heading(text) or _heading(_first_line(flow, paragraph), needs_domain=True) or _of_points(text)
        if match:
            title = match["title"].rstrip(" :*")
            end = paragraph.start + match.end()
            found.append(Section(paragraph.start, end, title, _level(match["label"]), paragraph.number))
    return tuple(found)


def _heading(text: str, needs_domain: bool = False) -> re.Match[str] | None:
    match = _LABEL.match(text) if len(text) <= _LONGEST else None
    if match is None or text.endswith((".", ";", ",", "./.")) or _COUNTS.search(match["title"]):
        return None
    if needs_domain and (match["label"].startswith("(") or criterion_code(match["title"]) in (None, "total")):
        return None
    return match


def _of_points(text: str) -> re.Match[str] | None:
    """'1. Lĩnh vực Cải cách thủ tục hành chính (14 điểm)': the maximum stands beside the name of the domain."""
    return _heading(bare, needs_domain=True) if (bare := _MAXIMUM.sub("", text)) != text else None


def _first_line(flow: Flow, paragraph: Paragraph) -> str:
    """The first line alone: a heading as long as the line may have been joined with the sentence below it."""
    pieces = [p for p, _, _ in flow.pieces_of(paragraph.start, min(paragraph.start + _LONGEST, paragraph.end))]
    return flow.text[paragraph.start : max((p.end for p in pieces if p.number == paragraph.number), default=0)]


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


@last_answer
def paragraph_lines(flow: Flow) -> list[int]:
    """The line in text.txt on which each paragraph begins."""
    return [paragraph.number for paragraph in flow.paragraphs]


def lines_before(flow: Flow, line: int, most: int = 4) -> list[str]:
    """The last paragraphs before a line of text.txt, nearest first, rows of tables left out."""
    at = bisect_right(paragraph_lines(flow), line - 1)
    texts = []
    for paragraph in reversed(flow.paragraphs[:at]):
        if paragraph.is_row:
            continue
        texts.append(flow.text[paragraph.start : paragraph.end])
        if len(texts) == most:
            break
    return texts

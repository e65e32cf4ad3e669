"""What a table of points is about: the criterion, its maximum and the year. Its caption, its heads or the heading over
it say so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.context import DocumentContext
from extractors.scoring.columns import numeric_share
from extractors.tables.grids import Grid
from extractors.text.flow import Flow
from extractors.text.sections import heading_chain, lines_before, paragraph_lines, sections
from extractors.text.values import parse_number
from extractors.text.vocabulary import criterion_code, criterion_name, printed_maximum

_REACH = 7  # lines over a table among which its caption stands
_WRAPPED = 60  # characters of a line that may go on
_LONGEST = 200  # characters of a caption; a longer one is a sentence about a table
_NARROW = 3  # columns of figures: more are of several criteria
# What follows the word tells a caption from misread heads of columns: 'Bảng Lào mẹ * điểm tối đa 16)'
_CAPTION = re.compile(
    r"^\W*(?:Biểu|Bảng|Phụ lục|Table)(?:\s+số)?\W*"
    r"(?:\d|[IVX]+\b|kết quả|tổng hợp|điểm|chấm|xếp|so sánh|chi tiết|theo dõi|đánh giá)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a table is about: the criterion of its points, their maximum, the year."""

    criterion: str
    code: str | None
    maximum: float | None
    year: int | None


def subject_of(grid: Grid, flow: Flow, context: DocumentContext) -> Subject:
    """From the caption, else the nearest heading that names a domain, else the whole score."""
    caption = caption_of(grid, flow)
    code = criterion_code(caption) if caption else None
    maximum = _stated_maximum(lines_before(flow, grid.first_line, 2))
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", caption)]
    year = max(years, default=context.year)
    headed = criterion_code(grid.head) if len(_figure_columns(grid)) <= _NARROW else None
    if headed not in (None, "total", code):
        caption, code = _domain_words(grid.head), headed
        maximum = maximum or printed_maximum(grid.head)
    if code in (None, "total"):
        return Subject("total", "total", maximum, year)
    return Subject(criterion_name(caption), code, maximum, context.year)


def caption_of(grid: Grid, flow: Flow) -> str:
    before = _lines_over(grid, flow) if grid.kind == "rows" else lines_before(flow, grid.first_line, 3)
    for text in before:
        if _CAPTION.match(text) and len(text) <= _LONGEST:
            return re.sub(
                r"^\W*(?:Biểu|Bảng|Phụ lục|Table)(?:\s+số)?\s*[\dIVX]*\s*[.:–-]?\s*", "", text, flags=re.IGNORECASE
            )
    above = bisect_left(paragraph_lines(flow), grid.first_line)
    start = flow.paragraphs[above - 1].start if above else 0
    chain = heading_chain(sections(flow), start)
    return chain[0].title if chain else ""


def _lines_over(grid: Grid, flow: Flow) -> list[str]:
    """The lines over rows that run together, nearest first; in the flow a caption and the heads below it are one
    paragraph. A caption as long as its line may go on with the next."""
    lines = [p.line.text.strip() for p in flow.pieces if grid.first_line - _REACH <= p.number < grid.first_line]
    whole = [f"{a} {b}" if len(a) > _WRAPPED else a for a, b in zip(lines, [*lines[1:], ""], strict=False)]
    return whole[::-1]


def _domain_words(head: str) -> str:
    """What heads that run together say of the criterion: 'Hạng Cấp xã Điểm cải cách công vụ (tối đa 10)'."""
    after = re.split(r"\b(?:đơn vị|cấp xã|điểm)\s+", head, flags=re.IGNORECASE)[-1]
    return after if criterion_code(after) is not None else head


def _figure_columns(grid: Grid) -> list[int]:
    return [c for c in range(2, grid.columns) if numeric_share(grid.column_texts(c)) >= 0.5]


def _stated_maximum(texts: Sequence[str]) -> float | None:
    """'Điểm tối đa của chỉ số thành phần này là 17,5 điểm, cụ thể:' right over the table."""
    for text in texts:
        match = re.search(r"tối đa[^.;\d]{0,70}?(\d+(?:[.,]\d+)?)\s*điểm", text)
        if match and len(text) < 200 and not re.search(r"\d\s*tiêu chí", text):
            return parse_number(match.group(1))
    return None

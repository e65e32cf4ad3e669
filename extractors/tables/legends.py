"""Columns headed by a code that the text beside the table explains: 'LV1', '(3)', 'Phần A', 'TC 2'.

(1) Tiếp cận dịch vụ; (2) Thủ tục hành chính; …           below the table
LV1 - Chỉ đạo, điều hành (tối đa 15 điểm); LV2 - …        above it
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.tables.grids import SCORE_ROLES, Column, Grid
from extractors.text.flow import Flow
from extractors.text.vocabulary import criterion_name, key, printed_maximum

_CODE = re.compile(
    r"(?:điểm\s+)?(?P<code>\(?(?:\d{1,2}|[IVX]{1,4}|[A-H])\)?|(?:LV|TC|CS|TP|ND|N|C|T)\s?\.?\d{1,2}"
    r"|(?:phần|nhóm|lĩnh vực|tiêu chí|nội dung|mục)\s+(?:\d{1,2}|[IVX]{1,4}|[A-H]))",
    re.IGNORECASE,
)
_ABOVE, _BELOW = 1500, 900  # characters of the text around the table
_LEAST = 2  # codes explained


def with_legend(columns: Sequence[Column], grid: Grid, flow: Flow) -> tuple[Column, ...]:
    """The columns under codes with the names that the text beside the table gives to the codes."""
    codes = {c.index: m["code"] for c in columns if c.role in SCORE_ROLES and (m := _CODE.fullmatch(c.title.strip()))}
    if len(codes) < _LEAST:
        return tuple(columns)
    around = _around(grid, flow)
    names = {index: name for index, code in codes.items() if (name := _meaning(code, around)) is not None}
    if len(names) * 2 < len(codes):
        return tuple(columns)
    return tuple(
        replace(c, role="score", criterion=criterion_name(names[c.index]), maximum=printed_maximum(names[c.index]))
        if c.index in names
        else c
        for c in columns
    )


def _around(grid: Grid, flow: Flow) -> str:
    """The text after the table, then the text before it."""
    above = [p.start for p in flow.paragraphs if p.number >= grid.first_line]
    below = [p.start for p in flow.paragraphs if p.number > grid.last_line]
    top = above[0] if above else len(flow.text)
    after = flow.text[below[0] : below[0] + _BELOW] if below else ""
    return f"{after}\n\n{flow.text[max(top - _ABOVE, 0) : top]}"


def _meaning(code: str, text: str) -> str | None:
    """What stands behind the code, up to the next one or the end of its item."""
    bare = re.escape(code.strip("()")).replace(r"\ ", r"\s?")
    marks = rf"\({bare}\)\s*[-–:.=]?" if code.startswith("(") else rf"(?<!\w){bare}\s*[-–:.)=]"
    name = r"(?P<name>[^\W\d_][^;\n]{3,160}?)(?=[;\n]|\.\s|\.?$|,\s*\(?\d)"
    match = re.search(rf"{marks}\s*{name}", text, re.IGNORECASE)
    return match["name"] if match and len(key(match["name"]).split()) >= _LEAST else None

"""What each column of a ranking table holds: by its heading first, by its content where the heading is silent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.tables.grids import SCORE_ROLES, Column, Grid
from extractors.tables.worn_columns import row_columns
from extractors.text.remember import last_answers
from extractors.text.values import parse_number, parse_ratio
from extractors.text.vocabulary import (
    column_role,
    criterion_code,
    criterion_name,
    is_rating,
    means_total,
    printed_maximum,
    row_kind,
)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
UNIT_START = re.compile(
    r"^\W*(?:UBND|Ủy ban|Uỷ ban|xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh|TT|TP|TX)\b|^P\.", re.IGNORECASE
)
_SUM = re.compile(r"\W*tổng(?: số)?(?: điểm| cộng)?\b", re.IGNORECASE)
_INDEX = re.compile(r"\b(?:chỉ số|index)\b", re.IGNORECASE)
_WHOLE = 100.0
_ROUNDING, _MOST = 0.06, 0.7  # points; of the rows
_HAIR = 0.5  # points: a total is more than a part by more than rounding
_NUMERIC_ROLES = (
    "rank", "ordinal", "change", "rank_change", "previous", "maximum", "percent", "count", "self_score", "appraised",
)  # fmt: skip
_SHORT = 3  # words of the name of an index
_LONG = 7  # words; a longer heading names a criterion, whatever words of ranking are in it


@last_answers(64)
def columns_of(grid: Grid) -> tuple[Column, ...]:
    if grid.kind == "rows":
        return row_columns(grid)
    columns = [_column(grid, index) for index in range(grid.columns)]
    columns = _settle_first_numbers(grid, _settle_labels(grid, columns))
    return tuple(_settle_whole(_settle_stages(_settle_parts(grid, _settle_shares(columns)))))


def numeric_share(texts: Sequence[str]) -> float:
    """The share of filled cells that hold a number or a ratio."""
    filled = [t for t in texts if t.strip(" -–")]
    if not filled:
        return 0.0
    return sum(parse_number(t) is not None or parse_ratio(t) is not None for t in filled) / len(filled)


def _column(grid: Grid, index: int) -> Column:
    title = grid.title(index)
    over, own = grid.titles(index)
    texts = [row.text(index) for row in grid.rows]
    role = _role(own, texts)
    if role == "self_score" and "thẩm định" in own.lower():
        role = "score"  # 'Tự đánh giá, thẩm định (60)': one part of the whole, beside a survey
    if role == "score" and means_total(own) and column_role(over) in ("appraised", "self_score"):
        role = str(column_role(over))
    if role in (*SCORE_ROLES, "rank") and column_role(over) in ("change", "rank_change"):
        role = str(column_role(over))
    year = _YEAR.search(title)
    return Column(
        index,
        role,
        title,
        _criterion(over, own) if role in SCORE_ROLES else None,
        printed_maximum(title) if role in SCORE_ROLES else None,
        int(year.group()) if year else None,
        over,
    )


def _criterion(over: str, own: str) -> str | None:
    """What the points of a column are of; None where its heads only say that they are points."""
    for title in (own, over):
        name = criterion_name(title)
        if name and not means_total(title) and (column_role(title) not in ("appraised", "self_score") or "," in title):
            return name
    return None


def _role(title: str, texts: Sequence[str]) -> str:
    role = column_role(title)
    if numeric_share(texts) >= 0.6:
        long = len(title.split()) > _LONG or criterion_code(criterion_name(title)) not in (None, "total")
        if role in _NUMERIC_ROLES and (not long or role in ("self_score", "appraised")):
            return role
        return "score"
    filled = [t for t in texts if t]
    if role in ("unit", "rating", "criterion", "note", "change", "rank_change"):
        return role
    if filled and sum(is_rating(t) for t in filled) >= 0.6 * len(filled):
        return "rating"
    return "rank" if role == "rank" and filled else "text"


def _settle_labels(grid: Grid, columns: list[Column]) -> list[Column]:
    """The column of names where no heading says so: the one with level words, else the first of text."""
    if any(c.role in ("unit", "criterion") for c in columns):
        return columns
    texts = [c for c in columns if c.role == "text" and any(row.text(c.index) for row in grid.rows)]
    if not texts:
        return columns
    best = max(texts, key=lambda c: (_unit_share(grid, c.index), -c.index))
    role = "unit" if _unit_share(grid, best.index) >= 0.5 else "label"
    columns[best.index] = replace(best, role=role)
    return columns


def _unit_share(grid: Grid, index: int) -> float:
    filled = [t for row in grid.rows if (t := row.text(index)) and row_kind(t) is None]
    return sum(bool(UNIT_START.match(t)) for t in filled) / len(filled) if filled else 0.0


def _settle_first_numbers(grid: Grid, columns: list[Column]) -> list[Column]:
    """A column of 1, 2, 3 … without a telling heading, left of the names, numbers or ranks the rows."""
    label = next((c.index for c in columns if c.role in ("unit", "criterion", "label")), None)
    if label is None:
        return columns
    for column in columns[:label]:
        if column.role != "score" or (column.title and column_role(column.title) is not None):
            continue
        values = [v for row in grid.rows if (v := parse_number(row.text(column.index))) is not None]
        if values and all(v == int(v) for v in values) and values[0] == 1 and max(values) <= len(values) + 1:
            ranked = len(set(values)) < len(values)
            columns[column.index] = replace(column, role="rank" if ranked else "ordinal", criterion=None)
    return columns


def _settle_shares(columns: list[Column]) -> list[Column]:
    """Where no column is of points, the index in per cent is: 'Chỉ số (%)'."""
    shares = [c for c in columns if c.role == "percent" and _INDEX.search(c.title)]
    if any(c.role in SCORE_ROLES for c in columns) or not shares:
        return columns
    columns[shares[-1].index] = replace(shares[-1], role="score")
    return columns


def _settle_parts(grid: Grid, columns: list[Column]) -> list[Column]:
    """Beside a column 'Tổng điểm' a column 'Điểm thẩm định (tối đa 70)' holds a part of it, and 'Chỉ số CCHC (%)' the
    same again."""
    total = next((c for c in columns if c.role in ("score", "appraised") and _SUM.match(c.title)), None)
    if total is None:
        return _settle_summands(grid, columns)
    for column in columns:
        if column is total or column.role not in SCORE_ROLES or column.criterion is not None:
            continue
        if column.title.rstrip(" )").endswith("%"):
            columns[column.index] = replace(column, role="percent")
        elif column.role == "appraised" and _is_part(grid, column, total):
            name = column.title.removeprefix(column.over).strip()
            columns[column.index] = replace(column, role="score", criterion=_printed_name(name or column.title))
    return columns


def _settle_summands(grid: Grid, columns: list[Column]) -> list[Column]:
    """Appraised points that make up 'Chỉ số CCHC' together with those of a survey are a part of it."""
    whole = [c for c in columns if c.role == "score" and c.criterion is None]
    parts = [c for c in columns if c.role == "appraised" and c.criterion is None]
    others = [c for c in columns if c.role in ("score", "appraised") and c.criterion is not None]
    if len(whole) == 1 and len(parts) == 1 and others and _sum_up([*parts, *others], whole[0], grid):
        part = parts[0]
        name = part.title.removeprefix(part.over).strip()
        columns[part.index] = replace(part, role="score", criterion=_printed_name(name or part.title))
    return columns


def _sum_up(parts: Sequence[Column], whole: Column, grid: Grid) -> bool:
    """Whether the parts add up to the whole in most rows."""
    rows = [[parse_number(row.text(c.index)) for c in (whole, *parts)] for row in grid.rows]
    known = [[v for v in row if v is not None] for row in rows if None not in row]
    return sum(abs(row[0] - sum(row[1:])) < _ROUNDING for row in known) > _MOST * len(known)


def _settle_stages(columns: list[Column]) -> list[Column]:
    """Of several who appraised one after the other the last has the say; the others' points go by their names."""
    stages = [c for c in columns if c.role == "appraised" and c.criterion is None and not c.over]
    for column in stages[:-1]:
        if column.year == stages[-1].year:
            columns[column.index] = replace(column, role="score", criterion=_printed_name(column.title))
    return columns


def _settle_whole(columns: list[Column]) -> list[Column]:
    """The only points of a table under the name of an index that no domain bears, 'Điểm số DDCI', are the whole."""
    points = [c for c in columns if c.role in SCORE_ROLES]
    if len(points) != 1 or points[0].criterion is None or criterion_code(points[0].criterion) is not None:
        return columns
    if len(points[0].criterion.split()) > _SHORT:
        return columns
    columns[points[0].index] = replace(points[0], criterion=None)
    return columns


def _is_part(grid: Grid, column: Column, total: Column) -> bool:
    """Less than the whole by its maximum, or in every row."""
    if column.maximum is not None:
        return column.maximum < (total.maximum or _WHOLE)
    pairs = [(parse_number(row.text(column.index)), parse_number(row.text(total.index))) for row in grid.rows]
    known = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    return len(known) > 1 and all(part < whole - _HAIR for part, whole in known)


def _printed_name(title: str) -> str:
    """The heading without its maximum."""
    return re.sub(r"\s*\(.*$", "", title).strip()

"""Statistics whose columns were lost: one indicator to a line, its number before it, its unit and figure after it.

    STT Chiếu á Đơn vì tính | Kết quả | Ghi chú
    1.1 | Số văn bản chỉ đạo, điều hành đã ban hành văn bản 48
    6.2_[Số hồ sơ nộp trực tuyến hồ sơ 1.789 |

and the heads of columns that count files, told by their words or by what adds up to what.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz import fuzz

from extractors.layout import numbered_lines
from extractors.tables.grids import Grid
from extractors.text.flow import Flow
from extractors.text.values import parse_number
from extractors.text.vocabulary import row_kind
from normalizers.unicode import fold

_LEAST_ROWS = 4
_NEAR = 4  # lines from one indicator to the next: the name of a part may stand between
_LONGEST = 170  # characters of a line
_ALIKE = 80  # of 100: a head read with a wrong letter
_LINE = re.compile(
    r"^[^\w%]*(?P<code>[IVX]{0,4}\d{0,2}(?:[.,]\d{1,2}){0,3}|[A-Za-zÀ-ỹ]{1,2})(?P<after>[\s.|\[\]_—–:'-]+)"
    r"(?P<name>[^\W\d_].{5,}?|[$6]\d?\s.{5,}?)[\s|_.:]+(?P<value>\d{1,3}(?:[.,]\d{3})+|\d{1,7}(?:[.,]\d{1,3})?)\s*(?P<percent>%)?[\s|.]*$"
)
_CODE = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}$")
_SENTENCE = re.compile(r"[;:]|\b(?:là|điểm|năm|ngày|tháng|Điều|khoản|xếp)\b|^\W*(?:Số|Kèm)\s*:")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+$")


@dataclass(frozen=True, slots=True)
class Counted:
    """One line: `line` in text.txt, `start` and `end` of the figure in it, `code` None where it was not read."""

    line: int
    start: int
    end: int
    code: str | None
    name: str
    unit: str | None
    printed: str
    value: float


def counted_lines(text: Flow) -> Iterator[Counted]:
    """The indicators of every such table."""
    block: list[tuple[int, re.Match[str]]] = []
    drawn = {p.number for p in text.paragraphs if p.is_row}
    for number, _, line in numbered_lines(text.pages):
        match = _line(line.text) if number not in drawn else None
        if match is None:
            continue
        if block and number - block[-1][0] > _NEAR:
            yield from _table(block)
            block = []
        block.append((number, match))
    yield from _table(block)


def _line(text: str) -> re.Match[str] | None:
    if len(text) > _LONGEST:
        return None
    match = _LINE.match(text)
    if match is None or _SENTENCE.search(match["name"]) or not re.search(r"[^\W\d_]{2}\s+[^\W\d_]{2}", match["name"]):
        return None
    return match


def _table(block: Sequence[tuple[int, re.Match[str]]]) -> Iterator[Counted]:
    """The lines of a block most of which bear numbers of two parts, as indicators under parts do."""
    coded = [match for _, match in block if _CODE.match(match["code"].replace(",", "."))]
    if len(coded) < _LEAST_ROWS or len(coded) * 2 < len(block):
        return
    before: str | None = None
    for number, match in block:
        code = _code(match["code"].replace(",", "."), before)
        before = code or before
        name, unit = named_and_measured(match["name"].strip(" |_."))
        value = count(match["value"])
        if value is None:
            continue
        end = match.end("percent") if match["percent"] else match.end("value")
        printed = match.string[match.start("value") : end]
        yield Counted(number, match.start("value"), end, code, name, "%" if match["percent"] else unit, printed, value)


def _code(printed: str, before: str | None) -> str | None:
    """The number as printed; '13' after '1.2' is 1.3 with its dot lost."""
    if _CODE.match(printed):
        return printed
    if before is None:
        return None
    *parts, last = before.split(".")
    following = ".".join([*parts, str(int(last) + 1)])
    return following if printed == following.replace(".", "") else None


def named_and_measured(text: str) -> tuple[str, str | None]:
    """(name, unit of measure) of 'Số vụ hòa giải thành vụ'; the unit is None where the last words are none."""
    words = text.split()
    for size in (3, 2, 1):
        tail = " ".join(words[-size:])
        known = _measures().get(fold(tail).strip(" .,"))
        if known is not None and len(words) > size + 1:
            return " ".join(words[:-size]).strip(" ,|_"), known
    return text, None


def count(printed: str) -> float | None:
    """The figure of a column of counts: a dot or a comma before three digits parts thousands."""
    if _THOUSANDS.match(printed):
        return float(re.sub(r"[.,]", "", printed))
    return parse_number(printed)


@cache
def _knowledge() -> dict[str, object]:
    return tomllib.loads((resources.files("extractors") / "data" / "statistics.toml").read_text(encoding="utf-8"))


@cache
def _measures() -> dict[str, str]:
    listed = _knowledge()["measures"]
    return {fold(str(m)): str(m) for m in listed} if isinstance(listed, list) else {}


@cache
def _heads() -> tuple[tuple[str, tuple[str, ...]], ...]:
    listed = _knowledge()["head"]
    if not isinstance(listed, list):
        raise ValueError("statistics.toml: head must be a list of tables")
    return tuple((str(head["name"]), tuple(map(str, head["words"]))) for head in listed)


# --- columns that count files ---------------------------------------------------------------------------------------


def count_titles(grid: Grid) -> dict[int, str]:
    """Column → head, of rows that count files under heads that stand over no column any more."""
    columns = [c for c in range(2, grid.columns) if sum(v is not None for v in counts_of(grid, c)) * 2 > len(grid.rows)]
    found = _read_heads([text for _, text in grid.over])
    if not found or len(columns) < 2:
        return {}
    known = _by_sums(grid, columns)
    if known or len(found) != len(columns):
        return known
    return dict(zip(columns, _whole_names(found), strict=True))


def counts_of(grid: Grid, column: int) -> list[float | None]:
    return [count(row.text(column)) for row in grid.rows if row_kind(row.text(1)) is None]


def _read_heads(lines: Sequence[str]) -> list[str]:
    """The heads that the words name, in their order; lines of capitals are titles of the table."""
    words = [w for line in lines if not line.isupper() for w in re.findall(r"\w+", fold(line))]
    found: list[str] = []
    at = 0
    while at < len(words):
        name, size = _head_at(words[at:])
        if name is not None and name not in found:
            found.append(name)
        at += size
    return [n for n in found if n != "Đã giải quyết"] if "Tổng số" in found else found


def _head_at(words: Sequence[str]) -> tuple[str | None, int]:
    """(the head that these words begin with, how many words it takes); the likeliest where several are alike."""
    ways = [(name, way.split()) for name, known in _heads() for way in known]
    likely = [(fuzz.ratio(" ".join(words[: len(way)]), " ".join(way)), len(way), name) for name, way in ways]
    best, size, name = max(likely)
    return (name, size) if best >= _ALIKE else (None, 1)


def _whole_names(names: Sequence[str]) -> list[str]:
    return ["Đã giải quyết" if name == "Tổng số" else name for name in names]


def _by_sums(grid: Grid, columns: Sequence[int]) -> dict[int, str]:
    """Files received are those dealt with and those open; those dealt with are in time or late."""
    if len(columns) != 5:
        return {}
    names = ("Tiếp nhận", "Đã giải quyết", "Đúng hạn", "Quá hạn", "Đang giải quyết")
    rows = zip(*(counts_of(grid, c) for c in columns), strict=True)
    whole = [[v for v in row if v is not None] for row in rows]
    fitting = [r for r in whole if len(r) == 5 and r[0] == r[1] + r[4] and r[1] == r[2] + r[3]]
    return dict(zip(columns, names, strict=True)) if len(fitting) * 2 > len(whole) else {}

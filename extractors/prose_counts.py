"""Counts that name what they count before the figure: 'Số TTHC công khai: 142', 'Tổng số hồ sơ tiếp nhận là 865,
trong đó: tiếp nhận mới 850, từ kỳ trước chuyển qua 15'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.amounts import THINGS
from extractors.values import NUMBER, parse_number

_LONGEST = 90  # characters of a name


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number in a paragraph: offsets of its name's beginning, of the figure and of its end."""

    start: int
    figure: int
    end: int
    name: str
    value: float
    text: str
    unit: str | None


def counts(printed: str) -> Iterator[Count]:
    """Every count whose name stands before it, each followed by the parts it is made of."""
    for match in _whole().finditer(printed):
        name = " ".join(match["name"].split())
        if _no_count().search(name):
            continue
        unit = _unit(match["unit"]) or _thing_of(name)
        value = parse_number(match["value"])
        if value is None or value != int(value) or not (match["sign"] or match["unit"]):
            continue
        yield Count(match.start("name"), match.start("value"), match.end(), _capital(name), value, match["value"], unit)
        parts = _parts().match(printed, match.end())
        if parts:
            yield from _made_of(parts["parts"], parts.start("parts"), name, unit)


def _made_of(told: str, at: int, whole: str, unit: str | None) -> Iterator[Count]:
    """'tiếp nhận mới 850, từ kỳ trước chuyển qua 15': the parts of a whole, until one is no part."""
    for part in _part().finditer(told):
        value = parse_number(part["value"])
        if value is None or value != int(value):
            continue
        thing = _unit(part["unit"]) or unit
        name = " ".join(part["name"].split())
        named = name if re.match(r"(?i)(?:tổng )?số\b", name) else f"{_counted(whole)} {name}"
        start, figure = at + part.start("name"), at + part.start("value")
        yield Count(start, figure, at + part.end(), _capital(named), value, part["value"], thing)


def _counted(whole: str) -> str:
    """'Tổng số hồ sơ tiếp nhận' → 'Số hồ sơ': the parts are of the same things."""
    thing = _thing().search(whole)
    return f"Số {thing['thing']}" if thing else whole


def _thing_of(name: str) -> str | None:
    thing = _thing().search(name)
    return _unit(thing["thing"]) if thing else None


def _unit(printed: str | None) -> str | None:
    return " ".join(printed.split()) if printed else None


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _things() -> str:
    names = sorted({*THINGS, "trường hợp", "khiếu nại", "tố cáo"}, key=len, reverse=True)
    return "|".join(re.escape(thing).replace(r"\ ", r"\s+") for thing in names)


@cache
def _thing() -> re.Pattern[str]:
    return re.compile(rf"(?i)\bsố\s+(?:lượng\s+)?(?:lượt\s+)?(?P<thing>(?:{_things()})(?:,\s+(?:{_things()}))*)(?!\w)")


_FIGURE = (
    rf"(?P<value>{NUMBER})(?!\d|[.,]\d|\s*(?:%|điểm\b|bậc\b)|\s*/\s*(?!\d))(?:\s?/\s?(?:{NUMBER})(?![\d/]|\s*điểm))?"
)


@cache
def _whole() -> re.Pattern[str]:
    begins = r"(?:^|(?<=[.;:(,+•–-]\s)|(?<=\()|(?<=[.)]\s))\W{0,3}(?:\d{1,2}(?:\.\d{1,2})*[.)]\s+|[a-zđ]\)\s+)?"
    name = rf"(?P<name>(?i:(?:tổng\s+)?số)\s+(?:lượng\s+)?[^\W\d_](?:(?!\b(?:là|năm)\s)[^:;.()\d]){{2,{_LONGEST}}}?)"
    sign = r"\s*(?P<sign>:\s*|\s(?:là|gồm|gồm có|hiện có|có|được giao|đạt)\s*:?\s+|\s)"
    return re.compile(rf"{begins}{name}{sign}{_FIGURE}(?:\s+(?P<unit>{_things()})(?!\w))?", re.MULTILINE)


@cache
def _no_count() -> re.Pattern[str]:
    """'số điện thoại', 'số tiền', 'số văn bản theo Quyết định số …': what is counted is not what the figure says."""
    return re.compile(
        r"(?i)^số\s+(?:điện thoại|hiệu|tài khoản|thứ tự|ký hiệu|liệu|hóa|tiền|fax|hộ chiếu|định danh|nhà|đo|mới)\b"
        r"|\b(?:điểm|ngày|tháng|quý|mức độ|chỉ số|điều|khoản|mục|phụ lục|số\s*$|giai đoạn)(?!\w)|\bsố\s.*\bsố$"
    )


@cache
def _parts() -> re.Pattern[str]:
    """What follows a whole to the end of its sentence or bracket."""
    opens = r"\s*(?:[,;.]?\s*\(?\s*(?:trong đó|bao gồm|cụ thể|gồm(?:\s+có)?)\s*[:,]?\s*(?:có\s+)?"
    known = r"|,\s*(?=(?:hiện có|có mặt|thu về|hợp lệ|đã sử dụng|đã giải quyết|còn lại)\s))"
    return re.compile(rf"(?i){opens}{known}(?P<parts>(?:(?!\.\s|\.$|\.\n)[^)\n]){{3,400}})")


@cache
def _part() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>[^\W\d_][^:;,()\d]{{1,60}}?)\s*(?::|\slà|(?<!hiện)\scó)?\s+{_FIGURE}(?:\s+(?P<unit>{_things()})(?!\w))?"
    )

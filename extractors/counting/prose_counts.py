"""Counts that name what they count before the figure, and the parts a whole is made of.

'Số TTHC công khai: 142', 'Hồ sơ tiếp nhận 38.917; giải quyết 37.705; quá hạn 341', 'Tổng số hồ sơ là 865, trong đó:
tiếp nhận mới 850, từ kỳ trước chuyển qua 15', '412 TTHC (cấp huyện 279, cấp xã 133)'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.counting.amounts import THINGS
from extractors.text.values import NUMBER, parse_number

_LONGEST = 90  # characters of a name
#: what is counted under its own name, without 'số' before it; others of THINGS name documents and places by number
_COUNTED = (
    *("hồ sơ", "TTHC", "thủ tục", "dịch vụ công", "cán bộ", "công chức", "viên chức", "biên chế", "đơn thư"),
    *("phản ánh", "kiến nghị", "khiếu nại", "tố cáo", "tin bài", "giao dịch", "lượt", "tài khoản", "người"),
)


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
    done = 0
    for match in _whole().finditer(printed):
        name = " ".join(match["name"].split())
        if match.start("name") < done or _no_count().search(name) or not (match["sign"] or match["unit"]):
            continue
        count = _count(match, _unit(match["unit"]) or _thing_of(name), name)
        if count is None:
            continue
        yield count
        done = count.end
        for part in parts_of(printed, count.end, _counted(name), count.unit):
            yield part
            done = part.end


def parts_of(printed: str, at: int, whole: str, unit: str | None) -> Iterator[Count]:
    """The counts that go on after a whole which ends at `at`: 'trong đó sớm hẹn 2.803, đúng hẹn 2.371'.

    `whole` ('Số hồ sơ') stands before the name of a part; the first words that are no part end them.
    """
    opened = _opens().match(printed, at)
    while opened:
        match = _part().match(printed, opened.end())
        if match is None or _no_count().search(f"số {match['name']}"):
            return
        part = _count(match, _unit(match["unit"]) or unit, _part_name(match["name"], whole))
        if part is None:
            return
        yield part
        opened = _goes_on().match(printed, part.end)


def _count(match: re.Match[str], unit: str | None, name: str) -> Count | None:
    """None where the figure is no whole number."""
    value = parse_number(match["value"])
    if value is None or value != int(value):
        return None
    name = name[:1].upper() + name[1:]
    return Count(match.start("name"), match.start("value"), match.end(), name, value, match["value"], unit)


def _part_name(printed: str, whole: str) -> str:
    name = " ".join(printed.split())
    return name if re.match(rf"(?i)(?:tổng )?số\b|(?:{_alternatives(_COUNTED)})\b", name) else f"{whole} {name}"


def _counted(whole: str) -> str:
    """'Tổng số hồ sơ tiếp nhận' → 'Số hồ sơ': the parts are of the same things."""
    thing = _thing_of(whole)
    return f"Số {thing}" if thing else whole


def _thing_of(name: str) -> str | None:
    """'Hồ sơ tiếp nhận' → 'hồ sơ'."""
    thing = _thing().search(name)
    if thing is None:
        return None
    return _unit(thing["thing"] if thing["thing"].isupper() else thing["thing"].lower())


def _unit(printed: str | None) -> str | None:
    return " ".join(printed.split()) if printed else None


def _alternatives(things: tuple[str, ...]) -> str:
    return "|".join(re.escape(thing).replace(r"\ ", r"\s+") for thing in sorted(set(things), key=len, reverse=True))


@cache
def _things() -> str:
    return _alternatives((*THINGS, "trường hợp", "khiếu nại", "tố cáo"))


@cache
def _thing() -> re.Pattern[str]:
    things = _things()
    return re.compile(
        rf"(?i)(?:\bsố\s+(?:lượng\s+)?(?:lượt\s+)?|^(?=(?:{_alternatives(_COUNTED)})\b))"
        rf"(?P<thing>(?:{things})(?:,\s+(?:{things}))*)(?!\w)"
    )


_FIGURE = (
    rf"(?P<value>{NUMBER})(?!\d|[.,]\d|\s*(?:%|điểm\b|bậc\b)|\s*/\s*(?!\d))(?:\s?/\s?(?:{NUMBER})(?![\d/]|\s*điểm))?"
)


@cache
def _whole() -> re.Pattern[str]:
    begins = r"(?:^|(?<=[.;:(,+•–-]\s)|(?<=\()|(?<=[.)]\s))\W{0,3}(?:\d{1,2}(?:\.\d{1,2})*[.)]\s+|[a-zđ]\)\s+)?"
    kind = rf"(?:(?:tổng\s+)?số\s+(?:lượng\s+)?|(?P<own>(?:{_alternatives(_COUNTED)})\s+))"
    name = rf"(?P<name>(?i:{kind})[^\W\d_](?:(?!\b(?:là|năm)\s)[^:;.()\d]){{2,{_LONGEST}}}?)"
    sign = r"\s*(?P<sign>:\s*|\s(?:là|gồm|gồm có|hiện có|có|được giao|đạt)\s*:?\s+|\s)"
    unit = rf"(?:\s+(?P<unit>{_things()})(?!\w))?"
    return re.compile(rf"{begins}{name}{sign}{_FIGURE}{unit}(?(own){_ENDS})", re.MULTILINE)


_ENDS = r"(?=\s*(?:[;,.)(]|$))"


@cache
def _no_count() -> re.Pattern[str]:
    """'số điện thoại', 'số tiền', 'số văn bản theo Quyết định số …': what is counted is not what the figure says."""
    return re.compile(
        r"(?i)^số\s+(?:điện thoại|hiệu|tài khoản|thứ tự|ký hiệu|liệu|hóa|tiền|fax|hộ chiếu|định danh|nhà|đo|mới)\b"
        r"|\b(?:điểm|mức độ|mức|chỉ số|điều|khoản|mục|phụ lục|giai đoạn|nhóm|hạng|thứ)(?!\w)"
        r"|\b(?:ngày|tháng|quý|số)\s*$|\bsố\s.*\bsố$"
    )


@cache
def _opens() -> re.Pattern[str]:
    """What stands between a whole and its first part; 'một cửa 5 hồ sơ' is one only where a part follows."""
    words = r"trong đó|bao gồm|cụ thể|gồm(?:\s+có)?"
    return re.compile(rf"(?i)(?:\s*[,;.]?\s*\(?\s*(?:{words})\s*[:,]?\s*(?:có\s+)?|\s*\(\s*|\s*[,;]\s+)")


@cache
def _goes_on() -> re.Pattern[str]:
    """Between a part and the next, its share in brackets left out."""
    return re.compile(r"(?i)\s*(?:\([^()]{1,40}\)\s*)?[;,]?\s+(?:và\s+|còn\s+|trong đó\s*:?\s+)?")


@cache
def _part() -> re.Pattern[str]:
    return re.compile(
        r"(?P<name>[^\W\d_](?:(?!\bnăm\s)[^:;,()\d.]){1,60}?)\s*(?::|\slà|(?<!hiện)\scó)?\s+"
        rf"{_FIGURE}(?:\s+(?P<unit>{_things()})(?!\w))?{_ENDS}"
    )

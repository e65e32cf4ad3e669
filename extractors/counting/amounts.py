"""Amounts as indicators and targets state them: '100%', 'trên 80%', 'ít nhất 2 đơn vị', 'chưa đạt 100%'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.text.values import NUMBER, parse_number
from normalizers.unicode import fold

Comparator = Literal["=", ">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Amount:
    """`start` and `end` hold the words of comparison, the figure and its unit; `value` None for a range."""

    start: int
    end: int
    value: float | None
    comparator: Comparator
    unit: str | None
    text: str


def find_amounts(text: str, counts: bool = True, points: bool = False) -> Iterator[Amount]:
    """Percentages, and with `counts` also numbers of things, with `points` those of points, in order; ratios, dates
    and levels of service are none."""
    if not _figure().search(text):
        return
    taken = 0
    text = legible(text)
    for match in _amounts(points).finditer(text):
        if match.start() < taken or (match["percent"] is None and not counts):
            continue
        if match["percent"] is None and match["thing"] is None:
            continue
        value = parse_number(match["number"])
        if value is None or (match["before"] is None and _names_something(text, match)):
            continue
        taken = match.end()
        unit = "%" if match["percent"] else " ".join((match["thing"] or "").split())
        if match["low"] is not None:
            yield Amount(match.start(), match.end(), None, "=", unit, match.group().strip())
            continue
        before = match["before"] or _misread_before(text[: match.start()])
        comparator = _comparator(before.lower(), (match["after"] or "").lower())
        yield Amount(match.start(), match.end(), value, comparator, unit, match.group().strip())


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(r"[\d%]")


def legible(text: str) -> str:
    """Misread percentages put right, every character in its place: 'l0O%' → '100%', '90o/o' → '90%  '."""
    return _misread_percent().sub(_percent, text) if "%" in text or "o" in text else text


def _percent(match: re.Match[str]) -> str:
    digits = match["digits"].translate(str.maketrans("lIOo", "1100"))
    return digits + "%" + " " * (len(match.group()) - len(digits) - 1)


@cache
def _misread_percent() -> re.Pattern[str]:
    return re.compile(r"(?<![\w,.])(?P<digits>[lI1-9][\dlIOo]{1,2})\s?(?:%|o/o|o/ở|0/0|Yo|yo)(?!\w)")


def _names_something(text: str, match: re.Match[str]) -> bool:
    return _no_amount().search(text[max(match.start() - 12, 0) : match.start()]) is not None


def _misread_before(text: str) -> str:
    """'tối thiểu' where an engine read 'tối thiếu': two words tell each other apart without their marks."""
    folded = fold(text[-20:]).rstrip()
    return next((w for words, _ in _COMPARATORS for w in words if " " in w and folded.endswith(fold(w))), "")


def _comparator(before: str, after: str) -> Comparator:
    for words, comparator in _COMPARATORS:
        if any(word in before for word in words):
            return comparator
    if "trở lên" in after:
        return ">="
    return "<=" if "trở xuống" in after else "="


_COMPARATORS: tuple[tuple[tuple[str, ...], Comparator], ...] = (  # the first that fits: 'không dưới' before 'dưới'
    (("không quá", "không vượt quá", "tối đa", "không hơn", "không lớn hơn", "không nhiều hơn", "≤", "<="), "<="),
    (("ít nhất", "tối thiểu", "không dưới", "không thấp hơn", "không nhỏ hơn", "không ít hơn", "≥", ">="), ">="),
    (("đạt và vượt", "bằng hoặc cao hơn", "bằng hoặc hơn"), ">="),
    (("chưa đạt", "chưa đảm bảo", "chưa bảo đảm", "chưa tới", "chưa đến", "không đạt", "dưới", "thấp hơn", "gần"), "<"),
    (("ít hơn", "nhỏ hơn", "<"), "<"),
    (("trên", "hơn", "vượt", "cao hơn", "lớn hơn", ">"), ">"),
)

THINGS = (
    *("đơn vị", "xã", "phường", "thị trấn", "huyện", "cơ quan", "địa phương", "thôn", "tổ dân phố", "phòng", "sở"),
    *(
        "hồ sơ",
        "văn bản",
        "thủ tục",
        "TTHC",
        "dịch vụ",
        "dịch vụ công",
        "quyết định",
        "nghị quyết",
        "kế hoạch",
        "báo cáo",
    ),
    *(
        "cuộc",
        "lớp",
        "lượt",
        "hội nghị",
        "buổi",
        "đợt",
        "lần",
        "đoàn",
        "kỳ",
        "chuyến",
        "phiên",
        "tin",
        "bài",
        "tin bài",
    ),
    *(
        "người",
        "cán bộ",
        "công chức",
        "viên chức",
        "lãnh đạo",
        "học viên",
        "hộ",
        "hộ gia đình",
        "doanh nghiệp",
        "phiếu",
    ),
    *("công văn", "thông báo", "tờ trình", "chỉ thị", "hướng dẫn", "chương trình", "ấp", "khu phố", "bản", "sở, ngành"),
    *("sáng kiến", "mô hình", "giải pháp", "nhiệm vụ", "chỉ tiêu", "trường hợp", "vụ", "đơn", "đơn thư", "kiến nghị"),
    *(
        "phản ánh",
        "ý kiến",
        "dự án",
        "công trình",
        "tổ chức",
        "hợp tác xã",
        "trường",
        "thành viên",
        "biên chế",
        "chức danh",
    ),
    *(
        "bậc",
        "hạng",
        "điểm phần trăm",
        "triệu đồng",
        "tỷ đồng",
        "nghìn đồng",
        "đồng",
        "ha",
        "km",
        "máy",
        "bộ",
        "phần mềm",
    ),
    *(
        "chuyên mục",
        "chuyên đề",
        "tài khoản",
        "chữ ký số",
        "chứng thư số",
        "giao dịch",
        "ngày",
        "tháng",
        "mẫu",
        "thành phần",
    ),
)


@cache
def _amounts(points: bool = False) -> re.Pattern[str]:
    """before? number (unit) after?; a range has its lower end first."""
    words = sorted({w for group, _ in _COMPARATORS for w in group if w[0].isalpha()}, key=len, reverse=True)
    before = "|".join(w.replace(" ", r"\s+") for w in words)
    things = "|".join(
        re.escape(t).replace(r"\ ", r"\s+") for t in sorted((*THINGS, *["điểm"] * points), key=len, reverse=True)
    )
    return re.compile(
        rf"(?:(?P<low>từ\s+(?:{NUMBER})\s*%?\s*(?:đến|-|–)\s*(?:dưới\s+)?)"
        rf"|(?P<before>(?:(?i:{before})\s+(?:(?i:mức|tỷ lệ|tỉ lệ|từ|đạt|là|bằng|có)\s+){{0,2}}|[≥≤<>]=?\s*)))?"
        rf"(?<![\w.,/:-])(?P<number>[-–]?(?:{NUMBER}))"
        rf"(?:\s*(?P<percent>%)|(?:/\d{{1,5}})?\s+(?P<thing>(?i:{things})(?:,\s+(?i:{things}))*)(?!\w))"
        r"(?P<after>\s+trở\s+(?:lên|xuống))?"
    )


@cache
def _no_amount() -> re.Pattern[str]:
    """Words after which a number names something: 'mức độ 3', 'năm 2022', 'Điều 2', 'ISO 9001'."""
    words = r"mức độ|mức|năm|điều|khoản|mục|(?<!tổng )số|ngày|tháng|quý|ISO|biểu|cấp|thứ|lần"
    return re.compile(rf"(?i)(?:{words})\s*:?\s*$")

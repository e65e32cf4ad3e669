"""Figures of running text that are scores: '9,25/10 điểm', 'tổng điểm 96,20', 'Chỉ số CCHC đạt 93,15%', 'Đà Lạt (92)'.

A figure is a score when a verb, a bracket or the word itself gives it to something as its points. Differences, limits
of bands, maxima, wishes and shares of other things are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.comparing.clauses import FIELD
from extractors.text.values import parse_number
from extractors.text.vocabulary import UPPER

NUM = r"\d{1,3}(?:[.,]\d{1,4})?"
_MOST = r"\d{1,4}(?:,\d{1,2})?(?![\d/]|[.,]\d)"
# What may stand between 'điểm' and its figure: 'tổng điểm đạt được là 90,5', 'điểm cao nhất 90,5'
_OF_POINTS = (
    r"(?:\s+(?:số|đạt(?: được)?|là|chung|cao nhất|thấp nhất|trung bình|bình quân|cuối cùng|của \w+)){0,4}\s*:?\s*"
)
# In order of how sure they are: a ratio of points, a figure with its unit, a year's figure in brackets.
_FIGURE = re.compile(
    rf"(?<![\d.,/])(?P<ratio>(?:(?<=\s)[-–−]\s?)?{NUM})\s*(?P<before>điểm)?\s*/\s*(?P<max>{_MOST})\s*(?P<points>điểm)?"
    rf"|(?<![\d.,/])(?P<plain>{NUM})\s+điểm\b(?!\s+(?:phần trăm|%|cộng|thưởng|tối đa|trở|đến|và\s+dưới))"
    rf"(?:,?\s*(?:\(\s*)?(?:trên\s+(?:tổng(?:\s+số)?(?:\s+điểm)?|thang\s+điểm|tối\s+đa)|(?:điểm\s+)?tối\s+đa(?:\s+là)?:?)\s+"
    rf"(?P<most>{_MOST})(?:\s*điểm\b)?(?:\s*\))?|\s+trên\s+(?P<out_of>{_MOST})\s*điểm)?"
    rf"|\bđiểm{_OF_POINTS}(?P<told>{NUM})(?![\d/%]|[.,]\d|\s*(?:%|/|điểm|trở|đến|đơn vị|xã|bậc))"
    rf"(?:\s+trên\s+(?:tổng(?:\s+số)?(?:\s+điểm)?|tối\s+đa)?\s*(?P<top>{_MOST})\s*điểm)?"
    rf"|(?<![\d.,/])(?P<share>{NUM})\s?%(?!\s+(?:kế hoạch|chỉ tiêu|nhiệm vụ|hồ sơ|số|các|dự toán|người|đơn vị|xã))"
    rf"|\bnăm\s+(?P<once>(?:19|20)\d\d)\s*\(\s*(?:đạt\s+|là\s+)?(?P<past>{NUM})\s*(?:điểm|%)?\s*[),;]"
    rf"|\b(?:trung bình|bình quân)\b[^.;:\d]{{0,50}}?\b(?:đạt|là)\s+(?P<bare>\d{{1,3}},\d{{1,4}})"
    rf"(?=\s*[,;(]|\.?\s*$|\.\s)"
    rf"|(?<=\()\s*(?P<listed>\d{{1,3}}[.,]\d{{1,2}})\s*(?=[);,])"
    rf"|\bmức\s+(?P<level>{NUM})\s*điểm\s+(?:của\s+)?năm\s+(?P<of>(?:19|20)\d\d)"
    rf"|\(năm\s+(?P<year>(?:19|20)\d\d)\s*(?:đạt|là|:)?\s*(?P<then>{NUM})(?:\s*/\s*\d+)?(?:\s*điểm|\s*%)?\s*[),;]",
    re.IGNORECASE,
)
_VALUES = ("ratio", "plain", "told", "share", "past", "listed", "bare", "level", "then")
_YEARS = ("year", "of", "once")
_MAXIMA = ("max", "most", "out_of", "top")
_GIVEN = re.compile(
    r"(?:\b(?:đạt|được|chấm|là|có|với|chỉ|còn|ở mức|mức|điểm số|tổng số|số điểm|tổng điểm|trung bình|bình quân|điểm"
    r"|(?:trung bình|bình quân) (?:chung )?(?:toàn|của) (?:huyện|tỉnh|thị xã|thành phố|quận))"
    r"|\([^\W\d_][^();\d]{0,30},|\b(?:cao|thấp)\s+nhất"
    rf"|:|\b(?:nhất|đầu|cuối|\d+|(?-i:[{UPPER}])[^\W\d_]*)\s*\()\s*"
    r"(?:khoảng\s+|tổng\s+|số\s+|điểm\s+|mức\s+|là\s+|chung\s+|bình quân\s+|trung bình\s+){0,3}$",
    re.IGNORECASE,
)
_NO_SCORE = re.compile(
    r"\b(?:tăng|giảm|hơn|chênh lệch|khoảng cách|thu hẹp|cách biệt|trừ|mất|cộng thêm|bị trừ|tối đa|thang điểm|"
    r"phấn đấu|mục tiêu|"
    r"ít nhất|tối thiểu|trở lên|mỗi|từ|lên|xuống|nhằm|điểm thưởng|điểm chuẩn|nếu|không|dưới)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(?:thang điểm|tổng điểm tối đa|điểm tối đa|tối đa"
    r"|tổng(?: số)? điểm(?: là)? 100(?!\d|,\d)"
    r"|\d+ tiêu chí(?: thành phần)?\b|(?:bộ (?:tiêu chí|chỉ số)|được cấu trúc|cấu trúc)\b[^.]{0,120}\btiêu chí)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BARE_MEAN = re.compile(r"(?:trung bình|bình quân)[^.;:\d]{0,50}\b(?:đạt|là)\s+\d{1,3},\d", re.IGNORECASE)
_COUNTED = re.compile(r"hồ sơ|t[ỷỉ] lệ|thời gian|thu nhập|người|ngày|phiếu", re.IGNORECASE)
_BEYOND_MEAN = re.compile(  # 'cao hơn điểm trung bình của khối là 0,63 điểm'
    r"(?:cao|thấp|kém|lớn|nhỏ) hơn (?:so với )?(?:điểm |mức |giá trị |chỉ số )*(?:trung bình|bình quân)[^.;\d]*$",
    re.IGNORECASE,
)
_APART = re.compile(r"\W*(?:khoảng cách|chênh lệch|mức chênh|độ chênh)\b", re.IGNORECASE)  # a sentence of differences
# Points of a hundred told in per cent: 'Chỉ số CCHC đạt 93,15%'; shares of anything else are none.
_INDEX = re.compile(
    r"\b(?:chỉ số (?:CCHC|cải cách hành chính|trung bình|thành phần|tổng hợp|hài lòng|(?-i:[A-Z]{3,8}))"
    r"|PAR ?INDEX|SIPAS|giá trị trung bình|(?:xếp|đứng) (?:thứ|vị trí|hạng|đầu|cuối))",
    re.IGNORECASE,
)
_RANKED = re.compile(r",?\s*(?:và\s+)?(?:xếp|đứng)\s+(?:thứ|hạng|vị\s*trí|ở\s+vị\s*trí)", re.IGNORECASE)
_NO_INDEX = re.compile(
    r"\b(?:t[ỷỉ] lệ|hồ sơ|mức độ hài lòng|chiếm|giải ngân|dự toán|điểm|tương ứng|đơn vị đạt|trên|từ|dưới|kế hoạch)\b",
    re.IGNORECASE,
)
_FIELD_BEFORE = re.compile(rf"{FIELD}\s[^;()\d]{{4,110}}\($", re.IGNORECASE)
_MOVED = re.compile(r"\b(?:tăng|giảm|hơn|chênh lệch|khoảng cách)\b", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"\s*(?:xã|đơn vị|thị trấn|phường|huyện|tiêu chí|hồ sơ|người"
    r"|thành viên|đại biểu|phiếu|văn bản|thủ tục|sở|cơ quan|lĩnh vực|bậc|ngày)"
)
_GAP = 3  # characters between a name and its figure


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure told as a score: its place in the flow, its value, the maximum told with it."""

    start: int
    end: int
    value: float
    maximum: float | None = None
    year: int | None = None  # printed with it: '(năm 2021 đạt 8,75 điểm)'
    percent: bool = False


def number(text: str) -> float:
    """The value of what a pattern took for a number. Raises ValueError if it is none."""
    value = parse_number(text.replace(" ", ""))
    if value is None:
        raise ValueError(f"no number: {text!r}")
    return value


def speaks_of_points(text: str) -> bool:
    if "điểm" in text or "Điểm" in text or _BARE_MEAN.search(text):
        return True
    return "%" in text and _INDEX.search(text) is not None


def figures(
    text: str, start: int, end: int, names: frozenset[int] = frozenset(), opening: int | None = None
) -> Iterator[Figure]:
    """The figures of a sentence that are scores.

    `names`: where the names of units end; `opening`: where the paragraph of the sentence begins, which may say what the
    per cent are of.
    """
    scale = bool(_SCALE.search(_IN_BRACKETS.sub(" ", text[start:end])))
    for match in _FIGURE.finditer(text, start, end):
        named = _after_name(text, match.start(), names)
        if _is_score(text, match, start, scale, named, start if opening is None else opening):
            yield _figure(match)


def _figure(match: re.Match[str]) -> Figure:
    value = next(g for g in _VALUES if match[g])
    year = next((match[g] for g in _YEARS if match[g]), None)
    most = next((match[g] for g in _MAXIMA if match[g]), None)
    return Figure(
        match.start(value) if value in ("ratio", "told", "bare") else match.start(),
        match.end(),
        number(match[value]),
        number(most) if most else None,
        int(year) if year else None,
        match.group().rstrip(" ),;").endswith("%"),
    )


def _is_score(text: str, match: re.Match[str], start: int, scale: bool, named: bool, opening: int) -> bool:
    """`scale`: the sentence tells maxima; `named`: a unit is named right before the figure."""
    before = text[start : match.start()]
    if _BEYOND_MEAN.search(before):
        return False
    if _APART.match(before) and not before.endswith("("):
        return "(" in before[-40:] and named
    if match["ratio"]:
        return _is_score_ratio(text, match, before)
    if match["plain"]:
        told_most = match["most"] or match["out_of"]
        return (told_most is not None or not scale) and (
            _is_given(before) or (named and not _NO_SCORE.search(_last_words(before)))
        )
    if match["told"]:
        return (match["top"] is not None or not scale) and _is_of_points(before, match)
    if match["share"]:
        return _is_index_share(text[opening : match.start()], before, text[match.end() : match.end() + 24], named)
    if match["bare"]:
        return not _COUNTED.search(text[opening : match.start("bare")])
    if match["listed"]:
        return named and "điểm" in text[match.start() - len(before) : match.end() + 200]
    spoken_of = text[opening : match.start()]
    return match["past"] is None or re.search(r"điểm|chỉ số|trung bình|bình quân", spoken_of, re.IGNORECASE) is not None


def _after_name(text: str, at: int, names: frozenset[int]) -> bool:
    """'Quảng Lưu: 94,25 điểm', 'Đà Lạt (92,15)', 'huyện Di Linh 14,5 điểm'."""
    gap = at - len(text[max(at - 8, 0) : at].rstrip(" :(–-")) - max(at - 8, 0)
    return gap <= _GAP and at - gap in names


def _is_of_points(before: str, match: re.Match[str]) -> bool:
    """'tổng điểm 96,20', 'điểm cao nhất 90,5': a number right behind the word, with decimals or its maximum."""
    sure = match["top"] is not None or "," in match["told"]
    return sure and not _NO_SCORE.search(_last_words(before))


def _is_index_share(paragraph: str, before: str, after: str, named: bool) -> bool:
    """A share that is the index of something: given by a verb, in brackets after a unit or a domain, ranked behind."""
    last = _last_words(before)
    if not _INDEX.search(paragraph) or _NO_INDEX.search(last) or _MOVED.search(last):
        return False
    told_here = _INDEX.search(before) is not None or _RANKED.match(after) is not None
    return named or (told_here and bool(_GIVEN.search(before[-40:]) or _FIELD_BEFORE.search(before)))


def _is_given(before: str) -> bool:
    """A verb gives the figure to something, and nothing between says difference, limit or wish."""
    return bool(_GIVEN.search(before[-40:])) and not _NO_SCORE.search(_last_words(before))


def _last_words(before: str) -> str:
    """The words between the last break of the clause and the figure."""
    return re.split(r"[,;(:]\s", _IN_BRACKETS.sub(" ", before[-90:]).rstrip(" :"))[-1]


def _is_score_ratio(text: str, match: re.Match[str], before: str) -> bool:
    value, maximum = number(match["ratio"]), number(match["max"])
    if value > maximum * 1.5 or maximum == 0 or _NOUN_AFTER.match(text, match.end()):
        return False
    if match["points"] or match["before"]:
        return not re.search(r"(?:phấn đấu|mục tiêu|từ|dưới|trên)\s+(?:đạt\s+)?$", before, re.IGNORECASE)
    return bool(re.search(r"(?:đạt|điểm(?: số)?|\()\s*(?:là\s+)?$", before, re.IGNORECASE)) and maximum >= 1

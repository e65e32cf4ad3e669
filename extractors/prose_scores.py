"""Scores told in prose: 'đạt 9,25/10 điểm', 'điểm trung bình … là 57,9/100 điểm', 'cao nhất (77,14/100 điểm)'.

A figure is a score when a verb gives it to something; differences, limits of bands, maxima and targets are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.clauses import (
    Reader,
    Stat,
    Topic,
    mentions_group,
    mentions_home,
    reader,
    sentences,
    stat_of,
    topic_of,
    year_of,
)
from extractors.context import DocumentContext
from extractors.linking import Linked, as_printed
from extractors.records import Score
from extractors.text import Flow, Paragraph, evidence
from extractors.values import parse_number
from extractors.vocabulary import UPPER, is_rating

EXTRACTOR = "scores-prose"
_NUM = r"\d{1,3}(?:[.,]\d{1,3})?"
# Figures in order of how sure they are: a ratio of points, a figure with its unit, a year's figure in brackets.
_FIGURE = re.compile(
    rf"(?<![\d.,/])(?P<ratio>(?:(?<=\s)[-–−]\s?)?{_NUM})\s*/\s*(?P<max>\d{{1,4}}(?:,\d{{1,2}})?)(?![\d/]|[.,]\d)\s*(?P<points>điểm)?"
    rf"|(?<![\d.,/])(?P<plain>{_NUM})\s+điểm\b(?!\s+(?:phần trăm|%|cộng|thưởng|tối đa|trở|đến|và\s+dưới))"
    rf"(?:,?\s*(?:trên\s+(?:tổng(?:\s+số)?(?:\s+điểm)?|thang\s+điểm|tối\s+đa)|(?:điểm\s+)?tối\s+đa(?:\s+là)?)\s+"
    rf"(?P<most>\d{{1,4}}(?:,\d{{1,2}})?)(?![\d/]|[.,]\d)(?:\s*điểm\b)?)?"
    rf"|\bmức\s+(?P<level>{_NUM})\s*điểm\s+(?:của\s+)?năm\s+(?P<of>(?:19|20)\d\d)"
    rf"|\(năm\s+(?P<year>(?:19|20)\d\d)\s*(?:đạt|là|:)?\s*(?P<then>{_NUM})(?:\s*/\s*\d+)?(?:\s*điểm)?\s*\)",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"(?:\b(?:đạt|được|chấm|là|có|với|chỉ|còn|ở mức|mức|điểm số|tổng số|số điểm|tổng điểm|trung bình|bình quân|điểm)"
    rf"|:|\b(?:nhất|đầu|cuối|\d+|(?-i:[{UPPER}])[^\W\d_]*)\s*\()\s*"
    r"(?:khoảng\s+|tổng\s+|số\s+|điểm\s+|mức\s+|là\s+|chung\s+){0,3}$",
    re.IGNORECASE,
)
_NO_SCORE = re.compile(
    r"\b(?:tăng|giảm|hơn|chênh lệch|khoảng cách|thu hẹp|cách biệt|trừ|mất|cộng thêm|bị trừ|tối đa|thang điểm|"
    r"phấn đấu|mục tiêu|"
    r"ít nhất|tối thiểu|trở lên|mỗi|từ|lên|xuống|nhằm|điểm thưởng|điểm chuẩn|nếu|không)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(?:thang điểm|tổng điểm tối đa|điểm tối đa|tối đa"
    r"|\d tiêu chí(?: thành phần)?\b|(?:bộ (?:tiêu chí|chỉ số)|được cấu trúc|cấu trúc)\b[^.]{0,120}\btiêu chí)\b",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"(?:xếp|đứng|ở|giữ|đạt)?\s*(?:ở\s+)?(?:vị\s*tr\w+|thứ\s*hạng|hạng|thứ|xếp)\s*(?:thứ\s*)?(?:hạng\s*)?(?P<rank>\d{1,3}|nhất|nhì|hai|ba|tư)\b"
    r"(?!\s*(?:,\d|điểm|%))",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\b(?:đứng đầu|dẫn đầu|vị trí cao nhất|xếp cao nhất|điểm (?:số )?cao nhất|cao nhất là|thứ nhất|xếp nhất)\b",
    re.IGNORECASE,
)
_WORD_RANKS = {"nhất": 1, "nhì": 2, "hai": 2, "ba": 3, "tư": 4}
_RATING = re.compile(r"(?:xếp loại|loại|nhóm|mức)\s+(?P<rating>[^\W\d_]+(?:\s[^\W\d_]+)?)", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"\s*(?:xã|đơn vị|thị trấn|phường|huyện|tiêu chí|hồ sơ|người|văn bản|thủ tục|sở|cơ quan|lĩnh vực|bậc|ngày)"
)

_FROM_TO = re.compile(
    rf"\btừ\s+(?P<before>{_NUM})\s*(?:điểm\s*)?(?:\(?năm\s+\d{{4}}\)?\s*)?(?:lên|x\w{{1,3}}ng|x\w{{1,3}}ng còn|còn)\s+"
    rf"(?P<after>{_NUM})\s*điểm",
    re.IGNORECASE,
)
# A unit named with its level word that no gazetteer knows: its figure is nobody else's.
_NAMED_SO = re.compile(
    rf"\b(?P<name>(?:[Xx]ã|[Pp]hường|[Tt]hị trấn)\s+[{UPPER}][^\s,.(]*(?:\s+[^\s,.(]+){{0,2}}?)"
    r"(?=\s*(?:đạt|đứng|dẫn đầu|có|là|với|xếp|,|\())"
)
_BULLET = re.compile(r"\s*(?:[-+•*]|[a-zđ]\)|\(?\d{1,2}[.)])")


@dataclass(frozen=True, slots=True)
class Figure:
    start: int
    end: int
    value: float
    maximum: float | None = None
    year: int | None = None  # printed with it: '(năm 2021 đạt 8,75 điểm)'


@dataclass(frozen=True, slots=True)
class Told:
    """A score and where its figure stands in the flow."""

    start: int
    end: int
    score: Score


def prose_scores(
    flow: Flow, context: DocumentContext, taken: frozenset[int] = frozenset(), has_units: bool = False
) -> list[Score]:
    """The scores told outside of tables; `taken` are the lines of tables."""
    read = reader(flow, context, has_units=has_units)
    found: list[Score] = []
    for paragraph in flow.paragraphs:
        if (
            not paragraph.is_row
            and paragraph.number not in taken
            and "điểm" in flow.text[paragraph.start : paragraph.end]
        ):
            found.extend(told.score for told in told_scores(read, paragraph))
    return found


def told_scores(read: Reader, paragraph: Paragraph) -> Iterator[Told]:
    """The scores of a paragraph, each with its place in the flow."""
    text = read.flow.text
    item = bool(_BULLET.match(text, paragraph.start, paragraph.end))
    topic: Topic | None = None  # what the sentences before spoke of
    for start, end in sentences(text, paragraph.start, paragraph.end):
        last: Score | None = None
        at = start
        told = list(figures(text, start, end))
        for number, figure in enumerate(told):
            span = (start, at, told[number + 1].start if number + 1 < len(told) else end)
            score = _score(read, figure, span, last, item and start == paragraph.start, topic)
            if score is not None:
                yield Told(figure.start, figure.end, score)
                last, at = score, figure.end
        if last is not None and last.parent_criterion is None and (last.criterion != "total" or not item):
            topic = Topic(last.criterion, last.criterion_code)
        yield from _both_years(read, start, end, topic)


def _both_years(read: Reader, start: int, end: int, topic: Topic | None) -> Iterator[Told]:
    """'(từ 65,5 điểm xuống 63,5 điểm)': the score of the year before and this year's."""
    text = read.flow.text
    for match in _FROM_TO.finditer(text, start, end):
        link = read.last_named(start, match.start())
        year = read.context.year
        if link is None or year is None or not re.search(r"tăng|giảm", text[start : match.start()], re.IGNORECASE):
            continue
        about = topic_of(read, start, "", item=False, before=topic)
        for name, of in (("before", year - 1), ("after", year)):
            figure = Figure(match.start(name), match.end(name), _number(match[name]))
            yield Told(figure.start, figure.end, _record(read, figure, link, "value", about, of, "", ""))


def figures(text: str, start: int, end: int) -> Iterator[Figure]:
    """The figures of a sentence that are scores."""
    scale = bool(_SCALE.search(text[start:end]))
    for match in _FIGURE.finditer(text, start, end):
        before = _clause_before(text, start, match.start())
        if match["then"] or match["level"]:
            value, year = match["then"] or match["level"], match["year"] or match["of"]
            yield Figure(match.start(), match.end(), _number(value), year=int(year))
        elif match["ratio"]:
            if _is_score_ratio(text, match, before):
                yield Figure(match.start("ratio"), match.end(), _number(match["ratio"]), _number(match["max"]))
        elif (match["most"] or not scale) and _is_given(before):
            most = _number(match["most"]) if match["most"] else None
            yield Figure(match.start("plain"), match.end(), _number(match["plain"]), most)


def _is_given(before: str) -> bool:
    """A verb gives the figure to something, and nothing between says difference, limit or wish."""
    return bool(_GIVEN.search(before[-40:])) and not _NO_SCORE.search(_last_words(before))


def _number(text: str) -> float:
    value = parse_number(text.replace(" ", ""))
    if value is None:
        raise ValueError(f"no number: {text!r}")
    return value


def _clause_before(text: str, start: int, at: int) -> str:
    return text[start:at]


def _last_words(before: str) -> str:
    """The words between the last break of the clause and the figure."""
    return re.split(r"[,;(:]\s", before[-90:])[-1]


def _is_score_ratio(text: str, match: re.Match[str], before: str) -> bool:
    value, maximum = _number(match["ratio"]), _number(match["max"])
    if value > maximum * 1.5 or maximum == 0 or _NOUN_AFTER.match(text, match.end()):
        return False
    if match["points"]:
        return not re.search(r"(?:phấn đấu|mục tiêu|từ|dưới|trên)\s+(?:đạt\s+)?$", before, re.IGNORECASE)
    return bool(re.search(r"(?:đạt|điểm(?: số)?|\()\s*(?:là\s+)?$", before, re.IGNORECASE)) and maximum >= 1


def _score(
    read: Reader,
    figure: Figure,
    span: tuple[int, int, int],
    last: Score | None,
    item: bool,
    before: Topic | None,
) -> Score | None:
    """The record of one figure. `span`: the sentence's start, where the clause begins (the sentence's start or the
    figure before), where it ends (at the next figure or with the sentence)."""
    text = read.flow.text
    start, at, end = span
    clause = text[at : figure.start]
    after = text[figure.end : end]
    if figure.year is not None:
        return _earlier(read, figure, last)
    link = read.last_named(at, figure.start)
    own_words = len(clause.split()) > 3
    stat = stat_of(clause, link is not None)
    if link is None and last is not None and not own_words and last.unit_scope == "unit":
        link = Linked(last.unit_name or "", last.unit_code, last.unit_level, 0.9)
    link, stat = _subject(read, clause, link, stat)
    topic = topic_of(read, start, text[start : figure.start] if at == start else clause, item, before)
    if (
        at != start
        and last is not None
        and topic.criterion == "total"
        and not re.search(r"chỉ số|tổng", clause, re.IGNORECASE)
    ):
        topic = Topic(last.criterion, last.criterion_code, last.parent_criterion)
    sentence_year = year_of(text[start : figure.start])
    return _record(read, figure, link, stat, topic, sentence_year or read.context.year, clause, after)


def _subject(read: Reader, clause: str, link: Linked | None, stat: Stat) -> tuple[Linked | None, Stat]:
    """Whose figure it is: a named unit, all of them (None), or the document's own."""
    home = read.home()
    if stat == "mean":
        return None, stat
    if link is not None and (home is None or link.code != home.code or not mentions_group(clause)):
        return link, stat
    if stat != "value":
        return None, stat
    unread = list(_NAMED_SO.finditer(clause[-60:]))
    if unread:
        return as_printed(unread[-1]["name"]), stat
    if read.of_group and not (mentions_home(clause) and not mentions_group(clause) and _own_index(clause)):
        return None, "mean"
    return home, stat


def _own_index(clause: str) -> bool:
    """'Chỉ số CCHC của huyện đạt' speaks of the district itself even in a report on its communes."""
    return bool(
        re.search(r"của (?:UBND )?(?:huyện|thị xã|quận|thành phố|tỉnh)[^,;]{0,20}$|(?:huyện|tỉnh) (?:đạt|xếp)", clause)
    )


def _earlier(read: Reader, figure: Figure, last: Score | None) -> Score | None:
    """'(năm 2021 đạt 8,75 điểm)': the same thing a year before; the scale of that year is not known."""
    if last is None:
        return None
    return replace(
        last, evidence=evidence(read.flow, figure.start, figure.end), year=figure.year, score=figure.value,
        max_score=None, rank=None, rating=None,
    )  # fmt: skip


def _record(
    read: Reader,
    figure: Figure,
    link: Linked | None,
    stat: Stat,
    topic: Topic,
    year: int | None,
    clause: str,
    after: str,
) -> Score:
    group = link is None
    rating = _RATING.search(after)
    reading = read.flow.confidence(figure.start, figure.end)
    return Score(
        document=read.context.number,
        evidence=evidence(read.flow, figure.start, figure.end),
        confidence=round(
            (0.5 + 0.5 * reading) * (0.94 if figure.maximum else 0.88) * (link.score if link else 0.97), 3
        ),
        extractor=EXTRACTOR,
        unit_name=link.name if link else read.group(),
        unit_code=link.code if link else None,
        unit_level=link.kind if link else ("xã" if read.context.district else "huyện"),
        unit_surface=None,
        unit_scope="group" if group else "unit",
        year=year,
        criterion=topic.criterion,
        criterion_code=None if topic.parent else topic.code,
        parent_criterion=topic.parent,
        score=figure.value,
        max_score=figure.maximum,
        stat=stat,
        rank=None if group else rank_of(clause, after),
        rating=rating["rating"] if rating and is_rating(rating["rating"]) else None,
        source="text",
    )


def rank_of(clause: str, after: str) -> int | None:
    """The rank told with a score: after it ('xếp vị trí thứ 03'), or before it ('đứng đầu …, đạt')."""
    match = _RANK.search(after.split(". ")[0][:120])
    if match:
        word = match["rank"].lower()
        return _WORD_RANKS.get(word) or (int(word) if word.isdigit() else None)
    if _FIRST.search(after[:60]) or _FIRST.search(clause[-90:]):
        return 1
    match = list(_RANK.finditer(clause))[-1] if _RANK.search(clause) else None
    if match:
        word = match["rank"].lower()
        return _WORD_RANKS.get(word) or (int(word) if word.isdigit() else None)
    return None

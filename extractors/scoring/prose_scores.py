"""Scores told in prose: 'đạt 9,25/10 điểm', 'điểm trung bình … là 57,9/100 điểm', 'cao nhất (77,14/100 điểm)'.

A figure is a score when a verb gives it to something; differences, limits of bands, maxima and targets are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.comparing.clauses import (
    FIELD,
    TOTAL,
    Reader,
    Stat,
    Topic,
    mentions_group,
    mentions_home,
    part_of_whole,
    quoted_topic,
    reader,
    sentences,
    stat_of,
    topic_of,
    year_of,
)
from extractors.context import DocumentContext
from extractors.heads.places import COMMUNE_WORDS
from extractors.naming.linking import Linked, as_printed
from extractors.records import Score
from extractors.scoring.figures import NUM, Figure, figures, number, speaks_of_points
from extractors.text.flow import Flow, Paragraph, evidence
from extractors.text.prose import prose
from extractors.text.vocabulary import UPPER, criterion_code, is_rating
from normalizers.unicode import fold

EXTRACTOR = "scores-prose"
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
_FROM_TO = re.compile(
    rf"\btừ\s+(?P<before>{NUM})\s*(?:điểm\s*)?(?:\(?năm\s+\d{{4}}\)?\s*)?(?:lên|x\w{{1,3}}ng|x\w{{1,3}}ng còn|còn)\s+"
    rf"(?P<after>{NUM})\s*điểm",
    re.IGNORECASE,
)
# A unit named with its level word that no gazetteer knows: its figure is nobody else's.
_NAMED_SO = re.compile(
    rf"\b(?P<name>(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|Sở|Ban|Phòng|Chi cục|Cục|Thanh tra|Văn phòng)\s+"
    rf"[{UPPER}][^\s,.(]*(?:\s+[^\s,.(]+){{0,4}}?)"
    r"(?=\s*(?:đạt|đứng|dẫn đầu|có|là|với|xếp|,|\())"
)
# All offices of a province or district, where they and not its communes are spoken of
_OFFICES = re.compile(
    r"\b(?:của|cho|đối với)\s+(?:\d+\s+)?(?P<offices>(?:các\s+)?(?:sở,\s*(?:ban,?\s*)?ngành"
    r"|phòng,\s*ban|cơ quan chuyên môn|phòng chuyên môn))\b(?![^.;]{0,20}\b(?:và|,)\s+UBND)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*\(?(?P<no>\d{1,3})[.)]\s")
_TOGETHER = re.compile(r"^\s*(?:cùng|đồng|đều|là các|là những)\b", re.IGNORECASE)
_NEXT_NAME = re.compile(r"\s*(?:,|;|và|, và|cùng)\s*", re.IGNORECASE)
# '… của huyện Yên Châu được UBND tỉnh Sơn La công bố …': who acts has not the score
_ACTS = re.compile(
    r"\b(?:được|do|bởi|theo|tại|tới|gửi)\s+(?:(?:Chủ tịch\s+)?(?:UBND|HĐND|Ủy ban nhân dân|Sở\s\w+\s\w+)\s+)?$",
    re.IGNORECASE,
)
_MEAN_WORD = re.compile(r"\b(?:trung bình|bình quân)\b", re.IGNORECASE)
_WHOLE = 100.0  # the usual scale
_LEAST_LIST = 3  # units one below the other that make a ranking
_EXTREME = re.compile(r"\b(?:cao|thấp)\s+nhất\W*(?:là|với|đạt)?\s*$", re.IGNORECASE)
_SELF = re.compile(r"\btự\s+(?:chấm|đánh giá|cho điểm)", re.IGNORECASE)
_GENERIC = re.compile(
    r"\b(?:kết quả|điểm|sau|được|đạt|thẩm định|tổng|là|còn|số|hội đồng|chấm|nhưng|và|chỉ|cuối cùng)\b", re.IGNORECASE
)
_BULLET = re.compile(r"\s*(?:[-+•*]|[a-zđ]\)|\(?\d{1,2}(?:\.\d{1,2})*[.)])")


@dataclass(frozen=True, slots=True)
class Told:
    """A score and where its figure stands in the flow; `group`: what all units are called, where the score is of the
    document's own unit and nothing in the sentence names it."""

    start: int
    end: int
    score: Score
    group: str | None = None


def prose_scores(flow: Flow, context: DocumentContext, has_units: bool = False) -> list[Score]:
    """The scores told outside of tables."""
    read = reader(flow, context, has_units=has_units)
    found: list[Score] = []
    listed: list[tuple[int, int]] = []
    of_means = False  # the list so far tells means of all units
    for paragraph in prose(flow):
        if speaks_of_points(flow.paragraph_text(paragraph)):
            told = list(told_scores(read, paragraph))
            found.extend(
                _of_the_list(told, of_means) if (item := _is_item(flow, paragraph)) else (t.score for t in told)
            )
            of_means = item and bool(told) and found[-len(told)].stat == "mean"
            label = _NUMBERED.match(flow.text, paragraph.start, paragraph.end)
            if label and len(told) == 1:
                listed.append((int(label["no"]), len(found) - 1))
    return _ranked(found, listed)


def _is_item(flow: Flow, paragraph: Paragraph) -> bool:
    return _BULLET.match(flow.text, paragraph.start, paragraph.end) is not None


def _of_the_list(told: Sequence[Told], of_means: bool) -> Iterator[Score]:
    """The scores of an item. Where the item above tells a mean of all units, so does this one: the first says so."""
    for at, one in enumerate(told):
        score = one.score
        plain = score.stat == "value" and score.max_score is not None and score.criterion != "total"
        if at == 0 and of_means and plain and one.group is not None:
            score = replace(score, stat="mean", unit_scope="group", unit_name=one.group, unit_code=None, rank=None)
        yield score


def _ranked(found: list[Score], listed: Sequence[tuple[int, int]]) -> list[Score]:
    """The numbers of a list (1), (2), (3) … whose points never rise are ranks. `listed`: (number, index in `found`)."""
    run: list[tuple[int, int]] = []
    for label, index in [*listed, (0, -1)]:
        follows = run and label == run[-1][0] + 1
        if follows and (found[index].score or 0.0) <= (found[run[-1][1]].score or 0.0):
            run.append((label, index))
            continue
        if len(run) >= _LEAST_LIST:
            for rank, at in run:
                found[at] = replace(found[at], rank=found[at].rank or rank)
        run = [(label, index)] if label == 1 and found[index].unit_scope == "unit" else []
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What the sentences of the paragraph so far spoke of, and the last score they told."""

    topic: Topic | None = None
    last: Score | None = None


def told_scores(read: Reader, paragraph: Paragraph) -> Iterator[Told]:
    """The scores of a paragraph, each with its place in the flow."""
    text = read.flow.text
    item = bool(_BULLET.match(text, paragraph.start, paragraph.end))
    opening = read.opening_of(paragraph)
    said = _Said()
    for start, end in sentences(text, paragraph.start, paragraph.end):
        last: Score | None = None
        of_percent = False
        at = start
        names = frozenset(n.name_end for n in read.named_in(start, end))
        told = list(figures(text, start, end, names, opening))
        for nth, figure in enumerate(told):
            span = (start, at, told[nth + 1].start if nth + 1 < len(told) else end)
            if figure.percent and figure.year is not None and last is not None and not of_percent:
                continue  # last year's share beside points of this year
            score = _score(read, figure, span, last, item and start == paragraph.start, said)
            if score is not None and not read.of_self and _SELF.search(text[at : figure.start]):
                last, at = score, figure.end  # what a unit gave itself is no score of it
            elif score is not None:
                yield Told(figure.start, figure.end, score, _group_unless_named(read, score, start, figure.start))
                for other in _sharing(read, at, figure, score):
                    yield Told(figure.start, figure.end, other)
                last, at, of_percent = score, figure.end, figure.percent
        if last is not None and last.parent_criterion is None and (last.criterion != "total" or not item):
            said = replace(said, topic=Topic(last.criterion, last.criterion_code))
        said = replace(said, last=last or said.last)
        yield from _both_years(read, start, end, said.topic)


def _sharing(read: Reader, at: int, figure: Figure, score: Score) -> Iterator[Score]:
    """'Xã Yên Sơn, xã Viêng Lán và thị trấn Yên Châu cùng đạt 9/9 điểm': the others of the row of names."""
    named = read.named_in(at, figure.start)
    if score.unit_code is None or not named or named[-1].link.code != score.unit_code:
        return
    if not _TOGETHER.search(read.flow.text[named[-1].end : figure.start]):
        return
    for before, after in pairwise(reversed(named)):
        alike = (after.link.kind in COMMUNE_WORDS) == (before.link.kind in COMMUNE_WORDS)
        if not alike or not _NEXT_NAME.fullmatch(read.flow.text[after.end : before.start]):
            return
        yield replace(
            score, unit_name=after.link.name, unit_code=after.link.code, unit_level=after.link.kind, rating=None
        )


def _group_unless_named(read: Reader, score: Score, start: int, at: int) -> str | None:
    home = read.home()
    own = home is not None and score.unit_code == home.code and read.last_named(start, at) is None
    return read.group() if own else None


def _both_years(read: Reader, start: int, end: int, topic: Topic | None) -> Iterator[Told]:
    """'(từ 65,5 điểm xuống 63,5 điểm)': the score of the year before and this year's."""
    text = read.flow.text
    for match in _FROM_TO.finditer(text, start, end):
        link = read.last_named(start, match.start())
        year = read.context.year
        before = text[start : match.start()]
        of_means = link is None and _MEAN_WORD.search(before) is not None
        if (link is None and not of_means) or year is None:
            continue
        if not of_means and not re.search(r"tăng|giảm", before, re.IGNORECASE):
            continue
        about = topic_of(read, start, "", item=False, before=topic)
        for name, of in (("before", year - 1), ("after", year)):
            figure = Figure(match.start(name), match.end(name), number(match[name]))
            stat: Stat = "mean" if of_means else "value"
            yield Told(figure.start, figure.end, _record(read, figure, link, stat, about, of, "", ""))


def _score(
    read: Reader,
    figure: Figure,
    span: tuple[int, int, int],
    last: Score | None,
    item: bool,
    said: _Said,
) -> Score | None:
    """The record of one figure. `span`: the sentence's start, where the clause begins (the sentence's start or the
    figure before), where it ends (at the next figure or with the sentence)."""
    text = read.flow.text
    start, at, end = span
    clause = text[at : figure.start]
    after = text[figure.end : end]
    if figure.year is not None:
        return _earlier(read, figure, last, start, clause, after)
    link = _named_for(read, at, figure.start)
    part = part_of_whole(clause) if figure.maximum not in (None, _WHOLE) and link is None else None
    own_words = len(_GENERIC.sub(" ", clause.rpartition(";")[2]).split()) > 3
    stat = stat_of(clause, link is not None)
    if _EXTREME.search(clause) and (bracketed := _named_in_brackets(read, figure.end, end)) is not None:
        link, stat = bracketed, "value"
    whose = last or (said.last if part else None)  # a part of the whole that a sentence before told
    if link is None and whose is not None and (part or not own_words) and whose.unit_scope == "unit":
        link = Linked(whose.unit_name or "", whose.unit_code, whose.unit_level, 0.9)
    if stat in ("max", "min") and (re.search(FIELD, clause, re.IGNORECASE) or quoted_topic(clause)):
        stat = "mean" if read.of_group else "value"  # 'lĩnh vực … thấp nhất (11,25/20 điểm)': of the domains
    link, stat = _subject(read, clause, link, stat)
    carried = Topic(last.criterion, last.criterion_code, last.parent_criterion) if last and at != start else said.topic
    topic = topic_of(read, start, text[start : figure.start] if at == start else clause, item, carried)
    if link is not None and topic.code is None and _is_name_of(link, topic.criterion):
        topic = said.topic or read.heading_topic(start) or TOTAL
    if carried is not None and at != start and topic == TOTAL and not re.search(r"chỉ số|tổng", clause, re.IGNORECASE):
        topic = carried
    if part is not None and topic in (TOTAL, carried):
        topic = Topic(part, criterion_code(part))
    sentence_year = year_of(text[start : figure.start])
    return _record(read, figure, link, stat, topic, sentence_year or read.context.year, clause, after)


def _named_in_brackets(read: Reader, start: int, end: int) -> Linked | None:
    """'cao nhất 95 điểm (xã Nam Đà)'"""
    opened = re.match(r"\s*\(\s*", read.flow.text[start:end])
    found = read.named_in(start + opened.end(), start + opened.end() + 1) if opened else ()
    return found[0].link if found else None


def _named_for(read: Reader, start: int, at: int) -> Linked | None:
    """The last unit named before the figure that does not stand there as who acts."""
    named = [n for n in read.named_in(start, at) if n.end <= at]
    own = [n for n in named if not _ACTS.search(read.flow.text[max(n.start - 40, start) : n.start])]
    there = [n for n in named if re.search(r"\btại\s+$", read.flow.text[max(n.start - 8, 0) : n.start])]
    return (own or there)[-1].link if own or there else None


def _is_name_of(link: Linked, printed: str) -> bool:
    """'(1) Quảng Lưu: 94,25 điểm' names a commune, no criterion."""
    return fold(printed) in fold(link.name) or fold(link.name) in fold(printed)


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
    of_it = r"của (?:UBND )?(?:huyện|thị xã|quận|thành phố|tỉnh)\b(?!,|\s+và\b)[^,;]{0,160}$"
    return bool(re.search(rf"{of_it}|(?:huyện|quận|thị xã|tỉnh) (?:đạt|xếp)", clause))


def _earlier(read: Reader, figure: Figure, last: Score | None, start: int, clause: str, after: str) -> Score | None:
    """'(năm 2021 đạt 8,75 điểm)': the same thing a year before; the scale of that year is not known."""
    if last is None and _MEAN_WORD.search(clause):
        topic = topic_of(read, start, clause, item=False)
        return _record(read, figure, None, "mean", topic, figure.year, clause, "")
    if last is None:
        return None
    still_open = read.flow.text[figure.end - 1] in ",;"  # 'năm 2021 (85,05%, xếp thứ 32/63)'
    rank = rank_of("", after.split(")")[0]) if still_open and last.unit_scope == "unit" else None
    return replace(
        last, evidence=evidence(read.flow, figure.start, figure.end), year=figure.year, score=figure.value,
        max_score=None, rank=rank, rating=None,
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
    offices = _offices(clause) if group else None
    rating = _RATING.search(after)
    reading = read.flow.confidence(figure.start, figure.end)
    return Score(
        document=read.context.number,
        evidence=evidence(read.flow, figure.start, figure.end),
        confidence=round(
            (0.5 + 0.5 * reading) * (0.94 if figure.maximum else 0.88) * (link.score if link else 0.97), 3
        ),
        extractor=EXTRACTOR,
        unit_name=link.name if link else offices or read.group(),
        unit_code=link.code if link else None,
        unit_level=link.kind if link else None if offices else ("xã" if read.context.district else "huyện"),
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


def _offices(clause: str) -> str | None:
    """The offices whose mean a clause tells, as it calls them: 'các sở, ban, ngành'."""
    told = list(_OFFICES.finditer(clause))
    return told[-1]["offices"].lower() if told else None


def rank_of(clause: str, after: str) -> int | None:
    """The rank told with a score: after it ('xếp vị trí thứ 03'), or before it ('đứng đầu …, đạt')."""
    if clause.count("(") > clause.count(")"):
        after = after.split(")")[0]  # 'xã Nâm Nung (xếp thứ nhất, 92,5 điểm), xã Nam Đà (xếp thứ hai, …'
    match = _RANK.search(re.split(r"[.;]\s", after)[0][:120])
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

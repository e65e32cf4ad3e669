"""Changes against the year before: figures ('tăng 0,96 điểm', 'giảm 2 bậc'), words ('thấp hơn so với năm 2021'),
lists of risers and fallers, and columns of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.comparing.change_tables import Who, change_record, table_changes
from extractors.comparing.clauses import TOTAL, Reader, reader, sentences, with_list_below
from extractors.comparing.movements import (
    HEAD,
    KEPT,
    KEPT_BY,
    NO_FIGURE,
    NUM,
    SIGNED,
    Direction,
    Move,
    Quantity,
    Shift,
    direction_of,
    moves,
    own_amount,
    rank_word,
    shifts,
    sum_of_list,
    tells_movement,
)  # fmt: skip
from extractors.comparing.movers import SIDE_BY_SIDE, Sentence, mover, moving_together, only_subject
from extractors.context import DocumentContext
from extractors.naming.linking import Linked
from extractors.records import Change, Evidence
from extractors.scoring.columns import columns_of
from extractors.scoring.prose_scores import Told, told_scores
from extractors.tables.text_tables import grids_of
from extractors.text.flow import Flow, Paragraph, evidence
from extractors.text.prose import prose
from extractors.text.values import parse_number
from normalizers.unicode import fold

_FROM_TO = re.compile(
    rf"\(\s*từ\s+(?P<before>{NUM})\s*(?:điểm|d\w{{1,3}}m)?\s*(?:lên|xuống|còn|đến)\s*(?:còn\s+)?(?P<after>{NUM})",
    re.IGNORECASE,
)
_THEN = re.compile(rf"\(\s*năm\s+(?P<year>(?:19|20)\d\d)\s*(?:đạt|là|:)?\s*(?P<before>{NUM})", re.IGNORECASE)
# 'so với năm 2021 (85,05%, xếp thứ 32/63)'
_RANK_THEN = re.compile(
    r"\s*(?:so với|hơn)?\s*năm\s+(?:trước|(?:19|20)\d\d)\s*\([^()]{0,25}?"
    r"(?:xếp|đứng|vị\s*trí|thứ|hạng)(?:\s+(?:vị\s*trí|thứ|hạng))*\s+(?P<before>\d{1,3})\b",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    r"\b(?:so với|như|hơn|với)\s+(?:cùng kỳ\s+)?(?:năm\s+(?P<year>(?:19|20)\d\d|trước)|(?P<bare>(?:19|20)\d\d)\b"
    r"|(?:năm\s+)?(?:liền (?:trước|kề)|ngoái)|6 tháng đầu năm|(?:kỳ|lần|đợt|quý|tháng) trước|tháng \d|cùng kỳ"
    r"|chính mình)",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"\s*so với (?:mức |điểm |giá trị |chỉ số )*(?:trung bình|bình quân)(?! năm)", re.IGNORECASE)
_WISH = re.compile(r"\b(?:phấn đấu|mục tiêu|nhằm|dự kiến|yêu cầu|để|cần|sẽ)\b[^.;]{0,40}$", re.IGNORECASE)
_INDEX = re.compile(
    r"\b(?:(?:có )?chỉ số (?:CCHC|cải cách hành chính|trung bình|tăng|giảm)|PAR ?INDEX"
    r"|giá trị trung bình|điểm số)",
    re.IGNORECASE,
)
_NEAR = 60  # characters between an index in per cent and by how much it moved
_BESIDE = 12  # characters between 'tăng 5 bậc' and '(từ thứ 9 lên thứ 4)'


def changes(flow: Flow, context: DocumentContext) -> tuple[Change, ...]:
    """Every change of the document in reading order."""
    grids = grids_of(flow)
    has_units = any(c.role == "unit" for grid in grids for c in columns_of(grid))
    read = reader(flow, context, has_units=has_units)
    found: list[Change] = []
    for paragraph in prose(flow):
        found.extend(_paragraph_changes(read, paragraph))
    for grid in grids:
        found.extend(table_changes(grid, context))
    return tuple(sorted(found, key=lambda c: c.evidence.line))


def _paragraph_changes(read: Reader, paragraph: Paragraph) -> Iterator[Change]:
    text = read.flow.text[paragraph.start : paragraph.end]
    if not tells_movement(text):
        return
    if text.rstrip().endswith(":"):
        paragraph = with_list_below(read, paragraph)
        text = read.flow.text[paragraph.start : paragraph.end]
    lists = list(_lists(read, paragraph, text))
    for one in lists:
        yield from _listed_changes(read, one)
    told = list(told_scores(read, paragraph))
    for start, end in sentences(read.flow.text, paragraph.start, paragraph.end):
        if any(one.start < end and start < one.end for one in lists):
            continue
        here = tuple(t for t in told if start <= t.start < end)
        yield from _sentence_changes(
            read, paragraph, Sentence(start, end, here, only_subject(t for t in told if t.end <= start))
        )


# --- lists --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listed:
    """'Có 08 xã tăng điểm so với năm 2021 gồm …': offsets in the flow of the whole, and of what follows its head."""

    start: int
    names: int
    end: int
    word: str
    step: str


def _lists(read: Reader, paragraph: Paragraph, text: str) -> Iterator[_Listed]:
    """The lists of the paragraph that name at least one unit; each ends with its sentence or where the next begins."""
    heads = list(HEAD.finditer(text))
    for at, match in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        stop = text.find(". ", match.end(), end)
        end = stop if stop > 0 else end
        opened = re.match(r"[^.;]{0,60}(?:\b(?:gồm|là)\b|:)", text[match.end() : end])
        if opened and read.named_in(paragraph.start + match.end(), paragraph.start + end):
            start, names = paragraph.start + match.start(), paragraph.start + match.end()
            yield _Listed(start, names, paragraph.start + end, match["word"], match["step"])


def _listed_changes(read: Reader, listed: _Listed) -> Iterator[Change]:
    """One change for each unit of the list, and one for all where their sum is told."""
    text = read.flow.text
    quantity: Quantity = "score" if listed.step.lower().startswith("điểm") else "rank"
    direction = direction_of(listed.word)
    previous = _previous_year(text[listed.start : listed.end], read.context.year)
    for named in read.named_in(listed.names, listed.end):
        amount = own_amount(text[named.end : min(named.end + 30, listed.end)])
        yield _change(
            read, evidence(read.flow, named.start, named.end), Who(named.link, TOTAL, None, "value"),
            quantity, direction, amount, previous,
        )  # fmt: skip
    whole = sum_of_list(text[listed.names : listed.end])
    if whole is not None:
        yield _change(
            read, evidence(read.flow, listed.start, listed.end), Who(None, TOTAL, None, "value"), quantity,
            direction, whole, previous,
        )  # fmt: skip


# --- sentences ----------------------------------------------------------------------------------------------------


def _sentence_changes(read: Reader, paragraph: Paragraph, here: Sentence) -> Iterator[Change]:
    text = read.flow.text
    found = [m for m in moves(text, here.start, here.end) if not _wished(text, here.start, m.start)]
    found = [m for m in found if not m.share or _of_index(text[here.start : m.end]) or _of_share(text, m, here.told)]
    apart = _told_apart(read, paragraph, here) or any(m.quantity == "rank" for m in found)
    for move in found:
        compared = move.quantity == "rank" or apart or _FROM_TO.search(text[move.end : move.end + 30])
        if compared and not _OF_OTHERS.match(text, move.end) and not _lost_in_parts(read, here.start, move):
            yield from _moved(read, here, move)
    yield from _signed_changes(read, here)
    yield from _kept_changes(read, here)
    yield from _shifted(read, here, found)
    if not found:
        yield from _unfigured_changes(read, here)


def _told_apart(read: Reader, paragraph: Paragraph, here: Sentence) -> bool:
    """Whether points told here as more or fewer are compared with another year's."""
    text = read.flow.text
    if _BEFORE_YEAR.search(text, here.start, here.end) or re.search(
        r"nhiều nhất|tiến bộ", text[here.start : here.end], re.IGNORECASE
    ):
        return True
    return re.search(r"năm (?:trước|(?:19|20)\d\d)", text[paragraph.start : paragraph.end]) is not None


def _lost_in_parts(read: Reader, start: int, move: Move) -> bool:
    """Points are lost where criteria are appraised; only a unit named right before 'mất' has fewer than it had."""
    if move.quantity == "rank" or not fold(move.word).endswith("mat"):
        return False
    return not any(0 <= move.start - n.name_end <= 1 for n in read.named_in(start, move.start))


def _moved(read: Reader, here: Sentence, move: Move) -> Iterator[Change]:
    """The change of the unit that moved, and of those named in a row with it."""
    text = read.flow.text
    where = evidence(read.flow, move.start, move.end)
    year = _previous_year(text[here.start : here.end], read.context.year)
    who = mover(read, here, move.start, move.quantity)
    for other in moving_together(read, here.start, move.start, who):
        yield _change(read, where, Who(other, TOTAL, None, "value"), move.quantity, move.direction, move.amount, year)
    before, after = _values(text, move, who, here.told)
    yield _change(
        read, where, Who(who.link, who.topic, after if after is not None else who.value, who.stat), move.quantity,
        move.direction, move.amount, _year(move.year, read.context.year) or year, before,
    )  # fmt: skip


def _kept_changes(read: Reader, here: Sentence) -> Iterator[Change]:
    """Those who stayed where they were."""
    text = read.flow.text
    years = _BEFORE_YEAR.search(text, here.start, here.end)
    year = _previous_year(text[here.start : here.end], read.context.year)
    for match in KEPT.finditer(text, here.start, here.end):
        if _WISH.search(text[here.start : match.start()]) or not (match["rank"] or match["still"] or years):
            continue
        who = mover(read, here, match.start(), "rank")
        if who.link is None:
            continue
        rank = rank_word(match["rank"]) or who.value
        for other in moving_together(read, here.start, match.start(), who, SIDE_BY_SIDE):
            yield _stayed(read, match, other, None, year)
        yield _stayed(read, match, who.link, rank, year)
    for match in KEPT_BY.finditer(text, here.start, here.end):
        for named in read.named_in(match.end(), here.end):
            yield _stayed(read, match, named.link, None, year)


def _stayed(read: Reader, match: re.Match[str], link: Linked, rank: float | None, year: int | None) -> Change:
    where = evidence(read.flow, match.start(), match.end())
    return _change(read, where, Who(link, TOTAL, rank, "value"), "rank", "same", 0.0, year, rank)


def _unfigured_changes(read: Reader, here: Sentence) -> Iterator[Change]:
    """'điểm số năm 2022 thấp hơn so với năm 2021'"""
    for match in NO_FIGURE.finditer(read.flow.text, here.start, here.end):
        yield _change(
            read, evidence(read.flow, match.start(), match.end()), Who(None, TOTAL, None, "value"), "score",
            direction_of(match["word"]), None, int(match["year"]),
        )  # fmt: skip


def _wished(text: str, start: int, at: int) -> bool:
    """'phấn đấu tăng 2 bậc' is no change; 'yêu cầu UBND xã Ba Tầng (giảm 06 bậc) giải trình' tells one."""
    return text[at - 1] != "(" and _WISH.search(text[start:at]) is not None


def _signed_changes(read: Reader, here: Sentence) -> Iterator[Change]:
    """Changes in brackets behind the names of units, with their signs."""
    text = read.flow.text
    for match in SIGNED.finditer(text, here.start, here.end):
        named = [n for n in read.named_in(here.start, match.start()) if match.start() - n.name_end <= 1]
        if not named:
            continue
        of_ranks = match["step"] is None and re.search(
            r"\b(?:hạng|bậc)\b", text[here.start : match.start()], re.IGNORECASE
        )
        quantity: Quantity = "rank" if of_ranks or (match["step"] or "").lower() in ("bậc", "hạng") else "score"
        yield _change(
            read, evidence(read.flow, named[-1].start, match.end()), Who(named[-1].link, TOTAL, None, "value"),
            quantity, "up" if match["sign"] == "+" else "down", parse_number(match["amount"]),
            _previous_year(text[here.start : here.end], read.context.year),
        )  # fmt: skip


def _shifted(read: Reader, here: Sentence, steps: Sequence[Move]) -> Iterator[Change]:
    """Places before and now where no number of places is told beside them."""
    text = read.flow.text
    for shift in shifts(text, here.start, here.end):
        if any(_is_beside(text, shift, step) for step in steps) or _WISH.search(text[here.start : shift.start]):
            continue
        who = mover(read, here, shift.start, "rank")
        if who.link is not None:
            yield _change(
                read, evidence(read.flow, shift.start, shift.end), Who(who.link, TOTAL, shift.after, "value"), "rank",
                "up" if shift.after < shift.before else "down", abs(shift.after - shift.before),
                _previous_year(text[here.start : here.end], read.context.year), shift.before,
            )  # fmt: skip


def _is_beside(text: str, shift: Shift, step: Move) -> bool:
    """'tăng 5 bậc (từ thứ 9 lên thứ 4)', 'tụt từ thứ 5 xuống thứ 8 (giảm 03 bậc)', '…, tức là vượt 2 bậc'."""
    if shift.start >= step.end:
        return shift.start - step.end <= _BESIDE
    return re.fullmatch(r"[\s,(]*(?:và\s+|tức(?:\s+là)?\s+)?", text[shift.end : step.start]) is not None


def _of_index(before: str) -> bool:
    """'Giá trị trung bình Chỉ số CCHC … cao hơn 1,42%': points of a hundred; a share of anything else is none."""
    return bool(_INDEX.search(before)) and not re.search(r"t[ỷỉ] lệ|hài lòng|hồ sơ", before[-80:], re.IGNORECASE)


def _of_share(text: str, move: Move, told: Sequence[Told]) -> bool:
    """'đạt 84,11%, xếp thứ 37/63, giảm 0,94%': of the index told in per cent just before."""
    last = next((t for t in reversed(told) if t.end <= move.start), None)
    return last is not None and move.start - last.end < _NEAR and text[: last.end].endswith("%")


def _values(text: str, move: Move, who: Who, told: Sequence[Told]) -> tuple[float | None, float | None]:
    """(value before, value now) where the text tells them beside the change."""
    tail = text[move.end : move.end + 60]
    span = _FROM_TO.match(tail.lstrip(" ,")) or _FROM_TO.search(tail[:30])
    if span:
        return parse_number(span["before"]), parse_number(span["after"])
    if move.quantity == "rank":
        then_rank = _RANK_THEN.match(tail)
        if then_rank:
            return parse_number(then_rank["before"]), who.value
        rank = re.match(r"[^.;]{0,50}?xếp\s+(?:vị\s*tr\w+\s+)?(?:thứ\s+)?(?:hạng\s+)?(\d{1,3})\b", tail)
        return None, float(rank.group(1)) if rank else who.value
    then = _THEN.search(tail[:25])
    if then:
        return parse_number(then["before"]), who.value
    earlier = [t.score for t in told if t.start >= move.end and t.score.year != who.value and t.start - move.end < 12]
    return (earlier[0].score if earlier else None), who.value


def _year(word: str | None, current: int | None) -> int | None:
    if not word:
        return None
    return int(word) if word.isdigit() else (current - 1 if current else None)


def _previous_year(sentence: str, current: int | None) -> int | None:
    match = _BEFORE_YEAR.search(sentence)
    found = _year(match["year"] or match["bare"], current) if match else None
    return found or (current - 1 if current else None)


def _change(
    read: Reader,
    where: Evidence,
    who: Who,
    quantity: Quantity,
    direction: Direction,
    amount: float | None,
    previous_year: int | None,
    previous: float | None = None,
) -> Change:
    reading = 1.0
    return change_record(
        read.context, where, who, quantity, direction, amount, previous_year, previous, reading, read.group()
    )

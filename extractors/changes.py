"""Changes against the year before: figures ('tăng 0,96 điểm', 'giảm 2 bậc'), words ('thấp hơn so với năm 2021'),
lists of risers and fallers, and columns of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.change_tables import Direction, Quantity, Who, change_record, table_changes
from extractors.clauses import TOTAL, Reader, Topic, mentions_group, reader, sentences, topic_of, with_list_below
from extractors.columns import columns_of
from extractors.context import DocumentContext
from extractors.linking import Linked, as_printed
from extractors.prose import prose
from extractors.prose_scores import Told, told_scores
from extractors.records import Change, Evidence
from extractors.text import Flow, Paragraph, evidence
from extractors.text_tables import grids_of
from extractors.values import parse_number
from normalizers.unicode import fold

_NUM = r"\d{1,3}(?:[.,]\d{1,3})?"
# Words that carry the sense are read with any marks: OCR loses and swaps them (tầng, giám, bắc).
_UP, _DOWN, _PLACE = r"t[aăâàáảãạằắẳẵặầấẩẫậ]ng", r"gi[aàáảãạ]m", r"b[aăâàáảãạằắẳẵặầấẩẫậ]c"
# 'tháng 0,95 điểm so với', 'gồm 06 bậc so với': the words rose and fell as engines and their repair leave them
_MISREAD = rf"(?:th[aáàảãạăâầấ]ng|[uứừưửữự]ng|gồm|giữa|giam)(?=\s+{_NUM}\s*(?:điểm|{_PLACE})\s+so\s+v)"
# Points of a hundred told in per cent are points where an index is spoken of.
_COUNTED = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_RISES = "cao hơn|nhỉnh hơn|lên|leo|thăng|vươn|nhảy|vượt|cải thiện|bứt phá|nhích"
_FALLS = "thấp hơn|kém hơn|tụt|sụt|lùi|rớt|xuống|hạ|rơi|trượt|mất(?=\\s+\\d+\\s+(?:bậc|hạng))"
_STEP = rf"(?:điểm(?!\s*%)|{_PLACE}|hạng|vị trí|thứ hạng|thứ {_PLACE})"
_FIGURE = re.compile(
    rf"\b(?P<word>{_UP}|{_DOWN}|{_MISREAD}|{_RISES}|{_FALLS})"
    rf"(?:\s+(?:thêm|lại|xuống|lên|hạng|bậc|được|đi|so với|với|là|đến|tới|khoảng|nhẹ|mạnh"
    r"|nhiều nhất|kết quả|mức|điểm(?=\s+năm)))*"
    rf"(?:\s+(?:so với\s+)?năm\s+(?P<year>(?:19|20)\d\d"
    rf"|trước))?(?:\s+(?:là|la|1a|1[248]))?\s+(?P<amount>{_NUM}|{'|'.join(_COUNTED)})\s*"
    rf"(?:(?P<step>{_STEP})\b(?!\s*%)|(?P<share>%))",
    re.IGNORECASE,
)
# 'huyện Quảng Điền (+6,12%)', 'Phú Vang (-1,44 điểm)'
_SIGNED = re.compile(rf"\(\s*(?P<sign>[+–−-])\s*(?P<amount>{_NUM})\s*(?P<step>%|điểm|bậc|hạng)?\s*\)", re.IGNORECASE)
_KEPT = re.compile(
    rf"\b(?P<word>giữ nguyên|giữ vững|giữ|không thay đổi|không đổi|tiếp tục (?:xếp|đứng|giữ"
    rf"|dẫn đầu))\s*(?:ở\s+)?(?:so với năm \d+\s+)?"
    rf"(?P<step>{_STEP}|vị\s*tr\w+|thứ)(?:\s*thứ)?(?:\s*hạng)?\s*(?P<rank>\d{{1,3}}|nhất|cao nhất|thấp nhất|cuối)?",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"(?:(?P<count>\d{{1,3}})\s+)?\b(?P<noun>(?:xã|phường|thị trấn|đơn vị|huyện|địa phương|sở|cơ quan|thành phố"
    rf"|thị xã)(?:[, ]+(?:xã|phường|thị trấn|huyện|thị xã|thành phố))*)"
    rf"['’]?\s+(?:được\s+|bị\s+|có\s+)?(?P<word>{_UP}|{_DOWN}|giữ(?: nguyên)?|không thay đổi"
    rf"|tụt)\s+(?:về\s+)?(?P<step>điểm(?:\s+số)?|{_PLACE}|hạng|thứ hạng|vị trí|thứ {_PLACE}|bớt)\b",
    re.IGNORECASE,
)
_QUALITY = re.compile(
    r"\b(?:điểm số|điểm trung bình|điểm|chỉ số CCHC|kết quả chỉ số)\s+(?:năm (?P<of>(?:19"
    r"|20)\d\d)\s+)?(?:đều\s+)?(?P<word>thấp hơn|cao hơn|tăng|giảm)\s+(?:so với\s+)?năm\s+(?P<year>(?:19"
    r"|20)\d\d)\b(?!\s+là\s+\d)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"\(\s*từ\s+(?P<before>{_NUM})\s*(?:điểm|d\w{{1,3}}m)?\s*(?:lên|xuống|còn|đến)\s*(?:còn\s+)?(?P<after>{_NUM})",
    re.IGNORECASE,
)
_THEN = re.compile(rf"\(\s*năm\s+(?P<year>(?:19|20)\d\d)\s*(?:đạt|là|:)?\s*(?P<before>{_NUM})", re.IGNORECASE)
# 'so với năm 2021 (85,05%, xếp thứ 32/63)'
_RANK_THEN = re.compile(
    r"\s*(?:so với|hơn)?\s*năm\s+(?:trước|(?:19|20)\d\d)\s*\([^()]{0,25}?"
    r"(?:xếp|đứng|vị\s*trí|thứ|hạng)(?:\s+(?:vị\s*trí|thứ|hạng))*\s+(?P<before>\d{1,3})\b",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    r"\b(?:so với|như|hơn|với)\s+(?:cùng kỳ\s+)?(?:năm\s+(?P<year>(?:19|20)\d\d|trước)|(?P<bare>(?:19|20)\d\d)\b"
    r"|(?:năm\s+)?(?:liền (?:trước|kề)|ngoái)|(?:kỳ|lần|đợt|quý|tháng) trước|tháng \d|cùng kỳ|chính mình)",
    re.IGNORECASE,
)
_MOVES = re.compile(
    rf"{_UP}|{_DOWN}|{_MISREAD}|hơn|giữ|tiếp tục|không thay|không đổi|\b(?:{_RISES}|{_FALLS})\b|\([+–−-]\s*\d",
    re.IGNORECASE,
)
# '(từ vị trí 4 xuống vị trí 10)', 'từ thứ 9 lên thứ 4': the place before and now
_PLACES = re.compile(
    r"\btừ\s+(?:vị\s*trí|hạng|thứ(?:\s+hạng)?)(?:\s+thứ)?\s+(?P<before>\d{1,3}|nhất|nhì|hai|ba|tư|năm)\s*(?:/\d+\s*)?"
    r"(?:(?:vươn|vượt|tăng|nhảy|tụt|rớt|giảm|rơi)\s+)?(?P<word>lên|xuống)\s+(?:vị\s*trí|hạng|thứ(?:\s+hạng)?)(?:\s+thứ)?\s+(?P<after>\d{1,3}|nhất|nhì|hai|ba|tư|năm)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"\s*so với (?:mức |điểm |giá trị |chỉ số )*(?:trung bình|bình quân)(?! năm)", re.IGNORECASE)
_OFFICE = re.compile(  # an office that no gazetteer knows, right before the word
    r"(?:^|[,;:]\s|\bvà\s)\W*(?P<name>(?:Sở|Ban|Phòng|Chi cục|Cục|Thanh tra|Văn phòng|Bảo hiểm)\s[^,.;:()]{2,60}?)"
    r"\s*(?:cũng\s+|bị\s+|tiếp tục\s[^,.;:]{0,30}\s)?\(?$"
)
_WISH = re.compile(r"\b(?:phấn đấu|mục tiêu|nhằm|dự kiến|yêu cầu|để|cần|sẽ)\b[^.;]{0,40}$", re.IGNORECASE)
_INDEX = re.compile(
    r"\b(?:(?:có )?chỉ số (?:CCHC|cải cách hành chính|trung bình|tăng|giảm)|PAR ?INDEX"
    r"|giá trị trung bình)",
    re.IGNORECASE,
)
_WORD_RANKS = {"nhất": 1, "cao nhất": 1, "nhì": 2, "hai": 2, "ba": 3, "tư": 4, "năm": 5}
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
    if not _MOVES.search(text):
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
        here = [t for t in told if start <= t.start < end]
        yield from _sentence_changes(read, paragraph, start, end, here)


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
    heads = list(_LIST.finditer(text))
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
    direction = _direction(listed.word)
    previous = _previous_year(text[listed.start : listed.end], read.context.year)
    for named in read.named_in(listed.names, listed.end):
        amount = _own_amount(text[named.end : min(named.end + 30, listed.end)])
        yield _change(
            read, evidence(read.flow, named.start, named.end), Who(named.link, TOTAL, None, "value"),
            quantity, direction, amount, previous,
        )  # fmt: skip
    whole = _sum_of_list(text[listed.names : listed.end])
    if whole is not None:
        yield _change(
            read, evidence(read.flow, listed.start, listed.end), Who(None, TOTAL, None, "value"), quantity,
            direction, whole, previous,
        )  # fmt: skip


def _own_amount(after: str) -> float | None:
    """'Huy Tân (tăng 2,5 điểm), …': in brackets right after the name, and the list goes on."""
    match = re.match(
        rf"\s*\((?:tăng|giảm)?\s*\+?-?({_NUM})\s*(?:điểm|bậc|hạng)?\)\s*(?:[,;]|và\b)", after, re.IGNORECASE
    )
    return parse_number(match.group(1)) if match else None


def _sum_of_list(tail: str) -> float | None:
    match = re.search(rf"\(\s*(?:tổng\s+)?(?:{_UP}|{_DOWN})\s+({_NUM})\s*(?:điểm|bậc)\s*\)\W*$", tail, re.IGNORECASE)
    return parse_number(match.group(1)) if match else None


# --- sentences ----------------------------------------------------------------------------------------------------


def _sentence_changes(
    read: Reader, paragraph: Paragraph, start: int, end: int, told: Sequence[Told]
) -> Iterator[Change]:
    text = read.flow.text
    years = _BEFORE_YEAR.search(text, start, end)
    about_years = years is not None or re.search(r"năm (?:trước|(?:19|20)\d\d)", text[paragraph.start : paragraph.end])
    matches = [m for m in _FIGURE.finditer(text, start, end) if not _wished(text, start, m.start())]
    matches = [m for m in matches if m["step"] or _of_index(text[start : m.start()]) or _of_share(text, m, told)]
    kept = [m for m in _KEPT.finditer(text, start, end) if not _WISH.search(text[start : m.start()])]
    told_apart = about_years or re.search(r"nhiều nhất|tiến bộ", text[start:end], re.IGNORECASE)
    for match in matches:
        in_places = match["step"] is not None and match["step"].lower() != "điểm"  # moves since the year before
        if not told_apart and not in_places and not _FROM_TO.search(text[match.end() : match.end() + 30]):
            continue
        step = (match["step"] or "điểm").lower()
        quantity: Quantity = "score" if step == "điểm" else "rank"
        if _is_fragment(text, match) or _OF_OTHERS.match(text, match.end()):
            continue
        who = _who(read, start, match.start(), told, quantity)
        for other in _moving_together(read, start, match.start(), who):
            yield _change(
                read, evidence(read.flow, match.start(), match.end()), Who(other, TOTAL, None, "value"), quantity,
                _direction(match["word"]), _amount(match["amount"]), _previous_year(text[start:end], read.context.year),
            )  # fmt: skip
        before, after = _values(text, match, who, told, quantity)
        previous = _year(match["year"], read.context.year) or _previous_year(text[start:end], read.context.year)
        yield _change(
            read, evidence(read.flow, match.start(), match.end()),
            Who(who.link, who.topic, after if after is not None else who.value, who.stat),
            quantity, _direction(match["word"]), _amount(match["amount"]), previous, before,
        )  # fmt: skip
    yield from _signed_changes(read, start, end)
    for match in kept:
        if not match["rank"] and not years:
            continue
        who = _who(read, start, match.start(), told, "rank")
        if who.link is None:
            continue
        rank = _rank_word(match["rank"]) or who.value
        yield _change(
            read, evidence(read.flow, match.start(), match.end()), Who(who.link, TOTAL, rank, "value"), "rank",
            "same", 0.0, _previous_year(text[start:end], read.context.year), rank,
        )  # fmt: skip
    yield from _moved_places(read, start, end, told, matches)
    if not matches:
        for match in _QUALITY.finditer(text, start, end):
            yield _change(
                read, evidence(read.flow, match.start(), match.end()), Who(None, TOTAL, None, "value"), "score",
                _direction(match["word"]), None, int(match["year"]),
            )  # fmt: skip


def _wished(text: str, start: int, at: int) -> bool:
    """'phấn đấu tăng 2 bậc' is no change; 'yêu cầu UBND xã Ba Tầng (giảm 06 bậc) giải trình' tells one."""
    return text[at - 1] != "(" and _WISH.search(text[start:at]) is not None


def _signed_changes(read: Reader, start: int, end: int) -> Iterator[Change]:
    """Changes in brackets behind the names of units, with their signs."""
    text = read.flow.text
    for match in _SIGNED.finditer(text, start, end):
        named = [n for n in read.named_in(start, match.start()) if match.start() - n.name_end <= 1]
        if not named:
            continue
        of_ranks = match["step"] is None and re.search(r"\b(?:hạng|bậc)\b", text[start : match.start()], re.IGNORECASE)
        quantity: Quantity = "rank" if of_ranks or (match["step"] or "").lower() in ("bậc", "hạng") else "score"
        yield _change(
            read, evidence(read.flow, named[-1].start, match.end()), Who(named[-1].link, TOTAL, None, "value"),
            quantity, "up" if match["sign"] == "+" else "down", parse_number(match["amount"]),
            _previous_year(text[start:end], read.context.year),
        )  # fmt: skip


def _amount(word: str) -> float | None:
    return float(_COUNTED[word.lower()]) if word.lower() in _COUNTED else parse_number(word)


def _moved_places(
    read: Reader, start: int, end: int, told: Sequence[Told], steps: Sequence[re.Match[str]]
) -> Iterator[Change]:
    """Places before and now where no number of places is told beside them."""
    text = read.flow.text
    for match in _PLACES.finditer(text, start, end):
        before, after = _rank_word(match["before"]), _rank_word(match["after"])
        counted = any(_is_beside(text, match, step) for step in steps)
        if before is None or after is None or counted or _WISH.search(text[start : match.start()]):
            continue
        who = _who(read, start, match.start(), told, "rank")
        if who.link is None:
            continue
        yield _change(
            read, evidence(read.flow, match.start(), match.end()), Who(who.link, TOTAL, after, "value"), "rank",
            "up" if after < before else "down", abs(after - before),
            _previous_year(text[start:end], read.context.year), before,
        )  # fmt: skip


def _is_beside(text: str, places: re.Match[str], step: re.Match[str]) -> bool:
    """'tăng 5 bậc (từ thứ 9 lên thứ 4)', 'tụt từ thứ 5 xuống thứ 8 (giảm 03 bậc)'."""
    if places.start() >= step.end():
        return places.start() - step.end() <= _BESIDE
    return re.fullmatch(r"[\s,(]*(?:và\s+)?", text[places.end() : step.start()]) is not None


def _of_index(before: str) -> bool:
    """'Giá trị trung bình Chỉ số CCHC … cao hơn 1,42%': points of a hundred; a share of anything else is none."""
    return bool(_INDEX.search(before)) and not re.search(r"t[ỷỉ] lệ|hài lòng|hồ sơ", before[-80:], re.IGNORECASE)


def _of_share(text: str, match: re.Match[str], told: Sequence[Told]) -> bool:
    """'đạt 84,11%, xếp thứ 37/63, giảm 0,94%': of the index told in per cent just before."""
    last = next((t for t in reversed(told) if t.end <= match.start()), None)
    return last is not None and match.start() - last.end < _NEAR and text[: last.end].endswith("%")


def _is_fragment(text: str, match: re.Match[str]) -> bool:
    """'(từ 60 điểm lên 62 điểm)' is the value before and after, no change by 62 points."""
    return match["word"].lower() in ("lên", "xuống") and bool(
        re.search(r"(?:điểm|d\w{1,3}m|bậc|hạng|\d)\s*$", text[max(match.start() - 12, 0) : match.start()])
    )


def _who(read: Reader, start: int, at: int, told: Sequence[Told], quantity: Quantity) -> Who:
    """Whose change: of the score told just before, unless another unit is named between."""
    before = [t for t in told if t.end <= at]
    if before:
        last = before[-1]
        between = _subject_between(read, last.end, at)
        score = last.score
        if between is None or between.code == score.unit_code:
            value = score.score if quantity == "score" else float(score.rank) if score.rank else None
            link = None if score.unit_scope == "group" else _link_of(score.unit_name, score.unit_code, score.unit_level)
            topic = Topic(score.criterion, score.criterion_code, score.parent_criterion)
            return Who(link, topic, value, score.stat)
    clause = read.flow.text[start:at]
    named = read.last_named(start, at)
    home = read.home()
    topic = topic_of(read, start, clause, item=False)
    beside = any(0 <= at - n.name_end <= 1 for n in read.named_in(start, at))
    if named is not None and (beside or home is None or named.code != home.code or not mentions_group(clause)):
        return Who(named, topic, None, "value")
    office = _OFFICE.search(clause)
    if office is not None:
        return Who(as_printed(office["name"]), topic, None, "value")
    if read.of_group or mentions_group(clause):
        return Who(None, topic, None, "mean")
    return Who(home, topic, None, "value")


def _moving_together(read: Reader, start: int, at: int, who: Who) -> Iterator[Linked]:
    """'Các huyện Gio Linh và Cam Lộ cùng giảm 02 bậc': the names in a row with the one right before the word."""
    named = [n for n in read.named_in(start, at) if n.name_end <= at]
    together = re.compile(r"\s*(?:cùng|đều|mỗi \S+ \S+)\s*", re.IGNORECASE)
    if not named or named[-1].link != who.link or not together.fullmatch(read.flow.text[named[-1].name_end : at]):
        return
    for left, right in pairwise(reversed(named)):
        if not re.fullmatch(r"\s*(?:,|;|và|, và)\s*", read.flow.text[right.name_end : left.start]):
            return
        yield right.link


def _subject_between(read: Reader, start: int, at: int) -> Linked | None:
    """The last unit named between two offsets that is not only where something belongs: 'của tỉnh Lâm Đồng'."""
    belongs = re.compile(r"\b(?:của|thuộc|trên địa bàn|toàn)\s+$", re.IGNORECASE)
    named = [n for n in read.named_in(start, at) if n.end <= at and not belongs.search(read.flow.text[: n.start][-24:])]
    return named[-1].link if named else None


def _link_of(name: str | None, code: str | None, level: str | None) -> Linked:
    return Linked(name or "", code, level, 0.97)


def _values(
    text: str, match: re.Match[str], who: Who, told: Sequence[Told], quantity: Quantity
) -> tuple[float | None, float | None]:
    """(value before, value now) where the text tells them beside the change."""
    tail = text[match.end() : match.end() + 60]
    span = _FROM_TO.match(tail.lstrip(" ,")) or _FROM_TO.search(tail[:30])
    if span:
        return parse_number(span["before"]), parse_number(span["after"])
    if quantity == "rank":
        then_rank = _RANK_THEN.match(tail)
        if then_rank:
            return parse_number(then_rank["before"]), who.value
        rank = re.match(r"[^.;]{0,50}?xếp\s+(?:vị\s*tr\w+\s+)?(?:thứ\s+)?(?:hạng\s+)?(\d{1,3})\b", tail)
        return None, float(rank.group(1)) if rank else who.value
    then = _THEN.search(tail[:25])
    if then:
        return parse_number(then["before"]), who.value
    earlier = [
        t.score for t in told if t.start >= match.end() and t.score.year != who.value and t.start - match.end() < 12
    ]
    return (earlier[0].score if earlier else None), who.value


def _direction(word: str) -> Direction:
    if re.match(rf"{_DOWN}|{_FALLS}", word, re.IGNORECASE) or fold(word).startswith(("gom", "giua", "giam", "mat")):
        return "down"
    up = re.match(rf"{_UP}|{_RISES}", word, re.IGNORECASE) or fold(word).startswith(("thang", "ung", "tang"))
    return "up" if up else "same"


def _rank_word(word: str | None) -> float | None:
    if not word:
        return None
    return float(word) if word.isdigit() else _WORD_RANKS.get(word.lower())


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

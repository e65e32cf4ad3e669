"""Checks of groups and lists: counts, shares, who stands in two lists or in none, bands against scores."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extractors.checks.finding import Facts, finding, rounds_to
from extractors.naming.linking import children, counts_about_year_end
from extractors.naming.named import NamedUnit, named_units
from extractors.records import Change, Check, Evidence, Group
from extractors.text.flow import evidence, read_by_machine
from normalizers.unicode import fold

_KINDS = r"(?:xã|phường|thị trấn|đơn vị|địa phương|huyện|thị xã|thành phố)"
_COUNTED = re.compile(rf"(?<![\d/,.])(?P<n>\d{{1,2}})\s+(?P<kinds>{_KINDS}(?:,\s*{_KINDS})*)\b", re.IGNORECASE)
_LIST_OPENS = re.compile(r"(?:\b(?:gồm|là|gồm có)\b[^.;:,(]{0,40}:?|:)\s*$", re.IGNORECASE)
_SELECTS = re.compile(
    r"\b(?:trong đó|nhất|điển hình|tiêu biểu|như|cụ thể là|chủ yếu|riêng)\b", re.IGNORECASE
)  # some of them
_ASIDE = re.compile(r"\s*\([^()\n]{1,60}\)")  # 'Quảng Lưu (tăng 02 bậc)'
_LIST_ENDS = re.compile(r"(?:\s*\([^()\n]{1,60}\))?\s*(?:[.;)\n]|$)")
_WHOLE = re.compile(
    r"(?:\b(?:của|đối với|toàn bộ|tổng số|tất cả|cả|trong|áp dụng cho|là UBND của|/)\s*|\()"
    r"(?P<n>\d{1,3})\s+(?:UBND\s+)?"
    r"(?P<what>đơn vị hành chính cấp xã|đơn vị cấp xã|(?:xã|phường|thị trấn)(?:,\s*(?:xã|phường|thị trấn))+"
    r"|(?:xã|phường)(?=\s+(?:trên địa bàn|thuộc)\s+(?:huyện|quận|thị xã|thành phố))|(?:xã|phường)(?=\s*[;.])"
    r"|đơn vị(?=\s*\))|đơn vị(?=\s+(?:cấp huyện|hành chính)))",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;)%]\W*$")
_LISTING = re.compile(r"\b(?:gồm|chiếm|tỷ lệ|tỉ lệ)\b", re.IGNORECASE)
_A_PART = re.compile(
    r"\s*(?:thuộc|của|ở|trong)?\s*"
    r"(?:cụm|khối|nhóm|vùng|miền|diện|biên giới|ven|khu vực|đặc biệt|trọng điểm|còn lại|nông thôn)\b",
    re.IGNORECASE,
)
_MANY = 3  # units in bands they do not fit
_MOVED = re.compile(
    r"^\s*(?:được\s+|bị\s+|có\s+)?(?:tăng|giảm|giữ|đạt|chưa|không|xếp|đã|gửi|nộp|hoàn thành)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that says how many it has: the number, and the units named in it."""

    stated: int
    items: int
    units: tuple[NamedUnit, ...]
    where: Evidence


def counts(facts: Facts) -> Iterator[Check]:
    """'gồm 07 xã: …' against the names that follow."""
    said: set[int] = set()
    for group in facts.groups:
        listed = len(group.member_names)
        if group.count is not None and listed and group.count != listed and _read_whole(facts, group):
            said.add(group.evidence.line)
            yield finding(
                "count-vs-list", group.evidence, facts.context, stated=group.count, computed=listed, about=(group,)
            )
    for found in _prose_lists(facts):
        known = any(g.evidence.line <= found.where.line <= g.evidence.line_end for g in facts.groups)
        if not known and found.where.line not in said and found.stated != found.items == len(found.units):
            yield finding("count-vs-list", found.where, facts.context, stated=found.stated, computed=found.items)


def _read_whole(facts: Facts, group: Group) -> bool:
    """Every item became a member, and the list ends with a stop where an engine may have cut it."""
    return _all_linked(group) and (_STOP.search(group.evidence.quote) is not None or not read_by_machine(facts.flow))


def _all_linked(group: Group) -> bool:
    """Every item of the printed list became a member."""
    tail = group.evidence.quote.split(":")[-1]
    tail = re.split(r"[;.]?\s*(?:Tỷ lệ|Tỉ lệ|chiếm)\b", tail, flags=re.IGNORECASE)[0]
    return len([i for i in re.split(r",| và ", tail) if i.strip(" .;)")]) == len(group.member_names)


def _prose_lists(facts: Facts) -> Iterator[Listed]:
    text, units = facts.flow.text, named_units(facts.flow, facts.context)
    starts = [u.start for u in units]
    counted = list(_COUNTED.finditer(text))
    for match, following in zip_longest(counted, counted[1:]):
        at = bisect_left(starts, match.end())
        if at == len(units) or starts[at] - match.end() > 90 or (following and following.start() < starts[at]):
            continue
        between = text[match.end() : starts[at]].replace(":\n", ": ")
        if not _LIST_OPENS.search(between) or _SELECTS.search(between) or re.search(r"[.;\n]", between):
            continue
        run = _run(text, units, at)
        end = run[-1].end
        items = re.split(r",| và ", _ASIDE.sub("", text[starts[at] : end]))
        if _LIST_ENDS.match(text, end):
            yield Listed(int(match["n"]), len(items), tuple(run), evidence(facts.flow, match.start(), end))


def _run(text: str, units: Sequence[NamedUnit], at: int) -> list[NamedUnit]:
    """The units that follow one another with only commas, 'và', bodies and what stands in brackets between."""
    run = [units[at]]
    for unit in units[at + 1 :]:
        between = _ASIDE.sub("", text[run[-1].end : unit.start])
        if not re.fullmatch(r"\s*(?:,|và|;)\s*(?:và\s+)?(?:UBND\s+)?(?:các\s+)?(?:xã |phường |thị trấn )?", between):
            break
        run.append(unit)
    return run


def gazetteer_counts(facts: Facts) -> Iterator[Check]:
    """'27 xã, thị trấn trên địa bàn huyện' against the units the gazetteer has on the date."""
    place = facts.context.district
    known = len(children(facts.context)) if place is not None else 0
    about = counts_about_year_end(facts.context)
    if not known or place is None:
        return
    text = facts.flow.text
    seen = {int(m["n"]) for m in _WHOLE.finditer(text) if _A_PART.match(text, m.end())}
    for match in _WHOLE.finditer(text):
        stated = int(match["n"])
        before = text[max(match.start() - 60, 0) : match.start()]
        after = text[match.end() : match.end() + 40]
        if stated in (known, *about) or stated in seen or not _is_whole(match, before, after):
            continue
        seen.add(stated)
        yield finding(
            "count-vs-gazetteer", evidence(facts.flow, match.start("n"), match.end()), facts.context,
            stated=stated, computed=known, unit=place.name,
        )  # fmt: skip


def _is_whole(match: re.Match[str], before: str, after: str) -> bool:
    """All units are meant: of the district, or those the report is about."""
    if _MOVED.match(after) or _A_PART.match(after):
        return False
    if match["what"].lower() in ("xã", "phường") and not re.search(r"(?:đánh giá|áp dụng|đối tượng)[^.;:]*$", before):
        return False
    if match["what"].lower() == "đơn vị" and not re.search(r"(?:các (?:xã|phường)|cấp xã)[^.;]*$", before):
        return False
    if re.search(r"\b(?:ít nhất|hơn|trên|dưới|khoảng|còn|thêm|nhất)\s*$", before):
        return False
    return (
        bool(
            re.match(
                r"\s*(?:\)|trên địa bàn|thuộc|của (?:huyện|thị|thành|quận)|[.,;]|như sau|năm|tham gia|so với)", after
            )
        )
        or "," in match["what"]
    )


def shares(facts: Facts) -> Iterator[Check]:
    """'chiếm 14,8 %' against the count and the number of all units."""
    total = sum(g.count or 0 for g in _family(facts))
    known = len(children(facts.context))
    ranked = max((len({s.unit_code for s in facts.scores if s.stat == "value" and s.unit_code}), known, total))
    for group in facts.groups:
        if group.share_percent is None or not group.count or total == 0:
            continue
        bases = {n for n in (total, known, ranked) if n >= group.count}
        listed = len(group.member_names) or group.count
        if not any(_near(group.share_percent, 100 * c / n) for n in bases for c in (group.count, listed)):
            base = known or total
            yield finding(
                "share-vs-count", group.evidence, facts.context, stated=group.share_percent,
                computed=round(100 * group.count / base, 2), about=(group,), count=group.count, total=base,
            )  # fmt: skip


def _near(stated: float, exact: float) -> bool:
    return rounds_to(stated, exact) or abs(stated - exact) < 0.06


def _family(facts: Facts) -> list[Group]:
    """The groups that share all units out among them: bands of points with a count or members, each name once."""
    named: dict[str, Group] = {}
    for group in facts.groups:
        if group.count is not None or group.members:
            named.setdefault(fold(group.name), group)
    return list(named.values())


_Lists = list[tuple[str, tuple[str, ...], Group | Change]]


def memberships(facts: Facts) -> Iterator[Check]:
    """A unit in two groups, or in no group though the groups are to hold all."""
    family = _family(facts)
    moved = [lists for quantity in ("score", "rank") for lists in _direction_lists(facts, quantity)]
    yield from _in_two(facts, [(g.name, g.members, g) for g in family])
    for lists in moved:
        if any(len(set(codes)) > 1 for _, codes, _ in lists):  # not one unit's own ups and downs
            yield from _in_two(facts, lists)
    yield from _in_none(facts, family)
    for lists in moved:
        yield from _moved_nowhere(facts, lists)


def _moved_nowhere(facts: Facts, lists: _Lists) -> Iterator[Check]:
    """Risers, fallers and those that kept their place are all units together. The lists have as many names as there
    are units, yet one is missing: another stands in its place. With fewer names, the reading may have lost it."""
    named = [code for _, codes, _ in lists for code in codes]
    everyone = {u.code for u in children(facts.context)}
    missing = sorted(everyone - set(named))
    if len(lists) < 2 or not 0 < len(missing) <= 2 or len(named) != len(everyone):
        return
    for code in missing:
        yield finding(
            "in-no-list", lists[-1][2].evidence, facts.context, stated=", ".join(name for name, _, _ in lists),
            computed="", about=(lists[-1][2],), unit=_name_of(facts, code),
        )  # fmt: skip


def _direction_lists(facts: Facts, quantity: str) -> Iterator[_Lists]:
    """The lists of risers, fallers and those that kept their place, as the report prints them, for each two years."""
    words = {"up": "tăng", "down": "giảm", "same": "giữ nguyên"}
    years: dict[tuple[int | None, int | None], dict[str, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for change in facts.changes:
        if change.quantity == quantity and change.unit_code and change.criterion == "total":
            years[change.year, change.previous_year][change.direction].append(change)
    what = "điểm" if quantity == "score" else "bậc"
    for lists in years.values():
        yield [(f"{words[d]} {what}", tuple(c.unit_code or "" for c in found), found[0]) for d, found in lists.items()]


def _in_two(facts: Facts, lists: _Lists) -> Iterator[Check]:
    first: dict[str, tuple[str, Group | Change]] = {}
    for name, codes, record in lists:
        for code in dict.fromkeys(codes):
            if code in first and first[code][0] != name:
                other, known = first[code]
                yield finding(
                    "in-two-lists", record.evidence, facts.context, stated=name, computed=other,
                    about=(record, known), unit=_name_of(facts, code),
                )  # fmt: skip
            first.setdefault(code, (name, record))


def _in_none(facts: Facts, family: Sequence[Group]) -> Iterator[Check]:
    """Only where the lists hold nearly all: one or two are missing, and nobody was read wrongly instead."""
    placed = {code for g in family for code in g.members}
    everyone = {u.code for u in children(facts.context)}
    ranked = {s.unit_code for s in facts.scores if s.stat == "value" and s.criterion == "total" and s.unit_code}
    everyone = {c for c in ranked if c in everyone} if len(ranked) >= 3 else everyone
    missing = everyone - placed
    unread = any(g.count and len(g.member_names) < g.count and not _all_linked(g) for g in family)
    if len(family) < 2 or not 0 < len(missing) <= 2 or len(placed) < 3:
        return
    if any(not g.members and g.count for g in family) or unread:
        return
    last = [g for g in family if g.members][-1]
    for code in sorted(missing - _named_beside(facts, family)):
        home = _home_group(facts, code)
        listed = next((g for g in family if home and _band_key(g.name) == _band_key(home.name)), None)
        if listed is None and (home is not None or _outside(facts, code, family)):
            continue  # the list of its band is not there at all
        yield finding(
            "in-no-list", last.evidence, facts.context, stated=", ".join(g.name for g in family), computed="",
            about=(listed or last,), unit=_name_of(facts, code),
        )  # fmt: skip


def _named_beside(facts: Facts, family: Sequence[Group]) -> set[str]:
    """Units named between the lists or right after them in a list that was not read as one: its head was damaged."""
    first, last = min(g.evidence.line for g in family), max(g.evidence.line_end for g in family) + 2
    near = [m for m in facts.mentions if m.unit_code and first <= m.evidence.line <= last]
    return {m.unit_code or "" for m in near if _LISTING.search(_paragraph(facts, m.evidence.line))}


def _paragraph(facts: Facts, line: int) -> str:
    at = facts.flow.offset_of(line)
    return "" if at is None else facts.flow.paragraph_text(facts.flow.paragraph_at(at))


def _home_group(facts: Facts, code: str) -> Group | None:
    """The band that a unit's total falls into, wherever its limits are given."""
    score = next(
        (s for s in facts.scores if s.unit_code == code and s.criterion == "total" and s.stat == "value"), None
    )
    if score is None or score.score is None:
        return None
    return next((g for g in facts.groups if _is_band(g) and within(score.score, g)), None)


def _outside(facts: Facts, code: str, family: Sequence[Group]) -> bool:
    """A unit's total is known, and in none of the bands that have lists."""
    has_total = any(s.unit_code == code and s.criterion == "total" and s.stat == "value" for s in facts.scores)
    return has_total and all(_is_band(g) for g in family)


def _is_band(group: Group) -> bool:
    return group.lower is not None or group.upper is not None


def _name_of(facts: Facts, code: str) -> str:
    return next((u.full_name for u in children(facts.context) if u.code == code), code)


def within(score: float, group: Group) -> bool:
    if group.lower is not None and (score < group.lower or (score == group.lower and group.lower_inclusive is False)):
        return False
    return not (
        group.upper is not None and (score > group.upper or (score == group.upper and group.upper_inclusive is False))
    )


def bands(facts: Facts, blamed: frozenset[str]) -> Iterator[Check]:
    """The rating printed with a total, and the group a unit is listed in, against the limits of the bands."""
    limits: dict[str, Group] = {}
    for group in facts.groups:
        if _is_band(group):
            limits.setdefault(_band_key(group.name), group)
    rated = [s for s in facts.scores if s.criterion == "total" and s.rating and s.score is not None]
    rated = [s for s in rated if s.unit_scope == "unit"]  # 'trung bình' beside a mean is a mean
    for score in rated:
        band = limits.get(_band_key(score.rating or ""))
        if band is None or score.record_id in blamed or within(score.score or 0.0, band):
            continue
        right = next((g for g in limits.values() if within(score.score or 0.0, g)), None)
        if right is not None:
            yield finding(
                "band-vs-score", score.evidence, facts.context, stated=score.rating, computed=right.name,
                about=(score, band), unit=score.unit_name, score=score.score,
            )  # fmt: skip
    yield from _listed_bands(facts, limits)


def _band_key(name: str) -> str:
    return re.sub(r"^(?:nhom|xep loai|loai|muc)\s+", "", fold(name)).strip()


def _listed_bands(facts: Facts, limits: dict[str, Group]) -> Iterator[Check]:
    """A unit listed in a band its total does not fit; where most units do not, what was read as totals are none."""
    found = list(_unlike_band(facts, limits))
    if len(found) < _MANY or len(found) * 2 <= sum(len(g.members) for g in _family(facts)):
        yield from found


def _unlike_band(facts: Facts, limits: dict[str, Group]) -> Iterator[Check]:
    """Of each unit; one listed twice is a matter of in-two-lists."""
    totals = {
        s.unit_code: s
        for s in reversed(facts.scores)
        if s.criterion == "total" and s.stat == "value" and s.unit_code and s.year == facts.context.year
    }
    listed = [code for g in _family(facts) for code in g.members]
    for group in _family(facts):
        for code in dict.fromkeys(group.members):
            score = totals.get(code)
            if score is None or score.score is None or listed.count(code) > 1 or within(score.score, group):
                continue
            right = next((g for g in limits.values() if within(score.score, g)), None)
            if right is not None and _band_key(right.name) != _band_key(group.name):
                yield finding(
                    "band-vs-score", group.evidence, facts.context, stated=group.name, computed=right.name,
                    about=(group, score), unit=score.unit_name, score=score.score,
                )  # fmt: skip

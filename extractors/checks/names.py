"""Checks of names: units that the gazetteer does not have where and when the report speaks of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from extractors.checks.finding import Facts, finding
from extractors.context import Place
from extractors.naming.linking import bare_surface, children, goes_on
from extractors.records import Check, Mention, Score
from extractors.text.flow import evidence, read_by_machine
from extractors.text.vocabulary import UPPER
from gazetteer.spelling import form, split_kind
from gazetteer.units import Unit
from normalizers.unicode import fold

# Two kinds of commune side by side; a city spoken of without its name.
_KINDS = re.compile(
    r"\b(?:xã|phường|thị trấn), (?:xã|phường|thị trấn)\b(?!,? (?:huyện|thị xã|thành phố))", re.IGNORECASE
)
_CITY = re.compile(
    rf"\b(?:trên địa bàn|của|toàn) thành phố(?= *(?:[.,;)]|$|là|được|có|phát hành|đã|và))(?! [{UPPER}])", re.MULTILINE
)
_OFFICE = re.compile(
    r"\b(?:ủy ban|uỷ ban|nhân dân)\b", re.IGNORECASE
)  # no name holds it: what precedes names is cut off
_NAME = re.compile(rf"(?i:xã |phường |thị trấn |huyện |quận )?(?:[{UPPER}]\w+|\d+)(?: [{UPPER}\d][\w'’-]*)*\W*")
_MOST_SLIPS = 2  # a report with more misspelt names was read badly
_CLEAR = 0.6  # what was read with less confidence is a matter for review, not a contradiction


def unknown(facts: Facts) -> Iterator[Check]:
    """Rows of tables without a unit, and names one letter off an official one."""
    place = facts.context.district or facts.context.province
    known = children(facts.context)
    if place is None or not known:
        return
    strangers = _strangers(facts, known)
    if len(strangers) <= _MOST_SLIPS:  # a table of offices names nobody else
        for surface, score in strangers.values():
            yield finding(
                "unknown-unit", score.evidence, facts.context, stated=surface, computed="", about=(score,),
                confidence=0.8, unit=place.name,
            )  # fmt: skip
    misspelt = {fold(m.surface): (m, name) for m in facts.mentions if (name := _misspelt(m))}
    if len(misspelt) > _MOST_SLIPS:
        return  # the reading is bad, not the report
    for key, (mention, official) in misspelt.items():
        if key not in strangers and not _repaired(facts, mention):
            yield finding(
                "unknown-unit", mention.evidence, facts.context, stated=mention.surface,
                computed=f" (có thể là {official})", about=(mention,), confidence=0.75, unit=place.name,
            )  # fmt: skip


def _strangers(facts: Facts, known: Sequence[Unit]) -> dict[str, tuple[str, Score]]:
    """The rows of tables that are no unit of the place, by name, each with its first score."""
    machine = read_by_machine(facts.flow)
    by_code = {unit.code: unit for unit in known}
    found: dict[str, tuple[str, Score]] = {}
    for score in facts.scores:
        surface = bare_surface(score.unit_surface or "")
        if score.stat != "value" or score.source != "table" or not surface or _is_known(score, surface, by_code):
            continue
        if fold(surface) in found or facts.flow.confidence(*_span(facts, score.evidence.line)) < _CLEAR:
            continue
        if machine and (_is_piece(surface, known) or _OFFICE.search(surface) or not _NAME.fullmatch(surface)):
            continue  # half of a cell of two lines, two lines read through each other, scraps
        found[fold(surface)] = (surface, score)
    return found


def _is_known(score: Score, surface: str, units: Mapping[str, Unit]) -> bool:
    """The row is a unit's; not if its name is longer than the unit's, which was known by its points alone."""
    unit = units.get(score.unit_code or "")
    return score.unit_code is not None and (unit is None or not goes_on(split_kind(surface)[1] or surface, unit))


def _is_piece(surface: str, known: Iterable[Unit]) -> bool:
    """Every word is a word of one name of the district: 'Vĩnh' of Vĩnh Hưng A."""
    words = set(fold(split_kind(surface)[1] or surface).split())
    return any(words < set(fold(unit.name).split()) for unit in known)


def kinds(facts: Facts) -> Iterator[Check]:
    """'xã, phường' in a rural district, 'trên địa bàn thành phố' in a huyện: left over from another place's text."""
    place = facts.context.district
    known = {u.kind for u in children(facts.context)}
    if place is None or not known or _is_a_town(facts, place):
        return
    told: set[str] = set()
    for match in _KINDS.finditer(facts.flow.text):
        named = {k.strip().lower() for k in match.group().split(",")}
        if named <= known or match.group().lower() in told:
            continue
        told.add(match.group().lower())
        yield _left_over(facts, match, place)
    if place.name.startswith(("thị xã", "thành phố")):
        return
    for match in _CITY.finditer(facts.flow.text):
        if match.group().lower() not in told:
            told.add(match.group().lower())
            yield _left_over(facts, match, place)


def _is_a_town(facts: Facts, place: Place) -> bool:
    """The report calls its place a town: there are towns and rural districts of one name side by side."""
    bare = re.escape(split_kind(place.name)[1] or place.name)
    return re.search(rf"(?:thị xã|thành phố|TX\.?|TP\.?)\s+{bare}", facts.flow.text, re.IGNORECASE) is not None


def _left_over(facts: Facts, match: re.Match[str], place: Place) -> Check:
    where = evidence(facts.flow, match.start(), match.end())
    return finding(
        "unknown-unit", where, facts.context, stated=match.group(), computed=" (đơn vị loại này)",
        confidence=0.7, unit=place.name,
    )  # fmt: skip


def _span(facts: Facts, line: int) -> tuple[int, int]:
    start = facts.flow.offset_of(line) or 0
    return start, start + 1


def _misspelt(mention: Mention) -> str | None:
    """The official name, where the printed one is another sound and no usual variant of it."""
    if not mention.unit_name:
        return None
    printed = form(split_kind(mention.surface)[1] or mention.surface)
    official = form(split_kind(mention.unit_name)[1] or mention.unit_name)
    if _spoken(printed.sound) == _spoken(official.sound) or len(printed.sound.split()) != len(official.sound.split()):
        return None  # a variant, or a name cut off at the line's end
    if printed.folded.isdigit():
        return None
    distance = Levenshtein.distance(printed.sound.replace(" ", ""), official.sound.replace(" ", ""))
    return mention.unit_name if 0 < distance <= 2 else None


def _spoken(sound: str) -> str:
    """'Dế Xu Phình' and 'Dế Su Phình': names of the highlands are written either way."""
    return sound.replace("x", "s")


def _repaired(facts: Facts, mention: Mention) -> bool:
    """The line was repaired or badly read: the fault may be the reader's, not the report's."""
    for piece in facts.flow.pieces:
        if piece.number == mention.evidence.line:
            return bool(piece.line.repairs) or piece.line.confidence(mention.start, mention.end) < 1.0
    return False

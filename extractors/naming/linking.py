"""From names as printed to units of the gazetteer: alone, and together where a table or a list names each unit once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz.distance import Levenshtein

from extractors.context import DocumentContext, Place
from gazetteer.link import link_together
from gazetteer.lookup import Gazetteer
from gazetteer.match import Candidate, Context, match
from gazetteer.spelling import form, split_kind
from gazetteer.units import Unit

SURE = 0.6  # a link with less belief is no link
_DAMAGE = 0.4  # the share of its letters that a damaged name may have lost
_BODY = re.compile(  # 'Ủy Ủy ban nhân dân': the first word of a cell read once more
    r"^\W*(?:(?:UBND|UB|HĐND|(?:Uỷ|Ủy)(?:\s+ban nhân dân)?|Đảng ủy|Công an|Trạm Y tế)\s+)+(?:các\s+)?", re.IGNORECASE
)
_KIND = re.compile(
    r"^(?:xã|phường|thị trấn|thị xã|thành phố|huyện|quận|tỉnh|TT\.?|TP\.?|TX\.?|P\.)(?=\s|\d|$|[A-ZĐ])\s*",
    re.IGNORECASE,
)
_KIND_BEHIND = re.compile(r"(?P<name>[^()]{2,40}?)\s*\((?P<kind>TT|TTr|thị trấn|xã|phường|P)\.?\)\W*$", re.IGNORECASE)
_LIST, _MANY = 4, 5  # names that make a list; one in so many of it without a unit is too many
_BOTH = (2, 3)  # districts and communes
_COMMUNE_KINDS = ("xã", "phường", "thị trấn")
_DISTRICT_KINDS = ("huyện", "quận", "thị xã", "thành phố")


@dataclass(frozen=True, slots=True)
class Linked:
    """A name and the unit it means; `code` is None where no gazetteer knows it."""

    name: str
    code: str | None
    kind: str | None
    score: float
    alternatives: tuple[str, ...] = ()


def bare_surface(text: str) -> str:
    """The name without 'UBND' before it and marks around it: 'UBND xã Nam Đà' → 'xã Nam Đà'."""
    bare = _BODY.sub("", text)
    behind = _KIND_BEHIND.match(bare)  # 'Mỹ Thọ (TT)'
    return (f"{behind['kind']} {behind['name']}" if behind else bare).strip(" .,;:*|-–")


def full_date(iso: str | None) -> date | None:
    """The last day a partial date may mean."""
    if not iso:
        return None
    parts = [int(p) for p in iso.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 28)


def search_context(context: DocumentContext, levels: tuple[int, ...] = ()) -> Context:
    place = context.district or context.province or context.commune
    parents = (place.code,) if place is not None and place.code else ()
    on = full_date(context.on)
    if on is not None and isinstance(context.gazetteer, Gazetteer):
        on = context.gazetteer.since(on)
    return Context(parents=parents, on=on, levels=levels)


def linked(unit: Unit, score: float, others: Sequence[Candidate] = ()) -> Linked:
    alternatives = tuple(c.unit.full_name for c in others if c.unit != unit)[:3]
    return Linked(unit.full_name, unit.code, unit.kind, score, alternatives)


def as_printed(surface: str) -> Linked | None:
    """What can be said of a name without a gazetteer."""
    match_ = _KIND.match(surface)
    if not surface or not any(c.isalpha() for c in surface):
        return None
    return Linked(surface, None, match_.group().strip().lower() if match_ else None, 0.5)


def own_levels(context: DocumentContext) -> tuple[int, ...]:
    """The level of the units a report of this place ranks: communes of a district, districts of a province."""
    if context.commune or context.district:
        return (3,)
    return _BOTH if context.province else ()


def link_names(names: Sequence[str], context: DocumentContext) -> tuple[Linked | None, ...]:
    """One unit or None for each name; a table or list names each unit once."""
    surfaces = [bare_surface(name) for name in names]
    if not isinstance(context.gazetteer, Gazetteer):
        return tuple(as_printed(s) for s in surfaces)
    levels = _levels_of(surfaces, context)
    found = link_together(context.gazetteer, surfaces, search_context(context, levels))
    if (
        len(surfaces) >= _LIST
        and context.province
        and sum(c is None or c.score < SURE for c in found) * _MANY > len(found)
    ):
        found = _as_districts(surfaces, context, found)
    if levels == _BOTH:  # 'Vị Xuyên' is a district and its town: a list names units of one level
        districts = link_together(context.gazetteer, surfaces, search_context(context, (2,)))
        if all(c is not None and c.score >= SURE for c, s in zip(districts, surfaces, strict=True) if s):
            found = districts
    return tuple(
        linked(c.unit, c.score) if c and c.score >= SURE and _alike(surface, c.unit) else None
        for surface, c in zip(surfaces, found, strict=True)
    )


def _as_districts(
    surfaces: Sequence[str], context: DocumentContext, found: tuple[Candidate | None, ...]
) -> tuple[Candidate | None, ...]:
    """A list of names that are not those of communes may be one of the province's districts."""
    province = (context.province.code,) if context.province is not None and context.province.code else ()
    around = replace(search_context(context, (2,)), parents=province)
    districts = link_together(context.gazetteer, surfaces, around)
    sure = [sum(c is not None and c.score >= SURE for c in ways) for ways in (districts, found)]
    return districts if sure[0] > sure[1] else found


def _alike(surface: str, unit: Unit) -> bool:
    """A name may be badly read, but not be another name: 'Ia BLứ Hạ Đông' is not Ia BLứ."""
    name = split_kind(surface)[1]
    if not form(name).folded:
        return True
    if goes_on(name, unit):
        return False
    readings = {form(name).folded, form(surface).folded}  # xã Phượng Hoàng begins like a ward
    names = [form(n).folded for n in (unit.name, *unit.spellings)]
    least = min(Levenshtein.distance(read, n) for read in readings for n in names)
    return least <= max(2, _DAMAGE * max(len(form(name).folded), len(names[0])))


def goes_on(name: str, unit: Unit) -> bool:
    """The unit's whole name and two or more words as names have them: 'Chiềng Khoang Hạ Đông' is not Chiềng Khoang."""
    words = name.split()
    size = len(unit.name.split())
    rest = words[size:]
    itself = form(" ".join(words[:size])).folded in {form(n).folded for n in (unit.name, *unit.spellings)}
    return itself and len(rest) > 1 and all(len(w) > 1 and w.isalpha() and w.istitle() for w in rest)


def _levels_of(surfaces: Sequence[str], context: DocumentContext) -> tuple[int, ...]:
    """What the level words of a list say of all its names; else what a document of this place would list."""
    kinds = [m.group().strip(" .").lower() for s in surfaces if (m := _KIND.match(s))]
    if sum(k in ("huyện", "quận", "thị xã") for k in kinds) * 2 > len(kinds) > 0:
        return (2,)
    if sum(k in _COMMUNE_KINDS for k in kinds) * 2 > len(kinds) > 0:
        return (3,)
    return own_levels(context)


def link_name(name: str, context: DocumentContext) -> Linked | None:
    """The unit a single name means."""
    surface = bare_surface(name)
    if not isinstance(context.gazetteer, Gazetteer):
        return as_printed(surface)
    found = match(context.gazetteer, surface, search_context(context))
    if not found or found[0].score < SURE:
        return None
    return linked(found[0].unit, found[0].score, found[1:])


def of_place(place: Place | None) -> Linked | None:
    """A place of the document as a linked unit."""
    if place is None:
        return None
    kind = _KIND.match(place.name)
    return Linked(place.name, place.code, kind.group().strip().lower() if kind else None, 1.0)


def children_count(context: DocumentContext) -> int | None:
    """How many units the gazetteer has below the document's district (or province)."""
    return len(children(context)) or None


def children(context: DocumentContext) -> tuple[Unit, ...]:
    place = context.district or context.province
    if not isinstance(context.gazetteer, Gazetteer) or place is None or not place.code:
        return ()
    on = full_date(context.on)
    return context.gazetteer.children(place.code, context.gazetteer.since(on) if on else None)


def counts_about_year_end(context: DocumentContext) -> tuple[int, ...]:
    """How many units there were at the end of the year assessed, and when reports on it are written."""
    place = context.district or context.province
    if not isinstance(context.gazetteer, Gazetteer) or place is None or not place.code or context.year is None:
        return ()
    days = (date(context.year, 12, 31), date(context.year + 1, 3, 31))
    return tuple(len(context.gazetteer.children(place.code, context.gazetteer.since(day))) for day in days)


def group_name(context: DocumentContext) -> str:
    """What all units of the document are called together: 'các xã, thị trấn thuộc huyện Krông Nô'."""
    place = context.district or context.province
    kinds = {u.kind for u in children(context)}
    order = _COMMUNE_KINDS if context.district else _DISTRICT_KINDS
    named = [k for k in order if k in kinds] or (
        ["xã", "thị trấn"] if context.district else ["huyện", "thị xã", "thành phố"]
    )
    whole = f"các {', '.join(named)}"
    return f"{whole} thuộc {place.name}" if place else whole

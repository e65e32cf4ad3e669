"""Which province, district and commune a document belongs to, from the units its head and text name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import takewhile

from extractors.context import Place
from gazetteer.lookup import Gazetteer
from gazetteer.place import HEAD_LINES, place_of
from gazetteer.units import Unit
from normalizers.unicode import fold

PROVINCE_WORDS = ("tỉnh", "thành phố", "tp")
DISTRICT_WORDS = ("huyện", "quận", "thị xã", "thành phố", "tp", "tx")
COMMUNE_WORDS = ("xã", "phường", "thị trấn", "đặc khu")
LEVEL_WORDS = tuple(dict.fromkeys((*PROVINCE_WORDS, *DISTRICT_WORDS, *COMMUNE_WORDS)))
_LONGEST_NAME = 6  # words: 'Phan Rang - Tháp Chàm'


@dataclass(frozen=True, slots=True)
class Named:
    """A unit named with its level word; `units` are all versions it may be."""

    start: int
    end: int
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Home:
    province: Place | None = None
    district: Place | None = None
    commune: Place | None = None


@lru_cache(maxsize=4)
def _index(gazetteer: Gazetteer) -> dict[tuple[int, str], tuple[Unit, ...]]:
    found: dict[tuple[int, str], dict[Unit, None]] = {}
    for unit in gazetteer.versions:
        for name in (unit.name, *unit.spellings):
            found.setdefault((unit.level, _key(name)), {})[unit] = None
    return {key: tuple(units) for key, units in found.items()}


@lru_cache(maxsize=65536)
def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(name)).strip()


@cache
def _named() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(w) for w in LEVEL_WORDS), key=len, reverse=True))
    return re.compile(rf"(?i:\b({words}))\.?\s+((?:[\w'’]+(?:\s?-\s?|[ ]+)?){{1,{_LONGEST_NAME}}})")


def named_units(text: str, gazetteer: Gazetteer) -> Iterator[Named]:
    """Every unit named with its level word in the text: 'tỉnh Bình Định', 'HUYỆN PHÙ YÊN'."""
    for match in _named().finditer(text):
        word = match[1].lower()
        tokens = list(takewhile(_opens_upper, re.finditer(r"[\w'’]+", match[2])))
        for count in range(len(tokens), 0, -1):
            end = match.start(2) + tokens[count - 1].end()
            units = _units(word, text[match.start(2) : end], gazetteer)
            if units:
                yield Named(match.start(), end, units)
                break


def _opens_upper(token: re.Match[str]) -> bool:
    return not token.group()[0].islower()


def _units(word: str, name: str, gazetteer: Gazetteer) -> tuple[Unit, ...]:
    index, key = _index(gazetteer), _key(name)
    found: list[Unit] = []
    for level, words in ((1, PROVINCE_WORDS), (2, DISTRICT_WORDS), (3, COMMUNE_WORDS)):
        if word in words:
            kinds = {"tp": "thành phố", "tx": "thị xã"}
            kind = kinds.get(word, word)
            found.extend(u for u in index.get((level, key), ()) if u.kind.lower() == kind)
    return tuple(found)


def home(head: Sequence[str], body: Sequence[str], gazetteer: Gazetteer, on: date | None) -> Home:
    """The units a document belongs to, by what its head and the lines of its body name."""
    padded = [*head, *[""] * (HEAD_LINES - len(head))] if head else []  # without a letterhead the text opens with it
    place = place_of(gazetteer, [*padded, *body], on)
    told = _province_told(head, gazetteer, on)
    if told is not None and (place.province is None or place.province.code != told.code):
        return Home(_place(told))  # a district of like name elsewhere: 'Bình Thuận, ngày …' is not Vĩnh Thuận
    if told is not None and _is_its_seat(place.district, told) and not _names_district(head, gazetteer):
        return Home(_place(told))  # 'Bắc Kạn, ngày …' under 'TỈNH BẮC KẠN'
    return Home(_place(place.province), _place(place.district), _place(place.commune))


def _is_its_seat(district: Unit | None, province: Unit) -> bool:
    """The city a province is named after."""
    return district is not None and _key(district.name) == _key(province.name)


def _names_district(head: Sequence[str], gazetteer: Gazetteer) -> bool:
    return any(u.level == 2 for line in head for found in named_units(line, gazetteer) for u in found.units)


def _province_told(head: Sequence[str], gazetteer: Gazetteer, on: date | None) -> Unit | None:
    """The one province that the head names letter for letter with its level word."""
    named = [unit for line in head for found in named_units(line, gazetteer) for unit in found.units]
    codes = {unit.code for unit in named if unit.level == 1}
    return gazetteer.unit(next(iter(codes)), on) if len(codes) == 1 else None


def _place(unit: Unit | None) -> Place | None:
    return None if unit is None else Place(official_name(unit), unit.code)


def official_name(unit: Unit) -> str:
    """'huyện An Lão': the level word small, the name as the lists have it."""
    return f"{unit.kind.lower()} {unit.name}"

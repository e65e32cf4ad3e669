"""Whose document it is: its district and province, from the letterhead, the place line and what is named often.

Every level word followed by a name votes for the units it may mean; a district counts more when its own province is
voted for and when its communes are named. An Lão is in Bình Định and in Hải Phòng: the votes of all lines decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gazetteer.lookup import Gazetteer
from gazetteer.match import Candidate, Context, Pool, make_pool, match_in, nation
from gazetteer.spelling import LEVELS_OF_KIND
from gazetteer.tokens import Token, level_word, tokens
from gazetteer.units import Unit

HEAD_LINES, HEAD_WEIGHT = 15, 3.0  # the letterhead names the issuer
OWN_PROVINCE = 4.0  # a district in the province most voted for
COMMUNE_WEIGHT = 0.7
LONGEST_NAME = 4
AT_LEAST = 0.8


@dataclass(frozen=True, slots=True)
class Place:
    """The document's own units; None where it does not say. `score` is the share of the votes, 0-1."""

    commune: Unit | None
    district: Unit | None
    province: Unit | None
    score: float

    @property
    def codes(self) -> tuple[str, ...]:
        """What to use as Context.parents: the district's code, else the province's."""
        unit = self.district or self.province
        return () if unit is None else (unit.code,)


def place_of(gazetteer: Gazetteer, lines: Sequence[str], on: date | None = None) -> Place:
    """The district and the province a text speaks for. Names may still be damaged."""
    votes: dict[Unit, float] = defaultdict(float)
    for unit, weight in _votes(gazetteer, lines, on):
        votes[unit] += weight
    provinces: dict[str, float] = defaultdict(float)
    districts: dict[str, float] = defaultdict(float)
    for unit, weight in votes.items():
        if unit.level == 1:
            provinces[unit.code] += weight
        elif unit.level == 2:
            districts[unit.code] += weight
        elif unit.parent_code:
            (districts if len(unit.parent_code) == 3 else provinces)[unit.parent_code] += COMMUNE_WEIGHT * weight
    for code in districts:
        above = gazetteer.province(code, on)
        if above is not None and provinces.get(above.code):
            districts[code] += min(OWN_PROVINCE, provinces[above.code]) * min(1.0, districts[code])
    return _decide(gazetteer, districts, provinces, on)


def _decide(gazetteer: Gazetteer, districts: dict[str, float], provinces: dict[str, float], on: date | None) -> Place:
    district = max(districts, key=lambda code: districts[code], default=None)
    if district is not None and districts[district] >= AT_LEAST:
        score = districts[district] / sum(districts.values())
        return Place(None, gazetteer.unit(district, on), gazetteer.province(district, on), score)
    province = max(provinces, key=lambda code: provinces[code], default=None)
    if province is None or provinces[province] < AT_LEAST:
        return Place(None, None, None, 0.0)
    return Place(None, None, gazetteer.unit(province, on), provinces[province] / sum(provinces.values()))


def _votes(gazetteer: Gazetteer, lines: Sequence[str], on: date | None) -> Iterator[tuple[Unit, float]]:
    words = tokens(lines)
    for at, word in enumerate(words):
        kind, size = level_word(words, at)
        name = _name_after(words, at + size) if kind else []
        weight = HEAD_WEIGHT if word.line < HEAD_LINES else 1.0
        for candidate in _meant(gazetteer, kind, name, on) if name else ():
            yield candidate.unit, weight * candidate.score
    for word, name in _place_lines(words):
        for candidate in _meant(gazetteer, "", name, on):
            if candidate.unit.level == 2:
                yield candidate.unit, (HEAD_WEIGHT if word.line < HEAD_LINES else 1.0) * candidate.score


def _place_lines(words: list[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """'Phù Yên, ngày 31 tháng 01': the capitalised words of the line before 'ngày'."""
    for at, word in enumerate(words):
        if word.form.folded == "ngay" and at >= 2 and word.before.strip() == ",":
            name: list[Token] = []
            for earlier in reversed(words[max(0, at - LONGEST_NAME) : at]):
                if earlier.line != word.line or not earlier.capital:
                    break
                name.insert(0, earlier)
            if name:
                yield word, name


def _name_after(words: list[Token], at: int) -> list[Token]:
    """The capitalised words that follow without a break; in a line of capitals at most four."""
    name: list[Token] = []
    for word in words[at : at + LONGEST_NAME]:
        if not (word.capital or word.text[0].isdigit()) or word.before.strip(" \t") not in ("", "."):
            break
        name.append(word)
    return name


def _meant(gazetteer: Gazetteer, kind: str, name: list[Token], on: date | None) -> list[Candidate]:
    """The readings of the name's beginnings: the cheapest length wins, a longer name on equal terms."""
    best: list[Candidate] = []
    for size in range(len(name), 0, -1):
        surface = " ".join(word.text for word in name[:size])
        pool = _pool(gazetteer, LEVELS_OF_KIND[kind] if kind else (2,), on)
        found = match_in(pool, surface, Context(kind=kind, on=on))
        good = [c for c in found if c.cost <= 1.6 and c.score > 0.05]
        if good and (not best or good[0].cost < best[0].cost):
            best = good
    return best


@lru_cache(maxsize=16)
def _pool(gazetteer: Gazetteer, levels: tuple[int, ...], on: date | None) -> Pool:
    return make_pool(tuple(u for u in nation(gazetteer, on).units if u.level in levels))

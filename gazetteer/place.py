"""Whose document it is: its district and province, from the letterhead, the place line and what is named often.

Every level word followed by a name votes for the units it may mean; a district counts more when its own province is
voted for and when its communes are named. An Lão is in Bình Định and in Hải Phòng: the votes of all lines decide.
It works on text not yet repaired too, for the repair wants to know the names of the district.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from gazetteer.lists import office_size
from gazetteer.lookup import Gazetteer
from gazetteer.match import Candidate, Context, match_in
from gazetteer.pools import nation, near, present
from gazetteer.spelling import LEVELS_OF_KIND, form
from gazetteer.tokens import Token, bare_text, level_word, tokens
from gazetteer.units import Unit

HEAD_LINES, HEAD_WEIGHT = 15, 3.0  # the letterhead names the issuer
OWN_PROVINCE = 4.0  # a district in the province most voted for
COMMUNE_WEIGHT = 0.7
LONGEST_NAME = 4
COMMUNE_KINDS = ("xã", "phường", "thị trấn", "đặc khu")
FARTHEST = 1.6  # wrong letters of a name that still votes
ENOUGH = 500_000  # characters that are looked through, some hundred pages
LONGEST_LINE = 5000  # and of each line
AT_LEAST = 0.8  # votes, else the document does not say


@dataclass(frozen=True, slots=True)
class Place:
    """The document's own units; None where it does not say. `score` is the share of the votes, 0-1; `votes` are those
    of the district, or of the province where there is none."""

    commune: Unit | None
    district: Unit | None
    province: Unit | None
    score: float
    votes: float = 0.0

    @property
    def codes(self) -> tuple[str, ...]:
        """What to use as Context.parents: the district's code, else the province's."""
        unit = self.district or self.province
        return () if unit is None else (unit.code,)


def place_of(gazetteer: Gazetteer, lines: Sequence[str], on: date | None = None) -> Place:
    """The district and the province a text speaks for. Names and level words may still be damaged."""
    provinces: dict[str, float] = defaultdict(float)
    districts: dict[str, float] = defaultdict(float)
    communes: dict[Unit, float] = {}  # each counts once, however often it is named
    in_head: set[str] = set()
    lines = _beginning(lines)
    for unit, weight, head in _votes(gazetteer, lines, gazetteer.since(on) if on else None):
        if unit.level == 1:
            provinces[unit.code] += weight
        elif unit.level == 2:
            districts[unit.code] += weight
            in_head |= {unit.code} if head else set()
        else:
            communes[unit] = max(weight, communes.get(unit, 0.0))
    for unit, weight in communes.items():
        (districts if len(unit.parent_code) == 3 else provinces)[unit.parent_code] += COMMUNE_WEIGHT * weight
    for code in districts:
        province = gazetteer.province(code, on)
        support = provinces.get(province.code, 0.0) if province is not None else 0.0
        districts[code] += min(OWN_PROVINCE, support) * min(1.0, districts[code])
    place = _decide(gazetteer, districts, provinces, in_head, on)
    return replace(place, commune=_commune(gazetteer, lines[:HEAD_LINES], place, on))


def _beginning(lines: Sequence[str]) -> list[str]:
    """As much of a text as says whose it is, however long the text or a line of it."""
    kept: list[str] = []
    left = ENOUGH
    for line in lines:
        kept.append(line[:LONGEST_LINE])
        left -= len(kept[-1])
        if left < 0:
            break
    return kept


def _commune(gazetteer: Gazetteer, head: Sequence[str], place: Place, on: date | None) -> Unit | None:
    """The commune that issues: `ỦY BAN NHÂN DÂN XÃ TÂN PHONG` in capitals in the letterhead."""
    words = tokens(head)
    for at in range(1, len(words)):
        kind, size = level_word(words, at)
        if kind not in COMMUNE_KINDS or not words[at].upper or not place.codes:
            continue
        if any(office_size(words, at - n) == n for n in (1, 2, 4) if at >= n):
            for name in _name_after(words, at + size):
                found = match_in(near(gazetteer, place.codes, on), name, Context(place.codes, on, (3,), kind))
                if found and found[0].cost <= FARTHEST and found[0].score >= AT_LEAST:
                    return found[0].unit
    return None


def _decide(
    gazetteer: Gazetteer,
    districts: dict[str, float],
    provinces: dict[str, float],
    in_head: set[str],
    on: date | None,
) -> Place:
    """The district most voted for, if the head names it or it outweighs the others of its province together."""
    district = max(districts, key=lambda code: districts[code], default=None)
    if district is not None and districts[district] >= AT_LEAST:
        own = gazetteer.province(district, on)
        beside = sum(votes for code, votes in districts.items() if gazetteer.province(code, on) == own)
        if district in in_head or districts[district] > beside / 2:
            return Place(None, gazetteer.unit(district, on), own, districts[district] / beside, districts[district])
    province = max(provinces, key=lambda code: provinces[code], default=None)
    if province is None or provinces[province] < AT_LEAST:
        return Place(None, None, None, 0.0)
    most = provinces[province]
    return Place(None, None, gazetteer.unit(province, on), most / sum(provinces.values()), most)


def _votes(gazetteer: Gazetteer, lines: Sequence[str], on: date | None) -> Iterator[tuple[Unit, float, bool]]:
    """Units voted for, with how much, and whether in the head of the document."""
    words = tokens(lines)
    issuing: set[str] = set()  # a commune of the letterhead: the place line names it again, not a district
    for at, word in enumerate(words):
        kind, size = _level_word(words, at)
        name = _name_after(words, at + size, goes_on=kind not in COMMUNE_KINDS) if kind else _before_date(words, at)
        head = word.line < HEAD_LINES
        if head and kind in COMMUNE_KINDS and word.upper:
            issuing |= {form(beginning).sound for beginning in name}
        elif head and not kind and name and form(name[0]).sound in issuing:
            continue
        for candidate in _meant(gazetteer, kind, name, on) if name else ():
            yield candidate.unit, (HEAD_WEIGHT if head else 1.0) * candidate.score, head


def _level_word(words: list[Token], at: int) -> tuple[str, int]:
    """As `level_word`, and damaged `huyện` and `phường` before a capital letter."""
    found = level_word(words, at)
    folded = words[at].form.folded
    if found[1] or not 5 <= len(folded) <= 6 or at + 1 >= len(words) or not words[at + 1].capital:
        return found
    if Levenshtein.distance(folded, "huyen", score_cutoff=1) <= 1:
        return "huyện", 1
    return "", 0


def _before_date(words: list[Token], at: int) -> tuple[str, ...]:
    """'Phù Yên, ngày 31 tháng 01': the capitalised words of the line before 'ngày', as the only reading."""
    if words[at].form.folded != "ngay" or words[at].before.strip() != ",":
        return ()
    name: list[Token] = []
    for earlier in reversed(words[max(0, at - LONGEST_NAME) : at]):
        if earlier.line != words[at].line or not earlier.capital:
            break
        name.insert(0, earlier)
    return (bare_text(name),) if name else ()


def _name_after(words: list[Token], at: int, goes_on: bool = False) -> tuple[str, ...]:
    """The capitalised words that follow without a break, at most four: every beginning of them, the longest first.

    A name `goes_on` with a small letter where an engine read `Gò Công tây`.
    """
    size = 0
    for word in words[at : at + LONGEST_NAME]:
        if not (word.capital or word.text[0].isdigit()) or word.before.strip() not in ("", ".", "-", "–"):
            break
        if size and "\n" in word.before:
            break
        size += 1
    end = at + size
    if goes_on and size and end < len(words) and words[end].before == " " and not words[end].capital:
        size += 1
    return tuple(bare_text(words[at : at + n]) for n in range(size, 0, -1))


@lru_cache(maxsize=4096)
def _meant(gazetteer: Gazetteer, kind: str, names: tuple[str, ...], on: date | None) -> tuple[Candidate, ...]:
    """The cheapest reading of a name's beginnings, a longer name on equal terms. Communes must be written right."""
    levels = LEVELS_OF_KIND[kind] if kind else (2,)
    pool = nation(gazetteer, on, levels)
    best: tuple[Candidate, ...] = ()
    for name in names:
        cut = " " not in name and name != names[0]  # one syllable of a longer name
        exact = 3 in levels or name.split(" ")[-1].islower()
        if (3 in levels and cut) or (exact and not present(pool, pool.sounds.get(form(name).sound, ()))):
            continue
        found = match_in(pool, name, Context(kind=kind, on=on))
        good = tuple(c for c in found if c.cost <= min(FARTHEST, 0.3 * len(name)) and c.score > 0.02)
        if good and (not best or good[0].cost < best[0].cost):
            best = good
    return best

"""Where a text names units: every official name, its variants and its damaged forms, in one pass over a page.

First the lists and the columns of tables, whose names are given their units together; what they teach ("Tưởng Phú" is
xã Tường Phù here) holds for the whole text. Then single names: after a level word (`xã Tân Thành`), after an office
(`UBND Nam Xuân`), or bare, if written like a name that could not be a common word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gazetteer.link import assign, elsewhere
from gazetteer.lists import GLUE, LONGEST_NAME, Item, Listing, item_end, listings, name_size, office_size
from gazetteer.lookup import Gazetteer
from gazetteer.match import Candidate, Context, match
from gazetteer.pools import PROVINCE_COST, PROVINCES_COST, Pool, provinces, scopes
from gazetteer.spelling import LEVELS_OF_KIND, form, words_of
from gazetteer.tokens import Token, bare_text, level_word, tokens
from gazetteer.units import Unit

SURE = 0.75  # what a damaged name must score
FARTHEST = 2.3  # and how many wrong letters it may have
PER_LETTER, PER_LETTER_OPEN = 0.3, 0.12  # and how many for each of its letters, less where its end is not certain
NEARLY = 0.8  # so far from the official spelling a name is still a variant of it
OWN_MARKS = 0.3  # a bare name may have one wrong mark
# After one of these a name may stand though the sentence begins with it.
PREPOSITIONS = frozenset(
    (
        "tai",
        "o",
        "voi",
        "rieng",
        "cua",
        "trong",
        "tu",
        "theo",
        "con",
        "co",
        "la",
        "tru",
        "nhu",
        "gom",
        "den",
        "ve",
        "cho",
    )
)
LIKELIER = 0.8  # belief in the district or in its town of the same name, by where the name stands
MEMBERS = 0.5  # the share of a list's items that must be names of units


@dataclass(frozen=True, slots=True)
class Found:
    """One mention. `start` and `end` are offsets in lines[line]; the surface holds the level word printed there."""

    line: int  # 0-based index of the line where the name begins
    start: int
    end: int
    surface: str
    kind: str  # level word in force, '' for a bare name
    candidates: tuple[Candidate, ...]
    last_line: int  # where a wrapped name ends: `end` in lines[last_line]
    last_end: int

    @property
    def unit(self) -> Unit:
        return self.candidates[0].unit

    @property
    def score(self) -> float:
        return self.candidates[0].score

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Full names of the other readings that are not out of the question."""
        return tuple(c.unit.full_name for c in self.candidates[1:] if c.score >= 0.02)


@dataclass(frozen=True, slots=True)
class _Hit:
    item: Item
    candidates: tuple[Candidate, ...]


def find_mentions(gazetteer: Gazetteer, lines: Sequence[str], context: Context) -> tuple[Found, ...]:
    """Every unit named in the lines, in reading order. The context's parents are the document's own units."""
    page = _Page(gazetteer, tokens(lines), context)
    hits = _in_lists(page)
    hits += _single(page, hits)
    hits.sort(key=lambda hit: hit.item.first)
    return tuple(_found(lines, page.words, hit) for hit in hits)


class _Page:
    """The words of a text, the names to look for, and the readings its lists have taught."""

    def __init__(self, gazetteer: Gazetteer, words: list[Token], context: Context) -> None:
        self.gazetteer = gazetteer
        self.words = words
        self.context = context
        self.names = names_near(gazetteer, context)
        self.first_words = _first_words(gazetteer, context)
        self.families = families(gazetteer, context)
        self.learned: dict[tuple[str, str], Candidate] = {}  # by level word and name

    def match(self, item: Item) -> tuple[Candidate, ...]:
        """The readings of one item alone; a reading its lists have taught comes first."""
        surface = bare_text(self.words[item.first : item.end])
        context = replace(self.context, levels=LEVELS_OF_KIND.get(item.kind, ()), kind=item.kind)
        found = match(self.gazetteer, surface, context, far=False)
        taught = self.learned.get((item.kind, form(surface).plain))
        if taught is None:
            return found
        return (taught, *(c for c in found if c.unit != taught.unit))

    def teach(self, item: Item, candidate: Candidate) -> None:
        """Remember a list's reading of a name, with its level word and, the first one, without."""
        name = form(bare_text(self.words[item.first : item.end])).plain
        self.learned.setdefault((item.kind, name), candidate)
        self.learned.setdefault(("", name), candidate)

    def known(self, item: Item) -> bool:
        """The item is a name near by, or a spelling variant of one."""
        return self.key(item) in self.names

    def key(self, item: Item) -> str:
        return " ".join(word.form.sound for word in self.words[item.first : item.end])


# --- lists and tables ------------------------------------------------------------------------------------------


def _in_lists(page: _Page) -> list[_Hit]:
    taken: dict[int, _Hit] = {}
    for listing in listings(page.words):
        for hit in _members(page, listing):
            taken.setdefault(hit.item.first, hit)
    return list(taken.values())


def _members(page: _Page, listing: Listing) -> Iterator[_Hit]:
    """The items of a list that are units of one family; none unless half of its items bear names of that family."""
    items = [item for item in listing.items if item.size]
    repeated = len({page.key(item) for item in items}) < len(items) / 2
    family = _family(page, items)
    if family is None or (repeated and not _kinds(items)):
        return
    pool, levels = family
    surfaces = [_surface(page, item) for item in listing.items]
    found = assign(pool, surfaces, replace(page.context, levels=levels), elsewhere(page.gazetteer, page.context))
    for item, candidate in zip(listing.items, found, strict=True):
        if candidate is not None and _believable(page, item, candidate):
            if item.size and candidate.cost > 0:
                page.teach(item, candidate)
            yield _Hit(item, (candidate, *_others(page, item, candidate)))


def _kinds(items: Sequence[Item]) -> bool:
    return any(item.kind for item in items)


def _family(page: _Page, items: Sequence[Item]) -> tuple[Pool, tuple[int, ...]] | None:
    """The units below the document's own, its sister districts, or the provinces: whose names the list bears."""
    best: tuple[Pool, tuple[int, ...]] | None = None
    most = 0
    for pool, levels in page.families:
        own = 0
        for item in items:
            rows = pool.sounds.get(page.key(item), ())
            allowed = LEVELS_OF_KIND.get(item.kind, levels)
            own += any(pool.units[i].level in levels and pool.units[i].level in allowed for i in rows)
        if own > most:
            best, most = (pool, levels), own
    enough = most >= MEMBERS * len(items) and (most >= 2 or _kinds(items))
    return best if enough else None


def _surface(page: _Page, item: Item) -> str:
    return f"{item.kind} {bare_text(page.words[item.first : item.end])}".strip()


def _believable(page: _Page, item: Item, candidate: Candidate) -> bool:
    if not item.size:
        return True
    if item.size == 1 and not item.kind:
        return candidate.cost == 0  # one syllable is too little to guess from: Chủ is not the town of Chũ
    farthest = min(FARTHEST, PER_LETTER * len(page.key(item)))
    return candidate.cost <= NEARLY or (candidate.score >= SURE and candidate.cost <= farthest)


def _others(page: _Page, item: Item, candidate: Candidate) -> tuple[Candidate, ...]:
    if candidate.score >= 0.98 or not item.size:
        return ()
    return tuple(c for c in page.match(item) if c.unit != candidate.unit)


# --- single names ------------------------------------------------------------------------------------------------


def _single(page: _Page, listed: Sequence[_Hit]) -> list[_Hit]:
    """Names outside lists, and names of a list that was not taken as a whole (`xã A và B`)."""
    starts = {hit.item.first: hit for hit in listed}
    communes = {page.words[hit.item.first].line for hit in listed if hit.candidates[0].unit.level == 3}
    hits: list[_Hit] = []
    at, open_kind = 0, ""
    while at < len(page.words):
        if at in starts:
            at, open_kind = item_end(page.words, starts[at].item), starts[at].item.kind
            continue
        kind, size = level_word(page.words, at)
        hit = None
        if size and at + size not in starts:
            touching = at + size < len(page.words) and page.words[at + size].before.strip(" \n") in ("", ".")
            hit = _named(page, kind, at + size) if touching else None
            if hit is None and page.words[at].bare_line:
                hit = _bare(page, at, False)  # without marks Quan Hóa begins like a level word
        elif not size:
            goes_on = open_kind and _goes_on(page.words, at)
            hit = _named(page, open_kind, at) if goes_on else _bare(page, at, page.words[at].line in communes)
        if hit is not None and hit.item.first not in starts:
            hits.append(hit)
            communes |= {page.words[at].line} if hit.candidates[0].unit.level == 3 else set()
            at, open_kind = hit.item.end, hit.item.kind
        else:
            open_kind = open_kind if page.words[at].form.plain == "và" else ""
            at += max(size, 1)
    return hits


def _goes_on(words: Sequence[Token], at: int) -> bool:
    """A comma or `và` ties this word to the name before: `xã A, B và C`."""
    gap = words[at].before.strip(" \n")
    return gap in (",", ";") or (at > 0 and words[at - 1].form.plain == "và" and gap == "")


def _named(page: _Page, kind: str, at: int) -> _Hit | None:
    """The name that follows a level word or goes on its list: exact or a variant, else damaged but near."""
    if at >= len(page.words):
        return None
    run = name_size(page.words, at)
    if page.words[at].number and "\n" in page.words[at].before and _heading(page.words, at):
        return None
    best: _Hit | None = None
    for size in range(run, 0, -1):
        item = Item(at, size, kind)
        candidates = page.match(item)
        if not candidates or candidates[0].unit.level not in LEVELS_OF_KIND[kind]:
            continue
        if page.known(item) and candidates[0].cost <= NEARLY and candidates[0].score >= 0.4:
            return _Hit(item, candidates)
        good = candidates[0].score >= SURE and candidates[0].cost <= _farthest(page, item, run)
        if good and (best is None or candidates[0].cost < best.candidates[0].cost):
            best = _Hit(item, candidates)
    return best


def _heading(words: Sequence[Token], at: int) -> bool:
    """A number that opens a line is a heading's if a stop or a bracket follows it, or nothing."""
    return at + 1 >= len(words) or words[at + 1].before[:1] in {".", ")", "/", "\n"}


def _farthest(page: _Page, item: Item, run: int) -> float:
    """How damaged a name may be: less where its end is not certain, for it may be the beginning of other words."""
    letters = len(page.key(item))
    sure_end = item.size == run and not page.words[item.first].upper
    return min(FARTHEST, (PER_LETTER if sure_end else PER_LETTER_OPEN) * letters)


def _bare(page: _Page, at: int, towns: bool) -> _Hit | None:
    """A name without a level word: exact in sound, written as a name, in a place where a unit can stand."""
    word = page.words[at]
    if not word.capital or not (word.form.sound in page.first_words or page.learned):
        return None
    for size in range(min(LONGEST_NAME, len(page.words) - at), 0, -1):
        item = Item(at, size, "")
        if not (page.known(item) or ("", form(_surface(page, item)).plain) in page.learned):
            continue
        if _looks_like_a_name(page.words, item):
            candidates = page.match(item)
            candidates = _own_or_town(page, item, candidates, towns)
            if candidates and _supported(page, item, candidates[0]):
                return _Hit(item, candidates)
    return None


def _own_or_town(page: _Page, item: Item, candidates: tuple[Candidate, ...], towns: bool) -> tuple[Candidate, ...]:
    """The document's own unit and its town or province of one name: in place lines and in prose the own unit; in
    lists and cells, and in lines that speak of communes (`towns`), the town."""
    tied = [c for c in candidates if c.cost <= candidates[0].cost + 0.01]
    own = next((c for c in tied if c.unit.code in page.context.parents), None)
    if len(tied) < 2 or own is None:
        return candidates
    fenced = _fenced(page.words, item) or _after_office(page.words, item.first)
    below = [c for c in tied if c.unit.level > own.unit.level]
    town = below and not _place_line(page.words, item) and (towns or fenced)
    chosen = below[0] if town else own
    sure = chosen._replace(score=min(1.0, sum(c.score for c in tied)) * LIKELIER)
    return (sure, *(c for c in candidates if c.unit != chosen.unit))


def _looks_like_a_name(words: Sequence[Token], item: Item) -> bool:
    """It stands by itself: no part of a longer name, of a street or a person."""
    name = words[item.first : item.end]
    if any(w.before.strip(" \n") not in GLUE for w in name[1:]) or len(bare_text(name)) < 3 or name[0].number:
        return False
    following = words[item.end] if item.end < len(words) else None
    if following is not None and following.before == " " and following.capital and not following.text.isdigit():
        return False
    if item.first == 0 or name[0].before != " ":
        return True
    before = words[item.first - 1]
    if before.form.folded in PREPOSITIONS or _after_office(words, item.first):
        return True
    return not (before.capital or before.form.plain in not_units())


def _supported(page: _Page, item: Item, best: Candidate) -> bool:
    """Common words need an office or a fence around them; other names only their own marks."""
    name = page.words[item.first : item.end]
    if _after_office(page.words, item.first) or best == page.learned.get(("", form(bare_text(name)).plain)):
        return best.cost <= FARTHEST and best.score >= SURE
    plain = " ".join(w.form.plain for w in name)
    fenced = _fenced(page.words, item)
    if item.size == 1 and not (fenced and best.cost == 0):
        return False
    common = plain in (common_without_marks() if name[0].bare_line else common_words())
    doubtful = common or name[0].bare_line or (best.unit.level != 2 and name[0].form.plain in family_names())
    located = item.first > 0 and page.words[item.first - 1].form.folded in ("tai", "o")
    if doubtful and not ((fenced or located) and all(w.capital for w in name)):
        return False
    if all(w.upper for w in name) and not fenced:
        return False
    allowed = NEARLY if fenced else OWN_MARKS
    return best.cost <= (allowed if best.unit.level == 3 else max(allowed, PROVINCE_COST))


def _after_office(words: Sequence[Token], at: int) -> bool:
    return any(at >= size and office_size(words, at - size) == size for size in (1, 2, 4))


def _fenced(words: Sequence[Token], item: Item) -> bool:
    """Brackets or the walls of a cell on both sides, or the place line's comma before a date."""
    before = words[item.first].before.strip(" ")
    after = words[item.end].before.strip(" ") if item.end < len(words) else "\n"
    if _place_line(words, item):
        return True
    return before[-1:] in {"(", "|", "\t", ":"} and after[:1] in {")", "|", "\t", "\n", ".", ";", ","}


def _place_line(words: Sequence[Token], item: Item) -> bool:
    return item.end < len(words) and words[item.end].before == ", " and words[item.end].form.folded == "ngay"


# --- what the finder knows ---------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def families(gazetteer: Gazetteer, context: Context) -> tuple[tuple[Pool, tuple[int, ...]], ...]:
    """The sets of units that a list may name: communes near by, districts of the province, provinces."""
    found = [(provinces(gazetteer, context.on), (1,))]
    for pool, cost in reversed(scopes(gazetteer, context.parents, context.on)[:-1]):
        if cost != PROVINCES_COST:
            found.insert(0, (pool, (2,)))
            found.insert(0, (pool, (3,)))
    return tuple(found)


@lru_cache(maxsize=64)
def _first_words(gazetteer: Gazetteer, context: Context) -> frozenset[str]:
    return frozenset(key.split(" ", 1)[0] for key in names_near(gazetteer, context))


@lru_cache(maxsize=64)
def names_near(gazetteer: Gazetteer, context: Context) -> frozenset[str]:
    """The names near the document by sound: all of its district and province, and every province."""
    pools = [provinces(gazetteer, context.on)]
    if context.parents:
        pools += [pool for pool, _ in scopes(gazetteer, context.parents, context.on)[:-1]]
    return frozenset(name for pool in pools for name in pool.sounds)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Names of units that are also common words (hòa bình, thống nhất)."""
    return words_of("common_words.txt")


@lru_cache(maxsize=1)
def common_without_marks() -> frozenset[str]:
    return frozenset(form(name).folded for name in common_words())


@lru_cache(maxsize=1)
def not_units() -> frozenset[str]:
    """Words after which a name is of something else: a street, a person, a school."""
    return words_of("not_units.txt")


@lru_cache(maxsize=1)
def family_names() -> frozenset[str]:
    """A bare name that begins so may be a person's: phường Lê Lợi, tư tưởng Hồ Chí Minh."""
    return words_of("family_names.txt")


def _found(lines: Sequence[str], words: Sequence[Token], hit: _Hit) -> Found:
    item = hit.item
    first = words[item.first]
    line = first.line
    end = max(w.end for w in words[item.first : item_end(words, item)] if w.line == line)
    start = first.start
    for back in (1, 2):
        at = item.first - back
        printed = at >= 0 and words[at].line == line and level_word(words, at) == (item.kind, back)
        if printed and item.size:
            start = words[at].start
    last = words[item_end(words, item) - 1]
    return Found(line, start, end, lines[line][start:end], item.kind, hit.candidates, last.line, last.end)

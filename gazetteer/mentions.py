"""Where a text names units: every official name, its variants and its damaged forms, in one pass over a page.

Three kinds of evidence make a run of words a mention: a level word before it (`xã Tân Thành`), its place in a list
that began with one (`xã A, B và C`) or among names of the district, or an office before it (`UBND Nam Xuân`). A name
without any of these counts when it is written like a name and could not be a common word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from gazetteer.lookup import Gazetteer
from gazetteer.match import PROVINCE_COST, Candidate, Context, Pool, match, near, scopes
from gazetteer.spelling import LEVELS_OF_KIND, form
from gazetteer.tokens import Token, level_word, tokens
from gazetteer.units import Unit

LONGEST_NAME = 5
SURE = 0.75  # what a damaged name must score
FARTHEST = 2.3  # and how many wrong letters it may have
OFFICES = {("ubnd",), ("hdnd",), ("uy", "ban", "nhan", "dan"), ("hoi", "dong", "nhan", "dan"), ("dang", "uy")}
# After these words a name is of something else: a street, a person, a school.
NOT_UNITS = frozenset(
    "duong pho ong ba chi anh truong thon ban ap buon lang cho cau song nui ho chua den co dong".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Found:
    """One mention. `start` and `end` are offsets in lines[line]; the surface holds the level word printed there."""

    line: int  # 0-based index of the line where the name begins
    start: int
    end: int
    surface: str
    kind: str  # level word in force, '' for a bare name
    candidates: tuple[Candidate, ...]

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
    first: int  # index of the first token of the name
    size: int
    kind: str
    candidates: tuple[Candidate, ...]


def find_mentions(gazetteer: Gazetteer, lines: Sequence[str], context: Context) -> tuple[Found, ...]:
    """Every unit named in the lines, in reading order. The context's parents are the document's own units."""
    words = tokens(lines)
    finder = _Finder(gazetteer, words, context)
    hits = sorted(finder.hits(), key=lambda h: h.first)
    return tuple(_found(lines, words, hit) for hit in hits)


class _Finder:
    """One pass: what is already taken, which list is open."""

    def __init__(self, gazetteer: Gazetteer, words: list[Token], context: Context) -> None:
        self.gazetteer = gazetteer
        self.words = words
        self.context = context
        self.names = _names(gazetteer, context)
        self.taken = [False] * len(words)

    def hits(self) -> Iterator[_Hit]:
        at = 0
        while at < len(self.words):
            kind, size = level_word(self.words, at)
            if kind:
                found = list(self._after_level_word(kind, at + size))
                yield from found
                at = found[-1].first + found[-1].size if found else at + size
                continue
            hit = self._bare(at)
            if hit is not None:
                yield hit
                at = hit.first + hit.size
                continue
            at += 1

    def _after_level_word(self, kind: str, at: int) -> Iterator[_Hit]:
        """`xã A`, and where a list goes on, `, B và C`."""
        hit = self._named(kind, at)
        while hit is not None:
            yield hit
            at = hit.first + hit.size
            if at >= len(self.words):
                return
            gap = self.words[at].before.strip(" \n")
            if self.words[at].form.plain == "và" and at + 1 < len(self.words):
                at, gap = at + 1, ","
            if gap not in {",", ";"}:
                return
            hit = self._listed(kind, at)

    def _named(self, kind: str, at: int) -> _Hit | None:
        """The name that follows a level word directly."""
        run = self._run(at)
        if not run or self.words[at].before.strip(" \n") not in ("", ".", ":"):
            return None
        return self._exact(at, run, kind) or self._damaged(at, run, kind)

    def _listed(self, kind: str, at: int) -> _Hit | None:
        run = self._run(at)
        if not run:
            return None
        return self._exact(at, run, kind) or self._damaged(at, run, kind)

    def _run(self, at: int) -> int:
        """How many words from here may belong to one name: capitalised or a number, no break between them."""
        size = 0
        for word in self.words[at : at + LONGEST_NAME]:
            if size and (word.before.strip(" \n") not in ("", "-", "–") or word.before.count("\n") > 2):
                break
            if not (word.capital or word.text.isdigit()):
                break
            size += 1
        return size

    def _exact(self, at: int, run: int, kind: str) -> _Hit | None:
        """The longest beginning of the run that is a name, or a spelling variant of one, near by."""
        for size in range(run, 0, -1):
            key = " ".join(word.form.sound for word in self.words[at : at + size])
            units = self.names.get(key)
            if units is None:
                continue
            candidates = self._match(kind, at, size)
            if candidates and candidates[0].cost <= 0.8 and candidates[0].score >= 0.4:
                return _Hit(at, size, kind, candidates)
        return None

    def _damaged(self, at: int, run: int, kind: str) -> _Hit | None:
        best: _Hit | None = None
        for size in range(min(run, 4), 0, -1):
            candidates = self._match(kind, at, size)
            if not candidates or candidates[0].score < SURE or candidates[0].cost > FARTHEST:
                continue
            if best is None or candidates[0].cost < best.candidates[0].cost:
                best = _Hit(at, size, kind, candidates)
        return best

    def _match(self, kind: str, at: int, size: int) -> tuple[Candidate, ...]:
        name = " ".join(word.text for word in self.words[at : at + size])
        context = Context(self.context.parents, self.context.on, LEVELS_OF_KIND.get(kind, ()), kind)
        return match(self.gazetteer, name, context)

    def _bare(self, at: int) -> _Hit | None:
        """A name without a level word: exact in sound, written as a name, in a place where a unit can stand."""
        word = self.words[at]
        if not word.capital:
            return None
        for size in range(LONGEST_NAME, 0, -1):
            if at + size > len(self.words):
                continue
            key = " ".join(w.form.sound for w in self.words[at : at + size])
            if key in self.names and self._looks_like_a_name(at, size):
                candidates = self._match("", at, size)
                if candidates and candidates[0].cost <= 0.8 and self._supported(at, size, candidates[0]):
                    return _Hit(at, size, "", candidates)
        return None

    def _looks_like_a_name(self, at: int, size: int) -> bool:
        words = self.words[at : at + size]
        if any(w.before.strip(" ") not in ("", "-", "–") for w in words[1:]):
            return False
        if len(words) == 1 and len(words[0].text) < 3:
            return False
        after = self.words[at + size] if at + size < len(self.words) else None
        if after is not None and after.before == " " and after.capital and not after.text.isdigit():
            return False
        before = self.words[at - 1] if at else None
        touching = before is not None and words[0].before == " "
        if touching and before is not None:
            return before.form.folded in ("ubnd", "hdnd") or not (before.capital or before.form.folded in NOT_UNITS)
        return True

    def _supported(self, at: int, size: int, best: Candidate) -> bool:
        """Common words need a list, an office or a cell of their own; other names only their own marks."""
        words = self.words[at : at + size]
        listed = self._in_list(at, size)
        if listed or self._after_office(at):
            return True
        plain = " ".join(w.form.plain for w in words)
        if plain in common_words():
            return False
        if all(w.upper for w in words):
            return False
        return best.cost <= (0.3 if best.unit.level == 3 else PROVINCE_COST)

    def _after_office(self, at: int) -> bool:
        return any(
            tuple(w.form.folded for w in self.words[max(0, at - len(office)) : at]) == office for office in OFFICES
        )

    def _in_list(self, at: int, size: int) -> bool:
        """Fenced by list marks, brackets or the walls of a cell on both sides."""
        before = self.words[at].before.strip(" ")
        after = self.words[at + size].before.strip(" ") if at + size < len(self.words) else "\n"
        return before[-1:] in {",", "(", ":", "|", "\t", ";"} and after[:1] in {",", ")", "|", "\t", ";", "."}


@lru_cache(maxsize=64)
def _names(gazetteer: Gazetteer, context: Context) -> dict[str, tuple[Unit, ...]]:
    """The names near the document by sound: all of its district and province, and every province."""
    found: dict[str, list[Unit]] = {}
    pools: list[Pool] = [pool for pool, _ in scopes(gazetteer, context)[:2]] if context.parents else []
    for unit in (u for pool in pools for u in pool.units):
        for name in (unit.name, *unit.spellings):
            found.setdefault(form(name).sound, []).append(unit)
    for unit in near(gazetteer, ("",), context.on).units:
        if unit.level == 1:
            found.setdefault(form(unit.name).sound, []).append(unit)
    return {key: tuple(units) for key, units in found.items()}


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Names of units that are also common words (hòa bình, thống nhất)."""
    text = resources.files("gazetteer").joinpath("data", "common_words.txt").read_text(encoding="utf-8")
    return frozenset(form(line).plain for line in text.splitlines() if line and not line.startswith("#"))


def _found(lines: Sequence[str], words: list[Token], hit: _Hit) -> Found:
    first = words[hit.first]
    line = first.line
    last = max((w for w in words[hit.first : hit.first + hit.size] if w.line == line), key=lambda w: w.end)
    start = first.start
    for back in (1, 2):
        at = hit.first - back
        if hit.kind and at >= 0 and words[at].line == line and level_word(words, at) == (hit.kind, back):
            start = words[at].start
    return Found(line, start, last.end, lines[line][start : last.end], hit.kind, hit.candidates)

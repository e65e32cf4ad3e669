"""How one document speaks: its abbreviations, its way with numbers and dates, its choice among the variants.

A voice is made for one dossier and keeps to its habits through it, as a real typist does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from gazetteer import Unit
from samples.facts import Check, Citation, Mention
from samples.knowledge import drifts, wording
from samples.passage import Passage, fill, join, said
from samples.story import IndexYear

CHECKS = (
    "mean-vs-rows",
    "total-vs-parts",
    "rank-vs-score",
    "band-vs-score",
    "count-vs-list",
    "count-vs-gazetteer",
    "share-vs-count",
    "range-vs-extremes",
    "stated-twice",
    "maxima-vs-scale",
    "in-two-lists",
    "in-no-list",
    "change-vs-values",
    "date-order",
    "date-conflict",
    "period-conflict",
    "score-above-max",
    "symbol-vs-type",
    "unknown-unit",
    "parts-vs-sum",
)


@dataclass(slots=True)
class Flaws:
    """Inconsistencies still to be planted. Each is planted once, at the first place that suits it."""

    wanted: set[str] = field(default_factory=set)

    def plant(self, check: str) -> bool:
        if check not in self.wanted:
            return False
        self.wanted.remove(check)
        return True


def flaw(check: str, stated: object, computed: object, message: str, *may_follow: str) -> Check:
    return Check(check, message, str(stated), str(computed), may_follow=may_follow)


@dataclass(frozen=True, slots=True)
class Voice:
    story: IndexYear
    previous: IndexYear | None
    chance: Random
    flaws: Flaws
    abbreviate: bool  # CCHC, TTHC, UBND
    fixed_decimals: bool  # 77,50 rather than 77,5
    careless: bool  # writes names of units now so, now otherwise
    unit_style: str  # how tables name communes: "ubnd", "full" or "bare"

    def say(self, chapter: str, name: str, /, **slots: Passage | str) -> Passage:
        """One variant of a phrase, its slots filled; a capital first letter."""
        return self.fill(wording().one(self.chance, chapter, name), **slots)

    def fill(self, template: str, /, **slots: Passage | str) -> Passage:
        return fill(template, **{**self.common(), **slots}).capital()

    def common(self) -> dict[str, Passage | str]:
        year = self.story.year
        cchc = "CCHC" if self.abbreviate else "cải cách hành chính"
        ubnd = "UBND" if self.abbreviate else "Ủy ban nhân dân"
        district = self.named(self.story.district)
        return {
            "year": str(year),
            "prev": str(year - 1),
            "next": str(year + 1),
            "cchc": cchc,
            "CCHC": cchc.upper(),
            "tthc": "TTHC" if self.abbreviate else "thủ tục hành chính",
            "ubnd": ubnd,
            "communes": f"các {self.kinds()}",
            "communes_bare": self.kinds(),
            "COMMUNES": f"các {self.kinds()}".upper(),
            "district": district,
            "DISTRICT": district.upper(),
            "province": self.named(self.story.province),
            "level": self.story.district.kind,
            "n": str(len(self.story.results)).zfill(2),
            "stage": "2011-2020" if year <= 2020 else "2021-2030",
            "party": PARTY[self.story.district.kind],
        }

    def kinds(self) -> str:
        """ "xã, thị trấn": the kinds of commune the district has, the most frequent first."""
        found = [result.unit.kind for result in self.story.results]
        return ", ".join(sorted(set(found), key=lambda kind: -found.count(kind)))

    def group(self) -> str:
        """The name of all communes together, as records carry it."""
        return f"các {self.kinds()} thuộc {self.story.district.full_name}"

    def number(self, points: int) -> str:
        """Hundredths as Vietnamese print: 7714 -> 77,14; 8000 -> 80 or 80,00."""
        whole, rest = divmod(abs(points), 100)
        decimals = f"{rest:02d}"
        if not self.fixed_decimals:
            decimals = decimals.rstrip("0")
        return f"{'-' if points < 0 else ''}{whole}{',' if decimals else ''}{decimals}"

    def round_number(self, points: int) -> str:
        """Limits and maxima: never with idle zeros."""
        whole, rest = divmod(points, 100)
        return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)

    def named(self, unit: Unit, style: str = "full") -> Passage:
        """The unit's name, marked as a mention: 'xã Nâm Nung', 'UBND xã Nâm Nung' or 'Nâm Nung'."""
        bare = unit.full_name if unit.name.isdigit() or self._shared_name(unit) else unit.name
        written = self._drifted(bare if style == "bare" else unit.full_name)
        name = said(written, Mention(unit.full_name, unit.code, unit.kind))
        return join((self.ubnd() + " ", name)) if style == "ubnd" else name

    def _drifted(self, name: str) -> str:
        """A careless typist writes some names otherwise."""
        if not self.careless or self.chance.random() < 0.5:
            return name
        fitting = [(official, written) for official, written in drifts() if official in name]
        return name.replace(*self.chance.choice(fitting)) if fitting else name

    def _shared_name(self, unit: Unit) -> bool:
        """A commune and a town of one district may share a name: then it is never written bare."""
        return unit.level == 3 and sum(result.unit.name == unit.name for result in self.story.results) > 1

    def ubnd(self) -> str:
        return "UBND" if self.abbreviate else "Ủy ban nhân dân"

    def listed(self, units: Sequence[Unit]) -> Passage:
        style = "bare" if self.unit_style != "full" else "full"
        return join([self.named(unit, style) for unit in units], ", ")

    def cite(self, kind: str, symbol: str | None, on: date, issuer: Passage | str | None, subject: str = "") -> Passage:
        """A citation as it is printed, stating itself: "Quyết định số 12/QĐ-UBND ngày 05/01/2022 của UBND ..."."""
        number = symbol.split("/")[0] if symbol else None
        head = f"{kind} số {symbol} ngày {self.day(on)}" if symbol else f"{kind} ngày {self.day(on, words=True)}"
        text = join((head, " của ", issuer)) if issuer else Passage(head)
        who = text.text.split(" của ", 1)[1] if issuer else None
        about = f" {subject}" if subject else ""
        kind_only = kind.split(" ")[0] if kind.startswith("Luật") else kind
        fact = Citation(kind_only, number, symbol, on.isoformat(), who, subject or None)
        return join((text.stating(fact), about))

    def day(self, on: date, words: bool | None = None) -> str:
        """18/11/2022 or 18 tháng 11 năm 2022; day below ten with a zero, month below three likewise."""
        if words or (words is None and self.chance.random() < 0.3):
            return f"{on.day:02d} tháng {_month(on)} năm {on.year}"
        return f"{on.day:02d}/{_month(on)}/{on.year}"


PARTY = {"huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy", "thành phố": "Thành ủy"}


def _month(on: date) -> str:
    return f"{on.month:02d}" if on.month < 3 else str(on.month)


def person(chance: Random) -> str:
    words = wording()
    return " ".join(words.one(chance, "people", part) for part in ("family", "middle", "given"))

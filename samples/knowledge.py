"""The generator's own knowledge, read from data/*.toml: criteria sets, scales of ratings, wording."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random


@dataclass(frozen=True, slots=True)
class Domain:
    """One field of a criteria set. Points are counted in hundredths: 11,5 is 1150."""

    code: str
    name: str
    short: str
    max: int
    criteria: int
    subcriteria: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    name: str
    first_year: int
    last_year: int
    step: int  # the finest difference of points, in hundredths
    domains: tuple[Domain, ...]

    @property
    def max(self) -> int:
        return sum(domain.max for domain in self.domains)


@dataclass(frozen=True, slots=True)
class Scale:
    """Bands of ratings, best first: (name, lower limit in hundredths, inclusive)."""

    label: str
    bands: tuple[tuple[str, int], ...]

    def band(self, points: int) -> str:
        return next(name for name, lower in self.bands if points >= lower)

    def upper(self, name: str) -> int | None:
        """Where the band above begins; None for the best."""
        names = [band for band, _ in self.bands]
        index = names.index(name)
        return self.bands[index - 1][1] if index else None


@dataclass(frozen=True, slots=True)
class Goal:
    text: str
    low: int
    high: int
    lead: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Something a periodic report counts, in its part of the appendix."""

    part: str
    name: str
    unit: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    lead: str
    support: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Variants of every phrase, by chapter and name ("report", "mean")."""

    phrases: dict[tuple[str, str], tuple[str, ...]]
    goals: tuple[Goal, ...]
    duties: tuple[Duty, ...]
    counted: tuple[Counted, ...]

    def all(self, chapter: str, name: str) -> tuple[str, ...]:
        return self.phrases[chapter, name]

    def one(self, chance: Random, chapter: str, name: str) -> str:
        return chance.choice(self.phrases[chapter, name])


@cache
def criteria_sets() -> tuple[CriteriaSet, ...]:
    sets = tomllib.loads(_text("criteria.toml"))["sets"]
    return tuple(
        CriteriaSet(
            name=row["name"],
            first_year=row["first_year"],
            last_year=row["last_year"],
            step=hundredths(row["step"]),
            domains=tuple(_domain(domain) for domain in row["domains"]),
        )
        for row in sets
    )


@cache
def scales() -> tuple[Scale, ...]:
    rows = tomllib.loads(_text("criteria.toml"))["scales"]
    return tuple(Scale(row["label"], tuple((name, hundredths(lower)) for name, lower in row["bands"])) for row in rows)


@cache
def wording() -> Wording:
    data = tomllib.loads(_text("phrases.toml"))
    goals = tuple(Goal(row["text"], row["range"][0], row["range"][1], row["lead"]) for row in data.pop("targets"))
    duties = tuple(Duty(row["name"], row["lead"], row["support"]) for row in data.pop("tasks"))
    counted = tuple(
        Counted(row["part"], row["name"], row["unit"], row["range"][0], row["range"][1])
        for row in data.pop("indicators")
    )
    phrases = {(chapter, name): tuple(texts) for chapter, named in data.items() for name, texts in named.items()}
    return Wording(phrases, goals, duties, counted)


@cache
def drifts() -> tuple[tuple[str, str], ...]:
    """(official, written) parts of names."""
    lines = [line for line in _text("spellings.tsv").splitlines() if line and not line.startswith("#")]
    return tuple((official, written) for official, written in (line.split("\t") for line in lines))


def hundredths(points: float) -> int:
    return round(points * 100)


def _domain(row: dict[str, object]) -> Domain:
    return Domain(
        code=str(row["code"]),
        name=str(row["name"]),
        short=str(row["short"]),
        max=hundredths(float(str(row["max"]))),
        criteria=int(str(row["criteria"])),
        subcriteria=int(str(row["subcriteria"])),
        topics=tuple(str(topic) for topic in row["topics"]) if isinstance(row["topics"], list) else (),
    )


def _text(name: str) -> str:
    return resources.files("samples").joinpath("data", name).read_text(encoding="utf-8")

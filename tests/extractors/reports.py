"""Small documents for the tests: text in, records out, read as a report of a known district."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.checks import check
from extractors.citing.citations import citations
from extractors.comparing.changes import changes
from extractors.comparing.groups import groups
from extractors.context import DocumentContext, Place
from extractors.layout import Line, Page
from extractors.naming.mentions import mentions
from extractors.records import Document, Evidence, Record, identify
from extractors.scoring.criteria import criteria
from extractors.scoring.scores import scores
from extractors.text.flow import Flow, flow
from gazetteer import load

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Home:
    district: Place
    province: Place


HOMES = {
    "Krông Nô": Home(Place("huyện Krông Nô", "664"), Place("tỉnh Đắk Nông", "67")),
    "Phù Yên": Home(Place("huyện Phù Yên", "122"), Place("tỉnh Sơn La", "14")),
    "An Lão": Home(Place("huyện An Lão", "542"), Place("tỉnh Bình Định", "52")),
}


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one table; `known_failure = true` marks those that are to fail until somebody mends them."""
    return list(tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"])


def page(text: str) -> Page:
    return Page(1, 1, tuple(Line(line, line) for line in text.strip("\n").split("\n")))


def report(text: str) -> Flow:
    return flow((page(text),))


def context(home: str = "Krông Nô", year: int = 2022, date: str | None = None) -> DocumentContext:
    place = HOMES[home]
    return DocumentContext(
        1, 1, 10_000, load(), "Báo cáo", date=date or f"{year + 1}-02-10", assessed_year=year,
        province=place.province, district=place.district,
    )  # fmt: skip


def records(text: Flow, about: DocumentContext) -> tuple[Record, ...]:
    """Everything the checks read, with ids."""
    own = Document(
        document=1, evidence=Evidence(1, 1, 1, "", ""), confidence=1.0, extractor="test", date=about.date,
        symbol="75/BC-UBND",
    )  # fmt: skip
    found: list[Record] = [own]
    for extractor in (citations, scores, groups, changes, criteria, mentions):
        found.extend(extractor(text, about))
    return identify(found, "test")


def findings(text: str, about: DocumentContext) -> list[tuple[str, str | None, str | None]]:
    read = report(text)
    return [(c.check, c.stated, c.computed) for c in check(records(read, about), read, about)]

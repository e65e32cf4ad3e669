"""What the tests of extraction read with: pages of lines, flows and contexts made of plain text, cases from files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from extractors.context import DocumentContext, Place
from extractors.extract import extract
from extractors.layout import Line, Page
from extractors.records import Record
from extractors.text.flow import Flow, flow
from gazetteer.lookup import Gazetteer, load

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[3] / "shared"


@cache
def book() -> Gazetteer:
    return load()


def pages_of(text: str) -> tuple[Page, ...]:
    pages: list[Page] = []
    number = 1
    for index, chunk in enumerate(text.split("\f"), 1):
        lines = tuple(Line(line, line) for line in chunk.split("\n"))
        pages.append(Page(index, number, lines))
        number += len(lines)
    return tuple(pages)


def flow_of(text: str) -> Flow:
    return flow(pages_of(text))


def context(**fields: Any) -> DocumentContext:
    """A report of huyện Phù Yên, tỉnh Sơn La, of January 2023 about 2022, unless told otherwise."""
    told: dict[str, Any] = {
        "number": 1,
        "first_line": 1,
        "last_line": 10_000,
        "gazetteer": book(),
        "doc_type": "Báo cáo",
        "date": "2023-01-31",
        "assessed_year": 2022,
        "province": Place("tỉnh Sơn La", "14"),
        "district": Place("huyện Phù Yên", "122"),
    }
    return DocumentContext(**(told | fields))


def records_of(text: str) -> tuple[Record, ...]:
    return extract(pages_of(text), book(), "f").records


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of a file, one JSON object a line; lines that begin with # are comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]

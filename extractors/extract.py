"""Every record of a file: the documents in it, their heads, what they say, how it fits together.

    records = extract(pages, gazetteer, file_id)

Read `extract` first; each step has its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors import (
    changes,
    citations,
    criteria,
    documents,
    groups,
    header,
    indicators,
    mentions,
    scores,
    targets,
    tasks,
)
from extractors.context import DocumentContext
from extractors.layout import Page
from extractors.records import Record, identify
from extractors.text import Flow, cut, flow
from gazetteer.lookup import Gazetteer

Extractor = Callable[[Flow, DocumentContext], tuple[Record, ...]]

EXTRACTORS: tuple[Extractor, ...] = (
    citations.citations,
    scores.scores,
    groups.groups,
    changes.changes,
    criteria.criteria,
    tasks.tasks,
    targets.targets,
    indicators.indicators,
    mentions.mentions,
)


def extract(pages: tuple[Page, ...], gazetteer: Gazetteer, file_id: str) -> tuple[Record, ...]:
    """All records of a file in the order of its documents and lines, linked, checked and with their ids."""
    found: list[Record] = []
    for part in documents.split(pages):
        text = flow(cut(pages, part.first_line, part.last_line))
        if not text.paragraphs:
            continue
        document, context = header.read(text, part, gazetteer, found)
        found.append(document)
        found.extend(_records(text, context))
    return identify(found, file_id)


def _records(text: Flow, context: DocumentContext) -> Iterator[Record]:
    for extractor in EXTRACTORS:
        yield from extractor(text, context)

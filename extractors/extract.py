"""Every record of a file: the documents in it, their heads, what they say, how it fits together.

    records = extract(pages, gazetteer, file_id).records

Read `extract` first; each step has its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from extractors import checks, corrections
from extractors.citing import citations
from extractors.comparing import changes, groups
from extractors.context import DocumentContext
from extractors.counting import indicators
from extractors.heads import documents, header
from extractors.layout import Page
from extractors.naming import mentions
from extractors.planning import targets, tasks
from extractors.records import Citation, Document, Record, identify
from extractors.scoring import criteria, maxima, scores
from extractors.text.flow import Flow, cut, flow
from gazetteer.lookup import Gazetteer
from normalizers.repairs import Repair

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


@dataclass(frozen=True, slots=True)
class Extraction:
    """The records of a file, and the misread words that its own redundancy put right (lines count in text.txt)."""

    records: tuple[Record, ...]
    corrections: tuple[Repair, ...] = ()


def extract(pages: tuple[Page, ...], gazetteer: Gazetteer, file_id: str) -> Extraction:
    """All records of a file in the order of its documents and lines, linked, corrected, checked and with their ids."""
    found: list[Record] = []
    corrected: list[Repair] = []
    parts = documents.split(pages)
    texts = [flow(cut(pages, part.first_line, part.last_line)) for part in parts]
    for part, text, below in zip_longest(parts, texts, zip(parts[1:], texts[1:], strict=True)):
        if not text.paragraphs:
            continue
        attached = below[1] if below and below[0].attached_to == part.number else None
        document, context = header.read(text, part, gazetteer, found, attached)
        records = identify((document, *_records(text, context)), file_id)
        records, heads = maxima.settle(records, text)
        proposed = corrections.propose(records, text, context)
        records, repairs = corrections.apply(records, proposed)
        findings = corrections.told(checks.check((*found, *records), text, context), proposed)
        found.extend((*records, *identify(findings, file_id)))
        corrected.extend((*heads, *repairs))
    return Extraction(_tied(found, file_id), tuple(corrected))


def _records(text: Flow, context: DocumentContext) -> Iterator[Record]:
    for extractor in EXTRACTORS:
        yield from extractor(text, context)


def _tied(records: list[Record], file_id: str) -> tuple[Record, ...]:
    """Citations of a document of this very file name it: 'Quyết định này', '(Kèm theo Quyết định số 75/QĐ-UBND …)'."""
    own = [r for r in records if isinstance(r, Document)]
    return tuple(
        replace(r, cited_document_id=_cited(r, own, file_id)) if isinstance(r, Citation) else r for r in records
    )


def _cited(citation: Citation, own: list[Document], file_id: str) -> str | None:
    for document in own:
        itself = citation.subject == citations.ITSELF and citation.document == document.document
        same = citation.symbol is not None and citation.symbol == document.symbol
        if itself or (same and citation.date in (None, document.date)):
            return f"{file_id}/{document.document}"
    return None

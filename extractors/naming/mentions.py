"""Mention records: every unit the document names, with its place in the line and what else it may mean."""

from __future__ import annotations

from extractors.context import DocumentContext
from extractors.naming.named import named_units
from extractors.records import Mention
from extractors.text.flow import Flow, evidence

EXTRACTOR = "mentions"


def mentions(flow: Flow, context: DocumentContext) -> tuple[Mention, ...]:
    found = []
    for named in named_units(flow, context):
        read = flow.confidence(named.start, named.end)
        found.append(
            Mention(
                document=context.number,
                evidence=evidence(flow, named.start, named.end),
                confidence=round(named.link.score * (0.5 + 0.5 * read), 3),
                extractor=EXTRACTOR,
                surface=named.surface,
                unit_name=named.link.name,
                unit_code=named.link.code,
                unit_level=named.link.kind,
                start=named.line_start,
                end=named.line_end,
                match_score=round(named.link.score, 3),
                alternatives=named.link.alternatives,
            )
        )
    return tuple(found)

"""One cell of a table as the record of a score: what it holds, where it stands, how sure it is."""

from __future__ import annotations

from dataclasses import replace

from extractors.context import DocumentContext
from extractors.naming.linking import Linked, bare_surface, group_name
from extractors.records import Evidence, Score
from extractors.scoring.table_topics import Subject
from extractors.tables.grids import GridCell, GridRow
from extractors.text.flow import line_evidence
from extractors.text.values import parse_number, parse_ratio

EXTRACTOR = "scores-table"


def points_of(cell: GridCell | None) -> tuple[float, float | None] | None:
    """(points, maximum) of '9,25' or '9,25/10'; None for a cell that holds no points."""
    if cell is None:
        return None
    ratio = parse_ratio(cell.text)
    value = ratio[0] if ratio else parse_number(cell.text)
    return None if value is None else (value, ratio[1] if ratio else None)


def cell_score(
    row: GridRow,
    cell: GridCell,
    *,
    subject: Subject,
    value: float,
    link: Linked | None,
    surface: str,
    stat: str,
    rank: int | None,
    rating: str | None,
    context: DocumentContext,
    parent: str | None = None,
    self_scored: str | None = None,
) -> Score:
    group = stat != "value"
    where = _evidence(row, cell)
    name = group_name(context) if group else link.name if link else bare_surface(surface) or None
    return Score(
        document=context.number,
        evidence=where,
        confidence=_confidence(row, cell, link, group),
        extractor=EXTRACTOR,
        unit_name=name,
        unit_code=link.code if link and not group else None,
        unit_level=(link.kind if link else None) if not group else ("xã" if context.district else "huyện"),
        unit_surface=surface.strip() or None,
        unit_scope="group" if group else "unit",
        year=subject.year,
        criterion=self_scored or subject.criterion,
        criterion_code=None if parent or self_scored else subject.code,
        parent_criterion=subject.criterion if self_scored else parent,
        score=value,
        max_score=subject.maximum,
        stat=stat,  # type: ignore[arg-type]
        rank=rank,
        rating=rating,
        source="table",
    )


def _evidence(row: GridRow, cell: GridCell) -> Evidence:
    """The row up to the cell stands for the fact; the box is the cell's."""
    index = cell.line - row.page.first_line
    if not 0 <= index < len(row.page.lines):
        index = row.line - row.page.first_line
    where = line_evidence(row.page, index)
    line = row.page.lines[index]
    box = line.span_box(cell.start, cell.end)
    return replace(where, quote=where.quote.strip(), source_quote=where.source_quote.strip(), box=box)


def _confidence(row: GridRow, cell: GridCell, link: Linked | None, group: bool) -> float:
    line = (
        row.page.lines[cell.line - row.page.first_line]
        if 0 <= cell.line - row.page.first_line < len(row.page.lines)
        else None
    )
    read = line.confidence(cell.start, cell.end) if line else 1.0
    named = 1.0 if group else link.score if link else 0.4
    return round(0.99 * min(1.0, 0.5 + 0.5 * read) * named, 3)

"""Scores, ranks and ratings: every cell of a ranking table (see score_tables), every score told in prose
(see prose_scores), and what the one says of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.context import DocumentContext
from extractors.records import CriteriaStructure, Score
from extractors.scoring.columns import columns_of
from extractors.scoring.criteria import criteria
from extractors.scoring.domains import DomainNames, domain_names
from extractors.scoring.prose_scores import prose_scores
from extractors.scoring.score_tables import REREAD, table_scores
from extractors.tables.text_tables import grids_of
from extractors.tables.worn_columns import Domain, with_criteria
from extractors.text.flow import Flow
from extractors.text.sections import sections

_WHOLE = 100.0  # the usual scale


def scores(flow: Flow, context: DocumentContext) -> tuple[Score, ...]:
    """Every score of the document, in reading order."""
    grids = grids_of(flow)
    names = domain_names(flow, sections(flow))
    tables = [tuple(table_scores(grid, flow, context)) for grid in grids]
    has_units = len({s.unit_name for table in tables for s in table if s.unit_scope == "unit"}) > 1
    prose = prose_scores(flow, context, has_units=has_units)
    structure = criteria(flow, context)
    prose = list(_of_their_domains(prose, structure))
    told = _domains(structure, prose, context.year)
    for at, grid in enumerate(grids):
        if with_criteria(columns_of(grid), grid, told) != columns_of(grid):
            tables[at] = tuple(table_scores(grid, flow, context, told))
    tabled = _known_by_total([_named(score, names) for table in tables for score in table])
    found = [*prose, *tabled]
    return tuple(sorted(found, key=lambda s: s.evidence.line))


def _known_by_total(tabled: Sequence[Score]) -> list[Score]:
    """A row whose name was not understood is the unit of the row that has the same total in another table."""
    owners: dict[tuple[float | None, int | None], set[str]] = {}
    known: dict[str, Score] = {}
    for score in tabled:
        if score.criterion == "total" and score.stat == "value" and score.unit_code:
            owners.setdefault((score.score, score.year), set()).add(score.unit_code)
            known[score.unit_code] = score
    named = {(s.evidence.line, s.unit_code) for s in tabled if s.unit_code}
    own: dict[int, Score] = {}
    for score in tabled:
        if score.criterion == "total" and score.stat == "value" and score.unit_code is None:
            codes = owners.get((score.score, score.year), set())
            if len(codes) == 1 and (score.evidence.line, next(iter(codes))) not in named:
                own[score.evidence.line] = known[next(iter(codes))]
    return [_as_unit(s, own[s.evidence.line]) if _is_nobody(s) and s.evidence.line in own else s for s in tabled]


def _is_nobody(score: Score) -> bool:
    return score.unit_scope == "unit" and score.unit_code is None


def _as_unit(score: Score, other: Score) -> Score:
    return replace(
        score,
        unit_name=other.unit_name,
        unit_code=other.unit_code,
        unit_level=other.unit_level,
        confidence=round(max(score.confidence, 0.5) * REREAD, 3),
    )


def _of_their_domains(told: Sequence[Score], structure: Sequence[CriteriaStructure]) -> Iterator[Score]:
    """A mean 'of the whole' out of a domain's maximum is the domain's: its name was not read. Where two domains have
    that maximum it is the one that comes next."""
    domains = [r for r in structure if r.criterion_code not in (None, "total") and r.max_score is not None]
    at = -1
    for score in told:
        codes = [r.criterion_code for r in domains]
        if score.criterion_code in codes:
            at = codes.index(score.criterion_code)
        if score.stat != "mean" or score.criterion != "total" or score.max_score in (None, _WHOLE):
            yield score
            continue
        fitting = [i for i, r in enumerate(domains) if r.max_score == score.max_score]
        found = fitting[0] if len(fitting) == 1 else next((i for i in fitting if i > at), None)
        if found is not None:
            at, own = found, domains[found]
            score = replace(
                score,
                criterion=own.domain,
                criterion_code=own.criterion_code,
                confidence=round(score.confidence * REREAD, 3),
            )
        yield score


def _domains(structure: Sequence[CriteriaStructure], told: Sequence[Score], year: int | None) -> tuple[Domain, ...]:
    """The domains in the order of the criteria set, those missing there where the prose has them, with their maxima
    and this year's means."""
    means = {
        s.criterion_code: s
        for s in reversed(told)
        if s.stat == "mean" and s.year == year and s.criterion_code not in (None, "total")
    }
    listed = {r.criterion_code or r.domain: (r.domain, r.max_score) for r in structure if r.criterion_code != "total"}
    codes = list(listed)
    before = 0
    for code, score in reversed(means.items()):
        if code not in codes:
            codes.insert(before, str(code))
            listed[str(code)] = (score.criterion, score.max_score)
        before = codes.index(str(code)) + 1
    return tuple(_domain(code, *listed[code], means.get(code)) for code in codes)


def _domain(code: str, name: str, maximum: float | None, told: Score | None) -> Domain:
    if told is None:
        return Domain(name, code, maximum, None)
    return Domain(name, code, maximum if maximum is not None else told.max_score, told.score)


def _named(score: Score, names: DomainNames) -> Score:
    return (
        score if score.parent_criterion else replace(score, criterion=names.of(score.criterion, score.criterion_code))
    )

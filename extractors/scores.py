"""Scores, ranks and ratings: every cell of a ranking table, every score told in prose (see prose_scores).

A table has units in rows (one score column or many), units in columns (its transpose), or criteria in rows for one
unit. Rows of means and maxima are told apart by their labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.columns import columns_of, numeric_share
from extractors.context import DocumentContext
from extractors.criteria import criteria
from extractors.domains import DomainNames, domain_names
from extractors.grids import SCORE_ROLES, Column, Grid, GridCell, GridRow
from extractors.linking import Linked, bare_surface, group_name, link_names, of_place
from extractors.prose_scores import prose_scores
from extractors.records import CriteriaStructure, Evidence, Score
from extractors.sections import heading_chain, lines_before, sections
from extractors.text import Flow, line_evidence
from extractors.text_tables import grids_of
from extractors.values import parse_number, parse_ratio
from extractors.vocabulary import criterion_code, criterion_name, is_rating, means_total, printed_maximum, row_kind
from extractors.worn_columns import Domain, with_criteria

EXTRACTOR = "scores-table"
_CODE = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?$|^[IVX]+\.?$")
_POINTS = re.compile(r"\b(?:điểm|chỉ số|xếp hạng|xếp loại|thứ hạng|tiêu chí|score|points?|rank|index)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:hồ sơ|tiếp nhận|giải quyết|đúng hạn|quá hạn|người|đồng|triệu|văn bản|số lượng)\b", re.IGNORECASE
)
_MOST_POINTS = 1000
_WHOLE = 100.0  # the usual scale
_REREAD = 0.8  # belief in a unit whose name had to be read another way
_REACH = 7  # lines over a table among which its caption stands
_WRAPPED = 60  # characters of a line that may go on
_NARROW = 3  # columns of figures: more are of several criteria
_CAPTION = re.compile(r"^\W*(?:Biểu|Bảng|Phụ lục|Table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a table is about: the criterion of its points, their maximum, the year."""

    criterion: str
    code: str | None
    maximum: float | None
    year: int | None


def scores(flow: Flow, context: DocumentContext) -> tuple[Score, ...]:
    """Every score of the document, in reading order."""
    grids = grids_of(flow)
    names = domain_names(flow, sections(flow))
    tables = [tuple(table_scores(grid, flow, context)) for grid in grids]
    taken = frozenset(n for grid in grids for n in range(grid.first_line, grid.last_line + 1))
    has_units = any(s.unit_scope == "unit" for table in tables for s in table)
    prose = prose_scores(flow, context, taken, has_units=has_units)
    structure = criteria(flow, context)
    prose = list(_of_their_domains(prose, structure))
    told = _domains(structure, prose, context.year)
    for at, grid in enumerate(grids):
        if with_criteria(columns_of(grid), grid, told) != columns_of(grid):
            tables[at] = tuple(table_scores(grid, flow, context, told))
    found = [*prose, *(_named(score, names) for table in tables for score in table)]
    return tuple(sorted(found, key=lambda s: s.evidence.line))


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
                confidence=round(score.confidence * _REREAD, 3),
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


def table_scores(grid: Grid, flow: Flow, context: DocumentContext, told: Sequence[Domain] = ()) -> Iterator[Score]:
    """The scores of one table; nothing if it is of another kind. `told`: what the report says of its domains."""
    columns = with_criteria(columns_of(grid), grid, told)
    if not _tells_points(grid, columns, flow):
        return
    subject = _subject(grid, flow, context)
    unit = next((c for c in columns if c.role in ("unit", "label")), None)
    points = [c for c in columns if c.role in SCORE_ROLES]
    links = _row_links(grid, unit, context) if unit else {}
    if unit and points and (unit.role == "unit" or len(links) * 2 >= len(grid.rows)):
        yield from _unit_rows(grid, columns, unit, links, subject, context)
        return
    across = _column_links(grid, columns, context)
    if len(across) >= 2:
        yield from _unit_columns(grid, columns, across, subject, context)
    elif points:
        yield from _criteria_rows(grid, columns, points, subject, context)


def _tells_points(grid: Grid, columns: Sequence[Column], flow: Flow) -> bool:
    """A table of points, not of files, people or money: its words say so, and no cell is beyond any scale."""
    points = _point_columns(columns)
    values = [v for c in points for row in grid.rows if (v := parse_number(row.text(c.index))) is not None]
    if not values or max(values) > _MOST_POINTS:
        return False
    titles = " ".join([*(grid.title(c) for c in range(grid.columns)), grid.head])
    if grid.kind == "rows" and _adds_up(grid, points):
        return False
    if _COUNTED.search(titles) and not _POINTS.search(titles):
        return False
    if any(c.role in ("rank", "maximum") for c in columns) or _POINTS.search(titles):
        return True
    if sum(criterion_code(c.title) is not None for c in columns) >= 2:
        return True
    return bool(
        _POINTS.search(_caption(grid, flow)) or _POINTS.search(" ".join(lines_before(flow, grid.first_line, 2)))
    )


def _adds_up(grid: Grid, points: Sequence[Column]) -> bool:
    """A last row that sums the others up: what is counted, not what is rated."""
    rows = [row for row in grid.rows if row_kind(row.text(1)) is None]
    sums = next((row for row in grid.rows if row_kind(row.text(1)) == "total"), None)
    if sums is None:
        return False
    for column in points:
        total, parts = parse_number(sums.text(column.index)), [parse_number(r.text(column.index)) for r in rows]
        if total is not None and abs(total - sum(p or 0.0 for p in parts)) <= 0.01 * total:
            return True
    return False


# --- what the table is about --------------------------------------------------------------------------------------


def _subject(grid: Grid, flow: Flow, context: DocumentContext) -> Subject:
    """From the caption, else the nearest heading that names a domain, else the whole score."""
    caption = _caption(grid, flow)
    code = criterion_code(caption) if caption else None
    maximum = _stated_maximum(lines_before(flow, grid.first_line, 2))
    year = re.search(r"\b(?:19|20)\d\d\b", caption)
    headed = criterion_code(grid.head) if len(_figure_columns(grid)) <= _NARROW else None
    if headed not in (None, "total", code):
        caption, code = _domain_words(grid.head), headed
        maximum = maximum or printed_maximum(grid.head)
    if code in (None, "total"):
        return Subject("total", "total", maximum, int(year.group()) if year else context.year)
    return Subject(criterion_name(caption), code, maximum, context.year)


def _caption(grid: Grid, flow: Flow) -> str:
    before = _lines_over(grid, flow) if grid.kind == "rows" else lines_before(flow, grid.first_line, 3)
    for text in before:
        if _CAPTION.match(text):
            return re.sub(
                r"^\W*(?:Biểu|Bảng|Phụ lục|Table)(?:\s+số)?\s*[\dIVX]*\s*[.:–-]?\s*", "", text, flags=re.IGNORECASE
            )
    start = max((p.start for p in flow.paragraphs if p.number < grid.first_line), default=0)
    chain = heading_chain(sections(flow), start)
    return chain[0].title if chain else ""


def _lines_over(grid: Grid, flow: Flow) -> list[str]:
    """The lines over rows that run together, nearest first; in the flow a caption and the heads below it are one
    paragraph. A caption as long as its line may go on with the next."""
    lines = [p.line.text.strip() for p in flow.pieces if grid.first_line - _REACH <= p.number < grid.first_line]
    whole = [f"{a} {b}" if len(a) > _WRAPPED else a for a, b in zip(lines, [*lines[1:], ""], strict=False)]
    return whole[::-1]


def _domain_words(head: str) -> str:
    """What heads that run together say of the criterion: 'Hạng Cấp xã Điểm cải cách công vụ (tối đa 10)'."""
    after = re.split(r"\b(?:đơn vị|cấp xã|điểm)\s+", head, flags=re.IGNORECASE)[-1]
    return after if criterion_code(after) is not None else head


def _figure_columns(grid: Grid) -> list[int]:
    return [c for c in range(2, grid.columns) if numeric_share(grid.column_texts(c)) >= 0.5]


def _stated_maximum(texts: Sequence[str]) -> float | None:
    """'Điểm tối đa của chỉ số thành phần này là 17,5 điểm, cụ thể:' right over the table."""
    for text in texts:
        match = re.search(r"tối đa[^.;\d]{0,70}?(\d+(?:[.,]\d+)?)\s*điểm", text)
        if match and len(text) < 200:
            return parse_number(match.group(1))
    return None


# --- units in rows ------------------------------------------------------------------------------------------------


def _row_links(grid: Grid, unit: Column, context: DocumentContext) -> dict[int, Linked]:
    """Row index → unit, the whole table linked together."""
    named = [(i, row.text(unit.index)) for i, row in enumerate(grid.rows)]
    named = [(i, t) for i, t in named if t and parse_number(t) is None and row_kind(t) is None]
    found = link_names([t for _, t in named], context)
    links = {i: link for (i, _), link in zip(named, found, strict=True) if link is not None}
    return links | _links_as_read(grid, unit, links, [i for i, _ in named if i not in links], context)


def _links_as_read(
    grid: Grid, unit: Column, links: dict[int, Linked], missed: Sequence[int], context: DocumentContext
) -> dict[int, Linked]:
    """Names not understood, tried with their words apart ('EaTân') and as they were read before the repair."""
    found: dict[int, Linked] = {}
    taken = {link.code for link in links.values()}
    for index in missed:
        for surface in _other_readings(grid.rows[index], unit.index):
            link = link_names([surface], context)[0]
            if link is not None and link.code is not None and link.code not in taken:
                found[index] = replace(link, score=min(link.score, _REREAD))
                taken.add(link.code)
                break
    return found


def _other_readings(row: GridRow, column: int) -> list[str]:
    cell = row.cell(column)
    index = cell.line - row.page.first_line if cell else -1
    if cell is None or not 0 <= index < len(row.page.lines):
        return []
    read = row.page.lines[index].source_quote(cell.start, cell.end)
    apart = [re.sub(r"(?<=[^\W\d_A-ZĐ])(?=[A-ZĐ])", " ", text) for text in (cell.text, read)]
    return [text for text in dict.fromkeys((apart[0], read, apart[1])) if text != cell.text]


def _unit_rows(
    grid: Grid,
    columns: Sequence[Column],
    unit: Column,
    links: dict[int, Linked],
    subject: Subject,
    context: DocumentContext,
) -> Iterator[Score]:
    rank = next((c for c in columns if c.role == "rank"), None)
    rating = next((c for c in columns if c.role == "rating"), None)
    points = _point_columns(columns)
    maxima = _maximum_row(grid, points)
    most = len(links) * 5 >= len(grid.rows) * 4

    def named(label: str) -> bool:
        """A row of a unit though its name was not understood: by its level word, or as all its neighbours are."""
        return _names_unit(label) or (most and bool(re.search(r"[^\W\d_]{2}", label)))

    main = next((c for c in reversed(points) if c.criterion is None), points[-1])
    for index, row in enumerate(grid.rows):
        label = row.text(unit.index) or next((c.text for c in row.cells if row_kind(c.text)), "")
        kind = row_kind(label)
        if kind in ("maximum", "total") or (index not in links and kind is None and not named(label)):
            continue
        for column in points:
            cell = row.cell(column.index)
            ratio = parse_ratio(cell.text) if cell else None
            value = ratio[0] if ratio else parse_number(cell.text) if cell else None
            if cell is None or value is None:
                continue
            maximum = ratio[1] if ratio else column.maximum or maxima.get(column.index) or _beside(row, column, columns)
            yield _score(
                row,
                cell,
                subject=_column_subject(column, subject, maximum),
                value=value,
                link=links.get(index),
                surface=label,
                stat={"mean": "mean", "highest": "max", "lowest": "min"}.get(kind or "", "value"),
                rank=_rank(row, rank) if column is main else None,
                rating=row.text(rating.index) or None if rating and column is main else None,
                context=context,
                self_scored=column.role == "self_score" and len(points) > 1,
            )


def _beside(row: GridRow, column: Column, columns: Sequence[Column]) -> float | None:
    """The maximum in the row's own column 'Điểm tối đa', under the same title where titles are shared."""
    found = next((c for c in columns if c.role == "maximum" and c.over == column.over), None)
    return parse_number(row.text(found.index)) if found else None


def _names_unit(label: str) -> bool:
    return bool(re.match(r"\W*(?:UBND|xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\b", label, re.IGNORECASE))


def _point_columns(columns: Sequence[Column]) -> list[Column]:
    return [c for c in columns if c.role in SCORE_ROLES]


def _maximum_row(grid: Grid, points: Sequence[Column]) -> dict[int, float]:
    """Column → maximum, from a row 'Điểm tối đa' of the body or of the header."""
    found: dict[int, float] = {}
    for row in (*grid.header, *grid.rows):
        if any(row_kind(c.text) == "maximum" and not c.is_number for c in row.cells[:3]):
            for column in points:
                value = parse_number(row.text(column.index))
                if value is not None:
                    found[column.index] = value
    return found


def _column_subject(column: Column, subject: Subject, maximum: float | None) -> Subject:
    year = column.year or subject.year
    if column.criterion is not None:
        return Subject(column.criterion, criterion_code(column.criterion), maximum, year)
    return Subject(subject.criterion, subject.code, maximum or subject.maximum, year)


def _rank(row: GridRow, column: Column | None) -> int | None:
    value = parse_number(row.text(column.index).lstrip("Tthứ ")) if column else None
    return int(value) if value is not None and value == int(value) and value > 0 else None


# --- units in columns ---------------------------------------------------------------------------------------------


def _column_links(grid: Grid, columns: Sequence[Column], context: DocumentContext) -> dict[int, Linked]:
    """Column → unit, where the headings are names of units."""
    named = [(c.index, c.title) for c in columns if c.title and numeric_share(grid.column_texts(c.index)) >= 0.5]
    named = [(i, t) for i, t in named if len(t.split()) <= 6 and criterion_code(t) is None and not means_total(t)]
    if len(named) < 2:
        return {}
    found = link_names([t for _, t in named], context)
    return {i: link for (i, _), link in zip(named, found, strict=True) if link is not None and link.code is not None}


def _unit_columns(
    grid: Grid, columns: Sequence[Column], across: dict[int, Linked], subject: Subject, context: DocumentContext
) -> Iterator[Score]:
    label = _label_column(columns, across)
    maximum = next((c for c in columns if c.role == "maximum"), None)
    mean = next((c for c in columns if row_kind(c.title) == "mean"), None)
    ranks = next((row for row in grid.rows if label is not None and _is_rank_row(row.text(label))), None)
    for row in grid.rows:
        text = row.text(label) if label is not None else ""
        if row is ranks or is_rating(text) or row_kind(text) == "maximum":
            continue
        named = _row_subject(text, subject, parse_number(row.text(maximum.index)) if maximum else None)
        for index, link in [*across.items(), *([(mean.index, None)] if mean else [])]:
            cell = row.cell(index)
            value = parse_number(cell.text) if cell else None
            if cell is None or value is None:
                continue
            rank = parse_number(ranks.text(index)) if ranks and named.criterion == "total" else None
            yield _score(
                row,
                cell,
                subject=named,
                value=value,
                link=link,
                surface=grid.title(index),
                stat="value" if link else "mean",
                rank=int(rank) if rank else None,
                rating=None,
                context=context,
            )


def _label_column(columns: Sequence[Column], across: dict[int, Linked]) -> int | None:
    texts = [c.index for c in columns if c.index not in across and c.role in ("criterion", "label", "text", "unit")]
    return texts[0] if texts else None


def _is_rank_row(label: str) -> bool:
    return bool(re.match(r"\W*(?:xếp\s+hạng|thứ\s+hạng|hạng|xếp\s+thứ|rank)", label, re.IGNORECASE))


def _row_subject(label: str, subject: Subject, maximum: float | None) -> Subject:
    maximum = maximum if maximum is not None else printed_maximum(label)
    name = criterion_name(label)
    if not name or means_total(label) or row_kind(label) == "total":
        return Subject("total", "total", maximum, subject.year)
    return Subject(name, criterion_code(name), maximum, subject.year)


# --- criteria in rows, one unit -----------------------------------------------------------------------------------


def _criteria_rows(
    grid: Grid, columns: Sequence[Column], points: Sequence[Column], subject: Subject, context: DocumentContext
) -> Iterator[Score]:
    """A score sheet of one unit: each row a domain or criterion with its maximum and its points."""
    label = next((c for c in columns if c.role in ("criterion", "label", "unit")), None)
    maximum = next((c for c in columns if c.role == "maximum"), None)
    home = of_place(context.home)
    if label is None or (maximum is None and label.role != "criterion") or home is None:
        return
    scored = [c for c in points if c.role != "self_score"][-1:] or list(points[-1:])
    parent: str | None = None
    for row in grid.rows:
        text = row.text(label.index)
        cell = row.cell(scored[0].index)
        value = parse_number(cell.text) if cell else None
        number = next((c.text for c in row.cells if c.column < label.index and _CODE.match(c.text)), "")
        if not text or cell is None or value is None:
            continue
        named = _row_subject(text, subject, parse_number(row.text(maximum.index)) if maximum else None)
        top = not re.search(r"\d\.\d", number)
        parent = named.criterion if top else parent
        yield _score(
            row,
            cell,
            subject=named,
            value=value,
            link=home,
            surface=home.name,
            stat="value",
            rank=None,
            rating=None,
            context=context,
            parent=None if top else parent,
        )


# --- one record ---------------------------------------------------------------------------------------------------


def _score(
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
    self_scored: bool = False,
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
        criterion="Điểm tự đánh giá" if self_scored else subject.criterion,
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
    index = row.line - row.page.first_line
    if not 0 <= index < len(row.page.lines):
        index = cell.line - row.page.first_line
    where = line_evidence(row.page, index)
    line = row.page.lines[index]
    box = line.span_box(cell.start, cell.end) if cell.line == row.line else where.box
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

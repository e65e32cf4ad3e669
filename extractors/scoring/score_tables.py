"""The scores of tables: units in rows (one column of points or many), units in columns (the transpose), or criteria in
rows for one unit. Rows of means and maxima are told apart by their labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.context import DocumentContext
from extractors.naming.linking import Linked, link_names, of_place
from extractors.records import Score
from extractors.scoring.columns import columns_of, numeric_share
from extractors.scoring.score_cells import cell_score, points_of
from extractors.scoring.table_topics import Subject, caption_of, subject_of
from extractors.tables.grids import SCORE_ROLES, Column, Grid, GridRow
from extractors.tables.legends import with_legend
from extractors.tables.worn_columns import Domain, with_criteria
from extractors.text.flow import Flow
from extractors.text.sections import lines_before
from extractors.text.values import parse_number, roman_number
from extractors.text.vocabulary import (
    column_role,
    criterion_code,
    criterion_name,
    is_rating,
    means_total,
    printed_maximum,
    row_kind,
)

REREAD = 0.8  # belief in a unit or a domain whose name had to be read another way
_CODE = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?$|^[IVX]+\.?$")
_POINTS = re.compile(r"\b(?:điểm|chỉ số|xếp hạng|xếp loại|thứ hạng|tiêu chí|score|points?|rank|index)\b", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:(?<!hội )(?-i:đồng)|triệu)\b", re.IGNORECASE)
_COUNTED = re.compile(  # in whole numbers
    rf"\b(?:hồ sơ|tiếp nhận|giải quyết|đúng hạn|quá hạn|người|văn bản|số lượng)\b|{_MONEY.pattern}", re.IGNORECASE
)
_ROMAN = re.compile(r"[IVX]+\.?$")
_MOST_POINTS = 1000
_MISREAD = 0.25  # of the points of worn rows may have lost their commas
_LEAST_PARTS = 2  # domains numbered I, II
_SHORT = 5  # words of a plain heading


def table_scores(grid: Grid, flow: Flow, context: DocumentContext, told: Sequence[Domain] = ()) -> Iterator[Score]:
    """The scores of one table; nothing if it is of another kind. `told`: what the report says of its domains."""
    columns = with_legend(with_criteria(columns_of(grid), grid, told), grid, flow)
    if not _tells_points(grid, columns, flow):
        return
    subject = subject_of(grid, flow, context)
    unit = next((c for c in columns if c.role in ("unit", "label")), None)
    points = [c for c in columns if c.role in SCORE_ROLES]
    links = _row_links(grid, unit, context) if unit else {}
    across = _column_links(grid, columns, context) if len(links) < _LEAST_PARTS else {}
    if unit and points and not across and (unit.role == "unit" or len(links) * 2 >= len(grid.rows)):
        yield from _unit_rows(grid, columns, unit, links, subject, context)
    elif len(across) >= _LEAST_PARTS:
        yield from _unit_columns(grid, columns, across, subject, context)
    elif points:
        of_means = row_kind(grid.head or caption_of(grid, flow)) == "mean"
        yield from _criteria_rows(grid, columns, points, subject, context, of_means=of_means)


def _tells_points(grid: Grid, columns: Sequence[Column], flow: Flow) -> bool:
    """A table of points, not of files, people or money: its words say so, and no cell is beyond any scale."""
    points = _point_columns(columns)
    values = [v for c in points for row in grid.rows if (v := parse_number(row.text(c.index))) is not None]
    beyond = sum(v > _MOST_POINTS for v in values)
    if not values or beyond > (_MISREAD * len(values) if grid.kind == "rows" else 0):
        return False
    titles = " ".join([*(grid.title(c) for c in range(grid.columns)), grid.head])
    if grid.kind == "rows" and _adds_up(grid, points):
        return False
    counted = _COUNTED if 2 * sum(v != int(v) for v in values) <= len(values) else _MONEY
    if counted.search(titles) and not _POINTS.search(titles):
        return False
    if any(c.role in ("rank", "maximum") for c in columns) or _POINTS.search(titles):
        return True
    if sum(criterion_code(c.title) is not None for c in columns) >= 2:
        return True
    return bool(
        _POINTS.search(caption_of(grid, flow)) or _POINTS.search(" ".join(lines_before(flow, grid.first_line, 2)))
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
                found[index] = replace(link, score=min(link.score, REREAD))
                taken.add(link.code)
                break
    return found


def _other_readings(row: GridRow, column: int) -> list[str]:
    cell = row.cell(column)
    index = cell.line - row.page.first_line if cell else -1
    if cell is None or not 0 <= index < len(row.page.lines):
        return []
    read = row.page.lines[index].source_quote(cell.start, cell.end)
    ways = (_words_apart(cell.text), read, _words_apart(read))
    return [text for text in dict.fromkeys(ways) if text != cell.text]


def _words_apart(text: str) -> str:
    """'UBNDxaPhuXuan' → 'UBND xa Phu Xuan'; 'thì tin', 'Thi tran' → 'thị trấn'."""
    text = re.sub(r"^UBND(?=[^\W\d_])", "UBND ", re.sub(r"(?<=[^\W\d_A-ZĐ])(?=[A-ZĐ])", " ", text))
    return re.sub(r"^(UBND\s+)?[Tt]h\w{1,2}\s+[tv]\w{1,4}n\s", r"\1thị trấn ", text)


def _unit_rows(
    grid: Grid,
    columns: Sequence[Column],
    unit: Column,
    links: dict[int, Linked],
    subject: Subject,
    context: DocumentContext,
) -> Iterator[Score]:
    rating = next((c for c in columns if c.role == "rating"), None)
    points = _point_columns(columns)
    maxima = _maximum_row(grid, points)
    most = len(links) * 5 >= len(grid.rows) * 4
    headed = column_role(unit.title) == "unit"

    def named(label: str) -> bool:
        """A row of a unit though its name was not understood: by its level word, or as all its neighbours are."""
        return _names_unit(label) or ((most or headed) and bool(re.search(r"[^\W\d_]{2}", label)))

    main = _main(points, subject.year)
    if sum(c.criterion is not None for c in points) >= _LEAST_PARTS:
        subject = replace(subject, criterion="total", code="total")  # whatever heading it stands under
    ranks = _ranks(columns, points, main, subject.year)
    for index, row in enumerate(grid.rows):
        said = (c.text for c in row.cells if row_kind(c.text) and (rating is None or c.column != rating.index))
        label = row.text(unit.index) or next(said, "")
        kind = row_kind(label)
        if kind in ("maximum", "total") or (index not in links and kind is None and not named(label)):
            continue
        for column in points:
            cell = row.cell(column.index)
            told = points_of(cell)
            if cell is None or told is None:
                continue
            value, out_of = told
            maximum = out_of or column.maximum or maxima.get(column.index) or _beside(row, column, columns)
            yield cell_score(
                row,
                cell,
                subject=_column_subject(column, subject, maximum),
                value=value,
                link=links.get(index),
                surface=label,
                stat={"mean": "mean", "highest": "max", "lowest": "min"}.get(kind or "", "value"),
                rank=_rank(row, ranks.get(column.index)),
                rating=row.text(rating.index) or None if rating and column is main else None,
                context=context,
                self_scored=_self_title(column) if column.role == "self_score" and len(points) > 1 else None,
            )


def _main(points: Sequence[Column], year: int | None) -> Column:
    """The column of the whole score: the last one that is of no criterion, of this year where years are told."""
    whole = [c for c in points if c.criterion is None] or points[-1:]
    of_year = [c for c in whole if c.year in (None, year)] or whole
    appraised = [c for c in of_year if c.role != "self_score"] or of_year
    return appraised[-1]


def _ranks(columns: Sequence[Column], points: Sequence[Column], main: Column, year: int | None) -> dict[int, Column]:
    """Column of points → column of the ranks by them: under the same title, of the same year, or right beside it."""
    found: dict[int, Column] = {}
    ranks = [c for c in columns if c.role == "rank"]
    for rank in ranks:
        together = [c for c in points if rank.over and c.over == rank.over]
        beside = [c for c in points if c.index == rank.index - 1]
        if together:
            found.setdefault(together[-1].index, rank)
        elif rank.year not in (None, year):
            found.update({c.index: rank for c in points if c.year == rank.year and c.criterion is None})
        elif beside and len(ranks) > 1:
            found.setdefault(beside[0].index, rank)
        else:
            found.setdefault(main.index, rank)
    return found


def _self_title(column: Column) -> str:
    """What the column of a unit's own points is called; criteria of the same name are no domains."""
    own = column.title.removeprefix(column.over).strip()
    if not re.match(r"(?:Điểm\s+)?tự\s", own, re.IGNORECASE) or len(own.split()) > _SHORT:
        return "Điểm tự đánh giá"
    return own if own.startswith("Điểm") else f"Điểm {own[:1].lower()}{own[1:]}"


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
    text = row.text(column.index).lstrip("Tthứ ") if column else ""
    value = parse_number(text)
    if value is None:
        return roman_number(text)
    return int(value) if value == int(value) and value > 0 else None


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
    labelled = [(row, row.text(label) if label is not None else "") for row in grid.rows]
    ranked = [row for row, text in labelled if column_role(text) == "rank"]
    ranks = next((row for row in ranked if str(subject.year) in row.text(label or 0)), next(iter(ranked), None))
    ratings = next((row for row, text in labelled if column_role(text) == "rating"), None)
    parents = _parents(grid, label or 0)
    for row, text in labelled:
        if row in (*ranked, ratings) or is_rating(text) or row_kind(text) == "maximum" or _moves(text):
            continue
        named = _row_subject(text, subject, parse_number(row.text(maximum.index)) if maximum else None)
        for index, link in [*across.items(), *([(mean.index, None)] if mean else [])]:
            cell = row.cell(index)
            value = parse_number(cell.text) if cell else None
            if cell is None or value is None:
                continue
            whole = named.criterion == "total"
            rank = parse_number(ranks.text(index)) if ranks and whole else None
            yield cell_score(
                row,
                cell,
                subject=named,
                value=value,
                link=link,
                surface=grid.title(index),
                stat="value" if link else "mean",
                rank=int(rank) if rank else None,
                rating=ratings.text(index) or None if ratings and whole else None,
                context=context,
                parent=parents.get(row.line),
            )


def _moves(label: str) -> bool:
    """'Tăng/giảm điểm so với tháng 10': a row of differences, no criterion that is long enough to have such words."""
    return column_role(label) in ("change", "rank_change") and criterion_code(label) in (None, "total")


def _label_column(columns: Sequence[Column], across: dict[int, Linked]) -> int | None:
    left = [c for c in columns if c.index not in across and c.role in ("criterion", "label", "text", "unit")]
    named = [c for c in left if column_role(c.title) == "criterion"] or left
    return named[0].index if named else None


def _row_subject(label: str, subject: Subject, maximum: float | None) -> Subject:
    maximum = maximum if maximum is not None else printed_maximum(label)
    name = criterion_name(label)
    if not name or means_total(label) or row_kind(label) == "total":
        return Subject("total", "total", maximum, subject.year)
    return Subject(name, criterion_code(name), maximum, subject.year)


# --- criteria in rows, one unit -----------------------------------------------------------------------------------


def _criteria_rows(
    grid: Grid,
    columns: Sequence[Column],
    points: Sequence[Column],
    subject: Subject,
    context: DocumentContext,
    *,
    of_means: bool,
) -> Iterator[Score]:
    """A score sheet of one unit, or the means of all: each row a domain or criterion, its maximum and its points."""
    label = next((c for c in columns if c.role in ("criterion", "label", "unit")), None)
    maximum = next((c for c in columns if c.role == "maximum"), None)
    home = of_place(context.home)
    if label is None or (maximum is None and label.role != "criterion") or home is None:
        return
    scored = _of_each_year([c for c in points if c.role != "self_score"] or list(points))
    parents = _parents(grid, label.index)
    for row in grid.rows:
        text = row.text(label.index)
        most = parse_number(row.text(maximum.index)) if maximum else None
        for column in scored if text else ():
            cell = row.cell(column.index)
            told = points_of(cell)
            if cell is None or told is None:
                continue
            value, out_of = told
            named = _row_subject(text, subject, out_of or most)
            yield cell_score(
                row,
                cell,
                subject=replace(named, year=column.year or subject.year),
                value=value,
                link=None if of_means else home,
                surface="" if of_means else home.name,
                stat="mean" if of_means else "value",
                rank=None,
                rating=None,
                context=context,
                parent=parents.get(row.line),
            )


def _of_each_year(points: Sequence[Column]) -> list[Column]:
    """The last column of points, or where they are of several years the last of each."""
    return list({column.year: column for column in points}.values()) if points[-1].year else list(points[-1:])


def _parents(grid: Grid, label: int) -> dict[int, str]:
    """Line of a criterion → the domain it is part of: 1.2 under 1, and 1 under I where the domains bear I, II, III."""
    numbers = [
        (row, next((c.text for c in row.cells if c.column < label and _CODE.match(c.text)), "")) for row in grid.rows
    ]
    roman = sum(bool(_ROMAN.match(number)) for _, number in numbers) >= _LEAST_PARTS
    found: dict[int, str] = {}
    parent: str | None = None
    for row, number in numbers:
        name = criterion_name(row.text(label))
        whole = not number or means_total(row.text(label)) or row_kind(row.text(label)) == "total"
        below = re.search(r"\d\.\d", number) or (roman and number[:1].isdigit())
        if below and parent is not None and not whole:
            found[row.line] = parent
        elif not below:
            parent = None if whole else name
    return found

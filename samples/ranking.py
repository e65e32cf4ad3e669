"""The tables of an index report: the ranking, the points in every field, one field by itself."""

from __future__ import annotations

from dataclasses import replace

from gazetteer import Unit
from samples.facts import Check, Score
from samples.knowledge import Domain
from samples.passage import Passage
from samples.sheets import Over, Table
from samples.story import Result, mean, ranks_of
from samples.voice import Voice, flaw

BLANK = Passage("")


def total_score(voice: Voice, result: Result, points: int) -> Score:
    return unit_score(voice, result.unit, "total", None, points, voice.story.criteria.max)


def unit_score(voice: Voice, unit: Unit, criterion: str, code: str | None, points: int, maximum: int) -> Score:
    """A commune's points, stated in the text; tables replace source, rank and rating."""
    year = voice.story.year
    return Score(unit.full_name, unit.code, unit.kind, year, criterion, code, points / 100, maximum / 100)


def group_score(voice: Voice, criterion: str, code: str | None, points: int, maximum: int | None) -> Score:
    """The mean of all communes."""
    return Score(
        voice.group(),
        None,
        voice.story.results[0].unit.kind,
        voice.story.year,
        criterion,
        code,
        points / 100,
        None if maximum is None else maximum / 100,
        unit_scope="group",
        stat="mean",
    )


def ranking_table(voice: Voice) -> Table:
    """Rank, unit, total, rating; the mean in the last row. Some put what the commune gave itself beside the total."""
    story = voice.story
    results = story.results
    printed_ranks = [r.rank for r in results]
    wrong_rank = _swapped(voice, printed_ranks)
    rows = [
        _ranking_row(voice, result, printed_ranks[i], flawed_rank=i in wrong_rank) for i, result in enumerate(results)
    ]
    rows.append(_mean_row(voice, story.mean, "total", None, story.criteria.max, width=4))
    if voice.chance.random() < 0.35:
        return _with_self_scores(voice, rows)
    header = [
        voice.say("report", "head_rank"),
        voice.say("report", "head_unit"),
        voice.say("report", "head_score"),
        Passage(story.scale.label),
    ]
    return Table(
        tuple(header), tuple(rows), (0.14, 0.42, 0.24, 0.2), "clcc", ruled=voice.chance.random() < 0.85, bold_last=True
    )


def _with_self_scores(voice: Voice, rows: list[tuple[Passage, ...]]) -> Table:
    """The ranking with two columns of points under one heading."""
    story, chance = voice.story, voice.chance
    room = [(story.criteria.max - result.total) // story.criteria.step for result in story.results]
    given = [
        r.total + story.criteria.step * chance.randint(0, min(k, 24)) for r, k in zip(story.results, room, strict=True)
    ]
    facts = [_self_score(total_score(voice, r, points)) for r, points in zip(story.results, given, strict=True)]
    facts.append(_self_score(group_score(voice, "total", None, mean(given), story.criteria.max)))
    cells = [Passage(voice.number(points)) for points in (*given, mean(given))]
    header = [voice.say("report", name) for name in ("head_rank", "head_unit", "head_self", "head_appraised")]
    return Table(
        (*header, Passage(story.scale.label)),
        tuple((*row[:2], cell.stating(fact), *row[2:]) for row, cell, fact in zip(rows, cells, facts, strict=True)),
        (0.12, 0.34, 0.18, 0.18, 0.18),
        "clccc",
        bold_last=True,
        over=(Over(voice.say("report", "head_points"), 2, 2),),
    )


def _self_score(fact: Score) -> Score:
    return replace(
        fact,
        criterion="Điểm tự đánh giá",
        parent_criterion="total",
        source="table",
        aliases=("Điểm tự chấm",),
        optional=True,
    )


def _swapped(voice: Voice, ranks: list[int]) -> set[int]:
    """Two neighbours' ranks exchanged where a false rank is to be planted; returns the rows."""
    for i in range(1, len(ranks) - 1):
        if ranks[i] != ranks[i + 1] and voice.flaws.plant("rank-vs-score"):
            ranks[i], ranks[i + 1] = ranks[i + 1], ranks[i]
            return {i, i + 1}
    return set()


def _ranking_row(voice: Voice, result: Result, rank: int, flawed_rank: bool) -> tuple[Passage, ...]:
    scale = voice.story.scale
    points, rating = result.total, result.rating
    flaws: list[Check] = []
    if flawed_rank:
        message = f"thứ hạng của {result.unit.full_name} không theo điểm"
        flaws.append(flaw("rank-vs-score", rank, result.rank, message, "stated-twice"))
    if len(scale.bands) > 1 and result.rank > 2 and voice.flaws.plant("band-vs-score"):
        rating = next(name for name, _ in scale.bands if name != result.rating)
        follow = ("in-two-lists", "count-vs-list", "stated-twice")
        flaws.append(flaw("band-vs-score", rating, result.rating, "xếp loại không theo thang điểm", *follow))
    fact = replace(total_score(voice, result, points), rank=rank, rating=rating, source="table")
    name = unit_cell(voice, result.unit)
    if result.rank > 3 and voice.flaws.plant("unknown-unit"):
        name, fact = _misnamed(voice, result, fact, flaws)
    score = Passage(voice.number(points)).stating(fact, *flaws)
    return Passage(str(rank)), name, score, Passage(rating)


def _misnamed(voice: Voice, result: Result, fact: Score, flaws: list[Check]) -> tuple[Passage, Score]:
    """A commune that does not exist in the district, where a real one should stand."""
    false = f"{result.unit.kind} {result.unit.name} Hạ Đông"
    flaws.append(flaw("unknown-unit", false, result.unit.full_name, "không có đơn vị này trong huyện", "in-no-list"))
    prefix = f"{voice.ubnd()} " if voice.unit_style == "ubnd" else ""
    return Passage(prefix + false), replace(fact, unit_name=false, unit_code=None)


def unit_cell(voice: Voice, unit: Unit) -> Passage:
    name = voice.named(unit, voice.unit_style)
    return name.capital() if voice.unit_style == "full" else name


def _mean_row(
    voice: Voice, points: int, criterion: str, code: str | None, maximum: int, width: int
) -> tuple[Passage, ...]:
    flaws: tuple[Check, ...] = ()
    if voice.flaws.plant("mean-vs-rows"):
        message = "trung bình không khớp các dòng"
        flaws = (flaw("mean-vs-rows", (points + 137) / 100, points / 100, message, "stated-twice"),)
        points += 137
    fact = replace(group_score(voice, criterion, code, points, maximum), source="table")
    cells = [BLANK, voice.say("report", "row_mean"), Passage(voice.number(points)).stating(fact, *flaws)]
    return tuple(cells + [BLANK] * (width - 3))


def domain_table(voice: Voice, index: int) -> Table:
    """Rank, unit and points in one field, ranked by that field."""
    story = voice.story
    domain = story.criteria.domains[index]
    ordered = sorted(story.results, key=lambda r: (-r.parts[index], r.rank, r.unit.code))
    ranks = ranks_of([r.parts[index] for r in ordered], story.dense)
    rows: list[tuple[Passage, ...]] = []
    for rank, result in zip(ranks, ordered, strict=True):
        points, flaws = result.parts[index], []
        if rank == 1 and voice.flaws.plant("score-above-max"):
            points = domain.max + 50
            follow = ("total-vs-parts", "mean-vs-rows", "stated-twice", "rank-vs-score")
            message = "điểm cao hơn điểm tối đa"
            flaws.append(flaw("score-above-max", points / 100, domain.max / 100, message, *follow))
        fact = unit_score(voice, result.unit, domain.name, domain.code, points, domain.max)
        fact = replace(fact, rank=rank, source="table")
        rows.append(
            (Passage(str(rank)), unit_cell(voice, result.unit), Passage(voice.number(points)).stating(fact, *flaws))
        )
    rows.append(_mean_row(voice, story.domain_mean(index), domain.name, domain.code, domain.max, width=3))
    column = voice.say("report", "head_domain_score", name=domain.name, max=voice.round_number(domain.max))
    header = (voice.say("report", "head_rank"), voice.say("report", "head_unit"), column)
    split = voice.chance.choice((0, 0, len(rows) // 2))
    return Table(
        header,
        tuple(rows),
        (0.14, 0.42, 0.44),
        "clc",
        repeat_header=voice.chance.random() < 0.7,
        split_after=split,
        bold_last=True,
    )


def parts_table(voice: Voice) -> Table:
    """Every field and the total for every commune: wide, for a landscape page."""
    story = voice.story
    over = (Over(voice.say("report", "head_fields"), 2, len(story.criteria.domains)),)
    header = [voice.say("report", "head_no"), voice.say("report", "head_unit")]
    header += [_domain_column(voice, domain) for domain in story.criteria.domains]
    header += [Passage("Tổng điểm"), voice.say("report", "head_rank")]
    rows = [_parts_row(voice, number + 1, result) for number, result in enumerate(story.results)]
    n = len(story.criteria.domains)
    widths = (0.05, 0.19, *[0.58 / n] * n, 0.1, 0.08)
    two_rows = voice.chance.random() < 0.5
    return Table(tuple(header), tuple(rows), widths, "cl" + "c" * (n + 2), over=over if two_rows else ())


def _domain_column(voice: Voice, domain: Domain) -> Passage:
    return Passage(f"{domain.short[:1].upper()}{domain.short[1:]} ({voice.round_number(domain.max)})")


def _parts_row(voice: Voice, number: int, result: Result) -> tuple[Passage, ...]:
    story, cells = voice.story, [Passage(str(number)), unit_cell(voice, result.unit)]
    for domain, points in zip(story.criteria.domains, result.parts, strict=True):
        fact = unit_score(voice, result.unit, domain.name, domain.code, points, domain.max)
        fact = replace(fact, source="table", aliases=(domain.short,))
        cells.append(Passage(voice.number(points)).stating(fact))
    total, flaws = result.total, tuple[Check, ...]()
    if number > 1 and voice.flaws.plant("total-vs-parts"):
        total += 200
        message = "tổng không bằng các phần cộng lại"
        follow = ("stated-twice", "rank-vs-score", "band-vs-score")
        flaws = (flaw("total-vs-parts", total / 100, result.total / 100, message, *follow),)
    fact = replace(total_score(voice, result, total), rank=result.rank, source="table")
    cells.append(Passage(voice.number(total)).stating(fact, *flaws))
    return (*cells, Passage(str(result.rank)))

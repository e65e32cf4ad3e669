"""A consistent report agrees with itself, and every planted inconsistency is in the truth."""

from __future__ import annotations

from collections import defaultdict

import pytest

from samples.compose import KINDS, PLANTABLE, compose, passages
from samples.facts import Change, Check, Citation, Fact, Group, Indicator, Mention, Score
from samples.sheets import Dossier, Table
from samples.story import districts, index_year, mean, ranks_of
from samples.voice import CHECKS

PLACES = [
    (unit.code, year)
    for unit, year in zip(districts(2013, 2023)[::90], (2013, 2015, 2017, 2019, 2021, 2022, 2023), strict=False)
]


def facts(dossier: Dossier) -> list[Fact]:
    return [m.fact for sheet in dossier.sheets for passage in passages(sheet) for m in passage.marks]


@pytest.mark.parametrize(("district", "year"), PLACES)
def test_a_report_agrees_with_itself(district: str, year: int) -> None:
    dossier = compose("report", 1, district, year)
    story = index_year(1, district, year)
    rows = [f for f in facts(dossier) if isinstance(f, Score) and f.source == "table" and not f.optional]
    by_criterion: dict[str, dict[str, Score]] = defaultdict(dict)
    for row in rows:
        if row.stat == "value":
            by_criterion[row.criterion][row.unit_name] = row
    totals = by_criterion.pop("total")
    assert len(totals) == len(story.results)
    for name, total in totals.items():
        parts = [round(by_name[name].score * 100) for by_name in by_criterion.values()]
        assert sum(parts) == round(total.score * 100)
    for row in (
        f for f in facts(dossier) if isinstance(f, Score) and not f.optional and f.stat == "mean" and f.year == year
    ):
        units = totals if row.criterion == "total" else by_criterion[row.criterion]
        assert mean([round(s.score * 100) for s in units.values()]) == round(row.score * 100)
    ranks = ranks_of([round(t.score * 100) for t in totals.values()], story.dense)
    assert [t.rank for t in totals.values()] == list(ranks)
    assert not dossier.planted


@pytest.mark.parametrize(("district", "year"), PLACES)
def test_every_commune_is_in_one_group(district: str, year: int) -> None:
    story = index_year(1, district, year)
    groups = [f for f in facts(compose("report", 1, district, year)) if isinstance(f, Group) and f.count is not None]
    members = [code for group in groups for code in group.members]
    assert sorted(members) == sorted(r.unit.code for r in story.results)
    scores = {r.unit.code: r.total / 100 for r in story.results}
    for group in groups:
        assert group.count == len(group.members)
        for code in group.members:
            assert (group.lower or 0) <= scores[code] < (group.upper or 1000)


@pytest.mark.parametrize(("district", "year"), PLACES)
def test_changes_fit_the_year_before(district: str, year: int) -> None:
    changes = [f for f in facts(compose("report", 1, district, year)) if isinstance(f, Change)]
    for change in changes:
        assert change.value is not None and change.previous_value is not None and change.amount is not None
        assert abs(abs(change.value - change.previous_value) - change.amount) < 0.005


@pytest.mark.parametrize("kind", KINDS)
def test_a_consistent_dossier_states_units_valid_at_its_date(kind: str) -> None:
    dossier = compose(kind, 3, "200", 2021)
    story = index_year(3, "200", 2021)
    allowed = {r.unit.code for r in story.results} | {story.district.code, story.province.code}
    mentions = [f for f in facts(dossier) if isinstance(f, Mention)]
    assert mentions
    assert {m.unit_code for m in mentions} <= allowed


def test_cited_documents_are_dated_before_the_document() -> None:
    for kind in KINDS:
        dossier = compose(kind, 3, "200", 2021)
        signed = dossier.sheets[0].document.date
        dates = [f.date for f in facts(dossier) if isinstance(f, Citation)]
        assert dates
        assert all(date is not None and signed is not None and date <= signed for date in dates)


def test_the_same_document_has_the_same_number_everywhere() -> None:
    """The decision on the criteria set of a year, in every kind of dossier that cites it."""
    found = set()
    for kind in ("decision", "report", "plan"):
        cited = [f for f in facts(compose(kind, 3, "200", 2021)) if isinstance(f, Citation)]
        found.add(
            next(c.symbol for c in cited if c.date and "2021-07" <= c.date < "2021-10" and "NQ" not in str(c.symbol))
        )
    assert len(found) == 1


def test_communes_merge_as_they_did() -> None:
    """Đầm Hà lost a commune on 2020-01-01: the report on 2019 is written after it."""
    before, after = index_year(1, "200", 2018), index_year(1, "200", 2019)
    assert len(before.results) == len(after.results) + 1


def test_scores_move_but_not_wildly() -> None:
    moves = []
    for year in range(2017, 2020):
        old, new = index_year(1, "137", year), index_year(1, "137", year + 1)
        moves += [abs(r.total - o.total) for r in new.results if (o := old.of(r.unit))]
    assert 100 < sum(moves) / len(moves) < 1500


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_planted_is_in_the_truth(kind: str) -> None:
    found: set[str] = set()
    for code, year in PLACES * 2:
        dossier = compose(kind, 8, code, year, copy=len(found), planted=4)
        marked = [f for f in facts(dossier) if isinstance(f, Check)]
        assert tuple(marked) == dossier.planted
        found |= {check.check for check in marked}
    assert found
    assert found <= set(PLANTABLE[kind])


def test_every_kind_of_inconsistency_can_be_planted() -> None:
    found: set[str] = set()
    for number, unit in enumerate(districts(2019, 2023)[:200]):
        found |= {check.check for check in compose("decision", 8, unit.code, 2019 + number % 5, planted=6).planted}
        if found == set(CHECKS):
            break
    assert found == set(CHECKS)


def test_statistics_add_up() -> None:
    dossier = compose("periodic", 3, "200", 2021)
    table = [b for b in dossier.sheets[0].blocks if isinstance(b, Table)][-1]
    rows = [[f for cell in row for f in cell.marks if isinstance(f.fact, Indicator)] for row in table.rows]
    values = [[mark.fact.value for mark in row if isinstance(mark.fact, Indicator)] for row in rows]
    assert [sum(column) for column in zip(*values[:-1], strict=True)] == values[-1]
    for received, solved, ontime, late, left in values:
        assert received == solved + left
        assert solved == ontime + late


def test_what_was_lost_for_a_reason_adds_up_to_what_the_field_lost() -> None:
    seen = 0
    for code, year in PLACES:
        scores = [f for f in facts(compose("review", 4, code, year)) if isinstance(f, Score)]
        for field in (s for s in scores if s.criterion_code and s.parent_criterion is None and s.year == year):
            parts = [s for s in scores if s.parent_criterion == field.criterion]
            lost = sum(round(100 * (s.max_score or 0)) - round(100 * s.score) for s in parts)
            assert lost == round(100 * (field.max_score or 0)) - round(100 * field.score)
            assert sum(s.max_score or 0 for s in parts) <= (field.max_score or 0)
            seen += bool(parts)
    assert seen > 10


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_value_differs_from_the_right_one(kind: str) -> None:
    for code, year in PLACES:
        for check in compose(kind, 9, code, year, planted=6).planted:
            assert check.stated != check.computed, check
            assert check.check not in check.may_follow


def test_a_symbol_of_another_type_is_of_another_type() -> None:
    letters = {"Quyết định": "QĐ", "Kế hoạch": "KH", "Nghị quyết": "NQ", "Tờ trình": "TTr"}
    for kind in ("periodic", "plan", "decision"):
        for code, year in PLACES:
            dossier = compose(kind, 9, code, year, planted=20)
            wrong = [f for f in facts(dossier) if isinstance(f, Citation) and f.symbol and f.doc_type in letters]
            wrong = [f for f in wrong if f"/{letters[f.doc_type]}-" not in str(f.symbol)]
            planted = [c for c in dossier.planted if c.check == "symbol-vs-type"]
            assert {c.stated for c in planted} == {f.symbol for f in wrong}, (kind, code)


def two_row_tables(kind: str) -> list[Table]:
    dossiers = [compose(kind, 5, code, year) for code, year in PLACES]
    return [b for d in dossiers for s in d.sheets for b in s.blocks if isinstance(b, Table) and b.over]


@pytest.mark.parametrize("kind", ["report", "plan", "periodic"])
def test_some_tables_have_a_header_of_two_rows(kind: str) -> None:
    tables = two_row_tables(kind)
    assert tables
    for table in tables:
        upper, lower = table.head_rows
        assert len(upper) == len(lower) == len(table.header)
        assert sum(cell.down * cell.across for cell in table.head_cells) == 2 * len(table.header)


def test_what_communes_gave_themselves_is_not_their_score() -> None:
    scores = [f for code, year in PLACES for f in facts(compose("report", 5, code, year)) if isinstance(f, Score)]
    own = [s for s in scores if s.optional]
    assert own
    assert all(s.criterion != "total" and s.parent_criterion == "total" for s in own)
    assert not any("tự" in s.criterion.lower() for s in scores if not s.optional)

"""Units side by side: which value is shown when reports disagree, which units are the same in another year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from extractors.records import Document, Evidence, Record, Score, identify
from gazetteer import load
from pipeline.archive import Archive, Contents, FileEntry, Place, create
from pipeline.compare import Wanted, compare, lines, long_answer, wide_answer
from pipeline.dates import parse_date, parse_years
from pipeline.errors import UsageError
from pipeline.plot import plot
from pipeline.rows import Value, dump_rows, record_rows

PHU_YEN = "122"
HUY_BAC, QUANG_HUY = "03913", "03910"  # merged into thị trấn Phù Yên, 2025-02-01; that became xã Phù Yên


@dataclass(frozen=True)
class Given:
    code: str
    year: int
    score: float
    criterion: str = "total"
    status: str = "machine"
    source: str = "table"
    confidence: float = 0.9


def archive_of(root: Path, *given: Given) -> Archive:
    """An archive of one report that states these scores."""
    archive = create(root)
    file_id = "0123456789abcdef"
    where = Evidence(1, 1, 1, "", "")
    records: list[Record] = [Document(document=1, evidence=where, confidence=1, extractor="test")]
    for one in given:
        unit = load().unit(one.code, date(one.year, 12, 31)) or load().unit(one.code)
        records.append(
            Score(
                document=1,
                evidence=where,
                confidence=one.confidence,
                extractor="test",
                status=one.status,  # type: ignore[arg-type]
                unit_name=unit.full_name if unit else one.code,
                unit_code=one.code if unit else None,
                year=one.year,
                score=one.score,
                criterion=one.criterion,
                criterion_code=one.criterion,
                source=one.source,  # type: ignore[arg-type]
            )
        )
    rows = record_rows(identify(records, file_id), file_id)
    archive.store(Contents(FileEntry(file_id, file_id * 4, 1, (Place("a.txt", 1, 1, "/a.txt"),)), dump_rows(rows), ()))
    return archive


def table(archive: Archive, **wanted: object) -> list[tuple[Value, ...]]:
    return list(wide_answer(compare(archive, Wanted(**wanted))).rows)  # type: ignore[arg-type]


def test_units_are_rows_and_years_are_columns(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path, Given("03925", 2021, 80), Given("03925", 2022, 84.3), Given("03958", 2022, 90), Given("122", 2022, 70)
    )
    found = compare(archive, Wanted())
    assert found.years == (2021, 2022)
    assert wide_answer(found).rows == (
        ("122", "huyện Phù Yên", None, 70.0),
        ("03958", "xã Tường Hạ", None, 90.0),
        ("03925", "xã Tường Phù", 80.0, 84.3),
    )


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        (Given("03925", 2022, 99, source="text", confidence=1.0), 84.3),
        (Given("03925", 2022, 99, confidence=0.95), 99),
        (Given("03925", 2022, 99, status="corrected", source="text", confidence=0.1), 99),
        (Given("03925", 2022, 99, status="rejected", confidence=1.0), 84.3),
    ],
)
def test_when_reports_disagree_the_most_trustworthy_is_shown(tmp_path: Path, other: Given, shown: float) -> None:
    archive = archive_of(tmp_path, Given("03925", 2022, 84.3), other)
    assert table(archive) == [("03925", "xã Tường Phù", shown)]
    stated = {row[6] for row in long_answer(compare(archive, Wanted())).rows}
    assert (99 in stated) == (other.status != "rejected")


@pytest.mark.parametrize("district", ["122", "Phù Yên, Sơn La", "huyện Phù Yên", "14", "Sơn La"])
def test_a_district_or_province_is_named_by_code_or_name(tmp_path: Path, district: str) -> None:
    archive = archive_of(tmp_path, Given("03925", 2022, 84.3), Given("24691", 2022, 77))
    assert [row[0] for row in table(archive, district=district)] == ["03925"]


def test_a_name_of_two_districts_means_the_one_the_archive_has(tmp_path: Path) -> None:
    binh_dinh, hai_phong = Given("21610", 2022, 80), Given("11635", 2022, 70)
    archive = archive_of(tmp_path / "one", binh_dinh)
    assert [row[0] for row in table(archive, district="An Lão")] == [binh_dinh.code]
    archive = archive_of(tmp_path / "both", binh_dinh, hai_phong)
    with pytest.raises(UsageError, match="may be huyện An Lão"):
        table(archive, district="An Lão")
    assert [row[0] for row in table(archive, district="An Lão, Hải Phòng")] == [hai_phong.code]


def test_units_years_and_criteria_are_chosen(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path,
        Given("03925", 2020, 1),
        Given("03925", 2022, 2),
        Given("03958", 2022, 3),
        Given("03925", 2022, 4, criterion="institutions"),
    )
    assert table(archive, units=("Tường Phù, Phù Yên, Sơn La",)) == [("03925", "xã Tường Phù", 1.0, 2.0)]
    assert table(archive, years=frozenset({2020})) == [("03925", "xã Tường Phù", 1.0)]
    assert table(archive, criterion="Institutions") == [("03925", "xã Tường Phù", 4.0)]


def test_merged_units_stand_under_the_unit_of_the_date(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, Given(HUY_BAC, 2022, 80), Given(QUANG_HUY, 2022, 90))
    found = compare(archive, Wanted(as_of=date(2026, 1, 1)))
    assert wide_answer(found).rows == (("03910", "xã Phù Yên", 85.0),)  # their mean
    assert {row[3] for row in long_answer(found).rows} == {"xã Huy Bắc", "xã Quang Huy"}
    assert "means" in "\n".join(lines(found, "en"))
    assert len(table(archive)) == 2


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({"criterion": "happiness"}, "unknown-criterion"),
        ({"years": frozenset({1999})}, "no-scores"),
        ({"district": "Qqqqqqqqqq Zzzzzzz"}, "unknown-unit"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(tmp_path: Path, wanted: dict[str, object], key: str) -> None:
    archive = archive_of(tmp_path, Given("03925", 2022, 84.3))
    with pytest.raises(UsageError) as caught:
        compare(archive, Wanted(**wanted))  # type: ignore[arg-type]
    assert caught.value.key == key


def test_a_note_says_where_values_differ(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, Given("03925", 2022, 84.3), Given("03925", 2022, 99))
    assert "several values" in "\n".join(lines(compare(archive, Wanted()), "en"))


def test_a_comparison_is_drawn(tmp_path: Path) -> None:
    found = compare(archive_of(tmp_path / "A", Given("03925", 2021, 84.3), Given("03925", 2022, 84.3)), Wanted())
    plot(found, tmp_path / "p.svg")
    assert "xã Tường Phù" in (tmp_path / "p.svg").read_text(encoding="utf-8")
    plot(found, tmp_path / "p.png")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match=r"\.svg, \.png"):
        plot(found, tmp_path / "p.bmp")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-12-31", date(2022, 12, 31)),
        ("31/12/2022", date(2022, 12, 31)),
        ("1.7.2025", date(2025, 7, 1)),
        ("2024", date(2024, 12, 31)),
        ("02/2024", date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 31)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("text", ["", "2022-13-01", "30/02/2022", "yesterday", "22"])
def test_what_is_no_date_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="31/12/2022"):
        parse_date(text)


def test_years_are_one_a_range_or_several() -> None:
    assert parse_years("2019-2021, 2023") == {2019, 2020, 2021, 2023}
    assert parse_years("") == frozenset()
    for wrong in ("2021-2019", "2019..2021", "abc", "2019,"):
        with pytest.raises(UsageError):
            parse_years(wrong)

"""Units in time: versions, lineage, projection to another date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Gazetteer, load
from gazetteer.lookup import REFORM

Y2022 = date(2022, 12, 31)
Y2026 = date(2026, 1, 1)
BOOK = load()


def names(book: Gazetteer, code: str, then: date, now: date) -> list[tuple[str, float | None]]:
    seen = book.as_of(code, then, now)
    assert seen is not None
    return [(part.unit.full_name, part.share) for part in seen.parts]


def test_a_code_is_handed_on() -> None:
    before, after = BOOK.unit("26740", date(2025, 6, 30)), BOOK.unit("26740", REFORM)
    assert before is not None
    assert after is not None
    assert (before.full_name, after.full_name) == ("phường Bến Nghé", "phường Sài Gòn")


def test_phu_yen_reaches_2026() -> None:
    communes = BOOK.children("122", Y2022)
    assert len(communes) == 27
    ends = set()
    for unit in communes:
        seen = BOOK.as_of(unit.code, Y2022, Y2026)
        assert seen is not None
        assert not seen.ambiguous
        assert seen.parts[0].share == 1.0
        ends.add(seen.parts[0].unit.full_name)
    names = "Phù Yên, Gia Phù, Tường Hạ, Mường Cơi, Mường Bang, Tân Phong, Kim Bon, Suối Tọ"
    assert ends == {f"xã {name}" for name in names.split(", ")}


def test_merged_then_merged_again() -> None:
    assert names(BOOK, "03910", Y2022, date(2025, 3, 1)) == [("thị trấn Quang Huy", 1.0)]
    assert names(BOOK, "03910", Y2022, Y2026) == [("xã Phù Yên", 1.0)]


def test_backwards_one_commune_was_many() -> None:
    was = {name for name, _ in names(BOOK, "03958", Y2026, Y2022)}
    assert was == {"xã Tường Hạ", "xã Tường Phong", "xã Tường Tiến", "xã Tường Thượng"}


def test_a_split_commune_is_ambiguous_with_unknown_shares() -> None:
    seen = BOOK.as_of("26737", date(2025, 1, 1), Y2026)  # phường Đa Kao
    assert seen is not None
    assert seen.ambiguous
    assert {part.unit.full_name for part in seen.parts} == {"phường Sài Gòn", "phường Tân Định"}
    assert {part.share for part in seen.parts} == {None}


def test_an_abolished_district_is_lost_not_guessed() -> None:
    seen = BOOK.as_of("122", Y2022, Y2026)
    assert seen is not None
    assert seen.parts == ()
    assert [unit.full_name for unit in seen.lost] == ["huyện Phù Yên"]
    assert seen.ambiguous


def test_a_district_that_gave_communes_to_a_new_one() -> None:
    """Đam Rông was founded in 2004 from communes of Lâm Hà and Lạc Dương, which went on."""
    seen = BOOK.as_of("676", date(2004, 10, 1), date(2010, 1, 1))
    assert seen is not None
    assert [(p.unit.full_name, p.share) for p in seen.parts] == [("huyện Đam Rông", None), ("huyện Lâm Hà", None)]
    assert names(BOOK, "676", date(2008, 1, 1), date(2010, 1, 1)) == [("huyện Lâm Hà", 1.0)]


def test_lineage_both_ways() -> None:
    forwards = BOOK.lineage("03898", Y2022)
    assert [(k.before.full_name, k.after.full_name) for k in forwards] == [
        ("thị trấn Phù Yên", "thị trấn Quang Huy"),
        ("thị trấn Quang Huy", "xã Phù Yên"),
    ]
    backwards = BOOK.lineage("03910", Y2026, backwards=True)
    assert backwards[0].after.full_name == "xã Phù Yên"
    assert {"thị trấn Phù Yên", "xã Quang Huy", "xã Huy Bắc"} <= {k.before.full_name for k in backwards}


def test_provinces_of_2025() -> None:
    assert names(BOOK, "67", Y2022, Y2026) == [("tỉnh Lâm Đồng", 1.0)]
    assert {n for n, _ in names(BOOK, "68", Y2026, Y2022)} == {"tỉnh Lâm Đồng", "tỉnh Đắk Nông", "tỉnh Bình Thuận"}


def test_children_and_parents_change_with_the_date() -> None:
    assert [u.full_name for u in BOOK.parents("03925", Y2022)] == ["huyện Phù Yên", "tỉnh Sơn La"]
    assert [u.full_name for u in BOOK.parents("03922", Y2026)] == ["tỉnh Sơn La"]
    assert len(BOOK.children("122", Y2026)) == 0
    assert BOOK.unit("99999") is None
    assert BOOK.as_of("99999", Y2022, Y2026) is None


@given(st.sampled_from([u for u in BOOK.versions if u.level == 3]), st.dates(date(2004, 9, 1), date(2026, 4, 30)))
def test_a_projection_holds_on_its_date_or_says_what_was_lost(unit: object, on: date) -> None:
    version = unit
    seen = BOOK.as_of(version.code, version.valid_from, on)  # type: ignore[attr-defined]
    assert seen is not None
    assert all(part.unit.holds(on) for part in seen.parts)
    assert not any(lost.holds(on) for lost in seen.lost)
    assert seen.parts or seen.lost


@pytest.mark.parametrize("on", [date(2010, 1, 1), Y2022, Y2026])
def test_every_commune_is_its_own_projection_to_the_same_day(on: date) -> None:
    for unit in BOOK.units_on(on, 3)[::97]:
        seen = BOOK.as_of(unit.code, on, on)
        assert seen is not None
        assert [(p.unit, p.share) for p in seen.parts] == [(unit, 1.0)]

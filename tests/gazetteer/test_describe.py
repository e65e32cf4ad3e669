"""The rows behind `hoso units`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from gazetteer import load
from gazetteer.describe import describe

BOOK = load()


def test_a_name_with_its_parents() -> None:
    best = asdict(describe(BOOK, "Tuong Phu, Phu Yen, Son La", date(2022, 12, 31))[0])
    assert best["code"] == "03925"
    assert best["name"] == "xã Tường Phù"
    assert best["level"] == "commune"
    assert best["parents"] == ({"code": "122", "name": "huyện Phù Yên"}, {"code": "14", "name": "tỉnh Sơn La"})
    assert best["successors"] == ({"code": "03922", "name": "xã Gia Phù", "valid_from": "2025-07-01", "type": "full"},)
    assert best["valid_to"] == "2025-07-01"


def test_inside_says_the_same() -> None:
    on = date(2022, 12, 31)
    one = describe(BOOK, "Tường Phù, Phù Yên, Sơn La", on)
    assert one == describe(BOOK, "Tường Phù", on, inside="Phù Yên, Sơn La")


def test_level_words_in_the_query() -> None:
    found = describe(BOOK, "xã An Hòa, huyện An Lão, tỉnh Bình Định", date(2021, 12, 31))
    assert (found[0].name, found[0].parents[0].code) == ("xã An Hòa", "542")


def test_a_code_shows_every_life_of_it() -> None:
    assert [row.name for row in describe(BOOK, "26740")] == ["phường Sài Gòn", "phường Bến Nghé"]
    assert [row.name for row in describe(BOOK, "26740", date(2020, 1, 1))] == ["phường Bến Nghé"]


def test_a_split_is_partial() -> None:
    kin = describe(BOOK, "26740")[0].predecessors
    assert {(k.name, k.type) for k in kin} == {
        ("phường Bến Nghé", "full"), ("phường Đa Kao", "partial"), ("phường Nguyễn Thái Bình", "partial")
    }  # fmt: skip


def test_nothing_near() -> None:
    assert all(row.score < 0.6 for row in describe(BOOK, "Xyzzy Qwerty", date(2022, 1, 1)))
    assert describe(BOOK, "00000") == ()

"""Written names and their units: tables of cases, scores that say doubt, tables assigned together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import load
from gazetteer.link import link_together
from gazetteer.match import Context, match
from gazetteer.names import district_names
from gazetteer.spelling import form, split_damaged, split_kind
from normalizers.unicode import strip_diacritics

BOOK = load()
ON = date(2022, 12, 31)
SURE = 0.6
DISTRICTS = [d for d in BOOK.units_on(ON, 2) if BOOK.children(d.code, ON)]


def cases() -> Iterator[object]:
    path = Path(__file__).parent / "data" / "match.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            surface, parent, on, level, code, why = line.split("\t")
            levels = (int(level),) if level else ()
            yield pytest.param(
                surface, Context((parent,), date.fromisoformat(on), levels), code, id=f"{surface}: {why}"
            )


@pytest.mark.parametrize(("surface", "context", "code"), list(cases()))
def test_match(surface: str, context: Context, code: str) -> None:
    found = match(BOOK, surface, context)
    best = found[0].unit.code if found and found[0].score >= SURE else ""
    assert best == code
    assert all(candidate.reasons for candidate in found)
    assert sum(candidate.score for candidate in found) <= 1.0001


def test_two_units_of_one_name_share_the_belief() -> None:
    found = match(BOOK, "huyện An Lão", Context((), ON))
    assert {c.unit.code for c in found[:2]} == {"313", "542"}
    assert found[0].score <= 0.5


@pytest.mark.parametrize("surface", ["", " ", "-", "UBND", "xã", "12.345", "()", "ﬁ/", "\n", "  |  "])
def test_what_names_nothing_finds_nothing_sure(surface: str) -> None:
    found = match(BOOK, surface, Context(("122",), ON))
    assert not found or found[0].score < SURE


def test_spellings_of_one_name() -> None:
    same = ["Đắk Mâm", "Đăk Mâm", "Đắc Mâm", "ĐẮC MÂM", "Dak Mam"]
    assert len({form(name).sound for name in same}) == 1
    assert form("Hoà Thuỵ").plain == form("Hòa Thụy").plain
    assert form("Ia H' Drai").plain == form("Ia H’Drai").plain


@pytest.mark.parametrize(
    ("surface", "kind", "name"),
    [
        ("UBND xã Nam Đà", "xã", "Nam Đà"),
        ("Ủy ban nhân dân thị trấn Phù Yên", "thị trấn", "Phù Yên"),
        ("TP.Huế", "thành phố", "Huế"),
        ("P.1", "phường", "1"),
        ("TX Gò Công", "thị xã", "Gò Công"),
        ("HUYỆN AN LÃO", "huyện", "AN LÃO"),
        ("Thị trấn", "thị trấn", ""),
        ("UBND Nam Xuân", "", "Nam Xuân"),
        ("Tân Thành", "", "Tân Thành"),
        ("Phan Thiết", "", "Phan Thiết"),
    ],
)
def test_split_kind(surface: str, kind: str, name: str) -> None:
    assert split_kind(surface) == (kind, name)


def test_split_damaged() -> None:
    assert split_damaged("UBND phuéong Bac Son") == ("phường", "Bac Son")
    assert split_damaged("Tân Phong") == ("", "Tân Phong")


def test_together_repairs_what_alone_is_doubtful() -> None:
    """Two names damaged into the middle between two communes: only the table knows."""
    names = [u.name for u in BOOK.children("122", ON)]
    damaged = ["Hu Hạ" if n == "Huy Hạ" else "Hu Tân" if n == "Huy Tân" else n for n in names]
    found = link_together(BOOK, damaged, Context(("122",), ON, (3,)))
    assert [c.unit.name for c in found if c] == names


def test_strangers_stay_strangers() -> None:
    found = link_together(BOOK, ["Gia Phù", "Hải Dương", "Bắc Yên", "Tổng số"], Context(("122",), ON, (3,)))
    assert [c and c.unit.full_name for c in found[:1]] == ["xã Gia Phù"]
    assert found[1] is None or found[1].unit.level == 1 or found[1].score < SURE
    assert found[2] is not None
    assert found[2].unit.full_name == "thị trấn Bắc Yên"  # a commune, as the context says
    assert found[3] is None or found[3].score < SURE


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(DISTRICTS), st.randoms(use_true_random=False))
def test_a_table_of_official_names_is_linked_one_to_one(district: object, chance: object) -> None:
    units = list(BOOK.children(district.code, ON))  # type: ignore[attr-defined]
    chance.shuffle(units)  # type: ignore[attr-defined]
    found = link_together(BOOK, [u.full_name for u in units], Context((units[0].parent_code,), ON, (3,)))
    assert [c and c.unit for c in found] == units


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(DISTRICTS), st.integers(0, 2**32))
def test_order_does_not_matter_and_no_unit_is_given_twice(district: object, seed: int) -> None:
    chance = random.Random(seed)
    units = BOOK.children(district.code, ON)  # type: ignore[attr-defined]
    cut = [strip_diacritics(u.name)[: chance.randint(2, 12)] for u in units]
    seen = list({form(name).plain: name for name in cut}.values())  # surfaces that read the same share a unit
    context = Context((units[0].parent_code,), ON, (3,))
    once = dict(zip(seen, link_together(BOOK, seen, context), strict=True))
    given_out = [c.unit for c in once.values() if c is not None and c.unit in units]
    assert len(given_out) == len(set(given_out))
    again = sorted(dict.fromkeys(seen), key=lambda _: chance.random())
    found = dict(zip(again, link_together(BOOK, again, context), strict=True))
    for surface, candidate in once.items():
        if candidate is not None and candidate.score > 0.9:
            assert found[surface] is not None
            assert found[surface].unit == candidate.unit


@given(st.text(max_size=40))
def test_any_text_is_answered(surface: str) -> None:
    for candidate in match(BOOK, surface, Context(("122",), ON)):
        assert 0 <= candidate.score <= 1


def test_district_names() -> None:
    names = district_names(BOOK, ("664",), ON)
    assert names[:2] == ("Krông Nô", "Đắk Nông")
    assert "Nâm N'Đir" in names
    assert len(names) == len(set(names)) >= 14

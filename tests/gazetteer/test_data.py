"""The data files: their schema, and totals that the official lists of their dates have."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from gazetteer import Gazetteer, Unit, load
from gazetteer.lookup import FIRST_DAY, REFORM
from gazetteer.spelling import KINDS, LEVELS_OF_KIND

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT.parent / "shared" / "gazetteer"
CODE = {1: r"\d{2}", 2: r"\d{3}", 3: r"\d{5}"}


@pytest.fixture(scope="module")
def book() -> Gazetteer:
    return load()


def test_every_version_is_well_formed(book: Gazetteer) -> None:
    for unit in book.versions:
        assert re.fullmatch(CODE[unit.level], unit.code)
        assert unit.kind in KINDS
        assert unit.level in LEVELS_OF_KIND[unit.kind]
        assert unit.name == unit.name.strip() != ""
        assert unit.valid_from >= FIRST_DAY
        assert unit.valid_to is None or unit.valid_to > unit.valid_from


def test_versions_of_a_code_follow_each_other(book: Gazetteer) -> None:
    for versions in book.by_code.values():
        for before, after in pairwise(versions):
            assert before.valid_to is not None
            assert before.valid_to <= after.valid_from


def test_parents_stand_when_their_children_begin(book: Gazetteer) -> None:
    for unit in book.versions:
        if unit.level == 1:
            assert unit.parent_code == ""
        else:
            parent = book.unit(unit.parent_code, unit.valid_from)
            assert parent is not None
            assert parent.level == (1 if unit.level == 2 or unit.valid_from >= REFORM else 2)


def test_events_name_known_codes(book: Gazetteer) -> None:
    for event in book.events:
        assert event.partial | event.people <= set(event.sources)
        for code in (*event.sources, *event.targets):
            assert code in book.by_code


@pytest.mark.parametrize(
    ("on", "provinces", "districts", "communes"),
    [
        (date(2018, 12, 31), 63, 713, 11162),
        (date(2022, 1, 1), 63, 705, 10599),
        (date(2025, 6, 30), 63, 696, 10035),
        (date(2025, 7, 1), 34, 0, 3321),
    ],
)
def test_totals_agree_with_official_counts(
    book: Gazetteer, on: date, provinces: int, districts: int, communes: int
) -> None:
    assert [len(book.units_on(on, level)) for level in (1, 2, 3)] == [provinces, districts, communes]


@pytest.mark.parametrize(
    ("code", "name", "on", "kinds"),
    [
        ("122", "huyện Phù Yên", date(2022, 12, 31), {"thị trấn": 1, "xã": 26}),
        ("664", "huyện Krông Nô", date(2022, 12, 31), {"thị trấn": 1, "xã": 11}),
        ("542", "huyện An Lão", date(2021, 12, 31), {"thị trấn": 1, "xã": 9}),
        ("575", "huyện Khánh Sơn", date(2020, 4, 29), {"thị trấn": 1, "xã": 7}),
    ],
)
def test_districts_are_complete(book: Gazetteer, code: str, name: str, on: date, kinds: dict[str, int]) -> None:
    unit = book.unit(code, on)
    assert unit is not None
    assert unit.full_name == name
    found: dict[str, int] = {}
    for child in book.children(code, on):
        found[child.kind] = found.get(child.kind, 0) + 1
    assert found == kinds


def test_truong_thi_is_in_thanh_hoa(book: Gazetteer) -> None:
    on = date(2021, 1, 1)
    wards: list[Unit] = [u for u in book.units_on(on, 3) if u.name == "Trường Thi"]
    assert "thành phố Thanh Hóa" in [book.above(u, on)[0].full_name for u in wards]


@pytest.mark.skipif(not TABLES.is_dir(), reason="needs the raw tables in ../shared/gazetteer")
def test_the_program_makes_the_shipped_files(tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "scripts" / "derive_gazetteer.py", TABLES, "--out", tmp_path]
    subprocess.run([str(part) for part in command], check=True, timeout=120, stdout=subprocess.DEVNULL)
    for name in ("units.tsv", "events.tsv"):
        assert (tmp_path / name).read_bytes() == (ROOT / "gazetteer" / "data" / name).read_bytes()

"""Units found in running text, lists and tables; and the texts that name none."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import load
from gazetteer.match import Context
from gazetteer.mentions import find_mentions
from gazetteer.place import place_of

BOOK = load()
TABLE = tomllib.loads((Path(__file__).parent / "data" / "mentions.toml").read_text(encoding="utf-8"))
UNSOLVED = pytest.mark.xfail(strict=True, raises=AssertionError)
CASES = [pytest.param(case, id=case["why"]) for case in TABLE["case"]]
CASES += [pytest.param(case, id=case["why"], marks=UNSOLVED) for case in TABLE["known_failure"]]


@pytest.mark.parametrize("case", CASES)
def test_mentions(case: dict[str, object]) -> None:
    context = Context(tuple(map(str, case["parents"])), case["on"])  # type: ignore[call-overload, arg-type]
    lines = str(case["text"]).split("\n")
    found = find_mentions(BOOK, lines, context)
    assert [f"{f.line + 1} {f.surface} -> {f.unit.code}" for f in found] == case["expected"]
    assert all(lines[f.line][f.start : f.end] == f.surface for f in found)


@given(st.lists(st.text(alphabet="xãphườngUBNDThị trấnTân,|\t()1 \nvà", max_size=60), max_size=5))
def test_any_text_is_read(lines: list[str]) -> None:
    lines = [part for line in lines for part in line.split("\n")]
    for found in find_mentions(BOOK, lines, Context(("122",), date(2022, 1, 1))):
        assert lines[found.line][found.start : found.end] == found.surface


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["UBND HUYỆN PHÙ YÊN", "", "Phù Yên, ngày 31 tháng 01 năm 2023"], ("", "huyện Phù Yên", "tỉnh Sơn La")),
        (["HUYEN PHU YEN", "Phi Yén, ngay 31 thang 01", "tinh Son La ban hanh"], ("", "huyện Phù Yên", "tỉnh Sơn La")),
        (
            ["huyQn Kh6nh Son giai do4n", "huyQn Kh6nh Scrn", "tinh Kh6nh Hda"],
            ("", "huyện Khánh Sơn", "tỉnh Khánh Hòa"),
        ),
        (["huyện Gò Công tây báo cáo", "tỉnh Tiền Giang"], ("", "huyện Gò Công Tây", "tỉnh Tiền Giang")),
        (["chỉ số CCHC huyện An Lão", "UBND tỉnh Bình Định"], ("", "huyện An Lão", "tỉnh Bình Định")),
        (["chỉ số CCHC huyện An Lão", "UBND thành phố Hải Phòng"], ("", "huyện An Lão", "thành phố Hải Phòng")),
        (
            ["ỦY BAN NHÂN DÂN", "PHƯỜNG TRƯỜNG THI", "thành phố Thanh Hóa"],
            ("phường Trường Thi", "thành phố Thanh Hóa", "tỉnh Thanh Hóa"),
        ),
        (
            ["ỦY BAN NHÂN DÂN", "TỈNH SƠN LA", *[""] * 20, "huyện Phù Yên, huyện Mai Sơn, huyện Bắc Yên đạt"],
            ("", "", "tỉnh Sơn La"),
        ),
        (
            [
                "UBND XÃ ĐÔNG HÒA",
                "Số: 37/BC-BCĐ",
                "Đông Hòa, ngày 05 tháng 9 năm 2022",
                *[""] * 20,
                "UBND huyện An Minh về",
            ],
            ("xã Đông Hòa", "huyện An Minh", "tỉnh Kiên Giang"),
        ),
        (["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"], ("", "", "")),
        ([], ("", "", "")),
    ],
)
def test_place_of(lines: list[str], place: tuple[str, str, str]) -> None:
    for on in (date(2022, 12, 31), None):
        found = place_of(BOOK, lines, on)
        units = (found.commune, found.district, found.province)
        assert tuple(u.full_name if u else "" for u in units) == place


def test_an_abbreviation_with_a_stray_accent_is_no_level_word() -> None:
    from gazetteer.tokens import level_word, tokens

    assert level_word(tokens(["Đơn vị t´t Phù Yên"]), 2) == ("", 0)

"""Slips of readers that know Vietnamese: what is mended, what stays, and what confidence has to do with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.hints import Hints
from normalizers.marks import changes, marks
from normalizers.repair import repair_lines

ROWS = (Path(__file__).parent / "cases" / "slips.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in ROWS if not line.startswith("#")]
AROUND = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Theo đề nghị của Trưởng phòng Nội vụ tại Tờ trình số 12/TTr-PNV ngày 05 tháng 3 năm 2019,",
]


def confident(lines: list[str], confidence: float) -> Hints:
    words = tuple(tuple((m.start(), m.end(), confidence) for m in re.finditer(r"\S+", line)) for line in lines)
    return Hints(words=words, ocr=True)


@pytest.mark.parametrize(("kind", "read", "right"), CASES, ids=[case[1][:30] for case in CASES])
def test_slips(kind: str, read: str, right: str, request: pytest.FixtureRequest) -> None:
    if kind == "failure":
        request.applymarker(pytest.mark.xfail(strict=True))
    lines = [AROUND[0], read, AROUND[1]]
    after = repair_lines(lines, Hints(ocr=True)).lines
    assert after == (AROUND[0], right, AROUND[1])
    assert (kind == "wild") == (read != right)


def test_a_doubtful_word_is_mended_sooner_than_a_sure_one() -> None:
    lines = [*AROUND, "Báo cáo kết quả bán hàng của các cơ sở kinh doanh trong đề"]
    repairs = [len(repair_lines(lines, confident(lines, c)).repairs) for c in (0.99, 0.92, 0.7)]
    assert repairs == sorted(repairs)


def test_slips_of_one_kind_vouch_for_each_other() -> None:
    """The hooks of a document taken for acutes: a line that leaves doubt by itself is mended among others like it."""
    doubtful = "Kiếm điểm"
    others = [f"Phòng Nội vụ tống hợp, thấm định kết quả chấm điếm lần thứ {n}" for n in range(1, 9)]
    assert repair_lines([*AROUND, doubtful], Hints(ocr=True)).lines[-1] == doubtful
    assert repair_lines([*AROUND, *others, doubtful], Hints(ocr=True)).lines[-1] == "Kiểm điểm"


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(" ".join(c[1] for c in CASES).split()), min_size=1, max_size=25))
def test_what_was_mended_stays(words: list[str]) -> None:
    lines = [AROUND[0], " ".join(words), AROUND[1]]
    once = repair_lines(lines, Hints(ocr=True)).lines
    assert [len(line.split()) for line in once] == [len(line.split()) for line in lines]
    assert repair_lines(once, Hints(ocr=True)).lines == once


def test_marks_are_told_apart() -> None:
    assert marks("ổ") == ("hook", "circumflex")
    assert marks("đ") == ("level", "stroke")
    assert marks("n") is None
    assert changes("tổng", "tống") == [("hook", "acute")]
    assert changes("đứt", "dút") == [("stroke", "plain"), ("horn", "plain")]
    assert changes("tháng", "tháñg") == [("plain", "strange")]

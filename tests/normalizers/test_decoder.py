"""Restoring stripped and garbled text: case tables, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers import edits
from normalizers.decoder import confidence, restore
from normalizers.edits import Edit
from normalizers.hints import Hints
from normalizers.symbols import mends

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def apply(lines: list[str], wanted: dict[int, list[Edit]]) -> list[str]:
    return [edits.apply(line, i + 1, wanted.get(i, ()))[0] for i, line in enumerate(lines)]


def restored(text: str, names: tuple[str, ...] = ()) -> str:
    return apply([text], restore([text], Hints(names=names)))[0]


@pytest.mark.parametrize(("kind", "seen", "true"), rows("restore.tsv"))
def test_lines(kind: str, seen: str, true: str, request: pytest.FixtureRequest) -> None:
    if kind == "failure":
        request.applymarker(pytest.mark.xfail(strict=True, reason="the channel does not know this habit"))
    assert restored(seen) == true, kind


@pytest.mark.parametrize(("seen", "true"), rows("symbols.tsv"))
def test_symbols_and_numbers(seen: str, true: str) -> None:
    line, shift = seen, 0
    for mend in mends(seen):
        line = line[: mend.start + shift] + mend.after + line[mend.end + shift :]
        shift += len(mend.after) - (mend.end - mend.start)
    assert line == true


def test_names_of_the_district_are_known() -> None:
    line = "Ket qua cua Uy ban nhan dan xa Dak Sor va xa Nam Nung nam 2023"
    assert "xã Đắk Sôr và xã Nâm Nung năm 2023" in restored(line, ("Đắk Sôr", "Nâm Nung", "Krông Nô"))


GARBLED = [
    "Can cir Két luan s6 27-KL/HU ngay 05/3/2020 ciia Huyén uy vé viéc thuc hién cai cach hanh chinh;",
    "- Nhom B (tir 70 diém dén dudi 80 diém) gém 12 x&: Tan Lap, Binh An; ty 1€ 44,4%.",
    "- Nhom D (dudi 50 diém) gom 03 x4, tang 02 x@ so v&i ndm 2019.",
    "Noi nhan: - TT Huyén uy, HDND huyén; - Luu: VT, NV.",
    "Phong Van h6a & Thong tin, Trung tam \\0ng ghép cac nhiém vu; HDND & UBND huyén da ban hanh ké hoach.",
    "Tiéu chi dat diém thap chu yéu & muc d6 hai 10ng ciia nguoi dan vé giai quyét thi tuc hanh chinh.",
]


def test_labels_codes_and_signs_in_garbled_text() -> None:
    after = apply(GARBLED, restore(GARBLED, Hints(names=("Đá Đỏ", "Huy Bắc", "Tân Lập", "Bình An"))))
    assert "số 27-KL/HU ngày 05/3/2020 của Huyện ủy về việc" in after[0]
    assert after[1].startswith("- Nhóm B (từ 70 điểm đến dưới 80 điểm) gồm 12 xã: Tân Lập, Bình An; tỷ lệ 44,4%.")
    assert after[2].startswith("- Nhóm D (dưới 50 điểm) gồm 03 xã, tăng 02 xã so với năm 2019.")
    assert after[3] == "Nơi nhận: - TT Huyện ủy, HĐND huyện; - Lưu: VT, NV."
    assert "HĐND & UBND huyện đã ban hành kế hoạch" in after[4]
    assert "chủ yếu ở mức độ" in after[5]


def test_lines_that_run_on_are_read_together() -> None:
    lines = ["Bao cao ket qua ra soat, danh gia chi so cai cach hanh", "chinh cua huyen trong nam 2021"]
    assert apply(lines, restore(lines, Hints()))[1] == "chính của huyện trong năm 2021"


def test_a_sound_text_keeps_its_bytes_beside_a_stripped_page() -> None:
    sound = ["Ủy ban nhân dân các xã, thị trấn trên địa bàn huyện đã tổ chức thực hiện nhiệm vụ được giao."] * 6
    bare = ["Phong Noi vu huyen chu tri, phoi hop voi cac co quan, don vi lien quan to chuc tham dinh ket qua."] * 6
    wanted = restore(sound + bare, Hints())
    assert wanted.keys() == set(range(6, 12))
    assert {edit.kind for line in wanted.values() for edit in line} == {"diacritics"}


def test_edits_are_ordered_and_never_overlap() -> None:
    lines = [row[1] for row in rows("restore.tsv") if row[0] == "wild"]
    for line in restore(lines, Hints()).values():
        assert all(left.end <= right.start for left, right in pairwise(line))


def test_repairing_repaired_text_changes_nothing() -> None:
    lines = [row[1] for row in rows("restore.tsv") if row[0] != "negative"]
    after = apply(lines, restore(lines, Hints()))
    assert restore(after, Hints()) == {}
    mended = apply(GARBLED, restore(GARBLED, Hints()))
    assert restore(mended, Hints()) == {}


def test_tabs_are_never_crossed() -> None:
    line = "Phong Noi vu\tUy ban nhan dan xa\tso diem"
    assert restored(line).count("\t") == 2


def test_confidence_grows_with_the_margin() -> None:
    scale = (0.997, 0.45, 2.6)
    values = [confidence(m, scale) for m in (0.0, 1.0, 3.0, 8.0, 20.0)]
    assert values == sorted(values)
    assert 0.5 < values[0] < 0.6
    assert values[-1] > 0.99


HOSTILE = [
    "Uy ban\x00 nhan dan\x00 huyen Phu Yen",
    "Uy ban \ud800 nhan dan huyen",
    "Uy ban \u202e nhan dan huyen",
    "c6ng t6c c6i c6ch hdnh chinh " * 400,
    "|" * 5000 + "l1" * 5000,
    "a" * 5000,
]


@pytest.mark.parametrize("line", HOSTILE)
def test_hostile_lines_keep_what_is_no_word(line: str) -> None:
    after = restored(line)
    kept = [c for c in line if c in "\x00\ud800\u202e\t"]
    assert [c for c in after if c in "\x00\ud800\u202e\t"] == kept


WORDS = "uy ban nhan dan c6ng t6c huyQn x6 thi tran 2O11 75/Qb-UBND - : ; ( ) the nuéc <l6nh"
SYLLABLES = st.sampled_from([*WORDS.split(), "	"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(SYLLABLES, max_size=14).map(" ".join), min_size=1, max_size=6))
def test_any_lines_stay_lines(lines: list[str]) -> None:
    wanted = restore(lines, Hints())
    after = apply(lines, wanted)
    assert len(after) == len(lines)
    for before, line in zip(lines, after, strict=True):
        assert "\n" not in line
        assert line.count("\t") == before.count("\t")
        assert len(line) <= 2 * len(before) + 4
    for number, line_edits in wanted.items():
        assert all(0 < e.confidence < 1 and lines[number][e.start : e.end] != e.after for e in line_edits)


def test_a_mark_misread_by_a_vietnamese_reader_is_mended() -> None:
    lines = [
        "Ủy ban nhân dân huyện công bô CHÍ SỐ cải cách hành chính của các xã, thị trấn",
        "Căn cứ Quyêt định sô 12 ngày 5 tháng 2 vê việc ban hành bộ tiêu chí đánh giá",
        "Văn phòng phôi hợp với các phòng, ban tổ chức thực hiện nhiệm vụ được giao trong năm",
        "Các cơ quan, đơn vị và Ủy ban nhân dân các xã chịu trách nhiệm thi hành Quyết định này",
    ]
    after = apply(lines, restore(lines, Hints(ocr=True)))
    assert after[0].endswith("công bố CHỈ SỐ cải cách hành chính của các xã, thị trấn")
    assert after[1].startswith("Căn cứ Quyết định số 12 ngày 5 tháng 2 về việc")
    assert after[3] == lines[3]


def test_a_hook_taken_for_an_acute_is_mended_and_right_acutes_stay() -> None:
    lines = [
        "Kết quả chấm điếm và thấm định của Phòng Nội vụ, các xã, thị trấn trên địa bàn huyện",
        "Phòng Nội vụ tống hợp kết quả, báo cáo Ủy ban nhân dân huyện xem xét, quyết định kiếm tra",
        "Người dân kiếm sống bằng nghề đánh cá, các tàu cá neo đậu trong bến cảng và ngoài khơi xa",
        "Đối với các đơn vị chưa hoàn thành kế hoạch, yêu cầu làm rõ nguyên nhân và trách nhiệm",
    ]
    after = apply(lines, restore(lines, Hints(ocr=True)))
    assert after[0].startswith("Kết quả chấm điểm và thẩm định")
    assert "tổng hợp kết quả" in after[1]
    assert after[2:] == lines[2:]

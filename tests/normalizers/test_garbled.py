"""Parts of reading garbled text: words in pieces, lines of capitals, what a document repeats; and whole documents."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from normalizers.casing import dress, opens_item, redressed, upper_lines
from normalizers.echoes import echoing
from normalizers.habits import Habits, first_habits, learned
from normalizers.knowledge import knowledge, letter_frequency
from normalizers.language import LanguageModel, load
from normalizers.lattice import Reading, continued
from normalizers.options import Options
from normalizers.pieces import wholes
from normalizers.reading import read_garbled
from normalizers.repair import repair_lines
from normalizers.symbols import is_year
from normalizers.tokens import Kind, Token, cut
from normalizers.unicode import strip_diacritics

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def texts(line: str) -> list[str]:
    return [token.text for token in cut([line])]


def test_pieces_are_put_together_only_around_weak_ones() -> None:
    tokens = list(cut(["thanh tich xu,5t sic t orrg ndm"]))
    weak = {"5t", "t", "orrg"}
    found = {w.text for w in wholes(tokens, 0, len(tokens), lambda token: token.text in weak)}
    assert {"xu5t", "torrg"} <= found
    assert not any("thanhtich" in text for text in found)


def test_pieces_on_both_sides_of_a_line_end_stay_apart() -> None:
    tokens = list(cut(["chinh t", "ong k6t"]))
    found = [w.text for w in wholes(tokens, 0, len(tokens), lambda _token: True)]
    assert found == ["chinht", "ongk6t"]


@pytest.mark.parametrize(
    ("line", "upper"),
    [
        ("TH6NG KE cAc cHi TIEU vE cAr cAcH HANH CHINH", True),
        ("KE HOACH CAI CACH HANH CHINH", True),
        ("UBND huyQn Kh6nh Son", False),
        ("STT NhiQm vg Thoi gian", False),
        ("DQc lap - Tu do - H4nh phric", False),
    ],
)
def test_lines_of_capitals_are_known_though_half_read_as_small(line: str, upper: bool) -> None:
    assert bool(upper_lines(list(cut([line])))) is upper


@pytest.mark.parametrize(
    ("word", "seen", "after"),
    [
        ("bộ", "BO", "Bộ"),  # an O differs from its small letter in size alone
        ("báo", "BAO", "BÁO"),
        ("loại", "Ioai", "loại"),
        ("đối", "AOi", "đối"),
        ("hội", "HOi", "Hội"),
        ("số", "so", "số"),
    ],
)
def test_capitals_are_told_by_letters_that_can_tell(word: str, seen: str, after: str) -> None:
    assert dress(word, seen, 0.0, upper_line=False, trusted=True) == after


def test_a_long_acronym_that_nobody_knows_may_be_a_known_one() -> None:
    line = "Tren day la Bao cao ket qui Chi s6 CCFC nam 2019 cita UBND cac xa, thi trin"
    after = "".join(r.after for r in repair_lines([line]).repairs if r.before == "CCFC")
    assert after == "CCHC"


def test_bars_of_a_table_part_its_cells() -> None:
    assert texts("tuc|40 |Huyen |87,5") == ["tuc", "40", "Huyen", "87,5"]


@pytest.mark.parametrize(
    ("seen", "share", "after"),
    [("uBND", 1.0, "UBND"), ("quY", 0.0, "quy"), ("Quy", 0.0, None), ("UBND", 1.0, None), ("ubnd", 1.0, None)],
)
def test_capitals_of_words_read_right(seen: str, share: float, after: str | None) -> None:
    assert redressed(seen, share) == after


@pytest.mark.parametrize(
    ("before", "opens"),
    [("- ", True), ("a) ", True), ("1.1. ", True), ("2.2 ", False), ("xong. ", True), ("", False), ("TP. ", False)],
)
def test_where_only_a_capital_makes_sense(before: str, opens: bool) -> None:
    assert opens_item(before + "viec", len(before)) is opens


def test_acronyms_and_years_glued_to_words_are_cut_off() -> None:
    assert texts("kiem traCCHC") == ["kiem", "tra", "CCHC"]
    assert texts("dugcUBND huyen") == ["dugc", "UBND", "huyen"]
    assert texts("vao ndm2020") == ["vao", "ndm", "2020"]
    assert texts("hiQn HDNDxa") == ["hiQn", "HDND", "xa"]


@pytest.mark.parametrize(
    ("text", "year"), [("2OZl", True), ("20ll", True), ("2011", True), ("zon", False), ("2l", False), ("9999", False)]
)
def test_years(text: str, year: bool) -> None:
    assert is_year(text) is year
    if year:
        assert next(iter(cut([text]))).kind is Kind.NUMBER


def test_lines_that_go_on_what_another_began() -> None:
    lines = ["Ủy ban nhân dân huyện báo cáo", "", "kết quả thực hiện.", "Nơi nhận:", "như trên"]
    assert continued(lines) == {2}


def reading(place: int, word: int, margin: float = 9.0) -> Reading:
    return Reading(place, place + 1, (word,), (), margin)


def pair_log(model: LanguageModel, left: int, right: int) -> float:
    return float(model.score_pairs(np.array([left], np.uint64), np.array([right], np.uint64))[0])


def test_a_pair_that_a_document_repeats_is_likelier_in_it() -> None:
    model = load()
    left, right = model.id("suối"), model.id("tọ")
    repeated = [reading(i, word) for i, word in enumerate([left, right] * 4)]
    assert pair_log(echoing(model, repeated), left, right) > pair_log(model, left, right) + 2
    assert echoing(model, repeated[:2]) is model
    doubtful = [reading(i, word, 0.1) for i, word in enumerate([left, right] * 4)]
    assert echoing(model, doubtful) is model


def test_echoes_keep_the_names_of_the_district() -> None:
    model = knowledge(("Suối Tọ", "Bắc Phong")).model
    left, right = model.id("suối"), model.id("tọ")
    repeated = [reading(i, word) for i, word in enumerate([model.id("hội"), model.id("đồng")] * 3)]
    assert pair_log(echoing(model, repeated), left, right) == pytest.approx(pair_log(model, left, right))


GARBLE = "c6c c<r quan ti6p tpc thgc hiQn nhiQm vu c6i c6ch hdnh chinh; 6 ph6ng NQi vu tham muu 1,2 cho UBND huy0n "


def test_a_form_seen_several_times_lends_itself_evidence() -> None:
    known = knowledge()
    tokens: list[Token] = list(cut([GARBLE] * 3))
    habits = first_habits(tokens, letter_frequency())
    assert habits.heavy
    taught = learned(tokens, read_garbled(tokens, [(0, len(tokens))], habits, known), habits, known.model)
    word = known.model.id("hiện")
    assert taught.forms["hiQn"][word] > -1.5
    options = Options([(word,), (known.model.id("hiền"),)], [(4,), (4,)], [-6.0, -6.0])
    assert taught.weighed("hiQn", options).costs[0] > -3
    assert taught.weighed("hiQn", options).costs[1] == -6.0
    assert Habits(taught.channel).weighed("hiQn", options) is options


def document(name: str) -> list[str]:
    path = SEEDS / f"{name}.txt"
    if not path.exists():
        pytest.skip("needs ../shared/seeds")
    return unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).split("\n")


@pytest.mark.parametrize("name", ["000", "004"])
def test_repairing_a_repaired_document_changes_nothing(name: str) -> None:
    once = repair_lines(document(name))
    assert len(once.repairs) > 1000
    again = repair_lines(once.lines)
    assert again.repairs == ()
    assert again.lines == once.lines


def test_repairing_a_stripped_document_twice_changes_nothing_more() -> None:
    once = repair_lines([strip_diacritics(line) for line in document("001")])
    assert len(once.repairs) > 1000
    assert repair_lines(once.lines).repairs == ()

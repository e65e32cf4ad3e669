"""The repair of lines: encodings case by case, what must stay as it is, and the rules no text may break."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.charsets import CHARSETS, encode
from normalizers.hints import Hints
from normalizers.repair import repair_encodings, repair_lines
from normalizers.repairs import Repair, RepairedText, replay, undo
from normalizers.unicode import strip_diacritics
from tests.normalizers.test_charsets import as_cp1252

DATA = Path(__file__).parent / "data"
TEXT = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 12/TTr-SNV,",
    "Điều 1. Phê duyệt kết quả xác định chỉ số cải cách hành chính của các huyện, thị xã, thành phố.",
    "Điều 2. Chánh Văn phòng, thủ trưởng các cơ quan chịu trách nhiệm thi hành quyết định này.",
)


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def unescaped(text: str) -> str:
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape")


CASES = rows("encoding_cases.tsv")


def check(lines: list[str], repaired: RepairedText) -> None:
    """As many lines, as many TABs, and repairs that lead back and forth."""
    by_line: dict[int, list[Repair]] = {}
    for repair in repaired.repairs:
        by_line.setdefault(repair.line, []).append(repair)
    assert len(repaired.lines) == len(lines)
    for number, (before, after) in enumerate(zip(lines, repaired.lines, strict=True), start=1):
        assert after.count("\t") == before.count("\t")
        assert undo(after, by_line.get(number, [])) == before
        assert replay(before, by_line.get(number, [])) == after
    assert 0 <= repaired.quality_before <= 1
    assert 0 <= repaired.quality_after <= 1


@pytest.mark.parametrize(("name", "read", "right"), CASES, ids=[case[0] for case in CASES])
def test_encodings(name: str, read: str, right: str) -> None:  # noqa: ARG001
    lines = [unescaped(read)]
    repaired = repair_lines(lines)
    check(lines, repaired)
    assert repaired.lines == (unescaped(right),)


@pytest.mark.xfail(strict=True, reason="known failures")
@pytest.mark.parametrize(("name", "read", "right"), rows("known_failures.tsv"))
def test_known_failures(name: str, read: str, right: str) -> None:  # noqa: ARG001
    assert repair_lines([read]).lines == (right,)


@pytest.mark.parametrize("line", (DATA / "untouched.txt").read_text(encoding="utf-8").splitlines()[1:])
def test_right_lines_stay(line: str) -> None:
    assert repair_lines([line]).lines == (line,)
    assert repair_lines([*TEXT, line]).lines == (*TEXT, line)


@pytest.mark.parametrize(("language", "text"), rows("other_languages.tsv"))
def test_other_languages_stay(language: str, text: str) -> None:  # noqa: ARG001
    assert repair_lines([text]).lines == (text,)
    words = text.split()
    for i in range(0, len(words), 3):
        window = " ".join(words[i : i + 3])
        assert repair_lines([window]).lines == (window,)


@pytest.mark.parametrize("charset", CHARSETS)
def test_whole_documents(charset: str) -> None:
    lines = [as_cp1252(encode(line, charset)) for line in TEXT]
    repaired = repair_lines(lines)
    check(lines, repaired)
    assert repaired.lines == TEXT
    assert repair_lines(repaired.lines).lines == repaired.lines


def test_two_charsets_and_unicode_in_one_document() -> None:
    lines = [TEXT[0], as_cp1252(encode(TEXT[1], "tcvn3")), as_cp1252(encode(TEXT[2], "vni")), TEXT[3]]
    assert repair_lines(lines).lines == TEXT


def test_capital_font() -> None:
    line = "quyÕt ®Þnh cña bé tµi chÝnh"
    hints = Hints(fonts=(((0, len(line), "ABCDEF+.VnTimeH"),),))
    assert repair_lines([line], hints).lines == ("QUYẾT ĐỊNH CỦA BỘ TÀI CHÍNH",)


def test_a_font_name_is_no_proof() -> None:
    line = TEXT[0]
    hints = Hints(fonts=(((0, len(line), ".VnTimeH"),),))
    assert repair_lines([line], hints).lines == (line,)


def test_legacy_text_under_a_unicode_font_is_read() -> None:
    line = as_cp1252(encode(TEXT[0], "tcvn3"))
    hints = Hints(fonts=(((0, len(line), "Times New Roman"),),))
    assert repair_lines([line], hints).lines == (TEXT[0],)


def test_a_unicode_font_weighs_against_a_charset() -> None:
    line = "og så"  # Danish; sơ in Vietware
    hints = Hints(fonts=(((0, len(line), "ABCDEF+Arial-BoldMT"),),))
    assert repair_lines([line], hints).lines == (line,)


@settings(max_examples=60, deadline=None)
@given(
    charset=st.sampled_from(CHARSETS),
    words=st.lists(st.sampled_from(" ".join(TEXT).split()), min_size=1, max_size=12),
    sound=st.lists(st.sampled_from(" ".join(TEXT).split()), max_size=6),
)
def test_repaired_encodings_stay(charset: str, words: list[str], sound: list[str]) -> None:
    line = " ".join([as_cp1252(encode(" ".join(words), charset)), *sound])
    once = repair_encodings([line])
    assert repair_encodings(once) == once


def test_stripped_diacritics_come_back() -> None:
    repaired = repair_lines([strip_diacritics(line) for line in TEXT])
    assert sum(a == b for a, b in zip(repaired.lines, TEXT, strict=True)) >= 3
    assert repaired.quality_before < 0.4 < 0.9 < repaired.quality_after


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \t;&#7897;<>amp"),
        st.sampled_from("aeiouyAEIOUYdDtnhHgc"),
        st.characters(min_codepoint=0, max_codepoint=0x2FF, exclude_characters="\n"),
        st.characters(exclude_characters="\n"),
        st.sampled_from("\ud800\udfff\u202e\u200f\ufeff\u0301\u0323\u00ad"),
    ),
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(HOSTILE, max_size=4))
def test_hostile_text_breaks_no_rule(lines: list[str]) -> None:
    check(lines, repair_lines(lines))


LEGACY = st.builds(
    lambda line, charset, cut: as_cp1252(encode(line, charset))[cut:],
    st.sampled_from(TEXT),
    st.sampled_from(CHARSETS),
    st.integers(0, 40),
)


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.one_of(LEGACY, st.sampled_from(TEXT)), min_size=1, max_size=4))
def test_repairing_repaired_text_changes_nothing(lines: list[str]) -> None:
    repaired = repair_lines(lines)
    check(lines, repaired)
    assert repair_lines(repaired.lines).lines == repaired.lines


def test_a_line_of_a_million_characters() -> None:
    lines = ["é" * 500_000 + " " + "\x00" * 500_000, "x" * 1_000_000]
    check(lines, repair_lines(lines))

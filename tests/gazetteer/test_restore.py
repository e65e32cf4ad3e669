"""Names of units in repaired text: put right where they were damaged, left alone where their author wrote them so."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer import load
from gazetteer.match import Context
from gazetteer.restore import restore_names
from normalizers.edits import Edit, apply
from normalizers.repairs import Repair, RepairedText, undo


def repaired(source: list[str], words: list[list[tuple[str, str]]]) -> RepairedText:
    """The lines with these words (as read, as repaired) replaced, in order."""
    lines: list[str] = []
    repairs: list[Repair] = []
    for number, (line, pairs) in enumerate(zip(source, words, strict=True), 1):
        edits, at = [], 0
        for before, after in pairs:
            at = line.index(before, at)
            edits.append(Edit(at, at + len(before), after, "ocr", "model", 0.8))
            at += len(before)
        text, made = apply(line, number, edits)
        lines.append(text)
        repairs += made
    return RepairedText(tuple(lines), tuple(repairs), 0.5, 0.9)


def district_code() -> str:
    gazetteer = load()
    return next(u.code for u in gazetteer.units_on(date(2022, 12, 31), 2) if u.name == "Phù Yên")


@pytest.mark.parametrize(
    ("source", "words", "right"),
    [
        (
            ["gom 04 xa: Tuong Tien, Huy Bac, Tan Lang, Quang Huy."],
            [[("gom", "gồm"), ("xa", "xã"), ("Tuong Tien", "Lượng Tiền"), ("Huy Bac", "Hủy Bậc"), ("Tan", "Tấn")]],
            ["gồm 04 xã: Tường Tiến, Huy Bắc, Tân Lang, Quang Huy."],
        ),
        (
            ["gom cac xa: Huy Bac, Quang Huy, Tudng", "Phu, Tan Phong, Gia Phu"],
            [[("gom cac xa", "gồm các xã"), ("Tudng", "Tướng")], [("Phu", "Phủ"), ("Tan", "Tấn"), ("Phu", "Phụ")]],
            ["gồm các xã: Huy Bắc, Quang Huy, Tường", "Phù, Tân Phong, Gia Phù"],
        ),
        (
            ["xa huy Bac, phu Yen va xa quang huy; muong thai thi khong"],
            [[("xa huy Bac", "xã huy Bắc"), ("phu Yen va xa", "phù Yên và xã"), ("muong thai", "mường thải")]],
            ["xã Huy Bắc, Phù Yên và xã Quang Huy; mường thải thi khong"],  # a capital in the name, or a level word
        ),
        (["UY BAN NHAN DAN XA HUY BAC"], [[("XA HUY BAC", "XÃ HỦY BẬC")]], ["UY BAN NHAN DAN XÃ HUY BẮC"]),
    ],
)
def test_damaged_names_get_their_official_spelling(
    source: list[str], words: list[list[tuple[str, str]]], right: list[str]
) -> None:
    text = restore_names(load(), repaired(source, words), Context((district_code(),)))
    assert list(text.lines) == right
    for number, (line, read) in enumerate(zip(text.lines, source, strict=True), 1):
        assert undo(line, [repair for repair in text.repairs if repair.line == number]) == read


def test_what_was_read_whole_stays() -> None:
    """A slip or variant of the author is no damage, even in a document with damaged lines."""
    source = ["gồm các xã: Huy Bác, Tân Láng, Quang Huy", "Uy ban nhan dan xa Gia Phu"]
    words: list[list[tuple[str, str]]] = [[], [("Uy ban nhan dan xa", "Ủy ban nhân dân xã"), ("Phu", "Phụ")]]
    text = restore_names(load(), repaired(source, words), Context((district_code(),)))
    assert text.lines == (source[0], "Ủy ban nhân dân xã Gia Phù")
    assert all("gazetteer" in repair.reason for repair in text.repairs if repair.after == "Phù")


def test_common_words_are_no_names() -> None:
    source = ["su thong nhat va doi moi, quyet thang moi kho khan"]
    words = [[("su thong nhat va doi moi, quyet thang", "sự thống nhất và đổi mới, quyết thắng")]]
    text = repaired(source, words)
    assert restore_names(load(), text, Context((district_code(),))).lines == text.lines

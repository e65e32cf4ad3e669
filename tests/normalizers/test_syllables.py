"""What is a syllable and what is not."""

from __future__ import annotations

import pytest

from normalizers.syllables import frequencies, is_syllable

LEGAL = """hòa hoà thủy thuỷ quý quí gìn gì giếng giết nghiêng nguyễn thuở quốc khuỷu Đắk Đăk ươm xoong moóc
yêu y ỷ huyện uỷ ủy khoáy thúy thuý cộng HỘI Nghĩa được người nước quyển quỳnh khuya rượu ngoằn ngoèo uống iểng
lý mỹ kỹ Kạn ửng ễnh"""
ILLEGAL = (
    """seđor ộtộ ngiêng kao cê gế nghan hoaf quuy qốc tieng4 được1 strong đợc trởng cộg ấch kạt bốch tìc hàp ffff"""
)


@pytest.mark.parametrize("word", LEGAL.split())
def test_legal(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ILLEGAL.split())
def test_illegal(word: str) -> None:
    assert not is_syllable(word)


def test_counted_syllables_are_legal() -> None:
    assert all(is_syllable(word) for word in frequencies())
    assert max(frequencies(), key=frequencies().__getitem__) in {"của", "và"}

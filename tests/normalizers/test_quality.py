"""The quality measure tells sound, stripped and garbled text apart and follows the share of right words."""

from __future__ import annotations

import random

import pytest

from normalizers.quality import quality, weak_blocks
from normalizers.unicode import strip_diacritics
from tests.normalizers.test_repair import TEXT

SOUND = "\n".join(TEXT)


def test_sound_stripped_garbled() -> None:
    assert quality(SOUND) > 0.97
    assert quality(strip_diacritics(SOUND)) < 0.35
    assert quality("Cdn c* LuQt Ti5 cheQ ctifnh quyen dla phucmg ngdy") < 0.5
    assert quality("C¨n cø LuËt Tæ chøc chÝnh quyÒn ®Þa ph\xad¬ng") < 0.3


def test_numbers_and_abbreviations_say_nothing() -> None:
    assert quality("") == quality("1.234,5") == quality("UBND HĐND 2023") == 1.0


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_follows_the_share_of_right_lines(share: float) -> None:
    chance = random.Random(3)
    lines = [line if chance.random() < share else strip_diacritics(line) for line in TEXT * 50]
    sound = " ".join(TEXT * 50).split()
    right = sum(a == b for a, b in zip(sound, " ".join(lines).split(), strict=True)) / len(sound)
    assert quality("\n".join(lines)) == pytest.approx(right, abs=0.1)


def test_weak_lines_of_a_sound_text() -> None:
    lines = [*TEXT, strip_diacritics(TEXT[2]), "2023", strip_diacritics(TEXT[3]), *TEXT]
    assert weak_blocks(lines) == [range(4, 7)]
    assert weak_blocks(TEXT) == []
    assert weak_blocks([strip_diacritics(line) for line in TEXT]) == [range(4)]

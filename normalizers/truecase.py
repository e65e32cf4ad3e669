"""Capitals that a caseless charset lost: TCVN3 writes CỘNG as "CéNG", or in a capital font as "céng"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from normalizers.syllables import is_syllable

_CAPITAL_FONT = re.compile(r"(.*\+)?_?\.?vn[a-z0-9 ]*?h([-, ]*(bold|italic))*$", re.IGNORECASE)
_REACH = 4  # words to either side that tell whether capitals are in use


def is_capital_font(font: str) -> bool:
    """.VnTimeH, .VnArialH: fonts that draw small letters as capitals."""
    return bool(_CAPITAL_FONT.match(font))


def restore_capitals(words: Sequence[str]) -> list[str]:
    """The words of a line, decoded from a caseless charset, with the capitals their plain letters ask for."""
    signs = [_case(word) for word in words]
    # UBND and NĐ are capitals anywhere: only a syllable tells that a line is written in capitals
    told = [sign if sign != "U" or is_syllable(word) else " " for sign, word in zip(signs, words, strict=True)]
    return [
        word.upper() if sign == "U" or (sign in "1-" and _is_upper(i, told)) else word
        for i, (word, sign) in enumerate(zip(words, signs, strict=True))
    ]


def restore_heading(line: str) -> str | None:
    """A heading known by its words, typed in small letters for a capital font: "cộng hòa xã hội chủ nghĩa việt nam"."""
    if line != line.lower() or len(line) > 200:
        return None
    heading = _headings().get(" ".join(re.findall(r"\w+", line)))
    if heading is None:
        return None
    letters = iter(re.findall(r"\w+", heading))
    return re.sub(r"\w+", lambda _: next(letters), line)


def _case(word: str) -> str:
    """`U` capitals, `l` small letters, `1` one capital in front, `-` no plain letter: "CộNG", "đồng", "Bộ", "ở"."""
    plain = [c for c in word if c.isascii() and c.isalpha()]
    if any(c.islower() for c in plain):
        return "l"
    if len(plain) > 1 or (plain and word[0] not in plain):
        return "U"
    return "1" if plain else "-" if any(c.isalpha() for c in word) else " "


def _is_upper(i: int, signs: Sequence[str]) -> bool:
    around = [*signs[max(0, i - _REACH) : i], *signs[i + 1 : i + 1 + _REACH]]
    return "U" in around and "l" not in around


@cache
def _headings() -> dict[str, str]:
    lines = (files("normalizers") / "data" / "headings.txt").read_text(encoding="utf-8").splitlines()
    headings = [line for line in lines if line and not line.startswith("#")]
    return {" ".join(re.findall(r"\w+", heading.lower())): heading for heading in headings}

"""The words of a text as the finders need them: where they stand, how they fold, what stands between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from gazetteer.spelling import Form, form

_ROMAN = re.compile(r"[IVX]{1,4}")
_WORD = re.compile(r"[^\W_]+(?:['’‘`´ʼ]\s?[^\W\d_]+)*")
# One folded word each; "thi tran" and the like are put together by `level_word`.
LEVEL_WORDS = {
    ("xa",): "xã",
    ("phuong",): "phường",
    ("huyen",): "huyện",
    ("quan",): "quận",
    ("tinh",): "tỉnh",
    ("thi", "tran"): "thị trấn",
    ("thi", "xa"): "thị xã",
    ("thanh", "pho"): "thành phố",
    ("dac", "khu"): "đặc khu",
    ("tp",): "thành phố",
    ("tt",): "thị trấn",
    ("tx",): "thị xã",
    ("p",): "phường",
    ("q",): "quận",
    ("h",): "huyện",
}
_LONG = frozenset(("thi", "thanh", "dac", "thu", "thj", "th"))  # thị trấn is often misread as Thứ trấn
_FIRST = frozenset(words[0] for words in LEVEL_WORDS) | _LONG
_MARKED = {"xã": {"xã"}, "phường": {"phường"}, "huyện": {"huyện", "huyên"}, "quận": {"quận"}, "tỉnh": {"tỉnh"}}


class Token(NamedTuple):
    """One word: its line and place there, its writings, and what stands before it."""

    line: int
    start: int
    end: int
    text: str
    form: Form
    before: str  # what stands between this word and the one before; "\n" for line breaks, a TAB between columns
    bare_line: bool  # the whole line has no diacritics: level words need none either
    capital: bool  # begins with a capital letter

    @property
    def upper(self) -> bool:
        return self.text.isupper()

    @property
    def number(self) -> bool:
        """A numeral, Arabic or Roman, as names of wards are."""
        return self.text.isdigit() or (self.text.isupper() and _ROMAN.fullmatch(self.text) is not None)


def tokens(lines: Sequence[str]) -> list[Token]:
    """The words of all lines in reading order."""
    found: list[Token] = []
    gap = ""
    for number, line in enumerate(lines):
        words, rest = _words(line)
        for start, end, text, written, before, bare, capital in words:
            found.append(Token(number, start, end, text, written, gap + before, bare, capital))
            gap = ""
        gap += rest + "\n"
    return found


@lru_cache(maxsize=4096)
def _words(line: str) -> tuple[tuple[tuple[int, int, str, Form, str, bool, bool], ...], str]:
    """The words of one line as the fields of a Token without the line's number, and what follows the last word."""
    found: list[tuple[int, int, str, Form, str, bool, bool]] = []
    end, bare, columns = 0, line.isascii(), "   " in line.strip()
    for match in _WORD.finditer(line):
        start, text = match.start(), match.group()
        before, capital = line[end:start], text[0].isupper()
        if columns and end and "  " in before:
            before = before.replace("  ", "\t", 1)
        if capital and before == " " and found and found[-1][2] == "la":
            first, last, la, _, gap, _, _ = found[-1]
            found[-1] = (first, last, la, form("Ia"), gap, bare, True)  # xã la Sao: the capital I of Ia Sao
        end = match.end()
        found.append((start, end, text, form(text), before, bare, capital))
    return tuple(found), line[end:]


def level_word(words: Sequence[Token], at: int) -> tuple[str, int]:
    """The level word that begins at a token and how many tokens it has; ("", 0) if none.

    Words of one syllable must carry their own marks where the line has any: `tính`, `quân`, `xa` are other words.
    """
    first = words[at]
    if first.form.folded not in _FIRST:
        return "", 0
    if at + 1 < len(words) and first.form.folded in _LONG:
        second = words[at + 1].form.folded
        kind = LEVEL_WORDS.get(("thi" if second == "tran" else first.form.folded, second), "")
        if kind and words[at + 1].before.strip() == "":
            return kind, 2
    kind = LEVEL_WORDS.get((first.form.folded,), "")
    if not kind:
        return "", 0
    if len(first.text) <= 2 and first.form.folded != "xa":
        return (kind, 1) if _abbreviation(words, at) else ("", 0)
    return (kind, 1) if first.bare_line or first.form.plain in _MARKED.get(kind, ()) else ("", 0)


def _abbreviation(words: Sequence[Token], at: int) -> bool:
    """`TP Huế`, `TT. Phù Yên`, `P.1`: two letters, or one capital with its full stop, before a name."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else None
    if following is None or not (following.capital or following.text.isdigit()):
        return False
    if len(word.text) == 1:
        return word.upper and following.before in (".", ". ")
    return word.text.lower() in ("tp", "tt", "tx") and following.before in (" ", ".", ". ")


def bare_text(words: Sequence[Token]) -> str:
    """The words of a name with one space between them."""
    return " ".join(word.text for word in words)

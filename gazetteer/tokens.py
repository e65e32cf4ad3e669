"""The words of a text as the finders need them: where they stand, how they fold, what stands between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from gazetteer.spelling import Form, form

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
_PLAIN_WORDS = {
    "xã": {"xã", "xa"},
    "phường": {"phường", "phuong"},
    "huyện": {"huyện", "huyên", "huyen"},
    "quận": {"quận", "quan"},
    "tỉnh": {"tỉnh", "tinh"},
}


class Token(NamedTuple):
    line: int
    start: int
    end: int
    text: str
    form: Form
    before: str  # what stands between the word before and this one; "\n" for line breaks

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def upper(self) -> bool:
        return self.text.isupper()


@lru_cache(maxsize=65536)
def _form(word: str) -> Form:
    return form(word)


def tokens(lines: Sequence[str]) -> list[Token]:
    """The words of all lines in reading order."""
    found: list[Token] = []
    gap = ""
    for number, line in enumerate(lines):
        end = 0
        for word in _WORD.finditer(line):
            text = word.group()
            found.append(Token(number, word.start(), word.end(), text, _form(text), gap + line[end : word.start()]))
            gap, end = "", word.end()
        gap += line[end:] + "\n"
    return found


def level_word(words: Sequence[Token], at: int) -> tuple[str, int]:
    """The level word that begins at a token and how many tokens it has; ("", 0) if none.

    One-syllable words must carry their own marks or none at all: `tính`, `quân`, `phương` are other words.
    """
    first = words[at]
    if at + 1 < len(words) and first.form.folded in ("thi", "thanh", "dac"):
        kind = LEVEL_WORDS.get((first.form.folded, words[at + 1].form.folded), "")
        if kind and words[at + 1].before.strip() == "":
            return kind, 2
    kind = LEVEL_WORDS.get((first.form.folded,), "")
    if not kind:
        return "", 0
    allowed = _PLAIN_WORDS.get(kind)
    if allowed is not None and first.form.plain not in allowed:
        return "", 0
    return kind, 1

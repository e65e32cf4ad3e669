"""Letters composed (NFC) and the eth that foreign systems put for đ, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizers.detect import is_abbreviation
from normalizers.edits import Edit
from normalizers.syllables import is_syllable
from normalizers.unicode import nfc

_TOKEN = re.compile(r"[^\s\x00-\x20]+")
_ETH = str.maketrans("Ðð", "Đđ")


def unicode_edits(line: str) -> Iterator[Edit]:
    """The edits of a line; none where it is composed already."""
    if line.isascii() or (nfc(line) == line and "Ð" not in line and "ð" not in line):
        return
    for match in _TOKEN.finditer(line):
        word, reason = nfc(match[0]), "composed letters (NFC)"
        crossed = word.translate(_ETH)
        if crossed != word and _is_vietnamese(crossed):
            word, reason = crossed, "eth for đ"
        if word != match[0]:
            yield Edit(match.start(), match.end(), word, "unicode", reason, 0.99)


def _is_vietnamese(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", text)  # Ð alone may be the letter eth
    return bool(words) and all(is_syllable(w) or is_abbreviation(w) for w in words)

"""Fonts whose codes are the printed characters plus a constant: `Fkl` for `Chi`.

Writers of PDFs that leave out the table from glyphs to characters leave codes that a reader takes for characters, or
that it cannot name: `(cid:36)`. Where one constant makes all of a font's text legal Vietnamese, the font is that much
off, and its text is exact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from normalizers.quality import WORD, quality
from normalizers.repair import repair_encodings
from normalizers.syllables import is_syllable

FARTHEST = 224  # codes; glyphs of ASCII stand 29 before their characters in most fonts
SAMPLE = 600  # letters looked at
FEWEST = 24  # letters: of less nothing can be told
PLAIN = 0.95  # of text is letters, digits, blanks and points
BLANKS = (0.08, 0.35)  # of text
LEGAL = 0.9  # of a font's words, once it is put right
HALF = 0.5  # of its words are no syllables as they stand: it is worth a look
_CID = re.compile(r"\(cid:(\d+)\)")
_POINTS = frozenset(" .,;:/-–()%\"'“”+&\n")


def shifts(page: Sequence[tuple[str, str]]) -> dict[str, int]:
    """What is to be taken off the codes of each font that is off by a constant.

    `page`: font and glyph, as a reader names them, in the order of the page. Where no font says enough by itself (the
    letters with marks may come from a second one), one constant is looked for that puts all of them right.
    """
    fonts = dict.fromkeys(font for font, _ in page)
    found = {font: _shift([glyph for other, glyph in page if other == font]) for font in fonts}
    if not any(found.values()) and len(fonts) > 1:
        found = dict.fromkeys(fonts, _shift([glyph for _, glyph in page]))
    return {font: shift for font, shift in found.items() if shift}


def codes(glyph: str) -> tuple[int, ...]:
    """The codes that a reader's name of a glyph stands for."""
    unnamed = _CID.fullmatch(glyph)
    return (int(unnamed[1]),) if unnamed else tuple(map(ord, glyph))


def printed(glyph: str, shift: int) -> str:
    return "".join(_character(code - shift) for code in codes(glyph))


def _character(code: int) -> str:
    return chr(code) if 0x20 <= code < 0xD800 else "\ufffd"


def _shift(glyphs: Sequence[str]) -> int:
    """The constant that codes are off by; 0 where there is none, or nothing to tell it by."""
    held = [code for glyph in glyphs[:SAMPLE] for code in codes(glyph)]
    if len(held) < FEWEST or _sound("".join(map(_character, held))):
        return 0
    likely = [shift for shift in _candidates(held) if _is_plain("".join(_character(c - shift) for c in held))]
    scored = [(_legality("".join(_character(c - shift) for c in held)), shift) for shift in likely]
    best = max(scored, key=lambda found: (found[0], -abs(found[1])), default=(0.0, 0))
    return best[1] if best[0] >= LEGAL else 0


def _sound(text: str) -> bool:
    words = WORD.findall(text)
    return sum(map(is_syllable, words)) > HALF * len(words)


def _candidates(held: Sequence[int]) -> list[int]:
    """Constants that make one of the commonest codes a blank."""
    common = [code for code, _ in Counter(held).most_common(3)]
    return [code - 0x20 for code in common if code != 0x20 and abs(code - 0x20) <= FARTHEST]


def _is_plain(text: str) -> bool:
    fits = sum(c.isalnum() or c in _POINTS for c in text)
    return fits >= PLAIN * len(text) and BLANKS[0] <= text.count(" ") / len(text) <= BLANKS[1]


def _legality(text: str) -> float:
    legal = quality(text)
    return legal if legal >= LEGAL else quality("\n".join(repair_encodings([text])))

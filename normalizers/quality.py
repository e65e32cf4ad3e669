"""How good is this text, without knowing the truth? A number between 0 and 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalizers.syllables import is_syllable

WORD = re.compile(r"[^\W\d_]+")
# In running Vietnamese text about three syllables in four carry a mark (97 % of lines of ten words: at least 45 %).
MARKED = 0.45
# What a line of few words is worth before it is read: a good line with so many words' weight.
PRIOR = 1.0
# From here a text is taken as right, as it stands.
GOOD = 0.97


def quality(text: str) -> float:
    """The share of words that are legal Vietnamese syllables, less where nearly none carries a diacritic.

    Words of a digit, an abbreviation (UBND) or a single letter say nothing; text without words is as good as can be.
    """
    words = [w for w in WORD.findall(text) if len(w) > 1 and not _is_abbreviation(w)]
    if not words:
        return 1.0
    legal = [w for w in words if is_syllable(w)]
    marked = sum(1 for w in legal if not w.isascii())
    share = (len(legal) + PRIOR) / (len(words) + PRIOR)
    diacritics = min(1.0, (marked + PRIOR) / (MARKED * len(words) + PRIOR))
    return share * diacritics


def _is_abbreviation(word: str) -> bool:
    """UBND, HĐND, QĐ: capitals that are no syllable."""
    return word.isupper() and len(word) <= 6 and not is_syllable(word)


def needs_decoder(lines: Sequence[str], ocr: bool) -> bool:
    """Whether a text has anything that a language model could win back."""
    return ocr or quality("\n".join(lines)) < GOOD

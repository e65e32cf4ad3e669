"""Small facts about Vietnamese letters in Unicode that every room needs."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_D = str.maketrans("đĐðÐ", "dDdD")  # eth is what English systems put for đ


def nfc(text: str) -> str:
    """Canonical composition. Never NFKC: it turns 1½ into 11/2 and destroys undecoded TCVN3."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65536)
def strip_diacritics(text: str) -> str:
    """The text without tone and vowel marks, đ as d; length is kept for NFC Vietnamese."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def fold(text: str) -> str:
    """Key for comparison: lower case, no diacritics."""
    return strip_diacritics(text).lower()

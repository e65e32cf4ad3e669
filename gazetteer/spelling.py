"""The writings of one name: with its marks, without them, and as it sounds; level words apart from names.

plain('ĐẮC MÂM') == 'đắc mâm'    folded: 'dac mam'    sound: 'dak mam', the same as of Đăk Mâm and Đắk Mâm
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from normalizers.spelling import canonical
from normalizers.unicode import nfc, strip_diacritics

KINDS = ("xã", "phường", "thị trấn", "huyện", "quận", "thị xã", "thành phố", "tỉnh", "đặc khu")
LEVELS_OF_KIND = {
    "xã": (3,),
    "phường": (3,),
    "thị trấn": (3,),
    "đặc khu": (3,),
    "huyện": (2,),
    "quận": (2,),
    "thị xã": (2,),
    "thành phố": (2, 1),
    "tỉnh": (1,),
}
ABBREVIATIONS = {
    "x": "xã",
    "p": "phường",
    "tt": "thị trấn",
    "h": "huyện",
    "q": "quận",
    "tx": "thị xã",
    "tp": "thành phố",
}
ABBREVIATIONS |= {"t": "tỉnh"}

_APOSTROPHES = re.compile(r"['’‘`´ʼ′]\s*")  # "Ia H' Drai" is "Ia H'Drai"
_BREAKS = re.compile(r"[^\w]+")
_ZEROS = re.compile(r"\b0+(?=\d)")
_FINAL_C = re.compile(r"c\b")

_COUNCILS = r"(?:ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|dang uy)"
_HEAD = re.compile(
    rf"(?:{_COUNCILS}\s+)?(?:cac\s+)?(?:"
    r"(?P<word>thi tran|thi xa|thanh pho|dac khu|phuong|huyen|quan|tinh|xa)(?:[\s:.,-]+|$)"
    r"|(?P<short>tt|tx|tp|p|x|h|q)(?:\s*\.\s*(?=\w)|\s+|(?=\d+$)))",
)
_COUNCIL = re.compile(rf"{_COUNCILS}\s+")
_EDGE = re.compile(r"^[\W_]+|[^\w.')]+$")
_WORDS = {strip_diacritics(kind): kind for kind in KINDS}


class Form(NamedTuple):
    """A name in the three writings it is compared by."""

    plain: str
    folded: str
    sound: str


@lru_cache(maxsize=65536)
def form(name: str) -> Form:
    """The writings of a bare name. Apostrophes and hyphens go, `01` is `1`, both tone placements are one."""
    text = _APOSTROPHES.sub("", nfc(name).lower())
    text = _ZEROS.sub("", _BREAKS.sub(" ", text).strip())
    plain = " ".join(canonical(word) for word in text.split())
    folded = strip_diacritics(plain)
    return Form(plain, folded, sound(folded))


def sound(folded: str) -> str:
    """The folded name with the letters that are written either way made one: y/i, final c/k (Đắc, Đắk; Đứk, Đức)."""
    return _FINAL_C.sub("k", folded.replace("y", "i"))


@lru_cache(maxsize=65536)
def split_kind(surface: str) -> tuple[str, str]:
    """The level word of a surface ('' if none) and the rest.

    'UBND xã Nam Đà' → ('xã', 'Nam Đà'), 'P.1' → ('phường', '1').

    The word is recognised without its marks too; a bare 'Thị trấn' leaves an empty name.
    """
    text = _EDGE.sub("", nfc(surface))
    key = strip_diacritics(text).lower()
    head = _HEAD.match(key)
    if head is None:
        council = _COUNCIL.match(key)
        return "", text[council.end() :] if council else text
    word = head["word"]
    return (_WORDS[word] if word else ABBREVIATIONS[head["short"]]), text[head.end() :].strip()


@lru_cache(maxsize=65536)
def split_damaged(surface: str) -> tuple[str, str]:
    """As `split_kind`, where an office or a level word is misread by one letter: 'DBND phuéong Bắc Sơn'.

    ('', surface) where nothing like a level word begins it. Only for surfaces that are no name as they stand.
    """
    words = _EDGE.sub("", nfc(surface)).split()
    keys = [strip_diacritics(word).lower() for word in words]
    at = 1 if keys and len(keys[0]) == 4 and Levenshtein.distance(keys[0], "ubnd") <= 1 else 0
    for size in (2, 1):
        seen = " ".join(keys[at : at + size])
        for written, kind in _WORDS.items():
            if written.count(" ") == size - 1 and len(words) > at + size and _alike(seen, written):
                return kind, " ".join(words[at + size :])
    return "", " ".join(words[at:]) if at else surface


def _alike(seen: str, written: str) -> bool:
    """One letter misread in a long word, two in a pair of words; of xã only its a."""
    if written == "xa":
        return seen in ("xa", "x4", "xd", "xi", "xã")
    wrong = 2 if " " in written else 1
    if abs(len(seen) - len(written)) > wrong:
        return False
    return len(written) >= 5 and Levenshtein.distance(seen, written) <= wrong


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a data file of the gazetteer, one a line, in their plain form."""
    text = resources.files("gazetteer").joinpath("data", name).read_text(encoding="utf-8")
    lines = [line.split("\t")[0] for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(form(line).plain for line in lines)

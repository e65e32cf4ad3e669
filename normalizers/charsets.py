"""The legacy charsets of Vietnamese: text to bytes and back, by tables a human can check (data/charsets/*.tsv).

Text in such a charset reaches us as bytes or, more often, as those bytes read through Latin-1 or cp1252: "céng hßa".
Both go through `decode`. Tables name only the 134 Vietnamese letters; every other byte is cp1252, as in the fonts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from normalizers.unicode import nfc

CHARSETS: tuple[str, ...] = (
    "tcvn3", "vni", "vni-dos", "viscii", "vps", "bkhcm1", "bkhcm2", "vietware-x", "vietware-f", "cp1258",
)  # fmt: skip

# No byte of their own for toned capitals: a capital font draws the small letter's byte as a capital.
CASELESS = frozenset({"tcvn3", "vietware-f"})

_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-"})
_C1 = {byte: bytes([byte]).decode("cp1252", errors="ignore") for byte in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Charset:
    """One table. `letters`: letter to its bytes; `strays`: characters PDF readers and editors put for one byte."""

    name: str
    letters: Mapping[str, bytes]
    canonical: Mapping[int, str]  # cp1252 characters and strays to the Latin-1 character of their byte
    decoded: Mapping[str, str]  # Latin-1 characters of one letter to the letter
    pattern: re.Pattern[str]
    used: frozenset[int]  # bytes that mean something else than in cp1252


# What readers make of single bytes: TCVN3's ư is the soft hyphen, its ã the middle dot; PDF fonts name them otherwise.
_STRAYS = {"tcvn3": {"\u2212": "\xad", "\u2219": "\xb7", "\u03bc": "\xb5"}}


@cache
def charset(name: str) -> Charset:
    """The table of this name. Raises ValueError for a name outside CHARSETS."""
    if name not in CHARSETS:
        raise ValueError(f"no such charset: {name!r}; known: {', '.join(CHARSETS)}")
    rows = _read_table(name)
    # the small letter comes last in the tables and wins where both share a byte
    sequences = {code.decode("latin-1"): letter for letter, codes in rows for code in codes}
    sequences = _mixed_case(sequences) | sequences
    used = frozenset(byte for _, codes in rows for code in codes for byte in code if not _own(byte))
    canonical = {ord(char): chr(byte) for byte, char in _C1.items() if byte in used and char}
    canonical |= {ord(stray): char for stray, char in _STRAYS.get(name, {}).items()}
    longest_first = sorted(sequences, key=lambda s: (-len(s), s))
    return Charset(
        name=name,
        letters={letter: codes[0] for letter, codes in rows},
        canonical=canonical,
        decoded=sequences,
        pattern=re.compile(_alternatives(longest_first)),
        used=used,
    )


def decode(text: str | bytes, name: str) -> str:
    """The text in Unicode (NFC). Characters that are no byte of the charset stay as they are."""
    table = charset(name)
    text = text.decode("latin-1") if isinstance(text, bytes) else text.translate(table.canonical)
    return nfc(table.pattern.sub(lambda m: table.decoded[m[0]], text).translate(_unused_c1(name)))


def encode(text: str, name: str) -> bytes:
    """The bytes of the text. Signs the charset has no byte for become their nearest ASCII, or `?`."""
    table = charset(name)
    return b"".join(_encode_char(char, table) for char in nfc(text))


def _encode_char(char: str, table: Charset) -> bytes:
    if char in table.letters:
        return table.letters[char]
    for form in (char, char.translate(_PLAIN)):
        code = form.encode("cp1252", errors="ignore")
        if code and (not any(byte in table.used for byte in code) or (char.isascii() and char.isalpha())):
            return code
    return b"?"


def _read_table(name: str) -> list[tuple[str, list[bytes]]]:
    """Rows of letter and its byte sequences, the one to write first."""
    lines = (files("normalizers") / "data" / "charsets" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(letter, [bytes.fromhex(code) for code in codes.split()]) for letter, codes in rows]


def _mixed_case(sequences: Mapping[str, str]) -> dict[str, str]:
    """Sequences of a vowel and a tone byte of the other case: "Uûy", typed with one capital."""
    pairs = [(code, letter) for code, letter in sequences.items() if len(code) == 2]
    return {code[0] + chr(ord(code[1]) ^ 0x20): letter for code, letter in pairs if ord(code[1]) >= 0xC0}


def _alternatives(sequences: list[str]) -> str:
    """One pattern for all sequences, those of the same vowel together, longest first."""
    singles = "".join(re.escape(s) for s in sequences if len(s) == 1)
    tones: dict[str, str] = {}
    for sequence in sequences:
        if len(sequence) == 2:
            tones[sequence[0]] = tones.get(sequence[0], "") + re.escape(sequence[1])
    pairs = [f"{re.escape(base)}[{marks}]" for base, marks in tones.items()]
    return "|".join([*pairs, f"[{singles}]"])


def _own(byte: int) -> bool:
    """An ASCII letter as the vowel of a two-byte sequence stands for itself."""
    return chr(byte).isascii() and chr(byte).isalpha()


@cache
def _unused_c1(name: str) -> dict[int, str]:
    """Bytes 80-9F that the charset leaves to cp1252's quotes and dashes, as Latin-1 reads them."""
    used = charset(name).used
    return {byte: char for byte, char in _C1.items() if byte not in used and char}

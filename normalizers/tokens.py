"""Cutting damaged lines into tokens: what stands between blanks, less the punctuation around it.

Digits and signs inside a word stay in it (`hu5mg`, `ch(nh`, `<l6nh`): to a foreign reader they are letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from normalizers.numerals import is_numeral
from normalizers.symbols import is_year, spans

LONGEST_TOKEN: Final = 90  # longer stretches without a blank are no words


class Kind(Enum):
    """What a token is, before anything is repaired."""

    WORD = "word"
    NUMBER = "number"
    FIXED = "fixed"  # codes, addresses, anything that must stay


@dataclass(frozen=True, slots=True)
class Token:
    """`line` counts from 0; `start` and `end` are offsets in the line as read; `opens` begins a new stretch."""

    line: int
    start: int
    end: int
    text: str
    kind: Kind
    opens: bool


_BLANKS: Final = re.compile(r"\S+")
_CORE: Final = re.compile(
    r"""(?P<pre>(?:[\x00-\x1f\u200b-\u202e\ufeff\-–—+*•·.,;:("“'‘”’\[\]»«…_|]|[=>~^\\](?!\w))*)(?P<core>.*?)(?P<post>[\x00-\x1f\u200b-\u202e\ufeff\-–—.,;:)("”’'“‘\]\[!?…»«_=*~^\\|/]*)""",
    re.DOTALL,
)
_JOINT: Final = re.compile(
    r"(?<=\w\w)[;:,](?=\w\w)|(?<=[A-ZĐ]{2})&|&(?=[A-ZĐ]{2})|(?:[–—+…-]|(?<!\d)/|/(?!\d[\d/.,]*(?!\w)))+|\.(?=[^\W\d]{3})|(?<=[^\W\d]{2})\((?=\w)|(?<=\b[A-Z])['’](?=[A-ZĐ])|(?<![\d/]t)(?<=\w[^\W\d])(?=[12][0O][\dtlI][\dlIOtroZz](?!\w))"
    r"|(?<=\w[^\W\dlIoO])(?=(?:\d{1,3},\d{1,2}|[0-57-9]{2}|60)(?!\w))"
    r"|(?<=[^\W\d_A-Z])(?=(?:UBND|H[ĐDE]ND|CCHC|TTHC|MTTQ)(?![A-Z]))|(?<=UBND|H[ĐDE]ND|CCHC|TTHC|MTTQ)(?=[^\W\d_A-Z])"
)
_ADDRESS: Final = re.compile(r"[\w.]{2}@[\w-]+\.\w|://|^www\.|\.(?:vn|com|org|net|gov|edu)\b", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[\dOoIlZzSBtri|!}{?J]*\d[\dOoIlZzSBtri|!}{?J]*[%*]?")
_NUMERAL: Final = re.compile(r"(?=.*[IVX])[IVXl1|]{2,4}")
_ROMAN: Final = re.compile(r"[IVX]{1,5}")
_SIGNS: Final = frozenset("&@€£§¢©®¥°")  # what a foreign reader writes for a letter it has no shape for
_STOP: Final = re.compile(r"[.;:!?…]")


def cut(lines: Sequence[str]) -> Iterator[Token]:
    """The tokens of all lines, in order."""
    opens = True
    for number, line in enumerate(lines):
        codes = spans(line)
        for blank in _BLANKS.finditer(line):
            if blank.end() - blank.start() > LONGEST_TOKEN or _ADDRESS.search(blank.group()):
                yield Token(number, blank.start(), blank.end(), blank.group(), Kind.FIXED, opens)
                opens = False
                continue
            at = blank.start()
            for start, end in _pieces(line, blank.start(), blank.end()):
                opens = opens or (bool(_STOP.search(line[at:start])) and line[at:start] != ".")
                text, at = line[start:end], end
                if text and not _joins(line, start, end):
                    fixed = _within(start, codes) or _stays(line, start, end)
                    yield Token(number, start, end, text, Kind.FIXED if fixed else _kind(text), opens)
                    opens = False
            opens = opens or bool(_STOP.search(line[at : blank.end()]))
        if _TAB_ONLY.search(line):
            opens = True


_TAB_ONLY: Final = re.compile(r"\t")


def _stays(line: str, start: int, end: int) -> bool:
    """Marks of items: `b)`, `A.`, `I1.` for II."""
    text = line[start:end]
    return line[end : end + 1] in (")", ".") and (
        bool(_NUMERAL.fullmatch(text)) or (len(text) == 1 and not text.isdigit())
    )


def _joins(line: str, start: int, end: int) -> bool:
    """Whether this is a sign between capitals: HĐND & UBND."""
    around = line[:start].rstrip()[-2:], line[end:].lstrip()[:2]
    return line[start:end] == "&" and any(len(side) == 2 and side.isupper() for side in around)


def _within(start: int, codes: Sequence[tuple[int, int]]) -> bool:
    return any(a <= start < b for a, b in codes)


def _pieces(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cores inside one stretch without blanks."""
    whole = _CORE.fullmatch(line, start, end)
    if whole and is_numeral(whole["core"]):
        return [whole.span("core")]
    pieces = []
    at = start
    for joint in [*_JOINT.finditer(line, start, end), None]:
        stop = joint.start() if joint else end
        match = _CORE.fullmatch(line, at, stop)
        assert match is not None
        pieces.append(match.span("core"))
        at = joint.end() if joint else end
    return [p for p in pieces if p[0] < p[1]] or [(end, end)]


def _kind(text: str) -> Kind:
    digits = sum(c.isdigit() for c in text)
    letters = sum(c.isalpha() for c in text)
    if not letters and not _SIGNS.isdisjoint(text):
        return Kind.WORD
    if not letters:
        return Kind.NUMBER if digits else Kind.FIXED
    if is_year(text) or is_numeral(text):
        return Kind.NUMBER
    if digits >= 2 and digits >= letters and _DIGITS.fullmatch(text):
        return Kind.NUMBER
    return Kind.FIXED if _ROMAN.fullmatch(text) else Kind.WORD

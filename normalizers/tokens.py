"""Cutting damaged lines into tokens: what stands between blanks, less the punctuation around it.

Digits and signs inside a word stay in it (`hu5mg`, `ch(nh`, `<l6nh`): to a foreign reader they are letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from normalizers.numerals import is_numeral
from normalizers.symbols import is_year, spans

LONGEST_TOKEN: Final = 90  # longer stretches without a blank are no words


class Kind(Enum):
    """What a token is, before anything is repaired."""

    WORD = "word"
    NUMBER = "number"
    FIXED = "fixed"  # codes, addresses, anything that must stay


class Token(NamedTuple):
    """`line` counts from 0; `start` and `end` are offsets in the line as read; `opens` begins a new stretch.

    A named tuple and not a dataclass: every word of a text becomes one.
    """

    line: int
    start: int
    end: int
    text: str
    kind: Kind
    opens: bool


class _Part(NamedTuple):
    """A token of a stretch without blanks; `start` and `end` are offsets there, `opens` is a stop before it."""

    start: int
    end: int
    text: str
    kind: Kind
    opens: bool
    is_mark: bool  # of an item, if a bracket or a stop follows


_BLANKS: Final = re.compile(r"\S+")
_CORE: Final = re.compile(
    r"""(?P<pre>(?:[\x00-\x1f\u200b-\u202e\ufeff\-–—+*•·.,;:("“'‘”’\[\]»«…_|]|[=>~^\\](?!\w)|\|(?=[\dA-ZĐ]))*)(?P<core>.*?)(?P<post>[\x00-\x1f\u200b-\u202e\ufeff\-–—.,;:)("”’'“‘\]\[!?…»«_=*~^\\|/]*)""",
    re.DOTALL,
)
_JOINT: Final = re.compile(
    r"(?<=\w\w)[;:,](?=\w\w)|(?<=[^\W\d]{2})\|(?=\d)|(?<=[^\W\d][a-z])\|(?=[A-ZĐ])|(?<=[A-ZĐ]{2})&|&(?=[A-ZĐ]{2})|(?:[–—+…-]|(?<!\d)/|/(?!\d[\d/.,]*(?!\w)))+|\.(?=[^\W\d]{3})|(?<=[^\W\d]{2})\((?=\w)|(?<=\b[A-Z])['’](?=[A-ZĐ])|(?<![\d/]t)(?<=\w[^\W\d])(?=[12][0O][\dtlI][\dlIOtroZz](?!\w))"
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
            at = blank.start()
            parts, stopped = _parts(blank.group()) if blank.end() - at <= LONGEST_TOKEN else _whole(blank.group())
            for part in parts:
                opens = opens or part.opens
                start, end = at + part.start, at + part.end
                if part.text == "&" and _joins(line, start, end):
                    continue
                fixed = _within(start, codes) or (part.is_mark and line[end : end + 1] in (")", "."))
                yield Token(number, start, end, part.text, Kind.FIXED if fixed else part.kind, opens)
                opens = False
            opens = opens or stopped
        if "\t" in line:
            opens = True


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[tuple[_Part, ...], bool]:
    """The tokens of one stretch without blanks, and whether a stop stands after the last."""
    if _ADDRESS.search(text):
        return _whole(text)
    parts, at = [], 0
    for start, end in _cores(text):
        opens = bool(_STOP.search(text, at, start)) and text[at:start] != "."
        core, at = text[start:end], end
        parts.append(_Part(start, end, core, _kind(core), opens, _is_mark(core)))
    if not parts:
        return (), bool(_STOP.search(text)) and text != "."
    return tuple(parts), bool(_STOP.search(text, at))


def _whole(text: str) -> tuple[tuple[_Part, ...], bool]:
    """An address, or something too long to be words: it stays."""
    return (_Part(0, len(text), text, Kind.FIXED, opens=False, is_mark=False),), False


def _is_mark(text: str) -> bool:
    """Marks of items: `b)`, `A.`, `I1.` for II."""
    return bool(_NUMERAL.fullmatch(text)) or (len(text) == 1 and not text.isdigit())


def _joins(line: str, start: int, end: int) -> bool:
    """Whether this is a sign between capitals: HĐND & UBND."""
    around = line[:start].rstrip()[-2:], line[end:].lstrip()[:2]
    return line[start:end] == "&" and any(len(side) == 2 and side.isupper() for side in around)


def _within(start: int, codes: Sequence[tuple[int, int]]) -> bool:
    return any(a <= start < b for a, b in codes)


def _cores(text: str) -> list[tuple[int, int]]:
    """Where the words and numbers of a stretch without blanks stand."""
    whole = _CORE.fullmatch(text)
    if whole and is_numeral(whole["core"]):
        return [whole.span("core")]
    cores = []
    at = 0
    for joint in [*_JOINT.finditer(text), None]:
        match = _CORE.fullmatch(text, at, joint.start() if joint else len(text))
        assert match is not None
        cores.append(match.span("core"))
        at = joint.end() if joint else len(text)
    return [core for core in cores if core[0] < core[1]]


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

"""The documents of a file: where each begins, and which is attached to which.

A decision and the report, plan or regulation it issues are two documents; an appendix ('Phụ lục', 'Biểu') is part of
the document before it, and the blank form in an appendix is no document at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from extractors.citing.references import type_by_name
from extractors.layout import Page, numbered_lines
from normalizers.unicode import fold


@dataclass(frozen=True, slots=True)
class Part:
    """One document: its number in the file, its lines in text.txt (1-based, inclusive)."""

    number: int
    first_line: int
    last_line: int
    attached_to: int | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a document may begin; `line` counts from 1."""

    line: int
    attached: bool


_NEAR = 14  # printed lines from the title to '(Kèm theo Quyết định số …)', long titles wrapped
_SPECKS = 4  # tokens of noise before the kind on its line
_ABOVE = 4  # printed lines from the motto to the kind
_MISREAD = 85  # of 100: a kind of two words with one wrong letter
_UNDER_SEAL, _TITLED = 8, 5  # printed lines above '(Kèm theo …)' in which a covered kind, and a title alone, may stand


def split(pages: Sequence[Page]) -> tuple[Part, ...]:
    """The documents of a file in order; one if nothing says otherwise. No pages: no documents."""
    lines = [(number, line.text.strip()) for number, _, line in numbered_lines(tuple(pages))]
    if not lines:
        return ()
    heads = [_Head(lines[0][0], False), *_heads([(n, t) for n, t in lines if t])]
    ends = [head.line - 1 for head in heads[1:]] + [lines[-1][0]]
    return tuple(
        Part(index, head.line, end, 1 if head.attached else None)
        for index, (head, end) in enumerate(zip(heads, ends, strict=True), 1)
    )


def _heads(printed: list[tuple[int, str]]) -> list[_Head]:
    found: list[_Head] = []
    signed = False
    for index, (_, text) in enumerate(printed):
        signed = signed or _signed().match(fold(text)) is not None
        if signed and _attached().match(fold(text)) and (first := _headless(printed, index, found)):
            found.append(_Head(printed[first][0], True))
        if index == 0 or not (is_type_line(text) or (signed and worn_kind(text))):
            continue
        start = _start(printed, index)
        if start == 0 or (found and printed[start][0] <= found[-1].line):
            continue
        if _is_attached(printed, index):
            found.append(_Head(printed[start][0], True))
        elif signed and _has_letterhead(printed, start, index):
            found.append(_Head(printed[start][0], False))
            signed = False
    return found


def _start(printed: list[tuple[int, str]], index: int) -> int:
    """The index of the first line of the head whose kind stands at `index`: the motto above it, if there is one."""
    for above in range(index - 1, max(index - 10, -1), -1):
        if _signed().match(fold(printed[above][1])):
            break  # the foot of the document before
        if is_motto(printed[above][1]):
            first = above
            while first > 0 and _is_letterhead(printed[first - 1][1]) and above - first < _ABOVE:
                first -= 1
            return first
    return index


def _headless(printed: list[tuple[int, str]], index: int, found: list[_Head]) -> int | None:
    """Where an attached document begins whose kind a seal covers: below the foot of the one before it.

    `index` is the line of '(Kèm theo …)'; None where a head has been found above, or an appendix begins there.
    """
    first = max(index - _UNDER_SEAL, 1)
    above = range(index - 1, first - 1, -1)
    if any(is_type_line(printed[i][1]) or _appendix().match(fold(printed[i][1])) for i in above):
        return None
    if not printed[index][1].startswith("(") or (found and found[-1].line >= printed[first][0]):
        return None
    worn = next((i for i in above if worn_kind(printed[i][1])), None)
    if worn is not None:
        return worn
    foot = next((i for i in above if _foot().match(fold(printed[i][1]))), None)
    if foot is None:
        return None
    begins = foot + 2 if _is_name(printed[foot + 1][1]) else foot + 1
    return begins if 0 < index - begins <= _TITLED else None


def _is_name(text: str) -> bool:
    """The signer's name below the title: two to five words, each with its capital and no more."""
    words = text.split()
    return 2 <= len(words) <= 5 and all(word.isalpha() and word.istitle() for word in words)


def worn_kind(text: str) -> str | None:
    """The kind of which a seal left one end, alone on its line in capitals: 'CÁO', 'ÁO CÁO' → Báo cáo; or one misread
    by a letter: 'BÁO CÁ)'."""
    bare = text.strip(" \t:.,;*#_-–|'\"")
    left = fold(bare)
    if not bare.isupper() or len(left) < _LEFT:
        return misread_kind(bare)
    worn = (kind for kind in _SEALED_KINDS if fold(kind).endswith(left) or fold(kind).startswith(left))
    return next(worn, None) or misread_kind(bare)


def misread_kind(text: str) -> str | None:
    """The kind in capitals that ends a line, a letter of it misread, specks before it: 'vay BÁO CÁO', 'QUYẾT ĐINII'."""
    words = text.split()
    for count in (3, 2):
        last = " ".join(words[-count:])
        if count <= len(words) <= count + _SPECKS and last.isupper():
            near = process.extractOne(fold(last), _long_kinds(), scorer=fuzz.ratio, score_cutoff=_MISREAD)
            if near is not None:
                return type_by_name()[near[0]].name
    return None


@cache
def _long_kinds() -> tuple[str, ...]:
    return tuple(name for name in type_by_name() if " " in name)


_SEALED_KINDS = ("Báo cáo", "Kế hoạch")  # those that are most often attached to another
_LEFT = 3  # letters


def _is_attached(printed: list[tuple[int, str]], index: int) -> bool:
    if any(_appendix().match(fold(text)) for _, text in printed[max(index - _ABOVE, 0) : index]):
        return False
    for below, (_, text) in enumerate(printed[index + 1 : index + 1 + _NEAR]):
        if _attached().match(fold(text)) or (below <= _TITLED and _attached_end().match(fold(text))):
            return True
        if _body().match(fold(text)):
            return False
    return False


def _has_letterhead(printed: list[tuple[int, str]], start: int, index: int) -> bool:
    """A motto and a number between them: a further document of its own, not a form printed in an appendix."""
    head = " ".join(text for _, text in printed[start:index])
    forms = " ".join(text for _, text in printed[max(start - 3, 0) : start + 1])
    return bool(_numbered().search(fold(head))) and not re.search(r"\bmau\b", fold(forms))


def is_motto(text: str) -> bool:
    """The state's name or motto, in capitals or not, as well as OCR left it."""
    folded = fold(text)
    return "cong hoa xa hoi chu nghia" in folded or ("doc lap" in folded and "hanh phuc" in folded)


def is_type_line(text: str) -> bool:
    """A line that is nothing but the kind of a document, in capitals: 'BÁO CÁO', 'QUYẾT ĐỊNH'."""
    return type_of_line(text) is not None


def type_of_line(text: str) -> str | None:
    """The kind that is all a line says, in capitals; marks and dots around it, and specks before it, do not count."""
    bare = text.strip(" \t:.,;*#_-–|'\"")
    words = [word.strip(".,:") for word in bare.split()]
    for count in (len(words), 3, 2):
        named, specks = " ".join(words[-count:]), words[:-count]
        if count <= len(words) <= count + _SPECKS and named.isupper() and not any(map(_is_word, specks)):
            kind = type_by_name().get(fold(named))
            if kind is not None:
                return kind.name
    return None


def _is_word(token: str) -> bool:
    """Three letters in a row are read on purpose; 'j(', '3X' and 'n' are what a stamp or the paper left."""
    return re.search(r"[^\W\d_]{3}", token) is not None


def _is_letterhead(text: str) -> bool:
    return text.isupper() or bool(_numbered().search(fold(text))) or is_motto(text)


@cache
def _attached() -> re.Pattern[str]:
    return re.compile(r"\(?\s*(?:ban hanh |duoc ban hanh )?\(?kem theo\b")


@cache
def _signed() -> re.Pattern[str]:
    """The foot begins: recipients, authority, where it is filed; two lines may be read as one ('Nơi Như nhận')."""
    return re.compile(r"\W{0,3}(?:noi (?:\w+ )?nhan|kt\.|tm\.|luu\s?:)")


@cache
def _foot() -> re.Pattern[str]:
    """The end of a foot: a recipient, where it is filed, the signer's title."""
    return re.compile(r"\W*[-–~]\s?\S.*[;.]\W*$|.*\bluu\s?:|.*\b(?:chu tich|giam doc)$")


@cache
def _attached_end() -> re.Pattern[str]:
    """What a seal leaves of '(Kèm theo Quyết định số 49/QĐ-UBND ngày 08/01/2021 của UBND quận …)'."""
    return re.compile(r"[^(]*\bngay\s[^(]*\d{4}\scua\s[^(]*\)\W*$")


@cache
def _appendix() -> re.Pattern[str]:
    return re.compile(r"\W*(?:phu luc|bieu (?:so|mau)|mau so|mau)\b")


@cache
def _numbered() -> re.Pattern[str]:
    return re.compile(r"\bso\s*:?[\s.…]*\d*\s*[/-]")


@cache
def _body() -> re.Pattern[str]:
    """What only stands in the body: recitals, numbered headings."""
    return re.compile(r"(?:\W*can cu\b|kinh gui\b|dieu [1il]\b|chuong i\b|(?:i|a|1)\s?\.\s)")

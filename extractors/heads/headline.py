"""The kind of a document and its trích yếu, below the two columns of its head.

       QUYẾT ĐỊNH
Về việc công bố Chỉ số …
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.citing.references import type_by_name, type_names
from extractors.heads import worn_heads
from extractors.heads.documents import is_motto, type_of_line, worn_kind
from extractors.heads.printed import Printed, capital
from normalizers.unicode import fold

TITLE_LINES = 9


def kind_of(line: str) -> tuple[str, str] | None:
    """The kind a line names in capitals, and what follows it on the line."""
    bare = line.strip(" :*#_-–")
    alone = type_of_line(line) or (type_of_line(line.split("\t")[-1]) if line.count("\t") == 1 else None)
    if alone is not None:
        return alone, ""
    match = _kind_first().match(bare)
    if match and bare.isupper() and len(bare) > len(match.group()):
        return _kind_name(match.group()), bare[match.end() :].strip()
    return None


def _kind_name(printed: str) -> str:
    return type_by_name()[fold(" ".join(printed.split()))].name


def kind_at(lines: Sequence[Printed]) -> int | None:
    """The line of the kind; in small letters (capitals were a font of their own) only below a number or motto."""
    capital = next((i for i, line in enumerate(lines) if kind_of(line.text)), None)
    if capital is not None:
        return capital
    if lines and worn_kind(lines[0].text):
        return 0
    above = next((i for i, p in enumerate(lines) if number_line().match(fold(p.text)) or is_motto(p.text)), None)
    if above is None:
        return None
    below = [(i, line.text) for i, line in enumerate(lines[: above + TITLE_LINES]) if i > above]
    for form in (small_kind, kind_last):
        found = next((i for i, text in below if form(text)), None)
        if found is not None:
            return found
    return None


def kind_last(line: str) -> tuple[str, str] | None:
    """A kind in capitals with the noise of a stamp before it on its line: '5: 2994 KẾ HOẠCH'."""
    words = line.strip(" :.*#_-–").split()
    for count in (3, 2):
        last = " ".join(words[-count:])
        if count < len(words) <= count + 4 and last.isupper() and fold(last) in type_by_name():
            return _kind_name(last), ""
    return None


def small_kind(line: str) -> tuple[str, str] | None:
    """'thông tư', 'Quyết định của bộ trưởng …': a kind alone on its line, or with its body; or half a kind: 'CÁO'."""
    if worn := worn_kind(line):
        return worn, ""
    match = _kind_first().match(line.strip(" :*"))
    if match is None or not re.match(r"\s*(?:của\s[^.;\d]*)?$", line.strip(" :*")[match.end() :]):
        return None
    return _kind_name(match.group()), ""


def title_of(lines: Sequence[Printed], at: int, rest: str) -> list[tuple[str, int]]:
    """The trích yếu: lines below the kind until a recital, a heading, a body in capitals or the first paragraph."""
    found = [(rest, lines[at].number)] if rest else []
    gaps = [line.blanks for line in lines[at + 1 : at + 1 + TITLE_LINES]]
    for line in lines[at + 1 : at + 1 + TITLE_LINES]:
        if found and _in_brackets().match(fold(line.text)):
            found = []  # what stood above in capitals is whose resolution it is
        elif _ends_title(line, [t for t, _ in found], gaps):
            break
        printed = worn_heads.title_line(line.text)
        if printed and (found or not _is_stamp(line, lines)):
            found.append((printed, line.number))
    return [(text.strip("()") if _in_brackets().match(fold(text)) else text, n) for text, n in found]


def _is_stamp(line: Printed, lines: Sequence[Printed]) -> bool:
    """An office in capitals where a title in small letters begins below."""
    below = lines[lines.index(line) + 1 :][:2]
    return capital(line.text) and worn_heads.is_office(line.text) and any(not capital(p.text) for p in below)


def _ends_title(line: Printed, title: list[str], gaps: list[int]) -> bool:
    folded, last = fold(line.text), title[-1] if title else ""
    if re.fullmatch(r"[\W_]+", line.text) or starts_body().match(folded):
        return True
    if folded.startswith(("(", "kem theo")) and not _in_brackets().match(folded):
        return True
    if any(capital(s) and _signs().match(fold(s.strip())) for s in line.text.split("\t")[1:]):
        return True
    if not title or _goes_on(last, line.text):
        return False
    if worn_heads.cites_early(line.text) and not _asks_on().search(last):
        return True
    if capital(line.text) and (not capital(last) or (_signs().match(folded) and not fold(last).endswith("cua"))):
        return True
    wide = line.blanks > 0 and line.blanks > min(gaps[1:], default=0)
    if wide and _signs().match(folded):
        return True
    if line.text[0].islower() or re.match(r"[\d-]", line.text) or re.search(r"[,-]$|\b(?:của|và|về|các|trên)$", last):
        return False
    if last.endswith((".", ";", ":")):
        return True
    if wide:
        return True
    return len(line.text) > 120 or (_recital().match(folded) is not None)


def _goes_on(last: str, line: str) -> bool:
    """Does the line end what the one above began: 'theo Công' | 'văn số …', 'CỦA CHÍNH PHỦ SỐ 3/NQ-CP' | 'NGÀY …'?"""
    words, more = fold(last).split()[-1:], fold(line).split()[:1]
    if " ".join((*words, *more)) in type_by_name():
        return True
    return more == ["ngay"] and re.match(r"(?i)của\s.*số\s", last) is not None


def attached_to(lines: Sequence[Printed]) -> str | None:
    """'(Kèm theo Quyết định số 75/QĐ-UBND ngày … của …)', its lines joined."""
    for index, line in enumerate(lines):
        if re.match(r"\(?\s*(?:ban hanh\s+)?kem theo\b", fold(line.text)):
            joined = line.text
            for more in lines[index + 1 : index + 4]:
                if ")" in joined:
                    break
                joined += " " + more.text
            return joined.strip("() ")
    return None


# --- patterns over folded text ----------------------------------------------------------------------------


@cache
def number_line() -> re.Pattern[str]:
    return re.compile(r"so\s*:|so\s+[\d.…_/]")


@cache
def _signs() -> re.Pattern[str]:
    """Who decides, in capitals below the trích yếu."""
    return re.compile(
        r"(?:chu tich|thu tuong|bo truong|uy ban nhan dan|hoi dong nhan dan|giam doc|chinh phu|quoc hoi)\b[^,;]{0,50}$"
    )


@cache
def _kind_first() -> re.Pattern[str]:
    return re.compile(rf"(?:{type_names()})\b", re.IGNORECASE)


@cache
def starts_body() -> re.Pattern[str]:
    return re.compile(
        r"(?:-\s*)?(?:can cu\b|kinh gui\b|dieu 1\b|chuong (?:i|1)\b|xet (?:de nghi|to trinh)|theo de nghi"
        r"|(?:i|a|1)\s?[.)]\s|phan (?:thu|i)\b|noi nhan\b)"
    )


@cache
def _in_brackets() -> re.Pattern[str]:
    """A trích yếu in brackets: '(Về việc …)'."""
    return re.compile(r"\(\s*(?:ve viec|v/v)\b")


@cache
def _asks_on() -> re.Pattern[str]:
    """A title line that a cited document may follow: '… triển khai thực hiện' | 'Quyết định số 676/QĐ-TTg'."""
    return re.compile(r"(?:[,-]|\b(?:của|về|theo|thực hiện|kèm|tại|và|các|với|hành|bổ sung|thay thế))$")


@cache
def _recital() -> re.Pattern[str]:
    return re.compile(
        r"(?:thuc hien|theo|tren co so|nham|de|sau khi|trong|nam|ngay|uy ban nhan dan|ubnd|qua|chap hanh|so)\s"
    )

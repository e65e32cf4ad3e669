"""The words of ranking tables: what a column's heading means, which domain a printed name belongs to, what rates.

The knowledge is in data/headings.toml, data/criteria.toml and data/ratings.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from normalizers.unicode import fold

# The capital letters of Vietnamese, for character classes: ranges such as À-Ỹ would take in small letters.
UPPER = "A-ZĐĂÂÊÔƠƯÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ"
RowKind = Literal["mean", "total", "maximum", "highest", "lowest"]
_MAXIMUM = re.compile(
    r"\(?\s*(?:điểm\s+)?(?:tối\s+đa|thang\s+điểm|max(?:imum)?)\D{0,12}(\d+(?:[.,]\d+)?)\s*(?:điểm|points)?\s*\)?"
    r"|\(\s*/?\s*(\d+(?:[.,]\d+)?)\s*(?:điểm|đ|points)?\s*\)|/\s*(\d+(?:[.,]\d+)?)\s*(?:điểm|đ)?\s*$"
    r"|(?<=\s)(?!(?:19|20)\d\d\b)(\d+(?:[.,]\d+)?)\s*điểm\s*$",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"\+\s*/?\s*[-–]|±|^\W*\+\W*$")  # '+/-' in the heading of a column of differences
_LABEL = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*\s*[.)]|\(?[IVX]{1,5}\s*[.)]|[+\-–•*]|\d{1,2}(?:\.\d{1,2})+)\s*")


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    phrases: tuple[str, ...]
    exactly: tuple[str, ...]

    def fits(self, words: str) -> bool:
        padded = f" {words} "
        return words in self.exactly or any(f" {phrase} " in padded for phrase in self.phrases)


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """Key for comparison: no marks, no case, no punctuation, single spaces."""
    return " ".join(re.findall(r"[^\W_]+|%|#", fold(text)))


@cache
def _table(name: str) -> dict[str, object]:
    return tomllib.loads((resources.files("extractors") / "data" / name).read_text(encoding="utf-8"))


def _keys(entry: object, field: str) -> tuple[str, ...]:
    values = entry.get(field, ()) if isinstance(entry, dict) else ()
    return tuple(key(str(v)) for v in values)


def _rules(file: str, section: str, name: str) -> tuple[_Rule, ...]:
    entries = _table(file)[section]
    if not isinstance(entries, list):
        raise ValueError(f"{file}: {section} must be a list of tables")
    return tuple(_Rule(str(e[name]), _keys(e, "phrases"), _keys(e, "exactly")) for e in entries)


@cache
def _roles() -> tuple[_Rule, ...]:
    return _rules("headings.toml", "role", "name")


@cache
def _domains() -> tuple[_Rule, ...]:
    return _rules("criteria.toml", "domain", "code")


@cache
def _rows() -> tuple[tuple[RowKind, tuple[str, ...]], ...]:
    rows = _table("headings.toml")["rows"]
    kinds: tuple[RowKind, ...] = ("mean", "maximum", "highest", "lowest", "total")
    return tuple((kind, _keys(rows, kind)) for kind in kinds)


@cache
def _totals() -> _Rule:
    totals = _table("headings.toml")["totals"]
    return _Rule("total", _keys(totals, "phrases"), _keys(totals, "exactly"))


@cache
def ratings() -> frozenset[str]:
    values = _table("ratings.toml")["ratings"]
    return frozenset(key(str(v)) for v in values) if isinstance(values, list) else frozenset()


@cache
def printed_ratings() -> tuple[str, ...]:
    """The words of rating as they are printed, the longest first."""
    values = _table("ratings.toml")["ratings"]
    return tuple(sorted(map(str, values), key=len, reverse=True)) if isinstance(values, list) else ()


@lru_cache(maxsize=4096)
def column_role(heading: str) -> str | None:
    """The role of a column by its heading: 'unit', 'rank', 'appraised' …; None if the heading does not say."""
    words = key(_MAXIMUM.sub(" ", heading))
    if _SIGNS.search(heading):
        return "rank_change" if {"hang", "bac"} & set(words.split()) else "change"
    if not words:
        return None
    for exact in (True, False):
        for rule in _roles():
            if words in rule.exactly if exact else rule.fits(words):
                return rule.name
    return None


@lru_cache(maxsize=4096)
def criterion_code(name: str) -> str | None:
    """The harmonised code of a domain's printed name; None where no domain is named."""
    words = key(name)
    for rule in _domains():
        if rule.fits(words):
            return rule.name
    return None


def means_total(heading: str) -> bool:
    """A heading of the whole score: 'Tổng điểm', 'Điểm thẩm định', 'Chỉ số CCHC'."""
    words = re.sub(r"\b(?:nam )?(?:19|20)\d\d\b", " ", key(_MAXIMUM.sub(" ", heading)))
    words = " ".join(w for w in words.split() if len(w) > 1 or w.isdigit())  # specks read as letters
    return not words or _totals().fits(words) or words in _domains()[0].exactly


_UNIT_WORD = re.compile(r"^\W*(?:UBND|xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\b", re.IGNORECASE)
_NAME_CASE = re.compile(rf"^\W*(?:[{UPPER}][^\W\d_{UPPER}]*\s+)+[{UPPER}][^\W\d_{UPPER}]*\W*$")


def row_kind(label: str) -> RowKind | None:
    """Mean, total, maximum, highest or lowest row; None for the row of a unit or criterion.

    'Trung bình' is a mean, xã Trung Bình and 'Cộng Hiền' are units: level words and capitals tell.
    """
    words = key(label)
    if not words or len(words) > 60 or _UNIT_WORD.match(label) or _NAME_CASE.match(label):
        return None
    padded = f" {words} "
    for kind, phrases in _rows():
        if kind == "total":
            if words in phrases or any(" " in p and padded.startswith(f" {p} ") for p in phrases):
                return kind
        elif any(f" {p} " in padded for p in phrases):
            return kind
    return None


def is_rating(text: str) -> bool:
    return key(text) in ratings()


def printed_maximum(heading: str) -> float | None:
    """The maximum a heading states: '(tối đa 17,5 điểm)', '(10 điểm)', '…/20'."""
    match = _MAXIMUM.search(heading)
    if not match:
        return None
    digits = next(g for g in match.groups() if g)
    value = float(digits.replace(",", "."))
    return value if 0 < value <= 1000 else None


@cache
def _openers() -> re.Pattern[str]:
    entry = _table("headings.toml")["openers"]
    words = entry.get("words", ()) if isinstance(entry, dict) else ()
    joined = "|".join(sorted((re.escape(str(w)) for w in words), key=len, reverse=True))
    return re.compile(rf"^(?:(?:{joined})(?=\s|$|:)\s*:?\s*)+", re.IGNORECASE)


def criterion_name(heading: str) -> str:
    """The name of the criterion inside a heading: numbering, 'Điểm', 'chỉ số' and the maximum taken off."""
    text = _LABEL.sub("", _MAXIMUM.sub(" ", heading))
    text = re.sub(r"\(\s*(?:Biểu|Phụ lục|Bảng)[^)]*\)", " ", text)
    text = _openers().sub("", " ".join(text.split()))
    text = text.strip(' .,;:-–*()"“”')
    return text[:1].upper() + text[1:]

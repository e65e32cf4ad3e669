"""The grammar of references to documents: kinds, symbols, and the bodies behind symbols. The words are in data files.

A symbol is number[/year]/code: `313/QĐ-UBND`, `09/2021/QĐ-UBND`, `30c/NQ-CP`, `312-KL/HU`, `77/2015/QH13`, `153/UBND`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from normalizers.unicode import fold

Form = Literal["law", "numbered", "attached", "standard"]


@dataclass(frozen=True, slots=True)
class DocType:
    name: str
    form: Form
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A body behind a symbol; `level` says whose it is when the symbol leaves it open (Huyện ủy: the district's)."""

    name: str
    level: str = ""  # province, district or commune


@cache
def doc_types() -> tuple[DocType, ...]:
    raw = tomllib.loads(_data("doc_types.toml"))["type"]
    return tuple(DocType(t["name"], t["form"], tuple(t.get("codes", ()))) for t in raw)


@cache
def bodies() -> dict[str, Body]:
    """Bodies by the abbreviation in symbols, in capitals."""
    found: dict[str, Body] = {}
    for line in _data("issuers.tsv").splitlines()[1:]:
        if line and not line.startswith("#"):
            code, body, level = line.split("\t")
            if code != "code":
                found[code.upper()] = Body(body, level)
    return found


def _data(name: str) -> str:
    return resources.files("extractors").joinpath("data", name).read_text(encoding="utf-8")


# --- the pieces regexes are made of ---------------------------------------------------------------------

NUMBER = r"\d{1,5}[a-zđ]{0,2}"
CODE_WORD = r"[A-ZĐ][A-Za-zĐđ]*\d{0,3}"
#: between the words of a code; blanks on both sides only before the commonest bodies
JOINT = r"(?:[-–]\s?|\s[-–](?=\S)|\s[-–]\s(?=(?:UBND|HĐND|CP|TTg|BNV|SNV|PNV)\b)|[&./])"
CODE = rf"{CODE_WORD}(?:{JOINT}{CODE_WORD}){{0,4}}"
YEAR = r"(?:19|20)\d{2}"
#: 313/QĐ-UBND, 09/2021/QĐ-UBND, 312-KL/HU (party documents have the hyphen first)
SYMBOL = rf"{NUMBER}\s?(?:/\s?{YEAR}\s?)?[/-]\s?{CODE}"
#: an engine put blanks between the digits: '7 7/2014/TT-BTC', '123/201 7/NĐ-CP'
LOOSE_NUMBER, LOOSE_YEAR = r"\d(?:\s?\d){0,4}[a-zđ]{0,2}", r"(?:19|20)\s?\d\s?\d"
#: as SYMBOL, for use after 'Quyết định số' only: an engine read 0P or ở for QĐ, HƯ for HU
LOOSE_SYMBOL = (
    rf"{LOOSE_NUMBER}\s?(?:/\s?{LOOSE_YEAR}\s?)?[/-]\s?(?:[A-ZĐÐƯ0O]\w{{0,9}}|\w{{1,3}}(?=-))"
    rf"(?:{JOINT}[A-ZĐÐƯ]\w{{0,9}}){{0,4}}"
)
#: the pen never filled the number in: 'số /KH-UBND', 'số ……/BC-UBND'
BLANK_SYMBOL = rf"[\s.…_]*/\s?(?:{YEAR}\s?/\s?)?{CODE}"


def type_names(*forms: Form) -> str:
    """Alternation of the kinds' names, longest first; blanks as the text has them."""
    names = sorted((t.name for t in doc_types() if not forms or t.form in forms), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)


@cache
def type_by_name() -> dict[str, DocType]:
    return {fold(t.name): t for t in doc_types()}


@cache
def _codes() -> dict[str, str]:
    """Name of the kind by its code in capitals; the first kind that claims a code has it."""
    found: dict[str, str] = {}
    for kind in doc_types():
        for code in kind.codes:
            found.setdefault(code.upper(), kind.name)
    return found


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol taken apart; `text` is its usual writing, without blanks."""

    text: str
    number: str | None
    year: str | None
    codes: tuple[str, ...]

    @property
    def doc_type(self) -> str | None:
        """The kind its code names; a code that begins with the issuer is that of a letter (công văn)."""
        for code in self.codes:
            if _bare(code) in _codes():
                return _codes()[_bare(code)]
        first = self.codes[0].upper() if self.codes else ""
        return "Công văn" if first in _LETTER_WRITERS or first in bodies() else None

    @property
    def bodies(self) -> tuple[Body, ...]:
        """The bodies its code names, many for joint ones; none for UBND and HĐND, of which there are thousands."""
        if not self.codes or self.codes[0].upper() in _LETTER_WRITERS:
            return ()
        named = self.codes[1:] if _bare(self.codes[0]) in _codes() and len(self.codes) > 1 else self.codes
        if self.doc_type != "Thông tư liên tịch":
            named = named[:1]  # what follows the body is who drafted: 3630/TTr-SNNMT-VP
        return tuple(bodies()[_bare(code)] for code in named if _bare(code) in bodies())


def _bare(code: str) -> str:
    """'QH13' → 'QH'."""
    return re.sub(r"\d+$", "", code).upper()


_LETTER_WRITERS = {"UBND", "HĐND", "VP", "VPUBND", "CV", "BCĐ"}


def parse_symbol(raw: str) -> Symbol:
    """'4238 /QĐ- UBND' → 4238/QĐ-UBND with its parts."""
    text = re.sub(r"\s+", "", raw).strip("/.…_-").replace("–", "-").replace("Ð", "Đ")
    match = re.fullmatch(rf"(?:({NUMBER})(?=[/-]))?(?:[/-]?({YEAR})(?=[/-]))?[/-]?(.*)", text)
    if match is None:
        return Symbol(text, None, None, ())
    codes = tuple(code for code in re.split(r"[-&./]", match[3]) if code)
    return Symbol(text, match[1], match[2], codes)


def known_code(symbol: Symbol) -> bool:
    """Does a free-standing symbol look like one of a document ('24/UBND' yes, '3/TP' no)?"""
    return symbol.doc_type is not None


def mend_symbol(raw: str, doc_type: str | None) -> str:
    """The symbol with misread codes put right: 312-KL/HƯ → 312-KL/HU, and after 'Quyết định số' 979/0P-BNV → QĐ.

    Only a code that is none at all is touched: 'Quyết định số 220/KH-UBND' stays as printed.
    """
    symbol = parse_symbol(raw)
    kind = type_by_name().get(fold(doc_type or ""))
    text = symbol.text
    for position, code in enumerate(symbol.codes):
        if _is_code(code):
            continue
        own = next((c for c in kind.codes if fold(c) == fold(code)), None) if kind and position == 0 else None
        better = own or _same_letters().get(fold(code))
        if kind is not None and kind.name == "Công văn" and own is None:
            continue  # a letter's symbol begins with its writer, of whom there are many: 3454/SNN-VP
        named = kind is not None and {c.upper() for c in kind.codes} & {c.upper() for c in symbol.codes}  # 24/LB-TT
        if better is None and position == 0 and kind is not None and kind.codes and len(symbol.codes) > 1 and not named:
            better = kind.codes[0] if len(code) <= len(kind.codes[0]) + 1 and _is_code(symbol.codes[1]) else None
        if better is not None and better.upper() != code.upper():
            text = re.sub(rf"(?<![^\W_]){re.escape(code)}(?![^\W_])", better, text, count=1)
    return text


def _is_code(code: str) -> bool:
    return _bare(code) in {*_codes(), *bodies(), *_LETTER_WRITERS}


@cache
def _same_letters() -> dict[str, str]:
    """Known codes by their letters without marks, where only one has them."""
    found: dict[str, set[str]] = {}
    kinds = {code for kind in doc_types() for code in kind.codes}
    for code in {*kinds, *_printed_bodies(), *_LETTER_WRITERS}:
        found.setdefault(fold(code), set()).add(code)
    return {key: codes.pop() for key, codes in found.items() if len(codes) == 1}


def _printed_bodies() -> list[str]:
    lines = [line for line in _data("issuers.tsv").splitlines() if line and not line.startswith("#")]
    return [line.split("\t")[0] for line in lines[1:]]

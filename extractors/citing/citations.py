"""Documents cited: kind, number, symbol, date, issuer and subject of each, as printed or as the text implies.

Symbols are found first, what stands before one tells its kind, what follows its date, issuer and subject. Laws are
cited by name and date, standards by code. A later mention without date or issuer takes them from the fuller one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.citing.citation_tail import tail_of, told_before
from extractors.citing.misread_symbols import misread_constitutions, misread_symbols
from extractors.citing.references import (
    BLANK_SYMBOL,
    LOOSE_SYMBOL,
    NUMBER,
    SYMBOL,
    Symbol,
    known_code,
    mend_symbol,
    parse_symbol,
    type_by_name,
    type_names,
)
from extractors.context import DocumentContext
from extractors.heads.issuer import whose
from extractors.records import Citation
from extractors.text.flow import Flow, evidence
from extractors.text.values import find_dates
from normalizers.unicode import fold

_HEAD = 400  # characters of the head, in which the document's own symbol stands
_LOOK_BACK, _LOOK_BACK_LAW = 48, 170  # characters before a symbol in which its kind stands


@dataclass(frozen=True, slots=True)
class Raw:
    """A citation as printed: offsets in the flow, fields as the words say them."""

    start: int
    end: int
    doc_type: str | None = None
    symbol: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    confidence: float = 0.9


def citations(text: Flow, context: DocumentContext) -> tuple[Citation, ...]:
    """Every citation of one document, in the order of the text."""
    found = sorted([*_find(text.text, context), *_by_misread(text, context)], key=lambda raw: (raw.start, -raw.end))
    found = _resolve(_with_issuers(_without_overlaps(found), text.text), context)
    return tuple(_record(text, raw, context) for raw in found)


def _record(text: Flow, raw: Raw, context: DocumentContext) -> Citation:
    return Citation(
        document=context.number,
        evidence=evidence(text, raw.start, raw.end),
        confidence=round(raw.confidence * (0.5 + 0.5 * text.confidence(raw.start, raw.end)), 3),
        extractor="citations",
        doc_type=raw.doc_type,
        number=raw.number,
        symbol=raw.symbol,
        date=raw.date,
        issuer=raw.issuer,
        subject=raw.subject,
    )


def _find(text: str, context: DocumentContext) -> Iterator[Raw]:
    yield from _by_symbol(text, context)
    yield from _by_blank_symbol(text, context)
    yield from _by_number(text, context)
    yield from _by_date(text, context)
    yield from _standards(text)
    yield from _constitutions(text)
    yield from _references_back(text, context)


# --- the forms --------------------------------------------------------------------------------------------


def _by_symbol(text: str, context: DocumentContext) -> Iterator[Raw]:
    """'Quyết định số 313/QĐ-UBND ngày 26/01/2022 của UBND tỉnh về việc …'."""
    for match in _symbols().finditer(text):
        kind, start = _kind_before(text, match.start())
        symbol = mend_symbol(match.group(), kind)
        parsed = parse_symbol(symbol)
        if kind is None and (not known_code(parsed) or symbol == context.symbol or _is_half(symbol)):
            continue
        named = text[start : match.start()].lower().startswith("văn")  # 'và Văn bản số 6543/UBND-TH1'
        tail = tail_of(text, match.end(), context)
        own = parsed.doc_type == context.doc_type and tail.date in (None, context.date)
        if kind is None and not named and start < _HEAD and own:
            continue  # the document's own number, misread
        date, issuer = told_before(text, start, context)
        told = tail.issuer if tail.issuer not in (None, "Bộ trưởng") else None
        yield Raw(
            start=start,
            end=tail.end,
            doc_type=kind or parsed.doc_type,
            symbol=symbol,
            number=parsed.number,
            date=tail.date or date,
            issuer=told or _implied(parsed, context) or issuer,
            subject=tail.subject,
            confidence=(0.97 if tail.date else 0.93) if kind else 0.85,
        )


def _by_misread(text: Flow, context: DocumentContext) -> Iterator[Raw]:
    """'Nghị quyết số ắc/NQ-CP ngày 08/11/2011': the number as it was read before the repair."""
    for found in misread_symbols(text):
        parsed, tail = parse_symbol(found.symbol), tail_of(text.text, found.end, context)
        issuer = tail.issuer or _implied(parsed, context)
        yield Raw(found.start, tail.end, found.kind, found.symbol, parsed.number, tail.date, issuer, tail.subject, 0.75)


def _constitutions(text: str) -> Iterator[Raw]:
    for start, end, year in misread_constitutions(text):
        yield Raw(start, end, "Hiến pháp", date=year, issuer="Quốc hội", subject="Hiến pháp", confidence=0.7)


def _is_half(symbol: str) -> bool:
    """A year where the number should stand: '2010/TTLT-BQP-BTC' of a symbol cut in two, '4-UBND' of a table."""
    return re.match(r"(?:19|20)\d{2}/|\d+-UBND$", symbol) is not None


def _implied(symbol: Symbol, context: DocumentContext) -> str | None:
    """The issuer that the symbol names: 979/QĐ-BNV → Bộ Nội vụ, 11/2014/TTLT-BTC-BNV → two ministries."""
    named = [whose(body.name, context.province, context.district) for body in symbol.bodies]
    joint = symbol.doc_type == "Thông tư liên tịch"
    return ", ".join(named) if joint and named else (named[-1] if named else None)


def _by_blank_symbol(text: str, context: DocumentContext) -> Iterator[Raw]:
    """'Kế hoạch số      /KH-UBND ngày 29 tháng 4 năm 2020': the number was left to the pen."""
    for match in _blanks().finditer(text):
        parsed = parse_symbol(match["symbol"])
        tail = tail_of(text, match.end(), context)
        yield Raw(
            match.start(),
            tail.end,
            _type_name(match["type"]),
            parsed.text,
            None,
            tail.date,
            tail.issuer,
            tail.subject,
            0.85,
        )


def _by_number(text: str, context: DocumentContext) -> Iterator[Raw]:
    """'Công văn số 1963 ngày 25/9/2022 của …': a number without its code."""
    for match in _numbers().finditer(text):
        tail = tail_of(text, match.end(), context)
        number = match["number"]
        if tail.date:
            yield Raw(
                match.start(),
                tail.end,
                _type_name(match["type"]),
                number,
                number,
                tail.date,
                tail.issuer,
                tail.subject,
                0.8,
            )


def _by_date(text: str, context: DocumentContext) -> Iterator[Raw]:
    """Laws by name and date or year; other kinds only with the date right after the kind."""
    for match in _laws().finditer(text):
        dated = next((d for d in find_dates(match["when"])), None)
        year = re.search(r"(?:19|20)\d{2}", match["when"])
        date = dated.iso if dated else (year.group() if year else None)
        name = re.sub(r"\s+", " ", match.group()[: match.start("when") - match.start()]).strip(" ,(")
        yield Raw(match.start(), match.end(), _type_name(match["type"]), None, None, date, "Quốc hội", name, 0.92)
    for match in _dated().finditer(text):
        tail = tail_of(text, match.end("type"), context)
        if tail.date:
            yield Raw(
                match.start(),
                tail.end,
                _type_name(match["type"]),
                None,
                None,
                tail.date,
                tail.issuer,
                tail.subject,
                0.75,
            )


def _standards(text: str) -> Iterator[Raw]:
    """'TCVN ISO 9001:2015', 'ISO 9001:2008', 'QCVN 01:2021/BXD'."""
    for match in _standard_codes().finditer(text):
        symbol = re.sub(r"\s*:\s*", ":", re.sub(r"\s+", " ", match.group()))
        name = (
            "Tiêu chuẩn quốc gia"
            if symbol.startswith("TCVN")
            else "Quy chuẩn"
            if symbol.startswith("QCVN")
            else "Tiêu chuẩn"
        )
        yield Raw(match.start(), match.end(), name, symbol, None, None, None, None, 0.95)


def _references_back(text: str, context: DocumentContext) -> Iterator[Raw]:
    """'Quyết định này' is the document itself: named by neither symbol nor date, tied to it when ids are known."""
    own = fold(context.doc_type or "")
    for match in _backwards().finditer(text):
        if match["which"] != "này":
            yield Raw(match.start(), match.end(), _type_name(match["type"]), subject=NAMED_ABOVE, confidence=0.7)
        elif fold(match["type"]) == own:
            yield Raw(match.start(), match.end(), _type_name(match["type"]), subject=ITSELF, confidence=0.95)


NAMED_ABOVE, ITSELF = "nêu trên", "chính văn bản này"


def _kind_before(text: str, at: int) -> tuple[str | None, int]:
    """The kind named before the symbol at `at`, and where the citation begins."""
    window = text[max(at - _LOOK_BACK, 0) : at]
    clause = window.replace("\n", "\v")
    match = _kind_at_end(True).search(clause) or _kind_at_end(False).search(clause)
    if match is None:
        window = text[max(at - _LOOK_BACK_LAW, 0) : at]
        match = _law_at_end().search(window)
    if match:
        return _type_name(match["type"]), at - len(window) + match.start("type")
    number = re.search(r"(?i)(?:văn bản\s+)?số\s*:?\s*$", window)
    return None, at - len(window) + number.start() if number else at


def _type_name(printed: str) -> str:
    return type_by_name()[fold(" ".join(printed.split()))].name


# --- what one citation knows of another ---------------------------------------------------------------------


def _without_overlaps(found: Sequence[Raw]) -> list[Raw]:
    """Of two that share their beginning the earlier form wins; a citation inside another's subject stays."""
    kept: list[Raw] = []
    for raw in found:
        if any(k.start <= raw.start < k.end and _same_words(k, raw) for k in kept):
            continue
        kept.append(raw)
    return kept


def _with_issuers(found: Sequence[Raw], text: str) -> list[Raw]:
    """'các Quyết định số 12/QĐ-UBND, số 13/QĐ-UBND … của UBND huyện': the issuer of the last is that of all."""
    told: list[Raw] = []
    for raw in reversed(found):
        after = told[-1] if told else None
        if after is not None and raw.issuer is None and _listed().fullmatch(text[raw.end : after.start]):
            raw = replace(raw, issuer=after.issuer)
        told.append(raw)
    return told[::-1]


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(r"[\s,;]*(?:và\s+)?(?:số\s+)?")


def _same_words(kept: Raw, raw: Raw) -> bool:
    if raw.start == kept.start or (
        raw.symbol is not None and raw.symbol == kept.symbol and raw.start < kept.start + 60
    ):
        return True
    return raw.symbol is None and raw.date is not None and raw.date == kept.date and raw.start < kept.start + 90


def _resolve(found: Sequence[Raw], context: DocumentContext) -> list[Raw]:
    """Self references take the document's own date; the rest what a fuller mention of the same symbol says."""
    resolved: list[Raw] = []
    for raw in found:
        if raw.subject == NAMED_ABOVE:
            above = next((r for r in reversed(resolved) if r.doc_type == raw.doc_type and r.symbol), None)
            if above is None:
                continue
            raw = replace(raw, symbol=above.symbol, number=above.number, date=above.date, issuer=above.issuer)
        elif raw.symbol is not None and raw.symbol == context.symbol:
            partial = not raw.date or (context.date or "").startswith(raw.date)  # another: the checks tell
            raw = replace(raw, date=context.date if partial else raw.date, issuer=raw.issuer or context.issuer)
        resolved.append(raw)
    return [_from_fuller(raw, found) for raw in resolved]


def _from_fuller(raw: Raw, found: Sequence[Raw]) -> Raw:
    if raw.symbol is None or (raw.date and raw.issuer and raw.subject):
        return raw
    same = [r for r in found if r.symbol == raw.symbol and r.doc_type == raw.doc_type]
    dates = {r.date for r in same if r.date}
    issuers = [r.issuer for r in same if r.issuer]
    subjects = [r.subject for r in same if r.subject]
    return replace(
        raw,
        date=raw.date or (dates.pop() if len(dates) == 1 else None),
        issuer=raw.issuer or (max(issuers, key=len) if issuers else None),
        subject=raw.subject or (subjects[0] if subjects else None),
    )


# --- patterns, composed from the pieces of references -------------------------------------------------------


@cache
def _symbols() -> re.Pattern[str]:
    after = r"(?:(?<=số\s)|(?<=số)|(?<=[Ss]6\s)|(?<=[Ss]6\.)|(?<=số\.)|(?<=số:\s))"
    return re.compile(rf"(?:{after}{LOOSE_SYMBOL}|(?<![\w/.,-])(?<!\d\s){SYMBOL})(?![\w/])")


@cache
def _kind_at_end(capital: bool) -> re.Pattern[str]:
    """The kind, up to three more words ('Thông báo kết luận số'), 'số', at the end of the window."""
    names = type_names("numbered", "law", "attached")
    kind = names if capital else f"(?i:{names})"
    return re.compile(rf"^.*(?<!\w)(?<!Bộ )(?P<type>{kind})(?:\s+[^\W\d_]+){{0,3}}?\s*(?i:số)?\s*:?\s*$")


@cache
def _law_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<type>{type_names('law')}|Nghị quyết|Nghị định)(?:[^\n;.:]*?)\s*(?i:số)\s*:?\s*$")


@cache
def _blanks() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<type>(?i:{type_names('numbered')}))\s+số\s*:?(?P<symbol>{BLANK_SYMBOL})(?![\w/])")


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<type>(?i:{type_names('numbered')}))\s+số\s*:?\s*(?P<number>{NUMBER})(?=\s*,?\s*ngày\b)"
    )


@cache
def _laws() -> re.Pattern[str]:
    stop = (
        r"(?:được|đã|trong|theo|tại|cho thấy|số\s+\d|của (?:ngành|tỉnh|huyện|thành phố|xã|UBND|[UủỦ]y ban nhân dân|Bộ|"
        r"Sở|đơn vị|địa phương))"
    )
    return re.compile(
        rf"(?<!\w)(?<![Pp]háp )(?P<type>{type_names('law')})(?=\s)(?!\s+của\b)"
        rf"(?P<name>(?:(?!\b{stop})[^\n;.:/]){{0,190}}?)\s*,?\s*"
        r"(?P<when>ngày\s[\s\d…/.-]*(?:tháng\s[\s\d…]*năm\s*)?(?:19|20)\d{2}|(?:năm\s)?(?:19|20)\d{2})(?!\d)"
    )


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<type>{type_names('numbered')})(?=,?\s+ngày\s)")


@cache
def _standard_codes() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w-])(?:TCVN(?:\s+ISO)?(?:/IEC)?|QCVN|ISO(?:/IEC)?)\s*\d{1,5}(?:-\d{1,3})?(?:\s?:\s?(?:19|20)\d{2})(?:/[A-Z]{2,6})?"
    )


@cache
def _backwards() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<type>{type_names('numbered', 'attached')})\s+"
        r"(?P<which>này|nêu trên|nói trên|kể trên|dẫn trên)(?!\w)"
    )

"""Checks of dates and documents: order, two dates for one document, two periods for one programme, symbol and type."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz import fuzz

from extractors.checks.finding import Facts, finding
from extractors.records import Check, Citation, Document
from extractors.text.flow import evidence, read_by_machine
from extractors.text.values import Date, find_dates
from extractors.text.vocabulary import UPPER

# What the letters of a symbol say a document is (Nghị định 30/2020/NĐ-CP, Phụ lục III).
_TYPES = {
    "QĐ": "Quyết định", "NQ": "Nghị quyết", "CT": "Chỉ thị", "TB": "Thông báo", "HD": "Hướng dẫn", "KH": "Kế hoạch",
    "BC": "Báo cáo", "TTr": "Tờ trình", "NĐ": "Nghị định", "TT": "Thông tư", "KL": "Kết luận", "ĐA": "Đề án",
    "CTr": "Chương trình", "CĐ": "Công điện", "BB": "Biên bản", "GM": "Giấy mời", "PA": "Phương án",
}  # fmt: skip
_SYMBOL_TYPE = re.compile(r"(?:^|[/-])(QĐ|NQ|CT|TB|HD|KH|BC|TTr|NĐ|TT|KL|ĐA|CTr|CĐ|BB|GM|PA)(?:[-/]|$)")
_HALVES = {"ịnh": "Quyết định", "ạch": "Kế hoạch", "cáo": "Báo cáo"}  # how they end where a stamp hides the rest
_FIRST_WORDS = ("quyết", "nghị", "quy", "kế", "báo", "xác", "chỉ", "ấn")  # of what was read whole
_HALF_READ = re.compile(r"(?<!\w)\w{0,3}(?P<half>ịnh|ạch|cáo)\s+số\s+(?P<symbol>\d+/(?P<letters>QĐ|KH|BC)-[A-ZĐ]+)\b")
_PERIOD = re.compile(
    r"(?P<name>\b(?:Chương trình|Đề án|Kế hoạch|Chiến lược|Nghị quyết)\b[^.;:,“”\"\n]{0,110}?)\s*giai đoạn\s*"
    r"(?P<first>(?:19|20)\d\d)\s*[-–—]\s*(?P<last>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_NATIONAL = re.compile(r"\b(?:tổng thể|nhà nước|Chính phủ)\b", re.IGNORECASE)
_REFORM = re.compile(r"cải cách hành chính|CCHC|^\s*chương trình tổng thể\s*$", re.IGNORECASE)
_LOCAL = re.compile(r"\b(?:huyện|tỉnh|thị xã|thành phố|xã)\b", re.IGNORECASE)
_STATE_PERIODS = (("2001", "2010"), ("2011", "2020"), ("2021", "2030"))
_STANDARD = re.compile(r"\b(?:ISO(?:/IEC)?\s+)?(?P<number>\d{4,5})\s?:\s?(?P<edition>(?:19|20)\d\d)\b")
_STANDARDS = ("9000", "9001", "9004", "14001", "27001", "22000", "26000", "37001")  # those that offices cite
_HEAD, _SURELY = 1500, 0.85  # characters that hold the date of a document; how surely it was read
_HEAD_READ = 0.9  # confidence of a document whose date is believed from afar
_EFFECT = re.compile(r"(?:\btrước|\bsau|\btừ|\bđến|\bhết|\bhạn|hiệu lực|thi hành)[^;.]{0,12}$|\t[^\t]*$", re.IGNORECASE)
_STEPS = re.compile(r"từ (?:ngày )?", re.IGNORECASE)


def order(facts: Facts) -> Iterator[Check]:
    """Documents cited from the future, spans that end before they begin, steps out of order."""
    own = _own_date(facts)
    ours = {_symbol_key(d.symbol) for d in facts.documents if d.symbol} | {_symbol_key(facts.context.symbol or "-")}
    for cited in facts.citations:
        if not own or not cited.date or _symbol_key(cited.symbol or "") in ours:
            continue
        if cited.date[: len(own)] > own[: len(cited.date)] and not _of_effect(facts, cited):
            yield finding(
                "date-order", cited.evidence, facts.context, stated=cited.date,
                computed=f"văn bản này ghi ngày {own}", about=(cited,),
            )  # fmt: skip
    for paragraph in facts.flow.paragraphs:
        if not paragraph.is_row:
            yield from _steps(facts, paragraph.start, paragraph.end)


def _of_effect(facts: Facts, cited: Citation) -> bool:
    """The date is not that of the document: a law in force from then on, or to be worked on until then."""
    at = facts.flow.offset_of(cited.evidence.line)
    if at is None:
        return False
    begins = facts.flow.text.find(cited.evidence.quote[:30], at)
    text = facts.flow.text[begins : begins + len(cited.evidence.quote)] if begins >= 0 else cited.evidence.quote
    dates = [d for d in find_dates(text) if d.iso == cited.date]
    return any(_EFFECT.search(text[: d.start]) for d in dates)


def _own_date(facts: Facts) -> str | None:
    """The document's own date, as far as it was read surely: its day is often written by hand, or under a stamp."""
    own = facts.document.date if facts.document else facts.context.date
    if not own or len(own) < 10 or not read_by_machine(facts.flow):
        return own
    return own if _read(facts, own, 0) >= _SURELY else own[:7]


def _read(facts: Facts, iso: str, at: int) -> float:
    """How surely a date was read that stands soon after an offset of the flow; 0.0 if it is not there."""
    printed = next((d for d in find_dates(facts.flow.text[at : at + _HEAD]) if d.iso == iso), None)
    return facts.flow.confidence(at + printed.start, at + printed.end) if printed else 0.0


def _steps(facts: Facts, start: int, end: int) -> Iterator[Check]:
    """'từ ngày A đến ngày B; thẩm định kết thúc ngày C': B not before A, C not before A."""
    text = facts.flow.text[start:end]
    if not _STEPS.search(text):
        return
    for first, last in _sentence_spans(text):
        dates = [d for d in find_dates(text[first:last]) if len(d.iso) == 10]
        dates = [Date(d.start + first, d.end + first, d.iso) for d in dates]
        opened = next(
            (i for i, d in enumerate(dates[:-1]) if _is_span(text, d, dates[i + 1])),
            None,
        )
        if opened is None:
            continue
        begin = dates[opened]
        for later in dates[opened + 1 :]:
            if later.iso < begin.iso and not _cited(text, later):
                where = evidence(facts.flow, start + later.start, start + later.end)
                yield finding(
                    "date-order", where, facts.context, stated=later.iso, computed=f"việc bắt đầu từ ngày {begin.iso}"
                )


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in re.finditer(rf"\.\s+(?=[{UPPER}])|$", text):
        yield at, match.start()
        at = match.end()


def _is_span(text: str, first: Date, second: Date) -> bool:
    return bool(re.search(r"từ (?:ngày )?\s*$", text[: first.start], re.IGNORECASE)) and bool(
        re.fullmatch(r"\s*(?:đến|tới)\s*(?:hết\s+)?(?:ngày\s*)?", text[first.end : second.start], re.IGNORECASE)
    )


def _cited(text: str, date: Date) -> bool:
    """The date of a document: 'Quyết định số 12/QĐ-UBND ngày …'."""
    return bool(re.search(r"[/-][A-ZĐ]{2,}\S*\s+(?:ngày\s*)?$", text[: date.start]))


def conflicts(facts: Facts) -> Iterator[Check]:
    """One document cited with two dates."""
    by_symbol: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for cited in facts.citations:
        if cited.symbol and cited.date:
            by_symbol[_symbol_key(cited.symbol), _issuer_key(cited.issuer)].append(cited)
    for same in by_symbol.values():
        first = same[0]
        told: set[str] = set()
        for other in same[1:]:
            if other.date not in told and _contradict(first, other):
                told.add(other.date or "")
                yield finding(
                    "date-conflict", other.evidence, facts.context, stated=other.date, computed=first.date,
                    about=(other, first), symbol=other.symbol,
                )  # fmt: skip
    yield from _own_conflicts(facts)


def _contradict(one: Citation, other: Citation) -> bool:
    """Two dates of one document; a number comes again every year, so other years need the same subject."""
    if not one.date or not other.date or _compatible(one.date, other.date):
        return False
    return one.date[:4] == other.date[:4] or _same_subject(one, other)


def _own_conflicts(facts: Facts) -> Iterator[Check]:
    """The number of a document of this file, cited with another date than it bears."""
    for document in facts.documents:
        if not document.symbol or not document.date or not re.match(r"\d", document.symbol):
            continue
        for cited in facts.citations:
            if not cited.symbol or not cited.date or _symbol_key(cited.symbol) != _symbol_key(document.symbol):
                continue
            if cited.date[:4] == document.date[:4] and not _compatible(cited.date, document.date):
                yield finding(
                    "date-conflict", cited.evidence, facts.context, stated=cited.date, computed=document.date,
                    about=(cited, document), symbol=cited.symbol, confidence=_both_read(facts, cited, document),
                )  # fmt: skip


def _both_read(facts: Facts, cited: Citation, document: Document) -> float:
    """How sure the two dates are, whatever else of the head was hard to read. A head that stands in another document
    of the file is as sure as its record."""
    if document.document != facts.context.number and read_by_machine(facts.flow) and document.confidence < _HEAD_READ:
        return 0.0
    at = facts.flow.offset_of(cited.evidence.line)
    head = 0 if document.document == facts.context.number else None  # the heads of others are not in this text
    places = ((cited.date or "", at), (document.date or "", head))
    read = min(0.0 if place is None else _read(facts, iso, place) for iso, place in places)
    return max(min(cited.confidence, document.confidence), round(0.95 * read, 3) if read >= _SURELY else 0.0)


def _symbol_key(symbol: str) -> str:
    return re.sub(r"[\s.]", "", symbol).upper()


def _issuer_key(issuer: str | None) -> str:
    return (issuer or "").casefold()


def _compatible(one: str, other: str) -> bool:
    """One may be a part of the other: 2023-02 and 2023-02-10."""
    return one.startswith(other) or other.startswith(one)


def _same_subject(one: Citation, other: Citation) -> bool:
    if not one.subject or not other.subject or len(one.subject) < 20:
        return False
    return fuzz.token_set_ratio(one.subject, other.subject) >= 90


def periods(facts: Facts) -> Iterator[Check]:
    """One programme with two periods that begin in the same year."""
    named: dict[tuple[str, str], list[re.Match[str]]] = defaultdict(list)
    for match in _PERIOD.finditer(facts.flow.text):
        named[_programme(match["name"]), match["first"]].append(match)
    for (name, first), found in named.items():
        lasts = [m["last"] for m in found]
        if len(set(lasts)) < 2:
            continue
        official = dict(_STATE_PERIODS).get(first) if name == "nhà nước" else None
        right = official or max(lasts, key=lasts.count)
        told: set[str] = set()
        for match in found:
            if match["last"] != right and match["last"] not in told:
                told.add(match["last"])
                yield finding(
                    "period-conflict", evidence(facts.flow, match.start("first"), match.end()), facts.context,
                    stated=f"{first}-{match['last']}", computed=f"{first}-{right}",
                    unit=match["name"].strip(),
                )  # fmt: skip


def _programme(name: str) -> str:
    """The state's programme of reform under its many names; else the name as it stands."""
    national = name.lower().startswith("chương trình") and _NATIONAL.search(name) and not _LOCAL.search(name)
    if national and _REFORM.search(name):
        return "nhà nước"
    return " ".join(name.casefold().split())


def standards(facts: Facts) -> Iterator[Check]:
    """'TCVN ISO 9001:2025' in a report of 2022: an edition from the future; 'ISO 9010:2015' beside 9001:2015."""
    found = list(_STANDARD.finditer(facts.flow.text))
    latest = facts.context.year or 9999
    told: set[str] = set()
    for match in found:
        number, edition = match["number"], int(match["edition"])
        known = [m for m in found if m["number"] == number and int(m["edition"]) <= latest + 1]
        swapped = [m for m in found if m["edition"] == match["edition"] and _transposed(m["number"], number)]
        if edition > latest + 1 and known:
            right = known[0]
        elif swapped and number not in _STANDARDS:
            right = swapped[0]
        else:
            continue
        if match.group() not in told:
            told.add(match.group())
            yield finding(
                "date-conflict", evidence(facts.flow, match.start(), match.end()), facts.context,
                stated=f"{number}:{edition}", computed=f"{right['number']}:{right['edition']}", symbol=match.group(),
                confidence=0.85,
            )  # fmt: skip


def _transposed(one: str, other: str) -> bool:
    """The same digits in another order."""
    return one != other and sorted(one) == sorted(other)


def symbols(facts: Facts) -> Iterator[Check]:
    """'Quyết định số 220/KH-UBND': the symbol is that of another type."""
    told: set[str] = set()
    for cited in facts.citations:
        match = _SYMBOL_TYPE.search(cited.symbol or "")
        if not match or cited.symbol is None:
            continue
        says, printed = _TYPES[match.group(1)], cited.doc_type
        if not printed or _fits(printed, says) or _symbol_key(cited.symbol) in told:
            continue
        told.add(_symbol_key(cited.symbol))
        yield finding(
            "symbol-vs-type", cited.evidence, facts.context, stated=f"{printed} số {cited.symbol}",
            computed=says, about=(cited,), confidence=_symbol_confidence(facts, cited),
        )  # fmt: skip
    if read_by_machine(facts.flow):
        yield from _half_read(facts)


def _symbol_confidence(facts: Facts, cited: Citation) -> float:
    """How sure the number and symbol are, whatever became of the subject after them."""
    at = facts.flow.offset_of(cited.evidence.line)
    at = -1 if at is None or not cited.symbol else facts.flow.text.find(cited.symbol, at)
    read = facts.flow.confidence(at, at + len(cited.symbol or "")) if at >= 0 else 0.0
    return max(cited.confidence, round(0.95 * read, 3))


def _half_read(facts: Facts) -> Iterator[Check]:
    """The end alone of a type was read before the number: 'lịnh số 1409/KH-UBND' under a stamp."""
    text = facts.flow.text
    for match in _HALF_READ.finditer(text):
        printed, says = _HALVES[match["half"]], _TYPES[match["letters"]]
        if printed == says or text[max(match.start() - 10, 0) : match.start()].rstrip().lower().endswith(_FIRST_WORDS):
            continue
        span = match.span("symbol")
        yield finding(
            "symbol-vs-type", evidence(facts.flow, *match.span()), facts.context,
            stated=f"{printed} số {match['symbol']}", computed=says,
            confidence=round(0.95 * facts.flow.confidence(*span), 3),
        )  # fmt: skip


def _fits(doc_type: str, says: str) -> bool:
    """Types written long ('Chương trình hành động', 'Nghị quyết liên tịch', 'Thông tư liên tịch') fit their letters."""
    if (doc_type, says) == ("Tờ trình", "Thông tư"):
        return True  # TTr cut off, or written TT
    return doc_type.casefold().startswith(says.casefold()) or doc_type.casefold() in ("văn bản", "công văn")

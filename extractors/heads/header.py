"""The record of a document, and the context its other extractors work in: from its head, its foot, its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from rapidfuzz import fuzz

from extractors.citing.misread_symbols import GLUED, with_slash
from extractors.citing.references import BLANK_SYMBOL, SYMBOL, mend_symbol, parse_symbol, type_by_name, type_names
from extractors.context import DocumentContext
from extractors.heads import letterhead, places, signature
from extractors.heads.documents import Part
from extractors.heads.issuer import official_body, whose, with_place
from extractors.heads.letterhead import Letterhead
from extractors.heads.places import Home
from extractors.heads.report_period import period_of
from extractors.heads.signature import Signature
from extractors.records import Document, Record
from extractors.text.flow import Flow, evidence
from extractors.text.values import find_dates, find_periods, find_years
from gazetteer.lookup import Gazetteer
from gazetteer.place import HEAD_LINES
from normalizers.unicode import fold

_WHOLE_DATE = len("2023-01-31")
_ALIKE = 85  # of 100
_ALIKE_PLACE = 75  # of 100: a place as near as this to the document's own is a misreading of it
_SURELY_READ = 0.93  # words of head and foot read less surely lower the belief in the record
_BODY_SAMPLE = 20_000  # characters of the text in which the acting body is looked for
_HEAD_SAMPLE = 1_500  # characters of an attached document in which it tells with what it was issued
_PLACE_SAMPLE = 4_000  # characters of the text that vote for the place


def read(
    text: Flow, part: Part, gazetteer: Gazetteer, before: Sequence[Record] = (), attached: Flow | None = None
) -> tuple[Document, DocumentContext]:
    """The record of one document and the context for its extractors; `before` holds the records of those before it,
    `attached` is the text of the one it issues."""
    head = letterhead.read(text)
    foot = signature.read(text)
    head = _complete(head, text.text + ("\n" + attached.text[:_HEAD_SAMPLE] if attached else ""))
    parent = next((r for r in before if isinstance(r, Document) and r.document == part.attached_to), None)
    issued = head.date or (parent.date if parent else None) or _day_of_meeting(text, head)
    home = _home(text, head, foot, gazetteer, issued)
    issuer = _issuer(text, head, foot, home, gazetteer)
    if parent is not None and parent.issuer and (not head.bodies or fold(parent.issuer).startswith(fold(issuer or ""))):
        issuer = parent.issuer  # none of its own, or a part of the same
    period = period_of(head.title or "", _opening(text, head), issued)
    record = Document(
        document=part.number,
        evidence=evidence(text, *_span(text, head)),
        confidence=_confidence(text, head, foot, issuer),
        extractor="header",
        attached_to=part.attached_to,
        doc_type=head.doc_type,
        number=head.number,
        symbol=head.symbol,
        date=issued,
        place=_seat(head.place, home, gazetteer),
        issuer=issuer,
        issuer_unit_code=_issuer_code(issuer, home),
        title=head.title,
        signer=foot.signer or (parent.signer if parent else None),
        signer_title=foot.title or (parent.signer_title if parent else None),
        recipients=foot.recipients,
        assessed_year=assessed_year(head.title or "", text) or (parent.assessed_year if parent else None),
        period_from=period[0],
        period_to=period[1],
    )
    return record, _context(record, part, home, gazetteer)


def _context(record: Document, part: Part, home: Home, gazetteer: Gazetteer) -> DocumentContext:
    return DocumentContext(
        number=record.document,
        first_line=part.first_line,
        last_line=part.last_line,
        gazetteer=gazetteer,
        doc_type=record.doc_type,
        symbol=record.symbol,
        date=record.date,
        issuer=record.issuer,
        assessed_year=record.assessed_year,
        period_from=record.period_from,
        period_to=record.period_to,
        province=home.province,
        district=home.district,
        commune=home.commune,
    )


def _complete(head: Letterhead, text: str) -> Letterhead:
    """What a head leaves open, from appendices and attachments: '(Kèm theo Kế hoạch số …/KH-UBND ngày … của …)'.

    Where two of them differ only in that one has the day, the day stands doubtful (a pen wrote it) and is left out.
    """
    if head.doc_type is None or (head.number is not None and len(head.date or "") == _WHOLE_DATE):
        return head
    symbols: list[str] = []
    dates: list[str] = []
    for symbol, after in _told_below(head.doc_type, text):
        if head.symbol is None or symbol.endswith(head.symbol):
            symbols.append(symbol)
            dates.extend(d.iso for d in list(find_dates(text[after : after + 45]))[:1])
    if not symbols:
        return head
    told = _shared(dates)
    date = told if told and told.startswith(head.date or "") else head.date
    if head.number:
        return replace(head, date=date)
    symbol = _agreed(symbols)
    return replace(head, symbol=symbol, number=parse_symbol(symbol).number, date=date)


def _told_below(doc_type: str, text: str) -> Iterator[tuple[str, int]]:
    """The symbols with which appendices name the document they belong to, and where each ends."""
    for match in _attached_illegibly().finditer(text):
        kind = type_by_name().get(fold(match["type"]))
        if kind is not None and kind.name == doc_type and kind.codes:
            yield f"{kind.codes[0]}-{match['body']}", match.end()
    for match in _attached_to().finditer(text):
        if fold(match["type"]) == fold(doc_type):
            printed = match["full"] or match["blank"] or with_slash(match["glued"])
            if printed:
                yield mend_symbol(printed, doc_type), match.end()


def _agreed(symbols: Sequence[str]) -> str:
    """The symbol with its number; without it where the numbers differ."""
    numbered = {symbol for symbol in symbols if parse_symbol(symbol).number}
    if len(numbered) == 1:
        return numbered.pop()
    return min(symbols, key=len) if not numbered else parse_symbol(min(numbered)).text.partition("/")[2]


def _shared(dates: Sequence[str]) -> str | None:
    """The part all the dates agree in: 2020-04-29 and 2020-04 → 2020-04; None where they contradict."""
    shortest = min(dates, key=len, default=None)
    return shortest if shortest and all(d.startswith(shortest) for d in dates) else None


@cache
def _attached_to() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|\()\W*(?:ban hành )?kèm theo\s+(?P<type>{type_names()})\s+số\s*:?\s*"
        rf"(?:(?P<full>{SYMBOL})|(?P<blank>{BLANK_SYMBOL})|(?P<glued>{GLUED}))",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _attached_illegibly() -> re.Pattern[str]:
    """A number written by hand that the engine could not read: 'Kế hoạch tA*JtXtt-UBND'."""
    return re.compile(rf"[Kk]èm theo\s+(?P<type>{type_names()})\s+(?!số)\S*[^\w\s]\S*[-–](?P<body>UBND|HĐND)\b")


def _home(text: Flow, head: Letterhead, foot: Signature, gazetteer: Gazetteer, issued: str | None) -> Home:
    seat = f"{head.place}, ngày" if head.place else ""
    told = (*head.bodies, seat, head.title or "", head.attached_to or "", *foot.recipients)
    on = _day(issued) or _day(next((f"{int(y.value)}-12-31" for y in find_years(head.title or "")), None))
    body = text.text[:_PLACE_SAMPLE].split("\n")
    return places.home([line for line in told if line][:HEAD_LINES], body, gazetteer, on)


def _day(iso: str | None) -> date | None:
    if iso is None:
        return None
    parts = [int(p) for p in iso.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 28)


def _issuer(text: Flow, head: Letterhead, foot: Signature, home: Home, gazetteer: Gazetteer) -> str | None:
    """The issuing body: the last of the head; else the one the signer acts for; else the one the text has act."""
    if head.bodies:
        named = [official_body(body, gazetteer) for body in head.bodies]
        superior = named[-2] if len(named) > 1 else None
        return whose(with_place(named[-1], superior), home.province, home.district, home.commune)
    acting = (
        _acting(text, gazetteer) if not foot.title or "UBND" in _signed_for(foot) or not _signed_for(foot) else None
    )
    if acting is None and _signed_for(foot) and home.district is not None:
        acting = f"{_signed_for(foot)} {home.district.name}"
    return acting


def _signed_for(foot: Signature) -> str:
    """The body for which the signer signs ('TM. ỦY BAN NHÂN DÂN'), a letter or two misread."""
    title = fold(foot.title or "")
    if fuzz.partial_ratio("uy ban nhan dan", title) >= _ALIKE:
        return "UBND"
    return "HĐND" if fuzz.partial_ratio("hoi dong nhan dan", title) >= _ALIKE else ""


def _acting(text: Flow, gazetteer: Gazetteer) -> str | None:
    """The committee of a district or province that acts most in the text: 'UBND huyện An Lão tiến hành …'."""
    votes: Counter[str] = Counter()
    for match in _committees().finditer(text.text[:_BODY_SAMPLE]):
        named = next(places.named_units(match.group(), gazetteer), None)
        if named is not None and named.units[0].level == 2:
            cited = re.search(r"(?:của|của Chủ tịch)\s+$", text.text[max(match.start() - 14, 0) : match.start()])
            votes[f"UBND {places.official_name(named.units[0])}"] += 1 if cited else 3
    return max(votes, key=lambda name: (votes[name], name), default=None)


@cache
def _committees() -> re.Pattern[str]:
    return re.compile(r"(?:UBND|[UỦ][ỷyỶY] ban nhân dân) (?:huyện|quận|thị xã|thành phố)(?: [^\W\d_a-z][\w'’]*){1,4}")


def _seat(printed: str | None, home: Home, gazetteer: Gazetteer) -> str | None:
    """The place of issue, in the official writing where it is the document's own district or province, misread or not.

    A place that is a unit letter for letter is that unit: 'Bình Thuận' is no misreading of Vĩnh Thuận.
    """
    levels = (*places.PROVINCE_WORDS, *places.DISTRICT_WORDS) if printed else ()
    if any(next(places.named_units(f"{level} {printed}", gazetteer), None) for level in levels):
        return _spelled(printed, home)
    for own in (home.district, home.province):
        bare = re.sub(r"^(?:thành phố|thị xã|huyện|quận|tỉnh)\s+", "", own.name) if own else ""
        if printed and bare and fuzz.ratio(fold(printed), fold(bare)) >= _ALIKE_PLACE:
            return bare
    return printed


def _spelled(printed: str | None, home: Home) -> str | None:
    """The place as the lists spell it, where it is the document's own."""
    for own in (home.district, home.province):
        bare = re.sub(r"^(?:thành phố|thị xã|huyện|quận|tỉnh)\s+", "", own.name) if own else ""
        if printed and bare and fold(printed) == fold(bare):
            return bare
    return printed


def _issuer_code(issuer: str | None, home: Home) -> str | None:
    for place in (home.commune, home.district, home.province):
        if place is not None and issuer is not None and issuer.endswith(place.name):
            return place.code
    return None


def assessed_year(title: str, text: Flow) -> int | None:
    """The year a report speaks of: that of its title; else the year it names most together with the index."""
    years = [int(y.value) for y in find_years(title)]
    if years and next(find_periods(title), None) is None:
        return years[0]
    votes = Counter(int(m[1]) for m in _index_year().finditer(text.text))
    return votes.most_common(1)[0][0] if votes else None


@cache
def _index_year() -> re.Pattern[str]:
    return re.compile(r"(?:[Cc]hỉ số|CCHC|cải cách hành chính)[^.;\n]{0,30}? năm ((?:19|20)\d{2})")


def _day_of_meeting(text: Flow, head: Letterhead) -> str | None:
    """Minutes bear no date in their head; they begin with it: 'Hôm nay, 14 giờ 00 ngày 17 tháng 12 năm 2019, …'."""
    if head.doc_type != "Biên bản":
        return None
    match = re.search(r"(?:^|\n)\W*(?:Hôm nay|Vào (?:hồi|lúc)|Hồi|Lúc|Thời gian|Ngày)\b[^\n]{0,160}", text.text)
    return next((d.iso for d in find_dates(match.group())), None) if match else None


def _opening(text: Flow, head: Letterhead) -> str:
    """A report's text below its title; nothing of other kinds, whose days are those of what they plan or decide."""
    return text.text[_span(text, head)[1] :] if head.doc_type == "Báo cáo" and head.title else ""


def _span(text: Flow, head: Letterhead) -> tuple[int, int]:
    """Kind and title are the words that state a document; its first paragraph where it has neither."""
    lines = [n for n in (head.title_lines or (head.last,)) if n]
    starts = [at for n in lines if (at := text.offset_of(n)) is not None]
    if not starts:
        first = text.paragraphs[0]
        return first.start, first.end
    return starts[0], text.paragraph_at(starts[-1]).end


def _confidence(text: Flow, head: Letterhead, foot: Signature, issuer: str | None) -> float:
    """How much of what a document should say it says (kind, title, symbol, date, issuer, signer), and how much of the
    lines that say it was read surely."""
    known = sum(bool(x) for x in (head.doc_type, head.title, head.symbol, head.date, issuer, foot.signer))
    lines = {p.number: p.line for p in text.pieces if p.number <= head.last or foot.first <= p.number <= foot.last}
    words = [word.confidence >= _SURELY_READ for line in lines.values() for word in line.words]
    read = sum(words) / len(words) if words else 1.0
    return round((0.55 + 0.07 * known) * (0.4 + 0.6 * read), 2)

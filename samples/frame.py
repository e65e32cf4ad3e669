"""What all documents share: letterhead, legal bases, signature, and the numbers and dates that tie them together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from samples.dice import dice
from samples.facts import DocumentFact
from samples.knowledge import wording
from samples.passage import Passage, fill, join
from samples.sheets import Letterhead, Paragraph, Signature
from samples.voice import Voice, flaw, person

SYMBOLS = {
    "Quyết định": "QĐ-UBND",
    "Báo cáo": "BC-UBND",
    "Kế hoạch": "KH-UBND",
    "Công văn": "UBND-NV",
    "Tờ trình": "TTr-PNV",
}
AMENDING_LAW = "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương"
LAW_2015, LAW_2019, LAW_2003 = date(2015, 6, 19), date(2019, 11, 22), date(2003, 11, 26)


@dataclass(frozen=True, slots=True)
class Register:
    """The running numbers of a district's documents: the same document is cited by the same number everywhere."""

    seed: int
    district: str

    def entry(self, kind: str, about: str, year: int, earliest: date, latest: date) -> tuple[str, date]:
        """(symbol, date) of the document about something in a year, between two days."""
        chance = dice(self.seed, "register", self.district, kind, about, year)
        on = workday(earliest + timedelta(chance.randrange(max((latest - earliest).days, 1))))
        number = max(1, round((on.timetuple().tm_yday / 365) * chance.randint(250, 3000)))
        return f"{number}/{SYMBOLS[kind]}", on


def workday(on: date) -> date:
    return on - timedelta(max(on.weekday() - 4, 0))


def letterhead(voice: Voice, document: DocumentFact) -> Letterhead:
    district, province = voice.story.district, voice.story.province
    name = voice.named(district).upper()
    under_province = voice.chance.random() < 0.3
    above = join(("UBND ", voice.named(province).upper())) if under_province else Passage("ỦY BAN NHÂN DÂN")
    issuer = join(("UBND ", name)) if under_province else name
    on = date.fromisoformat(document.date) if document.date else None
    when = f"ngày {on.day:02d} tháng {on.month:02d} năm {on.year}" if on else "ngày ... tháng ... năm ..."
    place = join((voice.named(district, "bare"), f", {when}"))
    return Letterhead(above, issuer, Passage(f"Số: {document.symbol}"), place, above_bold=not under_province)


def signature(document: DocumentFact) -> Signature:
    capacity = tuple(document.signer_title.split("\n"))
    return Signature(tuple(Passage(name) for name in document.recipients), capacity, document.signer)


def document_fact(
    voice: Voice, kind: str, entry: tuple[str, date], chapter: str, **slots: Passage | str
) -> DocumentFact:
    """The identity of a document of this district: number, date, title, signer. Its title is drawn here, once."""
    symbol, on = entry
    story = voice.story
    title = voice.say("title", chapter, **slots).text
    capacity = voice.chance.choice(
        (
            "CHỦ TỊCH",
            "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
            "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        )
    )
    receivers = wording().all("recipients", "decision" if kind == "Quyết định" else "report")
    return DocumentFact(
        doc_type=kind,
        number=symbol.split("/")[0],
        symbol=symbol,
        date=on.isoformat(),
        place=story.district.name,
        issuer=f"UBND {story.district.full_name}",
        issuer_unit_code=story.district.code,
        title=title,
        signer=person(dice(story.district.code, "signer", story.year // 5, capacity[:2])),
        signer_title=capacity,
        recipients=tuple(voice.fill(name).text for name in receivers),
        assessed_year=story.year,
    )


def title_blocks(voice: Voice, document: DocumentFact) -> list[Paragraph]:
    """Type of document and trích yếu; names of units in the title are marked."""
    title = mark_units(voice, document.title)
    return [Paragraph(Passage(document.doc_type.upper()), "type"), Paragraph(title, "title")]


def mark_units(voice: Voice, text: str) -> Passage:
    """Text that was written without marks, its one mention of the district marked again."""
    name = voice.story.district.full_name
    before, found, after = text.partition(name)
    return join((before, voice.named(voice.story.district), after)) if found else Passage(text)


def bases(voice: Voice, register: Register, on: date) -> list[Paragraph]:
    """The legal bases of a decision of that day, in order of rank."""
    story, lines = voice.story, []
    if on >= LAW_2015:
        lines.append(voice.cite("Luật Tổ chức chính quyền địa phương", None, LAW_2015, None))
        if on > LAW_2019:
            lines.append(
                voice.cite(
                    AMENDING_LAW,
                    None,
                    LAW_2019,
                    None,
                )
            )
    else:
        lines.append(voice.cite("Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân", None, LAW_2003, None))
    symbol, day = ("76/NQ-CP", date(2021, 7, 15)) if on > date(2021, 8, 1) else ("30c/NQ-CP", date(2011, 11, 8))
    stage = "2021-2030" if symbol.startswith("76") else "2011-2020"
    text = fill(wording().one(voice.chance, "basis", "subject_programme"), stage=stage)
    lines.append(voice.cite("Nghị quyết", symbol, day, "Chính phủ", text.text))
    lines.append(cite_entry(voice, register, "Quyết định", "province", "subject_province", of_province=True))
    lines.append(rules(voice, register))
    if story.year > 2011:
        lines.append(cite_entry(voice, register, "Quyết định", "council", "subject_council"))
    return [Paragraph(join(("Căn cứ ", line, ";")), "basis") for line in lines]


def rules(voice: Voice, register: Register) -> Passage:
    """The district's decision on the criteria set: the one every document of the year refers to."""
    return cite_entry(voice, register, "Quyết định", "rules", "subject_rules")


def cite_entry(
    voice: Voice,
    register: Register,
    kind: str,
    about: str,
    subject: str,
    of_province: bool = False,
) -> Passage:
    """A citation of a document of the assessed year, from the register of the district or of its province."""
    story = voice.story
    owner = story.province if of_province else story.district
    book = Register(register.seed, owner.code)
    symbol, on = book.entry(kind, about, story.year, *window(about, story.year))
    issuer = join(("UBND ", voice.named(owner)))
    text = voice.say("basis", subject).text
    text = text[:1].lower() + text[1:]
    if voice.flaws.plant("symbol-vs-type"):
        other = "Quyết định" if kind == "Kế hoạch" else "Kế hoạch"
        wrong = symbol.replace(SYMBOLS[kind], SYMBOLS[other])
        passage = voice.cite(kind, wrong, on, issuer, text)
        return passage.stating(flaw("symbol-vs-type", wrong, symbol, "ký hiệu không hợp với loại văn bản"))
    return voice.cite(kind, symbol, on, issuer, text)


def window(about: str, year: int) -> tuple[date, date]:
    """When in the assessed year a document of this purpose is issued."""
    months = {"province": (2, 5), "rules": (7, 9), "council": (10, 11), "guide": (11, 12), "plan": (1, 2)}
    first, last = months[about]
    return date(year, first, 2), date(year, last, 28)


def heading(text: Passage | str) -> Paragraph:
    return Paragraph(text if isinstance(text, Passage) else Passage(text), "heading")


def body(*sentences: Passage) -> Paragraph:
    return Paragraph(join(sentences, " "))


def item(text: Passage, bullet: str = "- ") -> Paragraph:
    return Paragraph(join((bullet, text)), "item")

"""From a district and a year to a dossier: which documents it holds and how each is put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from samples.dice import dice
from samples.facts import Check, DocumentFact
from samples.frame import (
    Register,
    bases,
    body,
    cite_entry,
    document_fact,
    letterhead,
    signature,
    title_blocks,
)
from samples.index_report import report_blocks
from samples.passage import Passage, join
from samples.periodic import appendix_blocks, period_of, periodic_blocks
from samples.plan import plan_blocks
from samples.procedures import procedure_annex, procedure_blocks
from samples.review import review_blocks
from samples.sheets import Block, Dossier, Letterhead, Paragraph, Sheet, Table
from samples.story import FIRST_YEAR, index_year
from samples.voice import CHECKS, Flaws, Voice, flaw


def compose(kind: str, seed: int, district: str, year: int, copy: int = 0, planted: int = 0) -> Dossier:
    """The dossier of a kind about a year. `copy` varies the wording, `planted` is how many inconsistencies to plant.

    Some places for inconsistencies are not in every document; those that found no place are not planted.

    Raises KeyError for an unknown kind and LookupError for a district that did not stand that year.
    """
    chance = dice(seed, "dossier", kind, district, year, copy)
    places = PLANTABLE[kind]
    wanted = dice(seed, "flaws", kind, district, year, copy).sample(places, min(planted, len(places)))
    voice = Voice(
        story=index_year(seed, district, year),
        previous=index_year(seed, district, year - 1) if year > FIRST_YEAR else None,
        chance=chance,
        flaws=Flaws(set(wanted)),
        abbreviate=chance.random() < 0.7,
        fixed_decimals=chance.random() < 0.5,
        careless=chance.random() < 0.25,
        unit_style=chance.choice(("ubnd", "full", "bare")),
    )
    sheets = KINDS[kind](voice, Register(seed, district))
    checks = tuple(fact for sheet in sheets for fact in checks_of(sheet))
    return Dossier(kind, year, district, sheets, checks)


def decision(voice: Voice, register: Register) -> tuple[Sheet, ...]:
    """A decision that publishes the index, and the report attached to it."""
    year = voice.story.year + 1
    entry = register.entry("Quyết định", "index", year, date(year, 1, 5), date(year, 2, 27))
    on = entry[1]
    document = document_fact(voice, "Quyết định", entry, "decision")
    title = title_blocks(voice, document)
    deadline = voice.day(on + timedelta(45), words=False)
    request = Register(register.seed, f"{register.district}/home").entry(
        "Tờ trình", "index", year, on - timedelta(6), on - timedelta(2)
    )
    asked = voice.cite("Tờ trình", request[0], request[1], None)
    authority = voice.say("decision", "authority")
    articles = [voice.say("decision", f"article{n}", deadline=deadline) for n in (1, 2, 3)]
    blocks: list[Block] = [
        letterhead(voice, document),
        *title,
        Paragraph(authority, "organ"),
        *bases(voice, register, on),
        Paragraph(voice.say("decision", "proposal", citation=asked), "basis"),
        Paragraph(Passage("QUYẾT ĐỊNH:"), "order"),
        *[body(join((f"Điều {n}. ", text))) for n, text in enumerate(articles, 1)],
        signature(document),
    ]
    attached = report_sheet(voice, register, attached_to=document)
    return Sheet(document, tuple(blocks)), attached


def report(voice: Voice, register: Register) -> tuple[Sheet, ...]:
    return (report_sheet(voice, register, attached_to=None),)


def report_sheet(voice: Voice, register: Register, attached_to: DocumentFact | None) -> Sheet:
    """The index report by itself, or attached to a decision: then without letterhead and number of its own."""
    year = voice.story.year + 1
    entry = register.entry("Báo cáo", "index", year, date(year, 1, 5), date(year, 2, 27))
    document = document_fact(voice, "Báo cáo", entry, "report")
    if attached_to is not None:
        signed = date.fromisoformat(attached_to.date or "")
        document = replace(
            document,
            number=None,
            symbol=None,
            date=None,
            place=None,
            signer="",
            signer_title="",
            recipients=(),
            attached_to=1,
        )
        issuer = join(("UBND ", voice.named(voice.story.district)))
        if voice.flaws.plant("date-conflict"):
            stated = signed - timedelta(2)  # earlier: a citation from the future would be another slip
            check = flaw(
                "date-conflict", stated.isoformat(), signed.isoformat(), "ngày của Quyết định nêu hai nơi khác nhau"
            )
            note = voice.cite("Quyết định", attached_to.symbol, stated, issuer).stating(check)
        else:
            note = voice.cite("Quyết định", attached_to.symbol, signed, issuer)
        opening: list[Block] = [*title_blocks(voice, document), Paragraph(join(("(Kèm theo ", note, ")")), "note")]
        closing: list[Block] = []
    else:
        opening = [letterhead(voice, document), *title_blocks(voice, document)]
        closing = [signature(document)]
    wide = voice.chance.random() < 0.5
    return Sheet(document, (*opening, *report_blocks(voice, register, wide), *closing))


def review(voice: Voice, register: Register) -> tuple[Sheet, ...]:
    """The district's analysis of its own index, after the province published it."""
    story, year = voice.story, voice.story.year + 1
    entry = register.entry("Báo cáo", "review", year, date(year, 3, 1), date(year, 4, 15))
    document = document_fact(voice, "Báo cáo", entry, "review")
    published = Register(register.seed, story.province.code).entry(
        "Quyết định", "published", year, date(year, 1, 10), date(year, 2, 25)
    )
    about = voice.say("review", "subject").text
    issuer = join(("UBND ", voice.named(story.province)))
    citation = voice.cite("Quyết định", *published, issuer, f"về việc {about[:1].lower()}{about[1:]}")
    return (framed(voice, document, review_blocks(voice, register, citation)),)


def periodic(voice: Voice, register: Register) -> tuple[Sheet, ...]:
    """A report of a quarter, half a year, nine months or a year, with its appendix."""
    period = period_of(voice)
    due = period.last + timedelta(12)
    entry = register.entry("Báo cáo", f"periodic {period.last.month}", due.year, period.last - timedelta(12), due)
    document = document_fact(voice, "Báo cáo", entry, "periodic", period=period.name)
    document = replace(document, period_from=period.first.isoformat(), period_to=period.last.isoformat())
    citation = cite_entry(voice, register, "Kế hoạch", "plan", "subject_plan")
    return (framed(voice, document, periodic_blocks(voice, citation, period), appendix_blocks(voice, period)),)


def procedures(voice: Voice, register: Register) -> tuple[Sheet, ...]:
    """A report on administrative procedures with its wide table."""
    period = period_of(voice)
    due = period.last + timedelta(6)
    entry = register.entry("Báo cáo", f"procedures {period.last.month}", due.year, period.last - timedelta(8), due)
    document = document_fact(voice, "Báo cáo", entry, "procedures", period=period.name)
    document = replace(document, period_from=period.first.isoformat(), period_to=period.last.isoformat())
    citation = cite_entry(voice, register, "Kế hoạch", "plan", "subject_plan")
    return (framed(voice, document, procedure_blocks(voice, citation, period), procedure_annex(voice, period)),)


def plan(voice: Voice, register: Register) -> tuple[Sheet, ...]:
    """The plan of the next year."""
    year = voice.story.year + 1
    entry = register.entry("Kế hoạch", "plan next", year, date(year, 1, 5), date(year, 2, 20))
    document = replace(document_fact(voice, "Kế hoạch", entry, "plan"), assessed_year=None)
    citation = cite_entry(voice, register, "Quyết định", "rules", "subject_rules")
    return (framed(voice, document, plan_blocks(voice, citation)),)


def framed(voice: Voice, document: DocumentFact, blocks: Sequence[Block], annex: Sequence[Block] = ()) -> Sheet:
    """Letterhead, title, the blocks, the signature, and what is attached behind it."""
    opening: list[Block] = [letterhead(voice, document), *title_blocks(voice, document)]
    return Sheet(document, (*opening, *blocks, signature(document), *annex))


def checks_of(sheet: Sheet) -> list[Check]:
    return [mark.fact for passage in passages(sheet) for mark in passage.marks if isinstance(mark.fact, Check)]


def passages(sheet: Sheet) -> list[Passage]:
    """Every passage of a sheet in reading order."""
    found: list[Passage] = []
    for block in sheet.blocks:
        if isinstance(block, Paragraph):
            found.append(block.passage)
        elif isinstance(block, Table):
            found += [*[cell.text for cell in block.head_cells], *[cell for row in block.rows for cell in row]]
        elif isinstance(block, Letterhead):
            found += [passage for row in block.rows for passage in row]
    return found


KINDS: dict[str, Callable[[Voice, Register], tuple[Sheet, ...]]] = {
    "decision": decision,
    "report": report,
    "review": review,
    "periodic": periodic,
    "plan": plan,
    "procedures": procedures,
}

# Which of the contract's checks have a place in a kind of dossier.
PLANTABLE: dict[str, tuple[str, ...]] = {
    "decision": CHECKS,
    "report": tuple(check for check in CHECKS if check != "date-conflict"),
    "review": ("score-above-max", "total-vs-parts"),
    "periodic": ("parts-vs-sum", "share-vs-count", "total-vs-parts", "symbol-vs-type"),
    "plan": ("symbol-vs-type",),
    "procedures": ("parts-vs-sum", "share-vs-count", "symbol-vs-type"),
}

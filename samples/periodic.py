"""A periodic report: files received and dealt with, and the appendix of statistics, in all and by commune."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from gazetteer import Unit
from samples.dice import dice
from samples.facts import Check, Indicator
from samples.frame import body, heading, item
from samples.index_report import two
from samples.knowledge import Counted, wording
from samples.passage import Passage
from samples.ranking import BLANK, unit_cell
from samples.sheets import Block, NewPage, Over, Paragraph, Table
from samples.story import census, same_communes
from samples.voice import Voice, flaw


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one commune (or of all): received = solved + open, solved = on time + late."""

    ontime: int
    late: int
    open: int

    @property
    def solved(self) -> int:
        return self.ontime + self.late

    @property
    def received(self) -> int:
        return self.solved + self.open

    def __add__(self, other: Files) -> Files:
        return Files(self.ontime + other.ontime, self.late + other.late, self.open + other.open)


@dataclass(frozen=True, slots=True)
class Period:
    """What the report covers: its name in the title, first and last day, the day it is due."""

    name: str
    first: date
    last: date


def period_of(voice: Voice) -> Period:
    """A quarter, half a year, nine months or the year; the year where communes changed within it."""
    year, district = voice.story.year, voice.story.district.code
    choice = voice.chance.randrange(4) if same_communes(district, date(year, 4, 1), census(year)) else 3
    last = (date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31))[choice]
    name = voice.fill(wording().all("periodic", "quarters")[choice]).text
    return Period(name[:1].lower() + name[1:] if choice != 1 and choice != 2 else name, date(year, 1, 1), last)


def thousands(n: int) -> str:
    """2382 -> 2.382"""
    return f"{n:,}".replace(",", ".")


def commune_files(voice: Voice) -> list[tuple[Unit, Files]]:
    found = []
    for result in voice.story.results:
        chance = dice(voice.story.year, "files", result.unit.code, voice.story.district.code)
        ontime = chance.randint(180, 2600)
        found.append((result.unit, Files(ontime, round(ontime * chance.uniform(0, 0.06)), chance.randint(0, 40))))
    return found


def periodic_blocks(voice: Voice, citation: Passage, period: Period) -> list[Block]:
    by_commune = commune_files(voice)
    total = Files(0, 0, 0)
    for _, files in by_commune:
        total = total + files
    busiest = sorted(by_commune, key=lambda pair: -pair[1].received)[:3]
    chance = voice.chance
    tasks = chance.sample(wording().all("report", "tasks"), chance.randint(3, 5))
    return [
        body(voice.say("periodic", "intro", citation=citation, period=period.name)),
        heading(voice.say("periodic", "part_result")),
        body(steering(voice, period)),
        body(files_sentence(voice, period, total)),
        body(voice.say("periodic", "units_line", units=voice.listed([unit for unit, _ in busiest]))),
        *[body(voice.fill(text)) for text in chance.sample(wording().all("report", "good"), 2)],
        *[item(voice.fill(text)) for text in chance.sample(wording().all("report", "bad"), 2)],
        heading(voice.say("periodic", "part_plan")),
        *[item(voice.fill(text)) for text in tasks],
        body(voice.say("periodic", "closing", period=period.name)),
    ]


def appendix_blocks(voice: Voice, period: Period) -> list[Block]:
    """The statistics on a page of their own, and files by commune on a landscape page."""
    title = voice.say("periodic", "appendix", PERIOD=period.name.upper())
    units_title = voice.say("periodic", "appendix_units")
    return [
        NewPage(),
        *[Paragraph(Passage(line), "title") for line in title.text.split("\n")],
        statistics_table(voice, period),
        NewPage(landscape=voice.chance.random() < 0.6),
        *[Paragraph(Passage(line), "title") for line in units_title.text.split("\n")],
        files_table(voice, period),
    ]


def measured(name: str, value: float, unit: str | None, period: Period, **more: str | None) -> Indicator:
    return Indicator(
        name,
        value,
        unit,
        code=more.get("code"),
        value_text=more.get("text"),
        period_from=period.first.isoformat(),
        period_to=period.last.isoformat(),
    )


def steering(voice: Voice, period: Period) -> Passage:
    docs, checks = voice.chance.randint(8, 70), voice.chance.randint(2, 18)
    text = voice.say("periodic", "steering", docs=two(docs), checks=two(checks))
    return text.stating(
        measured("Số văn bản chỉ đạo, điều hành", docs, "văn bản", period),
        measured("Số cuộc kiểm tra", checks, "đơn vị", period),
    )


def files_sentence(voice: Voice, period: Period, files: Files) -> Passage:
    """All files of the district; the share is of those dealt with."""
    share = (1000 * files.ontime + files.solved // 2) // files.solved  # tenths of a per cent
    received, flaws = files.received, list[Check]()
    if voice.flaws.plant("parts-vs-sum"):
        received += 100
        flaws.append(
            flaw("parts-vs-sum", received, files.received, "các phần không cộng thành số tiếp nhận", "stated-twice")
        )
    if voice.flaws.plant("share-vs-count"):
        flaws.append(flaw("share-vs-count", (share - 40) / 10, share / 10, "tỷ lệ đúng hạn không khớp số hồ sơ"))
        share -= 40
    text = voice.say(
        "periodic",
        "files",
        received=thousands(received),
        solved=thousands(files.solved),
        ontime=thousands(files.ontime),
        share=voice.round_number(share * 10),
        late=thousands(files.late),
        open=thousands(files.open),
    )
    counts = (
        ("Số hồ sơ tiếp nhận", received),
        ("Số hồ sơ đã giải quyết", files.solved),
        ("Số hồ sơ giải quyết trước hạn và đúng hạn", files.ontime),
        ("Số hồ sơ quá hạn", files.late),
        ("Số hồ sơ đang giải quyết", files.open),
    )
    facts = [measured(name, value, "hồ sơ", period) for name, value in counts]
    rate = measured("Tỷ lệ hồ sơ giải quyết đúng hạn", share / 10, "%", period)
    return text.stating(*facts, rate, *flaws)


def statistics_table(voice: Voice, period: Period) -> Table:
    """Numbered indicators under numbered parts."""
    rows: list[tuple[Passage, ...]] = []
    parts = list(dict.fromkeys(counted.part for counted in wording().counted))
    for number, part in enumerate(parts, 1):
        rows.append((Passage(roman(number)), Passage(part.upper()), BLANK, BLANK, BLANK))
        for sub, counted in enumerate((c for c in wording().counted if c.part == part), 1):
            rows.append(_statistic(voice.chance, counted, f"{number}.{sub}", period))
    header = tuple(map(Passage, ("STT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Ghi chú")))
    return Table(header, tuple(rows), (0.08, 0.5, 0.16, 0.14, 0.12), "clccl")


def _statistic(chance: Random, counted: Counted, code: str, period: Period) -> tuple[Passage, ...]:
    value: float = chance.randint(counted.low, counted.high)
    text = thousands(int(value))
    if counted.unit == "%" and value < 100 and chance.random() < 0.6:
        value += chance.randint(1, 9) / 10
        text = f"{value:.1f}".replace(".", ",")
    fact = measured(counted.name, round(value, 1), counted.unit, period, code=code, text=text)
    return Passage(code), Passage(counted.name), Passage(counted.unit), Passage(text).stating(fact), BLANK


def files_table(voice: Voice, period: Period) -> Table:
    """Files by commune, summed in the last row."""
    names = ("Tiếp nhận", "Đã giải quyết", "Đúng hạn", "Quá hạn", "Đang giải quyết")
    rows: list[tuple[Passage, ...]] = []
    total = Files(0, 0, 0)
    for number, (unit, files) in enumerate(commune_files(voice), 1):
        cells = [
            Passage(thousands(count)).stating(_of_unit(measured(name, count, "hồ sơ", period), unit))
            for name, count in zip(names, counts_of(files), strict=True)
        ]
        rows.append((Passage(str(number)), unit_cell(voice, unit), *cells))
        total = total + files
    sums, flaws = list(counts_of(total)), list[Check]()
    if voice.flaws.plant("total-vs-parts"):
        follow = ("parts-vs-sum", "stated-twice")
        flaws.append(flaw("total-vs-parts", sums[0] + 10, sums[0], "tổng cột không bằng các dòng", *follow))
        sums[0] += 10
    last = [
        Passage(thousands(count)).stating(measured(name, count, "hồ sơ", period), *(flaws if i == 0 else ()))
        for i, (name, count) in enumerate(zip(names, sums, strict=True))
    ]
    rows.append((BLANK, Passage("Tổng cộng"), *last))
    header = (Passage("TT"), voice.say("report", "head_unit"), *map(Passage, names))
    over: tuple[Over, ...] = ()
    if voice.chance.random() < 0.4:
        over = (Over(header[3], 3, 3),)
        header = (*header[:3], Passage("Tổng số"), *header[4:])
    return Table(header, tuple(rows), (0.06, 0.3, *[0.128] * 5), "clccccc", bold_last=True, over=over)


def counts_of(files: Files) -> tuple[int, ...]:
    return files.received, files.solved, files.ontime, files.late, files.open


def _of_unit(fact: Indicator, unit: Unit) -> Indicator:
    return Indicator(
        fact.name,
        fact.value,
        fact.unit_of_measure,
        period_from=fact.period_from,
        period_to=fact.period_to,
        unit_name=unit.full_name,
        unit_code=unit.code,
        unit_level=unit.kind,
    )


def roman(n: int) -> str:
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[n - 1]

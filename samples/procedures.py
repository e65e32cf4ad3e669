"""A report on administrative procedures, with the wide table such reports attach: a header of three rows, units over
several rows, one for each field."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from samples.dice import dice
from samples.frame import body, heading, item
from samples.knowledge import wording
from samples.passage import Passage
from samples.periodic import Files, Period, commune_files, files_sentence, measured, thousands
from samples.ranking import BLANK, unit_cell
from samples.sheets import Block, NewPage, Over, Paragraph, Span, Table
from samples.voice import Voice

FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực", "Bảo trợ xã hội", "Xây dựng", "Người có công")
LEAVES = (
    "Tổng số",
    "Trực tuyến",
    "Trực tiếp, bưu chính",
    "Từ kỳ trước",
    "Tổng số",
    "Trước hạn",
    "Đúng hạn",
    "Quá hạn",
    "Tổng số",
    "Trong hạn",
    "Quá hạn",
)
OVERS = (
    ("Số lượng hồ sơ tiếp nhận", 0, 0, 4),
    ("Số lượng hồ sơ đã giải quyết", 0, 4, 4),
    ("Số lượng hồ sơ đang giải quyết", 0, 8, 3),
    ("Trong kỳ", 1, 1, 2),
)  # heading, row of the header, first of LEAVES, how many
FIRST = 3  # columns before LEAVES: number, unit, field
COUNTED = {0: "Số hồ sơ tiếp nhận", 4: "Số hồ sơ đã giải quyết", 8: "Số hồ sơ đang giải quyết"}


def procedure_blocks(voice: Voice, citation: Passage, period: Period) -> list[Block]:
    total = Files(0, 0, 0)
    for _, files in commune_files(voice):
        total = total + files
    chance = voice.chance
    return [
        body(voice.say("periodic", "intro", citation=citation, period=period.name)),
        heading(voice.say("procedures", "part_result")),
        body(files_sentence(voice, period, total)),
        *[item(voice.fill(text)) for text in chance.sample(wording().all("report", "bad"), 2)],
        heading(voice.say("periodic", "part_plan")),
        *[item(voice.fill(text)) for text in chance.sample(wording().all("report", "tasks"), 2)],
        body(voice.say("procedures", "closing", period=period.name)),
    ]


def procedure_annex(voice: Voice, period: Period) -> list[Block]:
    title = voice.say("procedures", "appendix", PERIOD=period.name.upper())
    lines = [Paragraph(Passage(line), "title") for line in title.text.split("\n")]
    return [NewPage(landscape=True), *lines, field_table(voice, period)]


@dataclass(frozen=True, slots=True)
class Counts:
    """Files of a unit in one field, as the columns want them."""

    online: int
    direct: int
    carried: int
    early: int
    ontime: int
    late: int
    open: int
    overdue: int

    @property
    def columns(self) -> tuple[int, ...]:
        received = self.online + self.direct + self.carried
        solved, open_ = self.early + self.ontime + self.late, self.open + self.overdue
        taken = (received, self.online, self.direct, self.carried)
        return (*taken, solved, self.early, self.ontime, self.late, open_, self.open, self.overdue)


def field_table(voice: Voice, period: Period) -> Table:
    """Units by field, summed in the last row. A unit with several fields is one cell over their rows."""
    rows: list[tuple[Passage, ...]] = []
    spans: list[Span] = []
    sums = [0] * len(LEAVES)
    for number, (unit, files) in enumerate(commune_files(voice), 1):
        fields = by_field(dice(voice.story.year, "fields", unit.code), files)
        spans += [Span(len(rows), column, len(fields)) for column in (0, 1) if len(fields) > 1]
        for k, (field, counts) in enumerate(fields):
            own = (Passage(str(number)), unit_cell(voice, unit)) if k == 0 else (BLANK, BLANK)
            rows.append((*own, Passage(field), *[Passage(thousands(n)) for n in counts.columns]))
            sums = [a + b for a, b in zip(sums, counts.columns, strict=True)]
    rows.append((BLANK, Passage("Tổng cộng"), BLANK, *[_sum(k, n, period) for k, n in enumerate(sums)]))
    header = (Passage("STT"), voice.say("report", "head_unit"), Passage("Lĩnh vực"), *map(Passage, LEAVES))
    overs = tuple(Over(Passage(text), FIRST + first, columns, row) for text, row, first, columns in OVERS)
    widths = (0.05, 0.15, 0.12, *[0.062] * len(LEAVES))
    return Table(header, tuple(rows), widths, "clc" + "c" * len(LEAVES), bold_last=True, over=overs, down=tuple(spans))


def by_field(chance: Random, files: Files) -> list[tuple[str, Counts]]:
    """The files of a unit shared out among one to three fields."""
    names = chance.sample(FIELDS, chance.randint(1, 3))
    left, found = files, []
    for k, name in enumerate(names):
        share = 1.0 if k == len(names) - 1 else chance.uniform(0.25, 0.6)
        part = Files(round(left.ontime * share), round(left.late * share), round(left.open * share))
        left = Files(left.ontime - part.ontime, left.late - part.late, left.open - part.open)
        found.append((name, _counts(chance, part)))
    return found


def _counts(chance: Random, files: Files) -> Counts:
    early = round(files.ontime * chance.uniform(0.3, 0.9))
    carried = min(files.open, files.received // 50)
    online = round((files.received - carried) * chance.uniform(0.2, 0.8))
    overdue = files.open // 8
    direct = files.received - carried - online
    return Counts(online, direct, carried, early, files.ontime - early, files.late, files.open - overdue, overdue)


def _sum(column: int, number: int, period: Period) -> Passage:
    text = Passage(thousands(number))
    name = COUNTED.get(column)
    return text.stating(measured(name, number, "hồ sơ", period)) if name else text

"""A plan for the year to come: aims, goals, and the table of tasks with who leads, who supports and when."""

from __future__ import annotations

from datetime import date

from samples.facts import Task
from samples.frame import body, heading, item
from samples.knowledge import Duty, wording
from samples.passage import Passage
from samples.review import target_items
from samples.sheets import Block, Over, Table
from samples.voice import Voice


def plan_blocks(voice: Voice, citation: Passage) -> list[Block]:
    chance = voice.chance
    return [
        body(voice.say("plan", "intro", citation=citation)),
        heading(voice.say("plan", "part_aim")),
        *[item(voice.fill(text)) for text in chance.sample(wording().all("plan", "aim"), 3)],
        heading(voice.say("plan", "part_targets")),
        *target_items(voice, chance.randint(3, 6)),
        heading(voice.say("plan", "part_tasks")),
        body(voice.say("plan", "tasks_see")),
        task_table(voice),
        heading(voice.say("plan", "part_work")),
        *[body(voice.fill(text)) for text in wording().all("plan", "work")],
        body(voice.say("plan", "closing")),
    ]


def task_table(voice: Voice) -> Table:
    duties = voice.chance.sample(wording().duties, voice.chance.randint(6, len(wording().duties)))
    header = tuple(Passage(name) for name in voice.say("plan", "head").text.split("|"))
    rows = tuple(_row(voice, number, duty) for number, duty in enumerate(duties, 1))
    over: tuple[Over, ...] = ()
    if voice.chance.random() < 0.4:
        header = (*header[:2], Passage("Chủ trì"), Passage("Phối hợp"), header[4])
        over = (Over(voice.say("plan", "head_offices"), 2, 2),)
    repeat = voice.chance.random() < 0.6
    return Table(header, rows, (0.07, 0.39, 0.19, 0.18, 0.17), "clllc", repeat_header=repeat, over=over)


def _row(voice: Voice, number: int, duty: Duty) -> tuple[Passage, ...]:
    text, deadline = _deadline(voice)
    fact = Task(str(number), duty.name, deadline, text, duty.lead, duty.support)
    return (
        Passage(str(number)),
        Passage(duty.name).stating(fact),
        Passage(duty.lead),
        Passage(duty.support),
        Passage(text),
    )


def _deadline(voice: Voice) -> tuple[str, str | None]:
    """As printed, and as an ISO date as far as it goes; a standing duty has none."""
    year, chance = voice.story.year + 1, voice.chance
    month = chance.randint(2, 12)
    match chance.randrange(5):
        case 0:
            return f"Tháng {month}/{year}", f"{year}-{month:02d}"
        case 1 | 2:
            on = date(year, month, chance.choice((10, 15, 20, 25)))
            return f"Trước ngày {on.day}/{on.month}/{year}", on.isoformat()
        case 3:
            return "Thường xuyên", None
    return f"Trong tháng {month}/{year}", f"{year}-{month:02d}"

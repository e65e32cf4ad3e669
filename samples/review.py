"""A district's own look at the index the province gave it: points in each field, where points were lost, what next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from samples.facts import Change, Check, Score, Target
from samples.frame import Register, body, heading, item
from samples.index_report import two
from samples.knowledge import Domain, wording
from samples.passage import Passage, join
from samples.sheets import Block
from samples.story import IndexYear, Result, province_year
from samples.voice import Voice, flaw


@dataclass(frozen=True, slots=True)
class Standing:
    """The district among the districts of its province, this year and the year before."""

    index: IndexYear
    now: Result
    before: Result | None  # only where the year before had the same criteria


def standing(voice: Voice, seed: int) -> Standing:
    """Raises LookupError where the province did not rank the district."""
    story = voice.story
    index = province_year(seed, story.province.code, story.year)
    now = index.of(story.district)
    if now is None:
        raise LookupError(f"{story.district.full_name} is not ranked in {story.year}")
    old = province_year(seed, story.province.code, story.year - 1)
    before = old.of(story.district) if old.criteria.name == index.criteria.name else None
    return Standing(index, now, before)


def review_blocks(voice: Voice, register: Register, citation: Passage) -> list[Block]:
    place = standing(voice, register.seed)
    blocks: list[Block] = [
        body(voice.say("review", "intro", citation=citation)),
        heading(voice.say("review", "part_result")),
        body(total_sentence(voice, place)),
    ]
    for number, domain in enumerate(place.index.criteria.domains):
        blocks.append(heading(Passage(f"{number + 1}. {domain.name}")))
        blocks += domain_blocks(voice, place, number, domain)
    chance = voice.chance
    tasks = chance.sample(wording().all("report", "tasks"), chance.randint(3, 5))
    return [
        *blocks,
        heading(voice.say("review", "part_targets")),
        *target_items(voice, chance.randint(3, 5)),
        heading(voice.say("review", "head_tasks")),
        *[item(voice.fill(text)) for text in tasks],
        body(voice.say("review", "closing")),
    ]


def district_score(voice: Voice, criterion: str, code: str | None, points: int, maximum: int) -> Score:
    unit = voice.story.district
    year = voice.story.year
    return Score(unit.full_name, unit.code, unit.kind, year, criterion, code, points / 100, maximum / 100)


def total_sentence(voice: Voice, place: Standing) -> Passage:
    """Points and rank, and how both moved since the year before."""
    index, now = place.index, place.now
    points, flaws = now.total, tuple[Check, ...]()
    if voice.flaws.plant("total-vs-parts"):
        points += 120
        flaws = (flaw("total-vs-parts", points / 100, now.total / 100, "tổng không bằng các lĩnh vực cộng lại"),)
    fact = replace(district_score(voice, "total", None, points, index.criteria.max), rank=now.rank)
    text = voice.say(
        "review",
        "total",
        score=voice.number(points),
        max=voice.round_number(index.criteria.max),
        rank=two(now.rank),
        n=two(len(index.results)),
    )
    if place.before and place.before.total != now.total:
        text = join((text, points_move(voice, now, place.before), rank_move(voice, now, place.before)))
    return join((text, ".")).stating(fact, *flaws)


def points_move(voice: Voice, now: Result, before: Result) -> Passage:
    amount = abs(now.total - before.total)
    direction = "up" if now.total > before.total else "down"
    text = said_low(voice, f"total_{direction}", amount=voice.number(amount))
    return text.stating(_change(voice, "score", direction, amount / 100, now.total / 100, before.total / 100))


def rank_move(voice: Voice, now: Result, before: Result) -> Passage:
    amount = abs(now.rank - before.rank)
    direction = "up" if now.rank < before.rank else "down" if now.rank > before.rank else "same"
    text = said_low(voice, f"rank_{direction}", amount=two(amount))
    return text.stating(_change(voice, "rank", direction, amount, now.rank, before.rank))


def said_low(voice: Voice, name: str, **slots: str) -> Passage:
    """A phrase inside a sentence; these start with a comma or a space, so that nothing is capitalised."""
    return voice.say("review", name, **slots)


def _change(voice: Voice, quantity: str, direction: str, amount: float, value: float, previous: float) -> Change:
    unit, year = voice.story.district, voice.story.year
    return Change(
        unit.full_name,
        unit.code,
        unit.kind,
        "total",
        None,
        year,
        year - 1,
        "score" if quantity == "score" else "rank",
        "up" if direction == "up" else "down" if direction == "down" else "same",
        amount,
        value,
        previous,
    )


def domain_blocks(voice: Voice, place: Standing, number: int, domain: Domain) -> list[Block]:
    """What the field got; one or two of its criteria that lost points, with the reason."""
    points = place.now.parts[number]
    stated, flaws = points, list[Check]()
    if points < domain.max and voice.flaws.plant("score-above-max"):
        stated = domain.max + 25
        message = "điểm cao hơn điểm tối đa"
        flaws.append(flaw("score-above-max", stated / 100, domain.max / 100, message, "total-vs-parts"))
    text = voice.say(
        "review",
        "domain",
        name=domain.name,
        short=domain.short,
        score=voice.number(stated),
        max=voice.round_number(domain.max),
    )
    fact = replace(district_score(voice, domain.name, domain.code, stated, domain.max), aliases=(domain.short,))
    blocks: list[Block] = [body(text.stating(fact, *flaws))]
    lost = domain.max - points
    if lost == 0:
        return [*blocks, body(voice.say("review", "full"))]
    topics = voice.chance.sample(domain.topics, min(len(domain.topics), voice.chance.randint(1, 3)))
    losses = shared_loss(voice.chance, domain.max, points, len(topics))
    return [
        *blocks,
        *[item(lost_points(voice, domain, topic, *loss), "+ ") for topic, loss in zip(topics, losses, strict=False)],
    ]


def shared_loss(chance: Random, maximum: int, points: int, count: int) -> list[tuple[int, int]]:
    """(points, maximum) of at most `count` criteria that together lost what the field lost, in hundredths.

    What the field got beyond them belongs to criteria that lost nothing.
    """
    lost = maximum - points
    cuts = sorted(25 * chance.randrange(1, max(lost // 25, 2)) for _ in range(count - 1))
    edges = [0, *dict.fromkeys(cut for cut in cuts if cut < lost), lost]
    spare, shares = points, []
    for before, after in pairwise(edges):
        loss = after - before
        got = min(-loss % 50 + 50 * chance.randint(0, 2), spare)
        spare -= got
        shares.append((got, got + loss))
    return shares


def lost_points(voice: Voice, domain: Domain, topic: str, points: int, maximum: int) -> Passage:
    """One criterion that did not get all its points, and why."""
    text = voice.say(
        "review",
        "lost",
        topic=topic,
        score=voice.number(points),
        max=voice.round_number(maximum),
        reason=voice.chance.choice(wording().all("review", "reasons")),
    )
    fact = district_score(voice, topic, domain.code, points, maximum)
    return text.stating(replace(fact, parent_criterion=domain.name))


def target_items(voice: Voice, count: int) -> list[Block]:
    """Numbered goals for the year that follows."""
    goals = voice.chance.sample(wording().goals, count)
    items: list[Block] = []
    for number, goal in enumerate(goals, 1):
        value = voice.chance.randint(goal.low, goal.high)
        lower = goal.text[:1].lower() + goal.text[1:]
        line = voice.say("target", "line", text=goal.text, lower=lower, value=str(value))
        lead = voice.say("plan", "target_lead", lead=goal.lead)
        who = goal.lead if lead.text else None
        fact = Target(str(number), goal.text, value, ">=", "%", voice.story.year + 1, who)
        items.append(item(join((f"{number}. ", line, lead, ".")).stating(fact), ""))
    return items

"""The report on a district's index of administrative reform at commune level: frame, results, judgement, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from gazetteer import Unit
from samples.facts import Change, Check, Criteria, Group, Score
from samples.frame import Register, body, heading, item, rules
from samples.knowledge import Domain, wording
from samples.passage import Passage, fill
from samples.ranking import domain_table, group_score, parts_table, ranking_table, total_score, unit_score
from samples.sheets import Block, NewPage, Paragraph
from samples.story import IndexYear, Result
from samples.voice import Voice, flaw


def report_blocks(voice: Voice, register: Register, wide: bool) -> list[Block]:
    """The body of the report after its title. `wide`: fields in one landscape table, else one table for each."""
    return [
        body(voice.say("report", "intro", citation=rules(voice, register))),
        *frame_part(voice),
        heading(voice.say("report", "part_result")),
        *overall(voice),
        *domains(voice, wide),
        *judgement(voice),
        body(voice.say("report", "closing")),
    ]


def frame_part(voice: Voice) -> list[Block]:
    story = voice.story
    n = len(story.results)
    scope = voice.say("report", "scope")
    if voice.flaws.plant("count-vs-gazetteer"):
        scope = voice.say("report", "scope", n=str(n + 2).zfill(2)).stating(
            flaw(
                "count-vs-gazetteer",
                n + 2,
                n,
                "số đơn vị cấp xã không đúng danh mục",
                "share-vs-count",
                "count-vs-list",
            )
        )
    year = story.year
    dates = voice.say("report", "method_dates", **_dates(voice, year))
    return [
        heading(voice.say("report", "part_frame")),
        heading(voice.say("report", "head_scope")),
        body(scope),
        heading(voice.say("report", "head_structure")),
        body(_structure(voice)),
        *[
            item(_domain_line(voice, domain, last=domain is story.criteria.domains[-1]))
            for domain in story.criteria.domains
        ],
        heading(voice.say("report", "head_method")),
        body(voice.say("report", "method"), dates, voice.say("report", "programme")),
        body(voice.say("report", "bands_intro", b=str(len(story.scale.bands)).zfill(2))),
        *[item(_band_line(voice, name)) for name, _ in story.scale.bands],
    ]


def _dates(voice: Voice, year: int) -> dict[str, Passage | str]:
    """When points were given and examined, at the end of the assessed year."""
    start = date(year, 11, voice.chance.randint(20, 29))
    end, last = date(year, 12, voice.chance.randint(5, 14)), date(year, 12, voice.chance.randint(18, 30))
    slots: dict[str, Passage | str] = {"from": voice.day(start, False), "to": voice.day(end, False)}
    if voice.flaws.plant("date-order"):
        wrong = date(year, 11, 10)
        check = flaw("date-order", wrong.isoformat(), last.isoformat(), "thẩm định xong trước khi nhận hồ sơ")
        return {**slots, "end": Passage(voice.day(wrong, False)).stating(check)}
    return {**slots, "end": voice.day(last, False)}


def _structure(voice: Voice) -> Passage:
    criteria = voice.story.criteria
    c, s = (sum(getattr(d, name) for d in criteria.domains) for name in ("criteria", "subcriteria"))
    flaws: list[Check] = []
    stated = c
    if voice.flaws.plant("parts-vs-sum"):
        stated = c + 3
        flaws.append(flaw("parts-vs-sum", stated, c, "số tiêu chí không bằng tổng các lĩnh vực"))
    maximum = criteria.max
    if voice.flaws.plant("maxima-vs-scale"):
        maximum += 500
        flaws.append(
            flaw(
                "maxima-vs-scale", maximum / 100, criteria.max / 100, "thang điểm khác tổng điểm tối đa", "stated-twice"
            )
        )
    fact = Criteria("total", None, stated, s or None, maximum / 100)
    name = "structure" if s else "structure_flat"
    text = voice.say(
        "report", name, d=two(len(criteria.domains)), c=two(stated), s=two(s), max=voice.round_number(maximum)
    )
    return text.stating(fact, *flaws)


def _domain_line(voice: Voice, domain: Domain, last: bool) -> Passage:
    fact = Criteria(domain.name, domain.code, domain.criteria, domain.subcriteria or None, domain.max / 100)
    text = voice.say(
        "report",
        "domain_line" if domain.subcriteria else "domain_line_flat",
        name=domain.name,
        c=two(domain.criteria),
        s=two(domain.subcriteria),
        max=voice.round_number(domain.max),
    )
    return _ending(text, "." if last else ";").stating(fact)


def _ending(text: Passage, mark: str) -> Passage:
    return Passage(text.text[:-1] + mark, text.marks)


def band_of(voice: Voice, name: str) -> Group:
    scale = voice.story.scale
    lower, upper = dict(scale.bands)[name], scale.upper(name)
    lowest = name == scale.bands[-1][0]
    return Group(
        name,
        voice.story.year,
        None if lowest else lower / 100,
        None if lowest else True,
        None if upper is None else upper / 100,
        None if upper is None else False,
    )


def _band_line(voice: Voice, name: str) -> Passage:
    scale = voice.story.scale
    label = "Nhóm" if scale.label == "Nhóm" else "Xếp loại"
    kind = {0: "top", len(scale.bands) - 1: "low"}.get([b for b, _ in scale.bands].index(name), "mid")
    return voice.say("report", f"band_{kind}", label=label, name=name, **_limits(voice, name)).stating(
        band_of(voice, name)
    )


def _limits(voice: Voice, name: str) -> dict[str, Passage | str]:
    scale = voice.story.scale
    upper = scale.upper(name)
    return {
        "lower": voice.round_number(dict(scale.bands)[name]),
        "upper": "" if upper is None else voice.round_number(upper),
    }


def overall(voice: Voice) -> list[Block]:
    story = voice.story
    blocks: list[Block] = [
        heading(voice.say("report", "head_overall")),
        body(mean_sentence(voice), extremes(voice)),
        body(voice.say("report", "groups_intro")),
        *[item(line) for line in group_lines(voice)],
    ]
    moves = movements(voice)
    if moves:
        blocks.append(body(*moves))
    caption = voice.say("report", "table_caption", no="1")
    return [*blocks, Paragraph(caption, "caption"), ranking_table(voice), *[body(s) for s in newcomers(voice, story)]]


def mean_sentence(voice: Voice) -> Passage:
    story = voice.story
    before = voice.previous.mean if voice.previous and voice.previous.criteria.max == story.criteria.max else None
    change = _mean_change(voice, "total", None, story.mean, before)
    maximum = story.criteria.max
    text = voice.say("report", "mean", mean=voice.number(story.mean), max=voice.round_number(maximum), change=change)
    return text.stating(group_score(voice, "total", None, story.mean, maximum))


def _mean_change(voice: Voice, criterion: str, code: str | None, now: int, before: int | None) -> Passage:
    if before is None or before == now:
        return Passage("")
    amount = abs(now - before)
    flaws: tuple[Check, ...] = ()
    previous = before
    template = wording().one(voice.chance, "report", "mean_up" if now > before else "mean_down")
    if "{previous}" in template and voice.flaws.plant("change-vs-values"):
        flaws = (flaw("change-vs-values", (amount + 80) / 100, amount / 100, "mức tăng, giảm không khớp hai giá trị"),)
        amount += 80
    text = fill(template, **{**voice.common(), "amount": voice.number(amount), "previous": voice.number(previous)})
    change = Change(
        voice.group(),
        None,
        voice.story.results[0].unit.kind,
        criterion,
        code,
        voice.story.year,
        voice.story.year - 1,
        "score",
        "up" if now > before else "down",
        amount / 100,
        now / 100,
        before / 100,
        stat="mean",
        unit_scope="group",
    )
    facts: list[Score | Change | Check] = [change, *flaws]
    if "{previous}" in template:
        facts.append(replace(group_score(voice, criterion, code, before, None), year=voice.story.year - 1))
    return text.stating(*facts)


def extremes(voice: Voice) -> Passage:
    best, worst = voice.story.results[0], voice.story.results[-1]
    gap, flaws = best.total - worst.total, tuple[Check, ...]()
    if voice.flaws.plant("range-vs-extremes"):
        gap += 250
        flaws = (flaw("range-vs-extremes", gap / 100, (gap - 250) / 100, "khoảng cách không bằng hiệu hai đầu"),)
    text = voice.say(
        "report",
        "extremes",
        best=voice.named(best.unit),
        worst=voice.named(worst.unit),
        high=voice.number(best.total),
        low=voice.number(worst.total),
        gap=voice.number(gap),
    )
    return text.stating(total_score(voice, best, best.total), total_score(voice, worst, worst.total), *flaws)


def group_lines(voice: Voice) -> list[Passage]:
    """One line a band: how many, which share, who."""
    story, lines = voice.story, []
    members = {name: [r for r in story.results if r.rating == name] for name, _ in story.scale.bands}
    flaws = _misplace(voice, members)
    for name, _ in story.scale.bands:
        text = _group_line(voice, name, members[name])
        lines.append(text.stating(*flaws.get(name, ())))
    return lines


def _misplace(voice: Voice, members: dict[str, list[Result]]) -> dict[str, list[Check]]:
    """A commune put into a second list, or left out of its own, where that is to be planted."""
    flaws: dict[str, list[Check]] = {}
    full = [name for name, results in members.items() if len(results) > 2]
    if len(full) and voice.flaws.plant("in-two-lists"):
        moved, other = members[full[0]][-1], next(name for name in members if name != full[0])
        members[other] = [*members[other], moved]
        message = f"{moved.unit.full_name} có trong hai nhóm"
        follow = ("band-vs-score", "parts-vs-sum", "share-vs-count")
        flaws.setdefault(other, []).append(flaw("in-two-lists", other, full[0], message, *follow))
    elif len(full) and voice.flaws.plant("in-no-list"):
        left_out = members[full[0]].pop(0)
        message = f"{left_out.unit.full_name} không có trong nhóm nào"
        flaws.setdefault(full[0], []).append(flaw("in-no-list", "", full[0], message, "parts-vs-sum"))
    return flaws


def _group_line(voice: Voice, name: str, results: Sequence[Result]) -> Passage:
    story = voice.story
    is_group = story.scale.label == "Nhóm"
    chapter = ("group" if is_group else "rating") + ("_some" if results else "_none")
    limits = voice.say("report", _range_name(voice, name), **_limits(voice, name))
    limits = Passage(limits.text[:1].lower() + limits.text[1:])
    n, flaws = len(results), list[Check]()
    if results and voice.flaws.plant("count-vs-list"):
        n += 1
        flaws.append(flaw("count-vs-list", n, n - 1, "số đơn vị không khớp danh sách", "parts-vs-sum"))
    share = (10000 * n + 5 * len(story.results)) // (10 * len(story.results))  # tenths of a per cent
    if results and not flaws and voice.flaws.plant("share-vs-count"):
        flaws.append(flaw("share-vs-count", (share + 35) / 10, share / 10, "tỷ lệ không khớp số đơn vị"))
        share += 35
    text = voice.say(
        "report",
        chapter,
        name=name,
        range=limits,
        n=two(n),
        share=voice.round_number(share * 10),
        units=voice.listed([r.unit for r in results]),
    )
    fact = replace(
        band_of(voice, name),
        count=n,
        share_percent=share / 10 if results else None,
        members=tuple(r.unit.code for r in results),
        member_names=tuple(r.unit.full_name for r in results),
    )
    return text.stating(fact, *flaws)


def _range_name(voice: Voice, name: str) -> str:
    names = [band for band, _ in voice.story.scale.bands]
    return "range_top" if name == names[0] else "range_low" if name == names[-1] else "range_mid"


def movements(voice: Voice) -> list[Passage]:
    """Who rose, who fell, against the year before: only where both years have the same scale."""
    story, before = voice.story, voice.previous
    if before is None or before.criteria.name != story.criteria.name:
        return []
    pairs = [(r, old) for r in story.results if (old := before.of(r.unit))]
    moved = sorted(pairs, key=lambda p: p[0].total - p[1].total)
    up, down = sum(r.total > o.total for r, o in pairs), sum(r.total < o.total for r, o in pairs)
    sentences = [voice.say("report", "rises", up=two(up), down=two(down))]
    if moved and moved[-1][0].total > moved[-1][1].total:
        sentences.append(_moved(voice, "best_riser", *moved[-1]))
    if moved and moved[0][0].total < moved[0][1].total:
        sentences.append(_moved(voice, "worst_faller", *moved[0]))
    chosen = voice.chance.sample(pairs, min(2, len(pairs)))
    return sentences + [rank_move(voice, now, old) for now, old in chosen]


def _moved(voice: Voice, name: str, now: Result, old: Result) -> Passage:
    """A change of points; the values are facts only where this variant prints them."""
    template = wording().one(voice.chance, "report", name)
    amount = abs(now.total - old.total)
    text = voice.fill(
        template,
        unit=voice.named(now.unit),
        amount=voice.number(amount),
        previous=voice.number(old.total),
        value=voice.number(now.total),
    )
    facts: list[Score | Change] = [change_of(voice, now.unit, "score", now.total / 100, old.total / 100)]
    if "{value}" in template:
        facts.append(total_score(voice, now, now.total))
        facts.append(replace(total_score(voice, now, old.total), year=voice.story.year - 1))
    return text.stating(*facts)


def rank_move(voice: Voice, now: Result, old: Result) -> Passage:
    name = "rank_up" if now.rank < old.rank else "rank_down" if now.rank > old.rank else "rank_same"
    text = voice.say(
        "report", name, unit=voice.named(now.unit), amount=two(abs(now.rank - old.rank)), rank=two(now.rank)
    )
    return text.stating(change_of(voice, now.unit, "rank", now.rank, old.rank))


def change_of(voice: Voice, unit: Unit, quantity: str, now: float, old: float) -> Change:
    better = now > old if quantity == "score" else now < old
    return Change(
        unit.full_name,
        unit.code,
        unit.kind,
        "total",
        None,
        voice.story.year,
        voice.story.year - 1,
        "score" if quantity == "score" else "rank",
        "same" if now == old else "up" if better else "down",
        round(abs(now - old), 2),
        now,
        old,
    )


def newcomers(voice: Voice, story: IndexYear) -> list[Passage]:
    """Communes that are new since the year before: merged, renamed or made."""
    if voice.previous is None:
        return []
    new = [r.unit for r in story.results if voice.previous.of(r.unit) is None]
    return [voice.say("report", "merged", unit=voice.named(unit)) for unit in new[:2]]


def domains(voice: Voice, wide: bool) -> list[Block]:
    blocks: list[Block] = [heading(voice.say("report", "head_domains"))]
    for index, domain in enumerate(voice.story.criteria.domains):
        sentence = domain_mean(voice, index)
        if wide:
            blocks.append(item(sentence))
            continue
        blocks.append(heading(Passage(f"2.{index + 1}. {domain.name}")))
        blocks += [body(_maximum(voice, domain)), domain_table(voice, index)]
        blocks.append(body(sentence, _best_of(voice, index), *domain_judgement(voice, index)))
    if wide:
        caption = voice.say("report", "table_caption", no="2")
        blocks += [NewPage(landscape=True), Paragraph(caption, "caption"), parts_table(voice), NewPage()]
    return blocks


def _maximum(voice: Voice, domain: Domain) -> Passage:
    text = voice.say("report", "domain_max", max=voice.round_number(domain.max))
    return text.stating(Criteria(domain.name, domain.code, None, None, domain.max / 100, optional=True))


def domain_mean(voice: Voice, index: int) -> Passage:
    story = voice.story
    domain, now = story.criteria.domains[index], story.domain_mean(index)
    old = voice.previous.domain(domain.code) if voice.previous else None
    before = voice.previous.domain_mean(old[0]) if voice.previous and old and old[1].max == domain.max else None
    text = voice.say(
        "report",
        "domain_mean",
        name=domain.name,
        short=domain.short,
        mean=voice.number(now),
        max=voice.round_number(domain.max),
        change=_mean_change(voice, domain.name, domain.code, now, before),
    )
    fact = replace(group_score(voice, domain.name, domain.code, now, domain.max), aliases=(domain.short,))
    return text.stating(fact)


def _best_of(voice: Voice, index: int) -> Passage:
    domain = voice.story.criteria.domains[index]
    best = max(voice.story.results, key=lambda r: (r.parts[index], r.unit.code))
    text = voice.say("report", "domain_best", unit=voice.named(best.unit), score=voice.number(best.parts[index]))
    return text.stating(unit_score(voice, best.unit, domain.name, domain.code, best.parts[index], domain.max))


def domain_judgement(voice: Voice, index: int) -> list[Passage]:
    lowest = sorted(voice.story.results, key=lambda r: (r.parts[index], r.unit.code))[: voice.chance.randint(1, 3)]
    units = voice.listed([r.unit for r in lowest])
    return [voice.say("report", "domain_good"), voice.say("report", "domain_bad", units=units)]


def judgement(voice: Voice) -> list[Block]:
    story, chance = voice.story, voice.chance
    points, flaws = story.mean, tuple[Check, ...]()
    if voice.flaws.plant("stated-twice"):
        points -= 15
        flaws = (
            flaw("stated-twice", points / 100, story.mean / 100, "trung bình nêu hai nơi khác nhau", "mean-vs-rows"),
        )
    again = voice.say("report", "restated_mean", mean=voice.number(points))
    again = again.stating(group_score(voice, "total", None, points, None), *flaws)
    stage = str(voice.common()["stage"])
    programme = voice.say("report", "programme_again")
    if voice.flaws.plant("period-conflict"):
        wrong = f"{stage[:5]}{int(stage[5:]) + 5}"
        check = flaw("period-conflict", wrong, stage, "giai đoạn của chương trình nêu hai nơi khác nhau")
        programme = voice.say("report", "programme_again", stage=wrong).stating(check)
    good = [voice.fill(t) for t in chance.sample(wording().all("report", "good"), 3)]
    bad = [voice.fill(t) for t in chance.sample(wording().all("report", "bad"), chance.randint(2, 4))]
    tasks = [voice.fill(t) for t in chance.sample(wording().all("report", "tasks"), chance.randint(3, 5))]
    return [
        heading(voice.say("report", "part_review")),
        heading(voice.say("report", "head_good")),
        body(*good),
        body(again, programme),
        heading(voice.say("report", "head_bad")),
        *[item(text) for text in bad],
        heading(voice.say("report", "part_tasks")),
        *[item(text) for text in tasks],
    ]


def two(n: int) -> str:
    """Counts below ten with a zero in front, as administrations write them."""
    return f"{n:02d}"

"""Truth on disk: the text, the facts (keys as in hand-made gold), the contract's tables, the word boxes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from samples.facts import (
    TABLE_OF,
    Citation,
    Criteria,
    DocumentFact,
    Fact,
    Group,
    Indicator,
    Mention,
    Score,
    Target,
    Task,
)
from samples.laidout import Box, Found, LaidOut

Row = dict[str, object]


def write_truth(folder: Path, name: str, laid: LaidOut, brief: bool = False) -> None:
    """NAME.txt, NAME.facts.jsonl and, if not brief, NAME.records.jsonl and for pages NAME.words.jsonl."""
    (folder / f"{name}.txt").write_text(laid.text, encoding="utf-8", newline="\n")
    write_rows(folder / f"{name}.facts.jsonl", fact_rows(laid, name))
    if brief:
        return
    write_rows(folder / f"{name}.records.jsonl", record_rows(laid))
    if laid.sizes:
        write_rows(folder / f"{name}.words.jsonl", word_rows(laid))


def write_rows(path: Path, rows: Iterator[Row]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8", newline="\n")


def fact_rows(laid: LaidOut, name: str) -> Iterator[Row]:
    """One row a fact, {"kind": ...}, with its lines (1-based) and the words that state it."""
    for number, found in enumerate(ordered(laid), 1):
        yield {"id": f"{name}-{number:04d}", **gold(found.fact), **_place(laid, found)}


def ordered(laid: LaidOut) -> list[Found]:
    """By place; documents first."""
    return sorted(laid.found, key=lambda f: (not isinstance(f.fact, DocumentFact), f.line, f.start))


def gold(fact: Fact) -> Row:
    """The keys of hand-made gold: `unit`, `max`, `max_points`, `value_unit` where the contract says otherwise."""
    row = asdict(fact)
    match fact:
        case DocumentFact():
            return {"kind": "document", **row, "year_assessed": row.pop("assessed_year")}
        case Mention():
            return {"kind": "mention", "unit": fact.unit_name, "level": fact.unit_level, "unit_code": fact.unit_code}
        case Score():
            return {"kind": "score", "unit": row.pop("unit_name"), "max": row.pop("max_score"), **row}
        case Group():
            return {"kind": "rating_band" if fact.count is None else "group", **row}
        case Criteria():
            return {"kind": "criteria_structure", "max_points": row.pop("max_score"), **row}
        case Indicator():
            return {"kind": "indicator", "value_unit": row.pop("unit_of_measure"), **row}
        case Target():
            return {"kind": "target", "unit": row.pop("unit_of_measure"), **row}
        case Task() | Citation():
            return {"kind": TABLE_OF[type(fact)][:-1], **row}
    if "unit_name" in row:
        row["unit"] = row.pop("unit_name")
    return {"kind": TABLE_OF[type(fact)][:-1], **row}


def _place(laid: LaidOut, found: Found) -> Row:
    lines = list(range(found.line + 1, found.last_line + 2))
    place: Row = {"page": laid.page_of(found.line), "line": found.line + 1, "lines": lines}
    if isinstance(found.fact, DocumentFact):
        return {**place, "lines": [lines[0], lines[-1]]}
    if isinstance(found.fact, Mention):
        return {**place, **_mention_place(laid, found)}
    return {**place, "quote": quote(laid, found)}


def _mention_place(laid: LaidOut, found: Found) -> Row:
    """A mention broken over two lines stands on the line where the name begins: the level word may be left behind.

    `surface`, `start` and `end` are what stands on that line, `parts` all of it.
    """
    if found.line == found.last_line:
        return {"surface": quote(laid, found), "start": found.start, "end": found.end}
    lines = range(found.line, found.last_line + 1)
    ends = [found.end if line == found.last_line else len(laid.lines[line]) for line in lines]
    starts = [found.start, *[0] * (len(lines) - 1)]
    parts = [laid.lines[line][start:end] for line, start, end in zip(lines, starts, ends, strict=True)]
    level = found.fact.unit_level.casefold() if isinstance(found.fact, Mention) else ""
    before = " ".join(parts[0].casefold().split())
    at = 1 if before and (level + " ").startswith(before + " ") else 0
    at = at + 1 if len(parts) > at + 1 and not parts[at].strip() else at
    return {
        "line": lines[at] + 1,
        "surface": parts[at],
        "start": starts[at],
        "end": ends[at],
        "parts": [[line + 1, part] for line, part in zip(lines, parts, strict=True)],
    }


def quote(laid: LaidOut, found: Found) -> str:
    if found.line == found.last_line:
        return laid.lines[found.line][found.start : found.end]
    middle = laid.lines[found.line + 1 : found.last_line]
    ends = laid.lines[found.line][found.start :], laid.lines[found.last_line][: found.end]
    return " ".join(part for part in (ends[0], *middle, ends[1]) if part.strip())


def record_rows(laid: LaidOut) -> Iterator[Row]:
    """The facts as rows of the contract's tables, each naming its table; ids are left to the program."""
    for found in ordered(laid):
        if isinstance(found.fact, Criteria | Score) and found.fact.optional:
            continue
        row = asdict(found.fact)
        for key in ("aliases", "optional", "may_follow"):
            row.pop(key, None)
        if isinstance(found.fact, Mention):
            mention = _mention_place(laid, found)
            mention.pop("parts", None)
            row |= mention
        words = [w.box for w in laid.words if _inside(w.line, w.start, w.end, found)]
        box = _around(words) if words and not isinstance(found.fact, DocumentFact) else None
        yield {
            "table": TABLE_OF[type(found.fact)],
            "document": found.document,
            "page": laid.page_of(found.line),
            "line": found.line + 1,
            "line_end": found.last_line + 1,
            "bbox": None if box is None else [round(x, 1) for x in box],
            "quote": "" if isinstance(found.fact, DocumentFact) else quote(laid, found),
            **row,
        }


def _inside(line: int, start: int, end: int, found: Found) -> bool:
    return (found.line, found.start) < (line, end) and (line, start) < (found.last_line, found.end)


def _around(boxes: list[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def word_rows(laid: LaidOut) -> Iterator[Row]:
    for word in laid.words:
        yield {
            "page": laid.page_of(word.line),
            "line": word.line + 1,
            "text": laid.lines[word.line][word.start : word.end],
            "box": [round(x, 1) for x in word.box],
        }

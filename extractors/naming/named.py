"""The units a document names, found once in its flowing text; mention records and prose extractors read them."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.context import DocumentContext
from extractors.layout import numbered_lines
from extractors.naming.linking import Linked, linked, search_context
from extractors.text.flow import Flow
from extractors.text.remember import last_answer
from gazetteer.lookup import Gazetteer
from gazetteer.mentions import find_mentions


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """One mention: offsets in the flow, and in its line of text.txt (`number`). `end` is on the line where it begins;
    `name_end` is on the next where the name is wrapped."""

    start: int
    end: int
    name_end: int
    number: int
    line_start: int
    line_end: int
    surface: str
    link: Linked


@last_answer
def named_units(flow: Flow, context: DocumentContext) -> tuple[NamedUnit, ...]:
    """Every named unit of the document in order; none without a gazetteer."""
    if not isinstance(context.gazetteer, Gazetteer):
        return ()
    numbers, lines = [], []
    for number, _, line in numbered_lines(flow.pages):
        numbers.append(number)
        lines.append(line.text)
    places = _line_offsets(flow)
    found = []
    for mention in find_mentions(context.gazetteer, lines, search_context(context)):
        above = lines[mention.line - 1][-12:] + " " if mention.line else ""
        if mention.surface.isdigit() and not _numbered(mention.kind, above + lines[mention.line][: mention.start]):
            continue  # "4." before a heading is no ward 4
        number = numbers[mention.line]
        start = _offset(places, number, mention.start)
        if start is None:
            continue
        link = linked(mention.unit, mention.score, mention.candidates[1:])
        end = start + mention.end - mention.start
        last = _offset(places, numbers[mention.last_line], mention.last_end - 1)
        name_end = end if last is None else last + 1
        found.append(NamedUnit(start, end, name_end, number, mention.start, mention.end, mention.surface, link))
    return tuple(sorted(found, key=lambda n: n.start))


def _numbered(kind: str, before: str) -> bool:
    """A bare number is a unit only after its level word, in a list that it begins ('Phường 1, 2 và 3') or across the
    line's end."""
    return bool(kind) and kind in before.lower()


def _line_offsets(flow: Flow) -> dict[int, list[tuple[int, int, int]]]:
    """Line number → its pieces as (column, length, offset in the flow)."""
    places: dict[int, list[tuple[int, int, int]]] = {}
    for piece in flow.pieces:
        places.setdefault(piece.number, []).append((piece.column, piece.end - piece.start, piece.start))
    return places


def _offset(places: dict[int, list[tuple[int, int, int]]], number: int, column: int) -> int | None:
    for first, length, start in places.get(number, ()):
        if first <= column < first + length:
            return start + column - first
    return None

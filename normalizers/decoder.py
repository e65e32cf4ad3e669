"""Winning back Vietnamese: the most probable words behind damaged text.

`restore` tells the story: cut the lines into tokens, see what kind of damage there is, propose candidates for each
token, find the best way through them under the language model, learn the habits of this document from what was found,
and read it again. What is right is left alone.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from normalizers.casing import dress, opens_item, raised, upper_lines
from normalizers.damage import Damage, damage, signs
from normalizers.hints import Hints
from normalizers.language import NUMBER_ID, UNKNOWN_ID, LanguageModel
from normalizers.lattice import wrapped
from normalizers.reading import (
    Knowledge,
    Reading,
    adapted,
    document_channel,
    knowledge,
    read_garbled,
    read_stripped,
    same,
)
from normalizers.repairs import Repair, RepairKind
from normalizers.symbols import mends
from normalizers.tokens import Kind, Token, cut

PASSES: Final = 2
REASONS: Final[dict[RepairKind, str]] = {
    "diacritics": "diacritics restored",
    "ocr": "misread letters",
    "digits": "number or symbol by its grammar",
}


def restore(lines: Sequence[str], hints: Hints) -> tuple[Repair, ...]:
    """Repairs of stripped diacritics and of OCR garble, ordered by line and start.

    Offsets are in the restored lines, line numbers count from 1. Lines must be NFC.
    """
    tokens = list(cut(lines))
    kind = damage(signs([t.text for t in tokens if t.kind is Kind.WORD]))
    if kind is Damage.NONE:
        return ()
    known = knowledge(tuple(sorted(set(hints.names))))
    stretches = _stretches(lines, tokens)
    if kind is Damage.STRIPPED:
        readings = read_stripped(tokens, stretches, known)
        return _repairs(lines, readings, tokens, known, "diacritics")
    channel = document_channel(tokens, known)
    readings = read_garbled(tokens, stretches, channel, known)
    for _ in range(PASSES - 1):
        channel = adapted(tokens, readings, channel, known)
        readings = read_garbled(tokens, stretches, channel, known)
    return _repairs(lines, readings, tokens, known, "ocr")


def _stretches(lines: Sequence[str], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Runs of tokens that belong to one sentence, over line ends where the line runs on."""
    runs = wrapped(lines)
    bounds = [0]
    for i in range(1, len(tokens)):
        before, token = tokens[i - 1], tokens[i]
        broken = token.line != before.line and not runs[before.line]
        if token.opens or broken:
            bounds.append(i)
    bounds.append(len(tokens))
    return [(a, b) for a, b in itertools.pairwise(bounds) if a < b]


def _repairs(
    lines: Sequence[str], readings: Sequence[Reading], tokens: Sequence[Token], known: Knowledge, kind: RepairKind
) -> tuple[Repair, ...]:
    """What changes, with offsets in the lines as they will be."""
    changes = [*_words(lines, readings, tokens, known.model, kind), *_mends({t.line for t in tokens}, lines)]
    changes.sort(key=lambda c: (c.line, c.start))
    repairs: list[Repair] = []
    line, end, shift = -1, 0, 0
    for change in changes:
        if change.line != line:
            line, end, shift = change.line, 0, 0
        if change.start < end:
            continue  # a number inside what was read as a word: the first reading stands
        start = change.start + shift
        after = change.after
        repairs.append(
            Repair(line + 1, start, start + len(after), change.before, after, change.kind, change.reason, change.sure)
        )
        end = change.start + len(change.before)
        shift += len(after) - len(change.before)
    return tuple(repairs)


@dataclass(frozen=True, slots=True)
class _Change:
    """A repair before the others of its line are counted in: `line` from 0, `start` in the line as read."""

    line: int
    start: int
    before: str
    after: str
    kind: RepairKind
    reason: str
    sure: float


def _words(
    lines: Sequence[str], readings: Sequence[Reading], tokens: Sequence[Token], model: LanguageModel, kind: RepairKind
) -> Iterator[_Change]:
    """What the readings change."""
    capitals = upper_lines(tokens)
    for reading in readings:
        first, last = tokens[reading.first], tokens[reading.last - 1]
        before = lines[first.line][first.start : last.end]
        after = _written(reading, before, model, first.line in capitals)
        if after is not None and kind == "ocr" and opens_item(lines[first.line], first.start):
            after = raised(after, before)
        if after is not None and after != before:
            yield _Change(first.line, first.start, before, after, kind, REASONS[kind], confidence(reading.margin))


def _mends(numbers: Iterable[int], lines: Sequence[str]) -> Iterator[_Change]:
    """What the grammar of numbers and symbols changes."""
    for number in sorted(numbers):
        for mend in mends(lines[number]):
            before = lines[number][mend.start : mend.end]
            yield _Change(number, mend.start, before, mend.after, "digits", REASONS["digits"], 0.9)


def confidence(margin: float) -> float:
    """How likely a word is right whose reading beats the next best by this margin (natural log); see docs/repair.md."""
    return round(0.998 - 0.45 * math.exp(-margin / 2.2), 3)


def _written(reading: Reading, seen: str, model: LanguageModel, upper_line: bool) -> str | None:
    """The words as they will stand in the line; None to leave what stands there."""
    if any(word in (NUMBER_ID, UNKNOWN_ID) for word in reading.words):
        return None
    words = [model.words[w] for w in reading.words]
    if len(words) == 1 and same(words[0], seen):
        return None
    ends = reading.ends or (len(seen),)
    pieces = [seen[a:b] or seen[:1] for a, b in itertools.pairwise((0, *ends))]
    shares = [float(model.casing[i, 1]) for i in reading.words]
    return " ".join(dress(w, p, share, upper_line) for w, p, share in zip(words, pieces, shares, strict=True))

"""Winning back Vietnamese: the most probable words behind damaged text.

`restore` tells the story: cut the lines into tokens, see what kind of damage there is, propose candidates for each
token, find the best way through them under the language model, learn the habits of this document from what was found,
and read it again. What is right is left alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from normalizers.casing import dress, opens_item, raised, upper_lines
from normalizers.damage import Damage, damage, signs
from normalizers.hints import Hints
from normalizers.language import NUMBER_ID, UNKNOWN_ID, LanguageModel
from normalizers.lattice import wrapped
from normalizers.reading import Reading, adapted, document_channel, knowledge, read_garbled, read_stripped, same
from normalizers.repairs import Repair, RepairKind
from normalizers.tokens import Kind, Token, cut

PASSES: Final = 2


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
        return tuple(_repairs(lines, readings, tokens, known.model, "diacritics", "diacritics restored"))
    channel = document_channel(tokens, known)
    readings = read_garbled(tokens, stretches, channel, known)
    for _ in range(PASSES - 1):
        channel = adapted(tokens, readings, channel, known)
        readings = read_garbled(tokens, stretches, channel, known)
    return tuple(_repairs(lines, readings, tokens, known.model, "ocr", "misread letters"))


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
    lines: Sequence[str],
    readings: Sequence[Reading],
    tokens: Sequence[Token],
    model: LanguageModel,
    kind: RepairKind,
    reason: str,
) -> list[Repair]:
    """What changes, with offsets in the lines as they will be."""
    capitals = upper_lines(tokens)
    repairs: list[Repair] = []
    line, shift = -1, 0
    for reading in readings:
        first, last = tokens[reading.first], tokens[reading.last - 1]
        if first.line != line:
            line, shift = first.line, 0
        before = lines[line][first.start : last.end]
        after = _written(reading, before, model, line in capitals)
        if after is not None and kind == "ocr" and opens_item(lines[line], first.start):
            after = raised(after, before)
        if after is None or after == before:
            continue
        start = first.start + shift
        repairs.append(Repair(line + 1, start, start + len(after), before, after, kind, reason, 0.9))
        shift += len(after) - len(before)
    return repairs


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

"""Winning back Vietnamese: the most probable words behind damaged text.

`restore` tells the story: cut the lines into tokens, see what kind of damage there is, propose candidates for each
token, find the best way through them under the language model, learn the habits of this document from what was found,
and read it again. What is right is left alone.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from normalizers.casing import capitals_of, dress, opens_item, raised, redressed, upper_lines
from normalizers.damage import Damage, verdicts
from normalizers.echoes import echoing
from normalizers.habits import Habits, first_habits, learned
from normalizers.hints import Hints
from normalizers.language import NUMBER_ID, UNKNOWN_ID, LanguageModel
from normalizers.lattice import Reading, continued
from normalizers.numerals import perhaps
from normalizers.reading import (
    Knowledge,
    knowledge,
    read_garbled,
    read_stripped,
    same,
)
from normalizers.repairs import Repair, RepairKind
from normalizers.slips import read_slips
from normalizers.symbols import is_year, mends, year
from normalizers.tokens import Kind, Token, cut

PASSES: Final = 2
SAMPLE: Final = 6000  # tokens from which a document's habits are learned
BATCH: Final = 30_000  # tokens decoded together
LONGEST_STRETCH: Final = 150  # tokens without any stop
Scale = tuple[float, float, float]
LIGHT: Final[Scale] = (0.997, 0.45, 2.6)  # fitted on stripped text and on the garble of a light hand
HEAVY: Final[Scale] = (0.995, 0.70, 3.2)  # and where digits and signs stand for letters
REASONS: Final = {
    "diacritics": "diacritics restored",
    "ocr": "misread letters",
    "blank": "words run together",
    "digits": "number or symbol by its grammar",
}


def restore(lines: Sequence[str], hints: Hints) -> tuple[Repair, ...]:
    """Repairs of stripped diacritics and of OCR garble, ordered by line and start.

    Offsets are in the restored lines, line numbers count from 1. Lines must be NFC.
    """
    tokens = list(cut(lines))
    kinds = verdicts(_words_by_line(tokens, len(lines)))
    damaged = {kind for kind in kinds if kind is not Damage.NONE}
    if not damaged and not hints.ocr:
        return ()
    known = knowledge(tuple(sorted(set(hints.names))))
    stretches = _stretches(lines, tokens)
    changes: list[_Change] = []
    if Damage.STRIPPED in damaged:
        some = [s for s in stretches if kinds[tokens[s[0]].line] is Damage.STRIPPED]
        for batch in _batches(some, BATCH):
            readings = read_stripped(tokens, batch, known)
            changes += _words(lines, readings, tokens, known.model, "diacritics", LIGHT)
    if Damage.SLIPS in damaged or (hints.ocr and Damage.NONE in kinds):
        some = [s for s in stretches if kinds[tokens[s[0]].line] in (Damage.SLIPS, Damage.NONE)]
        for batch in _batches(some, BATCH):
            readings = read_slips(tokens, batch, known, hints)
            changes += _words(lines, readings, tokens, known.model, "ocr", LIGHT)
    if Damage.GARBLED in damaged:
        some = [s for s in stretches if kinds[tokens[s[0]].line] is Damage.GARBLED]
        habits, taught, scale = _habits(tokens, some, known)
        for batch in _batches(some, BATCH):
            readings = read_garbled(tokens, batch, habits, taught)
            changes += _words(lines, readings, tokens, known.model, "ocr", scale)
    changes += _mends(kinds, lines)
    return _repairs(changes)


def _words_by_line(tokens: Sequence[Token], count: int) -> list[list[str]]:
    words: list[list[str]] = [[] for _ in range(count)]
    for token in tokens:
        if token.kind is Kind.WORD:
            words[token.line].append(token.text)
    return words


def _habits(
    tokens: Sequence[Token], stretches: Sequence[tuple[int, int]], known: Knowledge
) -> tuple[Habits, Knowledge, Scale]:
    """What readings of some of this document teach: the habits of its reader, the pairs of words it repeats; and how
    far margins can be trusted.
    """
    mine = [token for first, last in stretches for token in tokens[first:last]]
    first = habits = first_habits(mine, known.letters)
    taught = known
    for _ in range(PASSES - 1):
        readings = read_garbled(tokens, next(_batches(stretches, SAMPLE)), habits, taught)
        habits = learned(tokens, readings, first, known.model)
        taught = replace(known, model=echoing(known.model, readings, frozenset(a for a, _ in stretches)))
    return habits, taught, HEAVY if habits.heavy else LIGHT


def _batches(stretches: Sequence[tuple[int, int]], size: int) -> Iterator[list[tuple[int, int]]]:
    """The stretches in batches of about `size` tokens: memory stays bounded however long the text."""
    batch: list[tuple[int, int]] = []
    held = 0
    for first, last in stretches:
        batch.append((first, last))
        held += last - first
        if held >= size:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _stretches(lines: Sequence[str], tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Runs of tokens that belong to one sentence, over line ends where the line runs on."""
    onward = continued(lines)
    bounds = [0]
    for i in range(1, len(tokens)):
        before, token = tokens[i - 1], tokens[i]
        broken = token.line != before.line and token.line not in onward
        if token.opens or broken or i - bounds[-1] >= LONGEST_STRETCH:
            bounds.append(i)
    bounds.append(len(tokens))
    return [(a, b) for a, b in itertools.pairwise(bounds) if a < b]


def _repairs(changes: list[_Change]) -> tuple[Repair, ...]:
    """The changes in order, with offsets in the lines as they will be."""
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
    lines: Sequence[str],
    readings: Sequence[Reading],
    tokens: Sequence[Token],
    model: LanguageModel,
    kind: RepairKind,
    scale: Scale,
) -> Iterator[_Change]:
    """What the readings change."""
    capitals, onward = upper_lines(tokens), continued(lines)
    for reading in readings:
        first, last = tokens[reading.first], tokens[reading.last - 1]
        if reading.first and kind == "ocr" and _touch(tokens[reading.first - 1], first):
            yield _Change(first.line, first.start, "", " ", kind, REASONS["blank"], 0.9)
        before = lines[first.line][first.start : last.end]
        if kind == "diacritics" and len(reading.words) == 1:
            after = _marked(reading, before, model)
        else:
            fixed = first.kind is Kind.FIXED
            after = _written(reading, before, model, first.line in capitals, scale is LIGHT, fixed)
        if after is not None and kind == "ocr" and _must_be_capital(lines[first.line], first, first.line not in onward):
            after = raised(after, before)
        if after is not None and after != before:
            yield _Change(
                first.line, first.start, before, after, kind, REASONS[kind], confidence(reading.margin, scale)
            )


def _must_be_capital(line: str, token: Token, opening: bool) -> bool:
    """Whether a word begins an item or a sentence, or was read as digits at the `opening` of a line (`56` for Số)."""
    if line[: token.start].strip():
        return opens_item(line, token.start)
    return opening and token.text.isdigit()


def _touch(left: Token, right: Token) -> bool:
    """Whether nothing stands between two tokens: `UBNDcdc`, `ndm2020`."""
    return left.line == right.line and left.end == right.start


def _mends(kinds: Iterable[Damage], lines: Sequence[str]) -> Iterator[_Change]:
    """What the grammar of numbers and symbols changes."""
    for number, kind in enumerate(kinds):
        if kind not in (Damage.STRIPPED, Damage.GARBLED):
            continue
        for mend in mends(lines[number], kind is Damage.GARBLED):
            before = lines[number][mend.start : mend.end]
            yield _Change(number, mend.start, before, mend.after, "digits", REASONS["digits"], 0.9)


def confidence(margin: float, scale: Scale) -> float:
    """How likely a word is right whose reading beats the next best by this margin (natural log); see docs/repair.md."""
    top, spread, width = scale
    return round(top - spread * math.exp(-margin / width), 3)


def _marked(reading: Reading, seen: str, model: LanguageModel) -> str | None:
    """The one word with its marks, in the very capitals of the stripped text; None to leave what stands there."""
    word = reading.words[0]
    return None if word in (NUMBER_ID, UNKNOWN_ID) else capitals_of(seen, model.words[word])


def _written(
    reading: Reading, seen: str, model: LanguageModel, upper_line: bool, trusted: bool, fixed: bool
) -> str | None:
    """The words as they will stand in the line; None to leave what stands there."""
    if reading.words == (NUMBER_ID,) and not fixed:
        return year(seen) if is_year(seen) else perhaps(seen)
    if any(word in (NUMBER_ID, UNKNOWN_ID) for word in reading.words):
        return None
    words = [model.words[w] for w in reading.words]
    if len(words) == 1 and same(words[0], seen):
        return None if fixed else redressed(seen, float(model.casing[reading.words[0], 1]))
    ends = reading.ends or (len(seen),)
    pieces = [seen[a:b] or seen[:1] for a, b in itertools.pairwise((0, *ends))]
    shares = [float(model.casing[i, 1]) for i in reading.words]
    return " ".join(dress(w, p, share, upper_line, trusted) for w, p, share in zip(words, pieces, shares, strict=True))

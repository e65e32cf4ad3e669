"""Winning back Vietnamese: the most probable words behind damaged text.

`restore` tells the story: cut the lines into tokens, see what kind of damage there is, propose candidates for each
token, find the best way through them under the language model, learn the habits of this document from what was found,
and read it again. What is right is left alone.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from normalizers.casing import capitals_of, dress, opens_item, raised, redressed, upper_lines
from normalizers.damage import Damage, verdicts
from normalizers.echoes import echoing
from normalizers.edits import Edit
from normalizers.habits import Habits, first_habits, learned
from normalizers.hints import Hints
from normalizers.knowledge import Knowledge, knowledge, letter_frequency
from normalizers.language import NUMBER_ID, UNKNOWN_ID, LanguageModel
from normalizers.lattice import Reading, continued
from normalizers.numerals import perhaps
from normalizers.reading import Stretches, read_garbled, read_stripped, same
from normalizers.repairs import RepairKind
from normalizers.slips import read_slips
from normalizers.symbols import is_year, mends, year
from normalizers.tokens import Kind, Token, cut

PASSES: Final = 2
SAMPLE: Final = 6000  # tokens from which a document's habits are learned
CERTAIN: Final = 10.0  # margin from which a word of light garble need not be read again
SURE: Final = 8.0  # margin beyond which it makes no difference
LEGIBLE: Final = 4.5  # mean margin below which a text is noise,
ENOUGH: Final = 200  # if it has so many words
BATCH: Final = 30_000  # tokens decoded together
LONGEST_STRETCH: Final = 150  # tokens without any stop
Scale = tuple[float, float, float]
_Change = tuple[int, Edit]  # in which line, from 0
LIGHT: Final[Scale] = (0.997, 0.45, 2.6)  # fitted on stripped text and on the garble of a light hand
HEAVY: Final[Scale] = (0.995, 0.70, 3.2)  # and where digits and signs stand for letters
REASONS: Final = {
    "diacritics": "diacritics restored",
    "ocr": "misread letters",
    "blank": "words run together",
    "digits": "number or symbol by its grammar",
}


def restore(lines: Sequence[str], hints: Hints) -> dict[int, list[Edit]]:
    """What wins back stripped diacritics and mends OCR garble, by line (from 0), in order. Lines must be NFC."""
    tokens = list(cut(lines))
    kinds = verdicts(_words_by_line(tokens, len(lines)))
    damaged = {kind for kind in kinds if kind is not Damage.NONE}
    if not damaged and not hints.ocr:
        return {}
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
        lesson = _lesson(tokens, some, known)
        for batch in _batches(some, BATCH) if lesson.legible else ():
            readings = read_garbled(tokens, batch, lesson.habits, lesson.known, lesson.certain)
            changes += _words(lines, readings, tokens, known.model, "ocr", lesson.scale)
    changes += _mends(kinds, lines)
    return _by_line(changes)


def _words_by_line(tokens: Sequence[Token], count: int) -> list[list[str]]:
    words: list[list[str]] = [[] for _ in range(count)]
    for token in tokens:
        if token.kind is Kind.WORD:
            words[token.line].append(token.text)
    return words


class _Lesson(NamedTuple):
    """What readings of some of a document teach: the habits of its reader, the model with the pairs of words it
    repeats, the words that are certain already, by their token, how far margins can be trusted, and whether the text is
    Vietnamese at all.
    """

    habits: Habits
    known: Knowledge
    certain: Mapping[int, Reading]
    scale: Scale
    legible: bool


def _lesson(tokens: Sequence[Token], stretches: Stretches, known: Knowledge) -> _Lesson:
    mine = [token for first, last in stretches for token in tokens[first:last]]
    first = habits = first_habits(mine, letter_frequency())
    taught, certain, legible = known, {}, True
    for _ in range(PASSES - 1):
        readings = read_garbled(tokens, next(_batches(stretches, SAMPLE)), habits, taught)
        habits = learned(tokens, readings, first, known.model)
        taught = replace(known, model=echoing(known.model, readings, frozenset(a for a, _ in stretches)))
        if not habits.heavy:
            certain = {r.first: r for r in readings if r.margin >= CERTAIN and r.last == r.first + 1}
        legible = _is_legible(readings)
    return _Lesson(habits, taught, certain, HEAVY if habits.heavy else LIGHT, legible)


def _is_legible(readings: Sequence[Reading]) -> bool:
    """Whether words stand out against their rivals: in garble by 7 on the average (of 8 at most), in noise by 3."""
    margins = [min(r.margin, SURE) for r in readings if len(r.words) == 1 and r.words[0] > UNKNOWN_ID]
    return len(margins) < ENOUGH or sum(margins) >= LEGIBLE * len(margins)


def _batches(stretches: Stretches, size: int) -> Iterator[list[tuple[int, int]]]:
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


def _by_line(changes: list[_Change]) -> dict[int, list[Edit]]:
    """The changes of each line in order. A number inside what was read as a word: the first reading stands."""
    changes.sort(key=lambda change: (change[0], change[1].start))
    lines: dict[int, list[Edit]] = {}
    for line, edit in changes:
        edits = lines.setdefault(line, [])
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return lines


def _words(
    lines: Sequence[str],
    readings: Sequence[Reading],
    tokens: Sequence[Token],
    model: LanguageModel,
    kind: RepairKind,
    scale: Scale,
) -> Iterator[_Change]:
    """What the readings change."""
    capitals, onward = (upper_lines(tokens), continued(lines)) if kind == "ocr" else (set(), set())
    for reading in readings:
        first, last = tokens[reading.first], tokens[reading.last - 1]
        if reading.first and kind == "ocr" and _touch(tokens[reading.first - 1], first):
            yield first.line, Edit(first.start, first.start, " ", kind, REASONS["blank"], 0.9)
        before = lines[first.line][first.start : last.end]
        if kind == "diacritics" and len(reading.words) == 1:
            after = _marked(reading, before, model)
        else:
            fixed = first.kind is Kind.FIXED
            after = _written(reading, before, model, first.line in capitals, scale is LIGHT, fixed)
        if after is not None and kind == "ocr" and _must_be_capital(lines[first.line], first, first.line not in onward):
            after = raised(after, before)
        if after is not None and after != before:
            sure = confidence(reading.margin, scale)
            yield first.line, Edit(first.start, last.end, after, kind, REASONS[kind], sure)


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
            yield number, Edit(mend.start, mend.end, mend.after, "digits", REASONS["digits"], 0.9)


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

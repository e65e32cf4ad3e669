"""The slips of a reader that knows Vietnamese: a mark now and then amiss (CHÍ SỐ for CHỈ SỐ), seldom a letter.

A word stays unless another one is far likelier in its place. What a slip costs is how often readers make it
(data/slips.tsv), how sure this reader was of the word, and how often it is made in this document: the surest slips of a
first reading teach the second.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from normalizers import candidates as search
from normalizers import channel as channels
from normalizers.hints import Hints
from normalizers.knowledge import Knowledge
from normalizers.language import NUMBER_ID, UNKNOWN_ID
from normalizers.lattice import Draft, Reading
from normalizers.marks import changes, marks
from normalizers.reading import read_draft
from normalizers.spelling import canonical
from normalizers.syllables import syllables
from normalizers.tokens import Kind, Token
from normalizers.unicode import strip_diacritics

RARE: Final = 0.0002  # share of a mark's sightings for slips never counted
STRANGE: Final = 5.0  # what no syllable is likelier to be a slip than a syllable in use (natural log)
UNHEARD: Final = 4.0  # and a syllable that the model does not know
LEAST: Final = -0.5  # what any slip costs
MARGIN: Final = 2.5  # by which another word must be likelier
STRANGE_MARGIN: Final = 1.5  # where what was read is no syllable
DOUBTS: Final = ((0.95, -1.0), (0.9, 1.0), (0.5, 2.5), (0.0, 1.0))  # confidence from, what slips gain by it (log)
UNSURE: Final = 0.8  # confidence below which a bare word may be misread
STEADY: Final = 300.0  # sightings that each letter is read right in, for slips of letters
LETTERS_KEPT: Final = 20
LETTERS_BEAM: Final = 9.0
PRIOR: Final = 40.0  # sightings in the document that the counted shares are worth

Change = tuple[str, str, bool]  # the mark meant, the mark seen, whether in capitals


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word as read: canonical small letters, whether it stands in capitals, and what is known against it."""

    text: str
    capitals: bool
    doubt: float
    unsure: bool


def read_slips(
    tokens: Sequence[Token], stretches: Sequence[tuple[int, int]], known: Knowledge, hints: Hints
) -> list[Reading]:
    """The words behind tokens that a reader of Vietnamese read; only those that stand against what was read."""
    seen = {i: _seen(tokens[i], hints) for a, b in stretches for i in range(a, b) if tokens[i].kind is Kind.WORD}
    letters = _misspelt(seen.values(), known)
    rates = _counted()
    first = _read(tokens, stretches, seen, rates, letters, known)
    if not first:
        return first
    return _read(tokens, stretches, seen, _learned(first, seen, rates, known), letters, known)


def _seen(token: Token, hints: Hints) -> _Seen:
    text = canonical(token.text.lower())
    inside = (c for start, end, c in hints.line_words(token.line) if start <= token.start < end)
    confidence = next(inside, None)
    doubt = 0.0 if confidence is None else next(gain for least, gain in DOUBTS if confidence >= least)
    capitals = token.text.isupper() and len(text) > 1
    return _Seen(text, capitals, doubt, confidence is not None and confidence < UNSURE)


def _read(
    tokens: Sequence[Token],
    stretches: Sequence[tuple[int, int]],
    seen: Mapping[int, _Seen],
    rates: Mapping[Change, float],
    letters: Mapping[str, list[tuple[int, float]]],
    known: Knowledge,
) -> list[Reading]:
    draft = Draft()
    choices: dict[_Seen | Token, int] = {}
    for first, last in stretches:
        for i in range(first, last):
            word = seen.get(i)
            key = tokens[i] if word is None else word
            if key not in choices:
                if word is None:
                    own = NUMBER_ID if tokens[i].kind is Kind.NUMBER else known.model.id(tokens[i].text)
                    draft.row((own,), 0.0)
                else:
                    words, costs = _options(word, rates, letters, known)
                    draft.rows(words, costs, [()] * len(words))
                choices[key] = draft.choice()
            draft.token((choices[key],))
        draft.close_stretch()
    return [
        r for r in read_draft(draft, stretches, known.model) if r.first in seen and _stands(r, seen[r.first], known)
    ]


def _stands(reading: Reading, seen: _Seen, known: Knowledge) -> bool:
    """Whether another word is likely enough to take the place of what was read."""
    if known.model.words[reading.words[0]] == seen.text:
        return False
    return reading.margin >= (MARGIN if _legal(seen.text, known) else STRANGE_MARGIN)


def _legal(text: str, known: Knowledge) -> bool:
    return text in syllables() or text in known.model.index


def _options(
    seen: _Seen, rates: Mapping[Change, float], letters: Mapping[str, list[tuple[int, float]]], known: Knowledge
) -> tuple[list[tuple[int, ...]], list[float]]:
    """What a word may be, the word itself first: words and costs."""
    own = known.model.index.get(seen.text, UNKNOWN_ID)
    words: list[tuple[int, ...]] = [(own,)]
    costs = [0.0]
    gain = seen.doubt + (0.0 if own != UNKNOWN_ID else UNHEARD if _legal(seen.text, known) else STRANGE)
    for word in known.vocabulary.by_skeleton.get(strip_diacritics(seen.text), ()):
        if word != own and len(known.model.words[word]) == len(seen.text):
            words.append((word,))
            costs.append(min(gain + _cost(known.model.words[word], seen, rates), LEAST))
    for word, cost in letters.get(seen.text, ()):
        words.append((word,))
        costs.append(min(gain + cost, LEAST))
    return words, costs


def _cost(meant: str, seen: _Seen, rates: Mapping[Change, float]) -> float:
    """How seldom the marks of one word are read as those of the other (natural log)."""
    return sum(math.log(rates.get((*change, seen.capitals), RARE)) for change in changes(meant, seen.text))


def _misspelt(words: Iterable[_Seen], known: Knowledge) -> dict[str, list[tuple[int, float]]]:
    """For words that nobody knows: those with other letters that they may be, and what that costs."""
    strange = sorted({w.text for w in words if _misread(w, known)})
    prices = search.prices(_steady(), known.vocabulary.lexicon)
    found = search.search(strange, known.vocabulary.lexicon, prices, known.worth, LETTERS_KEPT, LETTERS_BEAM)
    letters: dict[str, list[tuple[int, float]]] = {text: [] for text in strange}
    for i, word, cost in zip(found.tokens.tolist(), found.words.tolist(), found.costs.tolist(), strict=True):
        if strip_diacritics(known.model.words[word]) != strip_diacritics(strange[i]):
            letters[strange[i]].append((word, cost))
    return letters


def _misread(word: _Seen, known: Knowledge) -> bool:
    """Whether letters may have been misread: an unknown word, but with marks; foreign words are bare."""
    odd = sum(not c.isalpha() for c in word.text)
    if word.text in known.model.index or odd > 1 or not 3 <= len(word.text) <= 8:
        return False
    if not (word.text[0].isalpha() and word.text[-1].isalpha()):
        return False  # the mark of a footnote, a number that lost its blank
    return word.unsure or odd == 1 or strip_diacritics(word.text) != word.text


@cache
def _steady() -> channels.Channel:
    """A reader that nearly always reads letters right, and else as anyone would expect."""
    return channels.from_counts({letter: {letter: STEADY} for letter in channels.load().logs})


@cache
def _counted() -> Mapping[Change, float]:
    """How often each mark is read as another one, from data/slips.tsv."""
    rates: dict[Change, float] = {}
    for line in (files("normalizers") / "data" / "slips.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            meant, seen, small, capital = line.split("\t")
            rates[meant, seen, False] = max(float(small), RARE)
            rates[meant, seen, True] = max(float(capital), RARE)
    return rates


def _learned(
    readings: Sequence[Reading], seen: Mapping[int, _Seen], rates: Mapping[Change, float], known: Knowledge
) -> Mapping[Change, float]:
    """The shares as they are in this document, leaning on the counted ones."""
    stood: Counter[tuple[str, bool]] = Counter()
    for word in seen.values():
        stood.update((mark, word.capitals) for letter in word.text for mark in _marks(letter))
    read: Counter[Change] = Counter()
    for reading in readings:
        word = seen[reading.first]
        meant = known.model.words[reading.words[0]]
        if strip_diacritics(meant) == strip_diacritics(word.text):
            read.update((*change, word.capitals) for change in changes(meant, word.text))
    learned = dict(rates)
    for change, count in read.items():
        meant, _, capitals = change
        total = stood[meant, capitals] + count + PRIOR
        learned[change] = (rates.get(change, RARE) * PRIOR + count) / total
    return learned


@lru_cache(maxsize=1024)
def _marks(letter: str) -> tuple[str, ...]:
    return marks(letter) or ()

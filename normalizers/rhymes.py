"""Words as onset and rhyme, so that what is alike in many words is weighed once.

A Vietnamese syllable is an onset (`ngh`, or nothing) and a rhyme (`iêng`): 30 onsets and some 760 rhymes with their
tones and ends make all of them. What a piece of a token costs as an onset, and as a rhyme, is found once for each
different piece of all tokens; a word is then one sum for each place where the token may be cut in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.channel import LONGEST
from normalizers.expectation import NEVER
from normalizers.ngrams import Floats, Ints
from normalizers.unicode import strip_diacritics

_VOWELS: Final = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Onsets:
    """The beginnings of words, shorter before longer, the empty one first: each is another one and a last letter."""

    before: list[int]
    letters: list[int]


@dataclass(frozen=True, slots=True)
class Rhymes:
    """The ends of words, shorter before longer, the empty one first: each is a first letter and another one."""

    letters: list[int]
    after: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words by their onsets: those of onset i are `starts[i]` up to `starts[i + 1]` of `words` (ids) and `rhyme`.

    `letters` numbers the letters of all words.
    """

    letters: dict[str, int]
    onsets: Onsets
    rhymes: Rhymes
    starts: Ints
    words: NDArray[np.int32]
    rhyme: Ints


def lexicon_of(words: Sequence[tuple[str, int]]) -> Lexicon:
    """The words (text, id) taken apart."""
    letters = {letter: i for i, letter in enumerate(sorted({letter for word, _ in words for letter in word}))}
    halves = [(word[: _vowel(word)], word[_vowel(word) :], number) for word, number in words]
    onsets = {o: i for i, o in enumerate(_closed({h[0] for h in halves}, ending=False))}
    rhymes = {r: i for i, r in enumerate(_closed({h[1] for h in halves}, ending=True))}
    rows = sorted((onsets[onset], rhymes[rhyme], number) for onset, rhyme, number in halves)
    return Lexicon(
        letters,
        Onsets([onsets[o[:-1]] for o in onsets], [letters.get(o[-1:], 0) for o in onsets]),
        Rhymes([letters.get(r[:1], 0) for r in rhymes], [rhymes[r[1:]] for r in rhymes]),
        np.searchsorted([row[0] for row in rows], np.arange(len(onsets) + 1)),
        np.array([row[2] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int64),
    )


def _vowel(word: str) -> int:
    """Where the first vowel stands; a word without one is all onset, but for an acronym's letters after the first."""
    for i, letter in enumerate(word):
        if strip_diacritics(letter) in _VOWELS:
            return i
    return 1


def _closed(parts: set[str], ending: bool) -> list[str]:
    """The parts and all their beginnings, or endings, ordered by length."""
    every = {part[i:] if ending else part[:i] for part in parts for i in range(len(part) + 1)}
    return sorted(every, key=lambda part: (len(part), part))


@dataclass(frozen=True, slots=True)
class Pieces:
    """All different beginnings, or endings, of some tokens.

    Piece 0 is the empty one. Of any piece the last (or first) n characters are the chunk `chunks[n - 1]`, and what is
    left is the piece `rest[n - 1]`; where there are fewer characters, the rest is one past the last piece: no piece.
    """

    chunks: list[Ints]
    rest: list[Ints]


def onset_costs(onsets: Onsets, pieces: Pieces, costs: Floats) -> Floats:
    """What each piece costs as each onset, shape (onsets, pieces + 1); `costs` is (chunks, letters), chunk 0 empty."""
    return _costs(onsets.before, onsets.letters, pieces, costs)


def rhyme_costs(rhymes: Rhymes, pieces: Pieces, costs: Floats) -> Floats:
    """What each piece costs as each rhyme, shape (rhymes, pieces + 1)."""
    return _costs(rhymes.after, rhymes.letters, pieces, costs)


def _costs(smaller: list[int], letters: list[int], pieces: Pieces, costs: Floats) -> Floats:
    """Each part is a smaller part and one letter more, which explains zero to three characters more of the piece."""
    count = len(pieces.rest[0])
    table = np.full((len(letters), count + 1), NEVER, np.float32)
    table[0, 0] = 0
    none = np.full((costs.shape[1], 1), NEVER, np.float32)
    seen = [np.concatenate((costs[chunks].T, none), axis=1) for chunks in pieces.chunks]
    rest = [np.append(rest, count) for rest in pieces.rest]
    left: dict[int, list[Floats]] = {}
    for part in range(1, len(letters)):
        before, letter, row = smaller[part], letters[part], table[part]
        if before not in left:
            left[before] = [table[before][some] for some in rest]
        np.add(table[before], costs[0, letter], out=row)
        for size in range(LONGEST):
            np.maximum(row, left[before][size] + seen[size][letter], out=row)
    return table


def pieces_of(tokens: Sequence[str], numbers: dict[str, int], ending: bool) -> tuple[Pieces, Ints]:
    """The pieces of tokens, and for every token the pieces it begins (or ends) with, by the place of the cut.

    `numbers` gives chunks their numbers and grows.
    """
    ids: dict[str, int] = {"": 0}
    cuts: list[int] = []
    for token in tokens:
        for at in range(len(token) + 1):
            piece = token[at:] if ending else token[:at]
            cuts.append(ids.setdefault(piece, len(ids)))
    chunks: list[Ints] = []
    rest: list[Ints] = []
    for size in range(1, LONGEST + 1):
        if ending:
            halves = [(p[:size], p[size:]) if len(p) >= size else ("", None) for p in ids]
        else:
            halves = [(p[-size:], p[:-size]) if len(p) >= size else ("", None) for p in ids]
        chunks.append(np.array([numbers.setdefault(chunk, len(numbers)) for chunk, _ in halves], np.int64))
        rest.append(np.array([len(ids) if left is None else ids[left] for _, left in halves], np.int64))
    return Pieces(chunks, rest), np.array(cuts)

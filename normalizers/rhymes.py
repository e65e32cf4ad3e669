"""Words as onset and rhyme, so that what is alike in many words is weighed once.

A Vietnamese syllable is an onset (`ngh`, or nothing) and a rhyme (`iêng`): 30 onsets and some 760 rhymes with their
tones and ends make all of them. What a piece of a token costs as an onset, and as a rhyme, is found once for each
different piece of all tokens; a word is then one sum for each place where the token may be cut in two.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.channel import LONGEST
from normalizers.expectation import NEVER
from normalizers.ngrams import Floats, Ints
from normalizers.unicode import strip_diacritics

_VOWELS: Final = frozenset("aeiouy")
_NONE: Final = -1  # no piece, while pieces are gathered


@dataclass(frozen=True, slots=True)
class Parts:
    """The beginnings, or the ends, of words, shorter before longer, the empty one first: each is a smaller part and one
    letter more, `letters`.

    `levels` are the parts of each length from one on: where they are, the smaller parts they are made of, and which of
    these each is made of.
    """

    letters: Ints
    levels: list[tuple[slice, Ints, Ints]]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words by their onsets: those of onset i are `starts[i]` up to `starts[i + 1]` of `words` (ids) and `rhyme`.

    `letters` numbers the letters of all words.
    """

    letters: dict[str, int]
    onsets: Parts
    rhymes: Parts
    starts: Ints
    words: NDArray[np.int32]
    rhyme: Ints


def lexicon_of(words: Sequence[tuple[str, int]]) -> Lexicon:
    """The words (text, id) taken apart."""
    letters = {letter: i for i, letter in enumerate(sorted({letter for word, _ in words for letter in word}))}
    halves = [(*_halves(word), number) for word, number in words]
    onsets = {o: i for i, o in enumerate(_closed({h[0] for h in halves}, ending=False))}
    rhymes = {r: i for i, r in enumerate(_closed({h[1] for h in halves}, ending=True))}
    rows = sorted((onsets[onset], rhymes[rhyme], number) for onset, rhyme, number in halves)
    return Lexicon(
        letters,
        _parts(onsets, letters, ending=False),
        _parts(rhymes, letters, ending=True),
        np.searchsorted([row[0] for row in rows], np.arange(len(onsets) + 1)),
        np.array([row[2] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int64),
    )


def _parts(parts: dict[str, int], letters: dict[str, int], ending: bool) -> Parts:
    lengths = np.array([len(part) for part in parts])
    smaller = np.array([parts[part[1:] if ending else part[:-1]] for part in parts])
    bounds = np.searchsorted(lengths, np.arange(1, lengths.max() + 2)).tolist()
    return Parts(
        np.array([letters.get(part[:1] if ending else part[-1:], 0) for part in parts]),
        [(slice(a, b), *np.unique(smaller[a:b], return_inverse=True)) for a, b in itertools.pairwise(bounds)],
    )


@lru_cache(maxsize=1 << 14)
def _halves(word: str) -> tuple[str, str]:
    """Onset and rhyme. Of a word without a vowel, an acronym, the first letter is the onset."""
    at = next((i for i, letter in enumerate(strip_diacritics(word)) if letter in _VOWELS), 1)
    return word[:at], word[at:]


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


def part_costs(parts: Parts, pieces: Pieces, costs: Floats) -> Floats:
    """What each piece costs as each part, shape (parts, pieces + 1); `costs` is (chunks, letters), chunk 0 empty.

    Each part is a smaller part and one letter more, which explains zero to three characters more of the piece."""
    count = len(pieces.rest[0])
    table = np.full((len(parts.letters), count + 1), NEVER, np.float32)
    table[0, 0] = 0
    none = np.full((costs.shape[1], 1), NEVER, np.float32)
    seen = [np.concatenate((costs[chunks].T, none), axis=1) for chunks in pieces.chunks]
    rest = [np.append(rest, count) for rest in pieces.rest]
    for level, smaller, which in parts.levels:
        before = table[smaller]
        rows, letters = table[level], parts.letters[level]
        np.add(before[which], costs[0, letters, None], out=rows)
        for size in range(LONGEST):
            np.maximum(rows, before.take(rest[size], axis=1)[which] + seen[size][letters], out=rows)
    return table


def pieces_of(tokens: Sequence[str], numbers: dict[str, int], ending: bool) -> tuple[Pieces, Ints]:
    """The pieces of tokens, and for every token the pieces it begins (or ends) with, by the place of the cut.

    `numbers` gives chunks their numbers and grows.
    """
    ids: dict[str, int] = {"": 0}
    cuts: list[int] = []
    chunks: list[list[int]] = [[numbers.setdefault("", len(numbers))] for _ in range(LONGEST)]
    rest: list[list[int]] = [[_NONE] for _ in range(LONGEST)]
    for token in tokens:
        mine = [0]  # pieces of the token, shorter before longer: what is left of one is one of them
        for length in range(1, len(token) + 1):
            piece = token[-length:] if ending else token[:length]
            number = ids.get(piece)
            if number is None:
                number = ids[piece] = len(ids)
                for size in range(1, LONGEST + 1):
                    chunk = (piece[:size] if ending else piece[-size:]) if size <= length else ""
                    chunks[size - 1].append(numbers.setdefault(chunk, len(numbers)))
                    rest[size - 1].append(mine[length - size] if size <= length else _NONE)
            mine.append(number)
        cuts += reversed(mine) if ending else mine
    left = [np.where(np.array(some) == _NONE, len(ids), some) for some in rest]
    return Pieces(list(map(np.array, chunks)), left), np.array(cuts)

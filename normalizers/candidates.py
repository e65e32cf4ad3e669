"""What a seen token may have been: the words whose letters could look like it, each with the channel's cost.

All tokens are searched at once: each is cut in two at every place, and the halves are weighed as all onsets and all
rhymes (`rhymes.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.channel import Channel
from normalizers.expectation import NEVER, expected_table
from normalizers.ngrams import Floats, Ints
from normalizers.ranking import by_group, first_of, rank_in
from normalizers.rhymes import Lexicon, part_costs, pieces_of

REMEMBERED: Final = 50_000  # chunks whose costs are kept
WORST: Final = -11.5  # a letter dearer than this is no option


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates of all tokens, grouped by token in order: candidate i belongs to `tokens[i]`, best first."""

    tokens: Ints
    words: NDArray[np.int32]
    costs: Floats


class Prices:
    """What each letter of a lexicon costs to be seen as a chunk; what was asked is remembered."""

    def __init__(self, channel: Channel, lexicon: Lexicon) -> None:
        self._letters = tuple(lexicon.letters)
        self._floors = np.array([channel.floors.get(letter, 0.0) for letter in self._letters], np.float32)
        self._counted: dict[str, list[tuple[int, float]]] = {}
        for letter, chunks in channel.logs.items():
            if letter in lexicon.letters:
                for chunk, cost in chunks.items():
                    self._counted.setdefault(chunk, []).append((lexicon.letters[letter], cost))
        self._rows: dict[str, int] = {}
        self._table = np.zeros((0, len(self._letters)), np.float32)

    def __call__(self, chunk: str) -> Floats:
        """One row: the cost of every letter."""
        row: Floats = self.table([chunk])[0]
        return row

    def table(self, chunks: Sequence[str]) -> Floats:
        """The rows of many chunks, shape (chunks, letters)."""
        new = [chunk for chunk in dict.fromkeys(chunks) if chunk not in self._rows]
        if len(self._rows) + len(new) > REMEMBERED:
            self._rows, self._table, new = {}, self._table[:0], list(dict.fromkeys(chunks))
        if new:
            self._rows |= {chunk: row for row, chunk in enumerate(new, len(self._rows))}
            self._table = np.concatenate((self._table, self._made(new)))
        table: Floats = self._table[[self._rows[chunk] for chunk in chunks]]
        return table

    def _made(self, chunks: Sequence[str]) -> Floats:
        table = self._floors + expected_table(chunks, self._letters)
        cells = [(i, code, cost) for i, chunk in enumerate(chunks) for code, cost in self._counted.get(chunk, ())]
        rows, codes, costs = zip(*cells, strict=True) if cells else ((), (), ())
        table[list(rows), list(codes)] = costs
        table[table < WORST] = NEVER
        return table


@lru_cache(maxsize=8)
def prices(channel: Channel, lexicon: Lexicon) -> Prices:
    """The channel's costs of the lexicon's letters."""
    return Prices(channel, lexicon)


def search(
    tokens: Sequence[str], lexicon: Lexicon, find: Prices, worth: Floats, keep: int = 20, beam: float = 11.0
) -> Found:
    """The best `keep` words for each token by channel cost plus `worth` (indexed by word id), best first.

    None is left out: every word is weighed at every cut of the token into onset and rhyme, save where even the best
    word with that onset is more than `beam` below the token's best.
    """
    parts = [_EMPTY]
    for first in range(0, len(tokens), BLOCK):
        found = _Weighed(tokens[first : first + BLOCK], lexicon, find, worth).best(keep, beam)
        parts.append(Found(found.tokens + first, found.words, found.costs))
    return _joined(parts)


BLOCK: Final = 2000  # tokens searched together
NARROW: Final = 0.4  # of the beam is looked through first: mostly enough words are there
_EMPTY: Final = Found(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))


def _joined(parts: Sequence[Found]) -> Found:
    return Found(
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.words for part in parts]),
        np.concatenate([part.costs for part in parts]),
    )


class _Weighed:
    """Some tokens, each cut in two at every place; the halves weighed as all onsets and rhymes."""

    def __init__(self, tokens: Sequence[str], lexicon: Lexicon, find: Prices, worth: Floats) -> None:
        numbers = {"": 0}
        begins, self._begin = pieces_of(tokens, numbers, ending=False)
        ends, self._end = pieces_of(tokens, numbers, ending=True)
        costs = find.table(list(numbers))
        self._lexicon, self._worth = lexicon, worth
        self._onsets = part_costs(lexicon.onsets, begins, costs)
        self._rhymes = part_costs(lexicon.rhymes, ends, costs)
        self._groups = [slice(a, b) for a, b in itertools.pairwise(lexicon.starts.tolist())]
        lengths = np.array([len(token) + 1 for token in tokens])
        self._token = np.repeat(np.arange(len(tokens)), lengths)
        hopes = [_hope(lexicon, group, self._rhymes, worth)[self._end] for group in self._groups]
        self._hopes = np.stack(hopes) + self._onsets[:, self._begin]
        self._top = np.maximum.reduceat(self._hopes.max(0), np.cumsum(lengths) - lengths)

    def best(self, keep: int, beam: float) -> Found:
        """The best words of each token, ordered."""
        near = self._within(self._top - np.float32(NARROW * beam), keep)
        full = np.bincount(near.tokens, minlength=len(self._top)) >= keep
        wide = self._within(np.where(full, np.float32(np.inf), self._top - np.float32(beam)), keep)
        mine = full[near.tokens]
        both = _joined([Found(near.tokens[mine], near.words[mine], near.costs[mine]), wide])
        order = np.argsort(both.tokens, kind="stable")
        return Found(both.tokens[order], both.words[order], both.costs[order])

    def _within(self, least: Floats, keep: int) -> Found:
        """The best words of each token among those worth at least so much."""
        floor = np.maximum(least, NEVER / 2)[self._token]
        found = [_EMPTY]
        for onset, group in enumerate(self._groups):
            some = np.flatnonzero(self._hopes[onset] >= floor)
            words = self._lexicon.words[group]
            cost = self._rhymes[self._lexicon.rhyme[group]].take(self._end[some], axis=1)
            cost += self._onsets[onset, self._begin[some]]
            which, where = np.nonzero(cost + self._worth[words, None] >= floor[some])
            found.append(Found(self._token[some[where]], words[which], cost[which, where]))
        return _rank(_joined(found), self._worth, keep)


def _hope(lexicon: Lexicon, group: slice, rhymes: Floats, worth: Floats) -> Floats:
    """The best that an onset can come to with each end of a token."""
    if group.start == group.stop:
        return np.full(rhymes.shape[1], NEVER, np.float32)
    best: Floats = (rhymes[lexicon.rhyme[group]] + worth[lexicon.words[group], None]).max(0)
    return best


def _rank(found: Found, worth: Floats, keep: int) -> Found:
    """The best words of each token, best first; a word found at two cuts counts once."""
    order = by_group(found.tokens, found.costs + worth[found.words])
    token, word = found.tokens[order], found.words[order]
    order = order[first_of(token << 32 | word)]
    order = order[rank_in(found.tokens[order]) < keep]
    return Found(found.tokens[order], found.words[order], found.costs[order])

"""What a seen token may have been: the words whose letters could look like it, each with the channel's cost.

All tokens are searched at once: each is cut in two at every place, and the halves are weighed as all onsets and all
rhymes (`rhymes.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.beam import spread
from normalizers.channel import LONGEST, Channel
from normalizers.expectation import NEVER, expected_table
from normalizers.ngrams import Floats, Ints
from normalizers.ranking import by_group, first_of, rank_in
from normalizers.rhymes import Lexicon, lexicon, onset_costs, pieces_of, rhyme_costs

WORST: Final = -11.5  # a letter dearer than this is no option


@dataclass(frozen=True, slots=True)
class Trie:
    """The words as a tree of letters, in flat arrays.

    The edges of a node are `starts[node]` up to `starts[node + 1]`; an edge has a letter (`labels`) and leads to
    another node (`targets`). `words` is the word that ends at a node, or -1. `lexicon` is the same words as onset and
    rhyme.
    """

    letters: dict[str, int]
    starts: Ints
    labels: NDArray[np.int16]
    targets: NDArray[np.int32]
    words: NDArray[np.int32]
    lexicon: Lexicon


def build(words: Sequence[tuple[str, int]]) -> Trie:
    """A trie of (word, id)."""
    letters: dict[str, int] = {}
    nodes: list[dict[int, int]] = [{}]
    ends: dict[int, int] = {}
    for word, number in words:
        node = 0
        for letter in word:
            code = letters.setdefault(letter, len(letters))
            child = nodes[node].get(code)
            if child is None:
                child = nodes[node][code] = len(nodes)
                nodes.append({})
            node = child
        ends[node] = number
    finals = np.full(len(nodes), -1, np.int32)
    finals[list(ends)] = list(ends.values())
    return Trie(
        letters,
        np.concatenate(([0], np.cumsum([len(row) for row in nodes]))),
        np.array([code for row in nodes for code in row], np.int16),
        np.array([child for row in nodes for child in row.values()], np.int32),
        finals,
        lexicon(words, letters),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates of all tokens, grouped by token in order: candidate i belongs to `tokens[i]`, best first."""

    tokens: Ints
    words: NDArray[np.int32]
    costs: Floats


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks at every place of every token, and what each may be."""

    ids: NDArray[np.int32]  # (tokens, positions, LONGEST + 1); -1 where the token ends
    costs: Floats  # (chunks, letters)


class Prices:
    """What each letter of a trie costs to be seen as a chunk; what was asked is remembered."""

    def __init__(self, channel: Channel, trie: Trie) -> None:
        self._letters = tuple(trie.letters)
        self._floors = np.array([channel.floors.get(letter, 0.0) for letter in trie.letters], np.float32)
        self._counted: dict[str, list[tuple[int, float]]] = {}
        for letter, chunks in channel.logs.items():
            if letter in trie.letters:
                for chunk, cost in chunks.items():
                    self._counted.setdefault(chunk, []).append((trie.letters[letter], cost))

    def __call__(self, chunk: str) -> Floats:
        """One row: the cost of every letter."""
        row: Floats = self.table([chunk])[0]
        return row

    def table(self, chunks: Sequence[str]) -> Floats:
        """The rows of many chunks, shape (chunks, letters)."""
        table = self._floors + expected_table(chunks, self._letters)
        cells = [(i, code, cost) for i, chunk in enumerate(chunks) for code, cost in self._counted.get(chunk, ())]
        rows, codes, costs = zip(*cells, strict=True) if cells else ((), (), ())
        table[list(rows), list(codes)] = costs
        table[table < WORST] = NEVER
        return table


def prices(channel: Channel, trie: Trie) -> Prices:
    """The channel's costs of the trie's letters."""
    return Prices(channel, trie)


def chunks_of(tokens: Sequence[str], find: Prices) -> Chunks:
    """All chunks of all tokens, as numbers."""
    width = max(map(len, tokens))
    numbers: dict[str, int] = {"": 0}
    ids = np.full((len(tokens), width + 1, LONGEST + 1), -1, np.int32)
    ids[:, :, 0] = 0
    for i, token in enumerate(tokens):
        for at in range(len(token)):
            for size in range(1, min(LONGEST, len(token) - at) + 1):
                ids[i, at, size] = numbers.setdefault(token[at : at + size], len(numbers))
    costs = find.table(list(numbers))
    return Chunks(ids, costs)


def grow(chunks: Chunks, trie: Trie, token: Ints, at: Ints | int, node: Ints, size: int) -> tuple[Ints, Ints, Floats]:
    """One letter more, seen as the next `size` characters: which state grew, its new node, what the letter costs."""
    chunk = chunks.ids[token, np.minimum(at, chunks.ids.shape[1] - 1), size]
    some = np.flatnonzero((chunk >= 0) & (np.asarray(at) + size < chunks.ids.shape[1]))
    rows, edge = spread(trie.starts[node[some]], trie.starts[node[some] + 1])
    origin = some[rows]
    price = chunks.costs[chunk[origin], trie.labels[edge]]
    good = np.flatnonzero(price > WORST)
    return origin[good], trie.targets[edge[good]].astype(np.int64), price[good]


def search(tokens: Sequence[str], trie: Trie, find: Prices, worth: Floats, keep: int = 20, beam: float = 11.0) -> Found:
    """The best `keep` words for each token by channel cost plus `worth` (indexed by word id), best first.

    None is left out: every word is weighed at every cut of the token into onset and rhyme, save where even the best
    word with that onset is more than `beam` below the token's best.
    """
    parts = [_search(tokens[i : i + BLOCK], i, trie.lexicon, find, worth, beam) for i in range(0, len(tokens), BLOCK)]
    token, word, cost = (np.concatenate(p) for p in zip(_EMPTY, *parts, strict=True))
    return _rank(token, word, cost, worth, keep, beam)


BLOCK: Final = 2000  # tokens searched together
_EMPTY: Final = (np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))


def _search(
    tokens: Sequence[str], offset: int, lexicon: Lexicon, find: Prices, worth: Floats, beam: float
) -> tuple[Ints, NDArray[np.int32], Floats]:
    """Words within the beam of each token's best, in no order and perhaps twice: token (from `offset`), word, cost."""
    numbers = {"": 0}
    begins, cut_begins = pieces_of(tokens, numbers, ending=False)
    ends, cut_ends = pieces_of(tokens, numbers, ending=True)
    costs = find.table(list(numbers))
    onsets = onset_costs(lexicon.onsets, begins, costs)
    rhymes = rhyme_costs(lexicon.rhymes, ends, costs)
    lengths = np.array([len(token) + 1 for token in tokens])
    token = np.repeat(np.arange(len(tokens)), lengths)
    groups = [slice(a, b) for a, b in itertools.pairwise(lexicon.starts.tolist())]
    hopes = np.stack([_hope(lexicon, group, rhymes, worth)[cut_ends] for group in groups]) + onsets[:, cut_begins]
    best = np.maximum.reduceat(hopes.max(0), np.cumsum(lengths) - lengths)
    floor = (best - np.float32(beam))[token]
    found = [_EMPTY]
    for onset, group in enumerate(groups):
        some = np.flatnonzero((hopes[onset] >= floor) & (hopes[onset] > NEVER / 2))
        words = lexicon.words[group]
        cost = rhymes[lexicon.rhyme[group]].take(cut_ends[some], axis=1) + onsets[onset, cut_begins[some]]
        which, where = np.nonzero(cost + worth[words, None] >= floor[some])
        found.append((token[some[where]] + offset, words[which], cost[which, where]))
    whole, word, paid = (np.concatenate(part) for part in zip(*found, strict=True))
    return whole, word, paid


def _hope(lexicon: Lexicon, group: slice, rhymes: Floats, worth: Floats) -> Floats:
    """The best that an onset can come to with each end of a token."""
    if group.start == group.stop:
        return np.full(rhymes.shape[1], NEVER, np.float32)
    best: Floats = (rhymes[lexicon.rhyme[group]] + worth[lexicon.words[group], None]).max(0)
    return best


def _rank(token: Ints, word: NDArray[np.int32], cost: Floats, worth: Floats, keep: int, beam: float) -> Found:
    """The finished words of each token, best first; a word found twice counts once."""
    value = cost + worth[word]
    order = by_group(token, value, beam)
    order = order[first_of(token[order] << 32 | word[order])]
    order = order[rank_in(token[order]) < keep]
    return Found(token[order], word[order], cost[order])

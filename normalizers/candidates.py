"""What a seen token may have been: the words whose letters could look like it, each with the channel's cost.

All tokens are searched at once, letter by letter down a trie of the words. A state is a token, how much of it is
explained, and a node of the trie; a step explains zero to three more characters as one more letter. States that cannot
become good (by the cheapest way to explain the rest, words aside) are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.beam import spread
from normalizers.channel import LONGEST, THIN, Channel, expected
from normalizers.ngrams import Floats, Ints
from normalizers.ranking import by_group, first_of, rank_in
from normalizers.unicode import strip_diacritics

STATES: Final = 200  # kept for each token and letter
WORST: Final = -11.5  # a letter dearer than this is no option
_NONE: Final = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Trie:
    """The words as a tree of letters, in flat arrays.

    The edges of a node are `starts[node]` up to `starts[node + 1]`; an edge has a letter (`labels`) and leads to
    another node (`targets`). `words` is the word that ends at a node, or -1; `promise` is the worth of the best word at
    or below it.
    """

    letters: dict[str, int]
    starts: Ints
    labels: NDArray[np.int16]
    targets: NDArray[np.int32]
    words: NDArray[np.int32]
    promise: Floats


def build(words: Sequence[tuple[str, int]], worth: Floats) -> Trie:
    """A trie of (word, id); `worth` is indexed by id."""
    letters: dict[str, int] = {}
    nodes: list[dict[int, int]] = [{}]
    promise = [float(_NONE)]
    ends: dict[int, int] = {}
    for word, number in words:
        node, value = 0, float(worth[number])
        for letter in word:
            code = letters.setdefault(letter, len(letters))
            child = nodes[node].get(code)
            if child is None:
                child = nodes[node][code] = len(nodes)
                nodes.append({})
                promise.append(value)
            node = child
            promise[node] = max(promise[node], value)
        ends[node] = number
    finals = np.full(len(nodes), -1, np.int32)
    finals[list(ends)] = list(ends.values())
    return Trie(
        letters,
        np.concatenate(([0], np.cumsum([len(row) for row in nodes]))),
        np.array([code for row in nodes for code in row], np.int16),
        np.array([child for row in nodes for child in row.values()], np.int32),
        finals,
        np.array(promise, np.float32),
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
    ahead: Floats  # (tokens, positions + 1): cheapest way to explain the rest


Prices = Callable[[str], Floats]


def prices(channel: Channel, trie: Trie) -> Prices:
    """For a chunk, what each letter of the trie costs to be seen as it; remembered between calls."""
    known: dict[str, Floats] = {}
    inverse: dict[str, list[tuple[int, float]]] = {}
    for letter, chunks in channel.logs.items():
        if letter in trie.letters:
            for chunk, cost in chunks.items():
                inverse.setdefault(chunk, []).append((trie.letters[letter], cost))
    floors = np.array([channel.floors.get(letter, 0.0) for letter in trie.letters], np.float32)

    def find(chunk: str) -> Floats:
        row = known.get(chunk)
        if row is None:
            row = floors + _expected(chunk, tuple(trie.letters))
            for code, cost in inverse.get(chunk, ()):
                row[code] = cost
            row[row < WORST] = _NONE
            known[chunk] = row
        return row

    return find


@lru_cache(maxsize=1 << 14)
def _expected(chunk: str, letters: tuple[str, ...]) -> Floats:
    if len(chunk) < LONGEST:
        return np.array([expected(letter, chunk) for letter in letters], np.float32)
    row = np.full(len(letters), _NONE, np.float32)  # three characters for a letter: only what is there may be meant
    for i, letter in enumerate(letters):
        if strip_diacritics(letter) in chunk or all(c in THIN for c in chunk):
            row[i] = expected(letter, chunk)
    return row


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
    costs = np.stack([find(chunk) for chunk in numbers])
    cheapest = costs.max(1)
    ahead = np.full((len(tokens), width + 1), _NONE, np.float32)
    lengths = np.array([len(t) for t in tokens])
    ahead[np.arange(len(tokens)), lengths] = 0
    for at in range(width - 1, -1, -1):
        for size in range(1, min(LONGEST, width - at) + 1):
            chunk = ids[:, at, size]
            reached = np.where(chunk >= 0, cheapest[chunk] + ahead[:, at + size], _NONE)
            ahead[:, at] = np.maximum(ahead[:, at], np.where(lengths > at, reached, ahead[:, at]))
    return Chunks(ids, costs, ahead)


def grow(chunks: Chunks, trie: Trie, token: Ints, at: Ints | int, node: Ints, size: int) -> tuple[Ints, Ints, Floats]:
    """One letter more, seen as the next `size` characters: which state grew, its new node, what the letter costs."""
    chunk = chunks.ids[token, np.minimum(at, chunks.ids.shape[1] - 1), size]
    some = np.flatnonzero((chunk >= 0) & (np.asarray(at) + size < chunks.ids.shape[1]))
    rows, edge = spread(trie.starts[node[some]], trie.starts[node[some] + 1])
    origin = some[rows]
    price = chunks.costs[chunk[origin], trie.labels[edge]]
    good = np.flatnonzero(price > WORST)
    return origin[good], trie.targets[edge[good]].astype(np.int64), price[good]


def search(
    tokens: Sequence[str],
    trie: Trie,
    find: Prices,
    worth: Floats,
    states: int = STATES,
    keep: int = 20,
    beam: float = 11.0,
) -> Found:
    """The best `keep` words for each token by channel cost plus `worth` (indexed by word id).

    `states` are held for each token and letter: fewer are faster and find less.
    """
    if not tokens:
        return Found(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    chunks = chunks_of(tokens, find)
    lengths = np.array([len(t) for t in tokens])
    token = np.arange(len(tokens))
    at, node, cost = np.zeros_like(token), np.zeros_like(token), np.zeros(len(tokens), np.float32)
    ended: list[tuple[Ints, NDArray[np.int32], Floats]] = []
    for _ in range(MAX_LETTERS):
        token, at, node, cost = _step(chunks, trie, token, at, node, cost, states, beam)
        if not len(token):
            break
        whole = (at == lengths[token]) & (trie.words[node] >= 0)
        ended.append((token[whole], trie.words[node[whole]], cost[whole]))
    return _rank(ended, worth, keep, beam)


MAX_LETTERS: Final = 7  # of the longest syllable, nghiêng


def _step(
    chunks: Chunks, trie: Trie, token: Ints, at: Ints, node: Ints, cost: Floats, states: int, beam: float
) -> tuple[Ints, Ints, Ints, Floats]:
    """One letter more for every state; the best `states` of each token that are within the beam."""
    parts = []
    for size in range(LONGEST + 1):
        origin, child, price = grow(chunks, trie, token, at, node, size)
        parts.append((token[origin], at[origin] + size, child, cost[origin] + price))
    token, at, node, cost = (np.concatenate(p) for p in zip(*parts, strict=True))
    hope = cost + chunks.ahead[token, at] + trie.promise[node]
    order = by_group(token, hope, beam)
    order = order[first_of((token[order] << 40) | (at[order] << 32) | node[order])]
    order = order[rank_in(token[order]) < states]
    return token[order], at[order], node[order], cost[order]


def _rank(ended: list[tuple[Ints, NDArray[np.int32], Floats]], worth: Floats, keep: int, beam: float) -> Found:
    """The finished words of each token, best first; a word found twice counts once."""
    token, word, cost = (np.concatenate(p) for p in zip(*ended, strict=True))
    value = cost + worth[word]
    order = by_group(token, value, beam)
    order = order[first_of(token[order] << 32 | word[order])]
    order = order[rank_in(token[order]) < keep]
    return Found(token[order], word[order], cost[order])

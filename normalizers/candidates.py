"""What a seen token may have been: the words whose letters could look like it, each with the channel's cost.

All tokens are searched at once, letter by letter down a trie of the words. A state is a token, how much of it is
explained, and a node of the trie; a step explains zero to three more characters as one more letter. States that cannot
become good (by the cheapest way to explain the rest, words aside) are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.beam import spread
from normalizers.channel import LONGEST, Channel, expected
from normalizers.ngrams import Floats, Ints

STATES: Final = 64  # kept for each token and letter
OPTIONS: Final = 80  # letters a chunk is taken for
WORST: Final = -11.5  # a letter dearer than this is no option
_NONE: Final = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Trie:
    """`children` is (nodes, letters): the next node or 0. `words` is the word that ends at a node, or -1.

    `promise` is the worth of the best word at or below a node.
    """

    letters: dict[str, int]
    children: NDArray[np.int32]
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
    children = np.zeros((len(nodes), len(letters)), np.int32)
    for node, row in enumerate(nodes):
        for code, child in row.items():
            children[node, code] = child
    finals = np.full(len(nodes), -1, np.int32)
    finals[list(ends)] = list(ends.values())
    return Trie(letters, children, finals, np.array(promise, np.float32))


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates of all tokens, grouped by token in order: candidate i belongs to `tokens[i]`, best first."""

    tokens: Ints
    words: NDArray[np.int32]
    costs: Floats


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks at every place of every token, and what letters each chunk may be."""

    ids: NDArray[np.int32]  # (tokens, positions, LONGEST + 1); -1 where the token ends
    starts: Ints  # options of chunk i: starts[i] up to starts[i + 1]
    letters: NDArray[np.int16]
    costs: Floats
    ahead: Floats  # (tokens, positions + 1): cheapest way to explain the rest


Options = Callable[[str], Sequence[tuple[int, float]]]


def options(channel: Channel, trie: Trie) -> Options:
    """For a chunk, the letters it may be, cheapest first; remembered between calls."""
    known: dict[str, list[tuple[int, float]]] = {}
    inverse: dict[str, list[tuple[str, float]]] = {}
    for letter, chunks in channel.logs.items():
        for chunk, cost in chunks.items():
            inverse.setdefault(chunk, []).append((letter, cost))

    def find(chunk: str) -> list[tuple[int, float]]:
        if chunk not in known:
            costs = dict(inverse.get(chunk, ()))
            if 0 < len(chunk) <= 2:
                for letter in trie.letters:
                    if letter not in costs and expected(letter, chunk) > -6.9 - 3.0 * (len(chunk) - 1):
                        costs[letter] = channel.cost(letter, chunk)
            ranked = sorted(
                ((trie.letters[l], c) for l, c in costs.items() if l in trie.letters and c > WORST), key=lambda o: -o[1]
            )
            known[chunk] = ranked[:OPTIONS]
        return known[chunk]

    return find


def chunks_of(tokens: Sequence[str], find: Options) -> Chunks:
    """All chunks of all tokens, as numbers."""
    width = max(map(len, tokens))
    numbers: dict[str, int] = {"": 0}
    ids = np.full((len(tokens), width + 1, LONGEST + 1), -1, np.int32)
    ids[:, :, 0] = 0
    for i, token in enumerate(tokens):
        for at in range(len(token)):
            for size in range(1, min(LONGEST, len(token) - at) + 1):
                ids[i, at, size] = numbers.setdefault(token[at : at + size], len(numbers))
    found = [find(chunk) for chunk in numbers]
    starts = np.concatenate(([0], np.cumsum([len(f) for f in found])))
    letters = np.array([letter for f in found for letter, _ in f], np.int16)
    costs = np.array([cost for f in found for _, cost in f], np.float32)
    cheapest = np.array([f[0][1] if f else _NONE for f in found], np.float32)
    ahead = np.full((len(tokens), width + 1), _NONE, np.float32)
    lengths = np.array([len(t) for t in tokens])
    ahead[np.arange(len(tokens)), lengths] = 0
    for at in range(width - 1, -1, -1):
        for size in range(1, min(LONGEST, width - at) + 1):
            chunk = ids[:, at, size]
            reached = np.where(chunk >= 0, cheapest[chunk] + ahead[:, at + size], _NONE)
            ahead[:, at] = np.maximum(ahead[:, at], np.where(lengths > at, reached, ahead[:, at]))
    return Chunks(ids, starts, letters, costs, ahead)


def search(
    tokens: Sequence[str], trie: Trie, find: Options, worth: Floats, keep: int = 14, beam: float = 11.0
) -> Found:
    """The best `keep` words for each token by channel cost plus `worth` (indexed by word id)."""
    if not tokens:
        return Found(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    chunks = chunks_of(tokens, find)
    lengths = np.array([len(t) for t in tokens])
    token = np.arange(len(tokens))
    at, node, cost = np.zeros_like(token), np.zeros_like(token), np.zeros(len(tokens), np.float32)
    ended: list[tuple[Ints, NDArray[np.int32], Floats]] = []
    for _ in range(MAX_LETTERS):
        token, at, node, cost = _step(chunks, trie, token, at, node, cost, beam)
        if not len(token):
            break
        whole = (at == lengths[token]) & (trie.words[node] >= 0)
        ended.append((token[whole], trie.words[node[whole]], cost[whole]))
    return _rank(ended, worth, keep, beam)


MAX_LETTERS: Final = 7  # of the longest syllable, nghiêng


def _step(
    chunks: Chunks, trie: Trie, token: Ints, at: Ints, node: Ints, cost: Floats, beam: float
) -> tuple[Ints, Ints, Ints, Floats]:
    """One letter more for every state; the best STATES of each token that are within the beam."""
    parts = []
    for size in range(LONGEST + 1):
        inside = at + size < chunks.ids.shape[1]
        some = np.flatnonzero(inside)
        chunk = chunks.ids[token[some], at[some], size]
        some, chunk = some[chunk >= 0], chunk[chunk >= 0]
        rows, option = spread(chunks.starts[chunk], chunks.starts[chunk + 1])
        origin = some[rows]
        child = trie.children[node[origin], chunks.letters[option]]
        good = np.flatnonzero(child)
        origin, option = origin[good], option[good]
        parts.append(
            (token[origin], at[origin] + size, child[good].astype(np.int64), cost[origin] + chunks.costs[option])
        )
    token, at, node, cost = (np.concatenate(p) for p in zip(*parts, strict=True))
    hope = cost + chunks.ahead[token, at] + trie.promise[node]
    best = np.full(len(chunks.ids), _NONE, np.float32)
    np.maximum.at(best, token, hope)
    near = np.flatnonzero(hope >= best[token] - beam)
    order = near[np.argsort(-hope[near], kind="stable")]
    key = (token[order] << 40) | (at[order] << 32) | node[order]
    _, first = np.unique(key, return_index=True)
    order = order[np.sort(first)]
    order = order[np.argsort(token[order], kind="stable")]
    held = token[order]
    order = order[np.arange(len(held)) - np.searchsorted(held, held) < STATES]
    return token[order], at[order], node[order], cost[order]


def _rank(ended: list[tuple[Ints, NDArray[np.int32], Floats]], worth: Floats, keep: int, beam: float) -> Found:
    """The finished words of each token, best first; a word found twice counts once."""
    token, word, cost = (np.concatenate(p) for p in zip(*ended, strict=True))
    value = cost + worth[word]
    order = np.lexsort((-value, token))
    key = token[order] << 32 | word[order]
    _, first = np.unique(key, return_index=True)
    order = order[np.sort(first)]
    held = token[order]
    start = np.searchsorted(held, held)
    rank = np.arange(len(held)) - start
    best = value[order][start]
    fits = (rank < keep) & (value[order] >= best - beam)
    order = order[fits]
    return Found(token[order], word[order], cost[order])

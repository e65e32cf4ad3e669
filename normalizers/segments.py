"""Words run together: the best ways to cut one token into several words.

Like `candidates.search`, but a state whose letters make a word may begin the next word at once, for the price of the
lost blank and of that word after the one before. States advance by what they have explained of the token, so that
those compared have explained the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.candidates import Chunks, Prices, Trie, chunks_of, grow
from normalizers.channel import LONGEST
from normalizers.language import LanguageModel
from normalizers.ngrams import Floats, Ints
from normalizers.ranking import by_group, first_of, rank_in

LOST_BLANK: Final = -2.5
STATES: Final = 90
KEPT: Final = 10


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to read a token: word ids, where each ends in the token, and the channel's cost with the lost blanks."""

    words: tuple[int, ...]
    ends: tuple[int, ...]
    cost: float


@dataclass(slots=True)
class _States:
    """`paid` is the channel's part of `cost`; `past` points into the words already read, -1 for none."""

    token: Ints
    node: Ints
    cost: Floats
    paid: Floats
    past: Ints

    def take(self, order: NDArray[np.int64]) -> _States:
        return _States(self.token[order], self.node[order], self.cost[order], self.paid[order], self.past[order])


@dataclass(slots=True)
class _Past:
    """The words read so far: (word, end, index of the word before), in the order they were read."""

    rows: list[tuple[int, int, int]]

    def add(self, words: Ints, end: int, before: Ints) -> Ints:
        first = len(self.rows)
        self.rows.extend(zip(words.tolist(), [end] * len(words), before.tolist(), strict=True))
        return np.arange(first, len(self.rows))

    def words(self, index: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        words, ends = [], []
        while index >= 0:
            word, end, index = self.rows[index]
            words.append(word)
            ends.append(end)
        return tuple(words[::-1]), tuple(ends[::-1])


def segment(
    tokens: Sequence[str], trie: Trie, find: Prices, model: LanguageModel, beam: float = 14.0
) -> list[list[Cut]]:
    """For each token its best cuts, best first; an empty list where there is none."""
    if not tokens:
        return []
    chunks = chunks_of(tokens, find)
    lengths = np.array([len(t) for t in tokens])
    past = _Past([])
    start = np.arange(len(tokens))
    nothing = np.zeros(len(tokens), np.float32)
    waiting = {0: [_States(start, np.zeros_like(start), nothing, nothing, np.full_like(start, -1))]}
    finished: list[list[tuple[float, Cut]]] = [[] for _ in tokens]
    for at in range(int(lengths.max()) + 1):
        states = _pruned(waiting.pop(at, []), beam)
        if states is None:
            continue
        states = _pruned([states, _grown(chunks, trie, states, at, 0)], beam)
        assert states is not None
        ended = _ended(trie, model, states, at, past)
        done = np.flatnonzero(lengths[ended.token] == at)
        _collect(ended.take(done), past, finished)
        going = ended.take(np.flatnonzero(lengths[ended.token] > at))
        states = _pruned([states, going], beam)
        assert states is not None
        for size in range(1, LONGEST + 1):
            waiting.setdefault(at + size, []).append(_grown(chunks, trie, states, at, size))
    return [[cut for _, cut in sorted(found, key=lambda f: -f[0])[:KEPT]] for found in finished]


def _pruned(parts: list[_States], beam: float) -> _States | None:
    """The best STATES of each token, one of them at each node."""
    if not sum(len(p.token) for p in parts):
        return None
    token, node = np.concatenate([p.token for p in parts]), np.concatenate([p.node for p in parts])
    cost, paid = np.concatenate([p.cost for p in parts]), np.concatenate([p.paid for p in parts])
    past = np.concatenate([p.past for p in parts])
    order = by_group(token, cost, beam)
    order = order[first_of(token[order] << 32 | node[order])]
    order = order[rank_in(token[order]) < STATES]
    return _States(token, node, cost, paid, past).take(order)


def _grown(chunks: Chunks, trie: Trie, states: _States, at: int, size: int) -> _States:
    """Every state with one letter more, seen as the next `size` characters."""
    if size == 0:
        states = states.take(np.flatnonzero(states.node > 0))
    origin, child, price = grow(chunks, trie, states.token, at, states.node, size)
    return _States(
        states.token[origin], child, states.cost[origin] + price, states.paid[origin] + price, states.past[origin]
    )


def _ended(trie: Trie, model: LanguageModel, states: _States, at: int, past: _Past) -> _States:
    """The states that have just read a word, ready to begin the next."""
    some = np.flatnonzero(trie.words[states.node] >= 0)
    states = states.take(some)
    words = trie.words[states.node].astype(np.int64)
    before = np.array([past.rows[i][0] if i >= 0 else -1 for i in states.past.tolist()], np.int64)
    follows = before >= 0
    price = model.unigram[words].copy()
    price[follows] = model.score_pairs(before[follows].astype(np.uint64), words[follows].astype(np.uint64))
    blank = np.where(follows, np.float32(LOST_BLANK), np.float32(0))
    index = past.add(words, at, states.past)
    return _States(states.token, np.zeros_like(states.node), states.cost + price + blank, states.paid + blank, index)


def _collect(ended: _States, past: _Past, finished: list[list[tuple[float, Cut]]]) -> None:
    for token, cost, paid, index in zip(
        ended.token.tolist(), ended.cost.tolist(), ended.paid.tolist(), ended.past.tolist(), strict=True
    ):
        words, ends = past.words(index)
        finished[token].append((cost, Cut(words, ends, paid)))

"""Words run together: the best ways to cut one token into several words.

Every piece of the token that is no longer than a word is searched for words (`candidates.search`); the best ways to put
pieces together are then found from left to right, each word weighed after the one before, each lost blank at its price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from normalizers.beam import spread
from normalizers.candidates import Prices, search
from normalizers.language import LanguageModel
from normalizers.ngrams import Floats, Ints
from normalizers.ranking import by_group, first_of, rank_in
from normalizers.rhymes import Lexicon

LOST_BLANK: Final = -0.8
LONGEST_PIECE: Final = 9  # characters one word may be seen as
PIECE_WORDS: Final = 12  # words held for each piece,
PIECE_BEAM: Final = 6.0  # and how far below its best they may be
HELD: Final = 8  # ways to read the beginning of a token, each with another last word
KEPT: Final = 16
LONGEST_TOKEN: Final = 200  # what is longer is no text that lost its blanks
POOR_CUT: Final = -1.6  # cost of a character in a token that is no run of words
NOISE: Final = 0.06  # share of tokens cut better than that, below which the text is noise
BATCH: Final = 4000  # characters of tokens cut together


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to read a token: word ids, where each ends in the token, and the channel's cost with the lost blanks."""

    words: tuple[int, ...]
    ends: tuple[int, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Edges:
    """Words that pieces may be: of which token, from where to where, the word, what the channel asks."""

    token: Ints
    start: Ints
    end: Ints
    word: Ints
    cost: Floats

    def take(self, some: Ints) -> _Edges:
        return _Edges(self.token[some], self.start[some], self.end[some], self.word[some], self.cost[some])


@dataclass(frozen=True, slots=True)
class _Ways:
    """Ways to read the beginnings of tokens: the score, the channel's part of it, the last word, and the way before."""

    token: Ints
    score: Floats
    paid: Floats
    word: Ints
    before: Ints

    def take(self, some: Ints) -> _Ways:
        return _Ways(self.token[some], self.score[some], self.paid[some], self.word[some], self.before[some])


class _Past:
    """The ways found so far, by number, and the best of them at each place of each token, shape (tokens, places, HELD).

    Way 0 stands before the first word of every token.
    """

    def __init__(self, tokens: int, places: int) -> None:
        self.rows: list[tuple[int, int, int]] = [(-1, 0, -1)]  # word, where it ends, number of the way before
        self.number = np.zeros((tokens, places, HELD), np.int64)
        self.score = np.full((tokens, places, HELD), -np.inf, np.float32)
        self.paid = np.zeros((tokens, places, HELD), np.float32)
        self.word = np.full((tokens, places, HELD), -1, np.int64)
        self.score[:, 0, 0] = 0

    def add(self, ways: _Ways, end: int) -> Ints:
        """Their numbers."""
        first = len(self.rows)
        self.rows.extend((word, end, way) for word, way in zip(ways.word.tolist(), ways.before.tolist(), strict=True))
        return np.arange(first, len(self.rows))

    def hold(self, ways: _Ways, end: int) -> None:
        """Keep the best ways that end here, ordered by token, best first."""
        rank = rank_in(ways.token)
        place = (ways.token, end, rank)
        self.number[place] = self.add(ways, end)
        self.score[place], self.paid[place], self.word[place] = ways.score, ways.paid, ways.word

    def words(self, way: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The words of a way, and where each ends."""
        words, ends = [], []
        while way > 0:
            word, end, way = self.rows[way]
            words.append(word)
            ends.append(end)
        return tuple(words[::-1]), tuple(ends[::-1])


def segment(tokens: Sequence[str], lexicon: Lexicon, find: Prices, model: LanguageModel) -> list[list[Cut]]:
    """For each token its best cuts, best first; an empty list where there is none."""
    cuts: list[list[Cut]] = []
    for batch in _batches(tokens):
        found = _segment(batch, lexicon, find, model)
        cuts += found
        if sum(map(len, batch)) > BATCH and _is_noise(batch, found):
            break
    return cuts + [[] for _ in tokens[len(cuts) :]]


def _is_noise(tokens: Sequence[str], cuts: Sequence[list[Cut]]) -> bool:
    """Whether hardly a token could be cut well: megabytes of random letters are not searched to their end."""
    good = sum(bool(mine) and mine[0].cost > POOR_CUT * len(token) for token, mine in zip(tokens, cuts, strict=True))
    return good < NOISE * len(tokens)


def _batches(tokens: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for token in tokens:
        batch.append(token if len(token) <= LONGEST_TOKEN else "")
        held += len(batch[-1])
        if held > BATCH:
            yield batch
            batch, held = [], 0
    yield batch


def _segment(tokens: Sequence[str], lexicon: Lexicon, find: Prices, model: LanguageModel) -> list[list[Cut]]:
    cuts: list[list[Cut]] = [[] for _ in tokens]
    lengths = np.array([len(token) for token in tokens])
    edges = _edges(tokens, lexicon, find, model)
    edges = edges.take(np.argsort(edges.end, kind="stable"))
    longest = int(lengths.max(initial=0))
    bounds = np.searchsorted(edges.end, np.arange(longest + 2))
    past = _Past(len(tokens), longest + 1)
    for end in range(1, longest + 1):
        ways = _joined(edges.take(np.arange(bounds[end], bounds[end + 1])), past, model)
        ways = ways.take(by_group(ways.token, ways.score))
        whole = lengths[ways.token] == end
        done = ways.take(np.flatnonzero(whole))
        _collect(done.take(np.flatnonzero(rank_in(done.token) < KEPT)), end, past, cuts)
        going = ways.take(np.flatnonzero(~whole))
        going = going.take(np.flatnonzero(first_of(going.token << 20 | going.word)))
        past.hold(going.take(np.flatnonzero(rank_in(going.token) < HELD)), end)
    return cuts


def _edges(tokens: Sequence[str], lexicon: Lexicon, find: Prices, model: LanguageModel) -> _Edges:
    """The words of every piece of every token."""
    numbers: dict[str, int] = {}
    places = [
        (i, start, end, numbers.setdefault(token[start:end], len(numbers)))
        for i, token in enumerate(tokens)
        for start in range(len(token))
        for end in range(start + 1, min(start + LONGEST_PIECE, len(token)) + 1)
    ]
    found = search(list(numbers), lexicon, find, model.unigram, PIECE_WORDS, PIECE_BEAM)
    token, start, end, piece = np.array(places, np.int64).reshape(-1, 4).T
    bounds = np.searchsorted(found.tokens, np.arange(len(numbers) + 1))
    rows, at = spread(bounds[piece], bounds[piece + 1])
    return _Edges(token[rows], start[rows], end[rows], found.words[at].astype(np.int64), found.costs[at])


def _joined(edges: _Edges, past: _Past, model: LanguageModel) -> _Ways:
    """Every word after every way to read what stands before it."""
    at = (edges.token, edges.start)
    rows, slot = np.nonzero(past.score[at] > -np.inf)
    state = (edges.token[rows], edges.start[rows], slot)
    before, word = past.word[state], edges.word[rows]
    follows = before >= 0
    price = model.unigram[word]
    price[follows] = model.score_pairs(before[follows].astype(np.uint64), word[follows].astype(np.uint64))
    blank = np.where(follows, np.float32(LOST_BLANK), np.float32(0))
    cost = edges.cost[rows] + blank
    return _Ways(state[0], past.score[state] + cost + price, past.paid[state] + cost, word, past.number[state])


def _collect(ways: _Ways, end: int, past: _Past, cuts: list[list[Cut]]) -> None:
    for token, way, paid in zip(ways.token.tolist(), past.add(ways, end).tolist(), ways.paid.tolist(), strict=True):
        words, ends = past.words(way)
        cuts[token].append(Cut(words, ends, paid))

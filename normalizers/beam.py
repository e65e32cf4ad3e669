"""The most probable way through many lattices at once.

A lattice is the tokens of one stretch of text, left to right. An arc reads one to three neighbouring tokens as one or
more words, at a cost. All stretches advance together, one token at a time, so that every step is a handful of array
operations over all of them; each keeps its `width` best histories (the last two words). Histories that end alike are
one: the better one stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.language import BREAK_ID, SHIFT, LanguageModel
from normalizers.ngrams import Floats, Ints, Keys
from normalizers.ranking import by_group, first_of, rank_in

REACH: Final = 3  # tokens an arc may read
_SECOND: Final = np.uint64(0x7FFF)


@dataclass(frozen=True, slots=True)
class Lattices:
    """Arcs of all stretches, ordered by the token they end at; many arcs are alike, and `rows` says what each is.

    `ends` has one entry more than there are tokens: the arcs that end at token i are `ends[i]` up to `ends[i + 1]`.
    `starts` likewise gives the first token of each stretch. By row: `words`, padded with -1 to the longest; `spans`,
    how many tokens are read; `costs`, what the channel asks (a log probability, at most 0).
    """

    starts: Ints
    ends: Ints
    rows: Ints
    words: NDArray[np.int32]
    spans: NDArray[np.int8]
    costs: Floats


@dataclass(frozen=True, slots=True)
class _Step:
    """What each stretch holds after a token, shape (stretches, width): score and history, and where they came from."""

    scores: Floats
    contexts: Keys
    arcs: NDArray[np.int32]
    origins: NDArray[np.int8]


def best_arcs(lattices: Lattices, model: LanguageModel, width: int = 8, beam: float = 12.0) -> Ints:
    """The arc that the best path takes to end at each token, or -1 where a longer arc passes over it."""
    lengths = np.diff(lattices.starts)
    chosen = np.full(int(lattices.starts[-1]), -1, np.int64)
    order = np.argsort(-lengths, kind="stable")
    for at in range(0, len(order), _BATCH):
        _decode(lattices, model, order[at : at + _BATCH], width, beam, chosen)
    return chosen


_BATCH: Final = 768


def _decode(lattices: Lattices, model: LanguageModel, stretches: Ints, width: int, beam: float, chosen: Ints) -> None:
    """Decode some stretches, longest first, and write their arcs into `chosen`."""
    firsts = lattices.starts[stretches]
    lengths = lattices.starts[stretches + 1] - firsts
    empty = _Step(
        np.full((len(stretches), width), -np.inf, np.float32),
        np.zeros((len(stretches), width), np.uint64),
        np.full((len(stretches), width), -1, np.int32),
        np.zeros((len(stretches), width), np.int8),
    )
    opening = _Step(empty.scores.copy(), empty.contexts, empty.arcs, empty.origins)
    opening.scores[:, 0] = 0
    steps = [opening]
    for t in range(int(lengths.max(initial=0))):
        active = int((lengths > t).sum())
        steps.append(_advance(lattices, model, firsts[:active] + t, steps[-REACH:], width, beam))
    columns = _ending(model, steps, lengths)
    for row, (first, length) in enumerate(zip(firsts.tolist(), lengths.tolist(), strict=True)):
        _trace(lattices, steps, (row, columns[row]), first, length, chosen)


def _ending(model: LanguageModel, steps: list[_Step], lengths: Ints) -> list[int]:
    """The history of each stretch that is best once its end is counted."""
    scores = np.stack([steps[length].scores[row] for row, length in enumerate(lengths.tolist())])
    contexts = np.stack([steps[length].contexts[row] for row, length in enumerate(lengths.tolist())])
    ends = model.score(contexts.reshape(-1), np.full(contexts.size, BREAK_ID, np.int64))
    best: list[int] = (scores + ends.reshape(scores.shape)).argmax(1).tolist()
    return best


def _advance(
    lattices: Lattices, model: LanguageModel, tokens: Ints, before: list[_Step], width: int, beam: float
) -> _Step:
    """One token further: every arc that ends here from every history it can follow."""
    stretch, arcs = spread(lattices.ends[tokens], lattices.ends[tokens + 1])
    rows = lattices.rows[arcs]
    spans, costs = lattices.spans[rows], lattices.costs[rows, None]
    scores = np.empty((len(arcs), width), np.float32)
    contexts = np.empty((len(arcs), width), np.uint64)
    for span in range(1, len(before) + 1):
        some = np.flatnonzero(spans == span) if len(before) > 1 else slice(None)
        source = before[-span]
        scores[some] = source.scores[stretch[some]] + costs[some]
        contexts[some] = source.contexts[stretch[some]]
    flat, origin = np.nonzero(scores > -np.inf)
    score, state = scores[flat, origin], contexts[flat, origin]
    score, state = _follow(model, lattices.words, rows[flat], score, state)
    return _keep(len(tokens), width, beam, stretch[flat], score, state, arcs[flat], origin)


def _follow(
    model: LanguageModel, words: NDArray[np.int32], rows: Ints, score: Floats, state: Keys
) -> tuple[Floats, Keys]:
    """Score the words of each row one after the other; a break clears the history."""
    for nth in range(words.shape[1]):
        word = words[rows, nth].astype(np.int64)
        some = np.flatnonzero(word >= 0)
        if not len(some):
            break
        whole = len(some) == len(word)
        w, s = (word, state) if whole else (word[some], state[some])
        gain = model.score(s, w)
        after = (s & _SECOND) << SHIFT | w.astype(np.uint64)
        after[w == BREAK_ID] = 0
        gain[w == BREAK_ID] = 0
        if whole:
            score, state = score + gain, after
        else:
            score[some] += gain
            state[some] = after
    return score, state


def _keep(
    count: int, width: int, beam: float, rows: Ints, score: Floats, state: Keys, arcs: Ints, origin: Ints
) -> _Step:
    """The best `width` histories of each stretch; of histories that end alike, the best."""
    order = by_group(rows, score, beam)
    order = order[first_of(rows[order] << 30 | state[order].astype(np.int64))]
    rank = rank_in(rows[order])
    order, rank = order[rank < width], rank[rank < width]
    rows = rows[order]
    step = _Step(
        np.full((count, width), -np.inf, np.float32),
        np.zeros((count, width), np.uint64),
        np.full((count, width), -1, np.int32),
        np.zeros((count, width), np.int8),
    )
    step.scores[rows, rank] = score[order]
    step.contexts[rows, rank] = state[order]
    step.arcs[rows, rank] = arcs[order]
    step.origins[rows, rank] = origin[order]
    return step


def _trace(
    lattices: Lattices, steps: list[_Step], last: tuple[int, int], first: int, length: int, chosen: Ints
) -> None:
    """Follow one history of a stretch, given by row and column of its last step, back to the start."""
    t, (row, column) = length, last
    while t > 0:
        arc = int(steps[t].arcs[row, column])
        chosen[first + t - 1] = arc
        column = int(steps[t].origins[row, column])
        t -= int(lattices.spans[lattices.rows[arc]])


def spread(lows: Ints, highs: Ints) -> tuple[Ints, Ints]:
    """For ranges [low, high): the index of the range and the number, for every number in every range."""
    counts = highs - lows
    rows = np.repeat(np.arange(len(lows)), counts)
    offsets = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, lows[rows] + offsets

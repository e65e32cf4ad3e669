"""How sure a reading is: by how much it beats the next best word in its place, all other words staying."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.beam import Lattices, spread
from normalizers.language import SHIFT, LanguageModel
from normalizers.ngrams import Floats, Ints
from normalizers.ranking import best_of

ALONE: Final = 20.0  # margin of a word that nothing competes with
SEVERAL: Final = 2.0  # margin given to tokens read as several words: their rivals are not weighed


def margins(lattices: Lattices, chosen: Ints, model: LanguageModel) -> Floats:
    """For each token: the log probability by which its word beats the best other word."""
    alone: NDArray[np.bool_] = np.all(lattices.words[:, 1:] < 0, axis=1)  # rows of one word
    mine = lattices.rows[chosen]
    single = (chosen >= 0) & alone[mine] & (lattices.spans[mine] == 1)
    tokens = np.flatnonzero(single)
    result = np.full(len(chosen), SEVERAL, np.float32)
    if not len(tokens):
        return result
    words = np.where(single, lattices.words[mine, 0], 0).astype(np.int64)
    which, arcs = spread(lattices.ends[tokens], lattices.ends[tokens + 1])
    rows = lattices.rows[arcs]
    lone = alone[rows]
    which, rows = which[lone], rows[lone]
    place = tokens[which]
    trial = lattices.words[rows, 0].astype(np.int64)
    before, after = _neighbours(lattices, words, place)
    scores = lattices.costs[rows] + _score(model, before[1], before[0], trial)
    scores = scores + _score(model, before[0], trial, after[0]) + _score(model, trial, after[0], after[1])
    same = trial == words[place]
    own = best_of(which[same], scores[same], len(tokens))
    rival = best_of(which[~same], scores[~same], len(tokens))
    result[tokens] = np.clip(own - np.maximum(rival, own - ALONE), 0, ALONE)
    return result


def _neighbours(lattices: Lattices, words: Ints, place: Ints) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """The chosen words one and two places before and after, 0 (a break) beyond the ends of the stretch."""
    stretch = np.searchsorted(lattices.starts, place, side="right") - 1
    first, end = lattices.starts[stretch], lattices.starts[stretch + 1]
    padded = np.concatenate((words, [0, 0]))
    before = tuple(np.where(place - n >= first, padded[place - n], 0) for n in (1, 2))
    after = tuple(np.where(place + n < end, padded[place + n], 0) for n in (1, 2))
    return (before[0], before[1]), (after[0], after[1])


def _score(model: LanguageModel, first: Ints, second: Ints, word: Ints) -> Floats:
    """Log probability of a word after two others; a break in between hides what stands before it."""
    contexts = np.where(second == 0, 0, first << int(SHIFT) | second).astype(np.uint64)
    logs = model.score(contexts, word)
    return np.where((word == 0) & (second == 0), np.float32(0), logs)

"""What a document says again and again: pairs of words read twice or more are likelier there than anywhere else."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from normalizers.language import BREAK_ID, NUMBER_ID, SHIFT, UNKNOWN_ID, LanguageModel, Pairs
from normalizers.lattice import Reading

SHARE: Final = 0.2  # of what follows a word, how much this document's own pairs explain
RARE: Final = 3.0  # sightings that stand for what the document did not say
SURE: Final = 1.5  # margin from which a word counts


def echoing(model: LanguageModel, readings: Sequence[Reading], openings: Set[int] = frozenset()) -> LanguageModel:
    """The model, with the pairs that these readings of a document repeat; `openings` are the first tokens of stretches.

    What follows a number, or opens a stretch, is repeated as well: the cells of a table say the same few words.
    """
    logs = _repeated(readings, openings)
    if not logs:
        return model
    keys = np.array(sorted(logs), np.uint64)
    mine = Pairs(
        keys,
        np.array([logs[key] for key in keys.tolist()], np.float32),
        np.zeros(len(keys), np.float32),
        np.zeros(len(keys), np.bool_),
    )
    return replace(model, names=mine if model.names is None else _joined(model.names, mine))


def _repeated(readings: Sequence[Reading], openings: Set[int]) -> Mapping[int, float]:
    """Log probability of every pair read more than once, by packed key; one sighting is left out of its own count."""
    words: Counter[int] = Counter()
    pairs: Counter[int] = Counter()
    single = [reading for reading in readings if len(reading.words) == 1 and reading.words[0] != UNKNOWN_ID]
    words.update(reading.words[0] for reading in single)
    words[BREAK_ID] = len(openings)
    for left, right in pairwise(single):
        if right.words[0] == NUMBER_ID:
            continue
        if right.first in openings:
            if right.margin >= SURE:
                pairs[right.words[0]] += 1
        elif left.last == right.first and min(left.margin, right.margin) >= SURE:
            pairs[left.words[0] << int(SHIFT) | right.words[0]] += 1
    return {
        pair: math.log(SHARE * (times - 1) / (words[pair >> int(SHIFT)] + RARE))
        for pair, times in pairs.items()
        if times > 1
    }


def _joined(names: Pairs, mine: Pairs) -> Pairs:
    """Both; where a pair is in both, it stays a pair of the names, as likely as the likelier says."""
    new = ~np.isin(mine.keys, names.keys)
    at = np.searchsorted(mine.keys, names.keys).clip(max=len(mine.keys) - 1)
    own = np.where(mine.keys[at] == names.keys, np.maximum(names.logs, mine.logs[at]), names.logs)
    keys = np.concatenate((names.keys, mine.keys[new]))
    order = np.argsort(keys)
    return Pairs(
        keys[order],
        np.concatenate((own, mine.logs[new]))[order],
        np.concatenate((names.refunds, mine.refunds[new]))[order],
        np.concatenate((names.inside, mine.inside[new]))[order],
    )

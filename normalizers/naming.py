"""A model that knows the names of the document's district: its units are likelier there than anywhere else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from normalizers.language import BREAK_ID, NUMBER_ID, UNKNOWN_ID, LanguageModel, Pairs, load
from normalizers.spelling import TOKEN, canonical

INSIDE: Final = 0.8  # probability of the next syllable of a name once it has begun
AFTER_LEVEL: Final = 0.5  # that a level word is followed by one of the names, shared among them
IN_LIST: Final = 0.3  # that a name is followed by another one
IN_CELL: Final = 0.05  # that a cell, or a row after its number, begins with one
NEXT_KIND: Final = 0.05  # that a name is followed by the level word of the next: xã A, thị trấn B
RARE: Final = -13.5  # log probability of a syllable that only a name brings
_LEVELS: Final = ("xã", "phường", "trấn", "huyện", "quận", "tỉnh", "phố", "ubnd", "hđnd", "là", "và", "gồm", "dân")
_KINDS: Final = ("xã", "phường", "thị", "huyện")
_SHIFT: Final = 15
_MOST: Final = (1 << _SHIFT) - 1


@lru_cache(maxsize=8)
def model_with(names: tuple[str, ...]) -> LanguageModel:
    """The shipped model, with these names."""
    model = load()
    split = [[canonical(t.lower()) for t in TOKEN.findall(name) if t.isalpha()] for name in sorted(set(names))]
    syllables = [s for s in split if 0 < len(s) <= 5]
    if not syllables:
        return model
    model = _with_words(model, {w for name in syllables for w in name} - set(model.index))
    return replace(model, names=_pairs(model, syllables))


def _with_words(model: LanguageModel, new: Iterable[str]) -> LanguageModel:
    """The model with words it never counted."""
    added = sorted(new)[: _MOST - len(model.words)]
    count = len(added)
    return replace(
        model,
        words=model.words + tuple(added),
        unigram=np.append(model.unigram, np.full(count, RARE, np.float32)),
        backoff=np.append(model.backoff, np.zeros(count, np.float32)),
        casing=np.vstack((model.casing, np.tile(np.array([1, 0], np.float32), (count, 1)))),
    )


def _pairs(model: LanguageModel, names: Sequence[Sequence[str]]) -> Pairs:
    """Which pairs of syllables the names make likely, and how."""
    ids = [[model.index.get(w, UNKNOWN_ID) for w in name] for name in names]
    inside = {
        left << _SHIFT | right: math.log(INSIDE / len({n[n.index(left) + 1] for n in ids if left in n[:-1]}))
        for name in ids
        for left, right in pairwise(name)
    }
    firsts = sorted({name[0] for name in ids})
    opening: dict[int, float] = {}
    for level in _LEVELS:
        for first in firsts:
            opening[model.id(level) << _SHIFT | first] = math.log(AFTER_LEVEL / len(firsts))
    for before in (BREAK_ID, NUMBER_ID):
        for first in firsts:
            opening[before << _SHIFT | first] = math.log(IN_CELL / len(firsts))
    for last in sorted({name[-1] for name in ids}):
        for first in firsts:
            opening.setdefault(last << _SHIFT | first, math.log(IN_LIST / len(firsts)))
        for kind in _KINDS:
            opening.setdefault(last << _SHIFT | model.id(kind), math.log(NEXT_KIND))
    whole = {name[0] for name in ids if len(name) == 1} | {model.id(kind) for kind in _KINDS}
    keys = np.array(sorted({*inside, *opening}), np.uint64)
    logs = np.array([inside.get(k, opening.get(k, 0.0)) for k in keys.tolist()], np.float32)
    usual = model.score_pairs(keys >> np.uint64(_SHIFT), keys & np.uint64(_MOST))
    kept = np.array([k in inside or (k & _MOST) in whole for k in keys.tolist()])
    refunds = np.where(kept, np.float32(0), np.minimum(usual - logs, 0)).astype(np.float32)
    return Pairs(keys, logs, refunds, np.array([k in inside for k in keys.tolist()]))

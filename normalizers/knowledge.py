"""What every reading needs to know of the language: the model, and the words worth proposing, in several orders."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np

from normalizers.casing import ACRONYM
from normalizers.language import UNKNOWN_ID, LanguageModel, load
from normalizers.naming import model_with
from normalizers.ngrams import Floats
from normalizers.rhymes import Lexicon, lexicon_of
from normalizers.spelling import TOKEN, canonical
from normalizers.syllables import syllables
from normalizers.unicode import strip_diacritics

WORTH: Final = 0.7  # of a word's own probability when candidates are ranked
RARE_ACRONYM: Final = -14.0  # log probability below which capitals are not proposed


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words worth proposing: legal syllables in use, names, and acronyms for tokens in capitals."""

    by_skeleton: Mapping[str, tuple[int, ...]]
    lexicon: Lexicon
    upper_lexicon: Lexicon  # with the acronyms


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The model and its words. `titled` and `lowered` are log probabilities of each word beginning with a capital
    inside a sentence, and of being all small; `worth` is what a word's own probability counts among candidates.
    """

    model: LanguageModel
    vocabulary: Vocabulary
    worth: Floats
    titled: Floats
    lowered: Floats
    acronyms: frozenset[int]


@lru_cache(maxsize=8)
def knowledge(names: tuple[str, ...] = ()) -> Knowledge:
    """With the names of a document's district."""
    model = model_with(names)
    spoken = {canonical(t.lower()) for name in names for t in TOKEN.findall(name)}
    return Knowledge(
        model,
        _vocabulary(model.words[len(load().words) :], frozenset(spoken - syllables())),
        (WORTH * model.unigram).astype(np.float32),
        np.log(0.02 + 0.96 * model.casing[:, 0].astype(np.float64)).astype(np.float32),
        np.log(0.02 + 0.96 * (1 - model.casing.sum(1)).astype(np.float64)).astype(np.float32),
        frozenset(np.flatnonzero(model.casing[:, 1] > ACRONYM).tolist()) - {UNKNOWN_ID},
    )


@lru_cache(maxsize=8)
def _vocabulary(added: tuple[str, ...], strange: frozenset[str]) -> Vocabulary:
    """`added` are words that the shipped model does not know, `strange` names that are no syllables."""
    model = load()
    every = list(enumerate(model.words + added))[UNKNOWN_ID + 1 :]
    words = [(word, i) for i, word in every if word in syllables() or word in strange]
    proposed = {i for _, i in words}
    capitals = np.flatnonzero((model.casing[:, 1] > ACRONYM) & (model.unigram > RARE_ACRONYM)).tolist()
    acronyms = [
        (model.words[i], i) for i in capitals if i > UNKNOWN_ID and i not in proposed and len(model.words[i]) > 1
    ]
    by_skeleton: dict[str, list[int]] = {}
    for word, i in words:
        by_skeleton.setdefault(strip_diacritics(word), []).append(i)
    for word, i in acronyms:
        if "đ" in word:
            bare = strip_diacritics(word)
            mine = by_skeleton.setdefault(bare, [])
            mine.append(i)
            plain = model.index.get(bare)
            if plain is not None and plain not in mine:
                mine.append(plain)
    return Vocabulary(
        {bare: tuple(mine) for bare, mine in by_skeleton.items()}, lexicon_of(words), lexicon_of(words + acronyms)
    )


@cache
def letter_frequency() -> Mapping[str, float]:
    """How often each letter of legal syllables occurs."""
    often: dict[str, float] = {}
    for word, log in zip(load().words, load().unigram.tolist(), strict=True):
        if word in syllables():
            for letter in word:
                often[letter] = often.get(letter, 0.0) + math.exp(log)
    return often

"""The language model of administrative Vietnamese: how probable a syllable is after the two before it.

Costs are natural logarithms. Words are looked up in their canonical form (`spelling.canonical`); numbers are one class,
what ends a sentence is another, and every word the model does not know is `UNKNOWN`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.ngrams import MIX, VALUES, Floats, Ints, Keys, Table
from normalizers.spelling import BREAK, NUMBER, TOKEN, canonical

BREAK_ID: Final = 0
NUMBER_ID: Final = 1
UNKNOWN_ID: Final = 2
SHIFT: Final = np.uint64(15)
_WORD: Final = np.uint64(0x7FFF)
_MARKS: Final = 16  # bits of the hash that tells most keys that are not there


@dataclass(frozen=True)
class Pairs:
    """Pairs of words that are at least this probable in the document at hand, by packed key, sorted.

    A pair that only opens a name was raised for the sake of the whole name: `refunds` is what it gives back when the
    name does not go on (at most 0); a pair inside a name gives nothing back and is marked in `inside`.
    """

    keys: Keys
    logs: Floats
    refunds: Floats
    inside: NDArray[np.bool_]

    def raise_to(self, keys: Keys, logs: Floats) -> None:
        """Raises the log probabilities, where a pair is known here, to at least what it says."""
        some, at = _known(self.keys, self._marks, keys)
        logs[some] = np.maximum(logs[some], self.logs[at])

    def give_back(self, contexts: Keys, keys: Keys, logs: Floats) -> None:
        """Takes from the words that follow the opening of a name and do not go on with it."""
        some, opened = _known(self.keys, self._opening_marks, contexts)
        if len(some):
            on, at = _known(self.keys, self._marks, keys[some])
            refunds = self.refunds[opened]
            refunds[on[self.inside[at]]] = 0
            logs[some] += refunds

    @cached_property
    def _marks(self) -> NDArray[np.bool_]:
        return _marked(self.keys)

    @cached_property
    def _opening_marks(self) -> NDArray[np.bool_]:
        return _marked(self.keys[self.refunds < 0])


def _hash(keys: Keys) -> Ints:
    """A few bits of each key, by which most of those not known are told."""
    return (keys * MIX >> np.uint64(64 - _MARKS)).astype(np.int64)


def _marked(keys: Keys) -> NDArray[np.bool_]:
    marks = np.zeros(1 << _MARKS, np.bool_)
    marks[_hash(keys)] = True
    return marks


def _known(known: Keys, marks: NDArray[np.bool_], keys: Keys) -> tuple[Ints, Ints]:
    """Which of the keys are among the known (sorted) ones, and where there; `marks` are of those looked for."""
    some = np.flatnonzero(marks[_hash(keys)])
    at = np.searchsorted(known, keys[some]).clip(max=len(known) - 1)
    true = known[at] == keys[some]
    return some[true], at[true]


@dataclass(frozen=True)
class LanguageModel:
    """A trigram model with modified Kneser-Ney smoothing over `words`; ids are positions in it."""

    words: tuple[str, ...]
    unigram: Floats
    backoff: Floats
    bigrams: Table
    contexts: Table
    trigrams: Table
    casing: Floats  # share of Title and of UPPER forms of each word, shape (words, 2)
    names: Pairs | None = None

    @cached_property
    def index(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    def id(self, word: str) -> int:
        """The id of a word in any case and either tone style; UNKNOWN_ID when the model does not know it."""
        return self.index.get(canonical(word.lower()), UNKNOWN_ID)

    def score(self, contexts: Keys, words: Ints) -> Floats:
        """Log probability of each word after its context, a pair of ids packed as `first << 15 | second`."""
        keys = words.astype(np.uint64)
        found, logs = self.trigrams.find(contexts << SHIFT | keys)
        missing = np.flatnonzero(~found)
        if len(missing):
            seen = contexts[missing]
            known, weight = self.contexts.find(seen)
            logs[missing] = self._pairs(seen & _WORD, keys[missing]) + np.where(known, weight, np.float32(0))
        if self.names is not None:
            pairs = (contexts & _WORD) << SHIFT | keys
            self.names.raise_to(pairs, logs)
            self.names.give_back(contexts, pairs, logs)
        return logs

    def score_pairs(self, before: Keys, words: Keys) -> Floats:
        """Log probability of each word after the one word before it."""
        logs = self._pairs(before, words)
        if self.names is not None:
            self.names.raise_to(before << SHIFT | words, logs)
        return logs

    def _pairs(self, before: Keys, words: Keys) -> Floats:
        found, logs = self.bigrams.find(before << SHIFT | words)
        missing = np.flatnonzero(~found)
        if len(missing):
            logs[missing] = self.backoff[before[missing]] + self.unigram[words[missing]]
        return logs

    def log_probability(self, words: Iterable[str]) -> float:
        """Natural log of the probability of a sequence of words, numbers and punctuation marks, from a fresh start.

        Sentence marks reset the context and cost nothing; other marks are skipped.
        """
        return float(self.log_probabilities(words).sum())

    def log_probabilities(self, words: Iterable[str]) -> Floats:
        """The same for each word and number by itself, after those before it."""
        ids = self.ids(words)
        padded = np.concatenate((np.zeros(2, np.int64), ids))
        first = np.where(padded[1:-1] == BREAK_ID, BREAK_ID, padded[:-2])
        contexts = first.astype(np.uint64) << SHIFT | padded[1:-1].astype(np.uint64)
        logs: Floats = self.score(contexts, ids)[ids != BREAK_ID]
        return logs

    def ids(self, words: Iterable[str]) -> Ints:
        """Ids of words as TOKEN cuts them; marks that end no sentence are left out."""
        kept = (w for w in words if TOKEN.fullmatch(w))
        return np.array([self._class(w) for w in kept], np.int64)

    def _class(self, word: str) -> int:
        if word[0].isdigit():
            return NUMBER_ID
        return self.id(word) if word[0].isalpha() else BREAK_ID


def tokens(text: str) -> list[str]:
    """Words, numbers and sentence marks of a text, in order."""
    return TOKEN.findall(text)


@cache
def load() -> LanguageModel:
    """The shipped model, read once."""
    return read((files("normalizers") / "data" / "model.npz").read_bytes())


def read(data: bytes) -> LanguageModel:
    """A model from the bytes that scripts/derive_model.py wrote. Raises ValueError if they are something else."""
    try:
        with np.load(io.BytesIO(data)) as arrays:
            bigrams, contexts, trigrams = (Table(arrays[name]) for name in ("bigrams", "contexts", "trigrams"))
            words = arrays["words"].tobytes().decode().split("\n")
            unigram, backoff = VALUES[arrays["unigram"]], VALUES[arrays["backoff"]]
            casing = (arrays["casing"] / np.float32(255)).astype(np.float32)
    except (KeyError, OSError) as error:
        raise ValueError(f"not a language model: {error}") from error
    if tuple(words[:2]) != (BREAK, NUMBER):
        raise ValueError("not a language model: the word list does not begin with the classes")
    return LanguageModel(tuple(words), unigram, backoff, bigrams, contexts, trigrams, casing)


def context(before: Sequence[int]) -> int:
    """The packed context after a list of ids."""
    first, second = ([0, 0, *before])[-2:]
    return 0 if second == 0 else first << 15 | second

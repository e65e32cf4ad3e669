"""Whether damaged text can be Vietnamese at all, told before the costly search.

Garble of Vietnamese is made of syllables: of its longer tokens hardly one in five is unlike every word there is. Of
random letters hardly one in fifty is like any. So a sample of the longer tokens tells, window by window, what is worth
reading; the rest stays as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from normalizers import candidates, channel
from normalizers.channel import seen_form
from normalizers.knowledge import knowledge
from normalizers.ngrams import Floats
from normalizers.proposals import BEAM, LONGEST_WORD, POOR

SHORTEST: Final = 4  # letters of a token that not everything resembles
WINDOW: Final = 40  # such tokens judged together
WINDOWS: Final = 200  # windows at most: a longer text is judged in longer ones
SAMPLE: Final = 40  # and how many of a window are looked up
ALIKE: Final = 0.15  # share of them like some word, below which a window is noise; garble has 0.6 and more
_AROUND: Final = ".,;:!?()[]\"'“”‘’*_"


def legible(texts: Sequence[str]) -> list[bool]:
    """For each text, in order, whether it can be Vietnamese. Fewer than WINDOW longer tokens in all prove nothing."""
    words = [_sample(_longer(text)) for text in texts]
    windows = list(_windows([len(some) for some in words]))
    samples = [_sample([word for some in words[window.start : window.stop] for word in some]) for window in windows]
    alike = _alike([word for sample in samples for word in sample])
    verdicts: list[bool] = []
    done = 0
    for window, sample in zip(windows, samples, strict=True):
        share = float(np.mean(alike[done : done + len(sample)])) if len(sample) >= WINDOW else 1.0
        verdicts += [share >= ALIKE] * len(window)
        done += len(sample)
    return verdicts


def _longer(text: str) -> list[str]:
    """The tokens of a text that are long enough to tell, of letters for the greater part."""
    tokens = (token.strip(_AROUND) for token in text.split())
    return [t for t in tokens if SHORTEST <= len(t) <= LONGEST_WORD and 2 * sum(map(str.isalpha, t)) > len(t)]


def _windows(counts: Sequence[int]) -> Iterator[range]:
    """The texts, given how many tokens of each tell, in at most WINDOWS runs of at least WINDOW; what is left goes with
    the last.
    """
    bounds = [0]
    held = 0
    least = max(WINDOW, sum(counts) // WINDOWS)
    for i, count in enumerate(counts, 1):
        held += count
        if held >= least:
            bounds.append(i)
            held = 0
    if bounds[-1] < len(counts):
        bounds[max(len(bounds) - 1, 1) :] = [len(counts)]
    yield from (range(a, b) for a, b in itertools.pairwise(bounds))


def _sample(words: Sequence[str]) -> list[str]:
    """At most SAMPLE of the words, evenly."""
    step = max(len(words) // SAMPLE, 1)
    return list(words[::step][:SAMPLE])


def _alike(words: Sequence[str]) -> Floats:
    """Of each word 1 if it could be some word of the lexicon, else 0."""
    known = knowledge()
    forms = {form: i for i, form in enumerate(dict.fromkeys(map(seen_form, words)))}
    prices = candidates.prices(channel.load(), known.vocabulary.lexicon)
    found = candidates.search(list(forms), known.vocabulary.lexicon, prices, known.worth, 1, BEAM)
    best = np.full(len(forms), -np.inf, np.float32)
    best[found.tokens] = found.costs + known.worth[found.words]
    alike: Floats = (best > POOR)[[forms[seen_form(word)] for word in words]].astype(np.float32)
    return alike

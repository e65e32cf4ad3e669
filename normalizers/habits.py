"""The habits of the reader of one document: how it sees letters, and what it makes of whole words.

The shipped tables come first, in the proportions that explain this document's characters best; a first reading of the
document then teaches its own chunks, and which word each of its forms most often was.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from normalizers import channel as channels
from normalizers.channel import Channel, seen_form
from normalizers.language import LanguageModel
from normalizers.lattice import Reading
from normalizers.options import CHANNEL_WEIGHT, Options
from normalizers.syllables import syllables
from normalizers.tokens import Kind, Token

ADAPT_FROM: Final = 1500  # different pairs that teach a document's habits
SURE: Final = 1.0  # margin from which a reading teaches nearly as much as a certain one
ADAPT_PRIOR: Final = 30.0
ADAPT_SHARE: Final = 0.7
DOUBT: Final = 2.0  # margin up to which a reading says nothing about a whole word
CERTAIN: Final = 8.0  # and from which it says all
HEAVY: Final = 0.1
WORD_SHARE: Final = 0.5  # of a word's sightings that its forms explain, once it was seen often
WORD_PRIOR: Final = 2.0  # sightings that the letters are worth against them

Forms = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Habits:
    """`channel` sees letters; `forms` is log P(form | word) of whole words seen several times in this
    document; `heavy` garble puts digits and signs into more than a tenth of the words.
    """

    channel: Channel
    forms: Forms = field(default_factory=dict)
    heavy: bool = False

    def weighed(self, form: str, options: Options) -> Options:
        """The single words this form may be, at the cost that letters and sightings ask for together, best first."""
        logs = self.forms.get(form)
        if not logs or not options.words:
            return options
        costs = [
            cost if (log := logs.get(words[0])) is None else max(cost, _together(cost, log))
            for words, cost in zip(options.words, options.costs, strict=True)
        ]
        return Options(options.words, options.ends, costs)


def _together(letters: float, whole: float) -> float:
    """The cost of a word by its letters and by its sightings."""
    share = (1 - WORD_SHARE) * math.exp(letters / CHANNEL_WEIGHT) + WORD_SHARE * math.exp(whole)
    return CHANNEL_WEIGHT * math.log(share)


def first_habits(tokens: Sequence[Token], letters: Mapping[str, float]) -> Habits:
    """The shipped channels in the proportions in which they explain this document's letters.

    `letters` is how often each letter occurs in the language.
    """
    words = [token.text for token in tokens if token.kind is Kind.WORD]
    heavy = sum(not word.isalpha() for word in words) > HEAVY * len(tokens)
    return Habits(channels.mixed(channels.proportions(map(seen_form, words), letters)), heavy=heavy)


def learned(tokens: Sequence[Token], readings: Sequence[Reading], habits: Habits, model: LanguageModel) -> Habits:
    """The habits learned again from a reading of this document; of whole words only where its garble is heavy."""
    pairs: defaultdict[tuple[str, int], float] = defaultdict(float)
    sure: defaultdict[tuple[str, int], float] = defaultdict(float)
    times: defaultdict[tuple[str, int], int] = defaultdict(int)
    for r in readings:
        token = tokens[r.first]
        single = r.last == r.first + 1 and len(r.words) == 1 and token.kind is Kind.WORD
        if single and model.words[r.words[0]] in syllables():
            key = seen_form(token.text), r.words[0]
            pairs[key] += -math.expm1(-r.margin / SURE)
            sure[key] += min(max(r.margin - DOUBT, 0.0) / (CERTAIN - DOUBT), 1.0)
            times[key] += 1
    best = sorted(pairs.items(), key=lambda p: (-p[1], p[0]))[:ADAPT_FROM]
    weighted = [(seen, model.words[word], weight) for (seen, word), weight in best]
    channel = channels.from_counts(channels.count(weighted, habits.channel), habits.channel, ADAPT_PRIOR)
    return Habits(
        channels.blended(channel, habits.channel, ADAPT_SHARE),
        _forms(sure, times) if habits.heavy else {},
        habits.heavy,
    )


def _forms(pairs: Mapping[tuple[str, int], float], times: Mapping[tuple[str, int], int]) -> Forms:
    """Log P(form | word), one sighting of each pair left out: a word is no witness for itself."""
    totals: defaultdict[int, float] = defaultdict(float)
    for (_, word), weight in pairs.items():
        totals[word] += weight
    forms: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for (form, word), weight in pairs.items():
        rest = weight * (1 - 1 / times[form, word])
        if rest > 0:
            forms[form][word] = math.log(rest / (totals[word] + WORD_PRIOR))
    return dict(forms)

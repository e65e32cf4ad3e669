"""The words that the tokens of a garbled text are proposed to be: one, several run together, or one in pieces."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Final

import numpy as np

from normalizers import candidates as search
from normalizers.channel import seen_form
from normalizers.habits import Habits
from normalizers.knowledge import WORTH, Knowledge
from normalizers.numerals import is_numeral
from normalizers.options import CHANNEL_WEIGHT, Options
from normalizers.pieces import Whole, wholes
from normalizers.rhymes import Lexicon
from normalizers.segments import segment
from normalizers.symbols import is_year
from normalizers.tokens import Kind, Token

LONGEST_WORD: Final = 14
SHORT: Final = 3  # characters of a piece of a word
WEAK: Final = -9.0  # a short token whose best word is worse than this may be a piece of a word
KEEP: Final = 40  # words proposed for a token,
KEEP_HEAVY: Final = 80  # and where garble is heavy,
BEAM: Final = 11.0  # and how far below the best they may be
FEW: Final = 8  # readings kept of a word in pieces
FAR: Final = -13.0  # what a word in pieces may be worth at least
POOR: Final = -13.0  # a token whose best word is worse than this may be several words
DIGITS_WITHIN: Final = 0.01  # share of words with digits, from which numbers may be words

Key = tuple[str, bool]  # a form as the channel sees it; whether it may be an acronym


@lru_cache(maxsize=1 << 14)
def key_of(text: str, upper_line: bool) -> Key:
    """A token as the channel sees it, and whether it may be an acronym.

    In a line of capitals a small letter is a capital misread, or one of the same shape.
    """
    form = text.lower() if upper_line else seen_form(text)
    return form, sum(map(str.isupper, text)) > 1


def proposals(tokens: Sequence[Token], upper: Set[int], habits: Habits, known: Knowledge) -> dict[Key, Options]:
    """What every different token may have been: one word, or several run together."""
    words = [t for t in tokens if t.kind is Kind.WORD]
    if sum(any(map(str.isdigit, t.text)) for t in words) > DIGITS_WITHIN * len(words):
        words += [t for t in tokens if t.kind is Kind.NUMBER and _may_be_word(t.text)]
    keys = {key_of(token.text, token.line in upper) for token in words}
    options = _lone(keys, habits, known)
    for capital, lexicon in _lexicons(known):
        find = search.prices(habits.channel, lexicon)
        poor = [k for k in sorted(keys) if k[1] is capital and _poor(k[0], options[k], known)]
        for key, cuts in zip(poor, segment([k[0] for k in poor], lexicon, find, known.model), strict=True):
            lone = not options[key].words
            for cut in cuts:
                if lone or len(cut.words) > 1:
                    options[key].add(cut)
    return options


def together(
    tokens: Sequence[Token],
    stretches: Sequence[tuple[int, int]],
    upper: Set[int],
    proposed: Mapping[Key, Options],
    habits: Habits,
    known: Knowledge,
) -> dict[int, list[tuple[Whole, Options]]]:
    """What neighbouring tokens may be as one word, by the token it ends at."""
    weak: dict[Key, bool] = {}

    def is_weak(token: Token) -> bool:
        if len(token.text) > SHORT:
            return False
        key = key_of(token.text, token.line in upper)
        if key not in weak:
            weak[key] = len(token.text) == 1 or key not in proposed or _worth(proposed[key], known) < WEAK
        return weak[key]

    found = [whole for first, last in stretches for whole in wholes(tokens, first, last, is_weak)]
    joint = {whole: key_of(whole.text, tokens[whole.first].line in upper) for whole in found}
    options = _lone(set(joint.values()), habits, known)
    by_end: defaultdict[int, list[tuple[Whole, Options]]] = defaultdict(list)
    for whole in found:
        mine = options[joint[whole]]
        if _worth(mine, known) > FAR:
            by_end[whole.last].append((whole, mine.best(FEW)))
    return by_end


def _may_be_word(number: str) -> bool:
    """Whether digits may stand for a short word: `56` Số, `86o` Báo, `i14t` đạt; no year does."""
    return len(number) <= (3 if number.isdigit() else 5) and not (is_year(number) or is_numeral(number))


def _lexicons(known: Knowledge) -> tuple[tuple[bool, Lexicon], ...]:
    """The words for forms that may be no acronym, and for those that may."""
    return (False, known.vocabulary.lexicon), (True, known.vocabulary.upper_lexicon)


def _lone(keys: Set[Key], habits: Habits, known: Knowledge) -> dict[Key, Options]:
    """The single words that each form may be."""
    keep = KEEP_HEAVY if habits.heavy else KEEP
    options: dict[Key, Options] = {}
    for upper, lexicon in _lexicons(known):
        some = sorted(k for k in keys if k[1] is upper)
        find = search.prices(habits.channel, lexicon)
        options |= zip(some, _single([k[0] for k in some], lexicon, find, known, keep), strict=True)
    return {key: habits.weighed(key[0], found) for key, found in options.items()}


def _single(forms: Sequence[str], lexicon: Lexicon, find: search.Prices, known: Knowledge, keep: int) -> list[Options]:
    """The words that each token may be when it is one; none where it is too long for that."""
    short = [form if len(form) <= LONGEST_WORD else "" for form in forms]
    result = search.search(short, lexicon, find, known.worth, keep, BEAM)
    words: list[tuple[int, ...]] = [(word,) for word in result.words.tolist()]
    costs = (np.float32(CHANNEL_WEIGHT) * result.costs).tolist()
    bounds = np.searchsorted(result.tokens, np.arange(len(forms) + 1)).tolist()
    return [
        Options(words[a:b], [(len(form),)] * (b - a), costs[a:b]) if form else Options([], [], [])
        for form, (a, b) in zip(short, itertools.pairwise(bounds), strict=True)
    ]


def _poor(form: str, options: Options, known: Knowledge) -> bool:
    """Whether no single word explains the token well enough to stop looking for several."""
    return len(form) >= 4 and _worth(options, known) < POOR + (2.0 if len(form) > 7 else 0.0)


def _worth(options: Options, known: Knowledge) -> float:
    """How well the best of these words explains its token."""
    if not options.words:
        return -99.0
    return options.costs[0] / CHANNEL_WEIGHT + WORTH * float(known.model.unigram[options.words[0][0]])

"""Reading damaged tokens: candidates in, the most probable words out."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from normalizers import candidates as search
from normalizers.beam import best_arcs
from normalizers.casing import ACRONYM, upper_lines
from normalizers.channel import seen_form
from normalizers.habits import Habits
from normalizers.language import NUMBER_ID, UNKNOWN_ID, LanguageModel
from normalizers.lattice import Draft, Reading
from normalizers.margins import margins
from normalizers.naming import model_with
from normalizers.ngrams import Floats
from normalizers.numerals import is_numeral, perhaps
from normalizers.options import CHANNEL_WEIGHT, Options
from normalizers.pieces import CUT, Whole, wholes
from normalizers.ratings import rating
from normalizers.rhymes import Lexicon, lexicon_of
from normalizers.segments import segment
from normalizers.spelling import TOKEN, canonical
from normalizers.syllables import syllables
from normalizers.symbols import is_year
from normalizers.tokens import Kind, Token
from normalizers.unicode import strip_diacritics

WORTH: Final = 0.7  # of a word's own probability when candidates are ranked
FOREIGN: Final = -12.5  # cost of taking a token for a word the model does not know
LONGEST_WORD: Final = 14
CASE_WEIGHT: Final = 0.7
LABEL: Final = -6.0  # cost of taking a lone capital, or capitals without a vowel, for a word
LABEL_SEEN: Final = -0.5  # and of leaving it
UNKNOWN_LABEL: Final = -3.5  # when it is no acronym the model knows
_VOWELS: Final = frozenset("AEIOUY")
DIGITS: Final = (0.0, -4.0, -2.0)  # cost of taking a number of so many digits for a word
NUMBERED: Final = (0.0, 0.0, -4.0, 0.0)  # cost of taking so many digits for a number
MIXED: Final = -4.0  # and of taking digits with letters between them for a number
STROKES: Final = (-2.5, -6.0, -8.0)  # and strokes with digits: only l and I, others too, without any digit
DIGITS_WITHIN: Final = 0.01
SHORT: Final = 3  # characters of a piece of a word
WEAK: Final = -9.0  # a short token whose best word is worse than this may be a piece of a word
KEEP: Final = 20  # words proposed for a token,
KEEP_HEAVY: Final = 40  # and where garble is heavy,
BEAM: Final = 11.0  # and how far below the best they may be
FEW: Final = 8  # readings kept of a word in pieces
FAR: Final = -13.0  # what a word in pieces may be worth at least
POOR: Final = -13.0  # a token whose best word is worse than this may be several words


Key = tuple[str, bool]  # a form as the channel sees it; whether it may be an acronym


@dataclass(frozen=True)
class Knowledge:
    """What every reading needs, made once from the model."""

    model: LanguageModel
    by_skeleton: dict[str, tuple[int, ...]]
    lexicon: Lexicon
    upper_lexicon: Lexicon
    worth: Floats
    letters: dict[str, float]
    titled: list[float]  # log probability of each word beginning with a capital inside a sentence
    lowered: list[float]  # and of being all small
    acronyms: frozenset[int]


@lru_cache(maxsize=8)
def knowledge(names: tuple[str, ...] = ()) -> Knowledge:
    """Words worth proposing: legal syllables in use, names, and acronyms for tokens in capitals."""
    model = model_with(names)
    legal = syllables() | {canonical(t.lower()) for name in names for t in TOKEN.findall(name)}
    words = [(w, i) for i, w in enumerate(model.words) if i > UNKNOWN_ID and w in legal]
    acronyms = [
        (w, i)
        for i, w in enumerate(model.words)
        if i > UNKNOWN_ID and w not in legal and model.casing[i, 1] > ACRONYM and model.unigram[i] > -14 and len(w) > 1
    ]
    worth = (WORTH * model.unigram).astype(np.float32)
    by_skeleton: dict[str, list[int]] = {}
    for word, i in words:
        by_skeleton.setdefault(strip_diacritics(word), []).append(i)
    for word, i in acronyms:
        if "đ" in word:
            by_skeleton.setdefault(strip_diacritics(word), []).append(i)
            plain = model.index.get(strip_diacritics(word))
            if plain is not None and plain not in by_skeleton[strip_diacritics(word)]:
                by_skeleton[strip_diacritics(word)].append(plain)
    return Knowledge(
        model,
        {k: tuple(v) for k, v in by_skeleton.items()},
        lexicon_of(words),
        lexicon_of(words + acronyms),
        worth,
        letter_frequency(model),
        [math.log(0.02 + 0.96 * float(share)) for share in model.casing[:, 0]],
        [math.log(0.02 + 0.96 * float(share)) for share in 1 - model.casing.sum(1)],
        frozenset(np.flatnonzero(model.casing[:, 1] > ACRONYM).tolist()) - {UNKNOWN_ID},
    )


def read_stripped(tokens: Sequence[Token], stretches: Sequence[tuple[int, int]], known: Knowledge) -> list[Reading]:
    """The words behind tokens that lost their diacritics and nothing else."""
    draft = Draft()
    for first, last in stretches:
        for place, token in enumerate(tokens[first:last]):
            case = _case_costs(token.text, known, place == 0)
            lower = token.text.lower()
            if token.kind is Kind.NUMBER or token.text.isdigit():
                draft.arc((NUMBER_ID,), 0.0)
            elif rated := rating(tokens, first + place):
                draft.arc((known.model.id(rated),), 0.0)
            else:
                for word in known.by_skeleton.get(lower) or (known.model.id(lower),):
                    draft.arc((word,), CASE_WEIGHT * case[word] if case else 0.0)
            draft.close_token()
        draft.close_stretch()
    return read_draft(draft, stretches, known.model)


def _case_costs(text: str, known: Knowledge, opening: bool) -> list[float] | None:
    """What each word pays for standing there with this capital, or without; None where capitals say nothing."""
    if opening or (len(text) > 1 and text[1:2].isupper()):
        return None
    return known.titled if text[:1].isupper() else known.lowered


def read_garbled(
    tokens: Sequence[Token],
    stretches: Sequence[tuple[int, int]],
    habits: Habits,
    known: Knowledge,
) -> list[Reading]:
    """The words behind tokens that a foreign reader garbled."""
    upper = upper_lines(tokens)
    proposals = _proposals([t for first, last in stretches for t in tokens[first:last]], upper, habits, known)
    together = _together(tokens, stretches, upper, proposals, habits, known)
    draft = Draft()
    for first, last in stretches:
        for place, token in enumerate(tokens[first:last]):
            for whole, joined in together.get(first + place, ()):
                pieces = whole.last - whole.first
                draft.arcs(joined.words, [CUT * pieces + cost for cost in joined.costs], joined.ends, pieces + 1)
            if (settled := _settled(tokens, first + place, known)) is not None:
                draft.arc((settled,), 0.0)
            elif token.kind is Kind.NUMBER:
                pure = token.text.isdigit()
                draft.arc((NUMBER_ID,), _as_number(token.text))
                if (options := proposals.get(_key(token, upper))) and not _in_row(tokens, first + place):
                    price = DIGITS[min(len(token.text), 2)] if pure else 0.0
                    draft.arcs(options.words, [price + cost for cost in options.costs], options.ends)
            else:
                key = _key(token, upper)
                own = known.model.id(token.text)
                acronym = own in known.acronyms and key[1]
                label = _is_label(token.text, place == 0) and (acronym or token.line not in upper)
                if options := proposals.get(key):
                    costs = _as_label(token.text, options, known) if label else options.costs
                    draft.arcs(options.words, costs, options.ends)
                if acronym:
                    draft.arc((own,), -0.5)
                elif label and not (options and any(_marked(token.text, words, known) for words in options.words)):
                    draft.arc((own,), LABEL_SEEN if len(token.text) == 1 else UNKNOWN_LABEL)
                if perhaps(token.text):
                    draft.arc((NUMBER_ID,), _as_strokes(token.text))
                if own == UNKNOWN_ID or token.text.lower() not in syllables():
                    draft.arc((own,), _foreign(token.text))
            draft.close_token()
        draft.close_stretch()
    return read_draft(draft, stretches, known.model)


def _settled(tokens: Sequence[Token], place: int, known: Knowledge) -> int | None:
    """The word that a token is without a choice: what is fixed, with digits a number, and ratings."""
    token = tokens[place]
    if token.kind is Kind.FIXED:
        return NUMBER_ID if any(map(str.isdigit, token.text)) else known.model.id(token.text)
    rated = rating(tokens, place)
    return known.model.id(rated) if rated else None


def _in_row(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number of several digits stands with two others in a row, as in a table."""
    if len(tokens[place].text) == 1:
        return False
    near = tokens[max(place - 2, 0) : place + 3]
    return sum(t.kind is Kind.NUMBER and t.line == tokens[place].line for t in near) > 2


def _as_number(text: str) -> float:
    """The cost of leaving digits the number they are, or that they are once misread signs are mended."""
    if text.isdigit():
        return NUMBERED[min(len(text), 3)]
    return 0.0 if is_numeral(text) else MIXED


def _as_strokes(text: str) -> float:
    """The cost of taking a short token for a number, some or all of whose signs are letters."""
    if not any(map(str.isdigit, text)):
        return STROKES[2]
    return STROKES[0] if set(text) <= set("0123456789lI") else STROKES[1]


def _is_label(text: str, opening: bool) -> bool:
    """Whether capitals name something rather than begin a word: B in `Nhóm B`, TT and VT among receivers."""
    if len(text) == 1:
        return text.isupper() and (not opening or text not in "OUY")
    return 1 < len(text) < 6 and text.isascii() and text.isupper() and text.isalpha() and _VOWELS.isdisjoint(text)


def _as_label(text: str, options: Options, known: Knowledge) -> list[float]:
    """What the options cost where the capitals would rather be left."""
    return [
        cost if _marked(text, words, known) else cost + LABEL
        for words, cost in zip(options.words, options.costs, strict=True)
    ]


def _marked(text: str, words: tuple[int, ...], known: Knowledge) -> bool:
    """Whether the words are one acronym that the text spells without its marks: HĐND for HDND."""
    return words[0] in known.acronyms and strip_diacritics(known.model.words[words[0]]) == text.lower()


def _foreign(text: str) -> float:
    """The cost of leaving a token as it stands, being a word of another language or a sign."""
    return FOREIGN - 0.3 * len(text) - 1.2 * max(len(text) - 8, 0) - (0 if text.isalpha() else 4)


def _key(token: Token, upper: Set[int]) -> Key:
    """The token as the channel sees it, and whether it may be an acronym.

    In a line of capitals a small letter is a capital misread, or one of the same shape.
    """
    form = token.text.lower() if token.line in upper else seen_form(token.text)
    return form, sum(c.isupper() for c in token.text) > 1


def _proposals(tokens: Sequence[Token], upper: Set[int], habits: Habits, known: Knowledge) -> dict[Key, Options]:
    """What every different token may have been: one word, or several run together."""
    words = [t for t in tokens if t.kind is Kind.WORD]
    if sum(any(c.isdigit() for c in t.text) for t in words) > DIGITS_WITHIN * len(words):
        words += [t for t in tokens if t.kind is Kind.NUMBER and _may_be_word(t.text)]
    keys = {_key(token, upper) for token in words}
    options = _lone(keys, habits, known)
    for capital, lexicon in ((False, known.lexicon), (True, known.upper_lexicon)):
        find = search.prices(habits.channel, lexicon)
        poor = [k for k in sorted(keys) if k[1] is capital and _poor(k[0], options[k], known.model)]
        for key, cuts in zip(poor, segment([k[0] for k in poor], lexicon, find, known.model), strict=True):
            lone = not options[key].words
            for cut in cuts:
                if lone or len(cut.words) > 1:
                    options[key].add(cut)
    return options


def _may_be_word(number: str) -> bool:
    """Whether digits may stand for a short word: `56` Số, `86o` Báo, `i14t` đạt; no year does."""
    return len(number) <= (3 if number.isdigit() else 5) and not (is_year(number) or is_numeral(number))


def _together(
    tokens: Sequence[Token],
    stretches: Sequence[tuple[int, int]],
    upper: Set[int],
    proposals: dict[Key, Options],
    habits: Habits,
    known: Knowledge,
) -> dict[int, list[tuple[Whole, Options]]]:
    """What neighbouring tokens may be as one word, by the token it ends at."""

    def is_weak(token: Token) -> bool:
        options = proposals.get(_key(token, upper))
        short = len(token.text) <= SHORT
        return short and (len(token.text) == 1 or options is None or _worth(options, known.model) < WEAK)

    found = [whole for first, last in stretches for whole in wholes(tokens, first, last, is_weak)]
    joint = {whole: _key(replace(tokens[whole.first], text=whole.text), upper) for whole in found}
    options = _lone(set(joint.values()), habits, known)
    by_end: defaultdict[int, list[tuple[Whole, Options]]] = defaultdict(list)
    for whole in found:
        mine = options[joint[whole]]
        if _worth(mine, known.model) > FAR:
            by_end[whole.last].append((whole, mine.best(FEW)))
    return by_end


def _lone(keys: set[Key], habits: Habits, known: Knowledge) -> dict[Key, Options]:
    """The single words that each form may be."""
    keep = KEEP_HEAVY if habits.heavy else KEEP
    options: dict[Key, Options] = {}
    for upper, lexicon in ((False, known.lexicon), (True, known.upper_lexicon)):
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


def _poor(form: str, options: Options, model: LanguageModel) -> bool:
    """Whether no single word explains the token well enough to stop looking for several."""
    return len(form) >= 4 and _worth(options, model) < POOR + (2.0 if len(form) > 7 else 0.0)


def _worth(options: Options, model: LanguageModel) -> float:
    """How well the best of these words explains its token."""
    if not options.words:
        return -99.0
    return options.costs[0] / CHANNEL_WEIGHT + WORTH * float(model.unigram[options.words[0][0]])


def read_draft(draft: Draft, stretches: Sequence[tuple[int, int]], model: LanguageModel) -> list[Reading]:
    """The most probable way through what may have been written, with how sure each reading is."""
    lattices = draft.done()
    chosen = best_arcs(lattices, model)
    sure = margins(lattices, chosen, model)
    readings = []
    order = [i for first, last in stretches for i in range(first, last)]
    for place, (arc, margin) in enumerate(zip(chosen.tolist(), sure.tolist(), strict=True)):
        if arc >= 0:
            span = draft.spans[arc]
            first, last = order[place - span + 1], order[place] + 1
            readings.append(Reading(first, last, draft.words[arc], draft.cuts[arc], margin))
    return readings


def letter_frequency(model: LanguageModel) -> dict[str, float]:
    """How often each letter of legal syllables occurs."""
    often: dict[str, float] = {}
    for word, log in zip(model.words, model.unigram.tolist(), strict=True):
        if word in syllables():
            for letter in word:
                often[letter] = often.get(letter, 0.0) + math.exp(log)
    return often


def same(word: str, seen: str) -> bool:
    """Whether the token already says the word, in either tone style."""
    return canonical(seen.lower()) == word

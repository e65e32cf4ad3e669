"""Reading damaged tokens: candidates in, the most probable words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from types import MappingProxyType
from typing import Final, NamedTuple

from normalizers.beam import best_arcs
from normalizers.casing import upper_lines
from normalizers.habits import Habits
from normalizers.knowledge import Knowledge
from normalizers.language import NUMBER_ID, UNKNOWN_ID, LanguageModel
from normalizers.lattice import Draft, Reading
from normalizers.margins import margins
from normalizers.ngrams import Floats
from normalizers.numerals import is_numeral, perhaps
from normalizers.options import Options
from normalizers.pieces import CUT, Whole
from normalizers.proposals import key_of, proposals, together
from normalizers.ratings import rating
from normalizers.spelling import canonical
from normalizers.syllables import syllables
from normalizers.tokens import Kind, Token
from normalizers.unicode import strip_diacritics

FOREIGN: Final = -12.5  # cost of taking a token for a word the model does not know
CASE_WEIGHT: Final = 0.7
LABEL: Final = -6.0  # cost of taking a lone capital, or capitals without a vowel, for a word
LONG_LABEL: Final = 4  # letters of an acronym
LABEL_SEEN: Final = -0.5  # and of leaving it
ACRONYM_SEEN: Final = -0.5  # cost of leaving an acronym that the model knows
UNKNOWN_LABEL: Final = -3.5  # when it is no acronym the model knows
_VOWELS: Final = frozenset("AEIOUY")
DIGITS: Final = (0.0, -4.0, -2.0)  # cost of taking a number of so many digits for a word
NUMBERED: Final = (0.0, 0.0, -4.0, 0.0)  # cost of taking so many digits for a number
MIXED: Final = -4.0  # and of taking digits with letters between them for a number
STROKES: Final = (-2.5, -6.0, -8.0)  # and strokes with digits: only l and I, others too, without any digit

Stretches = Sequence[tuple[int, int]]  # first token, and one past the last


def read_stripped(tokens: Sequence[Token], stretches: Stretches, known: Knowledge) -> list[Reading]:
    """The words behind tokens that lost their diacritics and nothing else."""
    draft = Draft()
    choices: dict[tuple[str, Kind, bool, str | None], int] = {}
    for first, last in stretches:
        for place in range(first, last):
            token = tokens[place]
            key = token.text, token.kind, place == first, rating(tokens, place)
            if key not in choices:
                choices[key] = _bare_choice(draft, *key, known)
            draft.token((choices[key],))
        draft.close_stretch()
    return read_draft(draft, stretches, known.model)


def _bare_choice(draft: Draft, text: str, kind: Kind, opening: bool, rated: str | None, known: Knowledge) -> int:
    """The words that have these letters."""
    if kind is Kind.NUMBER or text.isdigit():
        draft.row((NUMBER_ID,), 0.0)
    elif rated:
        draft.row((known.model.id(rated),), 0.0)
    else:
        case = _case_costs(text, known, opening)
        lower = text.lower()
        for word in known.vocabulary.by_skeleton.get(lower) or (known.model.id(lower),):
            draft.row((word,), CASE_WEIGHT * float(case[word]) if case is not None else 0.0)
    return draft.choice()


def _case_costs(text: str, known: Knowledge, opening: bool) -> Floats | None:
    """What each word pays for standing there with this capital, or without; None where capitals say nothing."""
    if opening or (len(text) > 1 and text[1:2].isupper()):
        return None
    return known.titled if text[:1].isupper() else known.lowered


class _Seen(NamedTuple):
    """A token of a garbled text with all that its choice depends on: where it is the same, so is the choice."""

    text: str
    kind: Kind
    opening: bool  # the first of its stretch
    upper: bool  # in a line of capitals
    in_row: bool  # a number among numbers
    settled: int | None


def read_garbled(
    tokens: Sequence[Token],
    stretches: Stretches,
    habits: Habits,
    known: Knowledge,
    certain: Mapping[int, Reading] = MappingProxyType({}),
) -> list[Reading]:
    """The words behind tokens that a foreign reader garbled. `certain` are readings, by their token, that stand."""
    upper = upper_lines(tokens)
    open_ones = [tokens[i] for first, last in stretches for i in range(first, last) if i not in certain]
    proposed = proposals(open_ones, upper, habits, known)
    pieced = together(tokens, stretches, upper, proposed, habits, known)
    draft = Draft()
    choices: dict[_Seen, int] = {}
    for first, last in stretches:
        for place in range(first, last):
            joined = [_joined_choice(draft, whole, options) for whole, options in pieced.get(place, ())]
            settled = certain[place].words[0] if place in certain else _settled(tokens, place, known)
            seen = _seen(tokens, place, place == first, upper, settled)
            if seen not in choices:
                choices[seen] = _garbled_choice(draft, seen, proposed.get(key_of(seen.text, seen.upper)), known)
            draft.token((*joined, choices[seen]))
        draft.close_stretch()
    readings = read_draft(draft, stretches, known.model)
    return [certain.get(r.first, r) if r.last == r.first + 1 else r for r in readings]


def _seen(tokens: Sequence[Token], place: int, opening: bool, upper: Set[int], settled: int | None) -> _Seen:
    token = tokens[place]
    in_row = token.kind is Kind.NUMBER and _in_row(tokens, place)
    return _Seen(token.text, token.kind, opening, token.line in upper, in_row, settled)


def _joined_choice(draft: Draft, whole: Whole, options: Options) -> int:
    """The words that a few tokens may be together."""
    cuts = whole.last - whole.first
    draft.rows(options.words, [CUT * cuts + cost for cost in options.costs], options.ends, cuts + 1)
    return draft.choice()


def _garbled_choice(draft: Draft, seen: _Seen, options: Options | None, known: Knowledge) -> int:
    """What a token may have been by itself."""
    if seen.settled is not None:
        draft.row((seen.settled,), 0.0)
    elif seen.kind is Kind.NUMBER:
        draft.row((NUMBER_ID,), _as_number(seen.text))
        if options and not seen.in_row:
            price = DIGITS[min(len(seen.text), 2)] if seen.text.isdigit() else 0.0
            draft.rows(options.words, [price + cost for cost in options.costs], options.ends)
    else:
        _word_rows(draft, seen, options, known)
    return draft.choice()


def _word_rows(draft: Draft, seen: _Seen, options: Options | None, known: Knowledge) -> None:
    """The words proposed, or the token as it stands: an acronym, a label, strokes that are a number, foreign."""
    text, own = seen.text, known.model.id(seen.text)
    acronym = own in known.acronyms and key_of(text, seen.upper)[1]
    label = _is_label(text, seen.opening) and (acronym or not seen.upper)
    if options:
        costs = _as_label(text, options, known, acronym) if label else options.costs
        draft.rows(options.words, costs, options.ends)
    if acronym:
        draft.row((own,), ACRONYM_SEEN)
    elif label and not (options and any(_marked(text, words, known) for words in options.words)):
        draft.row((own,), LABEL_SEEN if len(text) == 1 else UNKNOWN_LABEL)
    if perhaps(text):
        draft.row((NUMBER_ID,), _as_strokes(text))
    if own == UNKNOWN_ID or text.lower() not in syllables():
        draft.row((own,), _foreign(text))


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


def _as_label(text: str, options: Options, known: Knowledge, acronym: bool) -> list[float]:
    """What the options cost where the capitals would rather be left; long ones that nobody knows (CCFC) may well be
    a known acronym.
    """
    open_to = frozenset[int]() if acronym or len(text) < LONG_LABEL else known.acronyms
    return [
        cost if words[0] in open_to or _marked(text, words, known) else cost + LABEL
        for words, cost in zip(options.words, options.costs, strict=True)
    ]


def _marked(text: str, words: tuple[int, ...], known: Knowledge) -> bool:
    """Whether the words are one acronym that the text spells without its marks: HĐND for HDND."""
    return words[0] in known.acronyms and strip_diacritics(known.model.words[words[0]]) == text.lower()


def _foreign(text: str) -> float:
    """The cost of leaving a token as it stands, being a word of another language or a sign."""
    return FOREIGN - 0.3 * len(text) - 1.2 * max(len(text) - 8, 0) - (0 if text.isalpha() else 4)


def read_draft(draft: Draft, stretches: Stretches, model: LanguageModel) -> list[Reading]:
    """The most probable way through what may have been written, with how sure each reading is."""
    lattices = draft.done()
    chosen = best_arcs(lattices, model)
    sure = margins(lattices, chosen, model).tolist()
    order = [i for first, last in stretches for i in range(first, last)]
    readings = []
    for place, arc in enumerate(chosen.tolist()):
        if arc >= 0:
            row = int(lattices.rows[arc])
            first = order[place - draft.spans[row] + 1]
            readings.append(Reading(first, order[place] + 1, draft.words[row], draft.cuts[row], sure[place]))
    return readings


def same(word: str, seen: str) -> bool:
    """Whether the token already says the word, in either tone style."""
    return canonical(seen.lower()) == word

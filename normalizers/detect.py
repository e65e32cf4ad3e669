"""Which stretches of text are in a legacy charset, and in which: decided by what makes Vietnamese syllables of them.

The text is a chain of words, each either right as it stands (KEEP) or in one charset. A word's score in a state is the
probability of the syllables it then spells; changing state costs, less at a line's end. The best chain (Viterbi) finds
runs in other charsets within a document, a line, a phrase; fonts weigh in as evidence. What is legal and frequent as it
stands, foreign words and other scripts stay in KEEP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from normalizers.charsets import CHARSETS, charset, decode
from normalizers.hints import Hints
from normalizers.language import UNKNOWN_ID, load
from normalizers.lost import with_u
from normalizers.syllables import frequencies, is_syllable, syllables
from normalizers.unicode import nfc

UNICODE_FONT = "unicode"
STATES = ("", *CHARSETS)  # "" is KEEP
KEEP = 0

# A token may hold the ASCII signs and control bytes that some charsets use as letters; digits and other signs part it.
TOKEN = re.compile(r"[^\t\n\r\x0b\x0c !-?\[\\\]_]+")
# Letters, not the signs Unicode files among letters (ª º µ) and digits (¹ ½); words run together part at a capital.
WORD = re.compile(r"[^\W\d_ªºµ¹²³¼½¾]+")
_JOINT = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZĐÂĂÊÔƠƯÀÁẢÃẠ][^\W\d_A-Z])")
QUOTES = "“”„‟‘’‚‹›«»…–—•@^`{|}~\xa0"
_WIDE = re.compile(
    r"[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u0180-\u0191\u0193-\u02c5\u0300-\u03bb\u03bd-\u1fff\u2e80-\uffff]"
)
_NUMERO = frozenset({"nº", "Nº", "n°", "N°"})
_SPECIAL = re.compile(r"[@^`{|}~\x00-\x08\x0e-\x1f]")

# Natural logarithms, beside the frequencies of syllables (-4 the most frequent, -16 the rarest seen).
LEGAL = -17.0  # a legal syllable never seen
ABBREVIATION = -9.0
LETTER = -9.0
FOREIGN = -14.5  # letters that spell no syllable, as they stand
BROKEN = -22.0  # letters that spell no syllable, decoded
ODD_CASE = -4.0  # tiNh
ODD_SIGN = -7.0  # a sign or control character inside a word: tØnh is foreign, th¸ng is broken
UNICODE = -12.0  # a letter no legacy text can hold
SWITCH = -11.0
SWITCH_AT_LINE = -6.0
ANOTHER = -8.0  # from one charset straight into another
LOST = -3.0  # a ư put back where TCVN3's soft hyphen was dropped
NOT_VIETNAMESE = -4.5  # an ASCII word that is no syllable, for every charset: this is another language
FONT = 3.0  # a font made for the charset
UNICODE_WEIGHT = 1.5  # a font of systems that know Unicode
MIN_GAIN = 2.5
MIN_GAIN_LEGAL = 9.0  # where every word is legal as it stands
MIN_LEGAL = 0.8
SURE_GAIN = 30.0  # from which a few foreign words (hiđrô, perôxít) are borne with:
SURE_LEGAL = 0.7
SHORT = 8  # tokens of a run whose words are also weighed one after the other,
CLEAR = 1.0  # and by how much they must be likelier in another charset
NEVER_SEEN = -8.0  # a word that the language model does not know
TOGETHER = 5  # letters from which a word may be several run together
LONGEST = 60  # characters of a token that may be words run together; beyond, it is noise
MANY = 200  # words by which noise is told,
TELLING = 3  # of at least so many characters
BY_CHANCE = 0.1  # share of them that are syllables in some charset by chance: 0.002 in noise, 0.65 and more in text
BLOCK = 20_000  # tokens decided together: bounds memory on a line of megabytes

_PRIOR = {
    "": 0.0, "tcvn3": -2.0, "vni": -2.0, "vni-dos": -4.0, "viscii": -2.5, "vps": -2.5,
    "bkhcm1": -4.0, "bkhcm2": -3.0, "vietware-x": -3.0, "vietware-f": -4.0, "cp1258": -2.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a line: 0-based line, offsets in it."""

    line: int
    start: int
    end: int
    text: str
    font: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens of one charset that follow each other; `gain` over leaving them as they stand."""

    charset: str
    tokens: tuple[Token, ...]
    gain: float
    legal: float  # share of words that are legal decoded
    kept: float  # and as they stand


def detect(lines: Sequence[str], hints: Hints | None = None) -> Iterator[Run]:
    """The runs of legacy text in a document's lines."""
    block: list[Token] = []
    start: tuple[float, ...] | None = None
    for token in _tokens(lines, hints or Hints()):
        block.append(token)
        if len(block) >= BLOCK:
            if not _is_noise(block):
                states, start = _best_chain(block, start)
                yield from _runs(block, states)
            block = []
    if block and not _is_noise(block):
        states, _ = _best_chain(block, start)
        yield from _runs(block, states)


def _is_noise(tokens: Sequence[Token]) -> bool:
    """Whether text of letters beyond ASCII is in no charset: where they are most, hardly a word is one in any."""
    words = [token.text for token in tokens if len(token.text) >= TELLING and not token.text.isascii()]
    dense = [word for word in words if 2 * len(word.encode("ascii", "ignore")) < len(word) and not _WIDE.search(word)]
    if len(dense) < max(MANY, len(words) / 2):
        return False
    sample = dense[:: max(len(dense) // MANY, 1)]
    return sum(any(is_syllable(decode(word, name)) for name in CHARSETS) for word in sample) < BY_CHANCE * len(sample)


def _tokens(lines: Sequence[str], hints: Hints) -> Iterator[Token]:
    for number, line in enumerate(lines):
        if line.isascii() and not _SPECIAL.search(line):
            continue
        fonts = hints.line_fonts(number)
        for match in TOKEN.finditer(line):
            text = match[0]
            font = next((name for a, b, name in fonts if a <= match.start() < b), "") if fonts else ""
            yield Token(number, match.start(), match.end(), text, font_charset(font))


def _best_chain(tokens: Sequence[Token], start: tuple[float, ...] | None) -> tuple[list[int], tuple[float, ...]]:
    """The state of each token, and the scores at the end to go on from."""
    scores = list(start) if start else [_PRIOR[s] for s in STATES]
    priors = [_PRIOR[s] for s in STATES]
    back: list[bytes] = []
    count = range(len(STATES))
    line = tokens[0].line
    for token in tokens:
        emitted = _emissions(token.text, token.font)
        best = max(count, key=scores.__getitem__)
        cost = scores[best] + (SWITCH if token.line == line else SWITCH_AT_LINE)
        line = token.line
        came = bytearray(count)
        new = scores[:]
        from_text = scores[KEEP] - scores[best] - ANOTHER
        source = KEEP if from_text > 0 else best
        entry = cost + max(0.0, from_text) + ANOTHER
        for state in count:
            jump = (cost if state == KEEP else entry) + priors[state]
            if jump > scores[state]:
                came[state] = best if state == KEEP else source
                new[state] = jump
            new[state] += emitted[state]
        scores = new
        back.append(bytes(came))
    state = max(count, key=scores.__getitem__)
    top = scores[state]
    states = [state]
    for previous in reversed(back[1:]):
        state = previous[state]
        states.append(state)
    return states[::-1], tuple(s - top for s in scores)


def _runs(tokens: Sequence[Token], states: Sequence[int]) -> Iterator[Run]:
    first = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or states[i] != states[first]:
            if states[first] != KEEP:
                run = _run(tokens[first:i], states[first])
                if _holds(run):
                    yield _weighed(run)
            first = i


def _holds(run: Run) -> bool:
    """Whether a run is taken for what the chain takes it for."""
    gain = MIN_GAIN_LEGAL if run.kept == 1.0 else MIN_GAIN
    return run.gain >= gain and run.legal >= (SURE_LEGAL if run.gain >= SURE_GAIN else MIN_LEGAL)


def _weighed(run: Run) -> Run:
    """A short run in the charset in which its words also follow each other best: `thực hiện`, hardly `thức hiện`."""
    if len(run.tokens) > SHORT:
        return run
    text = " ".join(token.text for token in run.tokens)
    signs = WORD.sub("", decode(text, run.charset))
    readings: dict[str, str] = {}
    for name in (run.charset, *CHARSETS):
        decoded = decode(text, name)
        words = WORD.findall(decoded)
        if WORD.sub("", decoded) == signs and all(is_syllable(word) and not _odd_case(word) for word in words):
            readings.setdefault(" ".join(words).lower(), name)
    if len(readings) < 2 or run.charset not in readings.values():
        return run
    scores = {name: _following(words.split()) + _PRIOR[name] for words, name in readings.items()}
    best = max(scores, key=lambda name: scores[name])
    return run if scores[best] < scores[run.charset] + CLEAR else replace(run, charset=best)


def _following(words: Sequence[str]) -> float:
    """How probable words are one after the other; the model has one class for all it does not know."""
    model = load()
    return model.log_probability(words) + NEVER_SEEN * sum(model.id(word) == UNKNOWN_ID for word in words)


def _run(tokens: Sequence[Token], state: int) -> Run:
    gain = 0.0
    legal = total = kept = 0
    told = False  # a single letter can be anything
    for token in tokens:
        emitted = _emissions(token.text, "")
        gain += emitted[state] - emitted[KEEP]
        if not token.text.isascii():
            words = WORD.findall(_JOINT.sub(" ", decode(token.text, STATES[state])))
            total += len(words)
            standing = WORD.findall(_JOINT.sub(" ", _as_it_stands(token.text)))
            kept += sum(1 for word in standing if is_syllable(word) and not _odd_case(word))
            if STATES[state] == "tcvn3":
                words = [with_u(word) for word in words]
            legal += sum(1 for word in words if is_abbreviation(word) or spells(word))
            told = told or any(len(word) > 1 and is_syllable(word) for word in words)
    return Run(STATES[state], tuple(tokens), gain, legal / total if told else 0.0, kept / max(total, 1))


@lru_cache(maxsize=1 << 16)
def _emissions(text: str, font: str) -> tuple[float, ...]:
    """The score of a token in each state."""
    if text.isascii() and not _SPECIAL.search(text):
        return (0.0, *[NOT_VIETNAMESE if _foreign(text) else 0.0] * len(CHARSETS))
    if text in _NUMERO:
        return (0.0,) * len(STATES)
    if len(text) > LONGEST:
        return (0.0, *[UNICODE] * len(CHARSETS))
    scores = [_spelled(_as_it_stands(text), FOREIGN)]
    wide = UNICODE if _WIDE.search(text) else 0.0
    for name in CHARSETS:
        decoded = decode(text, name)
        scores.append(wide + (scores[KEEP] if decoded == text else _spelled(decoded, BROKEN)))
        if name == "tcvn3" and decoded != text and with_u(decoded) != decoded:
            scores[-1] = max(scores[-1], _spelled(with_u(decoded), BROKEN) + LOST)
        if name == font:
            scores[-1] += FONT
    if font == UNICODE_FONT:
        scores[KEEP] += UNICODE_WEIGHT
    return tuple(scores)


def _foreign(word: str) -> bool:
    """An ASCII word that is no syllable and, by its case or length, no abbreviation."""
    return word.lower() not in syllables() and len(word) > 1 and (len(word) > 6 or not word.isupper())


def _as_it_stands(text: str) -> str:
    """Composed, without soft hyphens, the eth of foreign systems as đ."""
    return nfc(text.replace("\xad", "").replace("Ð", "Đ").replace("ð", "đ"))


def _spelled(text: str, unknown: float) -> float:
    """How probable the words of a token are; signs within count against it."""
    text = text.strip(QUOTES)
    words = WORD.findall(_JOINT.sub(" ", text))
    signs = len(text) - sum(map(len, words))
    score = sum(_word(word, unknown) for word in words)
    return score + signs * (ODD_SIGN if words else ODD_SIGN / 2) if signs else score


def _word(word: str, unknown: float) -> float:
    lower = word.lower()
    if lower == "đ":  # the fifth item of every list
        return LETTER
    score = frequencies().get(lower)
    if score is None:
        score = LEGAL if lower in syllables() else ABBREVIATION if is_abbreviation(word) else unknown
    return score + ODD_CASE if _odd_case(word) else score


def _odd_case(word: str) -> bool:
    """tiNh; but not CéNG, in a charset without toned capitals: its ASCII letters are capitals."""
    if word.islower() or word.isupper() or word.istitle():
        return False
    plain = [c for c in word if c.isascii()]
    return not plain or any(c.islower() for c in plain)


_INITIALS = frozenset("BCDĐGHKLMNPQRSTUƯVX")


def is_abbreviation(word: str) -> bool:
    """QĐ, HĐND, TƯ."""
    return word.isupper() and len(word) <= 6 and not set(word) - _INITIALS


def spells(word: str) -> bool:
    """One syllable, or a few run together: thủtục."""
    if is_syllable(word):
        return True
    return len(word) >= TOGETHER and (word[1:].islower() or word.isupper()) and _parted(word, 4)


def _parted(word: str, parts: int) -> bool:
    return parts > 1 and any(
        is_syllable(word[:i]) and (is_syllable(rest := word[i:]) or is_abbreviation(rest) or _parted(rest, parts - 1))
        for i in range(1, min(len(word), 8))
    )


@lru_cache(maxsize=256)
def font_charset(font: str) -> str:
    """The charset a font is made for, after data/fonts.tsv, UNICODE_FONT for fonts of systems that know Unicode; "" for
    an unknown one.
    """
    name = font.rsplit("+", 1)[-1].lower()  # PDF subsets: ABCDEF+.VnTime
    return next((charset for pattern, charset in _fonts() if pattern.match(name)), "")


@cache
def _fonts() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = (files("normalizers") / "data" / "fonts.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    for _, name in rows:
        if name != UNICODE_FONT:
            charset(name)
    return tuple((re.compile(pattern, re.IGNORECASE), name) for pattern, name in rows)

"""The noisy channel: what a reader of shapes makes of Vietnamese letters.

Every true letter is seen as a chunk of zero to three characters: ộ as `Q`, đ as `tl`, ơ as `cr`, m as `rn`. The costs
are log probabilities P(chunk | letter), learned from pairs of seen and true text (`scripts/learn_channel.py`), and
learned again for the document at hand once a first reading of it exists (`habits.learned`).
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from normalizers.spelling import TONES
from normalizers.unicode import strip_diacritics

LONGEST: Final = 3  # characters a letter may be seen as
PRIOR: Final = 12.0  # how many sightings the general expectation is worth
NEVER: Final = -30.0
SHARPEN: Final = 2.0
STRETCH: Final = 3.0
KIN: Final = 0.6  # share of the prior that a letter takes from its kin
THIN_LOG: Final = -6.0
ODD_LOG: Final = -5.5
THIN: Final = frozenset("iltrfjcuI1!|()[]{}<>.,'’`:;-/\\^\"")
TABLES: Final = ("confusions_tesseract.tsv", "confusions_latin.tsv", "confusions_known.tsv", "confusions_scanner.tsv")

Chunks = dict[str, float]


@dataclass(frozen=True, eq=False)
class Channel:
    """Log P(chunk | letter) for every chunk that was counted; `expected` answers for the rest."""

    logs: Mapping[str, Chunks]
    floors: Mapping[str, float]  # what each letter leaves to chunks never counted for it
    inverse: dict[str, list[tuple[str, float]]] = field(default_factory=dict, compare=False, repr=False)

    def cost(self, letter: str, chunk: str) -> float:
        counted = self.logs.get(letter, {}).get(chunk)
        return self.floors.get(letter, 0.0) + expected(letter, chunk) if counted is None else counted


@lru_cache(maxsize=1 << 18)
def expected(letter: str, chunk: str) -> float:
    """What anyone would guess before seeing an engine's habits: marks fall off, shapes resemble, all else is rare."""
    if chunk == letter:
        return -0.7
    if not chunk:
        return -6.5
    bare = strip_diacritics(letter)
    plain = strip_diacritics(chunk).lower()
    if plain == bare:
        return -1.6 if chunk == chunk.lower() else -3.0
    if bare in plain:
        return -4.5 - 1.5 * (len(chunk) - 1)
    near = -4.0 if any((bare, c) in alike() for c in plain) else -7.0
    if bare != letter and (rest := debris(chunk)):
        return rest
    return near - STRETCH * (len(chunk) - 1)


def debris(chunk: str) -> float:
    """What is left of a marked letter in the eyes of a reader that has no shape for it: thin strokes, an odd sign."""
    if all(c in THIN for c in chunk):
        return THIN_LOG - 0.8 * (len(chunk) - 1)
    return ODD_LOG if len(chunk) == 1 and not chunk.islower() else 0.0


@cache
def alike() -> frozenset[tuple[str, str]]:
    """Letters and signs of like shape, from data/alike.tsv."""
    text = (files("normalizers") / "data" / "alike.tsv").read_text(encoding="utf-8")
    pairs: set[tuple[str, str]] = set()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            letter, shapes = line.split("\t")
            pairs.update((letter, shape) for shape in shapes)
    return frozenset(pairs)


def from_counts(
    counts: Mapping[str, Mapping[str, float]], prior: Channel | None = None, weight: float = PRIOR
) -> Channel:
    """A channel from counted chunks.

    A letter seldom counted leans on its kin (ớ on ờ, ở, ỡ, ợ: the same shape under another mark), and on another
    channel or on what is expected of any reader.
    """
    logs: dict[str, Chunks] = {}
    floors: dict[str, float] = {}
    kin = _kin(counts)
    before = prior.cost if prior else expected
    for letter in sorted(set(counts) | set(prior.logs if prior else ())):
        seen, alike = counts.get(letter, {}), kin.get(_shape(letter), {})
        total = sum(seen.values()) + weight
        rest = weight * ((1 - KIN) if alike else 1.0)
        floors[letter] = math.log(rest / total) + (prior.floors.get(letter, 0.0) if prior else 0.0)
        chunks = {*seen, *alike, *(prior.logs.get(letter, ()) if prior else ())}
        logs[letter] = {
            chunk: math.log(
                (seen.get(chunk, 0.0) + weight * KIN * alike.get(chunk, 0.0) + rest * math.exp(before(letter, chunk)))
                / total
            )
            for chunk in sorted(chunks)
        }
    return Channel(logs, floors)


def _shape(letter: str) -> str:
    """The letter without its tone; plain letters are kin of nobody."""
    parts = unicodedata.normalize("NFD", letter)
    bare = "".join(c for c in parts if c not in TONES)
    return "" if len(parts) == 1 else unicodedata.normalize("NFC", bare) + "'"


def _kin(counts: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """For each shape the chunks of all its letters, every letter counting alike."""
    kin: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    members: Counter[str] = Counter(_shape(letter) for letter in counts)
    for letter, chunks in counts.items():
        shape, total = _shape(letter), sum(chunks.values())
        if shape and members[shape] > 1 and total:
            for chunk, number in chunks.items():
                kin[shape][chunk] += number / total / members[shape]
    return {shape: dict(chunks) for shape, chunks in kin.items()}


def align(seen: str, true: str, channel: Channel) -> tuple[float, list[tuple[str, str]]]:
    """The most probable cutting of `seen` into one chunk for each letter of `true`: its log probability, and the cuts.

    NEVER and no cuts when `seen` is more than LONGEST times as long.
    """
    width = len(seen)
    best = [NEVER * 10] * (width + 1)
    best[0] = 0.0
    back: list[list[int]] = []
    for letter in true:
        row, origin = [NEVER * 10] * (width + 1), [0] * (width + 1)
        for end in range(width + 1):
            for size in range(min(LONGEST, end) + 1):
                score = best[end - size]
                if score > NEVER * 9:
                    score += channel.cost(letter, seen[end - size : end])
                    if score > row[end]:
                        row[end], origin[end] = score, size
        best = row
        back.append(origin)
    if best[width] <= NEVER * 9:
        return NEVER, []
    cuts, end = [], width
    for letter, origin in zip(reversed(true), reversed(back), strict=True):
        size = origin[end]
        cuts.append((letter, seen[end - size : end]))
        end -= size
    return best[width], cuts[::-1]


def blended(new: Channel, old: Channel, share: float) -> Channel:
    """`new` for `share` of the time, `old` for the rest: what was never seen in one document stays possible."""
    letters = sorted(set(new.logs) | set(old.logs))
    weights = (share, 1 - share)
    logs = {
        letter: {
            chunk: _sum(weights, (new.cost(letter, chunk), old.cost(letter, chunk)))
            for chunk in sorted({*new.logs.get(letter, ()), *old.logs.get(letter, ())})
        }
        for letter in letters
    }
    floors = {x: _sum(weights, (new.floors.get(x, 0.0), old.floors.get(x, 0.0))) for x in letters}
    return Channel(logs, floors)


def count(pairs: Iterable[tuple[str, str, float]], channel: Channel) -> dict[str, dict[str, float]]:
    """Chunks counted over (seen, true, weight) by the best cutting of each pair; hopeless pairs are left out."""
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for seen, true, weight in pairs:
        score, cuts = align(seen, true, channel)
        if cuts and score > -5.5 * len(true) - 4:
            for letter, chunk in cuts:
                counts[letter][chunk] += weight
    return {letter: dict(chunks) for letter, chunks in counts.items()}


def learn(
    pairs: list[tuple[str, str, float]], prior: Channel | None = None, weight: float = PRIOR, rounds: int = 3
) -> Channel:
    """Hard expectation-maximisation: cut the pairs by what is known, count, and again."""
    channel = prior or from_counts({})
    for _ in range(rounds):
        channel = from_counts(count(pairs, channel), prior, weight)
    return channel


@lru_cache(maxsize=1 << 16)
def seen_form(word: str) -> str:
    """A token as the channel sees it: capitals of a word in capitals, and a first capital, are no confusion."""
    letters = [c for c in word if c.isalpha()]
    if sum(c.isupper() for c in letters) > 0.7 * len(letters) and len(letters) > 1:
        return word.lower()
    return word[:1].lower() + word[1:]


def read_counts(text: str) -> Iterator[tuple[str, str, float]]:
    """(letter, chunk, weight) of a table of confusions: a letter, TAB, `chunk=weight` with blanks between."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            letter, chunks = line.split("\t")
            for pair in chunks.split(" "):
                chunk, _, number = pair.rpartition("=")
                yield letter, chunk, float(number)


@cache
def profiles() -> tuple[Channel, ...]:
    """The shipped channels, one for each family of readers in TABLES."""
    return tuple(_table(name) for name in TABLES)


def _table(name: str) -> Channel:
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for letter, chunk, number in read_counts((files("normalizers") / "data" / name).read_text(encoding="utf-8")):
        counts[letter][chunk] += number
    return from_counts(counts)


@cache
def load() -> Channel:
    """All shipped channels together, each as likely as the other."""
    return mixed(tuple(1 / len(TABLES) for _ in TABLES))


@lru_cache(maxsize=8)
def mixed(weights: tuple[float, ...]) -> Channel:
    """The shipped channels in these proportions."""
    letters = sorted({letter for profile in profiles() for letter in profile.logs})
    logs: dict[str, Chunks] = {}
    floors: dict[str, float] = {}
    for letter in letters:
        chunks = {chunk for profile in profiles() for chunk in profile.logs.get(letter, ())}
        logs[letter] = {chunk: _sum(weights, [p.cost(letter, chunk) for p in profiles()]) for chunk in sorted(chunks)}
        floors[letter] = _sum(weights, [p.floors.get(letter, 0.0) for p in profiles()])
    return Channel(logs, floors)


def _sum(weights: Sequence[float], logs: Sequence[float]) -> float:
    return math.log(sum(w * math.exp(x) for w, x in zip(weights, logs, strict=True)) + 1e-300)


def proportions(words: Iterable[str], frequency: Mapping[str, float], rounds: int = 12) -> tuple[float, ...]:
    """How much of a text each shipped channel explains, judged by single characters alone.

    `words` are seen forms; `frequency` is how often each true letter occurs in the language. Rounded to twentieths.
    """
    seen: Counter[str] = Counter()
    for word in words:
        seen.update(word)
    shapes = [_shapes(i, tuple(sorted(frequency.items()))) for i in range(len(TABLES))]
    weights = [1 / len(TABLES)] * len(TABLES)
    total = max(sum(seen.values()), 1)
    for _ in range(rounds):
        shares = [0.0] * len(TABLES)
        for char, number in seen.items():
            parts = [w * s.get(char, 1e-6) for w, s in zip(weights, shapes, strict=True)]
            for i, part in enumerate(parts):
                shares[i] += number * part / sum(parts)
        weights = [0.02 + share / total for share in shares]
    sharp = [w**SHARPEN for w in weights]  # readers are seldom mixed: the likelier table deserves more than its share
    return tuple(round(20 * w / sum(sharp)) / 20 for w in sharp)


@lru_cache(maxsize=8)
def _shapes(profile: int, frequency: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """How often a channel writes each character, given how often each letter is meant."""
    written: defaultdict[str, float] = defaultdict(float)
    for letter, often in frequency:
        for chunk, log in profiles()[profile].logs.get(letter, {}).items():
            for char in chunk:
                written[char] += often * math.exp(log)
    total = sum(written.values())
    return {char: often / total for char, often in written.items()}


@lru_cache(maxsize=1 << 16)
def distance(seen: str, true: str) -> float:
    """How hard it is to read `true` as `seen`: 0 for a perfect reading, about 1 for each lost mark, more for odd
    shapes.

    Case counts for little. Words are compared one by one when both have the same number, else as a whole.
    """
    left, right = seen.split(), true.lower().split()
    if len(left) != len(right):
        left, right = [" ".join(left)], [" ".join(right)]
    total = 0.0
    for a, b in zip(left, right, strict=True):
        if a.lower() != b:
            total -= max(align(seen_form(a), b, load())[0] + 0.7 * len(b) * 0.2, NEVER)
    return max(total, 0.0)

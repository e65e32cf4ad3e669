"""What the software of a scanner makes of Vietnamese it does not know: a noisy channel learned from real files.

    engine = load("canon")
    garbler = Garbler(engine, dice(seed, "garble"))
    garbler.read("của huyện")          # [("c", "c"), ("ủ", "ri"), ("a", "a"), (" ", " "), ...]

A letter is seen as a chunk of no to four characters, depending on its neighbours and on its typeface. A document has
habits: it draws, for each letter, how much it likes each chunk (a Dirichlet around the learned shares).
`scripts/learn_garble.py` counts the tables.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Final

from normalizers.unicode import strip_diacritics

BLANK: Final = "␣"  # in the tables
NOTHING: Final = "∅"
ENGINES: Final = ("canon", "hp", "capture")
BELOW: Final = "\u0323"
TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
HABIT: Final = 40.0  # how alike documents read a letter; one file of an engine cannot tell: set by hand
KINDRED: Final = 1.5  # how many chunks of kindred letters one sort of chunk of the letter itself is worth

Chunks = Mapping[str, float]
Context = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ScannerEngine:
    """Counted chunks by context; `lost`: the share of words it does not see."""

    counts: Mapping[Context, Counter[str]]
    lost: float


@dataclass(slots=True)
class Garbler:
    """One document read by an engine, with the habits of that document. Draws in the order of the calls."""

    engine: ScannerEngine
    chance: Random
    habits: dict[tuple[str, str], float] = field(default_factory=dict)

    def read(self, text: str, face: str = "regular") -> list[tuple[str, str]]:
        """The chunk each letter of a line is seen as."""
        marks = ["_", *map(neighbour, text), "_"]
        return [(letter, self._chunk(letter, face, marks[k], marks[k + 2])) for k, letter in enumerate(text)]

    def _chunk(self, letter: str, face: str, left: str, right: str) -> str:
        shares = expected(self.engine, letter, face, left, right)
        weights = [share * self._liking(letter, chunk, share) for chunk, share in shares]
        return self.chance.choices([chunk for chunk, _ in shares], weights)[0] if sum(weights) > 0 else letter

    def _liking(self, letter: str, chunk: str, share: float) -> float:
        key = letter, chunk
        if key not in self.habits:
            shape = max(HABIT * share, 0.05)  # around 1; the smaller the shape, the wilder
            self.habits[key] = self.chance.gammavariate(shape, 1 / shape)
        return self.habits[key]


@cache
def load(name: str) -> ScannerEngine:
    """The engine of samples/data/garble_NAME.tsv."""
    counts: defaultdict[Context, Counter[str]] = defaultdict(Counter)
    lost = 0.0
    for line in (files("samples") / "data" / f"garble_{name}.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("# Share"):
            lost = float(line.rpartition(" ")[2])
        elif not line.startswith("#"):
            letter, face, chunk, *places = (_plain(cell) for cell in cells)
            for place in places:
                for context in contexts(letter, face, place[0], place[1]):
                    counts[context][chunk] += int(place[2:])
    return ScannerEngine(dict(counts), lost)


def _plain(cell: str) -> str:
    return "" if cell == NOTHING else cell.replace(BLANK, " ")


def contexts(letter: str, face: str, left: str, right: str) -> Iterator[Context]:
    """From the most telling to the least: what is seldom seen in one leans on the next."""
    yield "both", letter, face, left, right
    yield "right", letter, face, right
    yield "left", letter, face, left
    yield "face", letter, face
    yield "letter", letter
    yield from (("kin", *kind) for kind in kin(letter))


def kin(letter: str) -> tuple[tuple[str, ...], ...]:
    """The kinds of a marked letter: its shape but for the tone (ố of ồ, ổ, ỗ; a dot below is a shape of its own)."""
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) == 1:
        return ()
    dot = BELOW if BELOW in parts else ""
    shape = "".join(c for c in parts if c not in TONES)
    return (shape, dot), (parts[0], dot)


@cache
def expected(engine: ScannerEngine, letter: str, face: str, left: str, right: str) -> tuple[tuple[str, float], ...]:
    """The chunks of a letter and their shares, each context leaning on the next as far as it is thinly counted."""
    shares: dict[str, float] = {strip_diacritics(letter): 1.0}
    for context in reversed(list(contexts(letter, face, left, right))):
        seen = engine.counts.get(context)
        if seen:
            rest = KINDRED * len(seen)
            total = seen.total() + rest
            chunks = {*shares, *seen}
            shares = {chunk: (seen[chunk] + rest * shares.get(chunk, 0.0)) / total for chunk in chunks}
    return tuple(sorted((chunk, share) for chunk, share in shares.items() if share > 1e-4))


def neighbour(char: str) -> str:
    """What a letter's neighbour looks like: its letter without marks, 9 for digits, _ for blanks, . for the rest."""
    if char.isspace():
        return "_"
    if char.isdigit():
        return "9"
    bare = strip_diacritics(char).lower()
    return bare if bare.isascii() and bare.isalpha() else "."


def write_table(path: Path, name: str, counts: Mapping[tuple[str, str, str, str, str], int], lost: float) -> None:
    """A row for each (letter, face, chunk): between which neighbours it was seen how often."""
    lines = [
        f"# What {name} makes of Vietnamese letters, counted by scripts/learn_garble.py.",
        "# Letter, typeface, what it was seen as, then left and right neighbour and how often: without marks, in small",
        f"# letters, 9 a digit, _ a blank, . any other sign. {BLANK} is a blank, {NOTHING} nothing.",
        f"# Share of words that were not seen: {lost:.4f}",
    ]
    rows = sorted((*key, n) for key, n in counts.items() if "\t" not in key[2])
    for (letter, face, chunk), group in groupby(rows, key=lambda row: row[:3]):
        places = [f"{left}{right}{n}" for _, _, _, left, right, n in group]
        lines.append("\t".join((_shown(letter), face, _shown(chunk), *places)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _shown(text: str) -> str:
    return text.replace(" ", BLANK) or NOTHING

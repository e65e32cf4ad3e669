"""How near the garble of the generator comes to that of a real file: which letters are read as which.

    python benchmarks/garble.py READ TRUE READ2 TRUE2

READ and TRUE are texts of the same lines: what an engine read, and what stands there. Printed are the share of letters
with marks that both sides read alike (the overlap of the two distributions, weighed by how often a letter stands in the
first text), and for the commonest letters what each side makes of them.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

Table = dict[str, Counter[str]]


def readings(read: str, true: str) -> Table:
    """What was read for each letter with a mark, in words that stand at the same place of lines of as many words."""
    table: Table = defaultdict(Counter)
    for line, right in zip(read.splitlines(), unicodedata.normalize("NFC", true).splitlines(), strict=False):
        garbled, words = line.split(), right.split()
        if len(garbled) == len(words):
            for have, want in zip(garbled, words, strict=True):
                add_word(table, have, want)
    return table


def add_word(table: Table, have: str, want: str) -> None:
    """A changed stretch belongs to its one letter (`tl` for đ); of several, the last has the rest."""
    for start, end, seen in stretches(have, want):
        for k in range(start, end):
            if ord(want[k]) >= 128:
                table[want[k]][seen[k - start :] if k == end - 1 else seen[k - start : k - start + 1]] += 1


def stretches(have: str, want: str) -> Iterator[tuple[int, int, str]]:
    """Start and end in `want`, and what was read there: letter by letter where both agree."""
    start = seen = 0
    for block in Levenshtein.opcodes(want, have).as_matching_blocks():
        if block.a > start:
            yield start, block.a, have[seen : block.b]
        for k in range(block.size):
            yield block.a + k, block.a + k + 1, want[block.a + k]
        start, seen = block.a + block.size, block.b + block.size


def overlap(real: Table, made: Table) -> float:
    """1 = every letter is read alike equally often; letters the made text lacks count as nothing alike."""
    total = sum(counts.total() for counts in real.values())
    return sum(counts.total() / total * alike(counts, made.get(letter, Counter())) for letter, counts in real.items())


def alike(a: Counter[str], b: Counter[str]) -> float:
    return sum(min(n / a.total(), b[seen] / b.total()) for seen, n in a.items()) if b else 0.0


def shown(counts: Counter[str]) -> str:
    return " ".join(f"{seen or '∅'}:{100 * n // counts.total()}" for seen, n in counts.most_common(6))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="READ TRUE, then READ TRUE of the other side"
    )
    files = [path.read_text(encoding="utf-8") for path in parser.parse_args(arguments).files]
    pairs = [readings(read, true) for read, true in zip(files[::2], files[1::2], strict=True)]
    real, made = pairs[0], merged(pairs[1:])
    print(f"alike: {100 * overlap(real, made):.0f} % of {sum(c.total() for c in real.values())} letters with marks")
    for letter in sorted(real, key=lambda c: -real[c].total())[:24]:
        print(f"{letter}\t{shown(real[letter])}\t|\t{shown(made.get(letter, Counter()))}")
    return 0


def merged(tables: Sequence[Table]) -> Table:
    everything: Table = defaultdict(Counter)
    for table in tables:
        for letter, counts in table.items():
            everything[letter] += counts
    return everything


if __name__ == "__main__":
    raise SystemExit(main())

#!/usr/bin/env python3
"""Learn how often a reader that knows Vietnamese takes one mark for another, from pairs of seen and true text.

    scripts/read_pairs.py ../shared/corpus --out /tmp/pairs --settings vie300 vie200 vie150 viefax
    scripts/learn_slips.py /tmp/pairs/vie*.tsv --scans /tmp/scans.tsv --out normalizers/data/slips.tsv

Counted are words whose letters beneath the marks were read right. `--scans` are pairs of real scans and their published
texts, in the same form; where given, the shares are the mean of both. What was seen fewer than `--least` times in all
is left out.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from normalizers.marks import changes, marks
from normalizers.unicode import strip_diacritics

OUTER = " \t.,;:()[]“”\"'’‘…-–_/"
WEIGHT = 300  # marks in small letters that what is known of capitals is worth


def words(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Seen and true word in small letters, and whether the true one stands in capitals."""
    for line in unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).splitlines():
        seen, _, true = line.partition("\t")
        seen, true = seen.strip(OUTER), true.strip(OUTER)
        if true.isalpha() and strip_diacritics(seen.lower()) == strip_diacritics(true.lower()):
            yield seen.lower(), true.lower(), true.isupper() and len(true) > 1


@dataclass(frozen=True)
class Counts:
    """How often each mark stood somewhere, and what it was read as; in capitals or not."""

    stood: Counter[tuple[str, bool]]
    read: Counter[tuple[str, str, bool]]

    def shares(self, meant: str, seen: str) -> tuple[float, float]:
        """In small letters, and in capitals."""
        small = self.read[meant, seen, False] / max(self.stood[meant, False], 1)
        capital = (self.read[meant, seen, True] + WEIGHT * small) / (self.stood[meant, True] + WEIGHT)
        return small, capital


def counted(paths: Sequence[Path]) -> Counts:
    counts = Counts(Counter(), Counter())
    for path in paths:
        for seen, true, capitals in words(path):
            counts.stood.update((mark, capitals) for letter in true for mark in marks(letter) or ())
            counts.read.update((*change, capitals) for change in changes(true, seen))
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--scans", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--least", type=int, default=2)
    arguments = parser.parse_args()
    sources = [counted(paths) for paths in (arguments.pairs, arguments.scans) if paths]
    names = ", ".join(path.stem for path in arguments.pairs)
    lines = [
        f"# What tesseract made of the marks of Vietnamese letters on drawn pages ({names})"
        + (" and on real scans" if arguments.scans else "")
        + ",",
        "# counted by scripts/learn_slips.py: the mark that stands there, the mark that was read, the share of its",
        "# sightings in small letters, and in capitals (the mean of both sources, where there are two).",
    ]
    for meant, seen in sorted({(m, s) for source in sources for m, s, _ in source.read}):
        if sum(source.read[meant, seen, case] for source in sources for case in (False, True)) >= arguments.least:
            small, capital = (fmean(shares) for shares in zip(*(s.shares(meant, seen) for s in sources), strict=True))
            lines.append(f"{meant}\t{seen}\t{small:.5f}\t{capital:.5f}")
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

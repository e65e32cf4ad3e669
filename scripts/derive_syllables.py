#!/usr/bin/env python3
"""Counts the legal syllables of a folder of UTF-8 text (plain or .xz): normalizers/data/syllable_counts.tsv.

    scripts/derive_syllables.py ../shared/corpus

Every tenth line is left out: benchmarks/charsets.py measures on those.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from normalizers.syllables import syllables
from normalizers.unicode import nfc

OUT = Path(__file__).resolve().parent.parent / "normalizers" / "data" / "syllable_counts.tsv"
HEADER = """\
# How often each legal syllable occurs in ten million (at least once). Made by scripts/derive_syllables.py from
# Vietnamese laws, administrative procedures (outside copyright), the Vietnamese Wikipedia of 2017 (CC BY-SA 3.0).
# syllable, count
"""
WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=3, help="read one line in so many (default 3)")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for path in sorted(options.folder.iterdir()):
        if path.suffix in {".xz", ".txt"} and path.name != "SOURCES.md":
            counts.update(count(path, options.every))
    write(counts)


def count(path: Path, every: int) -> Counter[str]:
    """The syllables of one file, each file given the same weight for the same number of syllables."""
    counts: Counter[str] = Counter()
    for line in lines(path, every):
        counts.update(WORD.findall(nfc(line).lower()))
    legal = syllables()
    return Counter({word: n for word, n in counts.items() if word in legal})


def lines(path: Path, every: int) -> Iterator[str]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            if number % 10 and number % every == 0:
                yield line


def write(counts: Counter[str]) -> None:
    total = sum(counts.values())
    scaled = {word: n * 10_000_000 // total for word, n in counts.items() if n > 1}
    rows = sorted(((max(1, n), word) for word, n in scaled.items()), key=lambda row: (-row[0], row[1]))
    OUT.write_text(HEADER + "".join(f"{word}\t{n}\n" for n, word in rows), encoding="utf-8")
    print(f"{len(rows)} syllables, {total} counted: {OUT}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Learn confusion costs from pairs of seen and true text (`scripts/read_pairs.py` makes them).

    scripts/learn_channel.py /tmp/pairs/eng*.tsv --out normalizers/data/confusions_tesseract.tsv

The counts are those of the best cutting of each pair after a few rounds; a chunk seen in less than `--least` of a
letter's sightings is left out, so the table stays small enough to read.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from normalizers.channel import count, from_counts, seen_form
from normalizers.spelling import canonical

OUTER = " \t.,;:()[]“”\"'’‘…-–_/"


def word_pairs(path: Path) -> Counter[tuple[str, str]]:
    """Pairs of one word with one word, outer punctuation left out."""
    found: Counter[tuple[str, str]] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        seen, _, true = line.partition("\t")
        left, right = seen.strip(OUTER), true.strip(OUTER)
        if left and right.isalpha() and " " not in left:
            found[seen_form(left), canonical(right.lower())] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--least", type=float, default=0.0004, help="share of a letter's sightings below which a chunk is left out"
    )
    parser.add_argument("--rounds", type=int, default=4)
    arguments = parser.parse_args()
    pairs: Counter[tuple[str, str]] = Counter()
    for path in arguments.pairs:
        pairs += word_pairs(path)
    weighted = [(seen, true, float(n)) for (seen, true), n in pairs.items()]
    channel = from_counts({})
    for _ in range(arguments.rounds):
        counts = count(weighted, channel)
        channel = from_counts(counts)
    lines = [
        f"# What {', '.join(p.stem for p in arguments.pairs)} made of {sum(pairs.values()):,} words, counted by",
        "# scripts/learn_channel.py on pages drawn from the corpus (scripts/read_pairs.py):",
        "# a letter, TAB, the chunks it was seen as, each with its count.",
    ]
    for letter in sorted(counts):
        total = sum(counts[letter].values())
        kept = {
            c: n for c, n in counts[letter].items() if n >= max(2, arguments.least * total) and not set(c) & set(" \t=")
        }
        if kept:
            ordered = sorted(kept.items(), key=lambda item: (-item[1], item[0]))
            lines.append(letter + "\t" + " ".join(f"{chunk}={number:g}" for chunk, number in ordered))
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(pairs.values()):,} words, {len(pairs):,} different pairs, {len(lines) - 3} letters -> {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Derive the language model of administrative Vietnamese from any folder of UTF-8 text.

    scripts/derive_model.py ../shared/corpus --units ../shared/gazetteer/units.csv \\
        --weight admin_procedures=2 --out normalizers/data/model.npz

The text is cut into syllables, counted as unigrams, bigrams and trigrams, smoothed with modified Kneser-Ney discounts
(Chen and Goodman 1998), pruned by the likelihood each n-gram adds (Seymore and Rosenfeld 1996) and quantised into the
bucket tables that `normalizers/ngrams.py` reads. What is counted, and why, is told in docs/model.md.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from normalizers.ngrams import pack, quantise
from normalizers.spelling import BREAK, NUMBER, TOKEN, canonical

VOCABULARY = 1 << 15  # ids fit fifteen bits, so a trigram fits 45
CHUNK = 1 << 24  # characters read at a time
FORMULAS = Path(__file__).resolve().parents[1] / "normalizers" / "data" / "formulas.txt"


def chunks(path: Path) -> Iterator[str]:
    """The text of a file in pieces that end at a line."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
        while lines := stream.readlines(CHUNK):
            yield "".join(lines)


def unit_lines(path: Path) -> Iterator[str]:
    """One line for each unit and the one above it: the names with their level words, as reports write them."""
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    full = {row["code"]: f"{row['kind'].lower()} {row['name']}" for row in rows}
    seen = set()
    for row in rows:
        line = f"{row['kind'].lower()} {row['name']} {full.get(row['parent_code'], '')}"
        if line not in seen:
            seen.add(line)
            yield line


class Intake:
    """Turns text into arrays of ids of surface forms; forms keep their case so that casing can be counted."""

    def __init__(self) -> None:
        self.forms: dict[str, int] = {}
        self.parts: list[tuple[np.ndarray, int]] = []

    def add(self, text: str, weight: int) -> None:
        forms = self.forms
        tokens = TOKEN.findall(text)
        ids = np.fromiter((forms.setdefault(t, len(forms)) for t in tokens), np.uint32, len(tokens))
        self.parts.append((ids, weight))


def class_of(form: str) -> str:
    if form[0].isdigit():
        return NUMBER
    return canonical(form.lower()) if form[0].isalpha() else BREAK


def vocabulary(intake: Intake, counts: np.ndarray, least: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The words kept (break, number and unknown first), the word id of each surface form, the casing of each word."""
    words: Counter[str] = Counter()
    kinds = [class_of(form) for form in intake.forms]
    for kind, count in zip(kinds, counts.tolist(), strict=True):
        words[kind] += count
    special = [BREAK, NUMBER, "<unk>"]
    kept = [w for w, n in words.most_common() if n >= least and w not in special and len(w) <= 12]
    kept = special + kept[: VOCABULARY - len(special)]
    index = {w: i for i, w in enumerate(kept)}
    ids = np.array([index.get(k, 2) for k in kinds], np.uint16)
    casing = np.zeros((len(kept), 3), np.int64)  # lower, Title, UPPER
    for form, word, count in zip(intake.forms, ids.tolist(), counts.tolist(), strict=True):
        shape = 0 if form == form.lower() else 2 if form == form.upper() and len(form) > 1 else 1
        casing[word, shape] += count
    return kept, ids, casing


def unique_counts(keys: np.ndarray, weights: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Sorted unique keys with their summed weights."""
    if weights is None:
        keys.sort()
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        return keys[first], np.diff(np.append(first, len(keys)))
    order = np.argsort(keys, kind="stable")
    keys, weights = keys[order], weights[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[first], np.add.reduceat(weights, first)


def trigram_counts(parts: list[tuple[np.ndarray, int]], form_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All trigrams (45-bit keys) with counts; what stands before a break is forgotten.

    An end of a sentence is counted, two breaks in a row are not.
    """
    found = []
    for forms, weight in parts:
        ids = np.concatenate((np.zeros(2, np.uint64), form_ids[forms].astype(np.uint64)))
        first, second, third = ids[:-2].copy(), ids[1:-1], ids[2:]
        first[second == 0] = 0
        keys = (first << np.uint64(30) | second << np.uint64(15) | third)[(second != 0) | (third != 0)]
        keys, counts = unique_counts(keys)
        found.append((keys, counts * weight))
    while len(found) > 1:  # merge pairwise: the memory stays near that of the largest pair
        found.sort(key=lambda pair: -len(pair[0]))
        (k1, c1), (k2, c2) = found.pop(), found.pop()
        found.append(unique_counts(np.concatenate((k1, k2)), np.concatenate((c1, c2))))
    return found[0]


def discounts(counts: np.ndarray) -> np.ndarray:
    """The three discounts of modified Kneser-Ney for counts of one, two, and three or more."""
    n1, n2, n3, n4 = (max(int((counts == i).sum()), 1) for i in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    values = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    return np.array([0.0, *(min(max(v, 0.1), i + 0.95) for i, v in enumerate(values))])


def discounted(counts: np.ndarray, contexts: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """alpha of each n-gram, and the mass each context leaves to the lower order."""
    cut = discounts(counts)[np.minimum(counts, 3)]
    total = np.bincount(contexts, counts, size)
    left = np.bincount(contexts, cut, size)
    total[total == 0] = 1
    return (counts - cut) / total[contexts], left / total


def log(message: str, start: float) -> None:
    print(f"{time.time() - start:6.0f} s  {message}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of .txt or .txt.xz files, UTF-8, one paragraph a line")
    parser.add_argument(
        "--units", type=Path, help="CSV of administrative units (columns code, name, kind, parent_code)"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--trigrams", type=int, default=1_500_000, help="trigrams kept")
    parser.add_argument("--bigrams", type=int, default=600_000, help="bigrams kept")
    parser.add_argument("--least", type=int, default=10, help="a word counts from this many occurrences")
    parser.add_argument("--weight", action="append", default=[], metavar="STEM=N", help="count a file N times")
    parser.add_argument("--unit-weight", type=int, default=6)
    parser.add_argument("--formula-weight", type=int, default=40)
    parser.add_argument("--only", help="read only files whose names hold this (for trials)")
    arguments = parser.parse_args()
    start = time.time()
    weights = {k: int(v) for k, v in (w.split("=") for w in arguments.weight)}

    intake = Intake()
    for path in sorted(arguments.corpus.glob("*.txt*")):
        if arguments.only and arguments.only not in path.name:
            continue
        for text in chunks(path):
            intake.add(text, weights.get(path.name.split(".")[0], 1))
        log(f"read {path.name}: {len(intake.forms):,} forms", start)
    if arguments.units:
        intake.add("\n".join(unit_lines(arguments.units)) + "\n", arguments.unit_weight)
    if FORMULAS.exists():
        lines = [line for line in FORMULAS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        intake.add("\n".join(lines) + "\n", arguments.formula_weight)

    form_counts = np.zeros(len(intake.forms), np.int64)
    for ids, weight in intake.parts:
        form_counts += np.bincount(ids, minlength=len(form_counts)) * weight
    words, form_ids, casing = vocabulary(intake, form_counts, arguments.least)
    log(f"{form_counts.sum():,} tokens weighted, {len(words):,} words", start)
    keys, counts = trigram_counts(intake.parts, form_ids)
    del intake
    log(f"{len(keys):,} trigrams", start)
    arrays = estimate(keys, counts, len(words), arguments.trigrams, arguments.bigrams, start)
    arrays["words"] = np.frombuffer("\n".join(words).encode(), np.uint8)
    arrays["casing"] = casing_bytes(casing)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out, **arrays)
    log(f"wrote {arguments.out}: {arguments.out.stat().st_size / 1e6:.1f} MB", start)
    return 0


def casing_bytes(casing: np.ndarray) -> np.ndarray:
    """Shares of Title and UPPER forms of each word, in 255ths."""
    total = np.maximum(casing.sum(1, keepdims=True), 1)
    return np.round(casing[:, 1:] / total * 255).astype(np.uint8)


def estimate(
    keys: np.ndarray, counts: np.ndarray, size: int, keep_trigrams: int, keep_bigrams: int, start: float
) -> dict[str, np.ndarray]:
    """Smooth, prune and pack."""
    mask = np.uint64(0x7FFF)
    # Bigrams by continuation: how many different words stand before them; after a break by their count.
    tails = keys & np.uint64(0x3FFFFFFF)
    opened = (tails >> np.uint64(15)) == 0
    bigrams, ways = unique_counts(tails, np.where(opened, counts, 1))
    second = (bigrams & mask).astype(np.int64)
    alpha2, left2 = discounted(ways, (bigrams >> np.uint64(15)).astype(np.int64), size)
    # Unigrams by continuation too; a little uniform mass for words never counted.
    ways1 = np.bincount(second[bigrams >> np.uint64(15) != 0], minlength=size).astype(float) + 0.5
    uni = ways1 / ways1.sum()
    p2 = alpha2 + left2[(bigrams >> np.uint64(15)).astype(np.int64)] * uni[second]
    log(f"{len(bigrams):,} bigrams", start)
    # Trigrams over the index of their context bigram.
    (
        heads,
        context,
    ) = np.unique(keys >> np.uint64(15), return_inverse=True)
    alpha3, left3 = discounted(counts, context, len(heads))
    lower = p2[np.searchsorted(bigrams, keys & np.uint64(0x3FFFFFFF))]
    p3 = alpha3 + left3[context] * lower
    opened = (keys >> np.uint64(15)) & mask == 0  # (break, break, w) says what the bigram (break, w) says
    gain = counts * (np.log(p3) - np.log(np.maximum(left3[context], 1e-9) * lower))
    gain[opened] = -1
    del alpha3
    chosen = strongest(gain, keep_trigrams)
    log(f"keeping {len(chosen):,} trigrams of gain >= {gain[chosen].min():.2f}", start)
    gain2 = ways * (np.log(p2) - np.log(left2[(bigrams >> np.uint64(15)).astype(np.int64)] * uni[second] + 1e-12))
    chosen2 = strongest(gain2, keep_bigrams)
    log(f"keeping {len(chosen2):,} bigrams of gain >= {gain2[chosen2].min():.2f}", start)
    # Back-off weights that make every context sum to one again.
    ctx2 = (bigrams[chosen2] >> np.uint64(15)).astype(np.int64)
    kept2 = np.bincount(ctx2, p2[chosen2], size)
    lower2 = np.bincount(ctx2, uni[second[chosen2]], size)
    bow1 = np.maximum(1 - kept2, 1e-4) / np.maximum(1 - lower2, 1e-4)
    backed = bow1[(bigrams >> np.uint64(15)).astype(np.int64)] * uni[second]
    backed[chosen2] = p2[chosen2]
    low3 = backed[np.searchsorted(bigrams, keys[chosen] & np.uint64(0x3FFFFFFF))]
    kept3 = np.bincount(context[chosen], p3[chosen], len(heads))
    lower3 = np.bincount(context[chosen], low3, len(heads))
    used = np.unique(context[chosen])
    bow2 = np.maximum(1 - kept3[used], 1e-4) / np.maximum(1 - lower3[used], 1e-4)
    arrays: dict[str, np.ndarray] = {"unigram": quantise(np.log(uni)), "backoff": quantise(np.log(bow1))}
    arrays["bigrams"] = pack(bigrams[chosen2], np.log(p2[chosen2]), gain2[chosen2])
    arrays["contexts"] = pack(heads[used], np.log(bow2), np.ones(len(used)), fill=0.5)
    arrays["trigrams"] = pack(keys[chosen], np.log(p3[chosen]), gain[chosen])
    return arrays


def strongest(gain: np.ndarray, count: int) -> np.ndarray:
    """Indices (ascending) of the `count` largest positive gains."""
    count = min(count, int((gain > 0).sum()))
    return np.sort(np.argpartition(-gain, count - 1)[:count])


if __name__ == "__main__":
    sys.exit(main())

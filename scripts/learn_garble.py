#!/usr/bin/env python3
"""Learn how the software of a scanner garbles Vietnamese, from PDFs whose hidden text such software wrote.

    scripts/learn_garble.py SCAN.pdf --name "software of Canon scanners" --out samples/data/garble_canon.tsv

The page is read again by hoso (Tesseract with its Vietnamese model), words of both readings are laid on each other by
their boxes, and every true letter is cut its chunk out of what the scanner's software wrote. Kept are counts: a letter,
its typeface, the chunk, and between which neighbours it was seen how often. No text is kept. `samples/garble.py` uses
the counts. `--pairs FILE` writes the pairs themselves, for a look and for `scripts/learn_channel.py`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extractors.layout import Box, Line
from normalizers.channel import expected
from normalizers.syllables import is_syllable
from pipeline.convert import convert
from pipeline.readers import open_source
from pipeline.settings import Settings
from samples.garble import neighbour, write_table
from samples.pages import SetWord, set_words

LONGEST = 4  # characters a letter may be seen as
ROUNDS = 4
OFTEN = 3
PRIOR = 6.0
SURE = 0.8  # confidence of the second reading
WORST = -4.5  # mean log probability of a letter in a pair that is no mere accident of boxes
COVERED = 0.75  # share of a page's words that the layer must have something over
GONE = 3.0  # a letter that left nothing is rarer still than the repair expects: `dm` for `của` is c, ủ and a
SLANTED = 0.12  # shear of a line that is italic
DPI = 200

Sighting = tuple[str, str, str, str, str]  # letter, face, chunk, left, right


@dataclass(frozen=True, slots=True)
class Pair:
    """The same stretch of a line: what was seen, what stands there."""

    seen: str
    true: str
    face: str
    page: int
    line: int


@dataclass(frozen=True, slots=True)
class TrueWord:
    text: str
    box: Box
    sure: bool


def pairs_of(path: Path) -> Iterator[Pair]:
    """Line by line, groups of words that lie over each other. `seen` is "" where the software saw nothing."""
    layer, _ = set_words(path.read_bytes())
    with open_source(path) as source:
        for number, page in enumerate(convert(path, Settings()).pages):
            seen = [word for word in layer if word.page == number]
            if page.reading.page is None or page.reading.page.verdict != "ocr" or not seen:
                continue
            render = source.page(number + 1).render
            grey = render(DPI, False) if render else np.full((1, 1), 255, np.uint8)
            for index, line in enumerate(page.page.lines):
                yield from groups(line, seen, face_of(line, grey), number, index)


def well_covered(pairs: Sequence[Pair]) -> list[Pair]:
    """Without pages much of which has nothing over it: read turned, or not at all."""
    words, seen = Counter(pair.page for pair in pairs), Counter(pair.page for pair in pairs if pair.seen)
    return [pair for pair in pairs if seen[pair.page] > COVERED * words[pair.page]]


def groups(line: Line, layer: Sequence[SetWord], face: str, page: int, index: int) -> Iterator[Pair]:
    for number, row in enumerate(rows(true_words(line))):
        yield from row_groups(row, layer, face, page, 100 * index + number)


def rows(words: Sequence[TrueWord]) -> list[list[TrueWord]]:
    """The visual lines of a line: a row of a table has several. Cells that were read twice are left out."""
    found: list[list[TrueWord]] = []
    for word in words:
        middle = (word.box.y0 + word.box.y1) / 2
        row = next((row for row in found if row[0].box.y0 < middle < row[0].box.y1), None)
        if row is None:
            found.append([word])
        else:
            row.append(word)
    found = [sorted(row, key=lambda word: word.box.x0) for row in found]
    return [row for row in found if not any(a.box.x1 - 2 > b.box.x0 for a, b in pairwise(row))]


def row_groups(true: Sequence[TrueWord], layer: Sequence[SetWord], face: str, page: int, line: int) -> Iterator[Pair]:
    top, bottom = min(word.box.y0 for word in true) - 1, max(word.box.y1 for word in true) + 1
    beside = [
        word
        for word in layer
        if top < (word.box.y0 + word.box.y1) / 2 < bottom
        and any(t.box.x0 < word.box.x1 and word.box.x0 < t.box.x1 for t in true)
    ]
    spans = [(w.box.x0, w.box.x1, 0, w.text, True) for w in beside]
    spans += [(t.box.x0, t.box.x1, 1, t.text, t.sure) for t in true]
    end, group = float("-inf"), list[tuple[int, str, bool]]()
    for x0, x1, side, text, sure in sorted(spans):
        if x0 + min(2.5, 0.3 * (x1 - x0)) >= end and group:
            yield from pair(group, face, page, line)
            group = []
        group.append((side, text, sure))
        end = max(end, x1)
    yield from pair(group, face, page, line)


def true_words(line: Line) -> list[TrueWord]:
    """The repaired words with the boxes of the words as read, where there are as many."""
    repaired = line.text.split()
    if len(repaired) != len(line.words):
        repaired = [line.source[word.start : word.end] for word in line.words]
    return [TrueWord(text, word.box, word.confidence >= SURE) for text, word in zip(repaired, line.words, strict=True)]


def pair(group: Sequence[tuple[int, str, bool]], face: str, page: int, line: int) -> Iterator[Pair]:
    seen = " ".join(text for side, text, _ in group if side == 0)
    true = [(text, sure) for side, text, sure in group if side == 1]
    if true and all(sure and plausible(text) for text, sure in true):
        yield Pair(seen, " ".join(text for text, _ in true), face, page, line)


def plausible(word: str) -> bool:
    """A Vietnamese syllable, a number or a word without marks: what the second reading has most probably right."""
    letters = "".join(c for c in word if c.isalpha())
    return not letters or letters.isascii() or is_syllable(letters)


def face_of(line: Line, grey: NDArray[np.uint8]) -> str:
    """Italic where upright strokes stand out after a shear to the left rather than as they are."""
    if line.box is None or grey.size == 1:
        return "regular"
    x0, y0, x1, y1 = (int(v * DPI / 72) for v in line.box)
    ink = (grey[max(y0, 0) : y1, max(x0, 0) : x1] < 140).astype(np.float32)
    if ink.size == 0 or ink.shape[1] < 60:
        return "regular"
    shears = np.arange(-0.05, 0.36, 0.05)
    sharp = [float((np.diff(_sheared(ink, shear).sum(0)) ** 2).sum()) for shear in shears]
    return "italic" if shears[int(np.argmax(sharp))] > SLANTED else "regular"


def _sheared(ink: NDArray[np.float32], shear: float) -> NDArray[np.float32]:
    height, width = ink.shape
    move = np.array([[1, shear, -shear * height / 2], [0, 1, 0]], np.float64)
    return np.asarray(cv2.warpAffine(ink, move, (width, height)), np.float32)


def learn(pairs: Sequence[Pair]) -> list[list[tuple[str, str]]]:
    """Each pair cut into (letter, chunk), by the most probable cutting after a few rounds."""
    counts: dict[str, Counter[str]] = {}
    cuts: list[list[tuple[str, str]]] = []
    for _ in range(ROUNDS):
        cuts = [cut(pair.seen, pair.true, counts) for pair in pairs]
        counts = {}
        for steps in cuts:
            for letter, chunk in steps:
                counts.setdefault(letter, Counter())[chunk] += 1
    return cuts


def cut(seen: str, true: str, counts: dict[str, Counter[str]]) -> list[tuple[str, str]]:
    """Nothing where no likely cutting exists."""
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(-1e9, 0)] * len(seen)]
    for letter in true:
        row = []
        for end in range(len(seen) + 1):
            tries = [
                (best[-1][end - size][0] + cost(letter, seen[end - size : end], counts), size)
                for size in range(min(LONGEST, end) + 1)
            ]
            row.append(max(tries))
        best.append(row)
    if best[-1][-1][0] < WORST * len(true):
        return []
    steps, at = [], len(seen)
    for k in range(len(true), 0, -1):
        size = best[k][at][1]
        steps.append((true[k - 1], seen[at - size : at]))
        at -= size
    return steps[::-1]


def cost(letter: str, chunk: str, counts: dict[str, Counter[str]]) -> float:
    seen = counts.get(letter, Counter())
    guess = expected(letter.lower(), chunk.lower() if chunk != letter else letter.lower())
    guess -= 1.0 if chunk[:1].isupper() != letter.isupper() else 0.0
    guess -= 0.0 if chunk or letter == " " else GONE
    return log((seen[chunk] + PRIOR * exp(guess)) / (seen.total() + PRIOR))


def sightings(pairs: Sequence[Pair], cuts: Sequence[Sequence[tuple[str, str]]]) -> Iterator[Sighting]:
    """Every cut letter between its neighbours; between two groups of a line a blank was seen as a blank."""
    for index, (pair, steps) in enumerate(zip(pairs, cuts, strict=True)):
        text = [letter for letter, _ in steps]
        for k, (letter, chunk) in enumerate(steps):
            left = neighbour(text[k - 1] if k else " ")
            right = neighbour(text[k + 1] if k + 1 < len(steps) else " ")
            yield letter, pair.face, chunk, left, right
        after = pairs[index + 1] if index + 1 < len(pairs) else None
        if after and (after.page, after.line) == (pair.page, pair.line):
            yield " ", pair.face, " ", neighbour(pair.true[-1]), neighbour(after.true[0])


def accident(sighting: Sighting, count: int) -> bool:
    """A neighbour's letters, a watermark: not what the letter was seen as."""
    letter, _, chunk, _, _ = sighting
    letters = sum(char.isalnum() for char in chunk)
    return (len(chunk) == LONGEST and count < OFTEN) or (letters > 1 and not letter.isalnum())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", type=Path, nargs="+")
    parser.add_argument("--name", required=True, help="whose software this is")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pairs", type=Path)
    arguments = parser.parse_args()
    everything = [pair for path in arguments.scans for pair in well_covered(list(pairs_of(path)))]
    pairs = [pair for pair in everything if pair.seen]
    cuts = learn(pairs)
    seen = list(sightings(pairs, cuts))
    lost = 1 - len(pairs) / len(everything)
    counted = {sighting: n for sighting, n in Counter(seen).items() if not accident(sighting, n)}
    write_table(arguments.out, arguments.name, counted, lost)
    if arguments.pairs:
        lines = (f"{p.seen}\t{p.true}\n" for p in pairs)
        arguments.pairs.write_text("".join(lines), encoding="utf-8")
    dropped = sum(not steps for steps in cuts)
    print(f"{len(pairs)} pairs, {dropped} not cut, {len(seen)} letters, {lost:.1%} not seen -> {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

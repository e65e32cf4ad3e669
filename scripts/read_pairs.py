#!/usr/bin/env python3
"""Make pairs of seen and true text: draw Vietnamese pages and let foreign recognisers read them.

    scripts/read_pairs.py ../shared/corpus --out /tmp/pairs --pages 24

Writes one file for each recogniser and setting: lines of `seen TAB true`, a few words each, aligned by characters.
Needs typst, OpenCV, tesseract with eng, fra, deu, and (where installed) ocrad and gocr. The scanners' software of
samples/garble.py (canon, hp, capture) is drawn from its learned channels, a document a page, with habits of its own:

    scripts/read_pairs.py ../shared/corpus --out /tmp/pairs --pages 40 --settings canon hp
"""

from __future__ import annotations

import argparse
import lzma
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
import typst
from rapidfuzz.distance import Levenshtein

from samples.dice import dice
from samples.garble import ENGINES, Garbler, load

FONTS = ["Liberation Serif"] * 4 + ["Noto Serif", "Liberation Sans", "DejaVu Serif"]
WORDS_A_PAGE = 330


@dataclass(frozen=True)
class Setting:
    """How a page is spoiled and who reads it."""

    name: str
    command: tuple[str, ...]
    ppi: int
    noise: float = 0.0
    blur: float = 0.0
    ink: int = 0  # threshold of a 1-bit scan, 0 for grey


SETTINGS = [
    Setting("eng300", ("tesseract", "{image}", "-", "-l", "eng"), 300),
    Setting("eng200", ("tesseract", "{image}", "-", "-l", "eng"), 200, 8, 0.7),
    Setting("eng150", ("tesseract", "{image}", "-", "-l", "eng"), 150, 4, 0.4),
    Setting("engfax", ("tesseract", "{image}", "-", "-l", "eng"), 200, 18, 0.8, 150),
    Setting("fra200", ("tesseract", "{image}", "-", "-l", "fra"), 200, 6, 0.6),
    Setting("deu200", ("tesseract", "{image}", "-", "-l", "deu"), 200, 6, 0.6),
    Setting("vie300", ("tesseract", "{image}", "-", "-l", "vie"), 300, 6, 0.9),
    Setting("vie200", ("tesseract", "{image}", "-", "-l", "vie"), 200, 8, 0.8),
    Setting("vie150", ("tesseract", "{image}", "-", "-l", "vie"), 150, 4, 0.5),
    Setting("viefax", ("tesseract", "{image}", "-", "-l", "vie"), 200, 18, 0.8, 150),
    Setting("ocrad", ("ocrad", "-F", "utf8", "{image}"), 300, 4, 0.7, 160),
    Setting("gocr", ("gocr", "-f", "UTF8", "-i", "{image}"), 300, 4, 0.7, 160),
]


def paragraphs(corpus: Path, rng: random.Random) -> Iterator[str]:
    """Lines of ordinary length, mostly of laws and procedures."""
    pool: list[str] = []
    for path in sorted(corpus.glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            lines = [line.strip() for line in stream if 60 < len(line) < 900 and rng.random() < 0.02]
        pool += rng.sample(lines, min(len(lines), 3000))
    while True:
        yield rng.choice(pool)


def page_text(lines: Iterator[str], rng: random.Random) -> list[str]:
    """Paragraphs of one page, one in six as a heading in capitals."""
    page: list[str] = []
    while sum(len(p.split()) for p in page) < WORDS_A_PAGE:
        text = next(lines)
        page.append(" ".join(text.split()[:9]).upper() if rng.random() < 0.16 else text)
    return page


def draw(page: list[str], font: str, rng: random.Random, ppi: int) -> np.ndarray:
    """The page as a grey picture."""
    style = [("", ""), ("", ""), ("*", "*"), ("_", "_")]
    body = []
    for paragraph in page:
        left, right = rng.choice(style)
        clean = "".join("\\" + c if c in r"\#$*_`<>@=-+/[]~" else c for c in paragraph)
        body.append(f"{left}{clean}{right}")
    source = (
        '#set page(paper: "a4", margin: (left: 3cm, rest: 2cm))\n'
        f'#set text(font: "{font}", size: {rng.choice([12, 13, 13, 14])}pt, lang: "vi")\n'
        "#set par(justify: true, first-line-indent: 1cm)\n" + "\n\n".join(body)
    )
    pages = typst.compile(source.encode(), format="png", ppi=ppi)
    data = pages[0] if isinstance(pages, list) else pages
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)


def spoil(picture: np.ndarray, setting: Setting, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, setting.noise, picture.shape) if setting.noise else 0
    spoiled = picture.astype(np.float32)
    if setting.blur:
        spoiled = cv2.GaussianBlur(spoiled, (0, 0), setting.blur)
    spoiled = np.clip(spoiled + noise, 0, 255).astype(np.uint8)
    return np.where(spoiled < setting.ink, 0, 255).astype(np.uint8) if setting.ink else spoiled


def read(picture: np.ndarray, setting: Setting, folder: Path) -> str:
    image = folder / "page.pgm"
    cv2.imwrite(str(image), picture)
    command = [part.format(image=image) for part in setting.command]
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, capture_output=True, timeout=300, env=environment, check=False)
    return done.stdout.decode("utf-8", "replace")


def garbled(page: list[str], engine: str, seed: str) -> str:
    """The page as the software of a scanner would read it."""
    garbler = Garbler(load(engine), dice(seed))
    return "\n".join("".join(chunk for _, chunk in garbler.read(paragraph)) for paragraph in page)


def aligned(seen: str, true: str) -> Iterator[tuple[str, str]]:
    """Word by word: the stretch of seen text over each true word; words that share seen text come out together."""
    seen, true = " ".join(seen.split()), " ".join(true.split())
    cuts = {0: 0, len(true): len(seen)}
    for block in Levenshtein.opcodes(true, seen):
        if block.tag == "equal":
            for k in range(block.src_end - block.src_start):
                if true[block.src_start + k] == " ":
                    cuts[block.src_start + k] = block.dest_start + k
    marks = sorted(cuts)
    for left, right in pairwise(marks):
        pair = seen[cuts[left] : cuts[right]].strip(), true[left:right].strip()
        if all(pair) and len(pair[1].split()) <= 4 and abs(len(pair[0]) - len(pair[1])) <= 6 + len(pair[1]) // 2:
            yield pair


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--settings", nargs="*", help="names of settings (default: all)")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(arguments.seed)
    lines = paragraphs(arguments.corpus, rng)
    wanted = [s for s in SETTINGS if not arguments.settings or s.name in arguments.settings]
    wanted = [s for s in wanted if shutil.which(s.command[0])]
    drawn = [name for name in ENGINES if not arguments.settings or name in arguments.settings]
    names = [s.name for s in wanted] + drawn
    streams = {name: (arguments.out / f"{name}.tsv").open("w", encoding="utf-8") for name in names}
    for number in range(arguments.pages):
        page = page_text(lines, rng)
        font, state = rng.choice(FONTS), rng.getstate()
        for setting in wanted:
            rng.setstate(state)  # the same drawing for every setting
            seen = read(spoil(draw(page, font, rng, setting.ppi), setting, number), setting, arguments.out)
            for left, right in aligned(seen, "\n".join(page)):
                streams[setting.name].write(f"{left}\t{right}\n")
        for name in drawn:
            seen = garbled(page, name, f"{arguments.seed}/{number}/{name}")
            streams[name].writelines(f"{left}\t{right}\n" for left, right in aligned(seen, "\n".join(page)))
        print(f"page {number + 1}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

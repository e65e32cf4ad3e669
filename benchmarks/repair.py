#!/usr/bin/env python3
"""Repair of stripped and garbled text, against pyvi and ftfy in the same run.

    benchmarks/repair.py [--shared ../shared] [--pairs DIR] [--ablate]
    benchmarks/repair.py --speed [--pairs DIR]
    benchmarks/repair.py --hostile [--megabytes 1]

Stripped: the clean reports of ../shared/seeds without their diacritics. Garbled: seed 004 with its gold, and any
NAME.seen / NAME.gold files in --pairs (lines as read, the true lines). Sound: the clean reports, which must not change.
Times are processor seconds of this process, one core. --speed: every text and system in a process of its own, hoso as
a user calls it (`hoso.repair`, with the search for the place and its names): seconds to load, syllables a second the
first time, when nothing is remembered, and the second time, and the largest memory. --hostile: texts that are no
Vietnamese, or hardly, of so many million characters each; for each the processor seconds and the largest memory of a
process that does `hoso repair`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rapidfuzz.distance import Levenshtein

from normalizers import channel, decoder
from normalizers.decoder import restore
from normalizers.edits import apply
from normalizers.habits import Habits
from normalizers.hints import Hints
from normalizers.unicode import strip_diacritics

Case = tuple[str, str, str]  # name, text as read, true text
WORD = re.compile(r"[^\W\d_]+")


def hoso(text: str) -> str:
    lines = text.split("\n")
    edits = restore(lines, Hints())
    return "\n".join(apply(line, i + 1, edits.get(i, ()))[0] for i, line in enumerate(lines))


def pyvi(text: str) -> str:
    from pyvi import ViUtils

    def line_by_line(line: str) -> str:
        try:
            return str(ViUtils.add_accents(strip_diacritics(line))) if line.strip() else line
        except (IndexError, ValueError, KeyError):  # it fails on lines without letters
            return line

    return "\n".join(line_by_line(line) for line in text.split("\n"))


def ftfy(text: str) -> str:
    import ftfy as fixes

    return str(fixes.fix_text(text))


def syllables_right(true: str, have: str, fold_case: bool = False) -> tuple[int, int]:
    """Syllables of the true text found in their place, line by line, and how many there are."""
    right = total = 0
    for a, b in zip(true.split("\n"), have.split("\n"), strict=False):
        want, got = WORD.findall(a.lower() if fold_case else a), WORD.findall(b.lower() if fold_case else b)
        total += len(want)
        blocks = Levenshtein.opcodes(got, want)
        right += sum(block.dest_end - block.dest_start for block in blocks if block.tag == "equal")
    return right, total


def cases(shared: Path, pairs: Path | None) -> list[Case]:
    found: list[Case] = []
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        gold = shared / "gold" / path.name
        if gold.exists():
            found.append((f"{path.stem} garbled", text, unicodedata.normalize("NFC", gold.read_text(encoding="utf-8"))))
        elif len(WORD.findall(text)) and strip_diacritics(text) != text and path.stem in ("001", "003"):
            found += [(f"{path.stem} stripped", strip_diacritics(text), text), (f"{path.stem} sound", text, text)]
    for path in sorted(pairs.glob("*.seen")) if pairs else []:
        gold = path.with_suffix(".gold")
        found.append((path.stem, path.read_text(encoding="utf-8"), gold.read_text(encoding="utf-8")))
    return found


def measure(name: str, repair: Callable[[str], str], case: Case) -> None:
    title, seen, true = case
    start = time.process_time()
    have = repair(seen)
    spent = time.process_time() - start
    right, total = syllables_right(true, have)
    folded, _ = syllables_right(true, have, fold_case=True)
    print(f"{title:22} {name:24} {right / total:8.4f} {folded / total:8.4f} {total / max(spent, 1e-6):10.0f}")


def ablations(case: Case) -> None:
    """The same text without one part at a time."""
    kept = decoder.PASSES, decoder.first_habits
    decoder.PASSES = 1
    measure("hoso, no adaptation", hoso, case)
    decoder.first_habits = lambda _tokens, _letters: Habits(channel.load())
    measure("… nor proportions", hoso, case)
    shapes = channel.from_counts({letter: {letter: 1.0} for letter in channel.load().logs})
    decoder.first_habits = lambda _tokens, _letters: Habits(shapes)
    measure("… nor learned costs", hoso, case)
    decoder.PASSES, decoder.first_habits = kept


def whole_hoso(text: str) -> str:
    import hoso as package

    return str(package.repair(text).text)


SPEED: dict[str, Callable[[str], str]] = {"ftfy": ftfy, "pyvi": pyvi, "hoso": whole_hoso}


def timed(system: str, text: str) -> tuple[float, float, float, int]:
    """Seconds to load (a line is repaired), for the text, for the text again; the largest memory in MB."""
    seconds = []
    for given in ("Uy ban nhan dan xa da hop", text, text):
        start = time.process_time()
        SPEED[system](given)
        seconds.append(max(time.process_time() - start, 1e-6))
    return seconds[0], seconds[1], seconds[2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure_speed(cases: Iterable[Case]) -> None:
    print(f"{'text':22} {'system':8} {'load s':>7} {'syll/s':>8} {'again':>8} {'MB':>5}")
    fresh = multiprocessing.get_context("spawn")
    for title, seen, _ in cases:
        count = len(WORD.findall(seen))
        for system in SPEED:
            with ProcessPoolExecutor(1, mp_context=fresh) as process:
                load, first, again, memory = process.submit(timed, system, seen).result()
            print(f"{title:22} {system:8} {load:7.2f} {count / first:8.0f} {count / again:8.0f} {memory:5}")


def hostile(size: int) -> dict[str, str]:
    """Texts of `size` characters that do their worst, the same every time."""
    dice = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"

    def noise(alphabet: str) -> str:
        return "".join(dice.choices(alphabet + " " * (len(alphabet) // 5), k=size))

    def lines(text: str) -> str:
        return "\n".join(text[at : at + 80] for at in range(0, size, 80))

    shaped = (dice.choice("bcdghklm") + dice.choice("aeiou5") + dice.choice("cmnpt0") for _ in range(size // 4))
    return {
        "random letters, lines": lines(noise(letters * 3 + "0123456789")),
        "random letters, one line": noise(letters * 3 + "0123456789,.;"),
        "tokens of 85 letters": " ".join("".join(dice.choices(letters, k=85)) for _ in range(size // 86)),
        "like syllables, by chance": lines(" ".join(shaped)),
        "Latin-1 by chance": lines(noise("".join(map(chr, range(0xA1, 0x100))) + letters)),
        "one letter": "a" * size,
        "marks on one letter": "a" + "\u0301" * size,
        "NUL": "\0" * size,
        "right to left": "\u202e\u200fabc " * (size // 6),
        "UTF-8 misread": "á» " * (size // 3),
        "references": "&amp;" * (size // 5),
        "empty lines": "\n" * size,
    }


def measure_hostile(size: int) -> None:
    command = [sys.executable, "-c", "import hoso; raise SystemExit(hoso.main())", "repair"]
    print(f"{'text':28} {'chars':>10} {'seconds':>8} {'MB':>6}")
    for name, text in hostile(size).items():
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "hostile.txt"
            source.write_text(text, encoding="utf-8")
            with subprocess.Popen([*command, str(source)], stdout=subprocess.DEVNULL) as process:
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
        ended = "" if process.returncode == 0 else f"  exit code {process.returncode}"
        print(f"{name:28} {len(text):10} {used.ru_utime + used.ru_stime:8.1f} {used.ru_maxrss / 1024:6.0f}{ended}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--pairs", type=Path, help="folder of NAME.seen and NAME.gold")
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--speed", action="store_true", help="syllables a second, each text in a process of its own")
    parser.add_argument("--hostile", action="store_true", help="seconds and memory for texts that do their worst")
    parser.add_argument("--megabytes", type=float, default=1, help="million characters of each hostile text")
    arguments = parser.parse_args()
    if arguments.hostile:
        measure_hostile(int(arguments.megabytes * 1_000_000))
        return 0
    found = cases(arguments.shared, arguments.pairs)
    if arguments.speed:
        measure_speed(found)
        return 0
    hoso("Uy ban nhan dan")  # loads the model
    print(f"{'text':22} {'system':24} {'right':>8} {'no case':>8} {'syll/s':>10}")
    for case in found:
        for name, repair in (("as found", str), ("ftfy", ftfy), ("pyvi", pyvi), ("hoso", hoso)):
            measure(name, repair, case)
        if arguments.ablate and not case[0].endswith(("sound", "stripped")):
            ablations(case)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The whole of `hoso convert` on a 12-page scan of 300 dpi beside OCRmyPDF, in turns; and the memory of a long scan.

    hoso bench whole --texts FOLDER [--repeats 3]      seconds and processor seconds, each command --repeats times
    hoso bench whole --memory [--pages 1000]           MB of the largest process while a scan of as many pages is read

FOLDER holds UTF-8 .txt files of running text. On a machine with other work only the processor seconds say something.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import drawing
import psutil
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
HOSO = (sys.executable, "-c", "import hoso; raise SystemExit(hoso.main())")
PAGES = 12
_PR_SET_CHILD_SUBREAPER = 36


def compare(scan: Path, repeats: int) -> None:
    """In turns, so that what else the machine does falls on all of them."""
    out = scan.with_suffix(".out.pdf")
    commands: dict[str, tuple[object, ...]] = {
        "OCRmyPDF": ("ocrmypdf", "-q", "-l", "vie", "-j", "2", "--output-type", "pdf", scan, out),
        "hoso": (*HOSO, "convert", scan, "--jobs", "2", "--quiet", "--archive"),
        "hoso --no-searchable": (*HOSO, "convert", scan, "--jobs", "2", "--quiet", "--no-searchable", "--archive"),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(repeats):
        for name, words in commands.items():
            archive = (scan.parent / f"archive-{turn}-{len(name)}",) if name != "OCRmyPDF" else ()
            taken[name].append(timed([*map(str, (*words, *archive))]))
    other = [min(times) for times in zip(*taken["OCRmyPDF"], strict=True)]
    for name, turns in taken.items():
        wall, cpu = (min(times) for times in zip(*turns, strict=True))
        print(f"{name:22} {wall:6.1f} s ({wall / other[0]:.2f})  {cpu:6.1f} processor s ({cpu / other[1]:.2f})")


def timed(command: Sequence[str]) -> tuple[float, float]:
    """Seconds, and processor seconds of the command and all it started, also of what outlived its starter."""
    before, began = used(), time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True)
    wall = time.monotonic() - began
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return wall, used() - before


def used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def memory(folder: Path, pages: int) -> None:
    """Small pages, each its own picture, so that reading them takes seconds and not hours."""
    scan, archive = folder / "long.pdf", folder / "archive"
    small = [page.picture(150)[:600] for page in drawing.table_pages(4)]
    chance = random.Random(1)
    frames = [Image.fromarray(small[n % len(small)][chance.randrange(40) :]) for n in range(pages)]
    frames[0].save(scan, "PDF", save_all=True, append_images=frames[1:], resolution=150)
    process = subprocess.Popen([*HOSO, "convert", str(scan), "--archive", str(archive), "--quiet"], cwd=ROOT)
    largest, marks = 0, {pages // 4, pages // 2, pages}
    while process.poll() is None:
        largest = max([largest, *sizes(process.pid)])
        read = len(list(archive.glob("work/*/page-*.json")))
        for mark in sorted(mark for mark in marks if mark <= read):
            print(f"{mark} pages read: largest process so far {largest} MB", flush=True)
            marks.discard(mark)
        time.sleep(0.1)
    print(f"finished: largest process {largest} MB")


def sizes(pid: int) -> list[int]:
    found = []
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                found.append(child.memory_info().rss >> 20)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=ROOT / "samples" / "documents")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--pages", type=int, default=1000)
    asked = parser.parse_args(arguments)
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    with tempfile.TemporaryDirectory() as name:
        if asked.memory:
            memory(Path(name), asked.pages)
            return 0
        drawn = [Image.fromarray(page.picture(300)) for page in drawing.text_pages(asked.texts, PAGES)]
        frames = (drawn * PAGES)[:PAGES]
        scan = Path(name) / "scan.pdf"
        frames[0].save(scan, "PDF", save_all=True, append_images=frames[1:], resolution=300)
        compare(scan, asked.repeats)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

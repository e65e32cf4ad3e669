"""Reading pages, measured: hoso beside plain Tesseract on drawn pages, on transcribed scans, and beside OCRmyPDF.

    python benchmarks/pages.py drawn --texts FOLDER [--pages 12] [--dpi 200 300]
    python benchmarks/pages.py tables [--pages 4] [--dpi 200 300]
    python benchmarks/pages.py gold --gold FOLDER
    python benchmarks/pages.py speed --texts FOLDER
    python benchmarks/pages.py verdicts --set FOLDER

The set is what `hoso samples --out FOLDER` wrote: its index tells the form of each file, the form tells the verdict.

FOLDER of texts: UTF-8 .txt files of running text. Gold: NAME.txt (cells apart by TAB) and NAME.json with "pdf", "page".
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import resource
import shutil
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import drawing
import numpy as np
from PIL import Image
from rapidfuzz.distance import Levenshtein

from normalizers.repair import repair_lines
from pipeline.engines.base import Task
from pipeline.engines.choice import engine
from pipeline.engines.pytesseract_engine import Pytesseract
from pipeline.pages import ReadSettings, judged, read_page
from pipeline.programs import run
from pipeline.readers import open_source

STRIP = ".,;:!?()[]{}\"'“”‘’…|–—-"


@dataclass(frozen=True, slots=True)
class Read:
    text: str
    seconds: float


def by_hoso(path: Path, page: int = 1) -> Read:
    began = time.perf_counter()
    with open_source(path) as source:
        lines = [line.text for line in read_page(source, page, ReadSettings()).lines]
    return Read("\n".join(repair_lines(lines).lines), time.perf_counter() - began)


def by_tesseract(picture: drawing.Picture, dpi: int) -> Read:
    """Tesseract `vie` with its defaults on the grey picture."""
    grey = picture if picture.ndim == 2 else np.asarray(Image.fromarray(picture).convert("L"))
    began = time.perf_counter()
    words = Pytesseract("vie").read(np.ascontiguousarray(grey), Task(dpi, timeout_s=600))
    return Read(" ".join(word.text for word in words), time.perf_counter() - began)


def drawn(pages: Iterable[drawing.Drawn], resolutions: list[int], tables: bool) -> None:
    pages = list(pages)
    print(f"{'dpi':>4} {'condition':10} {'Tesseract':>10} {'hoso':>8} {'cells right':>12} {'s/page':>7}")
    for dpi in resolutions:
        for name in drawing.CONDITIONS:
            print(f"{dpi:4} {name:10} " + _condition(pages, dpi, name, tables), flush=True)


def _condition(pages: list[drawing.Drawn], dpi: int, name: str, tables: bool) -> str:
    raw, ours, length, seconds, right, cells = 0, 0, 0, 0.0, 0, 0
    for number, (page, picture, path) in enumerate(_pictures(pages, dpi, name)):
        read = by_hoso(path)
        truth = fold(page.text)
        length += len(truth)
        raw += Levenshtein.distance(truth, fold(by_tesseract(picture, dpi).text)) if number < 4 or not tables else 0
        ours += Levenshtein.distance(truth, fold(read.text))
        seconds += read.seconds
        have = Counter(cell for line in read.text.splitlines() for cell in line.split("\t"))
        right += sum((Counter(page.cells) & have).values())
        cells += len(page.cells)
    share = f"{right / cells:11.2%}" if cells else f"{'':11}"
    return f"{raw / length:10.2%} {ours / length:8.3%} {share} {seconds / len(pages):7.2f}"


def _pictures(pages: list[drawing.Drawn], dpi: int, name: str) -> Iterator[tuple[drawing.Drawn, drawing.Picture, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            picture = drawing.CONDITIONS[name](page.picture(dpi), random.Random(number))
            path = Path(folder) / f"{number}.png"
            Image.fromarray(picture).save(path, dpi=(dpi, dpi))
            yield page, picture, path


def gold(folder: Path) -> None:
    """Share of the words, and of the numbers, of transcribed pages that were found."""
    print(f"{'page':40} {'words':>6} {'numbers':>8} {'CER':>7} {'s':>5}")
    for about in sorted(folder.glob("*.json")):
        where = json.loads(about.read_text(encoding="utf-8"))
        truth = about.with_suffix(".txt").read_text(encoding="utf-8")
        read = by_hoso((folder / where["pdf"]).resolve(), where["page"])
        found, numbers = recall(truth, read.text), recall(truth, read.text, numbers=True)
        error = Levenshtein.distance(fold(truth), fold(read.text)) / len(fold(truth))
        print(f"{about.stem[:40]:40} {found:6.3f} {numbers:8.3f} {error:7.4f} {read.seconds:5.1f}", flush=True)


def recall(truth: str, text: str, numbers: bool = False) -> float:
    want, have = Counter(_words(truth)), Counter(_words(text))
    if numbers:
        want = Counter({word: n for word, n in want.items() if any(c.isdigit() for c in word)})
    return sum((want & have).values()) / max(sum(want.values()), 1)


def _words(text: str) -> list[str]:
    stripped = (word.strip(STRIP) for word in unicodedata.normalize("NFC", text).split())
    return [word for word in stripped if word]


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def speed(texts: Path) -> None:
    """Twelve pages at 300 dpi on two cores: OCRmyPDF, and hoso's reading and repair; then the share of the engine."""
    with tempfile.TemporaryDirectory() as name:
        scan = Path(name) / "scan.pdf"
        frames = [Image.fromarray(page.picture(300)) for page in drawing.text_pages(texts, 12)]
        data = io.BytesIO()
        frames[0].save(data, "PDF", save_all=True, append_images=frames[1:], resolution=300)
        scan.write_bytes(data.getvalue())
        other = _ocrmypdf(scan)
        began = time.perf_counter()
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
            parts = list(workers.map(partial(_half, scan, len(frames)), range(2)))
        ours = time.perf_counter() - began
    own, engines, memory = (sum(part[0] for part in parts), sum(part[1] for part in parts), max(p[2] for p in parts))
    print(f"OCRmyPDF {other:.1f} s, hoso {ours:.1f} s: {ours / other:.2f} of its time")
    print(f"processor time outside the engine: {own / (own + engines):.0%}; largest worker {memory} MB")


def _ocrmypdf(scan: Path) -> float:
    if shutil.which("ocrmypdf") is None:
        return float("nan")
    began = time.perf_counter()
    command = ["ocrmypdf", "-q", "-l", "vie", "-j", "2", "--output-type", "pdf", str(scan), str(scan) + ".out.pdf"]
    run(command, 600)
    return time.perf_counter() - began


def _half(scan: Path, pages: int, half: int) -> tuple[float, float, int]:
    """Every second page: seconds of our own processor time, those of the engine, and MB of memory at the most."""
    for number in range(1 + half, pages + 1, 2):
        by_hoso(scan, number)
    memory = sum(_peak(process) for process in ("self", *_children()))
    engine("auto", "vie", "").close()
    own, engines = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, engines.ru_utime + engines.ru_stime, memory


def _children() -> list[str]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return listed.read_text(encoding="ascii").split() if listed.exists() else []


def _peak(process: str) -> int:
    """MB of memory a process held at the most (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


# Forms of `hoso samples` and the verdicts that are right for their pages; a foreign OCR's text may be weighed or left.
EXPECTED = {
    "pdf": ("use_text",),
    "pdf-tcvn3": ("repair_text",),
    "pdf-vni": ("repair_text",),
    "pdf-mute": ("ocr",),
    "scan-eng": ("ocr", "both"),
    **dict.fromkeys(("scan-bilevel", "scan-colour", "scan-grey", "scan-mixed", "scan-rotated"), ("ocr",)),
    "tiff-bilevel": ("ocr",),
}


def verdicts(folder: Path) -> None:
    """Verdicts of a generated set, right and wrong by form; each wrong one with its reasons."""
    right, pages = Counter[str](), Counter[str]()
    for line in (folder / "truth" / "index.jsonl").read_text(encoding="utf-8").splitlines():
        made = json.loads(line)
        if made["form"] not in EXPECTED:
            continue
        with open_source(folder / "documents" / made["file"]) as source:
            for number in range(1, source.pages + 1):
                found = judged(source.page(number), ReadSettings())
                pages[made["form"]] += 1
                right[made["form"]] += found.verdict in EXPECTED[made["form"]]
                if found.verdict not in EXPECTED[made["form"]]:
                    print(f"wrong: {made['file']} p. {number}: {found.verdict}, {'; '.join(found.reasons)}", flush=True)
    for form, count in sorted(pages.items()):
        print(f"{form:14} {right[form]:5} of {count:5}  {right[form] / count:7.1%}")
    print(f"{'all':14} {right.total():5} of {pages.total():5}  {right.total() / max(pages.total(), 1):7.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("drawn", "tables", "gold", "speed", "verdicts"))
    parser.add_argument("--texts", type=Path, default=Path(__file__).parent.parent / "samples" / "documents")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--set", type=Path)
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--dpi", type=int, nargs="+", default=[200, 300])
    asked = parser.parse_args()
    if asked.what == "drawn":
        drawn(drawing.text_pages(asked.texts, asked.pages), asked.dpi, tables=False)
    elif asked.what == "tables":
        drawn(drawing.table_pages(asked.pages), asked.dpi, tables=True)
    elif asked.what == "gold":
        gold(asked.gold)
    elif asked.what == "verdicts":
        verdicts(asked.set)
    else:
        speed(asked.texts)


if __name__ == "__main__":
    main()

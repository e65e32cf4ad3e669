"""A scan that does its worst: every bad page must end as a failed page with its reason, the good ones be read.

    hoso bench hostile [--page-timeout 20]

Six pages: sound; 10 GB of commands in 20 MB; a picture of 20 000 x 20 000 pixels; one whose engine hangs (it is stopped
with SIGSTOP while it reads); one whose engine is killed (SIGKILL); sound. Printed: what became of each page, seconds,
and the largest memory of any one process.
"""

from __future__ import annotations

import argparse
import io
import json
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pikepdf
import psutil
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
HOSO = (sys.executable, "-c", "import hoso; raise SystemExit(hoso.main())")
DPI = 300
A4 = (2480, 3508)
GIGABYTE = 1_000_000_000
STARTED = 0.3  # seconds of processor time: starting takes an engine half of it
EXPECTED = ("done", "page-too-large", "image-too-large", "page-timeout", "ocr-failed", "done")
ATTACKS = {4: signal.SIGSTOP, 5: signal.SIGKILL}  # page -> what its engine gets


def packed(unit: bytes, size: int) -> bytes:
    """A stream of FlateDecode that unpacks to `size` bytes: one block, again and again (its checksum is wrong)."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * (size // len(unit)) + b"\x03\x00" + b"\0\0\0\1"


def bad_scan(path: Path, engine_pages: bool = True) -> None:
    """The six pages; without the two whose engines are attacked if so wished."""
    pdf = pikepdf.new()
    add_page(pdf, jpeg(sound()))
    commands = add_page(pdf, jpeg(sound()))
    commands.Contents = Stream(pdf, packed(b"0 0 m 1 1 l S\n" * 65536, 10 * GIGABYTE), Filter=Name.FlateDecode)
    grey = {"Filter": Name.FlateDecode, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    add_page(pdf, Stream(pdf, packed(b"\xff" * (1 << 20), 400_000_000), Width=20000, Height=20000, **grey))
    if engine_pages:
        add_page(pdf, jpeg(sound(lines=40)))
        add_page(pdf, jpeg(sound(lines=40)))
    add_page(pdf, jpeg(sound()))
    pdf.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def add_page(pdf: pikepdf.Pdf, picture: Stream | bytes) -> pikepdf.Object:
    if isinstance(picture, bytes):
        colour = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, "Filter": Name.DCTDecode}
        picture = Stream(pdf, picture, Width=A4[0], Height=A4[1], **colour)
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    page = pdf.add_blank_page(page_size=(595, 842)).obj
    page.Resources = Dictionary(XObject=Dictionary(Scan=pdf.make_indirect(picture)))
    page.Contents = Stream(pdf, b"q 595 0 0 842 0 0 cm /Scan Do Q")
    page.MediaBox = Array([0, 0, 595, 842])
    return page


def sound(lines: int = 6) -> Image.Image:
    page = Image.new("L", A4, 255)
    draw = ImageDraw.Draw(page)
    for number in range(lines):
        words = f"Dieu {number + 1}. Uy ban nhan dan xa Tan Phong bao cao ket qua nam {2000 + number}"
        draw.text((250, 300 + 75 * number), words, fill=0, font_size=50)
    return page


def jpeg(page: Image.Image) -> bytes:
    data = io.BytesIO()
    page.save(data, "JPEG", quality=80)
    return data.getvalue()


def convert(folder: Path, archive: Path, page_timeout: float) -> tuple[float, int]:
    """Seconds, and MB of the largest process. Engines are attacked once, while they read the pages of ATTACKS."""
    began = time.monotonic()
    options = ("--archive", archive, "--jobs", "1", "--quiet", "--page-timeout", page_timeout)
    process = subprocess.Popen([*HOSO, "convert", *map(str, (folder, *options))], cwd=ROOT)
    largest, attacked = 0, set[int]()
    while process.poll() is None:
        family = children(process.pid)
        largest = max([largest, *(memory for _, memory, _ in family)])
        page = pages_read(archive) + 1
        if page in ATTACKS and page not in attacked:
            for engine in (child for child, _, busy in family if busy):
                engine.send_signal(ATTACKS[page])
                attacked.add(page)
        time.sleep(0.02)
    return time.monotonic() - began, largest


def children(pid: int) -> list[tuple[psutil.Process, int, bool]]:
    """Each with its memory in MB, and whether it is an engine at work."""
    found = []
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                engine = "pipeline.engines.worker" in child.cmdline() and child.cpu_times().user > STARTED
                found.append((child, child.memory_info().rss >> 20, engine))
    return found


def pages_read(archive: Path) -> int:
    return len(list(archive.glob("work/*/page-*.json")))


def ends(archive: Path) -> tuple[str, ...]:
    """What became of each page: `done`, or the key of its failure."""
    (ledger,) = archive.glob("files/*/*/ledger.jsonl")
    entries = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    pages = [entry for entry in entries if entry["stage"] == "read"]
    return tuple(json.loads(entry["error"])["key"] if "error" in entry else "done" for entry in pages)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page-timeout", type=float, default=20.0)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "scan").mkdir()
        bad_scan(folder / "scan" / "hostile.pdf")
        seconds, largest = convert(folder / "scan", folder / "archive", asked.page_timeout)
        found = ends(folder / "archive")
    for number, (end, expected) in enumerate(zip(found, EXPECTED, strict=True), 1):
        print(f"page {number}: {end}" + ("" if end == expected else f", expected {expected}"))
    print(f"{seconds:.0f} s, largest process {largest} MB")
    return 0 if found == EXPECTED else 1


if __name__ == "__main__":
    raise SystemExit(main())

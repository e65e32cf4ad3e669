"""Reading Vietnamese pages with an English OCR, as the scanners' own software did: the garble of real archives.

Tesseract is really run (`-l eng`); what it reads becomes the hidden text layer of the scan, or a text file whose truth
follows it line by line.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image

from samples.container import saved
from samples.laidout import Box, Found, LaidOut, PageWord

TIMEOUT = 180  # seconds a page; a clean page takes one
COARSE_DPI = 110  # of a fax, or of a picture made small for the web
# An engine that knows no letter with a mark and no dictionary: it takes letters with marks for digits and others.
PLAIN_LETTERS = ("-c", "tessedit_char_blacklist=éÉèêëàâäôöîïûüçñáíóúÀÂÔÇ@©®¢£¥€«»§°™")
NO_DICTIONARY = ("-c", "load_system_dawg=0", "-c", "load_freq_dawg=0")
COURIER_WIDTH = 0.6  # of every letter, over the size


class OcrError(RuntimeError):
    """Tesseract or its English pack is missing, or it failed on a page."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as the OCR read it; `line` numbers its lines within the page. Points from the top left."""

    text: str
    line: int
    box: Box


def read_coarsely(picture: NDArray[np.uint8], dpi: int) -> list[ReadWord]:
    """As a poorer engine reads a poorer picture. Raises OcrError."""
    height, width = picture.shape[:2]
    size = width * COARSE_DPI // dpi, height * COARSE_DPI // dpi
    small = np.asarray(Image.fromarray(picture).convert("L").resize(size, Image.Resampling.BOX), np.uint8)
    return read_page(small, COARSE_DPI, settings=(*PLAIN_LETTERS, *NO_DICTIONARY))


def read_page(
    picture: NDArray[np.uint8], dpi: int, language: str = "eng", settings: Sequence[str] = ()
) -> list[ReadWord]:
    """Raises OcrError."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.pgm")
        Image.fromarray(picture).convert("L").save(page)
        command = ["tesseract", str(page), "-", "-l", language, "--dpi", str(dpi), *settings, "tsv"]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=TIMEOUT, check=True, env=_environment(), encoding="utf-8"
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise OcrError(f"tesseract -l {language}: {error}") from error
    return _words(done.stdout, 72 / dpi)


def _environment() -> dict[str, str]:
    return {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _words(table: str, scale: float) -> list[ReadWord]:
    words: list[ReadWord] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if cells[0] != "5" or not cells[11].strip():
            continue
        line = lines.setdefault(tuple(cells[2:5]), len(lines))
        x, y, width, height = (int(cell) * scale for cell in cells[6:10])
        words.append(ReadWord(cells[11], line, Box(x, y, x + width, y + height)))
    return words


def add_layer(scan: bytes, pages: Sequence[Sequence[ReadWord]]) -> bytes:
    """The scan with what was read as invisible text over the picture."""
    pdf = pikepdf.open(io.BytesIO(scan))
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Courier,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for page, words in zip(pdf.pages, pages, strict=True):
        page.obj.Resources.Font = pikepdf.Dictionary(F0=font)
        height = float(page.obj.MediaBox[3])
        layer = "\n".join(_hidden(word, height) for word in words)
        page.contents_add(f"q BT 3 Tr\n{layer}\nET Q".encode("latin-1"))
    return saved(pdf)


def _hidden(word: ReadWord, height: float) -> str:
    """One word at its place, stretched to its width."""
    size = max(word.box.y1 - word.box.y0, 1.0)
    data = f"{word.text} ".encode("cp1252", "replace").hex()
    stretch = 100 * (word.box.x1 - word.box.x0) / (size * COURIER_WIDTH * len(word.text))
    return f"/F0 {size:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {word.box.x0:.2f} {height - word.box.y1:.2f} Tm <{data}> Tj"


def text_of(pages: Sequence[Sequence[ReadWord]], laid: LaidOut) -> tuple[str, LaidOut]:
    """What was read, as a text file, and the truth laid out in the same lines.

    A word of the truth belongs to the line of the word read nearest to it; words nobody read are on no line.
    """
    read_lines: list[str] = []
    lines: list[list[PageWord]] = []
    starts: list[int] = []
    for number, words in enumerate(pages, 1):
        starts.append(len(lines))
        count = max((word.line for word in words), default=-1) + 1
        read = [[w for w in words if w.line == k] for k in range(count)]
        read_lines += [" ".join(w.text for w in line) for line in read]
        true = [w for w in laid.words if laid.page_of(w.line) == number]
        lines += shared_out(true, read)
    truth = regrouped(laid, lines, starts)
    later = set(starts[1:])
    text = "".join(("\f" if i in later else "") + line + "\n" for i, line in enumerate(read_lines))
    return text, truth


def shared_out(true: Sequence[PageWord], read: Sequence[Sequence[ReadWord]]) -> list[list[PageWord]]:
    """The true words under each line that was read, from left to right."""
    lines: list[list[PageWord]] = [[] for _ in read]
    if not read:
        return lines
    owner = np.array([k for k, line in enumerate(read) for _ in line])
    boxes = np.array([w.box for line in read for w in line], np.float64)
    for word in true:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
        beside = np.maximum(np.maximum(boxes[:, 0] - x, x - boxes[:, 2]), 0)
        above = np.maximum(np.maximum(boxes[:, 1] - y, y - boxes[:, 3]), 0)
        distance = beside + 4 * above
        nearest = int(distance.argmin())
        if distance[nearest] < 12:
            lines[owner[nearest]].append(word)
    for line in lines:
        line.sort(key=lambda w: w.box.x0)
    return lines


def regrouped(laid: LaidOut, lines: Sequence[Sequence[PageWord]], starts: Sequence[int]) -> LaidOut:
    """The truth in other lines; facts whose words are on no line are left out."""
    texts: list[str] = []
    words: list[PageWord] = []
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    for number, line in enumerate(lines):
        text = ""
        for word in line:
            text += " " if text else ""
            moved[word.line, word.start] = (number, len(text))
            shown = laid.lines[word.line][word.start : word.end]
            words.append(replace(word, line=number, start=len(text), end=len(text) + len(shown)))
            text += shown
        texts.append(text)
    found = [place for fact in laid.found if (place := _moved_fact(fact, laid, moved))]
    return LaidOut(tuple(texts), tuple(found), tuple(starts), tuple(words), laid.sizes)


def _moved_fact(found: Found, laid: LaidOut, moved: dict[tuple[int, int], tuple[int, int]]) -> Found | None:
    inside = [
        (moved[w.line, w.start], w)
        for w in laid.words
        if (found.line, found.start) < (w.line, w.end)
        and (w.line, w.start) < (found.last_line, found.end)
        and (w.line, w.start) in moved
    ]
    if not inside:
        return None
    inside.sort(key=lambda pair: pair[0])
    (first, start), first_word = inside[0]
    (last, end), last_word = inside[-1]
    start += max(found.start - first_word.start, 0) if first_word.line == found.line else 0
    length = last_word.end - last_word.start
    end += min(length, found.end - last_word.start) if last_word.line == found.last_line else length
    return replace(found, line=first, last_line=last, start=start, end=end)

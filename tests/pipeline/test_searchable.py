"""The searchable twin of a scan: accented words are found where they stand, and the picture stays as it was."""

from __future__ import annotations

from pathlib import Path

import img2pdf
import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from extractors.layout import Box, Line, Page, Word
from normalizers.repairs import Repair
from pipeline.searchable import write_searchable
from tests.pipeline import drawn

DPI = 150
LINES = ["QUYẾT ĐỊNH", "Về việc công bố Chỉ số cải cách hành chính", "Điều 1. Đánh giá đạt 84,31 điểm"]


def scan(folder: Path) -> tuple[Path, list[drawn.DrawnWord]]:
    page = drawn.blank(DPI)
    words = drawn.write_lines(page, LINES, DPI, x=200, y=200)
    path = folder / "page.png"
    page.save(path, dpi=(DPI, DPI))
    return path, words


def read_page(words: list[drawn.DrawnWord], number: int = 1, turned: int = 0) -> Page:
    """The page as a reader would have given it, boxes in points."""
    lines, left = [], list(words)
    for text in LINES:
        parts, start = [], 0
        for token in text.split():
            word = left.pop(0)
            box = Box(*(value * 72 / DPI for value in (word.x0, word.y0, word.x1, word.y1)))
            parts.append(Word(start, start + len(token), box))
            start += len(token) + 1
        lines.append(Line(text, text, tuple(parts)))
    return Page(number, 1, tuple(lines), width=8.27 * 72, height=11.69 * 72, turned=turned)


def found(path: Path, page: int = 0) -> dict[str, tuple[float, float]]:
    with pdfplumber.open(path) as pdf:
        return {word["text"]: (word["x0"], word["top"]) for word in pdf.pages[page].extract_words()}


def test_words_are_found_where_they_stand(tmp_path: Path) -> None:
    png, words = scan(tmp_path)
    out = tmp_path / "searchable.pdf"
    assert write_searchable(png, "image/png", [read_page(words)], out) == "PDF/A-2b"
    where = found(out)
    assert set(where) == set(" ".join(LINES).split())
    for word in words:
        x, y = where[word.text]
        assert abs(x - word.x0 * 72 / DPI) < 3
        assert abs(y - word.y0 * 72 / DPI) < 8


def test_the_picture_is_the_same_and_no_text_shows(tmp_path: Path) -> None:
    png, words = scan(tmp_path)
    out = tmp_path / "searchable.pdf"
    write_searchable(png, "image/png", [read_page(words)], out)
    shown = pypdfium2.PdfDocument(out)[0].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
    drawn_page = np.asarray(Image.open(png).convert("L"))
    height, width = min(shown.shape[0], drawn_page.shape[0]), min(shown.shape[1], drawn_page.shape[1])
    assert np.mean(np.abs(shown[:height, :width].astype(int) - drawn_page[:height, :width])) < 2


def test_the_repaired_words_are_the_ones_found(tmp_path: Path) -> None:
    png, words = scan(tmp_path)
    page = read_page(words)
    head = page.lines[0]
    repair = Repair(1, 0, 5, "QUYET", "QUYẾT", "ocr", "test", 0.9)
    repaired = Line("QUYẾT ĐỊNH", "QUYET ĐỊNH", head.words, (repair,))
    out = tmp_path / "searchable.pdf"
    write_searchable(png, "image/png", [Page(1, 1, (repaired,), width=page.width, height=page.height)], out)
    assert set(found(out)) == {"QUYẾT", "ĐỊNH"}


def test_a_page_read_upside_down_is_turned(tmp_path: Path) -> None:
    png, words = scan(tmp_path)
    upside_down = tmp_path / "turned.png"
    Image.open(png).rotate(180).save(upside_down, dpi=(DPI, DPI))
    out = tmp_path / "searchable.pdf"
    write_searchable(upside_down, "image/png", [read_page(words, turned=180)], out)
    with pikepdf.open(out) as pdf:
        assert pdf.pages[0].Rotate == 180
    x, y = found(out)["QUYẾT"]
    assert abs(x - words[0].x0 * 72 / DPI) < 3
    assert abs(y - words[0].y0 * 72 / DPI) < 8


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    png, words = scan(tmp_path)
    pdf = tmp_path / "scan.pdf"
    pdf.write_bytes(img2pdf.convert(str(png), nodate=True))
    outs = [tmp_path / name for name in ("one.pdf", "two.pdf")]
    for out in outs:
        write_searchable(pdf, "application/pdf", [read_page(words)], out)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_a_garbled_text_layer_is_replaced(tmp_path: Path) -> None:
    png, words = scan(tmp_path)
    garbled, again = tmp_path / "garbled.pdf", tmp_path / "again.pdf"
    page = read_page(words)
    wrong = Line("QUYET DINH", "QUYET DINH", page.lines[0].words)
    write_searchable(png, "image/png", [Page(1, 1, (wrong,), width=page.width, height=page.height)], garbled)
    assert "QUYET" in found(garbled)
    write_searchable(garbled, "application/pdf", [page], again)
    assert set(found(again)) == set(" ".join(LINES).split())


@pytest.mark.parametrize("pages", [[], [Page(1, 1, (Line("", ""),), width=595, height=842)]])
def test_a_file_without_words_keeps_its_pages(tmp_path: Path, pages: list[Page]) -> None:
    png, _ = scan(tmp_path)
    out = tmp_path / "searchable.pdf"
    write_searchable(png, "image/png", pages, out)
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 1

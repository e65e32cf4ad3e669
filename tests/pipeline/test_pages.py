"""Whole pages: drawn, scanned, stamped, broken; each read as it should be, or failed alone with a reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
import typst
from PIL import Image

from pipeline import pages
from pipeline.engines.base import EngineTimeoutError, SeenWord, Task
from pipeline.errors import PageError
from pipeline.pages import ReadSettings, read_page
from pipeline.readers import open_source

SETTINGS = ReadSettings()
BODY = """Ủy ban nhân dân huyện Phù Yên báo cáo kết quả chỉ số cải cách hành chính năm 2022 của các xã, thị trấn
trên địa bàn huyện như sau. Điểm trung bình của toàn huyện là 77,14 điểm, tăng 2,5 điểm so với năm 2021.

Xã Tường Phù xếp thứ nhất với 85,20 điểm; xã Mường Bang xếp cuối cùng với 61,35 điểm."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "drawn.pdf"
    head = '#set page("a4", margin: 2.5cm)\n#set text(font: "Liberation Serif", size: 13pt, lang: "vi")\n'
    path.write_bytes(typst.compile((head + BODY).encode(), format="pdf"))
    return path


@pytest.fixture(scope="module")
def scan(drawn: Path) -> Path:
    """The drawn page as a picture, with the text of an e-signature over it."""
    document = pypdfium2.PdfDocument(drawn)
    picture = Image.fromarray(np.array(document[0].render(scale=200 / 72, grayscale=True).to_numpy()).squeeze())
    document.close()
    path = drawn.with_name("scan.pdf")
    picture.save(path, "PDF", resolution=200)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].Resources["/Font"] = pikepdf.Dictionary(F1=font)
        text = b"BT /F1 8 Tf 400 800 Td (Signed by: OFFICE 01.02.2023) Tj ET"
        pdf.pages[0].contents_add(text)
        pdf.save(path)
    return path


def test_a_drawn_page_needs_no_ocr(drawn: Path) -> None:
    with open_source(drawn) as source:
        page = read_page(source, 1, SETTINGS)
    assert (page.verdict, page.engine) == ("use_text", "")
    assert " ".join(line.text for line in page.lines) == " ".join(BODY.split())
    assert page.quality_before > 0.95
    assert page.lines[0].words[0].box.x0 == pytest.approx(71, abs=3)


def test_signature_text_does_not_hide_a_scan(scan: Path) -> None:
    with open_source(scan) as source:
        page = read_page(source, 1, SETTINGS)
    assert page.verdict == "ocr"
    text = " ".join(line.text for line in page.lines)
    assert "Điểm trung bình của toàn huyện là 77,14 điểm" in text
    assert page.engine.split()[0] in ("tesserocr", "pytesseract")
    assert page.confidence > 0.8
    words = [word for line in page.lines for word in line.words]
    assert all(0 <= word.box.x0 < word.box.x1 <= page.width for word in words)


def test_boxes_of_scan_and_drawing_agree(drawn: Path, scan: Path) -> None:
    with open_source(drawn) as one, open_source(scan) as other:
        first, second = read_page(one, 1, SETTINGS), read_page(other, 1, SETTINGS)
    spoken = {line.text[w.start : w.end]: w.box for line in first.lines for w in line.words}
    seen = {line.text[w.start : w.end]: w.box for line in second.lines for w in line.words}
    for word in ("77,14", "85,20", "61,35"):
        assert abs(spoken[word].x0 - seen[word].x0) < 3


def test_an_upside_down_scan_is_read_upright(drawn: Path, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(drawn)
    picture = Image.fromarray(np.array(document[0].render(scale=200 / 72, grayscale=True).to_numpy()).squeeze())
    document.close()
    picture.rotate(180).save(tmp_path / "down.png", dpi=(200, 200))
    with open_source(tmp_path / "down.png") as source:
        page = read_page(source, 1, SETTINGS)
    assert page.turn == 2
    assert "77,14" in " ".join(line.text for line in page.lines)


class _Hangs:
    name, version = "hangs", "1"

    def read(self, _picture: np.ndarray, _task: Task) -> tuple[SeenWord, ...]:
        raise EngineTimeoutError("ocr-timeout", engine="hangs", seconds=1)

    def close(self) -> None: ...


def test_an_engine_that_hangs_is_the_page_s_failure(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "engine", lambda *_: _Hangs())
    with open_source(scan) as source, pytest.raises(PageError) as caught:
        read_page(source, 1, SETTINGS)
    assert caught.value.key == "ocr-timeout"


def test_reading_twice_gives_the_same(scan: Path) -> None:
    with open_source(scan) as source:
        assert read_page(source, 1, SETTINGS).lines == read_page(source, 1, SETTINGS).lines


def test_plain_text_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Điều 1.\n\nĐiều 2.\n", encoding="utf-8")
    with open_source(tmp_path / "a.txt") as source:
        page = read_page(source, 1, SETTINGS)
    assert [line.text for line in page.lines] == ["Điều 1.", "", "Điều 2."]
    assert page.verdict == "use_text"

"""Formats by content; damaged, empty, locked and monstrous files end with a reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.errors import InputError, PageError
from pipeline.readers import open_source
from pipeline.readers.text import split_pages
from tests.pipeline.drawn import blank, write_lines


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def pdf(path: Path, pages: int = 1, **options: object) -> Path:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("empty.txt", b"", "empty-file"),
        ("program.pdf", b"\x7fELF\x02\x01\x01" + bytes(500), "unknown-format"),
        ("broken.pdf", b"%PDF-1.4\ngarbage", "pdf-damaged"),
        ("broken.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "image-damaged"),
        ("cut.tif", b"II*\x00\x08\x00\x00\x00", "image-damaged"),
    ],
)
def test_bad_files_say_why(name: str, data: bytes, key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_source(save(tmp_path / name, data))
    assert caught.value.key == key


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_source(tmp_path / "none.pdf")
    assert caught.value.key == "not-found"


def test_a_locked_pdf(tmp_path: Path) -> None:
    locked = pdf(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(InputError) as caught:
        open_source(locked)
    assert caught.value.key == "pdf-encrypted"


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_source(pdf(tmp_path / "none.pdf", pages=0))
    assert caught.value.key in ("pdf-no-pages", "pdf-damaged")


def test_text_keeps_its_lines_and_pages(tmp_path: Path) -> None:
    with open_source(save(tmp_path / "a.dat", "Điều 1\r\n\r\nĐiều 2\n\fTrang 2\n\f".encode())) as source:
        assert (source.source_kind, source.pages) == ("text", 2)
        assert source.page(1).lines == ("Điều 1", "", "Điều 2")
        assert source.page(2).lines == ("Trang 2",)


@pytest.mark.parametrize(
    ("text", "pages"),
    [("", ((("",)),)), ("a", (("a",),)), ("a\n", (("a",),)), ("a\n\n", (("a", ""),)), ("a\fb", (("a",), ("b",)))],
)
def test_pages_of_text(text: str, pages: tuple[tuple[str, ...], ...]) -> None:
    assert split_pages(text) == pages


def test_pages_of_a_tiff(tmp_path: Path) -> None:
    frames = [blank(100).convert("1"), blank(100).convert("L"), blank(100).convert("RGB")]
    write_lines(frames[1], ["Điều 1"], 100, 50, 50)
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:], dpi=(100, 100))
    with open_source(tmp_path / "a.tif") as source:
        assert source.pages == 3
        second = source.page(2)
        assert second.render is not None
        assert second.render(100, False).min() < 100
        assert source.page(1).width == pytest.approx(595, abs=3)


def test_a_monstrous_picture_is_a_failed_page(tmp_path: Path) -> None:
    Image.new("1", (12_000, 12_000), 1).save(tmp_path / "big.png")
    with open_source(tmp_path / "big.png") as source, pytest.raises(PageError) as caught:
        source.page(1)
    assert caught.value.key == "image-too-large"


def test_a_picture_that_claims_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    image = document.make_stream(
        b"x" * 100,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=100_000,
        Height=100_000,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    document.pages[0].Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    document.save(tmp_path / "bomb.pdf")
    with open_source(tmp_path / "bomb.pdf") as source:
        page = source.page(1)
        assert page.render is not None
        with pytest.raises(PageError) as caught:
            page.render(200, False)
    assert caught.value.key == "image-too-large"


def test_transparency_lies_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    with open_source(tmp_path / "clear.png") as source:
        page = source.page(1)
        assert page.render is not None
        assert int(np.min(page.render(page.dpi, False))) == 255


@pytest.mark.parametrize(("mode", "coloured"), [("L", False), ("1", False), ("RGB", True)])
def test_a_grey_scan_is_rendered_without_colours(mode: str, coloured: bool, tmp_path: Path) -> None:
    page = blank(100)
    write_lines(page, ["QUYẾT ĐỊNH"], 100, x=100, y=100)
    page.convert(mode).save(tmp_path / "scan.pdf", resolution=100)
    with open_source(tmp_path / "scan.pdf") as source:
        raw = source.page(1)
        assert raw.render is not None
        assert raw.coloured is coloured
        colours, grey = raw.render(150, True), raw.render(150, False)
    assert (colours.ndim, grey.ndim) == (3, 2)
    if not coloured:
        assert np.array_equal(colours[:, :, 0], grey)

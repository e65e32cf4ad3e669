"""Source files for the tests of the shell: good ones, and the ways in which files are bad. Made anew for each test."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont

REPORT = """ỦY BAN NHÂN DÂN
HUYỆN PHÙ YÊN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 75/QĐ-UBND
Phù Yên, ngày 06 tháng 02 năm 2023
QUYẾT ĐỊNH
Về việc công bố chỉ số cải cách hành chính năm 2022
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Quyết định số 1704/QĐ-UBND ngày 18/10/2022 của Ủy ban nhân dân tỉnh;
Xã Tường Phù đạt 84,31/100 điểm, xếp thứ nhất.
"""


def text(folder: Path, name: str = "report.txt", words: str = REPORT) -> Path:
    path = folder / name
    path.write_text(words, encoding="utf-8")
    return path


def picture(words: str = "QUYẾT ĐỊNH số 75", size: tuple[int, int] = (900, 300)) -> Image.Image:
    image = Image.new("L", size, 255)
    font = ImageFont.load_default(size=48)
    ImageDraw.Draw(image).text((40, 100), words, fill=0, font=font)
    return image


def scan(folder: Path, name: str = "scan.pdf", pages: int = 3) -> Path:
    """A PDF of pictures without a text layer."""
    path = folder / name
    first, *others = [picture(f"Trang {number}") for number in range(1, pages + 1)]
    first.save(path, save_all=True, append_images=others, resolution=150)
    return path


def encrypted(folder: Path) -> Path:
    path = folder / "locked.pdf"
    with pikepdf.open(scan(folder, "open.pdf", 1)) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="user"))
    (folder / "open.pdf").unlink()
    return path


def truncated(folder: Path) -> Path:
    path = scan(folder, "cut.pdf", 2)
    path.write_bytes(path.read_bytes()[:900])
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.pdf"
    path.touch()
    return path


def pageless(folder: Path) -> Path:
    path = folder / "pageless.pdf"
    with pikepdf.new() as pdf:
        pdf.save(path)
    return path


def unknown(folder: Path) -> Path:
    path = folder / "drawing.dwg"
    path.write_bytes(b"AC1027\0\0\0\0\0\x06\x01" + bytes(range(256)) * 20)
    return path


def huge_picture(folder: Path) -> Path:
    """A PNG of a few hundred bytes that says it has 40,000 x 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    path = folder / "huge.png"
    pixels = zlib.compress(bytes(40_000 // 8 + 1) * 10)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    return path


BAD = {
    "pdf-encrypted": encrypted,
    "pdf-cut": truncated,
    "empty-file": empty,
    "pdf-no-pages": pageless,
    "unknown-format": unknown,
    "image-too-large": huge_picture,
}

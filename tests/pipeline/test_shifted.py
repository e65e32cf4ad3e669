"""Fonts whose codes are the printed characters plus a constant, in a PDF whose table of characters is off so."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
import typst

from pipeline.pages import ReadSettings, read_page
from pipeline.readers.pdf import PdfSource
from pipeline.readers.shifted import printed, shifts

TEXT = (
    "Thực hiện Kế hoạch số 45/KH-UBND ngày 12 tháng 01 năm 2022 của Ủy ban nhân dân huyện, các cơ quan, đơn vị đã "
    "nghiêm túc triển khai các nhiệm vụ được giao; kết quả đạt 92,75 điểm, tăng 3,25 điểm so với năm 2021."
)
_TARGET = re.compile(rb"(<[0-9a-fA-F]+>\s*<)([0-9a-fA-F]{4})(>)")


def pdf_off_by(shift: int, folder: Path, body: str = TEXT) -> Path:
    """A typeset page whose fonts give each glyph a character that is `shift` too high."""
    plain, out = folder / "plain.pdf", folder / "shifted.pdf"
    (folder / "page.typ").write_text(f'#set text(font: "Liberation Serif", lang: "vi")\n{body}', encoding="utf-8")
    typst.compile(str(folder / "page.typ"), output=str(plain))
    with pikepdf.open(plain) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            table = font.ToUnicode.read_bytes()
            font.ToUnicode = pdf.make_stream(_TARGET.sub(lambda m: moved(m, shift), table))
        pdf.save(out)
    return out


def moved(match: re.Match[bytes], shift: int) -> bytes:
    return match[1] + f"{int(match[2], 16) + shift:04x}".encode() + match[3]


@pytest.mark.parametrize("shift", [3, -3, 29])
def test_codes_off_by_a_constant_are_put_right(tmp_path: Path, shift: int) -> None:
    with PdfSource(pdf_off_by(shift, tmp_path)) as pdf:
        page = read_page(pdf, 1, ReadSettings())
    assert " ".join(line.text for line in page.lines).split() == TEXT.split()
    assert page.verdict == "repair_text"
    assert page.reasons[0] == "codes off by a constant: 100% of the letters put right"


def test_sound_text_is_left_alone(tmp_path: Path) -> None:
    with PdfSource(pdf_off_by(0, tmp_path)) as pdf:
        page = read_page(pdf, 1, ReadSettings())
    assert (page.verdict, page.lines[0].text[:9]) == ("use_text", "Thực hiện")


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox jumps over the lazy dog, and the dog does not mind that at all.",
        "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc, n¨m 2006",
        "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM, Ñoäc laäp - Töï do - Haïnh phuùc",
        "12,5 37,25 81,04 9,75 77,14 65,5 58,25 60 92,75 89,5 88 90,5 85,75 13,5",
        "Fkl",
    ],
)
def test_other_text_is_no_shift(text: str) -> None:
    assert shifts([("font", letter) for letter in text]) == {}


def test_glyphs_without_a_name() -> None:
    glyphs = [f"(cid:{ord(letter) - 29})" for letter in TEXT]
    assert shifts([("font", glyph) for glyph in glyphs]) == {"font": -29}
    assert "".join(printed(glyph, -29) for glyph in glyphs) == TEXT

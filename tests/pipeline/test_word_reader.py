"""Word: what stands on the page is read, in its fonts, with its tables and the numbers Word counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.readers.word_numbers import written
from tests.pipeline.office_files import W, cells, docx, p, r, read, table, tc


def test_soft_hyphens_of_word_are_letters_of_tcvn3(tmp_path: Path) -> None:
    font = '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>'
    body = p(f"<w:r>{font}<w:t>Thñ t</w:t><w:softHyphen/><w:t>íng</w:t></w:r>")
    (page,) = read(docx(tmp_path / "a.docx", body))
    assert page.lines == ("Thñ t\u00adíng",)
    assert page.fonts == (((0, 9, ".VnTime"),),)


def test_runs_keep_their_fonts_and_styles_lend_theirs(tmp_path: Path) -> None:
    styles = (
        f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:hAnsi="Arial"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:rFonts w:hAnsi=".VnTime"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Head"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    body = p(r("QuyÕt "), r("®Þnh", ".VnTimeH"), properties='<w:pStyle w:val="Head"/>') + p(r("Điều 1"))
    (page,) = read(docx(tmp_path / "a.docx", body, styles=styles))
    assert page.fonts == (((0, 6, ".VnTime"), (6, 10, ".VnTimeH")), ((0, 6, "Arial"),))


def test_tracked_insertions_stay_and_deletions_go(tmp_path: Path) -> None:
    inserted = f"<w:ins>{r('77,14')}</w:ins>"
    deleted = (
        "<w:del><w:r><w:delText>70,41</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
    )
    (page,) = read(docx(tmp_path / "a.docx", p(r("đạt "), inserted, deleted, r(" điểm"))))
    assert page.lines == ("đạt 77,14 điểm",)


def test_hidden_text_and_codes_of_fields_are_not_read(tmp_path: Path) -> None:
    code = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    (page,) = read(docx(tmp_path / "a.docx", p(r("Trang "), code, r("7"), r("secret", properties="<w:vanish/>"))))
    assert page.lines == ("Trang 7",)


def test_text_boxes_once_and_footnotes_at_the_end_of_their_page(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p(r('Trong khung'))}</w:txbxContent>"
    alternatives = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    body = (
        p(r("Một"), f"<w:r>{alternatives}</w:r>", '<w:r><w:footnoteReference w:id="2"/></w:r>')
        + p(r("Hai"))
        + p('<w:r><w:br w:type="page"/></w:r>', r("Ba"))
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p(r("Chú thích"))}</w:footnote></w:footnotes>'
    first, second = read(docx(tmp_path / "a.docx", body, footnotes=notes))
    assert first.lines == ("Một", "Trong khung", "Hai", "Chú thích")
    assert second.lines == ("Ba",)


def test_headers_with_words_are_read_once_and_page_numbers_not(tmp_path: Path) -> None:
    header = f"<w:hdr {W}>{p(r('Phụ lục II'))}</w:hdr>"
    footer = f"<w:ftr {W}>{p(r('- 2 -'))}</w:ftr>"
    (page,) = read(docx(tmp_path / "a.docx", p(r("Nội dung")), header=header, footer=footer))
    assert page.lines == ("Phụ lục II", "Nội dung")


def test_numbers_that_word_counts_itself(tmp_path: Path) -> None:
    def level(at: int, kind: str, pattern: str) -> str:
        return (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        )

    levels = level(0, "decimal", "Điều %1.") + level(1, "lowerLetter", "%2)")
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="4">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num></w:numbering>'
    )

    def item(depth: int, text: str) -> str:
        return p(r(text), properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')

    body = item(0, "Phạm vi") + item(1, "Xã") + item(1, "Phường") + item(0, "Hiệu lực") + item(1, "Từ nay")
    (page,) = read(docx(tmp_path / "a.docx", body, numbering=numbering))
    assert page.lines == ("Điều 1. Phạm vi", "a) Xã", "b) Phường", "Điều 2. Hiệu lực", "a) Từ nay")


def test_tables_of_word_with_merged_cells(tmp_path: Path) -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        tc("TT", down) + tc("Xã", down) + tc("Điểm", '<w:gridSpan w:val="2"/>'),
        tc("", on) + tc("", on) + tc("2021") + tc("2022"),
        tc("1") + tc("Tường Phù") + tc("") + tc("84,31"),
    )
    (page,) = read(docx(tmp_path / "a.docx", p(r("Biểu 1")) + body))
    assert page.lines == ("Biểu 1", "TT\tXã\tĐiểm", "2021\t2022", "1\tTường Phù\t\t84,31")
    assert page.rows[0].header_rows == 2
    assert cells(page)[:2] == [
        [(0, "TT", 2, 1), (1, "Xã", 2, 1), (2, "Điểm", 1, 2)],
        [(2, "2021", 1, 1), (3, "2022", 1, 1)],
    ]


def test_the_head_of_a_letter_is_read_across_and_the_signature_down(tmp_path: Path) -> None:
    def cell(*lines: str) -> str:
        return f"<w:tc>{''.join(p(r(line)) for line in lines)}</w:tc>"

    head = table(cell("ỦY BAN NHÂN DÂN", "Số: 75/QĐ-UBND") + cell("CỘNG HÒA", "Phù Yên, ngày 6"))
    text = "".join(p(r(f"Điều {n}")) for n in range(1, 6))
    signature = table(cell("Nơi nhận:", "- Như Điều 2;") + cell("CHỦ TỊCH", "Nguyễn Văn A"))
    (page,) = read(docx(tmp_path / "a.docx", head + text + signature))
    assert page.lines[:2] == ("ỦY BAN NHÂN DÂN\tCỘNG HÒA", "Số: 75/QĐ-UBND\tPhù Yên, ngày 6")
    assert page.lines[-4:] == ("Nơi nhận:", "- Như Điều 2;", "CHỦ TỊCH", "Nguyễn Văn A")
    assert not page.rows


@pytest.mark.parametrize(
    ("count", "kind", "shown"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
    ],
)
def test_counts_as_their_kind_writes_them(count: int, kind: str, shown: str) -> None:
    assert written(count, kind) == shown

"""Word, Excel, RTF and HTML: what stands on the page is read, in its fonts; what is damaged or locked says so."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Border, Font, Side

from pipeline.convert import convert
from pipeline.errors import InputError
from pipeline.readers import RawPage, open_source
from pipeline.readers import doc as doc_reader
from pipeline.readers.doc_binary import sprms
from pipeline.readers.flow import Run, broken, laid
from pipeline.readers.html import blocks_of as html_blocks
from pipeline.readers.html import decoded
from pipeline.readers.rtf import blocks_of as rtf_blocks
from pipeline.readers.sheet_figures import general, shown_date, shown_number
from pipeline.readers.word_numbers import written
from pipeline.settings import Settings

REAL = Path(__file__).parents[3] / "shared" / "real" / "legacy"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real legacy files lie outside the project")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(path: Path, body: str, **parts: str) -> Path:
    """A .docx of this body; other parts (styles, footnotes …) by name."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("_rels/.rels", relations(("officeDocument", "word/document.xml")))
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", relations(*((kind, f"{kind}.xml") for kind in parts)))
        for kind, xml in parts.items():
            package.writestr(f"word/{kind}.xml", xml)
    return path


def relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def r(text: str, font: str = "", properties: str = "") -> str:
    face = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{face}{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(path: Path) -> list[RawPage]:
    with open_source(path) as source:
        assert source.source_kind == "office"
        return [source.page(number) for number in range(1, source.pages + 1)]


def cells(page: RawPage, table: int = 0) -> list[list[tuple[int, str, int, int]]]:
    """Column, text, row span, column span of every cell."""
    return [
        [(c.column, page.lines[row.line][c.start : c.end], c.row_span, c.column_span) for c in row.cells]
        for row in page.rows[table].rows
    ]


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}</w:tc>"


# --- Word -------------------------------------------------------------------------------------------------------------


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


# --- Excel ------------------------------------------------------------------------------------------------------------


def test_sheets_are_pages_and_ruled_rows_are_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    side = Side(style="thin")
    sheet["A1"] = "KÕt qu¶"
    sheet["A1"].font = Font(name=".VnTime")
    for row, values in enumerate((("TT", "Xã", "Điểm"), (1, "Tường Phù", 77.14), (2, "Suối Tọ", None)), 3):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.font = Font(name="Arial")
            cell.number_format = "#,##0.00" if column == 3 else "General"
    sheet["A7"] = "Ghi chú"
    second = book.create_sheet("2")
    second["B2"] = date(2023, 2, 6)
    second["B2"].number_format = "dd/mm/yyyy"
    book.create_sheet("empty")
    book.save(tmp_path / "a.xlsx")
    first, other = read(tmp_path / "a.xlsx")
    assert first.lines == ("KÕt qu¶", "TT\tXã\tĐiểm", "1\tTường Phù\t77,14", "2\tSuối Tọ\t", "Ghi chú")
    assert first.fonts[0] == ((0, 7, ".VnTime"),)
    assert len(first.rows) == 1
    assert other.lines == ("06/02/2023",)


def test_a_stray_cell_in_the_last_corner(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "đầu", "cuối"
    book.save(tmp_path / "a.xlsx")
    (page,) = read(tmp_path / "a.xlsx")
    assert page.lines == ("đầu", "cuối")


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (77.14, "General", "77,14"),
        (2382, "General", "2382"),
        (2382.5, "#,##0", "2.382"),
        (2382, "#,##0.00", "2.382,00"),
        (0.25, "0%", "25%"),
        (0.0204327, "0.0%", "2,0%"),
        (7, "000", "007"),
        (7.5, "0.##", "7,5"),
        (7, "0.##", "7"),
        (-3, "#,##0;(#,##0)", "(3)"),
        (-3.5, "0.0", "-3,5"),
        (12, '0" điểm"', "12 điểm"),
        (1234567, "_(* #,##0_);_(* \\(#,##0\\)", "1.234.567"),
        (1e-3, "0.00E+00", "0,001"),
        (15, "@", "15"),
    ],
)
def test_numbers_as_the_sheet_shows_them(value: float, form: str, shown: str) -> None:
    assert shown_number(value, form) == shown


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("mm-dd-yy", "06/02/2023"),
        ("dd/mm/yyyy", "06/02/2023"),
        ("d/m/yyyy", "06/02/2023"),
        ("m/yyyy", "2/2023"),
        ('"ngày "dd" tháng "mm" năm "yyyy', "ngày 06 tháng 02 năm 2023"),
        ("dd/mm/yyyy hh:mm", "06/02/2023 14:05"),
        ("[$-42A]dd\\-mm\\-yy", "06-02-23"),
    ],
)
def test_dates_as_the_sheet_shows_them(form: str, shown: str) -> None:
    assert shown_date(datetime(2023, 2, 6, 14, 5), form) == shown


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9), st.text(max_size=12))
def test_any_format_shows_a_number(value: float, form: str) -> None:
    assert isinstance(shown_number(value, form), str)
    assert isinstance(general(value), str)


# --- RTF and HTML -----------------------------------------------------------------------------------------------------

FONTS = r"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset0 .VnTime;}{\f2\fswiss\fcharset163 Arial;}}"


def rtf(path: Path, text: str) -> Path:
    path.write_bytes((r"{\rtf1\ansi\deff0" + FONTS + text + "}").encode("ascii"))
    return path


def test_rtf_keeps_bytes_of_legacy_fonts_and_reads_unicode(tmp_path: Path) -> None:
    text = r"\f1 Thñ t\'ad\'edng\par".replace("ñ", r"\'f1") + r"\f0\uc1 \u272?i\u7873?u 1\par \f2 n\'e3m\par"
    (page,) = read(rtf(tmp_path / "a.doc", text))
    assert page.lines == ("Thñ t\u00adíng", "Điều 1", "năm")
    assert page.fonts[0] == ((0, 9, ".VnTime"),)


def test_rtf_skips_what_is_not_shown(tmp_path: Path) -> None:
    text = (
        r"{\info{\title T\'ean}}{\*\generator X}{\field{\*\fldinst PAGE}{\fldrslt 7}}\par"
        r"{\listtext a)\tab}x{\deleted cut}{\v hid}\bin3 }}{y\par{\pict\wmetafile8 0102}z"
    )
    (page,) = read(rtf(tmp_path / "a.rtf", text))
    assert page.lines == ("7", "a)\txy", "z")


def test_rtf_tables_and_pages(tmp_path: Path) -> None:
    head = r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\intbl TT\cell X\'e3\cell\u272?i\u7875?m\cell\row"
    row = r"\trowd\clvmrg\cellx1000\cellx3000\intbl\cell\intbl A\par B\cell\row"
    last = r"\trowd\cellx1000\cellx2000\cellx3000\intbl 1\cell C\cell 2\cell\row"
    last += r"\pard sau\par\page{\footnote note}trang\par"
    first, second = read(rtf(tmp_path / "a.rtf", head + row + last))
    assert first.lines == ("TT\tXã\tĐiểm", "A B", "1\tC\t2", "sau")
    assert cells(first)[0][0] == (0, "TT", 2, 1)
    assert cells(first)[1] == [(1, "A B", 1, 2)]
    assert second.lines == ("trang", "note")


@given(st.binary(max_size=300))
def test_no_rtf_is_too_broken(data: bytes) -> None:
    rtf_blocks(b"{\\rtf1 " + data)


def test_html_with_fonts_styles_and_spans(tmp_path: Path) -> None:
    text = """<html><head><meta charset="windows-1252"><style>.v {font-family: ".VnTimeH"; }</style><title>t</title>
    </head><body><p class="v">quyÕt
       ®Þnh</p><p><font face=".VnTime">t&shy;íng</font> b<br>c</p>
    <table><tr><td rowspan=2>TT</td><td colspan=2>Diem</td></tr><tr><td>2021</td><td>2022</td></tr>
    <tr><td>1</td><td></td><td>7,5</td></tr></table>cuoi<script>x</script></body></html>"""
    path = tmp_path / "a.html"
    path.write_bytes(text.encode("cp1252"))
    (page,) = read(path)
    assert page.lines == ("quyÕt ®Þnh", "t\u00adíng b", "c", "TT\tDiem", "2021\t2022", "1\t\t7,5", "cuoi")
    assert page.fonts[0] == ((0, 10, ".VnTimeH"),)
    assert page.fonts[1] == ((0, 5, ".VnTime"),)
    assert cells(page)[1] == [(1, "2021", 1, 1), (2, "2022", 1, 1)]


def test_html_that_lies_about_its_charset_is_utf8() -> None:
    data = '<meta charset="windows-1252"><p>Quyết định</p>'.encode()
    assert "Quyết định" in decoded(data)[0]


def test_html_nested_beyond_measure_loses_no_words() -> None:
    (block,) = (b for b in html_blocks("<b>" * 240 + "sâu" + "</b>" * 240) if isinstance(b, tuple) and b)
    assert [run.text for run in block] == ["sâu"]


@given(st.text(max_size=200))
def test_no_html_is_too_broken(text: str) -> None:
    html_blocks("<p>" + text)


# --- All together -----------------------------------------------------------------------------------------------------


def test_a_page_of_fonts_comes_out_repaired(tmp_path: Path) -> None:
    body = p(r("céng hoµ x· héi chñ nghÜa viÖt nam", ".VnTimeH")) + p(r("Điều 1. Xếp hạng", "Times New Roman"))
    body += p(r("C¨n cø LuËt Tæ chøc chÝnh quyÒn ®Þa ph", ".VnTime"), "<w:r><w:softHyphen/></w:r>", r("¬ng", ".VnTime"))
    conversion = convert(docx(tmp_path / "a.docx", body), Settings())
    assert conversion.text.splitlines() == [
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Điều 1. Xếp hạng",
        "Căn cứ Luật Tổ chức chính quyền địa phương",
    ]


@given(
    st.lists(st.tuples(st.text(alphabet="ab \t\n\u00ad\x07", max_size=6), st.sampled_from(["", "A", "B"])), max_size=5)
)
def test_fonts_lie_inside_their_line(given_runs: list[tuple[str, str]]) -> None:
    for line in broken(tuple(Run(*run) for run in given_runs)):
        text, fonts = laid(line)
        assert "\n" not in text
        assert all(0 <= start < end <= len(text) for start, end, _ in fonts)
        assert all(a[1] <= b[0] for a, b in pairwise(fonts))


CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data"),
    [("cut.docx", b"PK\x03\x04cut"), ("cut.doc", CONTAINER + bytes(100)), ("cut.xls", CONTAINER + bytes(3000))],
)
def test_damaged_files_say_so(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        open_source(tmp_path / name)
    assert caught.value.key == "file-damaged"


def test_a_zip_of_something_else_is_no_office_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("readme.txt", "x")
    with pytest.raises(InputError) as caught:
        open_source(tmp_path / "a.docx")
    assert caught.value.key == "unknown-format"


def test_broken_xml_in_a_package(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_source(docx(tmp_path / "a.docx", "<w:p>"))
    assert caught.value.key == "file-damaged"


def test_a_package_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.package.MAX_BYTES", 100)
    with pytest.raises(InputError) as caught:
        open_source(docx(tmp_path / "a.docx", p(r("x"))))
    assert caught.value.key == "file-too-large"


def test_entities_do_not_grow_without_end(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path = docx(tmp_path / "a.docx", "")
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("_rels/.rels", relations(("officeDocument", "word/document.xml")))
        body = f'<!DOCTYPE d [<!ENTITY l0 "lol">{laughs}]><w:document {W}><w:body>{p(r("&l9;"))}</w:body></w:document>'
        package.writestr("word/document.xml", body)
    with pytest.raises(InputError) as caught:
        open_source(path)
    assert caught.value.key == "file-damaged"


# --- Files of old -----------------------------------------------------------------------------------------------------


@given(st.binary(max_size=120))
def test_properties_cut_short_are_left_out(data: bytes) -> None:
    sprms(data)


def test_only_the_result_of_a_field_is_shown() -> None:
    nested = "a\x13 IF \x13 PAGE \x14 9 \x15 \x14 b\x15c\x13PAGE\x15d"
    assert "".join(doc_reader._outside_codes(nested, [])) == "a bcd"


def words(text: str) -> list[str]:
    return text.lower().split()


@needs_real
@pytest.mark.parametrize(
    "name",
    [
        "tcvn3-2003-02144qd.doc",
        "tcvn3-2004-13-t-Phuluc3.doc",
        "vni-2006-quydinhkiemtra02.doc",
        "tcvn3-2003-A28.rtf",
        "tcvn3-2006-Bang-bieu.xls",
    ],
)
def test_real_files_read_as_their_transcripts(name: str) -> None:
    """All but one in a hundred words of the transcript: page numbers and codes of fields stand in some."""
    truth = words((REAL / f"{name}.truth.txt").read_text(encoding="utf-8"))
    have = words(convert(REAL / name, Settings()).text)
    lost = sum(1 for word in set(truth) if truth.count(word) > have.count(word))
    assert lost <= 0.01 * len(truth)


@needs_real
def test_word_95_and_numbers_of_old_sheets() -> None:
    assert "Bộ trưởng Bộ Nội vụ đã thoả hiệp" in convert(REAL / "tcvn3-1945-45000001.DOC", Settings()).text
    assert "A\tTổng thu NSNN trên địa bàn\t15.237.170" in convert(REAL / "vni-2006-Mau21_CKTC_NSH.xls", Settings()).text


@needs_real
def test_unicode_under_the_name_of_a_legacy_font_stays() -> None:
    conversion = convert(REAL / "unicode-decoys-07_LUAT_LuatPCCC_L27QH.DOC", Settings())
    assert not [repair for page in conversion.pages for line in page.page.lines for repair in line.repairs]

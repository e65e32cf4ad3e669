"""RTF and HTML: bytes of legacy fonts are kept, styles and spans followed; nothing is too broken."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert import convert
from pipeline.readers.flow import Run, broken, laid
from pipeline.readers.html import blocks_of as html_blocks
from pipeline.readers.html import decoded
from pipeline.readers.rtf import blocks_of as rtf_blocks
from pipeline.settings import Settings
from tests.pipeline.office_files import cells, docx, p, r, read, rtf


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

"""Office files that are damaged, locked or monstrous say so; old Word files, and real ones, are read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert import convert
from pipeline.errors import InputError
from pipeline.readers import doc as doc_reader
from pipeline.readers import open_source
from pipeline.readers.doc_binary import sprms
from pipeline.settings import Settings
from tests.pipeline.office_files import W, docx, p, r, relations

REAL = Path(__file__).parents[3] / "shared" / "real" / "legacy"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real legacy files lie outside the project")

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

"""Pages that unpack without end are refused before anything unpacks them; their neighbours are read."""

from __future__ import annotations

import zlib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.errors import PageError
from pipeline.readers import open_source
from pipeline.readers.bounds import MAX_UNPACKED

COMMANDS = b"0 0 m 1 1 l S\n" * 4096


@pytest.fixture(scope="module")
def hostile() -> ModuleType:
    """The program that makes bad scans."""
    path = Path(__file__).parents[2] / "benchmarks" / "hostile.py"
    spec = spec_from_file_location("benchmarks_hostile", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_bad_pages_of_a_scan_fail_alone(hostile: ModuleType, tmp_path: Path) -> None:
    hostile.bad_scan(tmp_path / "bad.pdf", engine_pages=False)
    with open_source(tmp_path / "bad.pdf") as source:
        with pytest.raises(PageError) as commands:
            source.page(2)
        with pytest.raises(PageError) as picture:
            page = source.page(3)
            assert page.render is not None
            page.render(100, False)
        for number in (1, 4):
            page = source.page(number)
            assert page.render is not None
            assert page.render(72, False).shape == (842, 595)
    assert (commands.value.key, picture.value.key) == ("page-too-large", "image-too-large")


def in_contents(pdf: pikepdf.Pdf, bomb: Stream) -> pikepdf.Object:
    return Dictionary(Contents=Array([Stream(pdf, b"q"), pdf.make_indirect(bomb), Stream(pdf, b"Q")]))


def in_a_form(pdf: pikepdf.Pdf, bomb: Stream) -> pikepdf.Object:
    bomb.Type, bomb.Subtype, bomb.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    outer = Stream(pdf, b"/Inner Do", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    outer.Resources = Dictionary(XObject=Dictionary(Inner=pdf.make_indirect(bomb)))
    return Dictionary(
        Contents=Stream(pdf, b"/Outer Do"),
        Resources=Dictionary(XObject=Dictionary(Outer=pdf.make_indirect(outer))),
    )


def in_a_font(pdf: pikepdf.Pdf, bomb: Stream) -> pikepdf.Object:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=pdf.make_indirect(bomb))
    return Dictionary(Contents=Stream(pdf, b"BT ET"), Resources=Dictionary(Font=Dictionary(F=font)))


@pytest.mark.parametrize("place", [in_contents, in_a_form, in_a_font])
@pytest.mark.parametrize("filters", [1, 2])
@pytest.mark.parametrize(("size", "refused"), [(2 * MAX_UNPACKED, True), (MAX_UNPACKED // 100, False)])
def test_wherever_it_hides(hostile: ModuleType, tmp_path: Path, place, filters: int, size: int, refused: bool) -> None:  # type: ignore[no-untyped-def]
    data = hostile.packed(COMMANDS, size)
    if filters == 2:
        data = zlib.compress(data)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    for key, value in place(pdf, Stream(pdf, data, Filter=Array([Name.FlateDecode] * filters))).items():
        page.obj[key] = value
    pdf.save(tmp_path / "page.pdf", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with open_source(tmp_path / "page.pdf") as source:
        if refused:
            with pytest.raises(PageError, match="more than 100 MB"):
                source.page(1)
        else:
            assert source.page(1).number == 1

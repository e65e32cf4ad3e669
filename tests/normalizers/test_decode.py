"""Bytes to text: marks, UTF-16 without one, legacy bytes, broken bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.charsets import CHARSETS, encode
from normalizers.decode import decode_bytes
from normalizers.repair import repair_lines

LINE = "Căn cứ Luật Tổ chức chính quyền địa phương và “Quyết định” số 5\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode(codec: str) -> None:
    assert decode_bytes((LINE * 3).encode(codec)).text == LINE * 3


@pytest.mark.parametrize("charset", CHARSETS)
def test_legacy_bytes_come_whole_to_the_repair(charset: str) -> None:
    decoded = decode_bytes(encode(LINE * 3, charset))
    assert decoded.charset == "latin-1"
    repaired = "\n".join(repair_lines(decoded.text.split("\n")).lines)
    assert repaired.replace('"', "").replace("“", "").replace("”", "") == (LINE * 3).replace("“", "").replace("”", "")


def test_a_few_broken_bytes_in_utf8() -> None:
    data = (LINE * 30).encode() + b"ng\xe0y\n"
    decoded = decode_bytes(data)
    assert decoded.charset == "utf-8"
    assert decoded.text.startswith(LINE)


def test_empty() -> None:
    assert decode_bytes(b"").text == ""


@given(st.binary(max_size=400))
def test_never_fails(data: bytes) -> None:
    assert isinstance(decode_bytes(data).text, str)

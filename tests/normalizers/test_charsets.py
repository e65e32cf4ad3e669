"""The tables: every letter there and back, against the operating system's own tables where it has them."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.charsets import CASELESS, CHARSETS, charset, decode, encode

VOWELS = "AÂĂEÊIOÔƠUƯY"
LETTERS = "ÁÀẢÃẠÂẤẦẨẪẬĂẮẰẲẴẶĐÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ"
ALL = LETTERS + LETTERS.lower()
UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def as_cp1252(data: bytes) -> str:
    """Bytes as Windows shows them; the five it leaves undefined come through as control characters."""
    return "".join(chr(b) if b in UNDEFINED else bytes([b]).decode("cp1252") for b in data)


@pytest.mark.parametrize("name", CHARSETS)
def test_every_letter_there_and_back(name: str) -> None:
    assert len(ALL) == 134
    for letter in ALL:
        back = decode(encode(letter, name), name)
        assert back == letter or (name in CASELESS and back == letter.lower())


@pytest.mark.parametrize("name", CHARSETS)
def test_no_two_letters_share_a_code(name: str) -> None:
    codes: dict[bytes, str] = {}
    for letter, code in charset(name).letters.items():
        other = codes.setdefault(code, letter)
        assert other == letter or (name in CASELESS and other.lower() == letter.lower())


@pytest.mark.parametrize("name", CHARSETS)
@given(text=st.text(alphabet=ALL + "abcdghklmnpqrstvxBCDGHKLMNPQRSTVX ,.;:0123456789()-/", max_size=60))
def test_text_there_and_back_as_bytes_and_as_text(name: str, text: str) -> None:
    data = encode(text, name)
    expected = decode(data, name)
    assert expected == text or (name in CASELESS and expected.lower() == text.lower())
    assert decode(data.decode("latin-1"), name) == expected
    assert decode(as_cp1252(data), name) == expected


@pytest.mark.parametrize(("name", "system"), [("viscii", "VISCII"), ("tcvn3", "TCVN"), ("cp1258", "CP1258")])
def test_agrees_with_the_system(name: str, system: str) -> None:
    if shutil.which("iconv") is None:
        pytest.skip("no iconv here")
    for letter in ALL if name != "tcvn3" else LETTERS.lower():
        done = subprocess.run(
            ["iconv", "-f", system, "-t", "UTF-8"], input=encode(letter, name) + b" ", capture_output=True, check=True
        )
        assert decode(done.stdout.decode().strip(), "cp1258") == letter or done.stdout.decode().strip() == letter


def test_signs_of_cp1252_stay_where_the_charset_leaves_them() -> None:
    assert decode(b"\x93Qu\xe8c ph\xdfng\x94 \x96 1", "tcvn3") == "“Quốc phòng” – 1"
    assert encode("“a” – b", "viscii") == b'"a" - b'


def test_unknown_charset() -> None:
    with pytest.raises(ValueError, match="no such charset"):
        decode("a", "ebcdic")

"""Plain text as old machines, programs and mistakes wrote it to disk."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from normalizers.charsets import encode
from normalizers.unicode import strip_diacritics


def mojibake(text: str) -> bytes:
    """UTF-8 read as cp1252 and saved as UTF-8 again; the five bytes cp1252 has not are kept as C1 controls."""
    wrong = "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )
    return wrong.encode()


def references(text: str) -> bytes:
    """Every letter outside ASCII as a decimal character reference, as old web forms sent them."""
    return "".join(c if ord(c) < 128 else f"&#{ord(c)};" for c in text).encode()


def _legacy(charset: str) -> Callable[[str], bytes]:
    return lambda text: encode(text, charset)


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf8": lambda text: text.encode(),
    "utf8-bom": lambda text: text.encode("utf-8-sig"),
    "nfd": lambda text: unicodedata.normalize("NFD", text).encode(),
    "utf16": lambda text: text.replace("\n", "\r\n").encode("utf-16"),
    "tcvn3": _legacy("tcvn3"),
    "vni": _legacy("vni"),
    "viscii": _legacy("viscii"),
    "vps": _legacy("vps"),
    "bkhcm2": _legacy("bkhcm2"),
    "vietware-x": _legacy("vietware-x"),
    "cp1258": _legacy("cp1258"),
    "mojibake": mojibake,
    "references": references,
    "stripped": lambda text: strip_diacritics(text).encode(),
}

"""The text of a plain-text file: byte order marks, UTF-8, UTF-16 without a mark, and legacy bytes as Latin-1 text.

Legacy Vietnamese bytes are not decoded here: they come out as the Latin-1 text of their bytes, and the repair of the
lines (`normalizers.repair`) decodes each stretch by what makes sense of it, so that every change is recorded.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file. `charset` is a codec's name, or `latin-1` for legacy bytes still to be repaired."""

    text: str
    charset: str
    confidence: float  # 0-1


def decode_bytes(data: bytes) -> Decoded:
    """Never fails: bytes that fit nothing come out as Latin-1, losslessly."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(codec, errors="replace"), codec, 1.0)
    if wide := _wide(data):
        return Decoded(data.decode(wide, errors="replace"), wide, 0.95)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0)
    except UnicodeDecodeError:
        return _mixed(data)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: in Vietnamese every other byte of most letters is 00, 01 or 1E."""
    sample = data[: 1 << 16]
    if len(sample) < 4 or len(data) % 2:
        return ""
    for codec, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        plausible = high.count(0) + high.count(1) + high.count(0x1E) + high.count(0x20)
        if high.count(0) * 2 > len(high) and plausible >= len(high) * 0.95:
            return codec
    return ""


def _mixed(data: bytes) -> Decoded:
    """Line by line: UTF-8 where it is, Latin-1 where it is not (files put together from several sources)."""
    lines = data.split(b"\n")
    decoded = [_line(line) for line in lines]
    broken = sum(1 for _, ok in decoded if not ok)
    wide = sum(1 for (text, ok), line in zip(decoded, lines, strict=True) if ok and len(text) < len(line))
    if wide > broken * 10:  # UTF-8 with a few broken bytes
        return Decoded("\n".join(text for text, _ in decoded), "utf-8", 0.8)
    return Decoded("\n".join(text for text, _ in decoded), "latin-1", 0.5)


def _line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), True
    except UnicodeDecodeError:
        return line.decode("latin-1"), False

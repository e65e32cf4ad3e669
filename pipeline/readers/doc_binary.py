"""The binary format of Word 97-2003: where the pieces of text lie, and the fonts and paragraphs they have.

After [MS-DOC]: the FIB says where everything is; the piece table puts text together from stretches of the stream;
pages of 512 bytes (FKP) say for stretches of the stream which properties (sprm) their characters and paragraphs have.
Offsets into the stream are called fc, positions in the text cp.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.readers.western import western

WORD_97 = 0x00C1  # the first version of this format
_MAGIC, _MAGIC_95 = 0xA5EC, 0xA5DC
_PAGE = 512
_IN_PIECES, _ENCRYPTED, _TABLE_1 = 0x0004, 0x0100, 0x0200
_FONT_ASCII, _FONT_OTHER, _STYLE_OF_RUN, _DELETED, _HIDDEN, _SYMBOL = 0x4A4F, 0x4A51, 0x4A30, 0x0800, 0x083C, 0x6A09
_IN_TABLE, _ROW_END, _BREAK_BEFORE, _TABLE_EDGES = 0x2416, 0x2417, 0x2407, 0xD608
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of a sprm's operand by its top three bits; 0: the operand says itself

Sprms = dict[int, bytes]


class FormatError(ValueError):
    """The bytes are not what the format says; `locked` where they are encrypted."""

    def __init__(self, why: str, locked: bool = False) -> None:
        super().__init__(why)
        self.locked = locked


@dataclass(frozen=True, slots=True)
class Header:
    """What the FIB states. `parts`: characters of body, footnotes, headers, macros, remarks, endnotes, text boxes."""

    parts: tuple[int, ...]
    table_stream: str
    places: dict[str, tuple[int, int]]  # offset and length in the table stream


_PLACES = {"styles": 0xA2, "characters": 0xFA, "paragraphs": 0x102, "fonts": 0x112, "pieces": 0x1A2}


def header(stream: bytes) -> Header:
    """The header of the WordDocument stream. Raises FormatError."""
    if len(stream) < 0x1AA:
        raise FormatError("the header is cut short")
    magic, version = struct.unpack_from("<HH", stream)
    flags = struct.unpack_from("<H", stream, 0x0A)[0]
    if flags & _ENCRYPTED:
        raise FormatError("encrypted", locked=True)
    if magic != _MAGIC or version < WORD_97:
        raise FormatError(f"version {version} of Word")
    places = {name: struct.unpack_from("<II", stream, at) for name, at in _PLACES.items()}
    parts = struct.unpack_from("<7i", stream, 0x4C)
    return Header(tuple(max(part, 0) for part in parts), "1Table" if flags & _TABLE_1 else "0Table", places)


def text_before_97(stream: bytes) -> str | None:
    """The body of a file of Word 6 or 95, which lies in one piece; None where it does not, or the file is newer."""
    if len(stream) < 0x38 or _word(stream) != _MAGIC_95 or _word(stream[0x0A:]) & (_IN_PIECES | _ENCRYPTED):
        return None
    start, length = struct.unpack_from("<I", stream, 0x18)[0], struct.unpack_from("<I", stream, 0x34)[0]
    return western(stream[start : start + length])


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that lies together in the stream from `fc` on; `width` bytes a character."""

    text: str
    fc: int
    width: int


def pieces(stream: bytes, table: bytes, place: tuple[int, int]) -> Iterator[Piece]:
    """The pieces in the order of the text."""
    at, end = place[0], place[0] + place[1]
    while at < end and table[at] == 1:  # properties that pieces share
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at >= end or table[at] != 2:
        raise FormatError("no piece table")
    count = (struct.unpack_from("<I", table, at + 1)[0] - 4) // 12
    starts = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    for number in range(count):
        fc = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        length = starts[number + 1] - starts[number]
        if fc & 0x40000000:  # one byte a character
            fc = (fc & 0x3FFFFFFF) // 2
            yield Piece(western(stream[fc : fc + length]), fc, 1)
        else:
            yield Piece(stream[fc : fc + 2 * length].decode("utf-16-le", "replace"), fc, 2)


def sprms(data: bytes) -> Sprms:
    """Properties by their number; the operand as bytes. What is cut short is left out."""
    found: Sprms = {}
    at = 0
    while at + 2 < len(data):
        code = struct.unpack_from("<H", data, at)[0]
        at += 2
        size = _SIZES[code >> 13]
        if code == _TABLE_EDGES and at + 2 <= len(data):
            size = struct.unpack_from("<H", data, at)[0] + 1
        elif not size:
            size = data[at] + 1
        found[code] = data[at : at + size]
        at += size
    return found


@dataclass(frozen=True, slots=True)
class Properties:
    """Properties of stretches of the stream: the one at `starts[i]` reaches to the next start."""

    starts: tuple[int, ...]
    held: tuple[bytes, ...]

    def at(self, fc: int) -> bytes:
        index = bisect_right(self.starts, fc) - 1
        return self.held[index] if index >= 0 else b""

    def next_start(self, fc: int) -> int:
        """Where the stretch that `fc` lies in ends."""
        index = bisect_right(self.starts, fc)
        return self.starts[index] if index < len(self.starts) else 1 << 62


def properties(stream: bytes, table: bytes, place: tuple[int, int], paragraphs: bool) -> Properties:
    """The properties of characters, or of paragraphs (which begin with the number of their style)."""
    count = max(place[1] - 4, 0) // 8
    numbers = struct.unpack_from(f"<{count}I", table, place[0] + 4 * (count + 1)) if count else ()
    found: dict[int, bytes] = {}
    for number in numbers:
        page = stream[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) == _PAGE:
            found.update(_on_page(page, 13 if paragraphs else 1, paragraphs))
    starts = sorted(found)
    return Properties(tuple(starts), tuple(found[start] for start in starts))


def _on_page(page: bytes, step: int, paragraphs: bool) -> Iterator[tuple[int, bytes]]:
    count = page[-1]
    if 4 * (count + 1) + step * count >= _PAGE:
        return
    starts = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        at = page[4 * (count + 1) + step * number] * 2
        yield starts[number], _property_bytes(page, at, paragraphs) if at else b""
    yield starts[count], b""


def _property_bytes(page: bytes, at: int, paragraphs: bool) -> bytes:
    if not paragraphs:
        return page[at + 1 : at + 1 + page[at]]
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * page[at + 1]]


def font_names(table: bytes, place: tuple[int, int]) -> tuple[str, ...]:
    """The names of the fonts, by number."""
    names = []
    at, end = place[0] + 4, place[0] + place[1]
    while at < end:
        size = table[at]
        name = table[at + 40 : at + 1 + size].decode("utf-16-le", "replace")
        names.append(name.split("\0")[0])
        at += size + 1
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Character:
    """What matters of a character's properties; `font` None: the style's; `symbol`: shown instead of it."""

    font: int | None = None
    style: int | None = None
    unseen: bool = False
    symbol: tuple[int, int] | None = None  # font, code


def character(data: bytes) -> Character:
    held = sprms(data)
    number = held.get(_FONT_OTHER) or held.get(_FONT_ASCII)
    style, symbol = held.get(_STYLE_OF_RUN), held.get(_SYMBOL, b"")
    return Character(
        font=_word(number) if number else None,
        style=_word(style) if style else None,
        unseen=any(held.get(code, b"\0")[:1] == b"\1" for code in (_DELETED, _HIDDEN)),
        symbol=(_word(symbol), _word(symbol[2:])) if len(symbol) == 4 else None,
    )


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a cell of a row ends on the paper, and whether it is part of the cell before it or above it."""

    right: int
    merged: bool
    above: bool


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    style: int = 0
    in_table: bool = False
    row_end: bool = False
    new_page: bool = False
    edges: tuple[Edge, ...] = ()


def paragraph(data: bytes) -> ParagraphProperties:
    if len(data) < 2:
        return ParagraphProperties()
    held = sprms(data[2:])
    in_table, row_end, new_page = (held.get(code, b"\0")[:1] == b"\1" for code in (_IN_TABLE, _ROW_END, _BREAK_BEFORE))
    return ParagraphProperties(_word(data), in_table, row_end, new_page, _edges(held.get(_TABLE_EDGES, b"")))


def _edges(operand: bytes) -> tuple[Edge, ...]:
    """The cells of a row as sprmTDefTable states them."""
    if len(operand) < 3:
        return ()
    count = operand[2]
    if len(operand) < 3 + 2 * (count + 1):
        return ()
    rights = struct.unpack_from(f"<{count + 1}h", operand, 3)[1:]
    at = 3 + 2 * (count + 1)
    flags = [_word(operand[at + 20 * number :][:2]) for number in range(count)]
    return tuple(
        Edge(right, bool(flag & 2), bool(flag & 0x20 and not flag & 0x40))
        for right, flag in zip(rights, flags, strict=True)
    )


def style_fonts(table: bytes, place: tuple[int, int]) -> tuple[int | None, ...]:
    """The font number of each style, its own or that of the style it is based on."""
    at, end = place[0], place[0] + place[1]
    size = _word(table[at : at + 2])
    count, base_size = struct.unpack_from("<HH", table, at + 2)
    standard = _word(table[at + 14 : at + 16])
    at += 2 + size
    own: list[tuple[int | None, int]] = []
    while at + 2 <= end and len(own) < count:
        length = _word(table[at : at + 2])
        own.append(_style(table[at + 2 : at + 2 + length], base_size))
        at += 2 + length
    return tuple(_inherited(own, number, standard) for number in range(len(own)))


def _style(data: bytes, base_size: int) -> tuple[int | None, int]:
    """The font of a style itself, and the number of the style it is based on."""
    if len(data) < base_size + 2:
        return None, 0xFFF
    kind, base = _word(data[2:4]) & 0xF, _word(data[2:4]) >> 4
    blocks = _word(data[4:6]) & 0xF
    at = base_size + 2 + 2 * _word(data[base_size : base_size + 2]) + 2
    found = b""
    for number in range(blocks):
        length = _word(data[at : at + 2])
        if (kind, number) in ((1, 1), (2, 0)):
            found = data[at + 2 : at + 2 + length]
        at += 2 + length + length % 2
    return character(found).font, base


def _inherited(own: list[tuple[int | None, int]], number: int, standard: int) -> int | None:
    for _ in range(20):
        if number >= len(own):
            break
        font, number = own[number]
        if font is not None:
            return font
    return standard


def _word(data: bytes) -> int:
    return int.from_bytes(data[:2], "little")

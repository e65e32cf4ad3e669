"""The words of RTF: groups, control words with their numbers, characters by code, and plain text between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\(?P<word>[a-zA-Z]+)(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)

TokenKind = Literal["open", "close", "word", "sign", "text"]


@dataclass(frozen=True, slots=True)
class Token:
    """`data` are the bytes of a text or the name of a word; `number` is None where the word has none."""

    kind: TokenKind
    data: bytes = b""
    number: int | None = None
    coded: bool = False  # one character given by its code, which counts as one behind \\u


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a file; the bytes of \\bin are passed over, stray backslashes too."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        match match.lastgroup:
            case "open":
                yield Token("open")
            case "close":
                yield Token("close")
            case "word" | "number":
                number = int(match["number"]) if match["number"] else None
                if match["word"] == b"bin":
                    at += max(number or 0, 0)
                else:
                    yield Token("word", match["word"], number)
            case "hex":
                yield Token("text", bytes.fromhex(match["hex"].decode()), coded=True)
            case "sign":
                yield Token("sign", match["sign"])
            case "text":
                yield Token("text", match["text"])

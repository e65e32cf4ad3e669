"""Words that a blank or a sign cut in two or three: `xu,5t` for xuất, `t ong` for tổng.

A piece that explains itself well is a word of its own; neighbours are put together only around pieces that do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from normalizers.tokens import Kind, Token

MOST: Final = 3  # pieces of one word
LONGEST: Final = 10  # characters of a word in pieces
WIDEST: Final = 1  # characters between two pieces
CUT: Final = -4.0  # cost of every cut


@dataclass(frozen=True, slots=True)
class Whole:
    """The tokens from `first` up to and including `last` read as one word; `text` is what they say together."""

    first: int
    last: int
    text: str


def wholes(tokens: Sequence[Token], first: int, last: int, is_weak: Callable[[Token], bool]) -> Iterator[Whole]:
    """The words that tokens of one stretch may make together, ordered by where they end."""
    weak = [token.kind is not Kind.NUMBER and is_weak(token) for token in tokens[first:last]]
    for end in range(first + 1, last):
        text = tokens[end].text
        for begin in range(end - 1, max(first, end - MOST + 1) - 1, -1):
            if not _adjoin(tokens[begin], tokens[begin + 1]):
                break
            text = tokens[begin].text + text
            if len(text) > LONGEST:
                break
            if any(weak[begin - first : end - first + 1]):
                yield Whole(begin, end, text)


def _adjoin(left: Token, right: Token) -> bool:
    return left.line == right.line and right.start - left.end <= WIDEST and not right.opens

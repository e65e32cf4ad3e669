"""What anyone would expect of a reader before seeing its habits, for many chunks and letters at once.

The same costs as `channel.expected` (the tests hold one against the other), in arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.channel import LONGEST, STRETCH, THIN, alike, debris
from normalizers.ngrams import Floats, Ints
from normalizers.unicode import strip_diacritics

NEVER: Final = np.float32(-1e9)
SAME: Final = -0.7
LOST: Final = -6.5  # a letter seen as nothing
BARE: Final = (-3.0, -1.6)  # a letter without its marks: as a capital, as a small letter
AMONG: Final = (-4.5, -1.5)  # the letter among others, and for each of these
NEAR: Final = -4.0
FAR: Final = -7.0


def expected_table(chunks: Sequence[str], letters: Sequence[str]) -> Floats:
    """The cost of every letter to be seen as every chunk, shape (chunks, letters).

    A chunk of LONGEST characters is an option only for the letters in it, unless it is all thin strokes: NEVER.
    """
    plains = [strip_diacritics(chunk).lower() for chunk in chunks]
    bare = [strip_diacritics(letter) for letter in letters]
    others = np.array([max(len(chunk) - 1, 0) for chunk in chunks], np.float32)[:, None]
    within = _any(plains, lambda char: [b == char for b in bare], len(letters))
    near = _any(plains, lambda char: [(b, char) in alike() for b in bare], len(letters))
    table = np.where(near, np.float32(NEAR), np.float32(FAR)) - np.float32(STRETCH) * others
    rests = np.array([debris(chunk) for chunk in chunks], np.float32)[:, None]
    marked = np.array([b != letter for b, letter in zip(bare, letters, strict=True)])
    table = np.where((rests != 0) & marked, rests, table)
    table = np.where(within, np.float32(AMONG[0]) + np.float32(AMONG[1]) * others, table)
    alone = np.array([len(plain) == 1 for plain in plains])[:, None]
    small = np.array([BARE[chunk == chunk.lower()] for chunk in chunks], np.float32)[:, None]
    table = np.where(within & alone, small, table)
    _set_letters(table, chunks, letters)
    longest = [i for i, chunk in enumerate(chunks) if len(chunk) == LONGEST and not all(c in THIN for c in chunk)]
    there = _any([chunks[i] for i in longest], lambda char: [b == char for b in bare], len(letters))
    table[longest] = np.where(there, table[longest], NEVER)
    return table.astype(np.float32)


def _set_letters(table: Floats, chunks: Sequence[str], letters: Sequence[str]) -> None:
    """The letter itself, and nothing at all."""
    places = {letter: i for i, letter in enumerate(letters)}
    for row, chunk in enumerate(chunks):
        if not chunk:
            table[row] = LOST
        elif chunk in places:
            table[row, places[chunk]] = SAME


def _any(texts: Sequence[str], test: Callable[[str], list[bool]], width: int) -> NDArray[np.bool_]:
    """For each text: which letters pass the test with any of its characters, shape (texts, width)."""
    numbers = {char: i for i, char in enumerate(sorted(set("".join(texts))), 1)}
    passed = np.array([[False] * width, *(test(char) for char in numbers)])
    longest = max(map(len, texts), default=0)
    places: Ints = np.array([[numbers[c] for c in text] + [0] * (longest - len(text)) for text in texts], np.int64)
    places = places.reshape(len(texts), longest)
    result = np.zeros((len(texts), width), np.bool_)
    for column in places.T:
        result |= passed[column]
    return result

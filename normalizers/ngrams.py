"""N-gram tables in flat arrays: millions of entries, looked up many at a time.

A table is rows of four slots. An n-gram's hash names its row and a 24-bit fingerprint; the slot with that fingerprint
holds the quantised log probability in its last eight bits. An absent n-gram is taken for a present one about once in
seven million look-ups (with 16 bits it was once in fourteen thousand, and one word in two hundred went wrong by it).
Rows that overflow when a table is packed lose their least useful n-grams: these fall back to the lower order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SLOTS: Final = 4
STEP: Final = 16.0  # quantisation: sixteenths of a natural log unit
LIFT: Final = 240  # byte of log 0.0, so that back-off weights a little above one fit: -15.0 … +0.94
MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_STIR: Final = np.uint64(0xBF58476D1CE4E5B9)
_PRINT: Final = np.uint32(0xFFFFFF00)
_VALUE: Final = np.uint32(0x000000FF)
_ROW: Final = np.complex128  # as wide as a row: rows are taken whole
_LEAST: Final = np.uint32(0x00000100)  # no fingerprint is zero: zero marks an empty slot


def quantise(logs: NDArray[np.float64]) -> Bytes:
    """Logs as bytes."""
    return np.clip(np.round(logs * STEP) + LIFT, 0, 255).astype(np.uint8)


VALUES: Final[Floats] = ((np.arange(256) - LIFT) / STEP).astype(np.float32)


def scatter(keys: Keys) -> Keys:
    """A well-mixed 64-bit hash of each key."""
    mixed = keys * MIX
    mixed ^= mixed >> np.uint64(29)
    mixed *= _STIR
    return mixed ^ (mixed >> np.uint64(32))


def _prints(mixed: Keys) -> NDArray[np.uint32]:
    prints: NDArray[np.uint32] = np.maximum((mixed >> np.uint64(32)).astype(np.uint32) & _PRINT, _LEAST)
    return prints


@dataclass(frozen=True, slots=True)
class Table:
    """`slots` has shape (rows, SLOTS): fingerprint and byte of each n-gram; 0 marks an empty slot."""

    slots: NDArray[np.uint32]

    def find(self, keys: Keys) -> tuple[NDArray[np.bool_], Floats]:
        """For each key: is it there, and its log value (meaningless where it is not)."""
        mixed, count = scatter(keys), np.uint64(len(self.slots))
        places = mixed - mixed // count * count  # the remainder; numpy divides much faster than it takes remainders
        rows = self.slots.view(_ROW).take(places.astype(np.int64)).view(np.uint32).reshape(-1, SLOTS)
        prints = _prints(mixed)
        left = rows[:, 0] ^ prints  # leaves the value alone where the fingerprint is the same, else more than that
        for slot in range(1, SLOTS):
            np.minimum(left, rows[:, slot] ^ prints, out=left)
        return left <= _VALUE, VALUES.take(left & _VALUE)


def pack(keys: Keys, logs: NDArray[np.float64], worth: NDArray[np.float64], fill: float = 0.66) -> NDArray[np.uint32]:
    """The slots of a table; `worth` decides who stays where a row overflows."""
    count = max(int(len(keys) / (SLOTS * fill)), 1) | 1
    mixed = scatter(keys)
    rows = (mixed % np.uint64(count)).astype(np.int64)
    order = np.lexsort((-worth, rows))
    place = np.arange(len(rows)) - np.searchsorted(rows[order], rows[order])
    order, place = order[place < SLOTS], place[place < SLOTS]
    slots = np.zeros((count, SLOTS), np.uint32)
    slots[rows[order], place] = _prints(mixed[order]) | quantise(logs[order])
    return slots

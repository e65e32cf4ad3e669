"""N-gram tables in flat arrays: millions of entries, looked up many at a time.

A table is rows of four slots. An n-gram's hash names its row and a 16-bit fingerprint; the slot with that fingerprint
holds the quantised log probability. An absent n-gram is taken for a present one about once in 30,000 look-ups. Rows
that overflow when a table is packed lose their least useful n-grams: these fall back to the lower order.
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
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_STIR: Final = np.uint64(0xBF58476D1CE4E5B9)


def quantise(logs: NDArray[np.float64]) -> Bytes:
    return np.clip(np.round(logs * STEP) + LIFT, 0, 255).astype(np.uint8)


VALUES: Final[Floats] = ((np.arange(256) - LIFT) / STEP).astype(np.float32)


def scatter(keys: Keys) -> Keys:
    """A well-mixed 64-bit hash of each key."""
    mixed = keys * _MIX
    mixed ^= mixed >> np.uint64(29)
    mixed *= _STIR
    return mixed ^ (mixed >> np.uint64(32))


@dataclass(frozen=True, slots=True)
class Table:
    """`prints` and `logs` have shape (rows, SLOTS); a print of 0 marks an empty slot."""

    prints: NDArray[np.uint16]
    logs: Bytes

    def find(self, keys: Keys) -> tuple[NDArray[np.bool_], Floats]:
        """For each key: is it there, and its log value (meaningless where it is not)."""
        mixed = scatter(keys)
        rows = (mixed % np.uint64(len(self.prints))).astype(np.int64)
        marks = ((mixed >> np.uint64(48)) | np.uint64(1)).astype(np.uint16)
        same = self.prints[rows] == marks[:, None]
        slot = same.argmax(1)
        flat = rows * SLOTS + slot
        return same.reshape(-1)[np.arange(0, same.size, SLOTS) + slot], VALUES[self.logs.reshape(-1)[flat]]


def pack(
    keys: Keys, logs: NDArray[np.float64], worth: NDArray[np.float64], name: str, fill: float = 0.62
) -> dict[str, NDArray[np.generic]]:
    """The arrays of a table; `worth` decides who stays where a row overflows."""
    count = max(int(len(keys) / (SLOTS * fill)), 1) | 1
    mixed = scatter(keys)
    rows = (mixed % np.uint64(count)).astype(np.int64)
    order = np.lexsort((-worth, rows))
    rows = rows[order]
    first = np.searchsorted(rows, rows)
    slot = np.arange(len(rows)) - first
    fits = slot < SLOTS
    prints = np.zeros((count, SLOTS), np.uint16)
    values = np.zeros((count, SLOTS), np.uint8)
    marks = ((mixed[order] >> np.uint64(48)) | np.uint64(1)).astype(np.uint16)
    prints[rows[fits], slot[fits]] = marks[fits]
    values[rows[fits], slot[fits]] = quantise(logs[order][fits])
    return {f"{name}_prints": prints, f"{name}_logs": values}


pack_bigrams = pack
pack_trigrams = pack

"""Chance that can be repeated: every decision draws from a stream named by where it is taken.

A stream depends on its name alone, so that adding a decision in one place changes nothing elsewhere.
"""

from __future__ import annotations

import hashlib
import random


def dice(*name: object) -> random.Random:
    """The stream of this name, for instance dice(seed, "scores", district, year)."""
    key = "/".join(str(part) for part in name)
    return random.Random(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big"))

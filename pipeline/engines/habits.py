"""Signs the engine writes that no Vietnamese page holds, put right as it reads: data/habits.tsv."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files


def mended(text: str) -> str:
    """The word as printed: NFC, and the engine's own signs replaced."""
    text = unicodedata.normalize("NFC", text)
    for seen, printed in habits():
        text = text.replace(seen, printed)
    return text


@cache
def habits() -> tuple[tuple[str, str], ...]:
    """(seen, printed), longest first."""
    rows = (files("pipeline.engines") / "data" / "habits.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return tuple(sorted(((seen, printed) for seen, printed in pairs), key=lambda pair: -len(pair[0])))

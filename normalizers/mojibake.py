"""UTF-8 read as another charset, numeric character references: undone with ftfy."""

from __future__ import annotations

from collections.abc import Iterable

import ftfy

from normalizers.edits import Edit

_LONGEST = 20_000


def mojibake_edits(line: str) -> Iterable[Edit]:
    if line.isascii() or len(line) > _LONGEST:
        return []
    fixed = ftfy.fix_encoding(line)
    if fixed == line or fixed.count("\t") != line.count("\t") or "\n" in fixed:
        return []
    return [Edit(0, len(line), fixed, "mojibake", "UTF-8 read as another charset", 0.99)]

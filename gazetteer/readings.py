"""What a surface may say: a bare name, or a level word and a name; where both are possible, both.

'UBND xã Nam Đà' has one reading. 'Quan Toan' without marks may be phường Quán Toan or quận Toan, 'Phfong Minh' the
damaged xã Phong Minh or a damaged level word: the names of the pool decide.
"""

from __future__ import annotations

from typing import NamedTuple

from gazetteer.pools import Pool
from gazetteer.spelling import Form, form, split_damaged, split_kind

DAMAGED_WORD = 0.3  # the cost of taking a word for a damaged level word, in wrong letters


class Reading(NamedTuple):
    kind: str  # level word, '' if none
    written: Form
    cost: float = 0.0


def readings(pool: Pool, surface: str, kind: str = "") -> tuple[Reading, ...]:
    """The readings of a surface, the likeliest first; `kind` is the level word of its list or column, if any."""
    whole = form(surface)
    if whole.plain in pool.exact:
        return (Reading(kind, whole),)
    word, name = split_kind(surface)
    if not word:
        damaged, rest = split_damaged(name)
        bare = Reading(kind, form(name))
        return (bare, Reading(damaged, form(rest), DAMAGED_WORD)) if damaged else (bare,)
    split = Reading(word, form(name))
    printed = surface[: len(surface) - len(name)]
    certain = not printed.isascii() or "." in printed or not name or name.isdigit()
    return (split,) if certain else (split, Reading(kind, whole))

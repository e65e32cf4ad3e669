"""The names a document is likely to hold, for the repair of its text."""

from __future__ import annotations

from datetime import date

from gazetteer.lookup import Gazetteer
from gazetteer.units import Unit


def district_names(gazetteer: Gazetteer, codes: tuple[str, ...], on: date | None = None) -> tuple[str, ...]:
    """Official names, without level words, of the units of these codes, of all below them and of those above.

    The document's own names come first; each name once, other official spellings included.
    """
    units: list[Unit] = []
    for code in codes:
        unit = gazetteer.unit(code, on)
        units += [] if unit is None else [unit, *gazetteer.above(unit, on)]
    for code in codes:
        units += gazetteer.children(code, on)
    return tuple(dict.fromkeys(name for unit in units for name in (unit.name, *unit.spellings)))

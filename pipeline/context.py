"""The first look at a document: whose report it is, so that the repair may know the names of that district."""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer.lookup import Gazetteer
from gazetteer.place import Place, place_of
from gazetteer.units import Unit
from normalizers.hints import Hints
from normalizers.repair import repair_lines

_HEAD = 80  # lines that usually name the issuer and its district


def names_near(gazetteer: Gazetteer, lines: Sequence[str]) -> tuple[str, ...]:
    """The names of the document's own units and of those directly below its district, without level words.

    Where the words are too damaged to tell, the head of the document is repaired first, without names.
    """
    place = place_of(gazetteer, lines)
    if place.district is None:
        place = place_of(gazetteer, repair_lines(lines[:_HEAD], Hints()).lines)
    below = () if place.district is None else gazetteer.children(place.district.code)
    return tuple(dict.fromkeys(unit.name for unit in (*own_units(place), *below)))


def own_units(place: Place) -> tuple[Unit, ...]:
    return tuple(unit for unit in (place.province, place.district, place.commune) if unit is not None)

"""The repair of a whole document, with the names of its own district, which a first look finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gazetteer.lookup import Gazetteer
from gazetteer.match import Context
from gazetteer.names import district_names
from gazetteer.place import Place, place_of
from gazetteer.restore import restore_names
from normalizers.hints import Hints
from normalizers.repair import repair_lines
from normalizers.repairs import RepairedText

_HEAD = 80  # lines that usually name the issuer and its district
_SURE = 6.0  # votes for a district: named in the head, and again
_WIDE = 2000  # characters of such a line
_RESTORED = ("diacritics", "ocr")  # repairs that chose among words, and may have chosen the wrong name


def repair_document(gazetteer: Gazetteer, lines: Sequence[str], hints: Hints) -> RepairedText:
    """The document's lines repaired, names of units included. `hints` are the readers'; names are added here."""
    place = own_place(gazetteer, lines)
    text = repair_lines(lines, replace(hints, names=district_names(gazetteer, place.codes)))
    if not any(repair.kind in _RESTORED for repair in text.repairs):
        return text
    if not place.codes:
        place = place_of(gazetteer, text.lines)
    return restore_names(gazetteer, text, Context(place.codes))


def own_place(gazetteer: Gazetteer, lines: Sequence[str]) -> Place:
    """Whose document it is. Where the words are too damaged to tell, the head is repaired first, without names."""
    place = place_of(gazetteer, lines)
    if place.district is not None and place.votes >= _SURE:
        return place
    seen = place_of(gazetteer, repair_lines([line[:_WIDE] for line in lines[:_HEAD]], Hints()).lines)
    return seen if place.district is None or (seen.district is not None and seen.votes > place.votes) else place

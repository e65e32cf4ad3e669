"""How well and how fast names find their units, beside other libraries on the same names.

    python -m benchmarks.gazetteer            # everything, a few minutes
    python -m benchmarks.gazetteer names tables

Names are those of the communes of 2022-01-01. "Stripped" names lose their diacritics first; a letter edit is a
substitution, an insertion or a deletion of one letter at a random place, each as likely, letters a-z equally likely.
A look-up is right when the first candidate is the unit and no other candidate has the same cost.
"""

from __future__ import annotations

import argparse
import random
import resource
import string
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

import gazetteer
from gazetteer.link import link_together
from gazetteer.match import Context, match
from gazetteer.mentions import find_mentions
from gazetteer.units import Unit
from normalizers.unicode import strip_diacritics

ON = date(2022, 1, 1)
SEED = 20220101
SAMPLE = 150  # districts of 705


def edited(name: str, edits: int, rng: random.Random) -> str:
    """The name with so many letters replaced, inserted or deleted; spaces are left alone."""
    letters = list(name)
    for _ in range(edits):
        places = [i for i, c in enumerate(letters) if c != " "]
        at = rng.choice(places) if places else 0
        what = rng.choice(("substitute", "insert", "delete")) if len(places) > 1 else "insert"
        letter = rng.choice(string.ascii_lowercase)
        if what == "insert":
            letters.insert(at + rng.choice((0, 1)), letter)
        elif what == "delete":
            del letters[at]
        else:
            letters[at] = rng.choice([c for c in string.ascii_lowercase if c != letters[at].lower()])
    return "".join(letters)


def districts(book: gazetteer.Gazetteer) -> list[tuple[Unit, tuple[Unit, ...]]]:
    every = [(d, book.children(d.code, ON)) for d in book.units_on(ON, 2)]
    return random.Random(SEED).sample([pair for pair in every if pair[1]], SAMPLE)


def damaged(units: tuple[Unit, ...], edits: int, strip: bool, rng: random.Random) -> list[str]:
    return [edited(strip_diacritics(u.name) if strip else u.name, edits, rng) for u in units]


def names(book: gazetteer.Gazetteer) -> None:
    """Single look-ups, the district known."""
    print("\n## Single look-ups, the district known: right and alone / wrong with score >= 0.9 (% of names)")
    for strip in (True, False):
        for edits in (0, 1, 2, 3):
            rng = random.Random(SEED + edits)
            right = wrong = total = 0
            for district, units in districts(book):
                context = Context((district.code,), ON, (3,))
                for unit, seen in zip(units, damaged(units, edits, strip, rng), strict=True):
                    found = match(book, seen, context)
                    total += 1
                    alone = len(found) > 0 and (len(found) == 1 or found[1].cost > found[0].cost)
                    right += alone and found[0].unit == unit
                    wrong += len(found) > 0 and found[0].unit != unit and found[0].score >= 0.9
            label = "stripped" if strip else "marks kept"
            print(f"{label:10} {edits} edits  {100 * right / total:6.2f}   {100 * wrong / total:5.2f}   of {total}")


def tables(book: gazetteer.Gazetteer) -> None:
    """A district's whole table assigned together."""
    print("\n## A whole table together: right / wrong / wrong with score >= 0.9 (% of names)")
    for strip in (True, False):
        for edits in (1, 2, 3, 4):
            rng = random.Random(SEED + edits)
            right = wrong = sure = total = 0
            for district, units in districts(book):
                units = tuple(rng.sample(units, len(units)))  # no order to lean on
                seen = damaged(units, edits, strip, rng)
                found = link_together(book, seen, Context((district.code,), ON, (3,)))
                for unit, got in zip(units, found, strict=True):
                    total += 1
                    right += got is not None and got.unit == unit
                    wrong += got is not None and got.unit != unit
                    sure += got is not None and got.unit != unit and got.score >= 0.9
            label = "stripped" if strip else "marks kept"
            print(f"{label:10} {edits} edits  {100 * right / total:6.2f}  {100 * wrong / total:5.2f}  {100 * sure / total:5.2f}   of {total}")


PARTS: dict[str, Callable[[gazetteer.Gazetteer], None]] = {"names": names, "tables": tables}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    chosen = parser.parse_args().parts or list(PARTS)
    book = gazetteer.load()
    for part in chosen:
        PARTS[part](book)


if __name__ == "__main__":
    main()

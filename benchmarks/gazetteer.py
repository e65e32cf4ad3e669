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
import string
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from tesserocr import PSM, PyTessBaseAPI
from underthesea import convert_address

import gazetteer
from gazetteer.link import link_together
from gazetteer.match import Context, match
from gazetteer.mentions import find_mentions
from gazetteer.units import Unit
from normalizers.unicode import strip_diacritics
from samples.compose import KINDS, compose
from samples.facts import Mention
from samples.laidout import Found
from samples.plain import PlainStyle, write_plain

ON = date(2022, 1, 1)
SEED = 20220101
FONT = "DejaVuSerif.ttf"
TESSDATA = Path("/usr/share/tesseract-ocr/5/tessdata")  # Debian's and Ubuntu's language packs
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
            share = " ".join(f"{100 * count / total:6.2f}" for count in (right, wrong, sure))
            print(f"{label:10} {edits} edits  {share}   of {total}")


def mentions(book: gazetteer.Gazetteer) -> None:
    """Generated reports with their truth: names found in prose, lists and tables, line by line."""
    print("\n## Mentions in 60 generated reports of random districts: precision / recall / F1 (%), pages a second")
    for strip in (False, True):
        chance = random.Random(SEED)
        hits = found_all = true_all = characters = 0
        seconds = 0.0
        for number in range(60):
            district = chance.choice([d for d in book.units_on(ON, 2) if len(book.children(d.code, ON)) >= 5])
            kind = chance.choice(sorted(KINDS))
            style = PlainStyle(chance.choice((0, 80, 95)), chance.choice(("markdown", "tabs", "columns")))
            laid = write_plain(compose(kind, number, district.code, 2022), style)
            lines = [strip_diacritics(line) if strip else line for line in laid.text.split("\n")]
            start = time.process_time()
            found = find_mentions(book, lines, Context((district.code,), date(2022, 12, 31)))
            seconds += time.process_time() - start
            characters += len(laid.text)
            got = Counter((f.line, f.unit.code) for f in found)
            true = Counter(_stands(f, got) for f in laid.found if isinstance(f.fact, Mention))
            hits += (got & true).total()
            found_all += got.total()
            true_all += true.total()
        precision, recall = hits / found_all, hits / true_all
        label = "stripped" if strip else "as written"
        both = 2 * precision * recall / (precision + recall)
        rate = characters / 1900 / seconds
        print(f"{label:10} {100 * precision:6.2f} {100 * recall:6.2f} {100 * both:6.2f}  {rate:5.0f}   of {true_all}")


def _stands(fact: Found, got: Counter[tuple[int, str]]) -> tuple[int, str]:
    """A name wrapped over two lines may be told on either."""
    code = str(getattr(fact.fact, "unit_code", ""))
    return (fact.last_line, code) if got[fact.last_line, code] else (fact.line, code)


def speed(book: gazetteer.Gazetteer) -> None:
    """Load, memory, single look-ups within a district, a page's mentions once its district is known."""
    print("\n## Speed and memory, one core")
    probe = (
        "import time; t = time.perf_counter(); import gazetteer; gazetteer.load(); took = time.perf_counter() - t;"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1];"
        "print(took, int(peak) / 1024)"
    )
    loads = [
        subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True) for _ in range(3)
    ]
    took, size = min(tuple(map(float, run.stdout.split())) for run in loads)
    print(f"import and load {took:.3f} s, {size:.0f} MB of the process")
    for edits, strip in ((0, False), (0, True), (1, True)):
        chance = random.Random(SEED)
        work = [(Context((d.code,), ON, (3,)), damaged(units, edits, strip, chance)) for d, units in districts(book)]
        for context, seen in work:
            match(book, seen[0] + "x", context)  # the district's names are prepared once for its document
        match.cache_clear()
        start = time.process_time()
        count = sum(len([match(book, name, context) for name in seen]) for context, seen in work)
        rate = count / (time.process_time() - start)
        label = f"{edits} edits, {'stripped' if strip else 'marks kept'}"
        print(f"look-ups within a district, {label}: {rate:,.0f} a second")


def rivals(book: gazetteer.Gazetteer) -> None:
    """The same damaged names for others, district and province written right. Names of 2025-06-30, which all know."""
    print("\n## Beside others: right (% of 500 names), look-ups a second")
    on = date(2025, 6, 30)
    sample = random.Random(SEED).sample(book.units_on(on, 3), 500)
    everyone = [u.name for u in book.units_on(on, 3)]
    for edits in (0, 1, 2):
        chance = random.Random(SEED + edits)
        seen = [(u, edited(u.name, edits, chance), book.above(u, on)) for u in sample]
        for name, look_up in ((n, f) for n, f in _others(book, everyone, on) if f is not None):
            start = time.perf_counter()
            right = sum(look_up(unit, text, above) for unit, text, above in seen)
            rate = len(seen) / (time.perf_counter() - start)
            print(f"{edits} edits  {name:42} {100 * right / len(seen):5.1f}  {rate:8,.0f}")


LookUp = Callable[[Unit, str, tuple[Unit, ...]], bool]


def _others(book: gazetteer.Gazetteer, everyone: list[str], on: date) -> list[tuple[str, LookUp | None]]:
    def ours(unit: Unit, seen: str, above: tuple[Unit, ...]) -> bool:
        found = match(book, f"{unit.kind} {seen}", Context((above[0].code,), on, (3,)))
        return bool(found) and found[0].unit == unit

    def plain(unit: Unit, seen: str, _above: tuple[Unit, ...]) -> bool:
        """The nearest of all names; right if the name is, whichever unit bears it."""
        return process.extractOne(seen, everyone, scorer=Levenshtein.distance)[0] == unit.name

    def converted(unit: Unit, seen: str, above: tuple[Unit, ...]) -> bool:
        """Right if it leads to the commune of 2025 that the unit became."""
        new = convert_address(f"{unit.kind} {seen}, {above[0].full_name}, {above[1].full_name}").new
        return new is not None and new.ward.lower() in {k.after.full_name.lower() for k in book.successors(unit)}

    return [
        ("hoso, in the district", ours),
        ("rapidfuzz over all names, name only", plain),
        ("underthesea.convert_address", converted),
        ("vietnamadminunits.parse_address", _vietnamadminunits()),
    ]


def _vietnamadminunits() -> LookUp | None:
    """Not among hoso's dependencies: measured where it is installed."""
    try:
        from vietnamadminunits import ParseMode, parse_address
    except ImportError:
        print("(vietnamadminunits is not installed)")
        return None

    def parsed(unit: Unit, seen: str, above: tuple[Unit, ...]) -> bool:
        try:
            found = parse_address(f"{unit.kind} {seen}, {above[0].full_name}, {above[1].full_name}", ParseMode.LEGACY)
        except ValueError:
            return False
        return bool(found and found.ward_code == unit.code)

    return parsed


def ocr(book: gazetteer.Gazetteer) -> None:
    """Names drawn as 'UBND xã ...', one a line, and read by Tesseract: the foreign engine (eng) and vie with noise."""
    print("\n## Names read by OCR: alone right, together right / wrong with score >= 0.9 (% of names)")
    font = ImageFont.truetype(FONT, 44)
    for language, noise in (("eng", 0.0), ("vie", 30.0)):
        dots = np.random.default_rng(SEED)
        alone = right = wrong = total = 0
        with PyTessBaseAPI(lang=language, psm=PSM.SINGLE_LINE, path=str(TESSDATA)) as reader:
            for district, units in districts(book)[:60]:
                seen = [_read(reader, f"UBND {u.full_name}", font, noise, dots) for u in units]
                context = Context((district.code,), ON, (3,))
                for unit, surface, got in zip(units, seen, link_together(book, seen, context), strict=True):
                    found = match(book, surface, context)
                    total += 1
                    alone += bool(found) and found[0].unit == unit
                    right += got is not None and got.unit == unit
                    wrong += got is not None and got.unit != unit and got.score >= 0.9
        share = " ".join(f"{100 * count / total:6.2f}" for count in (alone, right, wrong))
        print(f"tesseract -l {language}, noise {noise:2.0f}:  {share}   of {total}")


def _read(
    reader: PyTessBaseAPI, text: str, font: ImageFont.FreeTypeFont, noise: float, dots: np.random.Generator
) -> str:
    width = int(font.getlength(text)) + 60
    page = Image.new("L", (width, 90), 255)
    ImageDraw.Draw(page).text((30, 18), text, font=font, fill=0)
    if noise:  # a scan of half the resolution, blurred and grey
        page = page.resize((width // 2, 45)).filter(ImageFilter.GaussianBlur(0.7)).resize((width, 90))
        grey = np.asarray(page, dtype=np.float64) + dots.normal(0, noise, (90, width))
        page = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    reader.SetImage(page)
    return str(reader.GetUTF8Text()).strip()


PARTS: dict[str, Callable[[gazetteer.Gazetteer], None]] = {
    "names": names,
    "tables": tables,
    "mentions": mentions,
    "speed": speed,
    "ocr": ocr,
    "rivals": rivals,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    chosen = parser.parse_args().parts or list(PARTS)
    book = gazetteer.load()
    for part in chosen:
        PARTS[part](book)


if __name__ == "__main__":
    main()

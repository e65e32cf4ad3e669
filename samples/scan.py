"""From typeset pages to scans: hands and stamps on the paper, then what copier, scanner and years do to it.

Degradations are named; each is a function of a picture and a stream of chance. Only skew moves words: its matrix is
returned, so that the truth's boxes can follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from samples.dice import dice
from samples.emblem import copied_colour, edge_seal, emblem_seal
from samples.facts import DocumentFact
from samples.ink import BLACK, BLUE, GREY, RED, Colour, Picture, Spot, incoming, seal, sign, write_digits
from samples.laidout import Box, LaidOut, PageWord
from samples.old_paper import crease, flourish, initials, pen_marks, photocopy, staple
from samples.sheets import Dossier, Signature

Mode = Literal["colour", "grey", "bilevel", "mixed"]
Matrix = NDArray[np.float64]
BLACK_BELOW = 0.72  # of the brightness of the paper around; copiers are set to keep stamps


@dataclass(frozen=True, slots=True)
class ScanStyle:
    """How a file is scanned. `turn`: degrees the sheets lie rotated in the feeder, clockwise."""

    dpi: int
    mode: Mode
    degrade: tuple[str, ...]
    seed: str
    turn: int = 0
    quality: int = 60  # JPEG


def paper(dossier: Dossier, laid: LaidOut, pdf: bytes, style: ScanStyle) -> list[Picture]:
    """The sheets as they lay on the desk: print, handwriting, seal and stamps; RGB."""
    document = pypdfium2.PdfDocument(pdf)
    scale = style.dpi / 72
    pictures = [np.array(page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]) for page in document]
    document.close()
    if "hands" in style.degrade:
        _hands(pictures, laid, scale, dice(style.seed, "hand"))
    if "seal" in style.degrade:
        _seals(pictures, dossier, laid, scale, dice(style.seed, "seal"))
        _annex_seals(pictures, dossier, laid, scale, dice(style.seed, "annex seal"))
    _by_hands_of_readers(pictures, dossier, laid, scale, style)
    if "stamp" in style.degrade:
        _stamp(pictures[0], dossier, scale, dice(style.seed, "stamp"))
    return pictures


def _by_hands_of_readers(
    pictures: Sequence[Picture], dossier: Dossier, laid: LaidOut, scale: float, style: ScanStyle
) -> None:
    """Seals with the emblem, photocopied or over the edges of the sheets; initials; marks of pens."""
    office = dossier.sheets[0].document.issuer.replace("UBND", "U.B.N.D").upper()
    if "emblem" in style.degrade:
        _emblem_seals(pictures, dossier, laid, scale, style)
    if "edge-seal" in style.degrade and len(pictures) > 1:
        chance = dice(style.seed, "edge seal")
        height, colour = chance.uniform(180, 520), copied_colour(chance) if "copied" in style.degrade else RED
        for part, picture in enumerate(pictures):
            edge_seal(picture, height + chance.uniform(-4, 4), office, scale, chance, part % 4, colour)
    if "pen" in style.degrade:
        for page, picture in enumerate(pictures):
            words = [word for word in laid.words if laid.page_of(word.line) == page + 1]
            pen_marks(picture, words, scale, dice(style.seed, "pen", page))


def _emblem_seals(pictures: Sequence[Picture], dossier: Dossier, laid: LaidOut, scale: float, style: ScanStyle) -> None:
    """Signed, initialled and sealed half over the signature."""
    chance = dice(style.seed, "emblem")
    colour = copied_colour(chance) if "copied" in style.degrade else RED
    for sheet in dossier.sheets:
        office = sheet.document.issuer.replace("UBND", "U.B.N.D").upper()
        for block in (block for block in sheet.blocks if isinstance(block, Signature)):
            words = signer_words(laid, block.name)
            if not words:
                continue
            picture = pictures[laid.page_of(words[0].line) - 1]
            x, y = words[0].box.x0 * scale, words[0].box.y0 * scale
            pen = BLACK if colour != RED else chance.choice((BLUE, BLUE, BLACK))
            sign(picture, Spot(x - 10 * scale, y - 22 * scale, scale), chance, pen)
            flourish(picture, Spot(x, y - 24 * scale, scale), chance, pen)
            initials(picture, Spot(x + chance.uniform(95, 130) * scale, y - 62 * scale, scale), chance, pen)
            spot = Spot(x - chance.uniform(4, 26) * scale, y - chance.uniform(26, 40) * scale, scale)
            emblem_seal(picture, spot, office, chance, colour)


def _hands(pictures: Sequence[Picture], laid: LaidOut, scale: float, chance: Random) -> None:
    """Number and day, left white by the typesetting, written in blue or black."""
    colour = chance.choice((BLUE, BLACK, BLUE))
    for word in handwritten(laid):
        page = laid.page_of(word.line) - 1
        digits = laid.lines[word.line][word.start : word.end].split("/")[0]
        spot = Spot(word.box.x0 * scale, word.box.y1 * scale, scale)
        write_digits(pictures[page], digits, spot, 10.5, chance, colour)


def handwritten(laid: LaidOut) -> Iterator[PageWord]:
    """Number and day in the letterhead."""
    for word, before in zip(laid.words[1:], laid.words, strict=False):
        line = laid.lines[word.line]
        label = laid.lines[before.line][before.start : before.end]
        if label in ("Số:", "ngày") and before.line == word.line and line.startswith("Số:"):
            yield word


def _seals(pictures: Sequence[Picture], dossier: Dossier, laid: LaidOut, scale: float, chance: Random) -> None:
    """Seal and signature over the name of every signer."""
    for sheet in dossier.sheets:
        for block in sheet.blocks:
            if not isinstance(block, Signature):
                continue
            words = signer_words(laid, block.name)
            if not words:
                continue
            page = laid.page_of(words[0].line) - 1
            x, y = words[0].box.x0 * scale, words[0].box.y0 * scale
            sign(pictures[page], Spot(x - 10 * scale, y - 22 * scale, scale), chance, chance.choice((BLUE, BLACK)))
            office = sheet.document.issuer.replace("UBND", "U.B.N.D").upper()
            spot = Spot(x - chance.uniform(0, 30) * scale, y - chance.uniform(24, 38) * scale, scale)
            seal(pictures[page], spot, office, chance)


def _annex_seals(pictures: Sequence[Picture], dossier: Dossier, laid: LaidOut, scale: float, chance: Random) -> None:
    """What is attached is sealed over its title, often."""
    attached = [f.line for f in laid.found if isinstance(f.fact, DocumentFact) and f.document > 1]
    annexes = [number for number, line in enumerate(laid.lines) if line.startswith("PHỤ LỤC")]
    office = dossier.sheets[0].document.issuer.replace("UBND", "U.B.N.D").upper()
    for line in (*attached, *annexes):
        if chance.random() < 0.6:
            first = next(w for w in laid.words if w.line == line)
            x, y = first.box.x0 - chance.uniform(10, 60), first.box.y0 + chance.uniform(-8, 16)
            spot = Spot(x * scale, y * scale, scale)
            seal(pictures[laid.page_of(line) - 1], spot, office, chance)


def signer_words(laid: LaidOut, name: str) -> list[PageWord]:
    """The words of the signer's name, where it stands alone at the end of its line."""
    count = len(name.split(" "))
    for index, line in enumerate(laid.lines):
        if line.endswith(name):
            return [w for w in laid.words if w.line == index][-count:]
    return []


def _stamp(picture: Picture, dossier: Dossier, scale: float, chance: Random) -> None:
    """The stamp of incoming mail near the head of the first page, sometimes over the title."""
    place = Spot(chance.uniform(20, 70) * scale, chance.uniform(95, 160) * scale, scale)
    office = chance.choice(("SỞ NỘI VỤ", "VĂN PHÒNG UBND TỈNH", "PHÒNG NỘI VỤ"))
    colour: Colour = chance.choice((RED, RED, BLUE, GREY, BLACK))
    on = date.fromisoformat(dossier.sheets[0].document.date or "2020-01-01") + timedelta(chance.randint(1, 9))
    day = f"{on.day}  {on.month}  {on.year}"
    incoming(picture, place, office, str(chance.randint(10, 4000)), day, chance, colour)


def degrade(picture: Picture, style: ScanStyle, page: int) -> tuple[Picture, Matrix]:
    """The picture the scanner delivers (upright), and the matrix that carries points of the page onto it."""
    matrix = np.eye(3)
    for name in sorted(style.degrade, key=ORDER.index):
        chance = dice(style.seed, name, page)
        if name == "skew":
            picture, matrix = skew(picture, chance)
        elif name not in ON_PAPER and name != "jpeg":
            picture = (DEGRADATIONS | OF_YEARS)[name](picture, chance)
    return picture, matrix


def skew(picture: Picture, chance: Random) -> tuple[Picture, Matrix]:
    """Turned by up to 1.6 degrees; the corners show the lid of the scanner."""
    height, width = picture.shape[:2]
    angle = chance.uniform(0.3, 1.6) * chance.choice((-1, 1))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    white = (250, 250, 248)
    turned = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_AREA, borderValue=white)
    return turned, np.vstack([turn, [0, 0, 1]])


def noise(picture: Picture, chance: Random) -> Picture:
    rng = _rng(chance)
    sigma = chance.uniform(10, 26)
    grain = rng.standard_normal(picture.shape[:2], dtype=np.float32) * sigma
    return _clip(picture + grain[:, :, None])


def specks(picture: Picture, chance: Random) -> Picture:
    """Dust: small dark dots, and light ones in the print."""
    rng = _rng(chance)
    speckled = picture.copy()
    height, width = picture.shape[:2]
    for shade, count in ((40, chance.randint(60, 400)), (245, chance.randint(40, 200))):
        for x, y, size in zip(
            rng.integers(0, width, count), rng.integers(0, height, count), rng.integers(0, 2, count), strict=True
        ):
            cv2.circle(speckled, (int(x), int(y)), int(size), (shade,) * 3, -1)
    return speckled


def blur(picture: Picture, chance: Random) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.7, 1.3)), np.uint8)


def fade(picture: Picture, chance: Random) -> Picture:
    """Toner gone pale: black becomes grey."""
    floor = chance.uniform(70, 130)
    return _clip(floor + picture * ((255 - floor) / 255))


def uneven(picture: Picture, chance: Random) -> Picture:
    """Light falls off to one side and towards the spine."""
    height, width = picture.shape[:2]
    across = np.linspace(chance.uniform(0.55, 0.8), 1.0, width, dtype=np.float32)
    if chance.random() < 0.5:
        across = across[::-1]
    down = np.linspace(1.0, chance.uniform(0.75, 1.0), height, dtype=np.float32)
    return _clip(picture * (down[:, None] * across[None, :])[:, :, None])


def show_through(picture: Picture, chance: Random) -> Picture:
    """The print of the back, mirrored and pale."""
    back = cv2.GaussianBlur(picture[:, ::-1], (0, 0), 2.0)
    back = np.roll(back, (chance.randint(5, 40), chance.randint(-30, 30)), (0, 1))
    strength = chance.uniform(0.08, 0.2)
    return _clip(picture * (1 - strength * (1 - back / 255.0)))


def tint(picture: Picture, chance: Random) -> Picture:
    """Paper that is not white: bluish from cheap scanners, yellow with age."""
    colour = chance.choice(((226, 236, 246), (244, 236, 214), (236, 234, 228)))
    return _clip(picture * (np.array(colour, np.float32) / 255.0))


def borders(picture: Picture, chance: Random) -> Picture:
    """Black edges where the sheet did not cover the glass."""
    dark = picture.copy()
    height, width = picture.shape[:2]
    for side in chance.sample(("left", "right", "top", "bottom"), chance.randint(1, 3)):
        depth = round(width * chance.uniform(0.006, 0.025))
        wobble = round(depth * 0.4)
        edge = {
            "left": [(0, 0), (depth, 0), (depth - wobble, height), (0, height)],
            "right": [(width, 0), (width - depth, 0), (width - depth + wobble, height), (width, height)],
            "top": [(0, 0), (width, 0), (width, depth), (0, depth - wobble)],
            "bottom": [(0, height), (width, height), (width, height - depth), (0, height - depth + wobble)],
        }[side]
        cv2.fillPoly(dark, [np.array(edge, np.int32)], (22, 22, 24))
    return dark


def holes(picture: Picture, chance: Random) -> Picture:
    """Two punch holes in the left margin, 80 mm apart."""
    punched = picture.copy()
    height, width = picture.shape[:2]
    millimetre = width / 210 if width < height else height / 210
    x, middle = int(chance.uniform(10, 13) * millimetre), height / 2
    for y in (middle - 40 * millimetre, middle + 40 * millimetre):
        cv2.circle(punched, (x, int(y)), int(3 * millimetre), (45, 45, 45), -1, cv2.LINE_AA)
    return punched


def _rng(chance: Random) -> np.random.Generator:
    return np.random.default_rng(chance.getrandbits(64))


def _clip(values: NDArray[np.floating]) -> Picture:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


DEGRADATIONS: dict[str, Callable[[Picture, Random], Picture]] = {
    "tint": tint,
    "show-through": show_through,
    "fade": fade,
    "holes": holes,
    "uneven": uneven,
    "borders": borders,
    "blur": blur,
    "noise": noise,
    "specks": specks,
}
OF_YEARS: dict[str, Callable[[Picture, Random], Picture]] = {
    "crease": crease,
    "staple": staple,
    "photocopy": photocopy,
}  # only where they are asked for, and in scan-worn
ON_PAPER = ("hands", "seal", "stamp", "emblem", "copied", "edge-seal", "pen")
ORDER = (
    *ON_PAPER,
    "tint",
    "show-through",
    "crease",
    "photocopy",
    "staple",
    "fade",
    "holes",
    "skew",
    "uneven",
    "borders",
    "blur",
    "noise",
    "specks",
    "jpeg",
)


def moved(laid: LaidOut, matrices: Sequence[Matrix], dpi: int) -> LaidOut:
    """The truth with its boxes carried along; boxes stay upright and grow to hold the turned word."""
    scale = dpi / 72
    words = []
    for word in laid.words:
        matrix = matrices[laid.page_of(word.line) - 1]
        x0, y0, x1, y1 = (v * scale for v in word.box)
        corners = matrix @ np.array([[x0, x1, x1, x0], [y0, y0, y1, y1], [1, 1, 1, 1]], np.float64)
        box = Box(*(float(v) / scale for v in (corners[0].min(), corners[1].min(), corners[0].max(), corners[1].max())))
        words.append(replace(word, box=box))
    return replace(laid, words=tuple(words))


def finish(picture: Picture, style: ScanStyle, page: int = 0) -> NDArray[np.uint8]:
    """As the scanner stores it: colour (h x w x 3), grey or bilevel (h x w), rotated as it lay in the feeder.

    "mixed": the first page in colour for the sake of stamp and seal, the rest bilevel, as offices do to save space.
    """
    mode = style.mode if style.mode != "mixed" else "colour" if page == 0 else "bilevel"
    if mode != "colour":
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    if mode == "bilevel":
        picture = black_and_white(picture)
    turns = {0: 0, 90: 3, 180: 2, 270: 1}[style.turn]
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture


def black_and_white(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As office scanners decide: against the paper around the spot, so that a shadow is no ink. Black borders stay."""
    height, width = picture.shape
    small = cv2.resize(picture, (max(width // 8, 1), max(height // 8, 1)), interpolation=cv2.INTER_AREA)
    paper_there = cv2.GaussianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (0, 0), 6)
    around = cv2.resize(paper_there, (width, height), interpolation=cv2.INTER_LINEAR)
    ink = picture < np.maximum(around, 60) * BLACK_BELOW
    return np.where(ink, 0, 255).astype(np.uint8)

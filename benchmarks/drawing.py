"""Pages drawn with known text, and what copiers, fax machines and lamps do to them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import typst
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
FONT = "Liberation Serif"
CHARACTERS = 1900  # of one page


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: its text (table cells apart by TAB), the numbers in its table, and the PDF it was drawn as."""

    text: str
    cells: tuple[str, ...]
    pdf: bytes

    def picture(self, dpi: float) -> Picture:
        """Grey, as a good scanner sees it."""
        document = pypdfium2.PdfDocument(self.pdf)
        try:
            return np.array(document[0].render(scale=dpi / 72, grayscale=True).to_numpy(), np.uint8).squeeze()
        finally:
            document.close()


def text_pages(folder: Path, count: int) -> Iterator[Drawn]:
    """Pages of running text from the text files of a folder."""
    paragraphs = [p for path in sorted(folder.glob("*.txt")) for p in _paragraphs(_text(path))]
    chunk: list[str] = []
    made = 0
    for paragraph in paragraphs:
        chunk.append(paragraph)
        if sum(map(len, chunk)) >= CHARACTERS:
            yield _typeset("\n\n".join(map(_escaped, chunk)), "\n".join(chunk), ())
            chunk, made = [], made + 1
            if made == count:
                return


def _text(path: Path) -> str:
    """The text of a UTF-8 file; nothing of one in another encoding."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _paragraphs(text: str) -> Iterator[str]:
    for block in re.split(r"(?<=[.;:/]) *\n\s*\n|\n(?=[-+*\d]+[.)]? )", text):
        paragraph = " ".join(block.split())
        if 30 <= len(paragraph) <= 900:
            yield paragraph


def table_pages(count: int, seed: int = 1) -> Iterator[Drawn]:
    """Pages with a ruled ranking table: number, name, four scores, total, rank."""
    chance = random.Random(seed)
    names = ["Tân Phong", "Tường Hạ", "Mường Cơi", "Huy Bắc", "Đắk Drô", "Nâm Nung", "Buôn Choáh", "Sơn La", "Gia Phù"]
    for _ in range(count):
        rows = [["TT", "Đơn vị", "Chỉ đạo", "Thể chế", "Thủ tục", "Bộ máy", "Tổng điểm", "Xếp hạng"]]
        for number in range(1, 23):
            scores = [f"{chance.uniform(0, 15):.{chance.choice((1, 2, 2))}f}".replace(".", ",") for _ in range(4)]
            total = f"{chance.uniform(50, 99):.2f}".replace(".", ",")
            rows.append([str(number), f"Xã {chance.choice(names)}", *scores, total, str(chance.randint(1, 22))])
        body = "\n".join(", ".join(f"[{cell}]" for cell in row) + "," for row in rows)
        source = f"#table(columns: (auto, 1fr, auto, auto, auto, auto, auto, auto), {body})"
        cells = tuple(cell for row in rows[1:] for column, cell in enumerate(row) if column != 1)
        yield _typeset(source, "\n".join("\t".join(row) for row in rows), cells)


def _typeset(body: str, text: str, cells: tuple[str, ...]) -> Drawn:
    source = f'#set page("a4", margin: 2.2cm)\n#set text(font: "{FONT}", size: 13pt, lang: "vi", hyphenate: false)\n'
    source += "#set par(justify: true)\n" + body
    return Drawn(text, cells, typst.compile(source.encode("utf-8"), format="pdf"))


def _escaped(text: str) -> str:
    return re.sub(r"([\\#$*_`<>@\[\]=~/+\-\"'])", r"\\\1", text)


def clean(page: Picture, _: random.Random) -> Picture:
    return page


def skewed(page: Picture, _: random.Random) -> Picture:
    return _turned(page, 1.5)


def fax(page: Picture, _: random.Random) -> Picture:
    """One bit at 150 dpi (an A4 page is 1240 pixels wide), drawn large again."""
    share = 1240 / page.shape[1]
    half = cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    bits = np.where(half < 160, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(bits, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_NEAREST), np.uint8)


def noisy(page: Picture, chance: random.Random) -> Picture:
    """Grain of 25 grey levels on a page out of focus."""
    grain = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 25, page.shape)
    soft = cv2.GaussianBlur(page, (0, 0), 1.0).astype(np.float64)
    return (soft + grain).clip(0, 255).astype(np.uint8)


def uneven(page: Picture, chance: random.Random) -> Picture:
    """A lamp at one corner, some grain, laid down a little askew."""
    height, width = page.shape
    light = np.linspace(1.0, 0.35, width)[None, :] * np.linspace(1.0, 0.7, height)[:, None]
    grain = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 8, page.shape)
    return (_turned(page, -0.8) * light + grain).clip(0, 255).astype(np.uint8)


def stamped(page: Picture, chance: random.Random) -> Picture:
    """RGB, with red seals over the text; ink multiplies."""
    height, width = page.shape
    layer = np.full((height, width, 3), 255, np.uint8)
    for _ in range(3):
        centre = (chance.randint(width // 4, 3 * width // 4), chance.randint(height // 6, 5 * height // 6))
        radius = width // 9
        for inner, thick in ((radius, width // 200), (radius * 4 // 5, width // 400), (radius // 3, width // 60)):
            cv2.circle(layer, centre, inner, (215, 40, 50), thick, cv2.LINE_AA)
        cv2.putText(
            layer,
            "UBND XA",
            (centre[0] - radius, centre[1]),
            cv2.FONT_HERSHEY_SIMPLEX,
            width / 1500,
            (215, 40, 50),
            max(2, width // 400),
            cv2.LINE_AA,
        )
    return (layer.astype(np.uint16) * page[:, :, None] // 255).astype(np.uint8)


def _turned(page: Picture, degrees: float) -> Picture:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


CONDITIONS: dict[str, Callable[[Picture, random.Random], Picture]] = {
    "clean": clean,
    "skew": skewed,
    "fax": fax,
    "noise": noisy,
    "light": uneven,
    "stamp": stamped,
}

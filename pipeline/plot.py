"""A comparison as a picture: a row for each unit, a dot for each year, so that forty communes fit on a page."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from pipeline.compare import Comparison, Line
from pipeline.errors import ArchiveError, UsageError

ROW, LEFT, RIGHT, TOP, BOTTOM, PLOT = 22, 230, 40, 70, 40, 560  # pixels
GREY, INK = "#c8c8c8", "#222222"
# Old years pale, the last one dark: one hue, so that the order of years can be seen without the legend.
YEARS = ("#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#084594")


class Canvas(Protocol):
    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str) -> None: ...

    def dot(self, x: float, y: float, radius: float, colour: str) -> None: ...

    def text(self, x: float, y: float, words: str, size: int, anchor: str = "start") -> None:
        """`y` is the middle of the letters; `anchor` is start, middle or end."""

    def save(self, path: Path) -> None: ...


@dataclass(slots=True)
class Svg:
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
        self.parts.append(f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}"/>')

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}" stroke="#08306b"/>')

    def text(self, x: float, y: float, words: str, size: int, anchor: str = "start") -> None:
        self.parts.append(
            f'<text x="{x:.1f}" y="{y + size * 0.35:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{INK}">'
            f"{escape(words)}</text>"
        )

    def save(self, path: Path) -> None:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
        body = "\n".join(['<rect width="100%" height="100%" fill="white"/>', *self.parts])
        path.write_text(f'{head}font-family="Noto Sans, Arial, sans-serif">\n{body}\n</svg>\n', encoding="utf-8")


class Png:
    """Twice as fine as the SVG's pixels, in the font that comes with OCRmyPDF: it has all Vietnamese letters."""

    SCALE = 2

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("RGB", (width * self.SCALE, height * self.SCALE), "white")
        self.pen = ImageDraw.Draw(self.image)
        self.font = (files("ocrmypdf") / "data" / "NotoSans-Regular.ttf").read_bytes()

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
        self.pen.line([edge * self.SCALE for edge in (x0, y0, x1, y1)], fill=colour, width=self.SCALE)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        box = [edge * self.SCALE for edge in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(box, fill=colour, outline="#08306b", width=self.SCALE)

    def text(self, x: float, y: float, words: str, size: int, anchor: str = "start") -> None:
        font = ImageFont.truetype(io.BytesIO(self.font), size * self.SCALE)
        place = {"start": "lm", "middle": "mm", "end": "rm"}[anchor]
        self.pen.text((x * self.SCALE, y * self.SCALE), words, fill=INK, font=font, anchor=place)

    def save(self, path: Path) -> None:
        self.image.save(path, format="PNG")


def plot(found: Comparison, path: Path) -> None:
    """Draw the comparison to an SVG or PNG file, by the file's name. Raises UsageError for other names."""
    width, height = LEFT + PLOT + RIGHT, TOP + ROW * len(found.lines) + BOTTOM
    canvas: Canvas
    if path.suffix.lower() == ".svg":
        canvas = Svg(width, height)
    elif path.suffix.lower() == ".png":
        canvas = Png(width, height)
    else:
        raise UsageError("bad-format", format=path.suffix or path.name, formats=".svg, .png")
    draw(canvas, found)
    try:
        canvas.save(path)
    except OSError as error:
        raise ArchiveError("output-unwritable", path=str(path), why=error.strerror or str(error)) from error


def draw(canvas: Canvas, found: Comparison) -> None:
    scale = Scale.over(found)
    canvas.text(LEFT, 20, found.criterion, 16)
    legend(canvas, found.years)
    bottom = TOP + ROW * len(found.lines)
    for tick in scale.ticks():
        canvas.line(scale.x(tick), TOP - 10, scale.x(tick), bottom, "#eeeeee")
        canvas.text(scale.x(tick), bottom + 14, f"{tick:g}", 11, "middle")
    for order, line in enumerate(found.lines):
        row(canvas, line, found.years, scale, TOP + ROW * order + ROW / 2)


def legend(canvas: Canvas, years: tuple[int, ...]) -> None:
    for order, year in enumerate(years):
        canvas.dot(LEFT + 6 + 64 * order, 44, 5, colour_of(order, len(years)))
        canvas.text(LEFT + 16 + 64 * order, 44, str(year), 12)


def row(canvas: Canvas, line: Line, years: tuple[int, ...], scale: Scale, y: float) -> None:
    """A unit's years on one line, joined from the lowest to the highest; the last year lies on top."""
    points = [(order, cell.score) for order, year in enumerate(years) if (cell := line.cell(year)) is not None]
    canvas.text(LEFT - 12, y, line.name, 12, "end")
    xs = [scale.x(score) for _, score in points]
    if xs:
        canvas.line(min(xs), y, max(xs), y, GREY)
    for (order, _), x in zip(points, xs, strict=True):
        canvas.dot(x, y, 5, colour_of(order, len(years)))


def colour_of(order: int, years: int) -> str:
    """The last year is always the darkest."""
    return YEARS[max(0, len(YEARS) - years + order) if years <= len(YEARS) else order * len(YEARS) // years]


@dataclass(frozen=True, slots=True)
class Scale:
    """Points to pixels, from a round number below the lowest to one above the highest."""

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, found: Comparison) -> Scale:
        scores = [cell.score for line in found.lines for year in found.years if (cell := line.cell(year)) is not None]
        spread = max(max(scores) - min(scores), 1e-9)
        step = next(size for size in steps() if spread / size <= 8)
        low, high = min(scores) // step * step, -(-max(scores) // step) * step
        return cls(low, high if high > low else low + step, step)

    def x(self, score: float) -> float:
        return LEFT + PLOT * (score - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        return [round(self.low + self.step * n, 6) for n in range(round((self.high - self.low) / self.step) + 1)]


def steps() -> list[float]:
    return [size * 10.0**power for power in range(-2, 7) for size in (1, 2, 5)]

"""What a source file is before anything is decided about it: pages with what the file itself says of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from extractors.layout import Box, Table
from pipeline.tables.region import TableRegion

SourceKind = Literal["text", "pdf", "image", "office"]
Pixels = NDArray[np.uint8]  # height x width (grey) or height x width x 3 (RGB)
FontRun = tuple[int, int, str]  # start and end in the line, name of the font
Render = Callable[[float, bool], Pixels]  # (dots per inch, in colour) -> the page as a reader sees it


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of a page's own text, as the file spells it. `upright` is False for text at an angle (watermarks)."""

    text: str
    box: Box
    font: str = ""
    size: float = 0.0
    upright: bool = True


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """A picture on a page: where it lies (points) and how many pixels it has."""

    box: Box
    width: int
    height: int

    @property
    def dpi(self) -> float:
        return 72 * self.width / max(self.box.x1 - self.box.x0, 1.0)


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the file holds it: `lines` of a plain text, or `words` of a text layer, or only a picture.

    `render` works while the source is open. Sizes and boxes are in points, from the top left as a reader sees it.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    lines: tuple[str, ...] = ()
    words: tuple[LayerWord, ...] = ()
    shifted: float = 0.0  # share of its letters whose codes were off by a constant and are put right
    tables: tuple[TableRegion, ...] = ()  # drawn with vector rules, in points
    pictures: tuple[EmbeddedPicture, ...] = ()
    dpi: float = 0.0  # of the scan the page consists of; 0 where the page is drawn
    render: Render | None = None
    coloured: bool = True  # False where the page's picture has no colours to be rendered
    notes: tuple[str, ...] = ()  # what the reader met on the way, for the page's story
    fonts: tuple[tuple[FontRun, ...], ...] = ()  # of each of `lines`, where the file names them
    rows: tuple[Table, ...] = ()  # tables whose rows are some of `lines`


class Source(ABC):
    """An open source file. A context manager; `page` opens and closes one page at a time."""

    def __init__(self, path: Path, media_type: str, source_kind: SourceKind) -> None:
        self.path = path
        self.media_type = media_type
        self.source_kind: SourceKind = source_kind

    @property
    @abstractmethod
    def pages(self) -> int:
        """How many pages the file has (1 or more)."""

    @abstractmethod
    def page(self, number: int) -> RawPage:
        """Page `number`, counted from 1. Raises PageError where this page cannot be read."""

    @abstractmethod
    def close(self) -> None:
        """Give the file back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

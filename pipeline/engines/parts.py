"""Parts of a picture read by themselves, larger than they stand there; their words find back to their places."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pipeline.engines.base import Engine, Grey, SeenWord, Task


def read_part(
    engine: Engine, picture: Grey, box: tuple[int, int, int, int], larger: float, task: Task
) -> tuple[SeenWord, ...]:
    """The words in a box (x0, y0, x1, y1) of the picture, read at `larger` times the size; their boxes are the
    picture's. What of the box lies beyond the picture is left out."""
    x0, y0 = max(0, box[0]), max(0, box[1])
    cut = picture[y0 : max(y0, box[3]), x0 : max(x0, box[2])]
    return read_larger(engine, cut, (x0, y0), larger, task) if cut.size else ()


def read_larger(engine: Engine, cut: Grey, corner: tuple[int, int], larger: float, task: Task) -> tuple[SeenWord, ...]:
    """The words of a picture, read at `larger` times the size; boxes moved to where its corner (x, y) stands."""
    words = engine.read(_resized(cut, larger), replace(task, dpi=round(task.dpi * larger)))
    return tuple(_placed(word, corner, larger) for word in words)


def _resized(cut: Grey, larger: float) -> Grey:
    if larger == 1:
        return np.ascontiguousarray(cut)
    return np.asarray(cv2.resize(cut, None, fx=larger, fy=larger, interpolation=cv2.INTER_CUBIC), np.uint8)


def _placed(word: SeenWord, corner: tuple[int, int], larger: float) -> SeenWord:
    x, y = corner
    return replace(
        word,
        x0=x + round(word.x0 / larger),
        y0=y + round(word.y0 / larger),
        x1=x + round(word.x1 / larger),
        y1=y + round(word.y1 / larger),
    )

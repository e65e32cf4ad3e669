"""Where a prepared picture lies on its page: the way back from its pixels to points of the page as a reader sees it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.layout import Box

Affine = NDArray[np.float64]  # 3 x 3, acts on (x, y, 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """`matrix` takes pixels of the prepared picture to pixels of the upright page picture, which has `dpi`."""

    matrix: Affine
    dpi: float

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box in points. A small turn (skew) keeps the box's size: only its centre is turned."""
        centre = self.matrix @ np.array([(x0 + x1) / 2, (y0 + y1) / 2, 1.0])
        stretch = float(np.hypot(self.matrix[0, 0], self.matrix[1, 0]))
        half_width, half_height = (x1 - x0) * stretch / 2, (y1 - y0) * stretch / 2
        scale = 72 / self.dpi
        return Box(
            float(centre[0] - half_width) * scale,
            float(centre[1] - half_height) * scale,
            float(centre[0] + half_width) * scale,
            float(centre[1] + half_height) * scale,
        )


def identity() -> Affine:
    return np.eye(3)


def scaling(factor: float) -> Affine:
    return np.diag([factor, factor, 1.0])


def inverse(affine_2x3: NDArray[np.float64]) -> Affine:
    """The inverse of OpenCV's 2 x 3 matrix, as 3 x 3."""
    return np.linalg.inv(np.vstack([affine_2x3, [0.0, 0.0, 1.0]]))

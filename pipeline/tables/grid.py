"""From rules to cells: the tables of a picture, with their rows, columns and merged cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.layout import Box
from pipeline.tables.region import CellRegion, TableRegion, centre_in
from pipeline.tables.rules import JOIN, Mesh, Rules

SEEN = 0.35  # share of a cell's edge that must carry ink for the edge to be there
BLANK = 0.05  # share up to which a rule is not drawn at all
FIRM = 0.85  # share from which a rule is drawn firmly
WIDEST_FRAME, HIGHEST_FRAME = 4.0, 2.2  # inches: a stamp of registry is 3 by 1.2
STAMP_CELLS = 3  # a table has at least a head and a row of two cells
FRAME = 0.55  # share of the table's width (height) that its longest rules must reach


def ruled_tables(rules: Rules, dpi: float) -> tuple[TableRegion, ...]:
    """The tables drawn by these rules, from top to bottom. A frame with a single cell is not a table, nor are rules
    inside a table that do not quite meet its own."""
    found = [table for box in rules.meshes if (table := _table(rules, box, dpi))]
    outer = (table for table in found if not any(_within(table.box, other.box) for other in found))
    return tuple(sorted(outer, key=lambda table: (table.box.y0, table.box.x0)))


def _within(inner: Box, outer: Box) -> bool:
    return inner != outer and centre_in(inner, outer) and inner.x1 - inner.x0 < outer.x1 - outer.x0


def frames(rules: Rules, tables: Sequence[TableRegion], dpi: float) -> tuple[Box, ...]:
    """Boxes of stamps and the like: a closed frame, not too large, that is no table."""
    boxes = (Box(*box) for box in rules.meshes)
    return tuple(box for box in boxes if _is_frame(rules, box, dpi) and not any(_meet(box, t.box) for t in tables))


def parted_frames(rules: Rules, tables: Sequence[TableRegion], dpi: float) -> tuple[TableRegion, ...]:
    """Those of the tables that are frames of stamps with a rule or two inside, in the upper half of the page:
    the office above, ĐẾN on the left, number and day on the right."""
    lowest = rules.down.shape[0] / 2
    few = (table for table in tables if len(table.cells) <= STAMP_CELLS and table.box.y1 < lowest)
    return tuple(table for table in few if _is_small(table.box, dpi))


def _meet(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)


def _is_frame(rules: Rules, box: Box, dpi: float) -> bool:
    """Whether rules run along all four sides of the box."""
    if not _is_small(box, dpi):
        return False
    x0, y0, x1, y1 = (round(edge) for edge in box)
    near = max(3, round(2 * JOIN * dpi))
    across, down = rules.across[y0:y1, x0:x1] > 0, rules.down[y0:y1, x0:x1] > 0
    sides = (
        across[:near].any(axis=0),
        across[-near:].any(axis=0),
        down[:, :near].any(axis=1),
        down[:, -near:].any(axis=1),
    )
    return all(float(side.mean()) >= FRAME for side in sides)


def _is_small(box: Box, dpi: float) -> bool:
    return box.x1 - box.x0 <= WIDEST_FRAME * dpi and box.y1 - box.y0 <= HIGHEST_FRAME * dpi


def _table(rules: Rules, box: Mesh, dpi: float) -> TableRegion | None:
    x0, y0, x1, y1 = box
    across, down = rules.across[y0:y1, x0:x1] > 0, rules.down[y0:y1, x0:x1] > 0
    columns = _positions(down.sum(axis=0), dpi, shortest=dpi * 0.2)
    rows = _positions(across.sum(axis=1), dpi, shortest=dpi * 0.3)
    columns, rows = _with_edges(columns, rows, across, dpi), _with_edges(rows, columns, down.T, dpi)
    if len(columns) < 3 or len(rows) < 2 or len(columns) + len(rows) < 6:
        return None
    if not _framed(across, down, dpi):
        return None
    solid = rules.solid[y0:y1, x0:x1] > 0
    right_of = _edges_seen(down, down, rows, columns, dpi)
    below = _edges_seen(across.T, solid.T, columns, rows, dpi)
    cells = _cells(rows, columns, right_of, below, (x0, y0))
    if len(cells) < 3:
        return None
    frame = Box(x0 + columns[0], y0 + rows[0], x0 + columns[-1], y0 + rows[-1])
    return TableRegion(frame, len(rows) - 1, len(columns) - 1, cells)


def _framed(across: NDArray[np.bool_], down: NDArray[np.bool_], dpi: float) -> bool:
    """Whether a rule runs along most of the table each way: a seal's chords and a signature's strokes do not.

    Rules are widened first: on a page still a little askew one rule wanders over several pixel rows.
    """
    height, width = across.shape
    reach = max(3, round(dpi * JOIN) | 1)
    wide_across = cv2.dilate(across.astype(np.uint8), np.ones((reach, 1), np.uint8))
    wide_down = cv2.dilate(down.astype(np.uint8), np.ones((1, reach), np.uint8))
    longest_across, longest_down = wide_across.sum(axis=1).max(initial=0), wide_down.sum(axis=0).max(initial=0)
    return bool(longest_across >= FRAME * width and longest_down >= FRAME * height)


def _positions(profile: NDArray[np.int64], dpi: float, shortest: float) -> list[int]:
    """Where rules run across the profile: peaks of ink, those of one rule put together."""
    near = round(dpi * JOIN)
    hits = np.flatnonzero(profile >= shortest)
    if hits.size == 0:
        return []
    groups = np.split(hits, np.flatnonzero(np.diff(hits) > near) + 1)
    return [round(float(np.average(group, weights=profile[group]))) for group in groups]


def _with_edges(positions: list[int], crossed: list[int], crossing: NDArray[np.bool_], dpi: float) -> list[int]:
    """The outer edges added where the frame is open: the rules that cross run on beyond the outermost one.

    `crossing` holds those rules along its rows, at the places `crossed`. A punch hole or a stamp that touches one rule
    opens no column.
    """
    room, reach, length = dpi * 0.2, max(2, round(dpi * JOIN)), crossing.shape[1]

    def runs_on(start: int, end: int) -> bool:
        strips = (crossing[max(at - reach, 0) : at + reach + 1, start:end] for at in crossed)
        seen = [float(np.any(strip, axis=0).mean()) > 0.5 for strip in strips]
        return 2 * seen.count(True) > len(seen)

    if not positions:
        return [0, length - 1]
    if positions[0] > room and runs_on(0, positions[0]):
        positions = [0, *positions]
    if length - 1 - positions[-1] > room and runs_on(positions[-1], length):
        positions = [*positions, length - 1]
    return positions


def _edges_seen(
    mask: NDArray[np.bool_], solid: NDArray[np.bool_], bands: list[int], lines: list[int], dpi: float
) -> NDArray[np.bool_]:
    """(bands, inner lines): whether the rule at each inner line is drawn within each band.

    Faint or dotted rules show here and there: then the rule is there all along. Only beside a rule drawn firmly
    elsewhere is a gap a merged cell: firmly in a quarter of the bands, or from rule to rule and nowhere else.
    """
    reach = max(2, round(dpi * JOIN))
    seen = np.zeros((len(bands) - 1, max(len(lines) - 2, 0)), dtype=np.bool_)
    for j, line in enumerate(lines[1:-1]):
        near = slice(max(line - reach, 0), line + reach + 1)
        drawn = _shares(np.any(mask[:, near], axis=1), bands)
        inked = _shares(np.any(solid[:, near], axis=1), bands)
        firm = sorted(inked)[-(len(bands) // 4) - 1] >= FIRM or _clear_cut(drawn, inked)
        seen[:, j] = [share >= SEEN or not firm for share in drawn]
    return seen


def _clear_cut(drawn: list[float], inked: list[float]) -> bool:
    """Whether a rule fills some bands and shows in no other: it parts a few columns of a head, say."""
    return max(inked) >= FIRM and all(share <= BLANK or ink >= FIRM for share, ink in zip(drawn, inked, strict=True))


def _shares(profile: NDArray[np.bool_], bands: list[int]) -> list[float]:
    """How much of each band the profile fills, 0-1."""
    return [float(profile[a + 2 : max(b - 1, a + 3)].mean()) for a, b in pairwise(bands)]


def _cells(
    rows: list[int],
    columns: list[int],
    right_of: NDArray[np.bool_],
    below: NDArray[np.bool_],
    origin: tuple[int, int],
) -> tuple[CellRegion, ...]:
    """Grid squares joined over the edges that are not drawn, as rectangles."""
    height, width = len(rows) - 1, len(columns) - 1
    taken = np.zeros((height, width), dtype=np.bool_)
    cells = []
    for r in range(height):
        for c in range(width):
            if taken[r, c]:
                continue
            c_end = c + 1
            while c_end < width and not right_of[r, c_end - 1] and not taken[r, c_end]:
                c_end += 1
            r_end = r + 1
            while r_end < height and not below[c:c_end, r_end - 1].any() and not taken[r_end, c:c_end].any():
                r_end += 1
            taken[r:r_end, c:c_end] = True
            box = Box(origin[0] + columns[c], origin[1] + rows[r], origin[0] + columns[c_end], origin[1] + rows[r_end])
            cells.append(CellRegion(r, c, box, r_end - r, c_end - c))
    return tuple(cells)

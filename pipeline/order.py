"""The order in which a reader takes the pieces of a page: from top to bottom, columns one after the other.

Pieces that stand beside each other are one line with TABs when they are few (the head of a letter: body and state,
number and date) or the row of a table; they are columns when text goes on down each side of one gutter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.layout import Box

_TRIM = 0.2  # share of a piece's height that may stand in its neighbour's: tall letters, marks above capitals
_HEAD_ROWS = 3  # as many rows beside each other are a letter's head, read across
_NEAR = 1.6  # heights between two lines of one column


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a line, or a whole table."""

    box: Box
    segment: int = -1
    table: int | None = None


@dataclass(frozen=True, slots=True)
class _Gutter:
    """White from `left` to `right`, with pieces on both sides."""

    left: float
    right: float


Band = list[Item]  # pieces that stand beside each other, left to right


def in_order(items: Sequence[Item]) -> list[list[Item]]:
    """Rows of pieces in reading order; the pieces of one row make one line. A table is a row of its own."""
    ordered: list[list[Item]] = []
    bands = _bands(items)
    at = 0
    while at < len(bands):
        end, gutter = _group(bands, at)
        group = bands[at:end]
        if gutter and _columns(group, gutter):
            middle = (gutter.left + gutter.right) / 2
            ordered += in_order([item for band in group for item in band if item.box.x0 < middle])
            ordered += in_order([item for band in group for item in band if item.box.x0 >= middle])
        else:
            ordered += [row for band in group for row in _across(band)]
        at = end
    return ordered


def in_columns(items: Sequence[Item], gutter: float) -> list[list[Item]]:
    """As `in_order`, on a page of two columns: what reaches over the gutter cuts the page, between two such pieces the
    left column is read before the right one.
    """
    across = sorted((i for i in items if i.box.x0 < gutter < i.box.x1), key=lambda i: i.box.y0)
    ordered: list[list[Item]] = []
    left = [item for item in items if item not in across]
    for cut in across:
        beside = [i for i in left if cut.table is None and i.table is None and _level(cut.box, i.box)]
        above = [i for i in left if i not in beside and i.box.y0 + i.box.y1 < cut.box.y0 + cut.box.y1]
        ordered += _one_after_the_other(above, gutter)
        ordered.append(sorted([cut, *beside], key=lambda i: i.box.x0))
        left = [i for i in left if i not in beside and i not in above]
    return ordered + _one_after_the_other(left, gutter)


def _one_after_the_other(items: Sequence[Item], gutter: float) -> list[list[Item]]:
    return [
        *in_order([i for i in items if i.box.x0 < gutter]),
        *in_order([i for i in items if i.box.x0 >= gutter]),
    ]


def _bands(items: Sequence[Item]) -> list[Band]:
    """Pieces whose heights overlap, from top to bottom."""
    bands: list[Band] = []
    bottom = float("-inf")
    for item in sorted(items, key=lambda i: (i.box.y0, i.box.x0)):
        trim = _TRIM * (item.box.y1 - item.box.y0)
        if bands and item.box.y0 + trim < bottom:
            bands[-1].append(item)
        else:
            bands.append([item])
            bottom = float("-inf")
        bottom = max(bottom, item.box.y1 - trim)
    return [sorted(band, key=lambda i: i.box.x0) for band in bands]


def _group(bands: Sequence[Band], start: int) -> tuple[int, _Gutter | None]:
    """The bands from `start` on that share one gutter: where they end, and the gutter (None: a band alone)."""
    gutter = _widest(bands[start])
    if gutter is None:
        return start + 1, None
    end = last_pair = start + 1
    while end < len(bands):
        narrowed = _kept(gutter, bands[end])
        if narrowed is None:
            break
        gutter, end = narrowed, end + 1
        if _on_both_sides(bands[end - 1], gutter):
            last_pair = end
        elif not _goes_on(bands[end - 2], bands[end - 1]):
            break
    # Lines on one side alone belong to the columns only while they go on without a break.
    tail = last_pair
    while tail < end and _goes_on(bands[tail - 1], bands[tail]):
        tail += 1
    return tail, gutter


def _widest(band: Band) -> _Gutter | None:
    """The widest white between the pieces of a band; None where it has one piece, or a table."""
    if any(item.table is not None for item in band):
        return None
    gaps = []
    right = band[0].box.x1
    for item in band[1:]:
        if item.box.x0 > right:
            gaps.append(_Gutter(right, item.box.x0))
        right = max(right, item.box.x1)
    return max(gaps, key=lambda gap: gap.right - gap.left, default=None)


def _kept(gutter: _Gutter, band: Band) -> _Gutter | None:
    """What is left of the gutter beside this band; None when a piece crosses it."""
    left, right = gutter.left, gutter.right
    for item in band:
        if item.table is not None:
            return None
        if (item.box.x0 + item.box.x1) / 2 < (left + right) / 2:
            left = max(left, item.box.x1)
        else:
            right = min(right, item.box.x0)
    return _Gutter(left, right) if right - left > 2.0 else None


def _on_both_sides(band: Band, gutter: _Gutter) -> bool:
    return band[0].box.x1 <= gutter.right and band[-1].box.x0 >= gutter.left and len(band) > 1


def _goes_on(above: Band, below: Band) -> bool:
    height = below[0].box.y1 - below[0].box.y0
    return min(i.box.y0 for i in below) - max(i.box.y1 for i in above) < _NEAR * height


def _columns(group: Sequence[Band], gutter: _Gutter) -> bool:
    """Whether text goes on down both sides: more rows than a head has, and two pieces a row, not a table's many."""
    pairs = [band for band in group if _on_both_sides(band, gutter)]
    many = sum(len(band) > 2 for band in group)
    return len(group) > _HEAD_ROWS + 1 and len(pairs) >= 2 and many * 2 < len(group)


def _across(band: Band) -> list[list[Item]]:
    """A band as rows: pieces on one height together, tables alone."""
    rows: list[list[Item]] = []
    for item in sorted(band, key=lambda i: ((i.box.y0 + i.box.y1) / 2, i.box.x0)):
        if rows and item.table is None and rows[-1][0].table is None and _level(rows[-1][0].box, item.box):
            rows[-1].append(item)
        else:
            rows.append([item])
    return [sorted(row, key=lambda i: i.box.x0) for row in rows]


def _level(a: Box, b: Box) -> bool:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared >= 0.5 * min(a.y1 - a.y0, b.y1 - b.y0)

"""Columns of a table without rules: what words cover across the page, and the white between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.tables.cells import Placed

PlacedLine = Sequence[Placed]


class Slot(NamedTuple):
    """A column: left and right of the words that stand in it."""

    left: float
    right: float


def slots_of(lines: Iterable[PlacedLine], gap: float, known: Sequence[Slot] = ()) -> tuple[Slot, ...]:
    """What the words of these lines and the columns known before cover, parted where all leave so much white."""
    covered = [*known, *(Slot(word.x0, word.x1) for line in lines for word in line)]
    return tuple(_joined(sorted(covered), gap))


def common_slots(lines: Sequence[PlacedLine], seldom: float, gap: float) -> tuple[Slot, ...]:
    """What more than the share `seldom` of these lines cover, blanks between words taken as covered."""
    covered = [slots_of([line], gap) for line in lines]
    edges = sorted(
        [(slot.left, 1) for line in covered for slot in line] + [(s.right, -1) for line in covered for s in line]
    )
    slots: list[Slot] = []
    depth, enough = 0, seldom * len(lines)
    for at, step in edges:
        if depth <= enough < depth + step:
            slots.append(Slot(at, at))
        elif depth + step <= enough < depth:
            slots[-1] = Slot(slots[-1].left, at)
        depth += step
    return tuple(_joined(slots, gap))


def _joined(slots: Iterable[Slot], gap: float) -> Iterator[Slot]:
    """The columns, those put together between which less white stands."""
    held: Slot | None = None
    for slot in slots:
        if held is not None and slot.left - held.right < gap:
            held = Slot(held.left, max(held.right, slot.right))
        else:
            if held is not None:
                yield held
            held = slot
    if held is not None:
        yield held


def slot_of(word: Placed, slots: Sequence[Slot]) -> int:
    """The column in which the middle of a word stands, or the nearest."""
    x = (word.x0 + word.x1) / 2
    return min(range(len(slots)), key=lambda n: max(slots[n].left - x, x - slots[n].right, 0.0))


def pieces(line: PlacedLine, gap: float) -> list[list[Placed]]:
    """The words of a line, parted where they leave so much white."""
    parts: list[list[Placed]] = []
    for word in sorted(line, key=lambda w: w.x0):
        if parts and word.x0 - parts[-1][-1].x1 < gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def fits(line: PlacedLine, slots: Sequence[Slot]) -> bool:
    """Whether no word of the line stands in the white between the columns, and none in two of them."""
    return all(sum(word.x0 < slot.right and slot.left < word.x1 for slot in slots) == 1 for word in line)


def in_slots(line: PlacedLine, slots: Sequence[Slot]) -> list[list[Placed]]:
    """The words of a line, column by column."""
    cells: list[list[Placed]] = [[] for _ in slots]
    for word in line:
        cells[slot_of(word, slots)].append(word)
    return cells


def middle(line: PlacedLine) -> float:
    """The height at which a line stands."""
    return (min(word.y0 for word in line) + max(word.y1 for word in line)) / 2

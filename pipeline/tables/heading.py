"""The heading of a table without rules: the lines above its first row, as cells.

A heading is set in several lines in the middle of its columns; what stands over several columns is a cell above theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.layout import Box
from pipeline.tables.cells import Placed
from pipeline.tables.region import CellRegion
from pipeline.tables.slots import PlacedLine, Slot, slot_of

MOST_LINES = 9
NEAR = 1.2  # heights of white between two lines of a heading
CLOSE = 0.6  # heights of white above which a lone word over the first column ends the text before
PARTED = 1.5  # times a blank: white between the words of two columns
WIDEST = 0.8  # of the table: what is wider is a title


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line over one column or several."""

    words: tuple[Placed, ...]
    first: int
    last: int

    @property
    def box(self) -> Box:
        return around(self.words)


def around(words: Sequence[Placed]) -> Box:
    return Box(min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words))


def heading(
    lines: Sequence[PlacedLine], below: float, slots: Sequence[Slot], height: float, blank: float
) -> tuple[tuple[CellRegion, ...], int]:
    """The cells of a heading and how many rows they make.

    `lines` stand above the body, which begins at `below`; `blank` is the white between two words of a cell.
    """
    held: list[list[Piece]] = []
    for line in list(reversed(lines))[:MOST_LINES]:
        found = _pieces(line, slots, blank)
        white = below - around(line).y1
        if white > NEAR * height or not _heads(found, slots, white / height):
            break
        held.append(found)
        below = min(below, around(line).y0)
    return _cells([piece for line in reversed(held) for piece in line])


def _heads(found: Sequence[Piece], slots: Sequence[Slot], white: float) -> bool:
    """Whether a line may be of a heading: it stands within the table and is no sentence across it."""
    box = around([word for piece in found for word in piece.words])
    room = max(b.left - a.right for a, b in pairwise(slots))
    if box.x0 < slots[0].left - room or box.x1 > slots[-1].right + room:
        return False
    if len(found) == 1 and found[0].first == 0 and white > CLOSE:
        return False
    wide = [piece for piece in found if piece.last > piece.first]
    width = slots[-1].right - slots[0].left
    return all(piece.first > 0 and piece.box.x1 - piece.box.x0 <= WIDEST * width for piece in wide)


def _pieces(line: PlacedLine, slots: Sequence[Slot], blank: float) -> list[Piece]:
    """The words of a line, parted between columns where they leave more than a blank."""
    pieces: list[list[Placed]] = []
    for word in line:
        before = pieces[-1][-1] if pieces else None
        if before and (word.x0 - before.x1 <= PARTED * blank or slot_of(word, slots) == slot_of(before, slots)):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return [_piece(words, slots) for words in pieces]


def _piece(words: list[Placed], slots: Sequence[Slot]) -> Piece:
    at = [slot_of(word, slots) for word in words]
    return Piece(tuple(words), min(at), max(at))


def _cells(pieces: Sequence[Piece]) -> tuple[tuple[CellRegion, ...], int]:
    """Pieces under each other made cells; each column's own cell reaches down to the body."""
    if not pieces:
        return (), 0
    merged: list[list[Piece]] = []
    for piece in pieces:
        same = [cell for cell in merged if (cell[0].first, cell[0].last) == (piece.first, piece.last)]
        own = piece.first == piece.last
        if same and (own or piece.box.y0 - same[-1][-1].box.y1 < piece.box.y1 - piece.box.y0):
            same[-1].append(piece)
        else:
            merged.append([piece])
    over = sorted((cell for cell in merged if cell[0].last > cell[0].first), key=lambda c: c[0].box.y0)
    level = {id(cell): 0 for cell in over}
    for n, cell in enumerate(over):
        level[id(cell)] = sum(o[0].first <= cell[0].last and cell[0].first <= o[0].last for o in over[:n])
    depth = max(level.values(), default=-1) + 2
    regions = []
    for cell in merged:
        first, last = cell[0].first, cell[0].last
        if last > first:
            row, span = level[id(cell)], 1
        else:
            row = max((level[id(o)] + 1 for o in over if o[0].first <= first <= o[0].last), default=0)
            span = depth - row
        box = around([word for piece in cell for word in piece.words])
        regions.append(CellRegion(row, first, box, span, last - first + 1))
    return tuple(sorted(regions, key=lambda c: (c.row, c.column))), depth

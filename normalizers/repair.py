"""The whole repair of a document's lines, line for line; every change is a value that can be taken back.

First the encodings, in rounds until nothing changes (text can be misread twice): references, mojibake, legacy charsets,
composed letters. Then what only a language model can win back: stripped diacritics and OCR garble.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from normalizers.composed import unicode_edits
from normalizers.edits import Edit, apply, compose
from normalizers.encodings import encoding_edits
from normalizers.hints import Hints
from normalizers.mojibake import mojibake_edits
from normalizers.quality import quality, weak_blocks
from normalizers.references import reference_edits
from normalizers.repairs import Repair, RepairedText

NO_HINTS = Hints()
_LONGEST = 2000  # characters of a line the language model reads at once
_ROUNDS = 4  # charset within charset: more than two was never seen
_AGAIN = 40_000  # weak characters read again in any case; more of them only if the last round left at most half
_PORTION = 400_000  # characters read together, some eighty pages: what a reader's habits are learned from
_BLOCKS = 100  # weak stretches of a document read each by itself


def repair_lines(lines: Sequence[str], hints: Hints = NO_HINTS) -> RepairedText:
    """The lines repaired, as many as came in, none with a TAB or line break more or less."""
    draft = _Draft(list(lines))
    _repair_encodings(draft, hints)
    _restore(draft, hints)
    return RepairedText(
        lines=tuple(draft.lines),
        repairs=tuple(repair for number in sorted(draft.repairs) for repair in draft.repairs[number]),
        quality_before=quality("\n".join(lines)),
        quality_after=quality("\n".join(draft.lines)),
    )


def repair_encodings(lines: Sequence[str], hints: Hints = NO_HINTS) -> tuple[str, ...]:
    """The lines with their encodings repaired only, without the language model."""
    draft = _Draft(list(lines))
    _repair_encodings(draft, hints)
    return tuple(draft.lines)


class _Draft:
    """Lines under repair; `repairs` by 0-based line, always against the lines as read."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.repairs: dict[int, tuple[Repair, ...]] = {}

    def edit(self, number: int, edits: Iterable[Edit]) -> bool:
        """Makes the edits of one line; whether it changed. Edits that would add or drop a TAB or break are refused."""
        before = self.lines[number]
        after, repairs = apply(before, number + 1, edits)
        if not repairs or any(after.count(sign) != before.count(sign) for sign in "\t\n\r\f"):
            return False
        self.lines[number] = after
        self.repairs[number] = compose(self.repairs.get(number, ()), repairs)
        return True


def _repair_encodings(draft: _Draft, hints: Hints) -> None:
    for _ in range(_ROUNDS):
        changed = _each_line(draft, reference_edits, mojibake_edits)
        changed |= _lines_edited(draft, encoding_edits(draft.lines, hints))
        changed |= _each_line(draft, unicode_edits)
        if not changed:
            return
        hints = Hints(names=hints.names, ocr=hints.ocr)  # the offsets of fonts and words are those of the lines as read


def _each_line(draft: _Draft, *stages: Callable[[str], Iterable[Edit]]) -> bool:
    changed = False
    for number, line in enumerate(draft.lines):
        if line.isascii() and "&" not in line:
            continue
        for stage in stages:
            changed |= draft.edit(number, stage(draft.lines[number]))
    return changed


def _lines_edited(draft: _Draft, edits: Mapping[int, Iterable[Edit]]) -> bool:
    return sum(draft.edit(number, line_edits) for number, line_edits in edits.items()) > 0


def _restore(draft: _Draft, hints: Hints) -> None:
    """Stripped diacritics and OCR garble, by the language model; again for what is still weak."""
    if hints.ocr:
        _restore_pieces(draft, [p for number, line in enumerate(draft.lines) for p in _pieces(number, line)], hints)
        return
    left = math.inf  # characters still weak
    for _ in range(_ROUNDS):
        blocks = _together(_legible_pieces(draft.lines, weak_blocks(draft.lines)))
        before, left = left, sum(len(piece.text) for pieces in blocks for piece in pieces)
        if left > max(before / 2, _AGAIN) or not sum(_restore_pieces(draft, pieces, hints) for pieces in blocks):
            return


def _together(blocks: Sequence[list[_Piece]]) -> list[list[_Piece]]:
    """Neighbouring blocks as one where there are too many to learn the habits of a reader from each."""
    size = -(-len(blocks) // _BLOCKS) or 1
    return [list(chain(*blocks[at : at + size])) for at in range(0, len(blocks), size)]


def _legible_pieces(lines: Sequence[str], blocks: Sequence[range]) -> list[list[_Piece]]:
    """The pieces of each block's lines, but for those that are like no Vietnamese: these stay as they are."""
    pieces = [[piece for number in block for piece in _pieces(number, lines[number])] for block in blocks]
    if not pieces:
        return []
    from normalizers.noise import legible  # loads the model, which sound text does not need

    verdicts = iter(legible([piece.text for some in pieces for piece in some]))
    kept = [[piece for piece in some if next(verdicts)] for some in pieces]
    return [some for some in kept if some]


def _restore_pieces(draft: _Draft, pieces: Sequence[_Piece], hints: Hints) -> int:
    """How many lines the model changed, read together as far as memory allows."""
    from normalizers.decoder import restore

    by_line: dict[int, list[Edit]] = {}
    for portion in _portions(pieces):
        words = tuple(_piece_words(piece, hints) if piece.line not in draft.repairs else () for piece in portion)
        known = Hints(words=words, names=hints.names, ocr=hints.ocr)
        for index, edits in restore([piece.text for piece in portion], known).items():
            at = portion[index].start
            moved = [edit._replace(start=edit.start + at, end=edit.end + at) for edit in edits] if at else edits
            by_line.setdefault(portion[index].line, []).extend(moved)
    return sum(draft.edit(number, edits) for number, edits in by_line.items())


def _portions(pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    """The pieces in portions of about _PORTION characters."""
    first = held = 0
    for i, piece in enumerate(pieces):
        held += len(piece.text)
        if held >= _PORTION or i + 1 == len(pieces):
            yield pieces[first : i + 1]
            first, held = i + 1, 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, or a stretch of a line too long to be read as one; `line` is 0-based."""

    line: int
    start: int
    text: str


def _pieces(number: int, line: str) -> Iterator[_Piece]:
    start = 0
    while len(line) - start > _LONGEST:
        cut = line.rfind(" ", start + _LONGEST // 2, start + _LONGEST) + 1 or start + _LONGEST
        yield _Piece(number, start, line[start:cut])
        start = cut
    yield _Piece(number, start, line[start:])


def _piece_words(piece: _Piece, hints: Hints) -> tuple[tuple[int, int, float], ...]:
    """The confidences of the piece's words, while its line stands as it was read."""
    end = piece.start + len(piece.text)
    return tuple(
        (start - piece.start, stop - piece.start, confidence)
        for start, stop, confidence in hints.line_words(piece.line)
        if piece.start <= start and stop <= end
    )

"""The whole repair of a document's lines, line for line; every change is a value that can be taken back.

First the encodings, in rounds until nothing changes (text can be misread twice): references, mojibake, legacy charsets,
composed letters. Then what only a language model can win back: stripped diacritics and OCR garble.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from normalizers.composed import unicode_edits
from normalizers.edits import Edit, apply, as_edits, compose
from normalizers.encodings import encoding_edits
from normalizers.hints import Hints
from normalizers.mojibake import mojibake_edits
from normalizers.quality import needs_decoder, quality
from normalizers.references import reference_edits
from normalizers.repairs import Repair, RepairedText

NO_HINTS = Hints()
_ROUNDS = 4  # charset within charset: more than two was never seen


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
        changed = _each_line(draft)
        changed |= _lines_edited(draft, encoding_edits(draft.lines, hints))
        if not changed:
            return
        hints = Hints(names=hints.names, ocr=hints.ocr)  # the offsets of fonts and words are those of the lines as read


def _each_line(draft: _Draft) -> bool:
    changed = False
    for number, line in enumerate(draft.lines):
        if line.isascii() and "&" not in line:
            continue
        for edits in (reference_edits, mojibake_edits, unicode_edits):
            changed |= draft.edit(number, edits(draft.lines[number]))
    return changed


def _lines_edited(draft: _Draft, edits: Mapping[int, Iterable[Edit]]) -> bool:
    changed = False
    for number, line_edits in edits.items():
        changed |= draft.edit(number, line_edits)
    return changed


def _restore(draft: _Draft, hints: Hints) -> None:
    """Stripped diacritics and OCR garble, by the language model; loaded only for a text that needs it."""
    if not needs_decoder(draft.lines, hints.ocr):
        return
    try:
        from normalizers import decoder
    except ImportError:
        return
    by_line: dict[int, list[Repair]] = {}
    for repair in decoder.restore(draft.lines, hints):
        by_line.setdefault(repair.line - 1, []).append(repair)
    for number, repairs in by_line.items():
        draft.edit(number, as_edits(repairs))

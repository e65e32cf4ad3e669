"""Names in repaired text put right: where the words as read were damaged, a linked name gets its official spelling.

The repair of text knows which words are likely; only a list of units knows that `Lượng Tiền` among the communes of
Phù Yên is Tường Tiến. Words that were read whole stay as their author wrote them, variants and slips included.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from gazetteer.lookup import Gazetteer
from gazetteer.match import Context
from gazetteer.mentions import Found, find_mentions
from normalizers.edits import Edit, apply, compose
from normalizers.repairs import Repair, RepairedText
from normalizers.unicode import fold, strip_diacritics

SURE = 0.75  # of a link, to rewrite its words
ALIKE = 60.0  # per cent of the letters that a word and its official form share, at least
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def restore_names(gazetteer: Gazetteer, text: RepairedText, context: Context) -> RepairedText:
    """The text with the names of units restored. `context` is the document's own; lines without repair stay."""
    by_line: dict[int, list[Repair]] = defaultdict(list)
    for repair in text.repairs:
        by_line[repair.line].append(repair)
    edits: dict[int, list[Edit]] = defaultdict(list)
    for found in find_mentions(gazetteer, text.lines, context):
        if found.score >= SURE:
            for line, edit in _edits(found, text.lines, by_line):
                edits[line].append(edit)
    return _applied(text, by_line, edits)


def _edits(found: Found, lines: Sequence[str], repairs: dict[int, list[Repair]]) -> Iterator[tuple[int, Edit]]:
    """The words of one mention that are to be rewritten, with their line (0-based)."""
    official = _WORD.findall(found.unit.name)
    for place, right in zip(_places(found, lines, len(official)), official, strict=False):
        line, start, end = place
        word = lines[line][start:end]
        right = right.upper() if word.isupper() and len(word) > 1 else right
        if word == right or fuzz.ratio(fold(word), fold(right)) < ALIKE:
            continue
        touching = repairs.get(line + 1, [])
        if not _damaged(word, start, end, touching):
            continue
        kind = touching[0].kind if fold(word) != fold(right) else "diacritics"
        reason = f"gazetteer: {found.unit.full_name} ({found.unit.code})"
        yield line, Edit(start, end, right, kind, reason, round(found.score, 3))


def _places(found: Found, lines: Sequence[str], size: int) -> list[tuple[int, int, int]]:
    """Line, start and end of the words of the name; a name that wraps goes on at the start of the next line of text."""
    words = [(found.line, m.start(), m.end()) for m in _WORD.finditer(lines[found.line], found.start, found.end)]
    kind = len(_WORD.findall(found.kind)) if fold(found.surface).startswith(fold(found.kind)) else 0
    words = words[kind:] if len(words) > size else words
    missing = size - len(words)
    if missing > 0 and not _WORD.search(lines[found.line], found.end):
        below = next((n for n in range(found.line + 1, min(found.line + 3, len(lines))) if lines[n].strip()), None)
        if below is not None:
            words += [(below, m.start(), m.end()) for m in list(_WORD.finditer(lines[below]))[:missing]]
    return words if len(words) == size else []


def _damaged(word: str, start: int, end: int, repairs: Sequence[Repair]) -> bool:
    """Whether the word as read was not whole: repaired, or bare of marks in a line whose marks were restored."""
    restored = [repair for repair in repairs if repair.kind in ("diacritics", "ocr")]
    if any(repair.start < end and start < repair.end for repair in restored):
        return True
    return bool(restored) and word == strip_diacritics(word)


def _applied(text: RepairedText, repairs: dict[int, list[Repair]], edits: dict[int, list[Edit]]) -> RepairedText:
    lines = list(text.lines)
    composed = {line: tuple(held) for line, held in repairs.items()}
    for line, wanted in edits.items():
        unique = {(edit.start, edit.end): edit for edit in wanted}
        lines[line], made = apply(lines[line], line + 1, unique.values())
        composed[line + 1] = compose(composed.get(line + 1, ()), made)
    ordered = tuple(repair for line in sorted(composed) for repair in composed[line])
    return replace(text, lines=tuple(lines), repairs=ordered)

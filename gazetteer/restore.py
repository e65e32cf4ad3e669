"""Names in repaired text put right: where the words as read were damaged, a linked name gets its official spelling.

The repair of text knows which words are likely; only a list of units knows that `Lượng Tiền` among the communes of
Phù Yên is Tường Tiến. Words that were read whole stay as their author wrote them, variants and slips included.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz

from gazetteer.lookup import Gazetteer
from gazetteer.match import Context
from gazetteer.mentions import Found, find_mentions
from gazetteer.pools import near
from gazetteer.spelling import form
from gazetteer.tokens import Token, level_word, tokens
from normalizers.edits import Edit, apply, compose
from normalizers.repairs import Repair, RepairedText
from normalizers.unicode import fold, strip_diacritics

SURE = 0.75  # of a link, to rewrite its words
_CAPITAL = 0.9  # belief in a capital given back
ALIKE = 60.0  # per cent of the letters that a word and its official form share, at least
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def restore_names(gazetteer: Gazetteer, text: RepairedText, context: Context) -> RepairedText:
    """The text with the names of units restored. `context` is the document's own; lines without repair stay."""
    text = _with_capitals(gazetteer, text, context)
    by_line = _by_line(text)
    edits: dict[int, list[Edit]] = defaultdict(list)
    for found in find_mentions(gazetteer, text.lines, context):
        if found.score >= SURE:
            for line, edit in _edits(found, text.lines, by_line):
                edits[line].append(edit)
    return _applied(text, by_line, edits)


def _by_line(text: RepairedText) -> dict[int, list[Repair]]:
    by_line: dict[int, list[Repair]] = defaultdict(list)
    for repair in text.repairs:
        by_line[repair.line].append(repair)
    return by_line


def _with_capitals(gazetteer: Gazetteer, text: RepairedText, context: Context) -> RepairedText:
    """The names of the document's own units with their capitals, which a misread letter lost: 'xã vĩnh Hựu'.

    A name is one with its marks right and a capital inside it, or after a level word.
    """
    by_line = _by_line(text)
    names = _own_names(gazetteer, context.parents)
    words = tokens(text.lines)
    edits: dict[int, list[Edit]] = defaultdict(list)
    for at, word in enumerate(words):
        if word.form.plain not in names or not _restored(by_line.get(word.line + 1, ())):
            continue
        for official in names[word.form.plain]:
            printed = words[at : at + len(official)]
            if _is_name(printed, official) and (any(w.capital for w in printed[1:]) or _after_level_word(words, at)):
                edits[word.line] += _capitals(printed, official)
                break
    return _applied(text, by_line, edits)


@lru_cache(maxsize=64)
def _own_names(gazetteer: Gazetteer, parents: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The words of the names of a document's units by their first word, the longest names first."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for unit in near(gazetteer, parents, None).units if parents else ():
        name = tuple(_WORD.findall(unit.name))
        if len(name) > 1 and all(form(word).plain for word in name):
            found.setdefault(form(name[0]).plain, {})[name] = None
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in found.items()}


def _is_name(printed: Sequence[Token], official: Sequence[str]) -> bool:
    together = all(word.before == " " and word.line == printed[0].line for word in printed[1:])
    alike = [word.form.plain for word in printed] == [form(word).plain for word in official]
    return together and alike and any(_small(w, right) for w, right in zip(printed, official, strict=True))


def _small(word: Token, right: str) -> bool:
    return right[0].isupper() and not word.capital


def _after_level_word(words: Sequence[Token], at: int) -> bool:
    touching = words[at].before == " "
    return touching and any(at >= size and level_word(words, at - size)[1] == size for size in (1, 2))


def _capitals(printed: Sequence[Token], official: Sequence[str]) -> Iterator[Edit]:
    for word, right in zip(printed, official, strict=True):
        if _small(word, right):
            after = word.text[0].upper() + word.text[1:]
            yield Edit(word.start, word.end, after, "ocr", "gazetteer: a name's capital", _CAPITAL)


def _restored(repairs: Sequence[Repair]) -> bool:
    """Whether a line was misread, so that its words were chosen."""
    return any(repair.kind in ("diacritics", "ocr") for repair in repairs)


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
    chosen = [repair for repair in repairs if repair.kind in ("diacritics", "ocr")]
    if any(repair.start < end and start < repair.end for repair in chosen):
        return True
    return bool(chosen) and word == strip_diacritics(word)


def _applied(text: RepairedText, repairs: dict[int, list[Repair]], edits: dict[int, list[Edit]]) -> RepairedText:
    lines = list(text.lines)
    composed = {line: tuple(held) for line, held in repairs.items()}
    for line, wanted in edits.items():
        unique = {(edit.start, edit.end): edit for edit in wanted}
        lines[line], made = apply(lines[line], line + 1, unique.values())
        composed[line + 1] = compose(composed.get(line + 1, ()), made)
    ordered = tuple(repair for line in sorted(composed) for repair in composed[line])
    return replace(text, lines=tuple(lines), repairs=ordered)

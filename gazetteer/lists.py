"""Names that stand together: lists in prose (`xã A, B và C`) and columns of tables. Each names a unit once at most.

An item is what one name would be: perhaps an office and a level word, then capitalised words or a number.
Whether a list is one of units at all is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gazetteer.tokens import LEVEL_WORDS, Token, level_word

LONGEST_NAME = 5
COMMAS = frozenset({",", ";", "+", "*"})
GLUE = ("", "-", "–")  # between the words of one name
OFFICES = {("ubnd",), ("hdnd",), ("uy", "ban", "nhan", "dan"), ("hoi", "dong", "nhan", "dan"), ("dang", "uy")}
OFFICE_STARTS = frozenset(office[0] for office in OFFICES)
FIRST_WORDS = OFFICE_STARTS | {words[0] for words in LEVEL_WORDS}  # what may begin an item in small letters
OPENERS = frozenset(
    ("tại", "ở", "với", "riêng", "của", "trong", "theo", "còn", "gồm", "về", "cho")
)  # no part of a name
WALLS = "\t|"


class Item(NamedTuple):
    """`first` and `size` are tokens of the bare name (size 0: the level word alone, which begins at first)."""

    first: int
    size: int
    kind: str

    @property
    def end(self) -> int:
        return self.first + self.size


class Listing(NamedTuple):
    items: tuple[Item, ...]
    table: bool  # a column of cells, not a list in a sentence


def listings(words: Sequence[Token]) -> Iterator[Listing]:
    """Lists in prose of two items and more, then columns of tables, and lines that were rows of one, from three on."""
    yield from _prose(words)
    yield from _columns(words)
    yield from _score_lines(words)


def name_size(words: Sequence[Token], at: int) -> int:
    """How many words from here may be one name: capitalised or a number, on one line or wrapped once."""
    size = 0
    for word in words[at : at + LONGEST_NAME]:
        if size and (word.before.strip(" \n") not in GLUE or word.before.count("\n") > 2):
            break
        if not (word.capital or word.text.isdigit() or (size == 1 and _state_farm(words[at], word))):
            break
        size += 1
    return size


def _state_farm(first: Token, second: Token) -> bool:
    """Towns named after state farms: thị trấn Nông trường Mộc Châu."""
    return (first.form.plain, second.form.plain) == ("nông", "trường")


def item_at(words: Sequence[Token], at: int) -> Item | None:
    """The item that begins at a token: `UBND xã Nam Đà`, `Nam Đà`, `Thị trấn` alone."""
    if not _may_begin(words[at]):
        return None
    if words[at].bare_line and words[at].capital and words[at].form.folded in ("quan", "phuong"):
        return Item(at, name_size(words, at), "")  # without marks Quán Toan begins like a level word
    if words[at].form.plain in OPENERS and at + 1 < len(words) and words[at + 1].capital:
        at += 1
    start = at
    at += office_size(words, at)
    if at >= len(words):
        return None
    kind, size = level_word(words, at)
    alone = kind == "thị trấn" and words[at].capital and not words[at].upper and _ends(words, at + size)
    if alone:
        return Item(at, 0, kind)
    if size and (at + size >= len(words) or words[at + size].before.strip(" \n") not in ("", ".")):
        return None
    first = at + size
    if first > start and first < len(words) and words[first].before.strip(" \n.") != "":
        return None
    length = name_size(words, first) if first < len(words) else 0
    return Item(first, length, kind) if length else None


def _may_begin(word: Token) -> bool:
    return word.capital or word.form.folded in FIRST_WORDS or word.text.isdigit()


def office_size(words: Sequence[Token], at: int) -> int:
    """How many tokens `UBND`, `Ủy ban nhân dân` ... take here; 0 if there is no office."""
    if words[at].form.folded not in OFFICE_STARTS:
        return 0
    for office in OFFICES:
        if tuple(w.form.folded for w in words[at : at + len(office)]) == office:
            return len(office)
    return 0


def item_end(words: Sequence[Token], item: Item) -> int:
    """The token after the item."""
    if item.size:
        return item.end
    return item.first + level_word(words, item.first)[1]


def _ends(words: Sequence[Token], at: int) -> bool:
    """A list mark, a bracket, a wall or a stop follows, or nothing."""
    if at >= len(words):
        return True
    return words[at].before.strip(" ")[:1] in {",", ";", ".", ")", "\t", "|"} or words[at].form.plain == "và"


def _prose(words: Sequence[Token]) -> Iterator[Listing]:
    at = 0
    while at < len(words):
        if not _may_begin(words[at]):
            at += 1
            continue
        items: list[Item] = []
        following: int | None = at
        while following is not None and following < len(words):
            item = item_at(words, following)
            if item is None or (_number_only(words, item) and not (items and _numbered(words, items[-1]))):
                break
            items.append(item)
            at = item_end(words, item)
            following = _next(words, at)
        if len(items) >= 2:
            yield Listing(tuple(items), table=False)
        at += 0 if items else 1


def _numbered(words: Sequence[Token], item: Item) -> bool:
    """`phường 1`: numbers that follow it in the list are wards too."""
    return item.size == 1 and words[item.first].number


def _next(words: Sequence[Token], at: int) -> int | None:
    """The token at which the next item begins, if a comma or `và` leads to it."""
    if at >= len(words):
        return None
    gap = words[at].before.strip(" \n")
    if words[at].before == "," and words[at].number:
        return None  # the decimals of a number
    if words[at].form.plain in ("và", "va") and gap in ("", ","):
        return at + 1
    return at if gap in COMMAS and words[at].before.count("\n") <= 2 else None


def _columns(words: Sequence[Token]) -> Iterator[Listing]:
    """Cells of one column over rows that follow each other, one item a cell."""
    columns: dict[int, list[Item]] = {}
    last = -9
    for row in _rows(words):
        line = words[row[0][0]].line
        if line > last + 2:
            yield from _whole(columns)
            columns = {}
        last = line
        for column, (first, end) in enumerate(row):
            item = item_at(words, first) if first < end else None
            if item is not None and item_end(words, item) == end and not _number_only(words, item):
                columns.setdefault(column, []).append(item)
    yield from _whole(columns)


def _number_only(words: Sequence[Token], item: Item) -> bool:
    return not item.kind and item.size == 1 and words[item.first].number


def _whole(columns: dict[int, list[Item]]) -> Iterator[Listing]:
    for column in sorted(columns):
        if len(columns[column]) >= 3:
            yield Listing(tuple(columns[column]), table=True)


def _rows(words: Sequence[Token]) -> Iterator[list[tuple[int, int]]]:
    """Every line with walls as its cells, each the tokens [first, end); empty cells are (n, n)."""
    at = 0
    while at < len(words):
        end, walled = at + 1, False
        while end < len(words) and words[end].line == words[at].line:
            walled = walled or "\t" in words[end].before or "|" in words[end].before
            end += 1
        if not walled:
            at = end
            continue
        cells, first = [], at
        for i in range(at, end):
            walls = _walls(words[i].before.rsplit("\n", 1)[-1])
            for _ in range(walls if i > at else 0):
                cells.append((first, i))
                first = i
        cells.append((first, end))
        yield cells
        at = end


def _walls(gap: str) -> int:
    return sum(gap.count(wall) for wall in WALLS)


def _score_lines(words: Sequence[Token]) -> Iterator[Listing]:
    """Rows of a table that lost its walls: `9 Tân Tiến 73,74 Khá`, a number before or behind a name, row by row."""
    rows: list[Item] = []
    last = -9
    for first, end in _line_ends(words):
        item = _beside_number(words, first, end)
        if item is None:
            continue
        if words[first].line > last + 3:
            yield from _whole({0: rows})
            rows = []
        rows.append(item)
        last = words[first].line
    yield from _whole({0: rows})


def _line_ends(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Every line as its tokens [first, end)."""
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].line != words[first].line:
            yield first, at
            first = at


def _beside_number(words: Sequence[Token], first: int, end: int) -> Item | None:
    """The item of a line if a number stands before or behind it; capitals are not asked for, the line's form is
    enough."""
    begins = first
    while first < end and words[first].text.isdigit():
        first += 1
    if first >= end:
        return None
    name = first + office_size(words, first)
    kind, size = level_word(words, name) if name < end else ("", 0)
    name += size
    last = name
    while last < end and not words[last].text[0].isdigit():
        last += 1
    touching = all(word.before.strip(" ") in GLUE for word in words[name + 1 : last])
    numbered = first > begins and words[name].before.strip(" ") in GLUE
    if (last == end and not numbered) or not name < last <= name + LONGEST_NAME or not touching:
        return None
    return Item(name, last - name, kind)

"""Tables whose columns were lost: the cells of a row run together on one line, between specks and bits of rules.

    ‘aig Đơn vị Điểm Cải cách công vụ (tối đa 10)      the heads, over no column any more
    1 Xã Cư Klông 7,97
    7° |Xã Ea Hồ _ 6,13 |
    Trung bình chung 6,31

Most rows say how many figures a row has; a row with one more or less is laid on the others by what their columns hold.
A figure that may stand in two columns stands in none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractors.layout import Page
from extractors.tables.grids import Grid, GridCell, GridRow, NumberedLine, is_index_row
from extractors.text.values import parse_number, parse_ratio
from extractors.text.vocabulary import is_rating, row_kind
from normalizers.unicode import fold

_LEAST_ROWS = 3
_NEAR = 3  # lines from one row to the next
_FAR = 9  # the same, where the page ends between them and heads are printed again
_HEADS = 5  # lines of heads over a table
_LONGEST_NAME = 60
_LONGEST_LINE = 75  # a head or a page number between two rows; longer lines are prose
_UNREAD = 4  # characters of a figure that was not read: L771, e), Bok
_MARKS = 4  # bars, brackets and figures: a long line with so many is the head of many columns
_NOTE = 24  # characters of the word after the figures
_SPECKS = "._:;,'\"*°=~`‘’“”^•·—–"
_TOKEN = re.compile(r"[^\s|\[\]{}]+")
_FIGURE = re.compile(r"[-–−+]?\d{1,4}(?:[.,]\d{1,3}){0,2}(?:/\d{1,3}(?:[.,]\d{1,2})?)?%?$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LEVEL = re.compile(r"(?:UBND|xã|xa|thị|thi|phường|phuong|huyện|quận|thành|tt\.?|p\.)$", re.IGNORECASE)
_PROSE = re.compile(r"[;:]|\b(?:là|đạt|của|năm|ngày|tháng|điểm|Điều|khoản|số|với|được|các|và)\b")
_OUTSIDE = re.compile(
    r"\s*(?:Biểu|Bảng|Phụ lục|Table|Nơi nhận|[-+•*]\s+[^\W_]|[IVX]{1,5}\s?[.)]\s|\d{1,2}\.\d{1,2}\.?\s+[^\W\d_]"
    r"|\d{1,2}\.\s+[^\W\d_]|.*\b(?:là|của|đạt)\b.*[.,;]\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        return bool(_FIGURE.match(self.text))


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: its number, its name, its figures (with what stands unread among them), the word after them."""

    line: int
    page: Page
    label: _Token | None
    name: _Token
    figures: tuple[_Token, ...]
    note: _Token | None

    @property
    def place(self) -> int | None:
        """The number that the row bears; None where it has none or it was not read."""
        return int(self.label.text) if self.label and self.label.text.isdecimal() else None

    @property
    def whole(self) -> bool:
        return all(t.is_figure for t in self.figures)


def worn_grids(lines: Sequence[NumberedLine]) -> Iterator[Grid]:
    """Every table of such rows; the lines of its heads are its `over`."""
    block: list[_Row] = []
    between: list[NumberedLine] = []
    heads: list[NumberedLine] = []
    for item in lines:
        if not item[2].text.strip():
            continue
        row = _row(item)
        if row and (not block or _follows(block[-1], row, between)):
            heads = heads if block else between
            block.append(row)
            between = []
            continue
        if row:
            yield from _table(block, heads)
            block, heads, between = [row], between, []
        else:
            between = [*between[-_FAR:], item]
    yield from _table(block, heads)


# --- rows ---------------------------------------------------------------------------------------------------------


def _row(item: NumberedLine) -> _Row | None:
    """The parts of a line that may be a row."""
    number, page, line = item
    if len(line.text) > 2 * _LONGEST_LINE:
        return None
    tokens = [t for m in _TOKEN.finditer(line.text) if (t := _clean(m)).text]
    last = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].is_figure), 0)
    first = _first_figure(tokens, last)
    label, named = _named(tokens[:first])
    if not last or not named or first > last:
        return None
    name = _span(line.text, named)
    note = _note(line.text, tokens[last + 1 :])
    if not _is_name(name.text) or (note is not None and not _is_note(note.text)):
        return None
    unread = tokens[last + 1 :] if note is None else []
    figures = tuple(tokens[first : last + 1] + unread[:1])
    return _Row(number, page, label, name, figures, note)


def _clean(match: re.Match[str]) -> _Token:
    """The token without specks at its ends; a bar or an underscore within it parts no word."""
    text = match.group()
    left = len(text) - len(text.lstrip(_SPECKS.replace("–", "")))
    body = text[left:].rstrip(_SPECKS)
    return _Token(body, match.start() + left, match.start() + left + len(body))


def _first_figure(tokens: Sequence[_Token], last: int) -> int:
    """Where the figures begin: leftwards from the last, over what was not read between two of them."""
    first = last
    for at in range(last - 1, 0, -1):
        if tokens[at].is_figure:
            first = at
        elif len(tokens[at].text) > _UNREAD or not tokens[at - 1].is_figure or at == 1:
            break
    return first + _numbers_name(tokens, first, last)


def _numbers_name(tokens: Sequence[_Token], first: int, last: int) -> bool:
    """'Phường 5 7,35', 'Quận 10 81,2': the first figure is part of the name."""
    return first < last and fold(tokens[first - 1].text) in ("phuong", "quan") and tokens[first].text.isdecimal()


def _named(tokens: Sequence[_Token]) -> tuple[_Token | None, Sequence[_Token]]:
    """(the number of the row, the words of its name); a number that was not read is a sign or two before a level."""
    while len(tokens) > 1 and _is_speck(tokens[0], tokens[1]):
        tokens = tokens[1:]
    if not tokens:
        return None, ()
    first = tokens[0]
    bare = first.text.rstrip(".)")
    if bare.isdecimal() and len(bare) <= 3:
        return _Token(bare, first.start, first.start + len(bare)), tokens[1:]
    if len(tokens) > 1 and len(first.text) <= 3 and _begins_name(first, tokens[1]):
        return first, tokens[1:]
    return None, tokens


def _begins_name(first: _Token, second: _Token) -> bool:
    """What stands before 'UBND', or before another word of level and is none itself, is no part of a name."""
    return second.text == "UBND" or bool(_LEVEL.match(second.text) and not _LEVEL.match(first.text))


def _is_speck(token: _Token, following: _Token) -> bool:
    """A sign before the number of the row or, where that was not read, before a name."""
    if any(c.isdecimal() for c in token.text) or _LEVEL.match(following.text):
        return False
    return not any(c.isalpha() for c in token.text) or (len(token.text) == 1 and token.text.islower())


def _span(text: str, tokens: Sequence[_Token]) -> _Token:
    start, end = tokens[0].start, tokens[-1].end
    return _Token(text[start:end], start, end)


def _is_name(name: str) -> bool:
    if len(name) > _LONGEST_NAME or not _LETTERS.search(name):
        return False
    if row_kind(name) is not None and not re.search(r"\b(?:là|đạt|này)\b", name):
        return True
    begins = name[:1].isupper() or _LEVEL.match(name.split()[0]) is not None
    return begins and "(" not in name and not _PROSE.search(name) and not re.search(r"\d\s+\S", name)


def _note(text: str, tokens: Sequence[_Token]) -> _Token | None:
    """The words after the figures; a sign or two that rate nothing are a figure that was not read."""
    if not tokens or (len(tokens) == 1 and _is_unread(tokens[0].text)):
        return None
    return _span(text, tokens)


def _is_unread(text: str) -> bool:
    if text in ("điểm", "năm", "xã", "đơn"):
        return False
    return len(text) <= _UNREAD and not (text[:1].isupper() and text.isalpha() and (len(text) > 2 or is_rating(text)))


def _is_note(text: str) -> bool:
    if len(text) > _NOTE or not text[:1].isupper() or re.search(r"[.;:,]", text):
        return False
    return not _PROSE.search(text)


# --- which rows are one table -------------------------------------------------------------------------------------


def _follows(above: _Row, row: _Row, between: Sequence[NumberedLine]) -> bool:
    """Near enough, with nothing but heads and page furniture between, numbered on and not anew."""
    if abs(len(above.figures) - len(row.figures)) > 2 and row_kind(row.name.text) is None:
        return False
    if row_kind(above.name.text) in ("mean", "total") and row_kind(row.name.text) is None:
        return False
    if row.line - above.line > _FAR or any(_is_outside(text.text) for _, _, text in between):
        return False
    if above.place is not None and row.place is not None:
        step = row.place - above.place
        return 0 <= step <= 3 or (row.line - above.line <= _NEAR and row.place > 1)
    return row.line - above.line <= _NEAR or above.page is not row.page


def _is_outside(text: str) -> bool:
    """A caption, a heading or prose: the table above it is over."""
    text = text.strip()
    if bool(_OUTSIDE.match(text)) or (text.endswith((".", ";")) and len(text) > 40):
        return True
    return len(text) > _LONGEST_LINE and len(re.findall(r"[|()\[\]\d]", text)) < _MARKS


def _table(block: Sequence[_Row], heads: Sequence[NumberedLine]) -> Iterator[Grid]:
    """The grid of a block: number, name, figures, note."""
    units = [row for row in block if row_kind(row.name.text) is None]
    if len(units) < _LEAST_ROWS:
        return
    counts = Counter(sum(t.is_figure for t in row.figures) for row in units)
    width = max(counts, key=lambda n: (counts[n], n))
    if counts[width] * 2 < len(units) or not any(row.whole and len(row.figures) == width for row in units):
        return
    profiles = _profiles([row for row in units if row.whole and len(row.figures) == width])
    noted = sum(row.note is not None for row in block) * 3 >= len(block)
    laid = [found for row in block if (found := _laid(row, width, profiles, noted)) is not None]
    rows = [row for row in laid if not is_index_row(row)]
    if len(rows) >= _LEAST_ROWS:
        over = tuple((number, line.text.strip()) for number, _, line in _heads_of(heads, block[0]))
        yield Grid((), tuple(rows), width + 2 + noted, "rows", over)


def _heads_of(lines: Sequence[NumberedLine], first: _Row) -> list[NumberedLine]:
    """The lines right over the first row that name columns: what stands below the last caption, heading or sentence."""
    found: list[NumberedLine] = []
    below = first.line
    for item in reversed(lines):
        if _is_outside(item[2].text) or len(found) == _HEADS or below - item[0] > 2 or item[1] is not first.page:
            break
        found.insert(0, item)
        below = item[0]
    return found


# --- figures and their columns ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the whole rows hold in one column."""

    low: float
    high: float
    decimals: float  # share of the figures with decimals

    def strangeness(self, token: _Token) -> float:
        """0 for a figure like the others of the column, about 1 for one unlike them."""
        value = _value(token)
        if value is None:
            return 0.6
        spread = max(self.high - self.low, 0.1 * abs(self.high), 1.0)
        far = max(self.low - value, value - self.high, 0.0) / spread
        return min(far, 1.0) + 0.3 * abs(self.decimals - ("," in token.text))


def _value(token: _Token) -> float | None:
    ratio = parse_ratio(token.text)
    return ratio[0] if ratio else parse_number(token.text) if token.is_figure else None


def _profiles(rows: Sequence[_Row]) -> list[_Profile]:
    profiles = []
    for column in zip(*(row.figures for row in rows), strict=True):
        values = [v for token in column if (v := _value(token)) is not None] or [0.0]
        decimals = sum("," in token.text for token in column) / len(column)
        profiles.append(_Profile(min(values), max(values), decimals))
    return profiles


def _laid(row: _Row, width: int, profiles: Sequence[_Profile], noted: bool) -> GridRow | None:
    """The row as cells of a table of so many figures; None where it cannot be laid on the others."""
    placed = _placed(row, width, profiles)
    if placed is None:
        return None
    end = row.name.end
    cells = [
        _cell(row.label or _Token("", row.name.start, row.name.start), row.line, 0),
        _cell(row.name, row.line, 1),
    ]
    for column, token in enumerate(placed, 2):
        token = token if token is not None and token.is_figure else _Token("", end, end)
        cells.append(_cell(token, row.line, column))
        end = token.end
    if noted:
        cells.append(_cell(row.note or _Token("", end, end), row.line, width + 2))
    return GridRow(row.line, row.page, tuple(cells))


def _cell(token: _Token, line: int, column: int) -> GridCell:
    return GridCell(token.text, line, token.start, token.end, column)


def _placed(row: _Row, width: int, profiles: Sequence[_Profile]) -> list[_Token | None] | None:
    """The figures, one for each column. Rows of means may have fewer; elsewhere at most two are lost or too many."""
    figures = list(row.figures)
    if len(figures) == width:
        return list(figures)
    fewest = 1 if row_kind(row.name.text) else width - 2
    if not max(fewest, 1) <= len(figures) <= width + 2:
        return None
    if len(figures) > width:
        ways = [[figures[i] for i in kept] for kept in combinations(range(len(figures)), width)]
        return _best([(_cost(way, profiles) - sum(t.is_figure for t in way), way) for way in ways])
    found: list[tuple[float, Sequence[_Token | None]]] = []
    for columns in combinations(range(width), len(figures)):
        laid: list[_Token | None] = [None] * width
        for column, token in zip(columns, figures, strict=True):
            laid[column] = token
        found.append((_cost(laid, profiles), laid))
    return _best(found)


def _cost(laid: Sequence[_Token | None], profiles: Sequence[_Profile]) -> float:
    return sum(p.strangeness(t) for t, p in zip(laid, profiles, strict=True) if t is not None)


def _best(ways: Sequence[tuple[float, Sequence[_Token | None]]]) -> list[_Token | None]:
    """The likeliest way; what stands elsewhere in a way nearly as likely is left out."""
    least = min(cost for cost, _ in ways)
    likely = [way for cost, way in ways if cost <= least + 0.15]
    return [cell if all(way[i] is cell for way in likely) else None for i, cell in enumerate(likely[0])]

"""Where every word of a dossier stands on its typeset pages: the page truth.

The words of the PDF come in the order they were set; the words of the blocks are expected in the same order. Page
numbers and repeated table headers are the only words between them. A line of truth is a visual line; a table row is
one line with TAB between its cells, and two columns side by side (letterhead) are one line.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from samples.laidout import Box, Found, LaidOut, PageWord, Piece, locate
from samples.passage import Passage
from samples.sheets import Block, Dossier, Letterhead, Paragraph, Signature, Table

MARGIN = 45.0  # points above and below the text
PAGE_NUMBER = re.compile(r"[-–]|\d{1,3}")


class MisprintError(RuntimeError):
    """The typeset words are not those of the blocks: a mistake of the generator."""


@dataclass(frozen=True, slots=True)
class SetWord:
    """A word as it stands on a page."""

    text: str
    page: int  # 0-based
    box: Box
    face: str = "regular"


@dataclass(frozen=True, slots=True)
class Expected:
    """A word a block wants set. `row`: the table row or visual row it belongs to; `cell`: its column there."""

    text: str
    passage: int
    start: int  # in the passage
    block: int
    row: int
    cell: int
    header: bool = False
    tabular: bool = False  # the whole row is one line
    document: int = 1
    merged: int = 0  # number of the rows that hang together by merged cells; their words come mixed


def page_truth(dossier: Dossier, pdf: bytes, read: Callable[[str], str] = str) -> LaidOut:
    """`read` turns the characters of a legacy font into letters.

    Raises MisprintError if the words of the PDF are not those of the dossier.
    """
    words, sizes = set_words(pdf)
    words = [replace(word, text=read(word.text)) for word in words]
    passages, expected = wanted(dossier)
    numbers = [word for word in words if is_page_number(word, sizes[word.page][1])]
    placed = match([word for word in words if word not in numbers], expected)
    placed += [Placed(word, None) for word in numbers]
    return _lines(dossier, passages, placed, sizes)


def set_words(pdf: bytes) -> tuple[list[SetWord], list[tuple[float, float]]]:
    """Words in the order they were set, and the sizes of the pages."""
    words: list[SetWord] = []
    sizes = []
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document):
        sizes.append(page.get_size())
        words += _page_words(page, number)
    document.close()
    return words, sizes


def _page_words(page: pypdfium2.PdfPage, number: int) -> Iterator[SetWord]:
    """Characters between spaces; a jump back or to another line ends a word too."""
    text = page.get_textpage()
    height = page.get_height()
    letters, box, face = "", None, "regular"
    for index in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, index))
        if char.isspace() or pdfium.FPDFText_IsGenerated(text, index) == 1:
            if letters and box:
                yield SetWord(letters, number, box, face)
            letters, box = "", None
            continue
        here = _char_box(text, index, height)
        face = face if letters else _face(text, index)
        letters, box = letters + char, here if box is None else _union(box, here)
    if letters and box:
        yield SetWord(letters, number, box, face)


def _face(text: pypdfium2.PdfTextPage, index: int) -> str:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, index, name, len(name), ctypes.byref(ctypes.c_int()))
    return "italic" if b"Italic" in name.value else "regular"


def _char_box(text: pypdfium2.PdfTextPage, index: int, height: float) -> Box:
    rect = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(rect))
    return Box(rect.left, height - rect.top, rect.right, height - rect.bottom)


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def wanted(dossier: Dossier) -> tuple[list[Passage], list[Expected]]:
    """All passages, and their words in the order Typst sets them."""
    passages: list[Passage] = []
    expected: list[Expected] = []
    block_number = 0
    for number, sheet in enumerate(dossier.sheets, 1):
        for block in sheet.blocks:
            block_number += 1
            for passage, row, cell, header, tabular in _cells(block):
                passages.append(passage)
                merged = _merged(block, row) if tabular and not header else 0
                for start, word in _split(passage.text):
                    index = len(passages) - 1
                    place = Expected(word, index, start, block_number, row, cell, header, tabular, number, merged)
                    expected.append(place)
    return passages, expected


def _merged(block: Block, row: int) -> int:
    return 1 + block.block_of(row - block.depth) if isinstance(block, Table) else 0


def _split(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for word in text.replace("\n", " ").split(" "):
        if word:
            yield start, word
        start += len(word) + 1


Cell = tuple[Passage, int, int, bool, bool]  # passage, row, cell, header, tabular


def _cells(block: Block) -> Iterator[Cell]:
    """The passages of a block in the order of setting."""
    match block:
        case Paragraph():
            yield block.passage, 0, 0, False, False
        case Letterhead():
            yield from ((pair[side], row, side, False, False) for side in (0, 1) for row, pair in enumerate(block.rows))
        case Table():
            yield from _table_cells(block)
        case Signature():
            yield from _signature_cells(block)


def _table_cells(table: Table) -> Iterator[Cell]:
    """The header as Typst sets it: headings over columns, cells of two rows, the lower row. Rows repeated after a
    break are -1 and -2, the rows of the table go on from the header's."""
    head = table.head_cells
    yield from ((cell.text, cell.row, cell.column, True, True) for cell in head)
    first = len(table.head_rows)
    for row, cells in enumerate(table.rows, first):
        if table.split_after and table.repeat_header and row == table.split_after + first:
            yield from ((Passage(cell.text.text), cell.row - 2, cell.column, True, True) for cell in head)
        yield from ((passage, row, cell, False, True) for cell, passage in enumerate(cells))


def _signature_cells(signature: Signature) -> Iterator[Cell]:
    """The recipients on the left, then capacity and name on the right."""
    yield Passage("Nơi nhận:"), 0, 0, False, False
    for row, name in enumerate(signature.listed, 1):
        yield name, row, 0, False, False
    for row, line in enumerate((*signature.capacity, signature.name)):
        yield Passage(line), row, 1, False, False


@dataclass(frozen=True, slots=True)
class Placed:
    word: SetWord
    expected: Expected | None  # None: page number or repeated header


def match(words: Sequence[SetWord], expected: Sequence[Expected]) -> list[Placed]:
    """Every set word with the word of a block it sets."""
    placed: list[Placed] = []
    header: list[Expected] = []
    columns: dict[int, float] = {}
    at, i = 0, 0
    while i < len(words):
        word = words[i]
        run = header_run(expected, at) or merged_run(expected, at)
        if run and _sets(words, i, run):
            if not run[0].header:
                placed += by_cell(words[i : i + len(run)], run, columns)
            else:
                header = run if run[0].row >= 0 else header
                placed += by_cell(words[i : i + len(run)], run)
                columns = middles(placed[-len(run) :])
            at, i = at + len(run), i + len(run)
        elif at < len(expected) and word.text == expected[at].text:
            placed.append(Placed(word, expected[at]))
            at, i = at + 1, i + 1
        elif header and _sets(words, i, header):
            again = [replace(want, row=want.row - 10 * (word.page + 1), passage=-1) for want in header]
            placed += by_cell(words[i : i + len(header)], again)
            i += len(header)
        else:
            want_text = expected[at].text if at < len(expected) else "the end"
            raise MisprintError(f"page {word.page + 1}: {word.text!r} is set where {want_text!r} is expected")
    if at < len(expected):
        raise MisprintError(f"{expected[at].text!r} is not set")
    return placed


def is_page_number(word: SetWord, height: float) -> bool:
    """Digits or the dashes beside them in the margin above or below the text."""
    return (word.box.y0 < MARGIN or word.box.y0 > height - MARGIN) and bool(PAGE_NUMBER.fullmatch(word.text))


def header_run(expected: Sequence[Expected], at: int) -> list[Expected]:
    """The words of the table header that begins here, if one does."""
    end = at
    while end < len(expected) and expected[end].header and expected[end].block == expected[at].block:
        end += 1
    return list(expected[at:end])


def merged_run(expected: Sequence[Expected], at: int) -> list[Expected]:
    """The words of the rows that begin here and hang together by merged cells."""
    here = (expected[at].block, expected[at].merged) if at < len(expected) else (0, 0)
    end = at
    while here[1] and end < len(expected) and (expected[end].block, expected[end].merged) == here:
        end += 1
    return list(expected[at:end])


def _sets(words: Sequence[SetWord], i: int, header: Sequence[Expected]) -> bool:
    return Counter(w.text for w in words[i : i + len(header)]) == Counter(h.text for h in header)


def middles(header: Sequence[Placed]) -> dict[int, float]:
    """Where the middle of each column is, by the lowest heading over it."""
    found: dict[int, tuple[int, float]] = {}
    for item in header:
        if item.expected:
            at = item.expected.row, (item.word.box.x0 + item.word.box.x1) / 2
            found[item.expected.cell] = max(found.get(item.expected.cell, at), at)
    return {column: middle for column, (_, middle) in found.items()}


def by_cell(
    words: Sequence[SetWord], header: Sequence[Expected], columns: Mapping[int, float] | None = None
) -> list[Placed]:
    """The words of a header, which come line by line rather than cell by cell, each with its cell; or, with the
    middles of the columns, those of rows that hang together by merged cells.

    A word belongs to the cell that waits for it; where several do, to the one whose words so far are nearest to it,
    or, of those without a word yet, to the leftmost: a line is set from left to right. In the body figures repeat:
    there it belongs to the nearest column, and in that to the highest cell.
    """
    waiting: dict[tuple[int, int], list[Expected]] = {}
    for want in header:
        waiting.setdefault((want.row, want.cell), []).append(want)
    last: dict[tuple[int, int], Box] = {}
    placed = []
    for word in words:
        fitting = [place for place, wants in waiting.items() if wants and wants[0].text == word.text]
        if not fitting:
            raise MisprintError(f"page {word.page + 1}: {word.text!r} of a table header is set out of turn")
        begun = [place for place in fitting if place in last and _goes_on(last[place], word.box)]
        fresh = [place for place in fitting if place not in last]
        middle = (word.box.x0 + word.box.x1) / 2
        away = {place: abs(columns[place[1]] - middle) if columns else place[1] for place in fitting}
        place = begun[0] if begun else min(fresh or fitting, key=lambda place: (away[place], place[0]))
        last[place] = word.box
        placed.append(Placed(word, waiting[place].pop(0)))
    return placed


def _goes_on(before: Box, box: Box) -> bool:
    """Beside the word before on its line, or below it."""
    if abs(before.y0 - box.y0) < 3:
        return 0 <= box.x0 - before.x1 < 12
    return 0 < box.y0 - before.y0 < 30 and abs((before.x0 + before.x1) - (box.x0 + box.x1)) < 120


def _lines(
    dossier: Dossier, passages: Sequence[Passage], placed: Sequence[Placed], sizes: Sequence[tuple[float, float]]
) -> LaidOut:
    lines: list[str] = []
    words: list[PageWord] = []
    pieces: dict[int, list[Piece]] = {}
    page_starts: list[int] = []
    spans: dict[int, tuple[int, int]] = {}
    for page in range(len(sizes)):
        page_starts.append(len(lines))
        for group in _visual_lines([p for p in placed if p.word.page == page]):
            line, text = len(lines), ""
            for item in group:
                text += _gap(text, item, group)
                words.append(PageWord(line, len(text), len(text) + len(item.word.text), item.word.box, item.word.face))
                want = item.expected
                if want is not None:
                    if want.passage >= 0:
                        end = want.start + len(want.text)
                        pieces.setdefault(want.passage, []).append(Piece(want.start, end, line, len(text)))
                    first, _ = spans.get(want.document, (line, line))
                    spans[want.document] = (first, line)
                text += item.word.text
            lines.append(text)
    found: list[Found] = []
    documents = {w.expected.passage: w.expected.document for w in placed if w.expected and w.expected.passage >= 0}
    for index, where in pieces.items():
        where.sort(key=lambda p: p.start)
        found += locate(passages[index], where, documents[index])
    for number, sheet in enumerate(dossier.sheets, 1):
        first, last = spans[number]
        found.append(Found(sheet.document, number, first, last, 0, len(lines[last])))
    return LaidOut(tuple(lines), tuple(found), tuple(page_starts), tuple(words), tuple(sizes))


def _gap(text: str, item: Placed, group: Sequence[Placed]) -> str:
    """TAB between cells (also for empty ones before the first), a space between words, nothing at the start."""
    here = item.expected
    index = group.index(item)
    before = group[index - 1].expected if index else None
    if here and here.tabular:
        tabs = "\t" * (here.cell - (before.cell if before else 0))
        return tabs or (" " if index else "")
    return " " if text else ""


def _visual_lines(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Words in reading order, line by line; a table row is one line whatever its height."""
    groups: dict[tuple[int, int], list[Placed]] = {}
    rest: list[list[Placed]] = []
    for item in placed:
        want = item.expected
        if want is not None and want.tabular:
            groups.setdefault((want.block, want.row), []).append(item)
        else:
            _into_line(rest, item)
    for group in groups.values():
        group.sort(key=lambda p: p.expected.cell if p.expected else 0)
    for group in rest:
        group.sort(key=lambda p: p.word.box.x0)
    everything = [*groups.values(), *rest]
    return sorted(everything, key=lambda group: min(p.word.box.y0 for p in group))


def _into_line(lines: list[list[Placed]], item: Placed) -> None:
    """Into the line whose middle it shares, else a new one."""
    middle = (item.word.box.y0 + item.word.box.y1) / 2
    for line in reversed(lines[-40:]):
        box = line[0].word.box
        if abs((box.y0 + box.y1) / 2 - middle) < 3.0:
            line.append(item)
            return
    lines.append([item])

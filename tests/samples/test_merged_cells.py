"""Tables with a header of three rows and cells over several rows: the same grid in every form."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import pairwise

import docx
import pytest

from samples.compose import compose
from samples.forms import Order, make
from samples.pages import page_truth
from samples.passage import Passage
from samples.sheets import Dossier, HeadCell, Over, Span, Table
from samples.typeset import PageStyle, typeset


@cache
def dossier() -> Dossier:
    return compose("procedures", 5, "200", 2021)


@cache
def table() -> Table:
    return next(block for block in dossier().sheets[0].blocks if isinstance(block, Table))


def cells(texts: str) -> tuple[Passage, ...]:
    return tuple(Passage(text) for text in texts.split())


def small() -> Table:
    overs = (Over(Passage("ABC"), 1, 3), Over(Passage("AB"), 1, 2, row=1))
    rows = (cells("1 a b c"), (Passage(""), *cells("d e f")), cells("2 g h i"))
    return Table(cells("TT A B C"), rows, (1, 1, 1, 1), "cccc", over=overs, down=(Span(0, 0, 2),))


def places(found: tuple[HeadCell, ...]) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text.text, cell.row, cell.column, cell.down, cell.across) for cell in found]


def test_a_header_of_three_rows() -> None:
    assert small().depth == 3
    assert places(small().head_cells) == [
        ("ABC", 0, 1, 1, 3),
        ("TT", 0, 0, 3, 1),
        ("AB", 1, 1, 1, 2),
        ("C", 1, 3, 2, 1),
        ("A", 2, 1, 1, 1),
        ("B", 2, 2, 1, 1),
    ]
    texts = [[p.text for p in row] for row in small().head_rows]
    assert texts == [["TT", "ABC", "", ""], ["", "AB", "", "C"], ["", "A", "B", ""]]


def test_cells_of_the_body_go_down() -> None:
    assert places(small().body_cells(0))[0] == ("1", 3, 0, 2, 1)
    assert [cell.column for cell in small().body_cells(1)] == [1, 2, 3]
    assert [small().block_of(row) for row in range(3)] == [0, 0, -1]


@pytest.mark.parametrize("seed", range(6))
def test_words_stand_in_the_columns_of_their_cells(seed: int) -> None:
    """Words of rows that hang together come mixed out of the PDF; each is found again in its cell."""
    made = compose("procedures", seed, "137", 2020)
    laid = page_truth(made, typeset(made, PageStyle()))
    rows = [line for line, text in enumerate(laid.lines) if re.search(r"(\t[\d.]+){11}$", text)]
    assert len(rows) >= 8
    spans: dict[int, list[tuple[float, float]]] = {}
    for line in rows:
        for word in (w for w in laid.words if w.line == line):
            spans.setdefault(laid.lines[line].count("\t", 0, word.start), []).append((word.box.x0, word.box.x1))
    edges = [(min(x0 for x0, _ in spans[k]), max(x1 for _, x1 in spans[k])) for k in sorted(spans)]
    assert all(a[1] < b[0] for a, b in pairwise(edges)), edges
    for line in rows:
        figures = [w.box.y0 for w in laid.words if w.line == line and laid.lines[line].count("\t", 0, w.start) > 2]
        assert max(figures) - min(figures) < 1


def test_the_sums_are_those_of_the_rows() -> None:
    rows = [[int(cell.text.replace(".", "")) for cell in row[3:]] for row in table().rows]
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
    for row in rows:
        assert row[0] == sum(row[1:4]) == row[4] + row[8]
        assert row[4] == sum(row[5:8]) and row[8] == sum(row[9:])


def test_every_office_file_merges_them() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    files = {form: make(form, Order(dossier(), "merged")).data for form in ("docx", "xlsx", "html", "rtf")}
    downs = [cell for cell in table().head_cells if cell.down > 1]
    acrosses = [cell for cell in table().head_cells if cell.across > 1]
    word = next(t for t in docx.Document(io.BytesIO(files["docx"])).tables if len(t.columns) == 14)
    assert word.cell(0, 3)._tc is word.cell(0, 6)._tc
    assert word.cell(0, 0)._tc is word.cell(2, 0)._tc
    for span in table().down:
        first, last = 3 + span.row, 2 + span.row + span.rows
        assert word.cell(first, span.column)._tc is word.cell(last, span.column)._tc
    assert len(re.findall(rb'rowspan="\d"', files["html"])) == len(downs) + len(table().down)
    assert len(re.findall(rb'colspan="\d"', files["html"])) == len(acrosses)
    assert files["rtf"].count(rb"\clvmgf") == len(downs) + len(table().down)
    assert files["rtf"].count(rb"\clmgf") == len(acrosses)
    page = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    inside = [area for area in page.merged_cells.ranges if area.max_col <= 3 and area.max_row > area.min_row]
    assert len(inside) == 3 + len(table().down)

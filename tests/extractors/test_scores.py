from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from extractors.layout import Box, Cell, Line, Page, Row, Table, Word
from extractors.records import Score
from extractors.scoring.scores import scores
from extractors.text.flow import flow
from tests.extractors.reports import cases, context, report

COLUMNS = ("unit_name", "criterion", "score", "max_score", "rank", "stat")


@pytest.mark.parametrize("case", cases("scores"), ids=lambda c: c["name"])
def test_scores_of_a_text(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if case.get("known_failure"):
        request.node.add_marker(pytest.mark.xfail(strict=True))
    found = scores(report(case["text"]), context(case.get("home", "Krông Nô"), case.get("year", 2022)))
    rows = [tuple(getattr(s, name) for name in COLUMNS) for s in found]
    wanted = [tuple(None if v == "" else v for v in row) for row in case["scores"]]
    assert Counter(rows) == Counter(wanted)


def wordings() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "data" / "scores_told.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, told) for text, _, told in (x.partition("\t") for x in lines if not x.startswith("#"))]


@pytest.mark.parametrize(("text", "told"), wordings())
def test_scores_of_a_sentence(text: str, told: str) -> None:
    head = "BÁO CÁO\nKết quả Chỉ số CCHC năm 2022 của UBND các xã, thị trấn\n\n"
    assert Counter(map(as_told, scores(report(head + text), context()))) == Counter(
        part.strip() for part in told.split(" ; ") if part.strip() != "-"
    )


def as_told(score: Score) -> str:
    unit = score.unit_name if score.unit_scope == "unit" else "*"
    criterion = "total" if score.criterion == "total" else score.criterion_code
    cells = (unit, criterion, score.score, score.max_score, score.rank, score.stat)
    year = "" if score.year == 2022 else f"|{score.year}"
    return "|".join("" if cell is None else str(cell) for cell in cells) + year


def ruled(rows: list[list[str]], first_line: int = 1, number: int = 1, continues: bool = False) -> Page:
    """A page with one table as a reader of PDFs or scans gives it."""
    lines, table_rows = [], []
    for index, texts in enumerate(rows):
        text = "\t".join(texts)
        at, words, cells = 0, [], []
        for column, cell in enumerate(texts):
            box = Box(50.0 + 100 * column, 20.0 * index, 140.0 + 100 * column, 20.0 * index + 15)
            cells.append(Cell(column, at, at + len(cell), box=box))
            if cell:
                words.append(Word(at, at + len(cell), box, 0.95))
            at += len(cell) + 1
        lines.append(Line(text, text, tuple(words)))
        table_rows.append(Row(index, tuple(cells)))
    return Page(number, first_line, tuple(lines), (Table(tuple(table_rows), continues=continues),), 595, 842)


def test_a_ruled_table_goes_on_over_the_page_and_every_score_knows_its_cell() -> None:
    first = ruled(
        [["Hạng", "Cấp xã", "Điểm thẩm định"], ["1", "UBND xã Năm Nung", "80,4"], ["2", "UBND xã Nam Đà", "79,1"]]
    )
    second = ruled([["3", "UBND xã Đức Xuyên", "61,2"]], first_line=4, number=2, continues=True)
    found = scores(flow((first, second)), context())
    assert [(s.unit_name, s.score, s.rank, s.evidence.page) for s in found] == [
        ("xã Nâm Nung", 80.4, 1, 1),
        ("xã Nam Đà", 79.1, 2, 1),
        ("xã Đức Xuyên", 61.2, 3, 2),
    ]
    assert found[0].evidence.box == Box(250.0, 20.0, 340.0, 35.0)
    assert all(s.confidence < 1 for s in found)


def test_a_header_of_two_rows_names_its_columns_together() -> None:
    rows = [
        ["TT", "Đơn vị", "Cải cách thể chế", "", "Cải cách tài chính công", ""],
        ["", "", "Điểm tối đa", "Điểm đạt", "Điểm tối đa", "Điểm đạt"],
        ["1", "xã Nâm Nung", "10", "9,5", "8", "7"],
        ["2", "xã Đức Xuyên", "10", "8,5", "8", "6"],
    ]
    text = "Bảng 2. Điểm năm 2022\n" + "\n".join("\t".join(row) for row in rows)
    found = scores(report(text), context())
    assert [(s.unit_name, s.criterion_code, s.score) for s in found] == [
        ("xã Nâm Nung", "institutions", 9.5),
        ("xã Nâm Nung", "public_finance", 7.0),
        ("xã Đức Xuyên", "institutions", 8.5),
        ("xã Đức Xuyên", "public_finance", 6.0),
    ]


def test_no_table_and_no_text_break_nothing() -> None:
    assert scores(report("x"), context()) == ()
    assert scores(flow(()), context()) == ()


def test_two_hundred_pages_are_read() -> None:
    pages = []
    for number in range(200):
        rows = [
            ["Hạng", "Đơn vị", "Điểm"],
            ["1", "xã Nâm Nung", "80"],
            ["2", "xã Nam Đà", "79"],
            ["3", "xã Đức Xuyên", "60"],
        ]
        pages.append(ruled(rows, first_line=1 + 4 * number, number=number + 1))
    assert len(scores(flow(tuple(pages)), context())) == 600

"""The programs that measure: figures worked out by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.samples.likeness import program

garble, archive, drawing = program("garble"), program("archive"), program("drawing")


@pytest.mark.parametrize(
    ("read", "true", "letter", "counts"),
    [
        ("hiQn", "hiện", "ệ", {"Q": 1}),
        ("hien", "hiện", "ệ", {"e": 1}),
        ("hiện", "hiện", "ệ", {"ệ": 1}),
        ("tlo", "đo", "đ", {"tl": 1}),
        ("cria", "của", "ủ", {"ri": 1}),
        ("vn", "văn", "ă", {"": 1}),
        ("c6c c6c cdc", "các các các", "á", {"6": 2, "d": 1}),
        ("ch6t luong", "chất lượng hơn", "ấ", {}),  # not as many words: no place to compare
    ],
)
def test_what_was_read_for_a_letter(read: str, true: str, letter: str, counts: dict[str, int]) -> None:
    assert garble.readings(read, true).get(letter, Counter()) == Counter(counts)


def test_plain_letters_are_not_counted() -> None:
    assert set(garble.readings("trong nu6c", "trong nước")) == {"ư", "ớ"}


def test_likeness_is_the_overlap_weighed_by_letters() -> None:
    real = {"ệ": Counter({"Q": 3, "e": 1}), "á": Counter({"6": 4})}
    assert garble.overlap(real, real) == pytest.approx(1.0)
    assert garble.overlap(real, {}) == 0.0
    made = {"ệ": Counter({"e": 2}), "á": Counter({"6": 1, "d": 1})}
    assert garble.overlap(real, made) == pytest.approx(0.5 * 0.25 + 0.5 * 0.5)


def test_the_program_prints_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for name, text in (("a", "hiQn"), ("b", "hiện"), ("c", "hien"), ("d", "hiện")):
        files.append(tmp_path / name)
        files[-1].write_text(text + "\n", encoding="utf-8")
    assert garble.main([str(path) for path in files]) == 0
    assert capsys.readouterr().out.splitlines() == ["alike: 0 % of 1 letters with marks", "ệ\tQ:100\t|\te:100"]


def results(form: str, **figures: float | None) -> list[object]:
    return [archive.Result(form, figures)]


def test_the_table_says_nothing_where_there_is_nothing() -> None:
    lines = archive.table(results("txt", **{"pages": 3, "CER %": 1.234, "cells %": None})).splitlines()
    assert lines == ["| form | pages | CER % | cells % |", "| --- | ---: | ---: | ---: |", "| txt | 3 | 1.23 | – |"]


def test_gains_and_losses_know_which_way_is_better() -> None:
    now = results("pdf", **{"CER %": 1.0, "scores": 0.8, "MB": 200.0, "mentions": 0.9})
    before = {"pdf": {"CER %": 2.0, "scores": 0.9, "MB": 200.01, "mentions": None}}
    assert archive.difference(now, before).splitlines() == [
        "gained: pdf CER % 2.00 -> 1.00",
        "lost: pdf scores 0.900 -> 0.800",
    ]
    assert archive.difference(now, {"pdf": now[0].figures}) == "no change"


def test_drawn_tables_hold_the_numbers_they_name() -> None:
    page = next(drawing.table_pages(1))
    assert all(cell in page.text for cell in page.cells)
    assert len(page.cells) == 7 * 22
    assert page.picture(72).min() < 60


@pytest.mark.parametrize("condition", ["clean", "skew", "fax", "noise", "light", "stamp"])
def test_a_spoiled_page_is_the_same_page(condition: str) -> None:
    import random

    page = np.full((400, 300), 255, np.uint8)
    page[100:140, 50:250] = 0
    one, two = (drawing.CONDITIONS[condition](page.copy(), random.Random(3)) for _ in range(2))
    assert np.array_equal(one, two)
    assert one.shape[:2] == page.shape
    assert one[115:125, 120:180].mean() < 90

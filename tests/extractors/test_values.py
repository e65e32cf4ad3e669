"""Numbers, ratios, dates and periods."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text.values import find_dates, find_numbers, find_periods, iso_date, parse_number, parse_ratio
from tests.extractors.reading import DATA


def rows() -> list[tuple[str, str, str]]:
    lines = (DATA / "values.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


def found(kind: str, text: str) -> str:
    if kind == "number":
        value = parse_number(text)
        return "-" if value is None else f"{value:.10g}"
    if kind == "ratio":
        ratio = parse_ratio(text)
        return "-" if ratio is None else f"{ratio[0]:g} {ratio[1]:g}"
    if kind == "date":
        return " ".join(d.iso for d in find_dates(text)) or "-"
    return " ".join(f"{p.first} {p.last}" for p in find_periods(text)) or "-"


@pytest.mark.parametrize(("kind", "text", "expected"), rows())
def test_table(kind: str, text: str, expected: str) -> None:
    assert found(kind, text) == expected


def test_numbers_are_not_taken_out_of_dates_symbols_and_ratios() -> None:
    text = "Ngày 31/01/2023, Quyết định số 75/QĐ-UBND: 16 xã đạt 59,3%, 9,25/10 điểm, tổng 2.382 hồ sơ"
    assert [n.value for n in find_numbers(text)] == [16.0, 59.3, 2382.0]


@given(st.text(alphabet="0123456789.,/-ngàythángnăm \n…", max_size=60))
def test_no_text_breaks_them_and_spans_hold(text: str) -> None:
    for found_date in find_dates(text):
        assert 0 <= found_date.start < found_date.end <= len(text)
        assert 4 <= len(found_date.iso) <= 10
    for number in find_numbers(text):
        assert parse_number(text[number.start : number.end]) == number.value
    list(find_periods(text))


@given(st.dates(min_value=date(1945, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back_in_both_forms(day: date) -> None:
    iso = day.isoformat()
    year, month, number = (int(part) for part in iso.split("-"))
    assert iso_date(number, month, year) == iso
    assert [d.iso for d in find_dates(f"ngày {number:02} tháng {month:02} năm {year}")] == [iso]
    assert [d.iso for d in find_dates(f"({number}/{month}/{year})")] == [iso]

"""docs/data-dictionary.md names every table and every column of the records."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from extractors.records import TABLES, Record

DICTIONARY = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"


def told(table: str) -> set[str]:
    section = re.search(
        rf"^## {table}\b.*?(?=^## |\Z)", DICTIONARY.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert section is not None, f"{DICTIONARY.name} has no section {table}"
    columns = re.findall(r"^\| ([a-z_, ]+) \|", section.group(), re.MULTILINE)
    return {name.strip() for group in columns for name in group.split(",")} - {"column"}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_is_explained(table: str) -> None:
    common = {field.name for field in fields(Record)}
    unit = {"unit_name", "unit_code", "unit_level", "unit_surface", "unit_scope"}
    own = {field.name for field in fields(TABLES[table])} - common - (set() if table == "mentions" else unit)
    assert own == told(table)

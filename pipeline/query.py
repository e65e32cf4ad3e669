"""SQL over the dataset, and answers as a table, CSV or JSON."""

from __future__ import annotations

import csv
import datetime
import decimal
import io
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from pipeline.archive import Archive
from pipeline.dataset import open_dataset
from pipeline.errors import UsageError
from pipeline.export import cell
from pipeline.rows import Value, schema

if TYPE_CHECKING:
    import pandas

_WIDEST = 60  # letters of a column of a table


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and rows, whatever they are shown as."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def query(archive: Archive, sql: str) -> Answer:
    """The answer to one statement over the tables of the contract. Raises UsageError for bad SQL."""
    with open_dataset(archive) as connection:
        try:
            answer = connection.execute(sql)
            columns = tuple(column[0] for column in answer.description or ())
            rows = answer.fetchall()
        except duckdb.Error as error:
            raise UsageError("bad-sql", why=str(error).split("\n\n")[0]) from error
    return Answer(columns, tuple(tuple(plain(value) for value in row) for row in rows))


def frame(archive: Archive, sql: str) -> pandas.DataFrame:
    """The answer as a pandas frame, types as DuckDB has them. Raises UsageError for bad SQL."""
    with open_dataset(archive) as connection:
        try:
            return connection.execute(sql).df()
        except duckdb.Error as error:
            raise UsageError("bad-sql", why=str(error).split("\n\n")[0]) from error


def plain(value: object) -> Value:
    """What DuckDB gives, as JSON knows it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]  # type: ignore[return-value]
    return str(value)


def tables_answer() -> Answer:
    """The tables with their columns."""
    return Answer(
        ("table", "columns"),
        tuple((table, ", ".join(column.name for column in columns)) for table, columns in schema().items()),
    )


def as_json(answer: Answer) -> str:
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([[cell(value) for value in row] for row in answer.rows])
    return out.getvalue().rstrip("\n")


def as_table(answer: Answer, widest: int = _WIDEST) -> str:
    """Aligned columns: numbers to the right, long texts cut, nothing for null."""
    texts = [[shown(value, widest) for value in row] for row in answer.rows]
    widths = [max(map(width, column)) for column in zip(answer.columns, *texts, strict=True)]
    numeric = [is_numeric([row[i] for row in answer.rows]) for i in range(len(answer.columns))]
    lines = [list(answer.columns), ["─" * size for size in widths], *texts]
    return "\n".join(
        "  ".join(
            " " * (size - width(text)) + text if right else text + " " * (size - width(text))
            for text, size, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )


def is_numeric(values: Sequence[Value]) -> bool:
    return all(value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in values)


def shown(value: Value, widest: int) -> str:
    if value is None:
        return ""
    text = str(cell(value)).replace("\n", " ").replace("\t", " ")
    return text if len(text) <= widest else text[: widest - 1] + "…"


def width(text: str) -> int:
    """Columns on a terminal: marks that stand on a letter take none."""
    return sum(not unicodedata.combining(letter) for letter in text)

"""Reports written by many hands, read from end to end: what a reader finds in them is found, what is not there is not.

`wild/NAME.txt` is a report, `wild/NAME.expected` says what is in it, a line each:
`TABLE | column=value | column~part of the value`; `not TABLE | …` for what must not be read out of it;
`failing TABLE | …` for what is known to fail (strictly: it must be taken away when it works).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import hoso

WILD = Path(__file__).parent / "wild"
REPORTS = sorted(path.stem for path in WILD.glob("*.txt"))


@dataclass(frozen=True)
class Expectation:
    """One line of `NAME.expected`: a row with these cells is (or is not) in the table."""

    report: str
    table: str
    cells: tuple[str, ...]
    wanted: bool
    failing: bool

    @property
    def name(self) -> str:
        return f"{self.report}: {'' if self.wanted else 'not '}{self.table} | {' | '.join(self.cells)}"


def parse(report: str, line: str) -> Expectation:
    table, *cells = (cell.strip() for cell in line.split(" | "))
    failing, wanted = table.startswith("failing "), " not " not in f" {table}"
    return Expectation(report, table.split()[-1], tuple(cells), wanted, failing)


def expectations() -> Iterator[object]:
    for report in REPORTS:
        for line in (WILD / f"{report}.expected").read_text(encoding="utf-8").splitlines():
            case = parse(report, line)
            marks = [pytest.mark.xfail(strict=True, reason="known failure")] if case.failing else []
            yield pytest.param(case, id=case.name, marks=marks)


def holds(cell: str, row: dict[str, object]) -> bool:
    """`column=value` (numbers as numbers) or `column~part` of a row."""
    column, sign, wanted = next((c, s, w) for s in "=~" for c, _, w in [cell.partition(s)] if c.isidentifier())
    have = row[column]
    if have is None:
        return False
    if sign == "~":
        return wanted.lower() in str(have).lower()
    return float(wanted) == have if isinstance(have, float) else str(have) == wanted


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wild")
    hoso.convert([WILD / f"{report}.txt" for report in REPORTS], archive=folder / "archive")
    return folder / "archive"


def rows(archive: Path, table: str, report: str) -> list[dict[str, object]]:
    files = hoso.frame(archive, "FROM files")
    file_id = next(f.file_id for f in files.itertuples() if Path(str(f.path)).stem == report)
    frame = hoso.frame(archive, f"FROM {table} WHERE document_id LIKE '{file_id}%'")
    known = frame.astype(object).where(frame.notna(), None)
    return [{str(column): value for column, value in row.items()} for row in known.to_dict("records")]


@pytest.mark.parametrize("case", list(expectations()))
def test_what_a_reader_finds_is_found(case: Expectation, archive: Path) -> None:
    table = rows(archive, case.table, case.report)
    found = any(all(holds(cell, row) for cell in case.cells) for row in table)
    assert found == case.wanted

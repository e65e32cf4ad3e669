"""Reports written by three hands who had not seen the program, with every fact in them written down: `annotated/`.

NAME.facts.jsonl holds a fact a line (`kind`, then what it says); `optional` facts may be found or not. The floors are a
little under what is found: whoever falls below one has lost something. `python benchmarks/records.py DIR --gold DIR`
shows which facts are missed, and which rows say what no report does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import hoso

ANNOTATED = Path(__file__).parent / "annotated"
Fact = dict[str, Any]
Key = tuple[object, ...]


def number(value: object) -> float | None:
    return None if value in (None, "") else round(float(str(value)), 3)


def symbol(value: object) -> str:
    return str(value or "").replace(" ", "").upper()


#: table → (kinds of its facts, what a fact says, what a row says, least recall, least precision)
TABLES: dict[str, tuple[set[str], Callable[[Fact], Key], Callable[[Fact], Key], float, float]] = {
    "scores": (
        {"score"},
        lambda f: (number(f["score"]), f.get("stat") or "value", f["criterion"] == "total"),
        lambda r: (number(r["score"]), r["stat"], r["criterion"] == "total"),
        0.91,
        0.92,
    ),
    "changes": (
        {"change"},
        lambda f: (f["quantity"], f["direction"], number(f.get("amount"))),
        lambda r: (r["quantity"], r["direction"], number(r["amount"])),
        0.89,
        0.87,
    ),
    "citations": (
        {"citation"},
        lambda f: (symbol(f.get("symbol")), f.get("date") if not f.get("symbol") else ""),
        lambda r: (symbol(r["symbol"]), r["date"] if not r["symbol"] else ""),
        0.98,
        0.0,
    ),
    "groups": (
        {"group", "rating_band"},
        lambda f: (number(f.get("lower")), number(f.get("upper"))),
        lambda r: (number(r["lower"]), number(r["upper"])),
        0.97,
        0.97,
    ),
    "criteria": (
        {"criteria_structure"},
        lambda f: (number(f.get("n_criteria")), number(f.get("n_subcriteria"))),
        lambda r: (number(r["n_criteria"]), number(r["n_subcriteria"])),
        0.92,
        0.92,
    ),
    "indicators": (
        {"indicator"},
        lambda f: (number(f.get("value")),),
        lambda r: (number(r["value"]),),
        0.92,
        0.0,
    ),
    "targets": ({"target"}, lambda f: (number(f.get("value")),), lambda r: (number(r["value"]),), 0.93, 0.85),
    "tasks": ({"task"}, lambda f: (f.get("deadline"),), lambda r: (r["deadline"],), 0.86, 0.82),
    "mentions": (
        {"mention"},
        lambda f: (f["line"] if isinstance(f["line"], int) else f["line"][0],),
        lambda r: (r["line"],),
        0.97,
        0.97,
    ),
}


@cache
def facts() -> dict[str, list[Fact]]:
    texts = sorted(ANNOTATED.glob("*.facts.jsonl"))
    return {p.name.split(".")[0]: [json.loads(line) for line in p.read_text("utf-8").splitlines()] for p in texts}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annotated") / "archive"
    hoso.convert(sorted(ANNOTATED.glob("*.txt")), archive=folder)
    return folder


def compared(archive: Path, table: str) -> Iterator[tuple[Counter[Key], Counter[Key], Counter[Key]]]:
    """(facts that must be found, facts that may be, rows) of each report that has such facts."""
    kinds, said, found, _, _ = TABLES[table]
    join = f"FROM {table} t JOIN files f ON f.file_id = split_part(t.document_id, '/', 1)"
    rows = hoso.frame(archive, f"SELECT f.path, t.* {join}").astype(object)
    for name, known in facts().items():
        own = [f for f in known if f["kind"] in kinds]
        optional = [f for f in own if any(f.get(k) for k in ("optional", "derived", "secondary", "extra"))]
        if len(optional) < len(own):
            here = rows[[Path(path).stem == name for path in rows["path"]]]
            here = here.where(here.notna(), None)
            must = Counter(said(f) for f in own if f not in optional)
            yield must, Counter(map(said, optional)), Counter(found(r) for r in here.to_dict("records"))


@pytest.mark.parametrize("table", TABLES)
def test_what_readers_wrote_down_is_found_and_little_else(archive: Path, table: str) -> None:
    wanted = hit = false = 0
    for must, may, rows in compared(archive, table):
        wanted += must.total()
        hit += (must & rows).total()
        false += (rows - must - may).total()
    assert wanted > 50
    assert hit / wanted >= TABLES[table][3], f"recall {hit}/{wanted}"
    assert hit / (hit + false) >= TABLES[table][4], f"{false} false beside {hit}"

"""Truth on disk: facts stand where they say, in every layout; the generator's door."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from rapidfuzz.fuzz import ratio

from samples.committed import write_committed
from samples.compose import KINDS, compose
from samples.generate import generate
from samples.pages import page_truth
from samples.plain import PlainStyle, write_plain
from samples.sheets import Table
from samples.truth import fact_rows, record_rows, write_truth
from samples.typeset import Numbers, PageStyle, typeset

STYLES = [
    PlainStyle(),
    PlainStyle(80, "tabs", False, False),
    PlainStyle(92, "columns"),
    PlainStyle(0, "tabs", False),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", KINDS)
def test_mentions_stand_where_they_say(kind: str, style: PlainStyle) -> None:
    laid = write_plain(compose(kind, 6, "137", 2020), style)
    rows = [row for row in fact_rows(laid, "x") if row["kind"] == "mention"]
    assert rows
    for row in rows:
        parts = row.get("parts") or [[0, row["surface"]]]
        name = " ".join(" ".join(part for _, part in parts).split()).lower()  # type: ignore[attr-defined]
        assert ratio(str(row["unit"]).lower()[-len(name) :], name) > 70


@pytest.mark.parametrize("kind", KINDS)
def test_pages_and_plain_text_state_the_same_facts(kind: str) -> None:
    dossier = compose(kind, 6, "137", 2020)
    pages = page_truth(dossier, typeset(dossier, PageStyle()))
    plain = write_plain(dossier, PlainStyle())
    assert sorted(map(repr, (f.fact for f in pages.found))) == sorted(map(repr, (f.fact for f in plain.found)))


@pytest.mark.parametrize(("numbers", "line"), [("top", "2"), ("bottom", "2"), ("dashes", "- 2 -"), ("corner", "2")])
def test_page_numbers_are_lines_of_their_own(numbers: Numbers, line: str) -> None:
    dossier = compose("report", 6, "137", 2020)
    laid = page_truth(dossier, typeset(dossier, PageStyle(numbers=numbers)))
    second = laid.lines[laid.page_starts[1] : laid.page_starts[2]]
    assert second[-1 if numbers in ("bottom", "corner") else 0] == line
    bare = page_truth(dossier, typeset(dossier, PageStyle(numbers="none")))
    assert len(laid.lines) == len(bare.lines) + len(laid.page_starts) - 1


def test_table_rows_are_one_line_with_tabs() -> None:
    dossier = compose("decision", 6, "137", 2020)
    pages = page_truth(dossier, typeset(dossier, PageStyle()))
    rows = [row for row in record_rows(pages) if row["table"] == "scores" and row["source"] == "table"]
    assert rows
    for row in rows:
        line = pages.lines[int(str(row["line"])) - 1]
        assert line.count("\t") >= 2
        assert row["bbox"] is not None
        assert f"{row['score']:g}".replace(".", ",") in line or f"{row['score']:.2f}".replace(".", ",") in line


def test_records_have_the_columns_of_the_contract() -> None:
    records = pytest.importorskip("extractors.records")
    laid = write_plain(compose("decision", 6, "137", 2020, planted=5), PlainStyle())
    for row in record_rows(laid):
        fields = set(records.TABLES[str(row["table"])].__dataclass_fields__) | {"document"}
        own = set(row) - {"table", "page", "line", "line_end", "bbox", "quote"}
        assert own <= fields


def test_the_same_archive_with_one_and_with_two_workers(tmp_path: Path) -> None:
    forms = ("pdf", "txt-tcvn3", "scan-bilevel", "docx")
    for name, jobs in (("one", 1), ("two", 2)):
        generate(tmp_path / name, 4, 6, forms=forms, jobs=jobs, planted=True)
    first = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert len(first) > 20
    for path in first:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


def test_an_archive_has_an_index(tmp_path: Path) -> None:
    summary = generate(tmp_path, 4, 5, years=(2015, 2017), kinds=("report",), forms=("txt-utf8",))
    rows = [json.loads(line) for line in (tmp_path / "truth" / "index.jsonl").read_text().splitlines()]
    assert summary.files == len(rows) == 5
    assert {row["year"] for row in rows} == {2015, 2016, 2017}
    for row in rows:
        assert (tmp_path / "documents" / row["file"]).exists()
        assert (tmp_path / "truth" / f"{row['name']}.facts.jsonl").exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kinds": ("letter",)}, "kind"),
        ({"forms": ("papyrus",)}, "form"),
        ({"degrade": ("tea",)}, "degradation"),
        ({"years": (1990, 2000)}, "years"),
    ],
)
def test_what_it_does_not_know_it_says(tmp_path: Path, wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        generate(tmp_path, 1, 1, **wrong)  # type: ignore[arg-type]


def test_the_committed_set_is_what_the_generator_writes(tmp_path: Path) -> None:
    """The texts and the truth byte for byte; pictures may differ with the version of a library."""
    import samples

    write_committed(tmp_path / "documents", tmp_path / "truth")
    home = Path(samples.__file__).parent
    committed = sorted((home / "documents").iterdir())
    assert len(committed) == 4
    for path in committed:
        assert (tmp_path / "documents" / path.name).exists()
        if path.suffix == ".txt":
            assert (tmp_path / "documents" / path.name).read_bytes() == path.read_bytes()
    for path in sorted((home / "truth").iterdir()):
        assert (tmp_path / "truth" / path.name).read_bytes() == path.read_bytes()


def test_truth_of_plain_text_names_lines_of_the_file(tmp_path: Path) -> None:
    laid = write_plain(compose("report", 6, "137", 2020), PlainStyle(80))
    write_truth(tmp_path, "x", laid)
    lines = (tmp_path / "x.txt").read_text(encoding="utf-8").split("\n")
    for line in (tmp_path / "x.facts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "score":
            assert row["quote"].split()[0] in lines[row["lines"][0] - 1]


def test_a_broken_mention_stands_on_the_line_of_its_name() -> None:
    seen = 0
    for year in range(2016, 2023):
        laid = write_plain(compose("report", 6, "137", year), PlainStyle(80))
        for row in fact_rows(laid, "x"):
            if row["kind"] != "mention" or "parts" not in row:
                continue
            seen += 1
            name = str(row["unit"]).removeprefix(f"{row['level']} ")
            line = laid.lines[int(str(row["line"])) - 1]
            assert line[int(str(row["start"])) : int(str(row["end"]))] == row["surface"]
            assert name.split()[0].lower() in str(row["surface"]).lower()
    assert seen


def test_cells_of_a_header_of_two_rows_stand_side_by_side() -> None:
    seen = 0
    for year in range(2014, 2023):
        for kind in ("report", "plan", "periodic"):
            dossier = compose(kind, 6, "137", year)
            tables = [b for s in dossier.sheets for b in s.blocks if isinstance(b, Table) and b.over]
            if not tables:
                continue
            laid = page_truth(dossier, typeset(dossier, PageStyle()))
            for table in tables:
                for row in table.head_rows:
                    cells = [cell.text for cell in row if cell.text]
                    line = next(k for k, text in enumerate(laid.lines) if [c for c in text.split("\t") if c] == cells)
                    words = sorted((w for w in laid.words if w.line == line), key=lambda w: w.start)
                    edges = [(a, b) for a, b in pairwise(words) if laid.lines[line][a.end : b.start].startswith("\t")]
                    assert all(a.box.x1 < b.box.x0 + 2 for a, b in edges)
                    seen += len(edges)
    assert seen > 20

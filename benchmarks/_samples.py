"""What hoso makes of a generated archive (`hoso samples`), record by record: right, missed or false, how sure it was.

The pages are those that `hoso convert` laid into an archive: they are read once, however often what comes after reading
is measured. Records are compared by what they say (the keys of `_truth`), those of checks by their kind.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

from _truth import (
    DOCUMENT_FIELDS,
    KEYS,
    NAMED_BY,
    ONCE,
    RECALL_ONLY,
    SELF_SCORED,
    Row,
    plain,
    read_rows,
    symbol,
)

TABLES = (
    *("scores", "changes", "groups", "criteria", "citations", "mentions"),
    *("indicators", "tasks", "targets", "documents", "checks"),
)
CONSEQUENCE = "consequence"  # a finding that a planted slip leads to elsewhere: neither wanted nor a false alarm
BANDS = (0.95, 0.9, 0.8, 0.6, 0.0)


@dataclass(frozen=True, slots=True)
class Item:
    """One fact of the truth, or one record that is none. `confidence` is None for what was missed."""

    form: str
    document: str
    table: str
    key: str
    verdict: str  # hit, missed, false, consequence
    confidence: float | None = None


def judge(folder: Path) -> Iterator[Item]:
    """Every fact and every record of the archive of one folder that `hoso samples` wrote."""
    index = {str(row["name"]): row for row in read_rows(folder / "truth" / "index.jsonl")}
    for name, records in extracted(folder / "archive"):
        if name in index:
            yield from _document(folder / "truth" / name, str(index[name]["form"]), name, records)


def extracted(archive: Path) -> Iterator[tuple[str, list[tuple[str, Row]]]]:
    """Name and rows of every file, repaired and extracted anew from its pages as they were read."""
    from extractors.extract import extract
    from gazetteer.lookup import load
    from pipeline.archive import open_archive
    from pipeline.convert import repair
    from pipeline.layoutfile import readings_of
    from pipeline.rows import record_rows

    held = open_archive(archive)
    for entry in sorted(held.entries(), key=lambda e: e.places[0].path):
        layout = (held.folder(entry.file_id) / "layout.jsonl.zst").read_bytes()
        pages = tuple(page.page for page in repair(readings_of(layout, ())))
        found = extract(pages, load(), entry.file_id)
        yield Path(entry.places[0].path).stem, list(record_rows(found.records, entry.file_id))


def _document(truth: Path, form: str, name: str, records: Sequence[tuple[str, Row]]) -> Iterator[Item]:
    wanted: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(truth.with_name(f"{truth.name}.records.jsonl")):
        wanted[str(row["table"])].append(row)
    found: dict[str, list[Row]] = defaultdict(list)
    for table, row in records:
        found[table].append(row)
    facts = read_rows(truth.with_name(f"{truth.name}.facts.jsonl"))
    follow = {str(check) for fact in facts if fact["kind"] == "check" for check in _listed(fact.get("may_follow"))}
    for table in TABLES:
        for key, verdict, confidence in _compared(table, wanted[table], found[table]):
            spread = table == "checks" and verdict == "false" and key.split("#")[0] in follow
            yield Item(form, name, table, key, CONSEQUENCE if spread else verdict, confidence)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _compared(table: str, wanted: list[Row], found: list[Row]) -> Iterator[tuple[str, str, float | None]]:
    """(key, verdict, confidence) of every fact and every record of one table of one document."""
    if table == "indicators":  # the truth leaves the document's own unit out
        told = {row.get("unit_code") for row in wanted}
        found = [row if row.get("unit_code") in told else {**row, "unit_code": None} for row in found]
    true, read = _keyed(table, wanted), _keyed(table, found)
    if table == "documents":  # judged are the fields that the truth has
        known = {key.partition(":")[0] for key, _ in true}
        read = [(key, confidence) for key, confidence in read if key.partition(":")[0] in known]
    left = Counter(key for key, _ in true)
    seen: Counter[str] = Counter()
    for key, confidence in sorted(read, key=lambda item: -item[1]):
        seen[key] += 1
        verdict = "hit" if left[key] > 0 else "false"
        left[key] -= 1
        if verdict == "hit" or table not in RECALL_ONLY:
            yield f"{key}#{seen[key]}", verdict, confidence
    for key, missing in sorted(left.items()):
        for n in range(missing):
            yield f"{key}#{seen[key] + n + 1}", "missed", None


def _keyed(table: str, rows: Iterable[Row]) -> list[tuple[str, float]]:
    if table == "scores":  # what communes gave themselves is in no truth
        rows = [row for row in rows if not plain(row.get("criterion")).startswith(SELF_SCORED)]
    if table == "documents":
        return [item for order, row in enumerate(rows) for item in _fields(order, row)]
    named = [row for row in rows if table not in NAMED_BY or any(row.get(name) for name in NAMED_BY[table])]
    keyed = [(str(KEYS[table](row)), float(str(row.get("confidence") or 0))) for row in named]
    return list(dict(reversed(keyed)).items()) if table in ONCE else keyed


def _fields(order: int, row: Row) -> Iterator[tuple[str, float]]:
    """Each field of a document by itself."""
    for field in DOCUMENT_FIELDS:
        if row.get(field):
            value = symbol(row) if field == "symbol" else plain(row[field])
            yield f"{order} {field}: {value}", float(str(row.get("confidence") or 0))


# --- figures ------------------------------------------------------------------------------------------------------


def figures(items: Sequence[Item]) -> Iterator[str]:
    """F1 of every table by form."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item in items:
        counts[item.form, item.table][item.verdict] += 1
        counts["ALL", item.table][item.verdict] += 1
    yield f"{'form':14} {'table':11} {'facts':>6} {'hit':>6} {'false':>6} {'prec':>6} {'recall':>7} {'F1':>6}"
    for (form, table), count in sorted(counts.items()):
        hit, missed, false = (count[verdict] for verdict in ("hit", "missed", "false"))
        precision, recall = (hit / total if total else 1.0 for total in (hit + false, hit + missed))
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        yield f"{form:14} {table:11} {hit + missed:6} {hit:6} {false:6} {precision:6.3f} {recall:7.3f} {f1:6.3f}"


def planted(items: Sequence[Item]) -> Iterator[str]:
    """Contradictions planted, found and false, by form and by kind."""
    documents = {(item.form, item.document) for item in items}
    for what in ("form", "check"):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for item in items:
            if item.table == "checks":
                counts[item.form if what == "form" else item.key.split("#")[0]][item.verdict] += 1
        yield f"{what:20} {'planted':>8} {'found':>6} {'false':>6}" + ("  a document" if what == "form" else "")
        for name, count in sorted(counts.items()):
            line = f"{name:20} {count['hit'] + count['missed']:8} {count['hit']:6} {count['false']:6}"
            held = sum(form == name for form, _ in documents)
            yield line + (f"  {count['false'] / held:.3f}" if what == "form" and held else "")


def calibration(items: Sequence[Item]) -> Iterator[str]:
    """Of the records given so much confidence, how many are right (% of n)."""
    given: dict[tuple[str, float], Counter[str]] = defaultdict(Counter)
    for item in items:
        if item.confidence is not None and item.table != "checks":
            band = next(band for band in BANDS if item.confidence >= band)
            given[item.table, band][item.verdict] += 1
            given["ALL", band][item.verdict] += 1
    yield "| records | " + " | ".join(_band(at) for at in range(len(BANDS))) + " |"
    yield "| --- |" + " ---: |" * len(BANDS)
    for table in (*TABLES[:-1], "ALL"):
        cells = []
        for band in BANDS:
            count = given[table, band]
            n = count["hit"] + count["false"]
            cells.append(f"{100 * count['hit'] / n:.0f} of {n}" if n else "–")
        yield f"| {table} | " + " | ".join(cells) + " |"


def _band(at: int) -> str:
    return f"{BANDS[at]:.2f}–{BANDS[at - 1] if at else 1:.2f}"

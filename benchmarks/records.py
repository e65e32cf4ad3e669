"""Records found against records known, fact by fact, and what a change won and lost.

    python benchmarks/records.py TEXT... --gold DIR [--show 5]          figures by document and table
    python benchmarks/records.py --samples DIR... [--show 5]            the same of generated archives, contradictions
                                                                        planted and found, what confidence is worth
    python benchmarks/records.py ... --against HEAD~1                   every fact won and lost since that commit
    python benchmarks/records.py TEXT... --gold DIR --export OUT        also writes the tables as JSON Lines

TEXT is a text file or a folder of them; DIR holds NAME.facts.jsonl for NAME.txt. The rules by which a fact and a record
are the same are those of the scorer given by --scorer. A generated archive is made by
`hoso samples --out DIR --planted` and `hoso convert DIR/documents --archive DIR/archive`; its pages are read only then.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(Path(__file__).parent))
SCORER = ROOT.parent / "shared" / "eval" / "score_records.py"
Row = dict[str, Any]
Outcome = dict[str, dict[str, str]]  # table -> key of a fact or row -> "hit", "missed" or "false"


def main() -> int:
    options = _arguments()
    sys.path.insert(0, str(options.source or ROOT))
    outcome = _of_samples(options) if options.samples else _of_gold(options)
    if options.json:
        options.json.write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")
    if options.against:
        _print_changes(_outcome_of(options.against, options), outcome)
    return 0


def _of_gold(options: argparse.Namespace) -> dict[str, Outcome]:
    exported, seconds = _export(_texts(options.texts), options.read)
    if options.export:
        _write(exported, options.export)
    outcome = _outcome(exported, options.gold, _scorer(options.scorer))
    if not options.quiet:
        _print_figures(outcome, options.show)
        print(f"extraction: {seconds:.2f} s")
    return outcome


def _of_samples(options: argparse.Namespace) -> dict[str, Outcome]:
    import _samples

    items = [item for folder in options.samples for item in _samples.judge(folder)]
    if not options.quiet:
        for part in (_samples.figures, _samples.planted, _samples.calibration):
            print("\n".join(part(items)), end="\n\n")
        for verdict in ("missed", "false"):
            shown: Counter[str] = Counter()
            for item in items:
                shown[item.table] += item.verdict == verdict
                if item.verdict == verdict and shown[item.table] <= options.show:
                    print(f"{verdict}: {item.document} {item.table} {item.key[:160]}")
    outcome: dict[str, Outcome] = defaultdict(lambda: defaultdict(dict))
    for item in items:
        outcome[item.document][item.table][item.key] = item.verdict
    return outcome


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--gold", type=Path, help="folder with the facts of the texts")
    parser.add_argument("--samples", type=Path, nargs="+", default=[], help="folders of `hoso samples` with an archive")
    parser.add_argument("--scorer", type=Path, default=SCORER)
    parser.add_argument("--against", metavar="REVISION", help="a git revision to compare with")
    parser.add_argument("--export", type=Path, help="folder for the tables")
    parser.add_argument("--read", type=Path, help="folder with the texts as read, where TEXT is repaired line for line")
    parser.add_argument("--show", type=int, default=0, help="print up to N misses and N false rows for each table")
    parser.add_argument("--json", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quiet", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if bool(options.samples) == bool(options.texts) or bool(options.texts) != bool(options.gold):
        parser.error("give texts and --gold, or --samples")
    options.texts = [path.resolve() for path in options.texts]
    options.samples = [path.resolve() for path in options.samples]
    options.gold = options.gold.resolve() if options.gold else None
    options.scorer = options.scorer.resolve()
    return options


def _texts(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.glob("*.txt")) if path.is_dir() else [path])
    return found


# --- the export -------------------------------------------------------------------------------------------


def _export(texts: list[Path], read: Path | None) -> tuple[dict[str, list[Row]], float]:
    """The tables of the contract, made from text alone: pages of lines, extraction, rows."""
    from extractors.extract import extract
    from extractors.records import table_of
    from gazetteer.lookup import load

    gazetteer = load()
    tables: dict[str, list[Row]] = defaultdict(list)
    seconds = 0.0
    for text in texts:
        file_id = text.stem
        before = read / text.name if read else text
        pages = pages_of_text(text.read_text(encoding="utf-8"), before.read_text(encoding="utf-8"))
        tables["files"].append({"file_id": file_id, "path": text.name, "pages": len(pages), "status": "done"})
        began = time.perf_counter()
        records = extract(pages, gazetteer, file_id).records
        seconds += time.perf_counter() - began
        for record in records:
            tables[table_of(record)].append(_row(record, file_id))
    return tables, seconds


def pages_of_text(text: str, read: str) -> tuple[Any, ...]:
    """Pages of a plain text and of the same text as read: form feeds part them; the line breaks stay as they are."""
    from extractors.layout import Line, Page

    pages: list[Page] = []
    number = 1
    sources = iter(unicodedata.normalize("NFC", read).replace("\f", "\n").split("\n"))
    for index, chunk in enumerate(unicodedata.normalize("NFC", text).split("\f"), 1):
        lines = tuple(Line(line, next(sources, line)) for line in chunk.split("\n"))
        pages.append(Page(index, number, lines))
        number += len(lines)
    return tuple(pages)


def _row(record: Any, file_id: str) -> Row:
    row: Row = {f.name: getattr(record, f.name) for f in fields(record) if f.name not in ("document", "evidence")}
    where = record.evidence
    row |= {
        "document_id": f"{file_id}/{record.document}",
        "file_id": file_id,
        "page": where.page,
        "line": where.line,
        "line_end": where.line_end,
        "bbox": list(where.box) if where.box else None,
        "quote": where.quote,
        "source_quote": where.source_quote,
    }
    if row.get("attached_to"):
        row["attached_to"] = f"{file_id}/{row['attached_to']}"
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def _write(tables: Mapping[str, list[Row]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


# --- facts against rows -----------------------------------------------------------------------------------


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_records", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}: name one with --scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _outcome(tables: Mapping[str, list[Row]], gold: Path, scorer: ModuleType) -> dict[str, Outcome]:
    """For every document of the gold: what became of each fact, and which rows are none."""
    result: dict[str, Outcome] = {}
    for file in tables["files"]:
        name = Path(file["path"]).stem
        path = gold / f"{name}.facts.jsonl"
        if not path.exists():
            continue
        facts = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rows = {table: [r for r in tables.get(table, []) if r["file_id"] == file["file_id"]] for table in tables}
        result[name] = _document_outcome(facts, rows, scorer)
    return result


def _document_outcome(facts: list[Row], rows: Mapping[str, list[Row]], scorer: ModuleType) -> Outcome:
    outcome: Outcome = defaultdict(dict)
    by_table: dict[str, list[Row]] = defaultdict(list)
    for fact in facts:
        if fact["kind"] in scorer.KINDS:
            by_table[scorer.KINDS[fact["kind"]][0]].append(fact)
    predicates = dict(scorer.KINDS.values())
    for table, known in sorted(by_table.items()):
        must = [f for f in known if scorer.required(f) and scorer.identified(table, f)]
        may = [f for f in known if f not in must]
        got = [r for r in rows.get(table, []) if scorer.identified(table, r)]
        if table == "citations":
            must, got = _once(must, scorer), _once(got, scorer)
        _, missed, left = scorer.greedy(must, got, predicates[table])
        _, _, false = scorer.greedy(may, left, predicates[table])
        if table == "citations":
            false = [r for r in false if not any(predicates[table](f, r) for f in must + may)]
        for fact in must:
            outcome[table][_key(fact)] = "missed" if fact in missed else "hit"
        if table in scorer.EXHAUSTIVE:
            outcome[table].update({f"+ {_key(row)}": "false" for row in false})
    documents = [f for f in facts if f["kind"] == "document"]
    right, _, wrong = scorer.score_document_fields(documents, rows.get("documents", []))
    outcome["documents"].update({f"right {n}": "hit" for n in range(right)})
    outcome["documents"].update({_key(w): "missed" for w in wrong})
    return outcome


def _once(items: list[Row], scorer: ModuleType) -> list[Row]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for item in items:
        key = (scorer.symbol(item.get("symbol")), str(item.get("date")), "" if item.get("symbol") else _key(item))
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


_TOLD = (
    *("field", "want", "have", "doc_type", "symbol", "date", "unit", "unit_name", "criterion", "score", "max"),
    *("max_score", "stat", "rank", "year", "no", "part", "name", "code", "value", "comparator", "text", "deadline"),
    *("quantity", "direction", "amount", "surface", "domain", "n_criteria", "n_subcriteria", "lower", "upper", "line"),
)


def _key(item: Row) -> str:
    """What tells one fact from another, short enough to read."""
    told = {k: item[k] for k in _TOLD if item.get(k) not in (None, "", [])}
    return " ".join(f"{k}={str(v)[:70]}" for k, v in told.items())


# --- what is printed --------------------------------------------------------------------------------------


def _print_figures(outcome: Mapping[str, Outcome], show: int) -> None:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    print(f"{'document':14} {'table':11} {'facts':>6} {'hit':>6} {'false':>6} {'prec':>6} {'recall':>7} {'F1':>6}")
    for name, tables in outcome.items():
        for table, items in sorted(tables.items()):
            counts = [list(items.values()).count(what) for what in ("hit", "missed", "false")]
            totals[table] = [a + b for a, b in zip(totals[table], counts, strict=True)]
            _print_line(name, table, counts)
            for what in ("missed", "false"):
                for key in [k for k, v in items.items() if v == what][:show]:
                    print(f"      {what}: {key[:230]}")
    for table, counts in sorted(totals.items()):
        _print_line("ALL", table, counts)


def _print_line(name: str, table: str, counts: list[int]) -> None:
    hit, missed, false = counts
    precision = hit / (hit + false) if hit + false else 0.0
    recall = hit / (hit + missed) if hit + missed else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(f"{name:14} {table:11} {hit + missed:6} {hit:6} {false:6} {precision:6.3f} {recall:7.3f} {f1:6.3f}")


def _print_changes(before: Mapping[str, Outcome], after: Mapping[str, Outcome]) -> None:
    signs = {("missed", "hit"): "won ", ("hit", "missed"): "lost"}
    for name in sorted({*before, *after}):
        for table in sorted({*before.get(name, {}), *after.get(name, {})}):
            old, new = before.get(name, {}).get(table, {}), after.get(name, {}).get(table, {})
            for key in sorted({*old, *new}):
                was, now = old.get(key), new.get(key)
                sign = signs.get((was or "", now or ""))
                if "false" in (was, now) and was != now:
                    sign = "false, new " if now == "false" else "false, gone"
                if sign:
                    print(f"{sign}  {name} {table}: {key[:200]}")


def _outcome_of(revision: str, options: argparse.Namespace) -> dict[str, Outcome]:
    """The same measurement with the sources of another commit."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        packed = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", str(tree)], input=packed.stdout, check=True)
        saved = Path(folder) / "outcome.json"
        command = [sys.executable, str(Path(__file__).resolve()), *map(str, options.texts)]
        command += ["--samples", *map(str, options.samples)] if options.samples else ["--gold", str(options.gold)]
        command += ["--scorer", str(options.scorer), "--source", str(tree), "--json", str(saved), "--quiet"]
        subprocess.run(command, check=True, cwd=tree)
        outcome: dict[str, Outcome] = json.loads(saved.read_text(encoding="utf-8"))
        return outcome


if __name__ == "__main__":
    sys.exit(main())

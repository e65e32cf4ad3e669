"""Comparing what hoso made of a generated archive with its truth: text, cells, records.

Records are compared by what they say, not where: lines of a page differ with the reader. The keys are below.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Levenshtein

Row = dict[str, object]


@dataclass(slots=True)
class Tally:
    """Counts of one form. `records`: table -> (in the truth, in the export, in both)."""

    pages: int = 0
    seconds: float = 0.0
    characters: int = 0
    character_errors: int = 0
    words: int = 0
    word_errors: int = 0
    cells: int = 0
    cells_right: int = 0
    failed: int = 0
    records: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def add(self, table: str, want: Counter[Hashable], have: Counter[Hashable]) -> None:
        old = self.records.get(table, (0, 0, 0))
        new = (want.total(), have.total(), (want & have).total())
        self.records[table] = (old[0] + new[0], old[1] + new[1], old[2] + new[2])

    def f1(self, table: str) -> float | None:
        want, have, both = self.records.get(table, (0, 0, 0))
        return 2 * both / (want + have) if want else None

    @property
    def cer(self) -> float:
        return self.character_errors / max(self.characters, 1)

    @property
    def wer(self) -> float:
        return self.word_errors / max(self.words, 1)


def plain(value: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(value or "")).split()).lower()


def number(value: object) -> float | None:
    return round(float(str(value)), 2) if value not in (None, "") else None


def who(row: Row) -> Hashable:
    """The unit's code; all communes together are one group."""
    return "group" if row.get("stat") in ("mean", "max", "min") else row.get("unit_code") or plain(row.get("unit_name"))


def band(row: Row) -> str:
    """The name of a band without its label: "Nhóm A" is A."""
    return re.sub(r"^(nhóm|xếp loại)\s+", "", plain(row.get("name")))


def symbol(row: Row) -> str:
    return re.sub(r"[\s.]", "", str(row.get("symbol") or "")).upper()


KEYS: dict[str, Callable[[Row], Hashable]] = {
    "citations": lambda r: (symbol(r) or None, r.get("date")),
    "scores": lambda r: (who(r), r.get("criterion") == "total", number(r.get("score")), r.get("stat") or "value"),
    "changes": lambda r: (who(r), r.get("quantity"), r.get("direction"), number(r.get("amount"))),
    "groups": lambda r: (band(r), number(r.get("lower")), number(r.get("upper")), r.get("count")),
    "criteria": lambda r: (r.get("n_criteria"), r.get("n_subcriteria"), number(r.get("max_score"))),
    "indicators": lambda r: (r.get("unit_code"), number(r.get("value"))),
    "tasks": lambda r: (str(r.get("no") or "").rstrip("."), r.get("deadline")),
    "targets": lambda r: (number(r.get("value")), r.get("comparator")),
    "mentions": lambda r: (r.get("page"), r.get("unit_code") or plain(r.get("unit_name"))),
    "checks": lambda r: r.get("check"),
}
NAMED_BY = {"citations": ("symbol", "date"), "targets": ("value",)}  # without them a row is not scored
DOCUMENT_FIELDS = ("doc_type", "symbol", "date", "issuer", "place", "title", "signer")
SELF_SCORED = ("điểm tự", "tự ")
ONCE = {"citations"}  # said again in the text, counted once
RECALL_ONLY = {"indicators"}  # a report has more of them than its truth names


def keys(table: str, rows: Iterable[Row]) -> Counter[Hashable]:
    named = [row for row in rows if table not in NAMED_BY or any(row.get(name) for name in NAMED_BY[table])]
    if table == "scores":  # what communes gave themselves is in no truth: it may be told or not
        named = [row for row in named if not plain(row.get("criterion")).startswith(SELF_SCORED)]
    found = Counter(KEYS[table](row) for row in named)
    return Counter(dict.fromkeys(found, 1)) if table in ONCE else found


def fields(documents: Iterable[Row]) -> Counter[Hashable]:
    """What is known of each document of a file, one by one in their order."""
    return Counter(
        (number, name, symbol(row) if name == "symbol" else plain(row[name]))
        for number, row in enumerate(documents)
        for name in DOCUMENT_FIELDS
        if row.get(name)
    )


def compare_text(tally: Tally, want: str, have: str) -> None:
    """CER page by page in reading order; words as bags, so that the order of columns costs nothing."""
    true, read = want.split("\f"), have.split("\f")
    read += [""] * (len(true) - len(read))
    for page, other in zip(true, read, strict=False):
        a, b = " ".join(page.replace("|", " ").split()), " ".join(other.replace("|", " ").split())
        a, b = (re.sub(r"-{3,} ?", "", unicodedata.normalize("NFC", text)) for text in (a, b))
        tally.characters += len(a)
        tally.character_errors += min(Levenshtein.distance(a, b), len(a))
        words, others = Counter(a.split()), Counter(b.split())
        tally.words += words.total()
        tally.word_errors += max((words - others).total(), (others - words).total())


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a table row: between TABs, bars or wide gaps; () for a line that is no row."""
    if "\t" in line:
        cells = line.split("\t")
    elif line.startswith("|"):
        cells = line.strip("|").split("|")
    elif re.search(r"\S {2,}\S", line):
        cells = re.split(r" {2,}", line)
    else:
        return ()
    return tuple(plain(cell) for cell in cells)


def compare_cells(tally: Tally, want: str, have: str) -> None:
    """For each row of the truth the row read that has most of its cells in their columns."""
    for page, other in zip(want.split("\f"), (have + "\f" * want.count("\f")).split("\f"), strict=False):
        rows = [cells for line in other.split("\n") if (cells := cells_of(line))]
        for line in page.split("\n"):
            true = cells_of(line)
            filled = [(k, cell) for k, cell in enumerate(true) if cell]
            if len(filled) < 2 or set("".join(true)) <= set("-"):
                continue
            best = max((sum(k < len(row) and row[k] == cell for k, cell in filled) for row in rows), default=0)
            tally.cells += len(filled)
            tally.cells_right += best


def read_rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def without_consequences(
    wanted: Counter[Hashable], found: Counter[Hashable], facts: Iterable[Row]
) -> Counter[Hashable]:
    """Findings without those that a planted slip may lead to elsewhere in the document: they are no false alarms."""
    follow = {name for row in facts if row["kind"] == "check" for name in row.get("may_follow") or ()}  # type: ignore[attr-defined]
    return Counter({name: min(n, wanted[name]) if name in follow else n for name, n in found.items()})


def compare_archive(truth: Path, archive: Path, export: Path) -> Tally:
    """All files of one archive with the truth of their names."""
    tally = Tally()
    names = {str(row["file_id"]): Path(str(row["path"])).stem for row in read_rows(export / "files.jsonl")}
    exported: dict[str, dict[str, list[Row]]] = {table: defaultdict(list) for table in (*KEYS, "documents")}
    for table, by_file in exported.items():
        for row in read_rows(export / f"{table}.jsonl"):
            by_file[names.get(str(row["document_id"]).split("/")[0], "?")].append(row)
    for row in read_rows(export / "files.jsonl"):
        tally.pages += int(str(row["pages"] or 0))
        tally.seconds += float(str(row["seconds"] or 0))
        tally.failed += row["status"] != "done"
    for file_id, name in sorted(names.items()):
        want = (truth / f"{name}.txt").read_text(encoding="utf-8")
        stored = archive / "files" / file_id[:2] / file_id / "text.txt"
        have = stored.read_text(encoding="utf-8") if stored.exists() else ""
        compare_text(tally, want, have)
        compare_cells(tally, want, have)
        true: dict[str, list[Row]] = defaultdict(list)
        for row in read_rows(truth / f"{name}.records.jsonl"):
            true[str(row["table"])].append(row)
        known = fields(true["documents"])
        tally.add("documents", known, fields(exported["documents"][name]) & known)
        for table, by_file in exported.items():
            if table == "documents":
                continue
            wanted, found = keys(table, true[table]), keys(table, by_file[name])
            if table == "checks":
                found = without_consequences(wanted, found, read_rows(truth / f"{name}.facts.jsonl"))
            tally.add(table, wanted, found & wanted if table in RECALL_ONLY else found)
    return tally

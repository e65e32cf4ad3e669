#!/usr/bin/env python3
"""Makes the data files of the gazetteer from the raw tables of facts. Run it from the project's root:

    python scripts/derive_gazetteer.py ../shared/gazetteer [--corpus ../shared/corpus]

units.tsv and events.tsv come from the tables; with a corpus also common_words.txt, the names that are common words.
The same input gives the same bytes. Sources are named in the tables' own README and in docs/gazetteer.md.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "gazetteer" / "data"

UNITS_HEAD = """\
# Every version of every administrative unit of Vietnam, 2004-08-31 to 2026-04-30; made by scripts/derive_gazetteer.py.
# Facts of the General/National Statistics Office (GSO, NSO) lists and the resolutions; see docs/gazetteer.md.
# A version holds on valid_from <= day < valid_to (empty: still in force). spellings: other official writings, ";".
"""
EVENTS_HEAD = """\
# What happened to administrative units; made by scripts/derive_gazetteer.py, sources as in units.tsv.
# from_codes: "CODE" went whole, "CODE~" in part (share unknown), "CODE+" part of the area with the whole population.
"""
SOURCES = {"dvhcvn/data": "gso", "thanglequoc v3.0.2": "nso-2025-07", "thanglequoc v3.1.0": "nso-2026-04"}
EVENT_SOURCES = {
    "GSO dumps": "gso",
    "GSO dumps (name taken over by a neighbour code)": "gso",
    "GSO dumps (only changed unit in the district)": "gso",
    "Law on organisation of local government": "law",
    "dvhcvn/20250701": "gso",
    "vietnamadminunits alias_ward.csv": "vietnamadminunits",
}
EVENT_KINDS = {"reform_merge": "merged", "reform_retyped_or_renamed": "renamed", "merged_into": "merged"}
CORPUS_FILES = (("admin_procedures.txt.xz", 1), ("legal_central.txt.xz", 4))  # every so many-th line
COMMON = 5
COMMON_HEAD = """\
# Names of units that are common words too: bare, in running text, they are no mention. Name and how often it stands in
# small letters in 13 million words of laws and administrative procedures; made by scripts/derive_gazetteer.py.
"""
SHARE_MARKS = {"full": "", "partial": "~", "partial area, whole population": "+"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{k: unicodedata.normalize("NFC", v) for k, v in row.items()} for row in csv.DictReader(file)]


def unit_row(row: dict[str, str]) -> list[str]:
    return [
        row["code"],
        row["level"],
        row["kind"].lower(),
        " ".join(row["name"].split()),
        row["parent_code"],
        row["valid_from"],
        row["valid_to"],
        row["spellings"],
        SOURCES[row["source"]] + (" (earlier name and kind reconstructed)" if "back-filled" in row["note"] else ""),
    ]


def event_row(row: dict[str, str], marks: dict[tuple[str, str], str]) -> list[str]:
    """One event; the conversion table of 2025 says for each old commune whether it went whole or in part."""
    target = row["to_codes"]
    reform = row["date"] == "2025-07-01" and row["level"] == "3"
    sources = [code + (marks[code, target] if reform else "") for code in row["from_codes"].split(";") if code]
    return [
        row["date"],
        EVENT_KINDS.get(row["kind"], row["kind"]),
        row["level"],
        ";".join(sources),
        target,
        row["confidence"],
        row["resolution"],
        EVENT_SOURCES.get(row["source"], "nso-conversion-2025"),
    ]


def common_words(corpus: Path, units: list[list[str]]) -> list[list[str]]:
    """Names that legal texts use in small letters, as words: how often, in how many million words."""
    names = {name.lower() for row in units for name in (row[3], *row[7].split(";")) if name}
    counts: Counter[str] = Counter()
    for file, step in CORPUS_FILES:
        with lzma.open(corpus / file, "rt", encoding="utf-8") as lines:
            for line in islice(lines, 0, None, step):
                for phrase in re.split(r"[^\w\s]|\d", line):
                    counts.update(name for name in small_phrases(phrase.split()) if name in names)
    return [[name, str(count)] for name, count in counts.items() if count >= COMMON]


def small_phrases(words: list[str]) -> Iterator[str]:
    """Every one, two or three words in a row that are all in small letters."""
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            if all(word.islower() for word in words[at : at + size]):
                yield " ".join(words[at : at + size])


def write(path: Path, head: str, columns: str, rows: Iterable[list[str]]) -> None:
    lines = ["\t".join(row) for row in rows]
    path.write_text(head + columns.replace(" ", "\t") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path, help="folder with units.csv, changes.csv, edges2025.csv")
    parser.add_argument("--corpus", type=Path, help="folder with the texts that tell common words")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the files (default: the gazetteer's own)")
    arguments = parser.parse_args()
    out: Path = arguments.out
    tables: Path = arguments.tables
    marks = {(e["old_code"], e["new_code"]): SHARE_MARKS[e["type"]] for e in read(tables / "edges2025.csv")}
    units = [unit_row(row) for row in read(tables / "units.csv")]
    events = [event_row(row, marks) for row in read(tables / "changes.csv")]
    out.mkdir(parents=True, exist_ok=True)
    columns = "code level kind name parent valid_from valid_to spellings source"
    write(out / "units.tsv", UNITS_HEAD, columns, sorted(units, key=lambda row: (row[0], row[5])))
    columns = "date kind level from_codes to_codes confidence resolution source"
    write(out / "events.tsv", EVENTS_HEAD, columns, sorted(events))
    if arguments.corpus:
        write(out / "common_words.txt", COMMON_HEAD, "name times", sorted(common_words(arguments.corpus, units)))
    print(f"{len(units)} versions of units, {len(events)} events")


if __name__ == "__main__":
    main()

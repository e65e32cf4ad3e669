"""A generated archive of legacy reports with its truth: what is made is decided first, then each file by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from normalizers.unicode import fold
from samples.compose import KINDS, compose
from samples.dice import dice
from samples.forms import FORMS, Order, make
from samples.scan import ORDER
from samples.story import FIRST_YEAR, LAST_YEAR, districts, index_year
from samples.truth import write_rows, write_truth

YEARS = (2016, 2023)


@dataclass(frozen=True, slots=True)
class Item:
    """One file to be made."""

    number: int
    kind: str
    form: str
    district: str
    year: int
    planted: int
    seed: int
    degrade: tuple[str, ...]

    @property
    def name(self) -> str:
        district = index_year(self.seed, self.district, self.year).district.name
        return f"{self.number:04d}-{self.kind}-{re.sub('[^a-z0-9]+', '-', fold(district))}-{self.year}-{self.form}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of truth/index.jsonl."""

    name: str
    file: str
    form: str
    kind: str
    year: int
    district_code: str
    charset: str
    degradations: tuple[str, ...]
    dpi: int | None
    pages: int
    planted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made: files by form, bytes in all."""

    files: int
    bytes: int
    forms: tuple[tuple[str, int], ...]
    out: Path


def generate(
    out: Path,
    seed: int,
    documents: int,
    years: tuple[int, int] | None = None,
    kinds: Sequence[str] = (),
    forms: Sequence[str] = (),
    degrade: Sequence[str] = (),
    jobs: int = 1,
    planted: bool = False,
) -> Summary:
    """Write documents/ and truth/ below `out`. Raises ValueError for names and years it does not know."""
    items = planned(seed, documents, years or YEARS, kinds, forms, tuple(degrade), planted)
    for name in ("documents", "truth"):
        (out / name).mkdir(parents=True, exist_ok=True)
    if jobs > 1:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:  # Typst has threads: no fork
            entries = list(pool.map(_write, items, [out] * len(items), chunksize=1))
    else:
        entries = [_write(item, out) for item in items]
    write_rows(out / "truth" / "index.jsonl", (asdict(entry) for entry in entries))
    total = sum((out / "documents" / entry.file).stat().st_size for entry in entries)
    found = [entry.form for entry in entries]
    return Summary(len(entries), total, tuple((form, found.count(form)) for form in dict.fromkeys(found)), out)


def planned(
    seed: int,
    documents: int,
    years: tuple[int, int],
    kinds: Sequence[str],
    forms: Sequence[str],
    degrade: tuple[str, ...],
    planted: bool,
) -> list[Item]:
    """Few districts and all the years of each, so that an archive can be compared across years."""
    known(kinds, KINDS, "kind")
    known(forms, FORMS, "form")
    known(degrade, ORDER, "degradation")
    first, last = years
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise ValueError(f"years must lie within {FIRST_YEAR}-{LAST_YEAR}")
    span = last - first + 1
    pool = districts(first, last)
    chosen = dice(seed, "districts").sample(pool, min(len(pool), max(1, documents // (2 * span)), documents))
    kinds, forms = tuple(kinds) or tuple(KINDS), tuple(forms) or tuple(FORMS)
    return [
        Item(
            number=n + 1,
            kind=kinds[(n // span) % len(kinds)] if documents > span else kinds[n % len(kinds)],
            form=forms[n % len(forms)],
            district=chosen[(n // span) % len(chosen)].code,
            year=first + n % span,
            planted=dice(seed, "planted", n).randint(1, 3) if planted else 0,
            seed=seed,
            degrade=degrade,
        )
        for n in range(documents)
    ]


def known(names: Sequence[str], table: Collection[str], what: str) -> None:
    wrong = [name for name in names if name not in table]
    if wrong:
        raise ValueError(f"unknown {what}: {', '.join(wrong)}; known: {', '.join(sorted(table))}")


def _write(item: Item, out: Path) -> Entry:
    dossier = compose(item.kind, item.seed, item.district, item.year, copy=item.number, planted=item.planted)
    made = make(item.form, Order(dossier, f"{item.seed}/{item.number}", item.degrade))
    name = item.name
    (out / "documents" / (name + made.suffix)).write_bytes(made.data)
    write_truth(out / "truth", name, made.laid)
    return Entry(
        name=name,
        file=name + made.suffix,
        form=item.form,
        kind=item.kind,
        year=item.year,
        district_code=item.district,
        charset=made.charset,
        degradations=made.degradations,
        dpi=made.dpi,
        pages=len(made.laid.page_starts),
        planted=tuple(check.check for check in dossier.planted),
    )

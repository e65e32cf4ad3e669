"""The verdict on pages of real PDFs, each looked at: data/real_verdicts.tsv says what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.pages import ReadSettings, judged
from pipeline.readers import open_source

REAL = Path(__file__).resolve().parents[3] / "shared" / "real" / "pdf"
ROWS = [
    row.split("\t")
    for row in (Path(__file__).parent / "data" / "real_verdicts.tsv").read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the real PDFs in ../shared/real")
@pytest.mark.parametrize(("name", "page", "verdict", "kind"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_the_verdict_on_a_real_page(name: str, page: str, verdict: str, kind: str) -> None:
    with open_source(REAL / f"{name}.pdf") as source:
        judgement = judged(source.page(int(page)), ReadSettings())
    assert judgement.verdict == verdict, f"{kind}: {'; '.join(judgement.reasons)}"

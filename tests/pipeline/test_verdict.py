"""The verdict on every kind of page."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.layout import Box
from pipeline.evidence import lost_share, unknown_share
from pipeline.readers.source import LayerWord
from pipeline.verdict import Evidence, is_legacy_font, judge

ROWS = [
    row.split("\t")
    for row in (Path(__file__).parent / "data" / "verdicts.tsv").read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_verdict(row: list[str]) -> None:
    scanned, characters, explained, missing, *shares = row[1:10]
    legal, decoded, fonts, lost, unknown = map(float, shares)
    found = Evidence(
        scanned == "1", int(characters), float(explained), int(missing), legal, decoded, fonts, lost, unknown
    )
    judgement = judge(found)
    assert (judgement.verdict, judgement.doubted) == (row[10], row[11] == "1")
    assert judgement.reasons


@pytest.mark.parametrize(
    ("font", "legacy"),
    [
        (".VnTime", True),
        (".VnTimeH,Bold", True),
        ("VnTimeBold", True),
        ("VNI-Times", True),
        ("TimesNewRoman", False),
        ("Vnt-Sans", False),
        ("Verdana", False),
    ],
)
def test_font_names(font: str, legacy: bool) -> None:
    assert is_legacy_font(font) is legacy


def _words(text: str) -> list[LayerWord]:
    return [LayerWord(word, Box(0, 0, 9, 9)) for word in text.split()]


def test_a_question_is_no_lost_letter() -> None:
    assert lost_share(_words("Vì sao? Ở đâu?")) == 0
    assert lost_share(_words("C?ng hòa xã h?i")) == 0.5


def test_unknown_characters() -> None:
    assert unknown_share(_words("\ue001\ue002\ufffd")) == 1
    assert unknown_share(_words("Điều 1")) == 0

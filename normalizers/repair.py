"""The whole repair of a document's lines, line for line; every change is a value that can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from normalizers.edits import Edit, apply, compose
from normalizers.hints import Hints
from normalizers.mojibake import mojibake_edits
from normalizers.quality import quality
from normalizers.repairs import Repair, RepairedText
from normalizers.unicode import nfc

NO_HINTS = Hints()


def repair_lines(lines: Sequence[str], hints: Hints = NO_HINTS) -> RepairedText:  # noqa: ARG001
    """The lines repaired, as many as came in, none with a TAB or line break more or less."""
    before = _document_quality(lines)
    repaired, repairs = _stages(list(lines))
    return RepairedText(tuple(repaired), tuple(repairs), before, _document_quality(repaired))


def _stages(lines: list[str]) -> tuple[list[str], list[Repair]]:
    made: list[tuple[Repair, ...]] = [() for _ in lines]
    for stage in (mojibake_edits, _unicode_edits):
        lines, made = _run(stage, lines, made)
    return lines, [repair for line in made for repair in line]


def _run(
    stage: Callable[[str], Iterable[Edit]], lines: list[str], made: list[tuple[Repair, ...]]
) -> tuple[list[str], list[tuple[Repair, ...]]]:
    out: list[str] = []
    for number, line in enumerate(lines, start=1):
        text, repairs = apply(line, number, stage(line))
        out.append(text)
        if repairs:
            made[number - 1] = compose(made[number - 1], repairs)
    return out, made


def _unicode_edits(line: str) -> Iterable[Edit]:
    """NFC, word by word."""
    if line.isascii() or nfc(line) == line:
        return []
    return [Edit(0, len(line), nfc(line), "unicode", "composed letters (NFC)", 1.0)]


def _document_quality(lines: Sequence[str]) -> float:
    return quality("\n".join(lines))

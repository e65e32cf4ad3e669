"""Any Vietnamese text in, repaired text out, line for line: what `hoso repair` does."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.lookup import load
from normalizers.decode import decode_bytes
from normalizers.hints import Hints
from normalizers.repairs import Repair
from pipeline.context import repair_document


@dataclass(frozen=True, slots=True)
class Mended:
    """The repaired text with the line ends it came with, its repairs, and the encoding its bytes were in."""

    text: str
    repairs: tuple[Repair, ...]
    charset: str
    quality_before: float
    quality_after: float


def mend(source: bytes | str) -> Mended:
    """Decode bytes, repair lines. As many lines come out as went in, each with its own line end."""
    text, charset = (source, "str") if isinstance(source, str) else decoded(source)
    parts = text.split("\n")
    lines = [line.removesuffix("\r") for line in parts]
    ends = ["\r" if line.endswith("\r") else "" for line in parts]
    mended = repair_document(load(), lines, Hints())
    joined = "\n".join(line + end for line, end in zip(mended.lines, ends, strict=True))
    return Mended(joined, mended.repairs, charset, mended.quality_before, mended.quality_after)


def decoded(source: bytes) -> tuple[str, str]:
    found = decode_bytes(source)
    return found.text, found.charset

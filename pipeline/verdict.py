"""Whether a page's own text may be trusted: `use_text`, `repair_text`, `ocr` or `both`, with the reasons.

Three questions. Does the text explain the ink on the page, or is it a stamp, a header, a watermark over a scan? Is it
legal Vietnamese, as it stands or under a legacy encoding? Is something missing from it?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.layout import Verdict

COVERED = 0.75  # share of the page's letters that stand under words of the text layer
LEGAL = 0.95
READABLE = 0.55


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured: `explained` is the share of letters on the page that lie under words of the layer."""

    characters: int
    explained: float
    legal: float  # quality of the text as it stands, 0-1
    legacy: float  # share of the letters set in legacy fonts, or legal only after decoding, 0-1
    scanned: bool  # the page is a picture
    lost: float = 0.0  # share of words with a question mark inside


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    reasons: tuple[str, ...]


def judge(found: Evidence) -> Judgement:
    """The verdict on one page."""
    if not found.characters:
        return Judgement("ocr", ("no text layer",))
    if found.explained < COVERED:
        reason = f"the text explains {found.explained:.0%} of the letters on the page"
        return Judgement("ocr" if found.scanned else "both", (reason,))
    if found.legacy > 0.5:
        return Judgement("repair_text", ("legacy encoding: decoding is exact",))
    if found.lost > 0.05:
        return Judgement("use_text", (f"letters lost: {found.lost:.0%} of the words hold a question mark",))
    if found.legal >= LEGAL:
        if found.scanned:
            return Judgement("both", ("text of another OCR under the picture",))
        return Judgement("use_text", ())
    reason = f"{found.legal:.0%} of the text is legal Vietnamese"
    if found.legal < READABLE:
        return Judgement("ocr", (reason,))
    return Judgement("both" if found.scanned else "repair_text", (reason,))


def legacy_share(fonts: Sequence[tuple[str, int]]) -> float:
    """The share of letters (font name, number of letters) set in fonts named like TCVN3 or VNI ones."""
    total = sum(count for _, count in fonts)
    legacy = sum(count for font, count in fonts if is_legacy_font(font))
    return legacy / total if total else 0.0


def is_legacy_font(font: str) -> bool:
    """Fonts of TCVN3 are named `.VnTime`, those of VNI `VNI-Times`; some writers drop the point."""
    name = font.lstrip(".").lower()
    return name.startswith(("vni-", "vni ")) or (name.startswith("vn") and font.lstrip(".")[2:3].isupper())

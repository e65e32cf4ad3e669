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
FINE = 0.97  # of a text under a scan: legal syllables may still be the wrong ones, so a strip of the scan is asked
READABLE = 0.55
DECODED = 0.80  # a text that becomes this legal by decoding was in that encoding
NAMES = 0.80  # a table of communes is not all legal Vietnamese: Ea Súp, Laêê, Tà Pơơ
GAIN = 0.02  # and no encoding makes it so
LOST = 0.03
UNKNOWN = 0.02
SHIFTED = 0.05  # of the letters; what is put right is exact
MISSING = 2  # letters in the lines of a page that its text lacks; where a program wrote the text, there are none


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured; shares are 0-1.

    explained: of the letters on the page, those under words of the layer; missing: letters between its words.
    legal, decoded: legality of the text as it stands, and once its encoding is repaired.
    lost: words with a question mark inside; unknown: characters that are no characters.
    shifted: letters whose codes were off by a constant and are put right; scanned: the page is a picture.
    """

    scanned: bool
    characters: int = 0
    explained: float = 0.0
    missing: int = 0
    legal: float = 0.0
    decoded: float = 0.0
    legacy_fonts: float = 0.0
    lost: float = 0.0
    unknown: float = 0.0
    shifted: float = 0.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """`doubted`: the text may yet be what is printed (a foreign language, question marks): a strip tells."""

    verdict: Verdict
    reasons: tuple[str, ...]
    doubted: bool = False


def judge(found: Evidence) -> Judgement:
    """The verdict on one page."""
    if not found.characters:
        return Judgement("ocr", ("no text layer",))
    if found.explained < COVERED:
        reason = f"the text explains {found.explained:.0%} of the letters on the page"
        return Judgement("ocr" if found.scanned else "both", (reason,))
    if found.unknown >= UNKNOWN:
        return Judgement("ocr", (f"{found.unknown:.0%} of the text's characters are unknown",))
    return _under_scan(found) if found.scanned else _drawn(found)


def _under_scan(found: Evidence) -> Judgement:
    """The page is a picture; its text was made by some OCR before."""
    reason = f"another OCR's text under the scan: {found.legal:.0%} legal Vietnamese"
    if found.legal < READABLE:
        return Judgement("ocr", (reason,))
    return Judgement("both", (reason,), doubted=found.legal >= FINE and found.missing < MISSING)


def _drawn(found: Evidence) -> Judgement:
    """The page was written by a program: its text is exact, or spelt in an encoding, or spelt wrong."""
    legal = f"{found.legal:.0%} of the text is legal Vietnamese"
    if found.shifted >= SHIFTED and found.missing < MISSING:
        return Judgement(
            "repair_text", (f"codes off by a constant: {found.shifted:.0%} of the letters put right", legal)
        )
    if found.lost >= LOST:
        reason = f"letters lost: {found.lost:.0%} of the words hold a question mark"
        return Judgement("ocr", (reason,), doubted=True)
    if found.legal < LEGAL and (found.legacy_fonts > 0.5 or found.decoded >= max(DECODED, found.legal + 0.1)):
        return Judgement("repair_text", (f"legacy encoding: {found.decoded:.0%} legal once decoded",))
    if found.missing >= MISSING:
        return Judgement("both", (f"{found.missing} letters on the page are missing from its text",))
    if found.legal >= LEGAL or (found.legal >= NAMES and found.decoded < found.legal + GAIN):
        return Judgement("use_text", (legal,))
    if found.legal < READABLE:
        return Judgement("ocr", (legal,), doubted=True)
    return Judgement("repair_text", (legal,))


def legacy_share(fonts: Sequence[tuple[str, int]]) -> float:
    """The share of letters (font name, number of letters) set in fonts named like TCVN3 or VNI ones."""
    total = sum(count for _, count in fonts)
    legacy = sum(count for font, count in fonts if is_legacy_font(font))
    return legacy / total if total else 0.0


def is_legacy_font(font: str) -> bool:
    """Fonts of TCVN3 are named `.VnTime`, those of VNI `VNI-Times`; some writers drop the point."""
    name = font.lstrip(".").lower()
    return name.startswith(("vni-", "vni ")) or (name.startswith("vn") and font.lstrip(".")[2:3].isupper())

"""What the reader and the document know besides the words: evidence for the repair, never proof."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """All optional.

    fonts: for each line, its runs as (start, end, font name) in characters of the line as read.
    words: for each line, its words as (start, end, confidence 0-1) of the OCR engine or text layer.
    names: names of the document's district and its communes, as the gazetteer writes them.
    ocr: the text came out of an OCR engine, ours or a foreign one.
    """

    fonts: tuple[tuple[tuple[int, int, str], ...], ...] = ()
    words: tuple[tuple[tuple[int, int, float], ...], ...] = ()
    names: tuple[str, ...] = ()
    ocr: bool = False

    def line_fonts(self, index: int) -> tuple[tuple[int, int, str], ...]:
        """The font runs of the line at this 0-based index; empty where the reader knows none."""
        return self.fonts[index] if index < len(self.fonts) else ()

    def line_words(self, index: int) -> tuple[tuple[int, int, float], ...]:
        """The word confidences of the line at this 0-based index; empty where the reader gave none."""
        return self.words[index] if index < len(self.words) else ()

"""Two readings of one page, the text layer and OCR, made one: line by line the language model says which is better.

Lines are matched by where they stand. A line that only one reading has is kept: the layer's because it is written
there, the OCR's because it is printed there.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.layout import Box, Line
from normalizers.language import LanguageModel, load, tokens

_MISSING = 2.5  # cost, in natural logarithms, of each letter that the other reading has and this one lacks
_FAVOUR = 4.0  # so much better, a line, the other reading must be to overrule the one that is trusted


def chosen(layer: Sequence[Line], seen: Sequence[Line], trusted: bool) -> tuple[tuple[Line, bool], ...]:
    """The lines of the page in the order of `seen`, each with whether it is the layer's.

    `trusted`: the layer was written by a program, not by another OCR; it wins where both are as good.
    """
    model = load()
    left = list(layer)
    lines: list[tuple[Line, bool]] = []
    for line in seen:
        beside = [other for other in left if _one_place(other.box, line.box)]
        left = [other for other in left if not any(other is taken for taken in beside)]
        if beside and _better(model, beside, line, trusted):
            lines += [(other, True) for other in beside]
        else:
            lines.append((line, False))
    return tuple(_inserted(lines, left))


def _one_place(a: Box | None, b: Box | None) -> bool:
    """Whether most of the lower line's height, and some of its width, are shared."""
    if a is None or b is None:
        return False
    height = min(a.y1, b.y1) - max(a.y0, b.y0)
    width = min(a.x1, b.x1) - max(a.x0, b.x0)
    return height > 0.5 * min(a.y1 - a.y0, b.y1 - b.y0) and width > 0.3 * min(a.x1 - a.x0, b.x1 - b.x0)


def _better(model: LanguageModel, layer: Sequence[Line], seen: Line, trusted: bool) -> bool:
    """Whether the layer's lines read better than the one OCR saw in their place."""
    ours, theirs = " ".join(line.text for line in layer), seen.text
    longest = max(_size(ours), _size(theirs))
    favour = _FAVOUR if trusted else 0.0
    return _score(model, ours, longest) + favour >= _score(model, theirs, longest)


def _score(model: LanguageModel, text: str, longest: int) -> float:
    return model.log_probability(tokens(text)) - _MISSING * (longest - _size(text))


def _size(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _inserted(lines: list[tuple[Line, bool]], left: Sequence[Line]) -> list[tuple[Line, bool]]:
    """Lines of the layer that nothing was seen beside, put before the first line that stands lower."""
    for line in left:
        box = line.box
        if box is None or not line.text.strip():
            continue
        lower = (n for n, (other, _) in enumerate(lines) if other.box is not None and other.box.y0 >= box.y1 - 2)
        lines.insert(next(lower, len(lines)), (line, True))
    return lines

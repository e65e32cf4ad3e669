"""The slips of a reader that knows Vietnamese: a mark now and then amiss."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from normalizers.language import NUMBER_ID, UNKNOWN_ID
from normalizers.lattice import Draft, Reading
from normalizers.reading import Knowledge, read_draft
from normalizers.spelling import canonical
from normalizers.syllables import syllables
from normalizers.tokens import Kind, Token
from normalizers.unicode import strip_diacritics

SLIP: Final = -8.0  # cost of a mark misread by a reader that knows Vietnamese
SLIP_HOOK: Final = -4.0  # of a hook taken for an acute, much the commonest
HOOK: Final = "\u0309"
ACUTE: Final = "\u0301"
SLIP_ILLEGAL: Final = -2.0  # where what was read is no syllable
SLIP_MARGIN: Final = 3.0


def read_slips(tokens: Sequence[Token], stretches: Sequence[tuple[int, int]], known: Knowledge) -> list[Reading]:
    """The words behind tokens that a reader of Vietnamese read, a mark now and then amiss (CHÍ SỐ for CHỈ SỐ).

    A word stays unless another one under the same letters is far likelier in its place.
    """
    draft = Draft()
    for first, last in stretches:
        for token in tokens[first:last]:
            lower = canonical(token.text.lower())
            own = NUMBER_ID if token.kind is Kind.NUMBER else known.model.index.get(lower, UNKNOWN_ID)
            draft.arc((own,), 0.0)
            if token.kind is Kind.WORD and strip_diacritics(lower) != lower:
                for word in known.by_skeleton.get(strip_diacritics(lower), ()):
                    if word != own:
                        draft.arc((word,), _slip(lower, known.model.words[word]))
            draft.close_token()
        draft.close_stretch()
    return [r for r in read_draft(draft, stretches, known.model) if r.margin >= SLIP_MARGIN]


def _slip(seen: str, meant: str) -> float:
    """The cost of reading one word for the other: the hook above a letter is often taken for an acute (điếm, điểm)."""
    if seen not in syllables():
        return SLIP_ILLEGAL
    hooked = unicodedata.normalize("NFD", meant)
    return SLIP_HOOK if hooked.replace(HOOK, ACUTE) == unicodedata.normalize("NFD", seen) else SLIP

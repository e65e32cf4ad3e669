"""How syllables are written before they are counted or looked up: lower case, one place for the tone mark.

Vietnamese has two ways to place the tone in open oa, oe, uy (hòa or hoà). The model knows one, the older one, which
administrative texts use; `canonical` leads there. Text that was right is never rewritten: callers use the canonical
form as a key only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

BREAK: Final = "<s>"  # what ends a stretch: full stop, colon, semicolon, line end; also the start
NUMBER: Final = "<n>"
UNKNOWN: Final = "<unk>"
TOKEN: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*|[.;:!?…\n]")

TONES: Final = "\u0300\u0301\u0309\u0303\u0323"
_OPEN: Final = re.compile(rf"(o[ae]|(?<!q)uy)([{TONES}])$")
_CLOSED: Final = re.compile(rf"(?<=[^q])(o)([{TONES}])([ae])(?=[a-z])")


@lru_cache(maxsize=1 << 18)
def canonical(word: str) -> str:
    """The key of a lower-case word: tone of open oa, oe, uy on the first vowel, eth as đ.

    hoà → hòa, thuỷ → thủy, quý stays, hoàn stays; the slip hòan → hoàn.
    """
    parts = unicodedata.normalize("NFD", word.replace("ð", "đ"))
    parts = _OPEN.sub(lambda m: m[1][0] + m[2] + m[1][1], parts)
    parts = _CLOSED.sub(lambda m: m[1] + m[3] + m[2], parts)
    return unicodedata.normalize("NFC", parts)

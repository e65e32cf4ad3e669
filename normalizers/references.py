"""Numeric character references: &#7897; for ộ, also escaped twice, and the named ones of Latin letters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from normalizers.edits import Edit

_REFERENCE = re.compile(
    r"&(?:amp;){0,3}(?:#(?:[0-9]{2,6}|[xX][0-9a-fA-F]{2,5})|[A-Za-z](?:acute|grave|circ|tilde|uml));"
)
_RUN = re.compile(rf"(?:[^\W\d_]*(?:{_REFERENCE.pattern}))+[^\W\d_]*")


def reference_edits(line: str) -> Iterator[Edit]:
    """Words with references to letters and signs outside ASCII; markup (&lt;) and control characters stay."""
    if "&" not in line:
        return
    for match in _RUN.finditer(line):
        word = _REFERENCE.sub(lambda m: _character(m[0]), match[0])
        if word != match[0]:
            yield Edit(match.start(), match.end(), word, "encoding", "numeric character references", 0.99)


def _character(reference: str) -> str:
    while reference.startswith("&amp;"):
        reference = "&" + reference[5:]
    char = html.unescape(reference)
    return char if len(char) == 1 and char > "\xa0" and char.isprintable() else reference

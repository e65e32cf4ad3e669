"""From tokens to lattices: what each token may have been, and where one stretch of text ends and the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from normalizers.beam import WORDS, Lattices

SPAN: Final = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """The words read in the tokens `first` up to `last`; ids of the model."""

    first: int
    last: int
    words: tuple[int, ...]
    ends: tuple[int, ...]  # where each word ends in the token as seen, when there are several
    margin: float


@dataclass(slots=True)
class Draft:
    """Arcs as they are added, token by token; `done` makes the arrays."""

    words: list[tuple[int, ...]] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    cuts: list[tuple[int, ...]] = field(default_factory=list)
    ends: list[int] = field(default_factory=lambda: [0])
    starts: list[int] = field(default_factory=lambda: [0])

    def arc(self, words: tuple[int, ...], cost: float, span: int = SPAN, ends: tuple[int, ...] = ()) -> None:
        self.cuts.append(ends)
        self.words.append(words)
        self.spans.append(span)
        self.costs.append(cost)

    def arcs(
        self, words: list[tuple[int, ...]], costs: list[float], ends: list[tuple[int, ...]], span: int = SPAN
    ) -> None:
        """Several readings of one token, or of a few together."""
        self.cuts += ends
        self.words += words
        self.spans += [span] * len(words)
        self.costs += costs

    def close_token(self) -> None:
        self.ends.append(len(self.words))

    def close_stretch(self) -> None:
        if self.starts[-1] != len(self.ends) - 1:
            self.starts.append(len(self.ends) - 1)

    def done(self) -> Lattices:
        words = np.full((len(self.words), WORDS), -1, np.int32)
        words[:, 0] = [row[0] for row in self.words]
        for i, row in enumerate(self.words):
            if len(row) > 1:
                words[i, : len(row)] = row[:WORDS]
        return Lattices(
            np.array(self.starts, np.int64),
            np.array(self.ends, np.int64),
            words,
            np.array(self.spans, np.int8),
            np.array(self.costs, np.float32),
        )


def continued(lines: Sequence[str]) -> set[int]:
    """The lines that go on what the line before them (blank ones aside) began.

    They do when that line ends without a stop and they begin in lower case, or when it fills the width of the page.
    """
    full = sorted(len(line.strip()) for line in lines if line.strip())
    width = full[int(len(full) * 0.9)] if full else 0
    onward: set[int] = set()
    last = ""
    for i, line in enumerate(lines):
        text = line.strip()
        if text:
            if last and _runs_on(last, text, width):
                onward.add(i)
            last = text
    return onward


def _runs_on(text: str, following: str, width: int) -> bool:
    if text[-1] in ".;:!?…" or "\t" in text or "\t" in following:
        return False
    first = following[0]
    if first.islower():
        return True
    return len(text) > 0.8 * width > 30 and first.isalnum()

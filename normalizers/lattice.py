"""From tokens to lattices: what each token may have been, and where one stretch of text ends and the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from normalizers.beam import Lattices, spread


class Reading(NamedTuple):
    """The words read in the tokens `first` up to `last`; ids of the model.

    A named tuple and not a dataclass: every word of a text becomes one.
    """

    first: int
    last: int
    words: tuple[int, ...]
    ends: tuple[int, ...]  # where each word ends in the token as seen, when there are several
    margin: float


@dataclass(slots=True)
class Draft:
    """What the tokens may have been, token by token; `done` makes the arrays.

    What many tokens may have been is laid down once, as a choice of rows, and taken for each of them.
    """

    words: list[tuple[int, ...]] = field(default_factory=list)
    cuts: list[tuple[int, ...]] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    bounds: list[int] = field(default_factory=lambda: [0])  # of the rows of each choice
    taken: list[int] = field(default_factory=list)  # choices in the order of the tokens
    ends: list[int] = field(default_factory=lambda: [0])  # of each token's choices
    starts: list[int] = field(default_factory=lambda: [0])  # of the stretches

    def row(self, words: tuple[int, ...], cost: float, cut: tuple[int, ...] = (), span: int = 1) -> None:
        """One more word, or several run together, in the choice that is being laid down."""
        self.words.append(words)
        self.cuts.append(cut)
        self.costs.append(cost)
        self.spans.append(span)

    def rows(
        self, words: Sequence[tuple[int, ...]], costs: Sequence[float], cuts: Sequence[tuple[int, ...]], span: int = 1
    ) -> None:
        self.words += words
        self.cuts += cuts
        self.costs += costs
        self.spans += [span] * len(words)

    def choice(self) -> int:
        """The rows since the last one are a choice: its number."""
        self.bounds.append(len(self.words))
        return len(self.bounds) - 2

    def token(self, choices: Sequence[int]) -> None:
        """The next token, and what it may have been."""
        self.taken += choices
        self.ends.append(len(self.taken))

    def close_stretch(self) -> None:
        if self.starts[-1] != len(self.ends) - 1:
            self.starts.append(len(self.ends) - 1)

    def done(self) -> Lattices:
        bounds, taken = np.array(self.bounds), np.array(self.taken, np.int64)
        _, rows = spread(bounds[taken], bounds[taken + 1])
        arcs = np.concatenate(([0], np.cumsum(bounds[taken + 1] - bounds[taken])))
        words = np.full((len(self.words), max(map(len, self.words), default=1)), -1, np.int32)
        words[:, 0] = [row[0] for row in self.words]
        for i, row in enumerate(self.words):
            if len(row) > 1:
                words[i, : len(row)] = row
        return Lattices(
            np.array(self.starts, np.int64),
            arcs[self.ends],
            rows,
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

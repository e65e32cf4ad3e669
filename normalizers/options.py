"""What a token may have been, before its neighbours are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from normalizers.segments import Cut

CHANNEL_WEIGHT: Final = 0.9


@dataclass(slots=True)
class Options:
    """What a token may have been, likeliest first: words, where each ends in the token, and what the channel asks."""

    words: list[tuple[int, ...]]
    ends: list[tuple[int, ...]]
    costs: list[float]

    def add(self, cut: Cut) -> None:
        self.words.append(cut.words)
        self.ends.append(cut.ends)
        self.costs.append(CHANNEL_WEIGHT * cut.cost)

    def best(self, number: int) -> Options:
        """The likeliest so many."""
        return Options(self.words[:number], self.ends[:number], self.costs[:number])

"""The tables of a document, read once for all extractors."""

from __future__ import annotations

from functools import lru_cache

from extractors.grids import Grid
from extractors.layout import numbered_lines
from extractors.text import Flow
from extractors.text_tables import all_grids


@lru_cache(maxsize=4)
def grids_of(text: Flow) -> tuple[Grid, ...]:
    return all_grids(tuple(numbered_lines(text.pages)))

"""What an extractor may know of the document it reads: its kind, its date, its issuer, the place it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.lookup import Gazetteer


@dataclass(frozen=True, slots=True)
class Place:
    """A unit the document belongs to: `name` with its level word ('huyện An Lão'), `code` official or None."""

    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """One document of a file; `number` counts from 1 in the file, lines in text.txt from 1, both ends inclusive."""

    number: int
    first_line: int
    last_line: int
    gazetteer: Gazetteer
    doc_type: str | None = None
    symbol: str | None = None
    date: str | None = None  # ISO, partial where the document's is
    issuer: str | None = None
    assessed_year: int | None = None
    period_from: str | None = None
    period_to: str | None = None
    province: Place | None = None
    district: Place | None = None
    commune: Place | None = None

    @property
    def year(self) -> int | None:
        """The year the figures speak of: the one assessed, else the one before the document's, else the document's."""
        if self.assessed_year is not None:
            return self.assessed_year
        return int(self.date[:4]) if self.date else None

    @property
    def on(self) -> str | None:
        """The date at which names of units are to be understood."""
        if self.date:
            return self.date
        return f"{self.assessed_year}-12-31" if self.assessed_year else None

    @property
    def home(self) -> Place | None:
        """The smallest unit the document belongs to."""
        return self.commune or self.district or self.province

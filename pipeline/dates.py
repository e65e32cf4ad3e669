"""Dates and years as people write them on a command line."""

from __future__ import annotations

import re
from datetime import date

from pipeline.errors import UsageError


def parse_date(text: str) -> date:
    """2022-12-31, 31/12/2022, 12/2022 or 2022: a month or a year stands for its last day."""
    text = text.strip()
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"(\d{1,2})/(\d{4})|(\d{4})-(\d{1,2})", text):
            return last_day(int(match[2] or match[3]), int(match[1] or match[4]))
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 12, 31)
    except ValueError as error:
        raise UsageError("bad-date", value=text) from error
    raise UsageError("bad-date", value=text)


def last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def parse_years(text: str) -> frozenset[int]:
    """2022, 2019-2023 or 2019,2021; nothing means all (an empty set)."""
    years: set[int] = set()
    for part in text.split(",") if text.strip() else []:
        match = re.fullmatch(r"\s*(\d{4})\s*(?:[-–]\s*(\d{4}))?\s*", part)
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise UsageError("bad-years", value=text)
        years.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(years)

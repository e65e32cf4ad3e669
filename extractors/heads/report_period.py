"""The time a report speaks of: told in its title ('quý III năm 2023'), or day by day in its opening.

What follows in a title ('và phương hướng, nhiệm vụ quý IV') is the time to come and none of it.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.text.values import find_periods, iso_date

_OPENING = 1_500  # characters below the title in which a report tells from when to when it counts

Span = tuple[str | None, str | None]


def period_of(title: str, opening: str, issued: str | None) -> Span:
    """First and last day or month, ISO; `opening` is the text from its title on; (None, None) where it tells none."""
    told = _day_by_day(title) or _day_by_day(opening[:_OPENING])
    return told or _named(title, issued) or (None, None)


def _day_by_day(text: str) -> Span | None:
    """'từ ngày 15/12/2022 đến ngày 14/3/2023'; a first day without its year has that of the last."""
    for match in _from_to().finditer(text):
        year = int(match["year"])
        first = iso_date(int(match["day1"]), int(match["month1"]), int(match["year1"] or year))
        last = iso_date(int(match["day"]), int(match["month"]), year)
        if first and last and first < last:
            return first, last
    return None


def _named(title: str, issued: str | None) -> Span | None:
    past = _to_come().split(title)[0]
    years = re.findall(r"(?<![\d/])(?:19|20)\d{2}(?!\d)", title) or ([issued[:4]] if issued else [])
    period = next(find_periods(past), None)
    if period is None and years:
        period = next(find_periods(_open_part().sub(rf"\g<part> năm {years[-1]}", past)), None)
    if period is not None:
        return period.first, period.last
    month = _month().search(past)
    year = (month["year"] if month else None) or (years[-1] if years else None)
    if month and year and 1 <= int(month["month"]) <= 12:
        told = f"{year}-{int(month['month']):02}"
        return told, told
    return None


@cache
def _from_to() -> re.Pattern[str]:
    def day(suffix: str) -> str:
        sign = r"(?:\s?[/.-]\s?|\s+tháng\s+)"
        return rf"(?:ngày\s+)?(?P<day{suffix}>\d{{1,2}}){sign}(?P<month{suffix}>\d{{1,2}})"

    year = r"(?:\s?[/.-]\s?|\s+năm\s+)"
    return re.compile(
        rf"(?i)(?<!\w)từ\s+{day('1')}(?:{year}(?P<year1>20\d{{2}}))?\s*(?:đến|tới|-|–)\s*(?:hết\s+)?"
        rf"{day('')}{year}(?P<year>20\d{{2}})"
    )


@cache
def _to_come() -> re.Pattern[str]:
    """Where a title turns to the time to come."""
    return re.compile(
        r"(?i)(?:[,;]|\s+và)?\s+(?:và\s+)?(?:phương hướng|định hướng|phương án|mục tiêu|kế hoạch|"
        r"nhiệm vụ(?:,\s*(?:và\s+)?giải pháp)?\s+(?:trọng tâm|chủ yếu|công tác|quý|\d|tháng|năm|trong))"
    )


@cache
def _open_part() -> re.Pattern[str]:
    """A quarter or half whose year stands elsewhere: 'quý III', '9 tháng đầu năm'."""
    return re.compile(
        r"(?i)\b(?P<part>quý\s+(?:IV|III|II|I|[1-4])\b|0?[369]\s+tháng(?:\s+(?:đầu|cuối))?)"
        r"(?!\s*(?:/|(?:đầu|cuối)?\s*(?:năm\s+)?\d))(?=\s+năm\b|\W|$)(?:\s+năm\b)?"
    )


@cache
def _month() -> re.Pattern[str]:
    return re.compile(
        r"(?i)(?<!ngày )(?<!\d )\btháng\s+(?P<month>\d{1,2})(?!\d)(?:\s*(?:/|,?\s*năm)\s*(?P<year>20\d{2})|\W*$)"
    )

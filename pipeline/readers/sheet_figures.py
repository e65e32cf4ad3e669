"""Numbers and dates as a sheet shows them, written the Vietnamese way: 2.382 and 77,14 and 14/3/2023.

A format such as `#,##0.00" điểm"` says how many decimals, whether thousands are parted and what stands around it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CONDITION = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours and locales, blanks as wide as a letter, fillers
_DIGITS = re.compile(r"[#0?]+(?:[,.][#0?]+)*(?:\.[#0?]*)?,*")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_DATE_TOKEN = re.compile(r'"[^"]*"|\\.|yyyy|yy|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|AM/PM|[^"\\]', re.IGNORECASE)
_DATE_FORMS = {
    "yyyy": "%Y", "yy": "%y", "mmmmm": "%m", "mmmm": "%m", "mmm": "%m", "mm": "%m", "dd": "%d", "hh": "%H", "h": "%H",
    "minute": "%M", "ss": "%S", "s": "%S", "dddd": "", "ddd": "", "am/pm": "",
}  # fmt: skip
_SYSTEM_DATES = {"mm-dd-yy", "m/d/yy", "m/d/yyyy", "mm/dd/yyyy", "d/m/yyyy", "dd/mm/yyyy"}  # shown as the system does


def shown_number(value: float, form: str) -> str:
    """A number in its format; without one, with the digits it has."""
    form = _section(form, value)
    digits = _DIGITS.search(_QUOTED.sub(lambda m: " " * len(m[0]), form))
    if digits is None or "e+" in form.lower() or "/" in form:
        return general(value)
    pattern = digits[0]
    whole, _, decimals = pattern.rstrip(",").partition(".")
    scaled = value * 100 if "%" in form else value
    text = f"{abs(scaled):,.{len(decimals)}f}" if "," in whole else f"{abs(scaled):.{len(decimals)}f}"
    text = _without_optional(text, decimals)
    least = whole.replace(",", "").count("0")
    if least > 1:
        head, point, tail = text.partition(".")
        text = head.zfill(least) + point + tail
    before, after = _plain(form[: digits.start()]), _plain(form[digits.end() :])
    minus = "-" if scaled < 0 and text.strip("0.,") and "(" not in before else ""
    return (before + minus + _vietnamese(text) + after).strip()


def general(value: float) -> str:
    """A number with the digits it has, as the General format shows it."""
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    return f"{value:.10g}".replace(".", ",")


def shown_date(value: datetime | date | time, form: str) -> str:
    """A date or time in its format; dates in the format of the system are shown day first."""
    form = _CONDITION.sub("", form.split(";")[0]).strip()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    plain = form.lower().replace("\\", "").replace("@", "")
    if plain in _SYSTEM_DATES or not re.search("[dmy]", plain):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    out, before = [], ""
    for token in _DATE_TOKEN.findall(form):
        out.append(_date_part(token, value, before))
        before = token.lower() if token[0].isalpha() else before
    return "".join(out).strip()


def _date_part(token: str, value: datetime | date, before: str) -> str:
    """What one token of a format shows; `before` is the last letter token, which tells minutes from months."""
    if token[0] in '"\\':
        return token.strip('"\\')
    name = token.lower()
    if name in ("m", "mm") and before.startswith("h"):
        name = "minute"
    if name in _DATE_FORMS:
        return value.strftime(_DATE_FORMS[name])
    if name in ("d", "m"):
        return str(value.day if name == "d" else value.month)
    return token


def _section(form: str, value: float) -> str:
    """The part of a format for numbers like this one: positive; negative; zero."""
    parts = _SECTION.split(form)
    at = 1 if value < 0 and len(parts) > 1 else 2 if value == 0 and len(parts) > 2 else 0
    chosen = parts[at] if _DIGITS.search(parts[at]) else parts[0]
    return _CONDITION.sub("", chosen)


def _without_optional(text: str, decimals: str) -> str:
    """Decimals the format writes as # are shown only where they are not zero."""
    least = len(decimals.rstrip("#?"))
    head, point, tail = text.partition(".")
    while len(tail) > least and tail.endswith("0"):
        tail = tail[:-1]
    return head + (point + tail if tail else "")


def _plain(text: str) -> str:
    return _QUOTED.sub(lambda m: m[1] or m[2] or "", text)


def _vietnamese(text: str) -> str:
    return text.translate({ord(","): ".", ord("."): ","})

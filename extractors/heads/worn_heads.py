"""What pens and stamps leave of the head of a scanned document.

The number and the day are written by hand and an engine reads them as it can: 'Số: 34@BC-UBND', 'ngày Q9 tháng 01'.
The office that receives the paper puts its stamp across the title: its name, 'ĐẾN', a number and a date of its own.
A figure that is not surely read is left out, never guessed: the code without its number, the month without its day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.citing.references import known_code, parse_symbol
from extractors.heads.documents import type_of_line
from normalizers.syllables import is_syllable
from normalizers.unicode import fold

_ZEROS, _ONES = "OQÓÒỌ@", "†‡Il|"  # what engines make of a 0 and a 1 in handwriting
_STAMP_WORDS = 8  # an office's name in a stamp, noise included
_WORDS = 3  # a line with as many goes on beside the stamp


def cleaned(texts: Sequence[str]) -> list[str]:
    """The lines of a head without what stamps printed among them; '' where nothing else stood there."""
    stamped = stamp_lines(texts)
    kept = ["" if index in stamped else _without_phrases(text) for index, text in enumerate(texts)]
    gone = {index for index, text in enumerate(kept) if not text}
    return ["" if _is_crumb(text) and gone & set(range(i - 3, i + 3)) else text for i, text in enumerate(kept)]


def _is_crumb(text: str) -> bool:
    """One short word that is no kind and no name: what is left of a stamp's line."""
    return re.fullmatch(r"\W*\w{0,4}\W*", text) is not None and not text.isupper()


def stamp_lines(texts: Sequence[str]) -> frozenset[int]:
    """The indexes of the lines that are a stamp of receipt: 'ĐẾN | Số: 632 …' and the office above it."""
    found: set[int] = set()
    for index, text in enumerate(texts):
        if not text.lstrip("\"' .,|_–-[(")[:1].isupper():
            continue
        above = bool(index) and is_office(texts[index - 1]) and not _is_body(text)
        surely = _received().match(fold(text)) is not None
        if surely or (above and _received_perhaps().match(fold(text))):
            found.update([index - 1] * above)
            if surely or sum(map(_is_plain, text.split())) < _WORDS:
                found.add(index)
    return frozenset(found)


def is_office(text: str) -> bool:
    """Nothing but the name of an office, as a stamp has it; no kind after it on its line."""
    if type_of_line(" ".join(text.split()[-2:])):
        return False
    return len(text.split()) <= _STAMP_WORDS and _office().match(fold(text)) is not None


def _is_body(text: str) -> bool:
    """'BAN CHỈ ĐẠO CCHC' below 'UBND XÃ ĐÔNG HÒA': three capital words and no misreading of 'ĐẾN'."""
    words = text.split()
    return len(words) > 2 and text.isupper() and all(map(_is_plain, words))


def _without_phrases(text: str) -> str:
    """A line without the words of a stamp, printed in capitals or followed by dots: 'CÔNG VĂN ĐẾN', 'Ngày..... '."""
    kept: list[str] = []
    for segment in text.split("\t"):
        folded = fold(segment)
        if _dated_by_pen().match(folded):
            continue
        for match in reversed(list(_phrases().finditer(folded))):
            if segment[match.start() : match.start() + 8].isupper() or match.start() == 0:
                segment = f"{segment[: match.start()]} {segment[match.end() :]}"
        kept.append(segment)
    return "\t".join(kept).strip(" ") if any(s.strip() for s in kept) else ""


@cache
def _phrases() -> re.Pattern[str]:
    """What the stamps of chanceries and the blocks of electronic signatures print, a letter or two misread."""
    return re.compile(
        r"^\W*c\w{0,3}\W{0,4}v\wn d\wn\b\W*$|c\w{0,2}ng thong tin dien t\w(?: chinh ph\w\b)?"
        r"|\bc\w{0,3}ng van den(?=\w*)|\bvan ban den\b|thay ban da gui"
        r"|cong bao (?:tp|tinh|chinh phu|/)[^\t]*|^\W*(?:ky boi|nguoi ky|email|thoi gian ky|co quan)\s?:[^\t]*"
    )


@cache
def _dated_by_pen() -> re.Pattern[str]:
    """The lines of a stamp to be filled in: 'Ngày..4fltháng /....năm', 'Kính chuyển:'."""
    return re.compile(
        r"\W*ng\w{1,3}y?\s?[.…:«_]\W*(?:\S*[\d/.]|$)|\W*<?k?\w{0,2}[in]nh\s\W?c?huy\w*\W|.*\bng\w{1,2}y\s?\.{3}.*chuy"
    )


@cache
def _received() -> re.Pattern[str]:
    """'ĐẾN' alone or in a column of its own; 'ĐẾN NĂM 2030' is part of a title."""
    return re.compile(r"\W*den[^\w\s]{0,2}(?:\s*$|\s*\t)")


@cache
def _received_perhaps() -> re.Pattern[str]:
    """'ĐẾN' misread, below an office: 'BEN | woiy: …', 'EN | noi', 'BẢN vẽ ở 1207'."""
    return re.compile(r"\W*[db]?[ea][nm]\b")


@cache
def _office() -> re.Pattern[str]:
    return re.compile(r"(?:\W*\w{0,2}\W+)?(?:van phong|phong|so(?!\s*:)|ban|chi cuc|uy ban|ubnd)\b")


def code_alone(segment: str) -> str | None:
    """'BC-UBND' of 'Số: 34@BC-UBND' or '#=-“*BC-UBND': the number was left to the pen and is not sure."""
    match = re.search(r"(?<![A-ZĐa-z])([A-ZĐ]{2,4}(?:-[A-ZĐ]{2,8}){1,2})(?=\W*$|\s)", segment)
    if match is None or len(segment[: match.start()].split()) > 3:
        return None
    before = re.sub(r"(?i)^\W*s[oốôö0]\w?\s*:?", "", segment[: match.start()])
    if re.search(r"[^\W\d_]{3}", before):
        return None
    codes = (match[1], match[1][1:])  # the pen's last stroke may look like a letter
    return next((code for code in codes if known_code(parse_symbol(code))), None)


def written_date(segment: str) -> tuple[str, str, str] | None:
    """(what stands before, ISO date, '') of 'Mai Sơn, ngày Q9 tháng 02 năm 2021'; the day is left out where unsure.

    'tháng' and 'năm' may be misread, or glued to the day: '7Qthdng 04 ndm 2020'.
    """
    match = _written().search(fold(segment))
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"])
    if not 1 <= month <= 12:
        return None
    day = _day(segment[match.start("day") : match.end("day")])
    return segment[: match.start()].strip(), f"{year}-{month:02d}" + (f"-{day:02d}" if day else ""), ""


@cache
def _written() -> re.Pattern[str]:
    return re.compile(
        r",?\s*ng\w{1,2}y\s*(?P<day>\S{0,3}?(?:\s\S{1,2}?)?)\s*th\w{1,4}g\s*(?P<month>\d{1,2})\s*n\w{1,3}m"
        r"\s*\W?(?P<year>(?:19|20)\d{2})\W*$"
    )


def _day(written: str) -> int | None:
    """'Q9' → 9, '† 9' → 19; None where no digit of the two is surely read."""
    if surely := re.match(r"\d\d(?=\s|$)", written):
        return int(surely.group()) if 1 <= int(surely.group()) <= 31 else None
    signs = "".join(written.split())
    if len(signs) != 2 or not any(c.isdigit() for c in signs):
        return None
    read = "".join("0" if c in _ZEROS else "1" if c in _ONES else c for c in signs)
    return int(read) if read.isdecimal() and 1 <= int(read) <= 31 else None


def cites_early(text: str) -> bool:
    """A recital whose first words a stamp covers: 'iện Quyết định số 373/QĐ-UBND ngày …'."""
    return re.search(r"^.{0,52}\bsố\s?:?\s\d{1,5}\s?/\s?[A-ZĐ\d]", text) is not None


def title_line(text: str) -> str:
    """A line of a title without the columns, specks and scraps of stamps around its words; '' where it has none.

    '-– Phân tích' → 'Phân tích'; 'EN | noiv:24 1 Triển khai' → 'Triển khai'; 'D–\tNâng cao\th\tR' → 'Nâng cao'.
    """
    segments = [segment for segment in text.split("\t") if _is_wordy(segment)]
    bare = re.sub(r"^[^\w(“\"'‘]+(?=\w)", "", " ".join(segments).strip(" *_"))
    words = bare.split()
    first = next((i for i in range(len(words) - 1) if _is_plain(words[i]) and _is_plain(words[i + 1])), 0)
    if not any(_is_scrap(word) for word in words[:first]):
        first = 0
    last = next((i for i in range(len(words), 0, -1) if _is_plain(words[i - 1])), len(words))
    if not any(_is_scrap(word) for word in words[last:]):
        last = len(words)
    return " ".join(words[first:last])


def _is_wordy(segment: str) -> bool:
    """At least half of it legal words, or as far as a name or a symbol goes."""
    words = segment.split()
    legal = sum(_is_plain(word) for word in words)
    return legal > 0 and 2 * legal >= len(words)


def _is_plain(word: str) -> bool:
    """A word of two letters at least that may be Vietnamese, or an abbreviation: 'CCHC'."""
    letters = word.strip(".,;:!?()[]\"'“”‘’-–/")
    return len(letters) > 1 and (is_syllable(letters) or (letters.isupper() and letters.isalpha()))


def _is_scrap(word: str) -> bool:
    """Neither a word nor a number nor a symbol: signs in it that no title has, or digits among small letters."""
    return re.search(r"[^\w.,;:()“”\"'‘’/–&%+…-]|_|[a-z]\d|\d[a-z]{2}|[a-z]:\S", word) is not None

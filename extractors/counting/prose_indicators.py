"""Figures told in prose: 'tỷ lệ hồ sơ đúng hạn đạt 98,5%', 'còn 01 đơn vị chưa …', 'không có trường hợp vi phạm'.

Scores ('đạt 9,25/10 điểm'), changes, bands and targets have their own extractors and are left to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.context import DocumentContext
from extractors.counting.amounts import Amount, find_amounts
from extractors.counting.prose_counts import Count, counts, parts_of
from extractors.planning.aims import aim_sections, promises, section_of
from extractors.records import Indicator
from extractors.text.flow import Flow, evidence
from extractors.text.sections import Section, heading_chain, sections
from extractors.text.values import NUMBER, parse_number
from normalizers.unicode import fold

_LONGEST_NAME, _LONGEST_TAIL = 170, 130  # characters
_FEW_IN_LIST = 5  # words of a name in a list
_FEW_WORDS = 8  # a name with fewer takes its heading along
_NO_THINGS = {"ngày", "tháng", "lần", "bậc", "hạng", "năm", "thành phần", "bộ", "kỳ", "cấp", "máy", "chỉ tiêu"}


@dataclass(frozen=True, slots=True)
class Told:
    """A figure in a paragraph; offsets in the paragraph."""

    start: int
    end: int
    name: str
    amount: Amount


def prose_indicators(text: Flow, context: DocumentContext) -> Iterator[Indicator]:
    """The figures of the running text, citations of aims and tables left out."""
    headings = sections(text)
    aims = aim_sections(text)
    for paragraph in text.paragraphs:
        printed = text.paragraph_text(paragraph)
        if paragraph.is_row or not _has_figures(printed):
            continue
        if _of_aims(headings, paragraph.start) or section_of(aims, paragraph.start):
            continue
        promised = [(a, b) for _, a, b in promises(text, paragraph)]
        heading = next((h.title for h in heading_chain(headings, paragraph.start)), "")
        for told in _told(printed, heading):
            if not any(a < told.end <= b for a, b in promised):
                yield _record(text, paragraph.start, told, context)


def _has_figures(printed: str) -> bool:
    return re.search(r"\d|\bkhông\b", printed) is not None and not _recital().match(printed)


@cache
def _recital() -> re.Pattern[str]:
    return re.compile(r"\W*(?:Căn cứ|Theo đề nghị|Xét|Kính gửi|Nơi nhận|\(?[Kk]èm theo|Số\s*:)")


@cache
def _band() -> re.Pattern[str]:
    """Groups and rating bands, and what a set of criteria is made of."""
    return re.compile(r"^\W*Nhóm\s+[A-ZĐ\d]\b|Xếp loại|\d\s+tiêu chí|\d\s+lĩnh vực|mức độ, cụ thể|tối đa \d")


def _of_aims(headings: tuple[Section, ...], offset: int) -> bool:
    """Under a heading of aims the figures are targets."""
    for heading in heading_chain(headings, offset):
        folded = fold(heading.title)
        if re.search(r"\b(?:muc tieu|chi tieu phan dau|phuong huong)\b", folded) and "ket qua" not in folded:
            return True
    return False


def _told(printed: str, heading: str) -> Iterator[Told]:
    """Each figure of a paragraph once: under the name before it where it has one ('Số TTHC công khai: 142'), else as
    its sentence tells it."""
    named = _named(printed)
    listed = False  # the members of a band follow its colon
    intro = ""  # what a list of names and figures is introduced by
    for start, end in _sentences(printed):
        of_band = _band().search(printed[start:end]) is not None
        if not of_band and not listed:
            yield from _of_sentence(printed, _figures(printed, start, end, named), (start, end), intro, heading)
        opens = printed[end : end + 1] == ":"
        listed = opens if of_band else listed
        intro = printed[start:end] if opens and len(printed[start:end].split()) > _FEW_IN_LIST else intro


def _of_sentence(
    printed: str, figures: Sequence[tuple[Amount, Count | None]], sentence: tuple[int, int], intro: str, heading: str
) -> Iterator[Told]:
    before, end = sentence
    name: str | None = None
    counted: str | None = None
    for amount, count in figures:
        left = printed[before : amount.start]
        if count is not None:
            name = count.name
            yield Told(count.start, count.end, name, replace(amount, unit=count.unit))
        elif _of_name().match(printed, amount.end, end):
            continue  # 'bình quân của 12 đơn vị là 68,4%': the first figure belongs to the name of the second
        else:
            share = _share_of(amount, left, counted)
            again = name is not None and _compares().match(left) is not None
            first = _before_colon(printed, before) if not left.strip(" :") else before
            own = share or _listed(left, intro) or _name(printed, first, amount, end, heading)
            name = name if again else own
            if name:
                yield Told(before, amount.end, name, amount)
        counted = name if amount.unit not in ("%", "điểm") else None
        before = amount.end


def _named(printed: str) -> dict[int, Count]:
    """The counts with names of their own, and the parts of what was counted, by the offset of their figure."""
    found = {count.figure: count for count in counts(printed)}
    for start, end in _sentences(printed):
        for amount in _amounts(printed, start, end):
            if amount.unit and amount.unit not in ("%", "điểm") and _own(amount, found) is None:
                parts = parts_of(printed, amount.end, f"Số {amount.unit}", amount.unit)
                found = {count.figure: count for count in parts} | found
    return found


def _figures(printed: str, start: int, end: int, named: Mapping[int, Count]) -> tuple[tuple[Amount, Count | None], ...]:
    """The figures of a sentence in order, each with the name of its own if it has one."""
    told = [(amount, _own(amount, named)) for amount in _amounts(printed, start, end)]
    known = {count.figure for _, count in told if count}
    bare = [count for at, count in named.items() if start <= at < end and at not in known]
    told += [(Amount(c.figure, c.end, c.value, "=", c.unit, c.text), c) for c in bare]
    return tuple(sorted(told, key=lambda pair: pair[0].start))


def _own(amount: Amount, named: Mapping[int, Count]) -> Count | None:
    return next((named[at] for at in range(amount.start, amount.end) if at in named), None)


def _listed(left: str, intro: str) -> str | None:
    """'Tỷ lệ hồ sơ trực tuyến của các phường như sau: Cát Dài 71,2%': the figure of one of a list of names."""
    words = left.strip(" ,;:").split()
    if not intro or not 0 < len(words) <= _FEW_IN_LIST or not all(word[0].isupper() for word in words):
        return None
    return f"{_clean(_listing().sub('', intro))} - {' '.join(words)}"


@cache
def _listing() -> re.Pattern[str]:
    return re.compile(r"(?i)\s*,?\s*(?:cụ thể|như sau|gồm|trong đó|lần lượt là|theo thứ tự)(?:\s+như sau)?\s*$")


@cache
def _of_name() -> re.Pattern[str]:
    """Between a figure that belongs to a name and the figure that is told of it."""
    return re.compile(r"\s+(?:là|đạt|chiếm|bằng)\s+(?:khoảng\s+|trên\s+|tỷ lệ\s+)?\d")


def _before_colon(printed: str, at: int) -> int:
    """Where the words begin that a colon parts from their figure: 'Mức độ hài lòng: 98,2%'."""
    match = _colon_name().search(printed[:at])
    return match.start("name") if match else at


@cache
def _colon_name() -> re.Pattern[str]:
    return re.compile(r"(?:^|[.;:(]\s|[-+•*]\s)\W*(?P<name>[^\W\d_](?:[^:;.()\d]|(?<=năm )\d{4}(?=\s*:)){3,90}):?\s*$")


def _sentences(printed: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"[;:](?=\s)|\.(?=\s+[^\W\d_])|$", printed):
        if match.start() > start:
            yield start, match.start()
        start = match.end()


def _amounts(printed: str, start: int, end: int) -> Iterator[Amount]:
    """The amounts of a sentence; offsets in the paragraph."""
    sentence = printed[start:end]
    found = [a for a in find_amounts(sentence) if (a.unit or "").lower().split(",")[0] not in _NO_THINGS]
    found = [a for a in found if a.value is not None and not _plan().search(sentence[: a.start][-60:])]
    for match in _deduction().finditer(sentence):
        value = -float(match[1].replace(",", "."))
        found.append(Amount(match.start(), match.end(), value, "=", "điểm", match.group()))
    for match in _gap().finditer(sentence):
        found.append(Amount(match.start("span"), match.end(), parse_number(match["value"]), "=", "điểm", match["span"]))
    for match in _none().finditer(sentence):
        found.append(Amount(match.start(), match.end(), 0.0, "=", match["thing"].lower(), match.group()))
    taken = -1
    for amount in sorted(found, key=lambda a: (a.start, -a.end)):
        if amount.start >= taken:
            yield replace(amount, start=start + amount.start, end=start + amount.end)
            taken = amount.end


@cache
def _plan() -> re.Pattern[str]:
    return re.compile(r"(?i)phấn đấu|để nâng|nhằm đạt|đảm bảo hoàn thành|bảo đảm hoàn thành")


@cache
def _deduction() -> re.Pattern[str]:
    """'-0,5 điểm' standing for points lost; '-0,5/1 điểm' is a score."""
    return re.compile(r"(?<![\w,.])[-–](\d+(?:,\d+)?)\s+điểm\b")


@cache
def _gap() -> re.Pattern[str]:
    """'khoảng cách giữa đơn vị cao nhất và thấp nhất là 47,14 điểm'."""
    return re.compile(rf"(?i:khoảng cách|chênh lệch)\b[^.;()]{{0,90}}?\s(?P<span>(?P<value>{NUMBER})\s+điểm)\b")


@cache
def _none() -> re.Pattern[str]:
    """What there was none of; 'không có trách nhiệm' counts nothing."""
    things = (
        "trường hợp|đơn vị|địa phương|cơ quan|hồ sơ|phản ánh|kiến nghị|cán bộ|công chức|viên chức|xã|phường|huyện|vụ|"
        "đơn thư|văn bản|thủ tục|TTHC|sáng kiến|đơn|khiếu nại"
    )
    return re.compile(
        r"(?i:\bkhông\s+(?:có\s+)?(?:tiếp nhận\s+|phát sinh\s+|ban hành\s+|xảy ra\s+|để xảy ra\s+)?)"
        rf"(?P<thing>{things})(?!\w)"
        r"(?!\s+(?:liên quan|nhiệm))"
    )


def _name(printed: str, before: int, figure: Amount, end: int, heading: str) -> str | None:
    """What the figure counts: the words before it and after it, the heading too if that is little."""
    left, amount = printed[before : figure.start], printed[figure.start : figure.end]
    right = printed[figure.end : end][:_LONGEST_TAIL]
    ended = re.match(r"\s*(?:[,;)]|\([^()]*$)", right) is not None and not amount.startswith("không")
    tail = "" if ended else _clean(_first_figure().split(right)[0], from_start=True)
    thing = _thing(amount)
    if thing == "điểm" and not re.search(r"(?i)khoảng cách|chênh lệch", left):
        return "Điểm trừ: " + _clean(printed[figure.end : end], from_start=True)
    if thing and thing != "điểm" and not amount.rstrip().endswith("%") and not amount.startswith("không"):
        lead = _clean(_after_score().split(left)[-1])
        name = f"Số {thing} {tail}".strip()
        if lead:
            name = f"{lead} {tail}" if lead.startswith(("Số ", "Tổng số ")) else f"{name} - {lead}"
    else:
        name = _clean(f"{_after_score().split(left)[-1]} {amount if amount.startswith('không') else ''}") + f" {tail}"
    if len(name.split()) < _FEW_WORDS and heading:
        name = f"{name} - {heading}" if name.startswith("Số ") else f"{heading} - {name}"
    name = re.sub(r"\s+", " ", name).strip(" ,;:")
    return name[:1].upper() + name[1:] if len(name.split()) >= 2 else None


def _thing(amount: str) -> str:
    """'01 đơn vị' → 'đơn vị'."""
    return re.sub(r"^\D*[\d.,/%]+\s*", "", amount).strip()


def _share_of(amount: Amount, between: str, counted: str | None) -> str | None:
    """'13.565 hồ sơ trước hạn (đạt 96,4%)', '… 13.947 hồ sơ, chiếm 98,3%': the share of what was counted before."""
    if amount.unit != "%" or counted is None or not _share().fullmatch(between):
        return None
    thing = re.sub(r"^(?:Tổng )?[Ss]ố ", "", counted)
    return f"Tỷ lệ {thing if thing[:2].isupper() else thing[:1].lower() + thing[1:]}"


@cache
def _share() -> re.Pattern[str]:
    words = "đạt|chiếm|bằng|tương ứng|tương đương"
    return re.compile(rf"[^(,;]*[(,]\s*(?:(?:{words})\s*)?(?:tỷ lệ\s*|tỉ lệ\s*)?|\s+(?:{words})\s+(?:tỷ lệ |tỉ lệ )?")


@cache
def _compares() -> re.Pattern[str]:
    """Between a figure and that of another year: 'đạt 87,36% giảm so với năm 2020 (89,79%)'."""
    return re.compile(r"[\s,(]*(?:tăng|giảm|so với|cao hơn|thấp hơn|cùng kỳ|năm (?:trước|\d{4}))[^;.]{0,40}$")


@cache
def _first_figure() -> re.Pattern[str]:
    """The next figure; what follows it is its own. 'mức độ 3', 'năm 2022' are none."""
    return re.compile(
        r"(?:(?:\btrên|\bdưới|\bđạt|\bvà|,)\s*)?(?<!năm )(?<!độ )(?<![\w/.])\d[\d.,]*\s*(?:%|/|[^\W\d_]|\()"
    )


@cache
def _after_score() -> re.Pattern[str]:
    """A score before the figure ends what belongs to the figure."""
    return re.compile(r"\d+(?:,\d+)?\s?/\s?\d+(?:,\d+)?\s+điểm\b[\s:,.]*")


def _clean(words: str, from_start: bool = False) -> str:
    words = re.sub(r"\s+", " ", words).strip(" ,;.:()-–+*•/")
    words = re.sub(
        r"^(?i:trong đó|và|với|là|đạt|gồm|có|cụ thể|kết quả|theo đó|nguyên nhân|do)\s+(?=\S+\s+\S+)", "", words
    )
    words = re.sub(r"\s+(?:đạt|là|chỉ|có|còn|mới|được|với|và|trong|của|đã|gồm)$", "", words)
    if len(words) <= _LONGEST_NAME:
        return words
    if from_start:
        return words[:_LONGEST_NAME].rsplit(" ", 1)[0]
    words = words[-_LONGEST_NAME:].split(" ", 1)[-1]
    comma = re.search(r"[,;]\s", words[:70])
    return words[comma.end() :] if comma else words


def _record(text: Flow, offset: int, told: Told, context: DocumentContext) -> Indicator:
    home = context.home
    start, end = offset + told.start, offset + told.end
    year = _year(text.text[max(start - 40, 0) : end + 20], context)
    percent = told.amount.unit == "%"
    return Indicator(
        document=context.number,
        evidence=evidence(text, start, end),
        confidence=0.75 if percent else 0.6,
        extractor="indicators-text",
        name=told.name,
        value=told.amount.value,
        value_text=told.amount.text,
        unit_of_measure=told.amount.unit,
        comparator=told.amount.comparator,
        period_from=year,
        period_to=year,
        unit_name=home.name if home else None,
        unit_code=home.code if home else None,
        unit_level=level_word(home.name) if home else None,
    )


def level_word(name: str) -> str:
    """'thị trấn Phù Yên' → 'thị trấn'."""
    words = name.split()
    double = " ".join(words[:2]) in ("thành phố", "thị xã", "thị trấn", "đặc khu")
    return " ".join(words[:2] if double else words[:1])


def _year(around: str, context: DocumentContext) -> str | None:
    years = re.findall(r"(?<!so với )(?<!hơn )(?<!cùng kỳ )\bnăm\s+((?:19|20)\d{2})", around)
    if years:
        return str(years[-1])
    return str(context.year) if context.year else None

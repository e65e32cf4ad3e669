"""Figures told in prose: 'tỷ lệ hồ sơ đúng hạn đạt 98,5%', 'còn 01 đơn vị chưa …', 'không có trường hợp vi phạm'.

Scores ('đạt 9,25/10 điểm'), changes, bands and targets have their own extractors and are left to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extractors.aims import aim_sections, promises, section_of
from extractors.amounts import Amount, find_amounts
from extractors.context import DocumentContext
from extractors.prose_counts import counts
from extractors.records import Indicator
from extractors.sections import Section, heading_chain, sections
from extractors.text import Flow, Paragraph, evidence
from extractors.values import NUMBER, parse_number
from normalizers.unicode import fold

_LONGEST_NAME, _LONGEST_TAIL = 170, 130  # characters
_FEW_WORDS = 8  # a name with fewer takes its heading along
_NO_THINGS = {"ngày", "tháng", "lần", "bậc", "hạng", "năm", "thành phần", "bộ", "kỳ", "cấp", "máy", "chỉ tiêu"}


@dataclass(frozen=True, slots=True)
class Told:
    """A figure in a sentence; offsets in the flow."""

    start: int
    end: int
    name: str
    amount: Amount


def prose_indicators(text: Flow, context: DocumentContext) -> Iterator[Indicator]:
    """The figures of the running text, headings, citations of aims and tables left out."""
    headings = sections(text)
    at_heading = {h.start for h in headings}
    aims = aim_sections(text)
    for paragraph in text.paragraphs:
        if paragraph.is_row or not _has_figures(text.paragraph_text(paragraph)):
            continue
        if paragraph.start in at_heading and next(counts(text.paragraph_text(paragraph)), None) is None:
            continue
        if _of_aims(headings, paragraph.start) or section_of(aims, paragraph.start):
            continue
        promised = [(paragraph.start + a, paragraph.start + b) for _, a, b in promises(text, paragraph)]
        for told in _all_told(text, paragraph, headings):
            if not any(a < told.end <= b for a, b in promised):
                yield _record(text, told, context)


def _all_told(text: Flow, paragraph: Paragraph, headings: tuple[Section, ...]) -> Iterator[Told]:
    """Each figure once: under the name before it where it has one ('Số TTHC công khai: 142'), else as its sentence
    tells it."""
    named = {paragraph.start + count.figure: count for count in counts(text.paragraph_text(paragraph))}
    for told in (*_told(text, paragraph, headings), *_parts(text, paragraph)):
        figure = range(told.end - len(told.amount.text), told.end)
        own = next((named.pop(at) for at in figure if at in named), None)
        yield replace(told, name=own.name) if own else told
    for count in named.values():
        amount = Amount(0, 0, count.value, "=", count.unit, count.text)
        yield Told(paragraph.start + count.start, paragraph.start + count.end, count.name, amount)


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


def _told(text: Flow, paragraph: Paragraph, headings: tuple[Section, ...]) -> Iterator[Told]:
    printed = text.paragraph_text(paragraph)
    heading = next((h.title for h in heading_chain(headings, paragraph.start)), "")
    listed = False  # the members of a band follow its colon
    for start, end in _sentences(printed):
        of_band = _band().search(printed[start:end]) is not None
        if of_band or listed:
            listed = of_band and printed[end : end + 1] == ":"
            continue
        before = start
        name: str | None = None
        for amount in _amounts(printed[start:end]):
            at = start + amount.start
            share = _share_of(amount, printed[before:at], name)
            again = name is not None and _compares().match(printed[before:at]) is not None
            first = _before_colon(printed, before) if not printed[before:at].strip(" :") else before
            name = name if again else share or _name(printed, first, at, start + amount.end, end, heading)
            if name:
                yield Told(paragraph.start + before, paragraph.start + start + amount.end, name, amount)
            before = start + amount.end


def _before_colon(printed: str, at: int) -> int:
    """Where the words begin that a colon parts from their figure: 'Mức độ hài lòng: 98,2%'."""
    match = _colon_name().search(printed[:at])
    return match.start("name") if match else at


@cache
def _colon_name() -> re.Pattern[str]:
    return re.compile(r"(?:^|[.;:(]\s|[-+•*]\s)\W*(?P<name>[^\W\d_][^:;.()\d]{3,90}):?\s*$")


def _parts(text: Flow, paragraph: Paragraph) -> Iterator[Told]:
    """'tiếp nhận 1.245 hồ sơ (trực tuyến: 731; trực tiếp: 514)': what the counted things are made of."""
    printed = text.paragraph_text(paragraph)
    for whole in _parted().finditer(printed):
        thing = _thing(whole["whole"])
        for part in re.finditer(rf"(?P<name>[^\W\d_][^:;,()]*?)\s*:\s*(?P<value>{NUMBER})", whole["parts"]):
            start = paragraph.start + whole.start("parts") + part.start()
            end = paragraph.start + whole.start("parts") + part.end()
            amount = Amount(0, 0, parse_number(part["value"]), "=", thing, part["value"])
            yield Told(start, end, f"Số {thing} {part['name']}", amount)


@cache
def _parted() -> re.Pattern[str]:
    part = rf"[^\W\d_][^:;,()\d]{{1,40}}:\s*(?:{NUMBER})"
    return re.compile(
        rf"(?P<whole>(?:{NUMBER})\s+[^\W\d_]+(?:\s[^\W\d_]+){{0,2}})\s*\((?P<parts>{part}(?:\s*[;,]\s*{part})+)\s*\)"
    )


def _sentences(printed: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"[;:](?=\s)|\.(?=\s+[^\W\d_])|$", printed):
        if match.start() > start:
            yield start, match.start()
        start = match.end()


def _amounts(sentence: str) -> Iterator[Amount]:
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
            yield amount
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


def _name(printed: str, before: int, at: int, after: int, end: int, heading: str) -> str | None:
    """What the figure counts: the words before it and after it, the heading too if that is little."""
    left, amount, right = printed[before:at], printed[at:after], printed[after:end][:_LONGEST_TAIL]
    ended = re.match(r"\s*(?:[,;)]|\([^()]*$)", right) is not None and not amount.startswith("không")
    tail = "" if ended else _clean(_first_figure().split(right)[0], from_start=True)
    thing = _thing(amount)
    if thing == "điểm" and not re.search(r"(?i)khoảng cách|chênh lệch", left):
        return "Điểm trừ: " + _clean(printed[after:end], from_start=True)
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
    if amount.unit != "%" or counted is None or not counted.startswith("Số "):
        return None
    match = _share().fullmatch(between)
    return f"Tỷ lệ {counted.removeprefix('Số ')}" if match else None


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


def _record(text: Flow, told: Told, context: DocumentContext) -> Indicator:
    home = context.home
    year = _year(text.text[max(told.start - 40, 0) : told.end + 20], context)
    percent = told.amount.unit == "%"
    return Indicator(
        document=context.number,
        evidence=evidence(text, told.start, told.end),
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

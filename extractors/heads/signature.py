"""The foot of a document: recipients on the left, signer and title on the right, in one column or two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.heads.printed import Printed, printed_lines
from extractors.text.flow import Flow
from normalizers.unicode import fold


@dataclass(frozen=True, slots=True)
class Signature:
    """`title` joins authority and title: 'KT. CHỦ TỊCH, PHÓ CHỦ TỊCH'. Lines are numbers in text.txt."""

    recipients: tuple[str, ...] = ()
    signer: str | None = None
    title: str | None = None
    first: int = 0
    last: int = 0


_FOOT = 60  # printed lines a foot may take, stamps and noise included
_TO_NAME = 12  # printed lines from the title to the name (seal, 'Đã ký')


def read(text: Flow) -> Signature:
    """Recipients and signer; empty where the document ends without them."""
    lines = printed_lines(text)
    start = _foot(lines)
    if start is None:
        return Signature()
    foot = lines[start : start + _FOOT]
    titles, signer, last = _signer(foot)
    return Signature(
        recipients=_recipients(foot),
        signer=signer,
        title=", ".join(titles) or None,
        first=foot[0].number,
        last=last or foot[0].number,
    )


def _foot(lines: Sequence[Printed]) -> int | None:
    """The index of the first 'Nơi nhận', else of the last line that is a signer's title."""
    for index, line in enumerate(lines):
        if fold(line.text).startswith("noi nhan"):
            return max(index - 3, 0) if any(_titles(p.text) for p in lines[max(index - 3, 0) : index]) else index
    titled = [i for i, line in enumerate(lines) if _titles(line.text) and i > len(lines) // 3]
    if not titled:
        return None
    first = titled[-1]
    while first - 1 in titled:
        first -= 1
    return first


def _recipients(foot: Sequence[Printed]) -> tuple[str, ...]:
    """The list below 'Nơi nhận:', one entry for each dash, wrapped entries joined."""
    found: list[str] = []
    opened = False
    for line in foot:
        text = _left(line.text)
        if fold(text).startswith("noi nhan"):
            opened = True
            continue
        if not opened or not text:
            continue
        if re.match(r"[-–+*•]\s*\S", text):
            found.append(re.sub(r"^[-–+*•]\s*", "", text))
        elif found and not _titles(text) and text[0].islower() and not found[-1].endswith((";", ".")):
            found[-1] += " " + text
        elif found:
            break
    return tuple(r.rstrip(" ;.,/").strip() for r in found if r.strip(" ;.,"))


def _left(text: str) -> str:
    """The part of a line that belongs to the left column."""
    segment = re.split(r"\t|\s{3,}", text)[0]
    cut = _title().search(segment)
    return (segment[: cut.start()] if cut and cut.start() > 0 else segment).strip()


def _signer(foot: Sequence[Printed]) -> tuple[tuple[str, ...], str | None, int]:
    """Titles and name; the name is the last thing written like one below the last title."""
    titles: list[str] = []
    titled_at: int | None = None
    for index, line in enumerate(foot):
        printed = _titles(line.text)
        if printed and (titled_at is None or index - titled_at <= 4):
            titles.extend(t for t in printed if t not in titles)
            titled_at = index
            continue
        if titled_at is not None and index - titled_at > _TO_NAME:
            break
        name = _name(line.text) if titled_at is not None else None
        if name:
            return tuple(titles), name, line.number
    below = [(n, line) for line in foot[::-1] if (n := _name(line.text, alone=True))]
    if below:
        return tuple(titles), below[0][0], below[0][1].number
    return tuple(titles), None, 0


def _titles(text: str) -> list[str]:
    """The signer's titles on a line, right column included: 'TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'."""
    found = []
    for segment in re.split(r"\t|\s{3,}", text):
        match = _title().search(segment.strip())
        if match and (match.start() == 0 or fold(segment).startswith(("noi nhan", "-"))):
            found.append(
                re.sub(r"\s*\.\s*", ". ", match.group(), count=1).strip()
                if "." in match.group()
                else match.group().strip()
            )
    return found


def _name(text: str, alone: bool = False) -> str | None:
    """A person's name: two to five words with capitals, alone on the line or at its right end."""
    segment = re.split(r"\t|\s{3,}", text.strip())[-1].strip(" .*_—–=~'‘’")
    segment = re.sub(r"^-(?=[^\W\d_])", "", segment)
    segment = re.sub(r"^\(?(?:Đã ký|đã ký|ĐÃ KÝ)\)?:?\s*|^(?:Ký bởi|Người ký):?\s*", "", segment)
    segment = re.sub(r"^(?:(?:PGS|GS|TS|ThS|Ths|BS|KS|CN|LS)\.?\s*)+", "", segment)
    if not alone and (after := re.search(r"[;.)/]\s+([^;.()]+)$", segment)) and segment.startswith("-"):
        segment = after[1]
    words = _without_noise(segment.split()) if not alone else segment.split()
    segment = " ".join(words)
    if not 2 <= len(words) <= 5 or not all(_is_name_word(w) for w in words):
        return None
    return None if fold(segment).startswith(_NO_NAMES) or _LEVELS.search(fold(segment)) else segment


def _without_noise(words: list[str]) -> list[str]:
    """The words after the last that a seal or pen left: '\\. “oven Bùi Văn Oanh' → 'Bùi Văn Oanh'."""
    noise = [i for i, word in enumerate(words) if not _is_name_word(word.strip('“”"‘')) or word[0] in '“”"‘\\']
    if not noise or len(words) > 8 or words[-1].lower() == words[-1]:
        return words
    last = noise[-1]
    first = words[last].strip('“”"‘\\.')
    tail = ([first] if _is_name_word(first) else []) + words[last + 1 :] if first else words[last + 1 :]
    return tail if len(tail) >= 3 else words


_NO_NAMES = ("noi nhan", "phu luc", "chu tich", "pho chu tich", "uy ban", "bao cao", "ke hoach", "quyet dinh", "bieu ")
_LEVELS = re.compile(r"\b(?:ubnd|hdnd|phong|ban|so|bo|chu tich|giam doc|van phong)\b$")


def _is_name_word(word: str) -> bool:
    letters = word.replace("'", "").replace("’", "").replace("-", "")
    if not word or not letters.isalpha() or not word[0].isupper():
        return False
    return word[1:].islower() or "'" in word or "’" in word or "-" in word or len(word) == 1


@cache
def _title() -> re.Pattern[str]:
    """Authority (thay mặt, ký thay, thừa lệnh, thừa ủy quyền, quyền) and title, in capitals."""
    office = (
        r"(?:PHÓ\s+|QUYỀN\s+)?(?:CHỦ\s+TỊCH|CHỦ\s+NHIỆM|GIÁM\s+ĐỐC|TỔNG\s+GIÁM\s+ĐỐC|THỦ\s+TƯỚNG|BỘ\s+TRƯỞNG|THỨ\s+TRƯỞNG|"
        r"CHÁNH\s+VĂN\s+PHÒNG|TRƯỞNG\s+(?:PHÒNG|BAN|ĐOÀN)|BÍ\s+THƯ|HIỆU\s+TRƯỞNG|CỤC\s+TRƯỞNG|CHÁNH\s+THANH\s+TRA|"
        r"TỔNG\s+CỤC\s+TRƯỞNG|CHI\s+CỤC\s+TRƯỞNG|VIỆN\s+TRƯỞNG|THỐNG\s+ĐỐC|VỤ\s+TRƯỞNG|CHÁNH\s+ÁN|BAN\s+THƯỜNG\s+VỤ)"
    )
    return re.compile(
        rf"(?:TM|T\.M|KT|K\.T|TL|T\.L|TUQ|T\.U\.Q|Q)\s?\.\s?[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ\s,&-]*|(?<![\w-]){office}(?:\s+[A-ZĐÀ-Ỹ]+)*(?![\w])"
    )

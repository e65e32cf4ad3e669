"""Names of offices in running text and cells: 'Phòng Nội vụ', 'Văn phòng HĐND và UBND huyện', 'Các cơ quan, đơn vị'."""

from __future__ import annotations

import re
from functools import cache

from normalizers.unicode import fold

#: how the name of an office begins, without marks; what follows in some must have its capital, see `is_office`
_BEGINNINGS = (
    *("vp ?/? ?hdnd", "van phong", "phong", "ubnd", "uy ban", "hdnd", "hoi dong", "trung tam", "so", "ban", "cap xa"),
    *("cap huyen", "cong an", "dai phat thanh", "dai truyen", "cac (?:co|don vi|phong|so|xa|dia phuong)"),
    *("cac (?:ban|nganh|to chuc|bo|huyen|thanh vien)", "thu truong", "chu tich", "thanh tra", "kho bac", "chi cuc"),
    *("cuc", "benh vien", "truong", "to (?:cong tac|giup viec|tham dinh)", "huyen uy", "tinh uy", "bao hiem"),
    *("mat tran", "doan thanh nien", "hoi", "co quan", "don vi", "bo", "tong cuc", "ngan hang", "vien", "toa an"),
    *("dang uy",),
)
_NEED_CAPITAL = ("so", "ban", "bo", "phong", "hoi", "truong", "vien", "cuc", "don vi", "co quan")


@cache
def _begins() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_BEGINNINGS)})(?![^\W_])")


@cache
def _second() -> re.Pattern[str]:
    """Where a second office begins on a line without a mark before it: 'Phòng Nội vụ Các cơ quan liên quan'."""
    heads = "Các (?:cơ|đơn|phòng|xã|ban|sở)|Phòng [A-ZĐ]|Văn phòng|UBND|Ủy ban|Sở [A-ZĐ]|Công an|Trung tâm"
    return re.compile(rf"(?<=[^\s,;&])(?<!Văn phòng)(?<!phòng HĐND) (?=(?:{heads}))")


def is_office(text: str) -> bool:
    """Does the text begin with the name of an office, with its capital?"""
    bare = text.lstrip(" -–+*•(")
    match = _begins().match(fold(bare)) if bare[:1].isupper() else None
    if match is None:
        return False
    if match.group() not in _NEED_CAPITAL:
        return True
    following = bare[match.end() :].lstrip()
    return not following or following[0].isupper() or match.group() in ("phong", "co quan", "don vi")


def find_office(text: str, most_words_before: int = 3) -> int | None:
    """Where an office begins after no more than so many words of the text; None if none does."""
    for count, word in enumerate(re.finditer(r"\S+", text)):
        if count > most_words_before:
            return None
        if is_office(text[word.start() :]):
            return word.start()
    return None


def split_offices(text: str) -> list[str]:
    """The offices of one chunk: who leads first, then those that stand in the next column of the same line."""
    joined: list[str] = []
    for piece in _second().split(text):
        if joined and re.search(r"(?:\b(?:và|với|của)|[,;&])$", joined[-1]):
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return [p.strip(" ,;.") for p in joined if p.strip(" ,;.")]


def ends_open(text: str) -> bool:
    """Does the name go on in the next chunk ('… UBND huyện; Phòng', 'Văn phòng HĐND và')?"""
    words = "và|với|của|Phòng|Văn|phòng|Sở|Ban|các|Các|Trung|Tâm|tâm|Thông|HĐND|Tư|Nội|Tài"
    return re.search(rf"(?:(?<!\w)(?:{words})|[,;&/-])$", text.strip()) is not None

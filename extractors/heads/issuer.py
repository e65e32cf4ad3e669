"""Bodies as the dataset names them: 'ỦY BAN NHÂN DÂN HUYỆN AN LÃO' → 'UBND huyện An Lão'; 'UBND tỉnh' → whose."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz

from extractors.citing.references import bodies as bodies_of_symbols
from extractors.context import Place
from extractors.heads.places import LEVEL_WORDS, named_units, official_name
from gazetteer.lookup import Gazetteer
from normalizers.unicode import fold

_SAME = 90  # of 100: a body as near as this to a known one is that body
_ALIKE = 75  # of 100: a name as near as this to the document's own is a misreading of it
_SHORT = (
    (r"[UỦ][ỶY]\s+BAN\s+NH[AÂ]N\s+D[AÂ]N", "UBND"),
    (r"H[OỘ]I\s+Đ[OỒ]NG\s+NH[AÂ]N\s+D[AÂ]N", "HĐND"),
)
_PARTY = {
    "Tỉnh ủy": "province",
    "Thành ủy": "province",
    "Huyện ủy": "district",
    "Quận ủy": "district",
    "Thị ủy": "district",
}


def official_body(printed: str, gazetteer: Gazetteer) -> str:
    """The body in its usual writing: UBND and HĐND short, level words small, units with their official names."""
    text = " ".join(printed.split()).strip(" .,;:-")
    for long, short in _SHORT:
        text = re.sub(long, short, text, flags=re.IGNORECASE)
    text = _with_levels(text)
    if text.upper() == text:
        text = _sentence_case(text)
    text = _known(_capital_name(text, gazetteer))
    for named in reversed(list(named_units(text, gazetteer))):
        names = {official_name(unit) for unit in named.units}
        if len(names) == 1:
            text = text[: named.start] + names.pop() + text[named.end :]
    return re.sub(r"\b([Uu]ỷ)\b", lambda m: "Ủy" if m[1][0] == "U" else "ủy", text)


def _with_levels(text: str) -> str:
    """Level words put right of which a mark was misread: 'THÀNH PHÓ', 'TĨNH', 'HUYÊN'; but for those of other words."""
    for word in ("thành phố", "tỉnh", "huyện", "thị xã", "quận"):
        pattern = rf"(?<=[DNY] ){''.join(_misread_letter(c) for c in word.upper())}(?= [A-ZĐÀ-Ỹ])"
        text = re.sub(pattern, word.upper(), text)
    return text


@cache
def _misread_letter(letter: str) -> str:
    """The letter, or the same with other marks."""
    bare = fold(letter).upper()
    if bare == letter and bare not in "AEIOUYD":
        return re.escape(letter)
    alike = "".join(chr(c) for c in (*range(0x41, 0x5B), *range(0xC0, 0x1EFA)) if fold(chr(c)).upper() == bare)
    return f"[{alike}]"


def _capital_name(text: str, gazetteer: Gazetteer) -> str:
    """'UBND thành phố cần thơ' → 'UBND thành phố Cần Thơ', where that is a unit."""
    match = re.match(rf"(?P<head>.*\b(?:{'|'.join(LEVEL_WORDS)})) (?P<name>\S+(?: \S+)*)$", text)
    if match is None or next(named_units(text, gazetteer), None) is not None:
        return text
    titled = f"{match['head']} {match['name'].title()}"
    return titled if next(named_units(titled, gazetteer), None) is not None else text


def _sentence_case(text: str) -> str:
    """'PHÒNG NỘI VỤ HUYỆN PHÙ YÊN' → 'Phòng Nội vụ huyện Phù Yên'; names after a level word keep their capitals."""
    words = text.split()
    result: list[str] = []
    in_name = False
    for index, word in enumerate(words):
        if word in ("UBND", "HĐND"):
            result.append(word)
            continue
        small = word.lower()
        pair = f"{small} {words[index + 1].lower()}" if index + 1 < len(words) else ""
        back = f"{words[index - 1].lower()} {small}" if index else ""
        if small in LEVEL_WORDS or pair in LEVEL_WORDS or back in LEVEL_WORDS:
            result.append(small)
            in_name = True
        elif not set(fold(word)) & set("aeiouy"):
            result.append(word)  # 'CCHC'
        elif in_name or index == 0 or (index == 1 and words[0].lower() in ("sở", "bộ", "phòng", "ban")):
            result.append("-".join(part.capitalize() for part in small.split("-")))
        else:
            result.append(small)
    return " ".join(result)


@cache
def _known_bodies() -> dict[str, str]:
    return {fold(body.name): body.name for body in bodies_of_symbols().values()}


def _known(text: str) -> str:
    """The beginning of the text in the writing of issuers.toml, if it is a body named there."""
    if joint := _joint(text):
        return joint
    folded = fold(text)
    for key, name in _known_bodies().items():
        if folded == key or folded.startswith(key + " "):
            return name + text[len(key) :]
    near = max(_known_bodies(), key=lambda key: fuzz.ratio(key, folded))
    if fuzz.ratio(near, folded) >= _SAME and folded[:3] == near[:3]:
        return _known_bodies()[near]
    return text


def _joint(text: str) -> str | None:
    """'Bộ Quốc phòng - bộ tài chính' → 'Bộ Quốc phòng, Bộ Tài chính', where each is a body by itself."""
    parts = [fold(part.strip()) for part in re.split(r"\s*[-–]\s*", text)]
    names = [_known_bodies().get(part) for part in parts]
    return ", ".join(name for name in names if name) if len(parts) > 1 and all(names) else None


def known_body(text: str) -> str | None:
    """The body of issuers.toml that the text begins with, as printed; for names that hold a comma or a verb."""
    for key in _longest_first():
        head = text[: len(key)]
        if fold(head) == key and not text[len(key) : len(key) + 1].isalnum():
            return head
    return None


@cache
def _longest_first() -> tuple[str, ...]:
    """Bodies of which there is but one; 'Sở Nội vụ' may be followed by whose it is."""
    single = {fold(body.name) for body in bodies_of_symbols().values() if not body.level}
    return tuple(sorted(single, key=len, reverse=True))


def whose(body: str, province: Place | None, district: Place | None, commune: Place | None = None) -> str:
    """'UBND tỉnh' → 'UBND tỉnh Bình Định': the place that the document leaves to its reader."""
    for level, place in (
        ("tỉnh", province),
        ("thành phố", province),
        ("huyện", district),
        ("quận", district),
        ("thị xã", district),
        ("thành phố", district),
        ("xã", commune),
        ("phường", commune),
        ("thị trấn", commune),
    ):
        if place is not None and body.lower().endswith(f" {level}") and place.name.startswith(level):
            return f"{body[: -len(level)].rstrip()} {place.name}"
    if misread := _misread(body, province, district):
        return misread
    if body in _PARTY:
        place = province if _PARTY[body] == "province" else district
        return f"{body} {_bare(place.name)}" if place else body
    return body


def _misread(body: str, province: Place | None, district: Place | None) -> str | None:
    """'UBND huyện Phẩy Yên' in a document of huyện Phù Yên means that district."""
    for place in (district, province):
        if place is None:
            continue
        levels = (_level(place.name), *(word for word, level in _PARTY.items() if level == "district"))
        match = re.fullmatch(rf"(.*\b(?:{'|'.join(levels)})) ((?:[^\W\d_][\w'’]*[ -]?){{1,4}})", body)
        own = _bare(place.name)
        if match and match[2] != own and fuzz.ratio(fold(match[2]), fold(own)) >= _ALIKE:
            return f"{match[1]} {own}"
    return None


def _level(name: str) -> str:
    """The level word a name begins with: 'thành phố Sóc Trăng' → 'thành phố'."""
    return next((word for word in LEVEL_WORDS if name.startswith(f"{word} ")), name.split(" ")[0])


def _bare(name: str) -> str:
    return re.sub(rf"^(?:{'|'.join(LEVEL_WORDS)})\s+", "", name)


def with_place(body: str, superior: str | None) -> str:
    """'Sở Nội vụ' under 'UBND tỉnh Sơn La' → 'Sở Nội vụ tỉnh Sơn La'."""
    if superior is None or re.match(r"UBND|HĐND", body) or re.search(rf"\b(?:{'|'.join(LEVEL_WORDS)})\b", body.lower()):
        return body
    if fold(body) == "van phong" and superior.startswith(("UBND", "HĐND")):
        return f"Văn phòng {superior}"
    place = re.search(rf"\b(?:{'|'.join(LEVEL_WORDS)})\s+[^\W\d_].*$", superior)
    local = re.match(r"(?:Sở|Phòng|Ban|Văn|Thanh|Chi|Trung|Tổ|Hội|Đoàn|Công)\b", body)
    return f"{body} {place.group()}" if place and local else body

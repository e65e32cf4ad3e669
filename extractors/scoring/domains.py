"""What the document itself calls its domains: one name for each, though headings, lists and tables vary it.

The heading of a section wins over the list of the criteria set and over column headings; a name written out wins
over one with abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.text.flow import Flow
from extractors.text.sections import Section
from extractors.text.vocabulary import criterion_code, criterion_name, key

_LISTED = re.compile(
    r"^\s*(?:[-+•*]|\(\d{1,2}\)|\d{1,2}[.)]|[a-zđ]\))\s*(?P<name>[^:;.(|]{6,160}?)\s*(?:[:;(.]|gồm\b|có \d|$)"
)
_SHORT = re.compile(r"\b(?:TTHC|VBQPPL|QPPL|CQĐT|TCBM)\b")
_OFFICE = re.compile(r"^(?:Giao\s+)?(?:Phòng|Sở|Ban|Văn phòng|UBND|Việc|Tỷ lệ|Tỉ lệ|Phấn đấu|Số)\b", re.IGNORECASE)
_LONGEST = 20  # words of the name of a domain
_SAME = 80  # how alike two printed names of one domain are, token by token
_TALK = re.compile(
    r"\b(?:đạt|là|đã|chưa|không|cần|được|tiếp tục|tăng cường|thực hiện tốt|đẩy mạnh|giao|kết quả giải quyết)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DomainNames:
    """Code → the document's name of that domain; codes that two domains of the document share are left out."""

    names: tuple[tuple[str, str], ...]

    def of(self, printed: str, code: str | None) -> str:
        """The document's own name for a printed one, unless the two have no word in common."""
        own = next((name for known, name in self.names if known == code), printed)
        common = set(key(own).split()) & set(key(printed).split())
        return own if common or _SHORT.search(printed) else printed


def domain_names(flow: Flow, headings: Sequence[Section]) -> DomainNames:
    titled = [(criterion_name(h.title), "heading") for h in headings if h.level >= 2 and len(h.title) < 160]
    listed = [(name, "list") for name in _listed(flow, {h.start for h in headings})]
    found: dict[str, list[tuple[str, str]]] = {}
    for name, source in [*titled, *listed]:
        code = criterion_code(name)
        if (
            code not in (None, "total", "satisfaction", "implementation")
            and not _TALK.search(name)
            and not _OFFICE.match(name)
            and "|" not in name
            and len(name.split()) <= _LONGEST
        ):
            found.setdefault(str(code), []).append((name, source))
    return DomainNames(tuple((code, _best(names)) for code, names in found.items() if not _two_domains(names)))


def _listed(flow: Flow, headings: set[int]) -> list[str]:
    """The items of lists that may name domains: short, and no headings."""
    names = []
    for paragraph in flow.paragraphs:
        if paragraph.start in headings or paragraph.is_row or paragraph.end - paragraph.start > 260:
            continue
        match = _LISTED.match(flow.text[paragraph.start : paragraph.end])
        if match:
            names.append(criterion_name(match["name"]))
    return names


def _two_domains(names: Sequence[tuple[str, str]]) -> bool:
    """Two unlike headings, or without headings two unlike items, of one code: the code does not tell them apart."""
    titled = [name for name, source in names if source == "heading"] or [name for name, _ in names]
    return any(fuzz.token_set_ratio(key(titled[0]), key(other)) < _SAME for other in titled[1:])


def _best(names: Sequence[tuple[str, str]]) -> str:
    written_out = [name for name, _ in names if not _SHORT.search(name)]
    return (written_out or [name for name, _ in names])[0]

"""The heads of tables of tasks: which column holds the task, its deadline, who leads, who supports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from normalizers.unicode import fold


def task_roles(titles: Sequence[str]) -> dict[str, int]:
    """Which column is what, by the heads; empty if this is no table of tasks."""
    roles: dict[str, int] = {}
    for column, title in enumerate(titles):
        role = role_of(title)
        if role and role not in roles:
            roles[role] = column
    told = {"deadline", "lead", "support"} & roles.keys()
    return roles if "name" in roles and ("lead" in told or len(told) > 1 or "task" in _kinds(titles)) and told else {}


def _kinds(titles: Sequence[str]) -> set[str]:
    return {"task" for title in titles if re.search(r"\b(?:nhiem vu|cong viec|noi dung cong viec)\b", fold(title))}


def role_of(title: str) -> str | None:
    """What a column of this head holds; None for what no task table has."""
    for role, pattern in _role_patterns():
        if pattern.search(fold(title)):
            return role
    return None


@cache
def _role_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = (
        ("no", r"^\W*(?:stt|so tt|tt|so thu tu|no\.?|#)\W*$"),
        ("support", r"phoi hop|support"),
        ("lead", r"chu tri|phu trach|(?:don vi|co quan|bo phan|nguoi) (?:thuc hien|chiu trach|tham muu|dau moi)|lead"),
        (
            "deadline",
            r"thoi (?:gian|han|diem)|tien do|han hoan thanh|hoan thanh truoc|deadline|due"
            r"|^(?:(?:ngay )?hoan thanh|han(?: chot| cuoi)?|(?:phai )?xong(?: truoc)?)$",
        ),
        ("product", r"san pham|ket qua|ghi chu|kinh phi|note"),
        ("name", r"nhiem vu|noi dung|cong viec|^(?:cac )?viec|hoat dong|giai phap|task|activit"),
    )
    return tuple((role, re.compile(pattern)) for role, pattern in words)


def is_task_header(header: str) -> bool:
    folded = fold(header)
    kinds = (r"thoi (?:gian|han)|tien do|\bxong\b", r"chu tri|thuc hien|phu trach", r"phoi hop")
    told = sum(bool(re.search(kind, folded)) for kind in kinds)
    return bool(re.search(r"nhiem vu|noi dung|cong viec|\bviec can\b", folded)) and told >= 2

"""The words hoso says, in Vietnamese and English: one TOML file for each language, the same keys in both."""

from __future__ import annotations

import locale
import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def catalogue(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Section → name → words. `errors` are nested one deeper (`text` and `next`) and come flattened as key.text."""
    data = tomllib.loads((files("pipeline.messages") / f"{language}.toml").read_text(encoding="utf-8"))
    errors = {f"{key}.{part}": words for key, entry in data.pop("errors").items() for part, words in entry.items()}
    return {"errors": errors, **data}


def render(key: str, fields: Mapping[str, object], language: Language) -> str:
    """The message of an error: what happened, then the next step."""
    words = catalogue(language)["errors"]
    if language == "vi" and "why" in fields:
        fields = {**fields, "why": reason(str(fields["why"]))}
    return f"{words[f'{key}.text'].format(**fields)} {words[f'{key}.next'].format(**fields)}"


def reason(why: str) -> str:
    """What a library or the system gives as its reason, in Vietnamese where it is known; else as it was given."""
    for pattern, words in reasons():
        found = pattern.fullmatch(why)
        if found:
            return found.expand(words)
    return why


@cache
def reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of English reasons and their Vietnamese: data/why.tsv."""
    rows = (files("pipeline.messages") / "data" / "why.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in pairs)


def say(section: str, key: str, language: Language, **fields: object) -> str:
    """A phrase of the interface."""
    return catalogue(language)[section][key].format(**fields)


def user_language() -> Language:
    """Vietnamese where the user's locale is, English elsewhere."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), "") or locale.getlocale()[0] or ""
    return "vi" if chosen.lower().startswith("vi") else "en"

"""Frozen records as plain JSON and back: what the archive keeps and what one process leaves for another."""

from __future__ import annotations

import dataclasses
import json
import re
import types
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_SURROGATE = re.compile("[\ud800-\udfff]")
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def to_plain(value: object) -> Plain:
    """Records become objects (fields at their default left out), tuples become lists. Floats keep every digit."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: to_plain(item) for field, item in named if item != field.default}
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], plain: Plain) -> T:
    """The record of `kind` that `to_plain` wrote. Raises ValueError, KeyError or TypeError on anything else."""
    return _build(kind, plain)  # type: ignore[return-value]


def dumps(value: object) -> str:
    """One line of JSON. Names of files that are no UTF-8 come as lone surrogates and are written as escapes."""
    plain = to_plain(value)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return text if writable(text) == text else json.dumps(plain, separators=(",", ":"))


def writable(text: str) -> str:
    """The text as UTF-8 can hold it: bytes of a file's name that are no UTF-8 are shown as U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def loads(kind: type[T], text: str) -> T:
    return from_plain(kind, json.loads(text))


class Sharing:
    """Reads many records that say the same numbers again and again (places on pages): each is held once.

    A page of 440 words takes 90 KB so, else 150.
    """

    def __init__(self) -> None:
        self._floats: dict[str, float] = {}
        self._integers: dict[str, int] = {}

    def loads(self, kind: type[T], text: str) -> T:
        return from_plain(kind, json.loads(text, parse_float=self._float, parse_int=self._integer))

    def _float(self, digits: str) -> float:
        return self._floats.setdefault(digits, float(digits))

    def _integer(self, digits: str) -> int:
        return self._integers.setdefault(digits, int(digits))


def dump_lines(values: Iterable[object]) -> str:
    return "".join(dumps(value) + "\n" for value in values)


def load_lines(kind: type[T], text: str) -> Iterator[T]:
    """One record for each line; a last line cut short by a crash is left out."""
    for line in text.split("\n")[:-1]:
        if line:
            yield loads(kind, line)


def _build(kind: object, plain: Plain) -> object:
    if plain is None:
        return None
    origin = get_origin(kind)
    if origin is Literal:
        return plain
    if origin in (Union, types.UnionType):
        return _build_union(kind, plain)
    if origin is tuple:
        return _build_tuple(get_args(kind), plain)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        assert isinstance(plain, dict)
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in plain.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, tuple):  # a NamedTuple
        assert isinstance(plain, list)
        return kind._make(plain)  # type: ignore[attr-defined]
    return float(plain) if kind is float and isinstance(plain, int) else plain


def _build_union(kind: object, plain: Plain) -> object:
    choices = [choice for choice in get_args(kind) if choice is not type(None)]
    return _build(choices[0], plain) if len(choices) == 1 else plain


def _build_tuple(items: tuple[object, ...], plain: Plain) -> object:
    assert isinstance(plain, list)
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_build(items[0], item) for item in plain)
    return tuple(_build(kind, item) for kind, item in zip(items, plain, strict=True))


@cache
def _hints(kind: type) -> dict[str, object]:
    return get_type_hints(kind)

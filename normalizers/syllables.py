"""Which words are legal Vietnamese syllables: onset + rime + tone, both styles of tone placement."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import log
from typing import Any

from normalizers.unicode import nfc


def is_syllable(word: str) -> bool:
    """Whether the word (NFC, any case) can be read as one Vietnamese syllable."""
    return word.lower() in syllables()


@cache
def syllables() -> frozenset[str]:
    """Every legal syllable, lower case, NFC; about 20,000, of which some 7,000 are in use."""
    grammar = tomllib.loads((files("normalizers") / "data" / "syllables.toml").read_text(encoding="utf-8"))
    return frozenset(_syllables(grammar)) | frozenset(grammar["names"]["words"].split())


@cache
def frequencies() -> Mapping[str, float]:
    """Natural logarithm of how often a syllable occurs among syllables; only those seen in text."""
    lines = (files("normalizers") / "data" / "syllable_counts.tsv").read_text(encoding="utf-8").splitlines()
    counts = {word: int(n) for word, n in (line.split("\t") for line in lines if line and line[0] != "#")}
    total = sum(counts.values())
    return {word: log(n / total) for word, n in counts.items()}


def _syllables(grammar: dict[str, Any]) -> Iterator[str]:
    for onset, rime in _parts(grammar["onsets"], grammar["rimes"], grammar["names"]):
        for toned in _toned(rime, grammar["tones"]):
            yield nfc(onset + toned)


def _parts(onsets: dict[str, list[str]], rimes: dict[str, Any], names: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every onset with every rime that may follow it."""
    back, front = rimes["back"].split(), rimes["front"].split()
    yield from _pairs(onsets["any"], back + front)
    yield from _pairs(onsets["before_back"], back)
    yield from _pairs(onsets["before_front"], front)
    yield from _pairs(["g"], ["I", "In", "Inh", "Im", "Ip"])  # gì, gìn: the i of gi is the vowel
    yield from _pairs(onsets["glide"], rimes["glide"].split())
    yield from _pairs(onsets["palatal"], rimes["palatal"].split())
    yield from _pairs(rimes["open_y_onsets"], rimes["open_y"])
    yield from _pairs([""], rimes["initial_y"].split())
    yield from _pairs(names["onsets"], names["rimes"].split())


def _pairs(onsets: Iterable[str], rimes: Iterable[str]) -> Iterator[tuple[str, str]]:
    rimes = list(rimes)
    return ((onset, rime) for onset in onsets for rime in rimes)


def _toned(rime: str, tones: dict[str, list[str]]) -> Iterator[str]:
    """The rime with each tone it can carry, on each vowel that may carry it."""
    carriers = [i for i, letter in enumerate(rime) if letter.isupper()]
    checked = rime.lower().endswith(tuple(tones["stops"]))
    plain = rime.lower()
    for mark in tones["checked"] if checked else tones["all"]:
        for i in carriers:
            yield plain[: i + 1] + mark + plain[i + 1 :]

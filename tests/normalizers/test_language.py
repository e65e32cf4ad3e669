"""The language model: its tables, its probabilities, its size."""

from __future__ import annotations

import importlib.resources
import time

import numpy as np
import pytest

from normalizers import language
from normalizers.naming import model_with
from normalizers.ngrams import Table, pack
from normalizers.spelling import canonical


def test_a_table_finds_what_was_packed_and_nothing_else() -> None:
    rng = np.random.default_rng(1)
    keys = np.unique(rng.integers(1, 1 << 45, 50_000).astype(np.uint64))
    logs = rng.uniform(-14, 0, len(keys))
    table = Table(pack(keys, logs, np.ones(len(keys)), fill=0.3))
    found, values = table.find(keys)
    assert found.mean() > 0.99  # rows that overflow lose some
    assert np.abs(values[found] - logs[found]).max() <= 1 / 32 + 1e-6
    absent, _ = table.find(keys + np.uint64(1 << 46))
    assert absent.sum() == 0


def test_probable_text_is_more_probable() -> None:
    model = language.load()
    right = model.log_probability(["Ủy", "ban", "nhân", "dân", "huyện"])
    wrong = model.log_probability(["Úy", "bán", "nhận", "dẫn", "huyền"])
    assert right > wrong + 20


def test_each_word_has_its_share() -> None:
    model = language.load()
    each = model.log_probabilities(["Ủy", "ban", "nhân", "dận", ".", "Tố", "chức"])
    assert len(each) == 6  # sentence marks cost nothing
    assert each.argmin() == 3


def test_both_tone_styles_are_one_word() -> None:
    model = language.load()
    assert model.id("hoà") == model.id("hòa") != language.UNKNOWN_ID
    assert model.id("THUỶ") == model.id("thủy")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("hoàn", "hoàn"),
        ("hòan", "hoàn"),
        ("uỷ", "ủy"),
        ("khoẻ", "khỏe"),
    ],
)
def test_canonical(written: str, key: str) -> None:
    assert canonical(written) == key


def test_continuations_of_a_context_sum_to_about_one() -> None:
    model = language.load()
    words = np.arange(len(model.words))
    for pair in (("ủy", "ban"), ("nhân", "dân"), ("cải", "cách")):
        context = model.id(pair[0]) << 15 | model.id(pair[1])
        total = np.exp(model.score(np.full(len(words), context, np.uint64), words)).sum()
        assert 0.85 < total < 1.15


def test_names_make_their_syllables_likely() -> None:
    plain, named = language.load(), model_with(("Đắk Sôr", "Nâm Nung"))
    assert named.log_probability(["xã", "Nâm", "Nung"]) > plain.log_probability(["xã", "Nâm", "Nung"]) + 3


def test_the_file_is_small_and_loads_fast() -> None:
    data = (importlib.resources.files("normalizers") / "data" / "model.npz").read_bytes()
    assert len(data) < 25_000_000
    start = time.process_time()
    language.read(data)
    assert time.process_time() - start < 1.0


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="not a language model"):
        language.read(b"PK\x05\x06" + b"\0" * 18)

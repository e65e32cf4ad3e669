"""The noisy channel: costs, alignment, learning, candidates."""

from __future__ import annotations

import numpy as np
import pytest

from normalizers import candidates, channel
from normalizers.channel import align, distance, expected, learn, seen_form
from normalizers.expectation import expected_table
from normalizers.knowledge import knowledge, letter_frequency
from normalizers.segments import segment


def test_the_better_reading_is_nearer() -> None:
    assert distance("Huyện", "huyện") == 0
    assert distance("Phu Yén", "Phù Yên") < distance("Phu Yén", "Tường Phù")
    assert distance("Khrinh Scrn", "Khánh Sơn") < distance("Khrinh Scrn", "Cam Ranh")
    assert distance("Nam Nung", "Nâm Nung") < 2


@pytest.mark.parametrize(("seen", "form"), [("HUYEN", "huyen"), ("Quyét", "quyét"), ("hiQn", "hiQn"), ("HQi", "hQi")])
def test_seen_form(seen: str, form: str) -> None:
    assert seen_form(seen) == form


def test_alignment_cuts_a_word_into_one_chunk_for_each_letter() -> None:
    _, cuts = align("tlcrn", "đơn", channel.load())
    assert cuts == [("đ", "tl"), ("ơ", "cr"), ("n", "n")]


def test_nothing_fits_a_token_far_too_long() -> None:
    assert align("aaaaaaaaaaaaa", "an", channel.load()) == (channel.NEVER, [])


def test_habits_are_learned_from_pairs() -> None:
    pairs = [("hi7n", "hiện", 50.0), ("thuc", "thực", 30.0), ("nghi7p", "nghiệp", 20.0)]
    learned = learn(pairs)
    assert learned.cost("ệ", "7") > expected("ệ", "7") + 3


def test_proportions_tell_readers_apart() -> None:
    frequency = letter_frequency()
    scanner = ["hiQn", "c6c", "cria", "tli6u", "huyQn", "chric", "t4o", "c6ng"] * 5
    tesseract = ["viéc", "quyét", "dinh", "cia", "huyén", "két", "diém", "s6"] * 5
    known = channel.TABLES.index("confusions_known.tsv")
    assert channel.proportions(scanner, frequency)[known] > 0.5
    assert channel.proportions(tesseract, frequency)[known] < 0.5


@pytest.mark.parametrize(
    ("seen", "true"),
    [("hiQn", "hiện"), ("chric", "chức"), ("dcrn", "đơn"), ("quyét", "quyết"), ("cir", "cứ"), ("hu6ng", "hướng")],
)
def test_the_true_word_is_among_the_candidates(seen: str, true: str) -> None:
    known = knowledge()
    prices = candidates.prices(channel.load(), known.vocabulary.lexicon)
    found = candidates.search([seen], known.vocabulary.lexicon, prices, known.worth)
    assert true in [known.model.words[i] for i in found.words]


def test_words_run_together_are_cut() -> None:
    known = knowledge()
    prices = candidates.prices(channel.load(), known.vocabulary.lexicon)
    cuts = segment(["hdnhchinh", "theoquydinh"], known.vocabulary.lexicon, prices, known.model)
    best = [" ".join(known.model.words[i] for i in found[0].words) for found in cuts]
    assert best == ["hành chính", "theo quy định"]
    assert cuts[1][0].ends == (4, 7, 11)


def test_no_tokens_no_candidates() -> None:
    known = knowledge()
    prices = candidates.prices(channel.load(), known.vocabulary.lexicon)
    assert len(candidates.search([], known.vocabulary.lexicon, prices, known.worth).tokens) == 0
    assert segment([], known.vocabulary.lexicon, prices, known.model) == []


def test_prices_say_what_the_channel_says() -> None:
    known = knowledge()
    shipped = channel.load()
    row = candidates.prices(shipped, known.vocabulary.lexicon)("Q")
    cost = shipped.cost("ộ", "Q")
    assert np.isclose(row[known.vocabulary.lexicon.letters["ộ"]], cost, atol=1e-4)


def test_many_expectations_at_once_are_those_of_each() -> None:
    letters = tuple("aăâbdđếộờơưnmi1")
    chunks = ["", "a", "A", "ế", "é", "Q", "cr", "Cr", "tl", "q.", "1l", "đ", "6", "íe", "İ", "ßa", "@"]
    table = expected_table(chunks, letters)
    assert table.tolist() == pytest.approx(np.array([[expected(x, c) for x in letters] for c in chunks]))


def test_three_characters_are_an_option_for_letters_among_them_alone() -> None:
    row = dict(zip("anm", expected_table(["rnl", "anb", "l1i"], "anm").T.tolist(), strict=True))
    assert row["m"] == [pytest.approx(v) for v in (-1e9, -1e9, expected("m", "l1i"))]
    assert row["a"][1] == pytest.approx(expected("a", "anb"))


@pytest.mark.parametrize("seen", ["hiQn", "dcrn", "chric", "dd", "xyz", "u6ng", "ng", "q"])
def test_the_search_leaves_no_better_word_out(seen: str) -> None:
    known, shipped = knowledge(), channel.load()
    found = candidates.search(
        [seen], known.vocabulary.lexicon, candidates.prices(shipped, known.vocabulary.lexicon), known.worth
    )
    words = [i for i in known.vocabulary.lexicon.words.tolist() if i >= 0]
    best = max(align(seen, known.model.words[i], shipped)[0] + float(known.worth[i]) for i in words)
    top = float(found.costs[0] + known.worth[found.words[0]])
    assert top == pytest.approx(best, abs=0.01)

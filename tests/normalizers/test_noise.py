"""Text that is no Vietnamese at all: left as it is, after a bounded amount of work."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from normalizers import candidates, decoder, noise, repair
from normalizers.charsets import encode
from normalizers.detect import detect
from normalizers.edits import Edit
from normalizers.hints import Hints
from normalizers.noise import SAMPLE, SHORTEST, WINDOW, legible
from normalizers.repair import repair_lines

GARBLED = (
    "0y ban nhfln ddn huy6n bdo cdo k6t qua thuc hien cdi cdch hdnh chfnh quy I nbm 2019",
    "C6ng tdc chi d4o, diAu hdnh cfra Uy ban nhdn d6n huyQn tong thdi gian qua da dat k6t qud",
    "Thuc hiQn K6 ho4ch s6 15 cria Uy ban nhdn ddn tinh vd viQc kiom sodt thi tuc hdnh chinh",
    "Cdc phdng chuy6n m6n, don vi sg nghi0p vd Uy ban nhfln ddn cdc xd, thi tr6n da nghi0m tric",
    "tri6n khai thuc hi6n c6ng tdc tuy6n truydn cai cdch hdnh chfnh tr6n dia bdn huyQn theo k6 hoach",
    "X6y dung vd ban hdnh vdn bdn quy ph4m phdp lu4t theo dring trinh tu, thi tuc quy dinh",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "letters and digits": LETTERS + "0123456789ABCDEFGHIJ,.;|!",
    "letters, few digits": LETTERS * 3 + "0123456789",
    "letters with marks": LETTERS + "áàảãạâấầêếềôốồơớờưứừđ0123456789",
}
SHAPES = {
    "shuffled": lambda text: "".join(random.Random(2).sample(text, len(text))),
    "reversed words": lambda text: " ".join(word[::-1] * 2 for word in text.split()),
}


def noisy(alphabet: str, count: int, width: int = 80) -> list[str]:
    """Lines of random characters, every sixth a blank."""
    dice = random.Random(1)
    return ["".join(dice.choice(alphabet + " " * (len(alphabet) // 5)) for _ in range(width)) for _ in range(count)]


def longer(lines: Sequence[str]) -> int:
    return sum(len(word) >= SHORTEST for line in lines for word in line.split())


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many forms each search of the lexicon was asked for."""
    counts: list[int] = []
    search = candidates.search

    def counted(tokens: Sequence[str], *rest: object, **options: object) -> candidates.Found:
        counts.append(len(tokens))
        return search(tokens, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(candidates, "search", counted)
    monkeypatch.setattr("normalizers.segments.search", counted)
    return counts


@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=list(ALPHABETS))
def test_random_characters_are_noise(alphabet: str) -> None:
    lines = noisy(alphabet, 60)
    assert not any(legible(lines))
    assert repair_lines(lines).lines == tuple(lines)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_letters_of_garble_in_another_order_are_noise(shape: Callable[[str], str]) -> None:
    assert not any(legible([shape(line) for line in GARBLED * 3]))


def test_garble_is_no_noise() -> None:
    assert all(legible(GARBLED * 3))
    assert repair_lines(GARBLED).lines != GARBLED


def test_garble_between_noise_is_still_read() -> None:
    noise_lines = noisy(ALPHABETS["letters and digits"], 40)
    verdicts = legible([*noise_lines, *GARBLED * 3, *noise_lines])
    assert all(verdicts[46:52])
    assert not any(verdicts[:36] + verdicts[-36:])


def test_few_words_prove_nothing() -> None:
    lines = noisy(ALPHABETS["letters and digits"], 3)
    assert longer(lines) < WINDOW
    assert legible(lines) == [True] * 3
    assert legible([]) == []


def test_a_sample_is_looked_up_and_no_more(searched: list[int]) -> None:
    lines = noisy(ALPHABETS["letters, few digits"], 400)
    repair_lines(lines)
    assert 0 < sum(searched) <= longer(lines) / WINDOW * SAMPLE + SAMPLE


def test_one_line_of_noise_costs_less_than_its_lines(searched: list[int]) -> None:
    line = " ".join(noisy(ALPHABETS["letters and digits"], 400))
    assert repair_lines([line]).lines == (line,)
    assert sum(searched) <= len(line) / repair._LONGEST * 2 * SAMPLE


def test_what_stays_weak_is_read_again_only_while_it_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters given to the language model: at most twice the text, however many rounds."""
    dice = random.Random(3)
    lines = [" ".join(dice.choice("bcdghklm") + dice.choice("aei5") + "cmnpt0"[i % 6] for i in range(20))] * 60
    read: list[int] = []
    restore = decoder.restore

    def counted(texts: Sequence[str], hints: Hints) -> object:
        read.append(sum(map(len, texts)))
        return restore(texts, hints)

    monkeypatch.setattr(decoder, "restore", counted)
    monkeypatch.setattr(repair, "_AGAIN", 100)
    repair_lines(lines)
    assert 0 < sum(read) <= 2 * sum(map(len, lines)) + 100


def test_many_weak_stretches_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; theo đề nghị của Giám đốc Sở Nội vụ"
    calls: list[int] = []

    def nothing(texts: Sequence[str], _hints: Hints) -> dict[int, list[Edit]]:
        calls.append(len(texts))
        return {}

    monkeypatch.setattr(decoder, "restore", nothing)
    repair_lines([line for garbled in GARBLED * 60 for line in (sound, sound, garbled)])
    assert sum(calls) == 360
    assert len(calls) <= repair._BLOCKS


def test_windows_end_with_what_is_left() -> None:
    assert list(noise._windows([WINDOW, 1, WINDOW, 1])) == [range(1), range(1, 4)]
    assert list(noise._windows([1, 1])) == [range(2)]
    assert list(noise._windows([])) == []


def test_syllables_thrown_together_stay_as_they_are() -> None:
    """Every token is like some word, but none stands out against the others."""
    dice = random.Random(3)
    words = ["".join(map(dice.choice, ("bcdghklm", "aeiou5", "cmnpt0"))) for _ in range(1200)]
    lines = [" ".join(words[at : at + 20]) for at in range(0, len(words), 20)]
    changed = sum(a != b for a, b in zip(" ".join(repair_lines(lines).lines).split(), words, strict=True))
    assert changed <= len(words) / 100


def test_a_long_text_is_read_in_portions_and_comes_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    line = " ".join(["Phong Noi vu huyen chu tri, phoi hop voi cac co quan to chuc tham dinh ket qua."] * 80)
    calls: list[int] = []
    restore = decoder.restore

    def counted(texts: Sequence[str], hints: Hints) -> object:
        calls.append(sum(map(len, texts)))
        return restore(texts, hints)

    monkeypatch.setattr(decoder, "restore", counted)
    monkeypatch.setattr(repair, "_PORTION", 3000)
    mended = repair_lines([line, line]).lines
    assert max(calls) < 3000 + repair._LONGEST
    assert mended[0] == mended[1]
    assert mended[0].count("Phòng Nội vụ huyện chủ trì, phối hợp với các cơ quan tổ chức thẩm định kết quả.") == 80


def test_letters_beyond_ascii_by_chance_are_in_no_charset() -> None:
    dice = random.Random(1)
    letters = "".join(map(chr, range(0xA1, 0x100))) + "abcdefghijklmnopqrstuvwxyz" + " " * 30
    assert not list(detect(["".join(dice.choices(letters, k=80)) for _ in range(300)]))


def test_a_page_of_vni_in_capitals_is_no_noise() -> None:
    line = encode("ỦY BAN NHÂN DÂN HUYỆN ĐỨC LINH, ĐỀ NGHỊ ĐƯỢC HỖ TRỢ", "vni").decode("cp1252")
    runs = list(detect([line] * 300))
    assert {run.charset for run in runs} == {"vni"}

"""Garble drawn from learned channels: habits of real engines, same seed same text, truth in the same lines."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from normalizers.unicode import strip_diacritics
from samples.compose import compose
from samples.dice import dice
from samples.forms import Made, Order, make
from samples.garble import ENGINES, Garbler, expected, load, neighbour, write_table
from samples.laidout import Box, LaidOut, PageWord
from samples.scanner_text import Manner, read_pages, visual_lines
from samples.sheets import Signature
from tests.samples.likeness import alike, readings

SHARED = Path(__file__).resolve().parents[3] / "shared"
ALPHABET = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel in ALPHABET for tone in "\u0300\u0301\u0303\u0309\u0323"]


@cache
def made(form: str, kind: str = "report") -> Made:
    return make(form, Order(compose(kind, 5, "200", 2021), f"test/{kind}"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("face", ["regular", "italic"])
def test_every_letter_has_chunks_whose_shares_are_all_there_is(engine: str, face: str) -> None:
    for letter in (*ALPHABET, *TONED, "đ", "Đ", "7", "%", " "):
        shares = expected(load(engine), letter, face, "n", "_")
        assert 0.97 < sum(share for _, share in shares) < 1.001


@pytest.mark.parametrize(
    ("engine", "word", "seen"),
    [
        ("canon", "hiện", "hiQn"),
        ("canon", "các", "c6c"),
        ("canon", "của", "cria"),
        ("canon", "điểm", "tli6m"),
        ("hp", "số", "s6"),
        ("hp", "hội", "h6i"),
        ("hp", "chức", "chirc"),
        ("capture", "hóa", "h6a"),
        ("capture", "số", "sO"),
    ],
)
def test_engines_have_the_habits_they_were_seen_with(engine: str, word: str, seen: str) -> None:
    read = Counter("".join(c for _, c in Garbler(load(engine), dice("habit", k)).read(word)) for k in range(400))
    assert read[seen] >= 8, read.most_common(8)


def test_documents_differ_by_more_than_chance() -> None:
    """Each has its habits: how often it reads ạ as 4 varies more than 300 throws of one die would."""

    def share(document: int) -> float:
        garbler = Garbler(load("canon"), dice("habits", document))
        return sum("".join(c for _, c in garbler.read("đạo")).endswith("4o") for _ in range(300)) / 300

    shares = [share(document) for document in range(12)]
    assert max(shares) - min(shares) > 0.17


def test_the_context_of_a_letter_counts(tmp_path: Path) -> None:
    counts = {("ô", "regular", "6", "c", "n"): 40, ("ô", "regular", "O", "t", "_"): 40}
    path = tmp_path / "garble_x.tsv"
    write_table(path, "a test", counts, 0.25)
    assert path.read_text(encoding="utf-8").splitlines()[-2:] == ["ô\tregular\t6\tcn40", "ô\tregular\tO\tt_40"]
    shares = dict(expected(load("canon"), "ộ", "regular", "i", "_"))
    assert max(shares, key=lambda chunk: shares[chunk]) == "Q"


@pytest.mark.parametrize(("char", "shape"), [("Ộ", "o"), ("đ", "d"), ("7", "9"), (" ", "_"), ("…", "."), ("б", ".")])
def test_neighbours_are_shapes(char: str, shape: str) -> None:
    assert neighbour(char) == shape


@pytest.mark.parametrize("form", ["txt-canon", "txt-hp", "txt-capture"])
def test_truth_stands_in_the_lines_as_read(form: str) -> None:
    file = made(form)
    read, true = file.data.decode().split("\n"), file.laid.text.split("\n")
    assert len(read) == len(true)
    same = [(have.split(), want.split()) for have, want in zip(read, true, strict=True) if len(want) > 40]
    assert sum(abs(len(have) - len(want)) <= 3 for have, want in same) > 0.9 * len(same)
    garbled = sum(have != want for have, want in zip(" ".join(read).split(), " ".join(true).split(), strict=False))
    assert garbled > 0.5 * len(file.laid.text.split())


def test_the_words_of_the_page_are_read_once() -> None:
    """Nothing is lost or said twice, but for lost words and the strokes at the margin."""
    laid = made("txt-canon").laid
    bare = strip_diacritics(laid.text).lower()
    read = made("txt-canon").data.decode().lower()
    assert 0.85 < len("".join(read.split())) / len("".join(bare.split())) < 1.25


def line_of(words: str, line: int, top: float, start: float = 60.0) -> list[PageWord]:
    found, at, x = [], 0, start
    for word in words.split(" "):
        found.append(PageWord(line, at, at + len(word), Box(x, top, x + 6 * len(word), top + 12)))
        at, x = at + len(word) + 1, x + 6 * len(word) + 4
    return found


def two_columns() -> LaidOut:
    lines = ("UBND HUYỆN CỘNG HÒA", "ĐẦM HÀ Độc lập", "Căn cứ Luật")
    left = [line_of("UBND HUYỆN", 0, 50), line_of("ĐẦM HÀ", 1, 65)]
    right = [line_of("CỘNG HÒA", 0, 50, 300), line_of("Độc lập", 1, 65, 300)]
    shifted = [
        [PageWord(w.line, w.start + n, w.end + n, w.box) for w in line] for line, n in zip(right, (11, 7), strict=True)
    ]
    words = (*left[0], *shifted[0], *left[1], *shifted[1], *line_of("Căn cứ Luật", 2, 100))
    return LaidOut(lines, (), (0,), words, ((595, 842),))


def texts(laid: LaidOut, how: Manner) -> list[str]:
    lines = visual_lines(laid, 1, how)
    return [" ".join(laid.lines[w.line][w.start : w.end] for w in line) for line in lines]


def test_a_letterhead_is_read_by_columns_or_by_lines() -> None:
    by_columns = texts(two_columns(), Manner(False, True, False, False))
    assert by_columns == ["UBND HUYỆN", "ĐẦM HÀ", "CỘNG HÒA", "Độc lập", "Căn cứ Luật"]
    by_lines = texts(two_columns(), Manner(False, False, False, False))
    assert by_lines == ["UBND HUYỆN CỘNG HÒA", "ĐẦM HÀ Độc lập", "Căn cứ Luật"]


def table_row() -> LaidOut:
    """A number, a cell of two lines, a cell of one."""
    words = (
        PageWord(0, 0, 1, Box(60, 50, 66, 62)),
        PageWord(0, 2, 6, Box(90, 50, 120, 62)),
        PageWord(0, 7, 11, Box(90, 64, 120, 76)),
        PageWord(0, 12, 16, Box(200, 50, 230, 62)),
    )
    return LaidOut(("1\tPhòng Nội\tvụ ba",), (), (0,), words, ((595, 842),))


def test_a_table_is_read_by_cells_or_across() -> None:
    by_cell = visual_lines(table_row(), 1, Manner(True, False, False, False))
    assert [len(line) for line in by_cell] == [2, 1, 1]
    across = visual_lines(table_row(), 1, Manner(False, False, False, False))
    assert [len(line) for line in across] == [3, 1]


def test_a_handwritten_number_is_not_read() -> None:
    laid = LaidOut(("Số: 4567/QĐ-UBND",), (), (0,), tuple(line_of("Số: 4567/QĐ-UBND", 0, 50)), ((595, 842),))
    pages = [read_pages(laid, load("hp"), dice("pen", k), Manner(False, False, False, True)) for k in range(20)]
    assert not any("4567" in word.text for page in pages for words in page for word in words)


def test_a_seal_spoils_what_stands_beside_the_recipients() -> None:
    """Names of signers suffer more than names of recipients."""
    signature = next(b for b in compose("plan", 5, "200", 2021).sheets[0].blocks if isinstance(b, Signature))
    files = [make("txt-hp", Order(compose("plan", 5, "200", 2021), f"seal/{k}")).data.decode() for k in range(12)]
    bare = strip_diacritics(signature.name)
    whole = sum(any(word in strip_diacritics(file) for word in bare.split()) for file in files)
    assert sum(bare in strip_diacritics(file) for file in files) < 6 < whole
    assert sum("VT, NV" in file for file in files) > 9


@pytest.mark.skipif(not (SHARED / "gold" / "004.txt").exists(), reason="no real file to hold the garble against")
def test_the_garble_is_that_of_a_real_file_it_was_not_learned_from() -> None:
    """Two halves of that file are alike to 0.83, what an English Tesseract reads is to 0.36."""
    real = readings((SHARED / "seeds" / "004.txt").read_text("utf-8"), (SHARED / "gold" / "004.txt").read_text("utf-8"))
    files = [made("txt-canon", kind) for kind in ("report", "plan", "periodic")]
    read, true = "".join(f.data.decode() for f in files), "".join(f.laid.text for f in files)
    assert alike(real, readings(read.replace("\f", ""), true.replace("\f", ""))) > 0.65

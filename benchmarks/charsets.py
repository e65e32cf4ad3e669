#!/usr/bin/env python3
"""How well legacy charsets are told and decoded: windows of 15, 60 and 300 characters in each charset.

    benchmarks/charsets.py [--corpus ../shared/corpus] [--windows 1000] [--seed 1]

Windows are cut from lines the syllable counts were not made from (every tenth), at word limits, with at least two
letters outside ASCII; written in the charset, read as cp1252. A window counts as told right if its charset was named
or its text came out right (là is the same in Latin-1, VISCII and VPS). The same windows go to ftfy and, as bytes, to
charset-normalizer.
"""

from __future__ import annotations

import argparse
import lzma
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ftfy
from charset_normalizer import from_bytes

from normalizers.charsets import CASELESS, CHARSETS, decode, encode
from normalizers.detect import detect
from normalizers.hints import Hints
from normalizers.repair import repair_encodings
from normalizers.unicode import nfc

ROOT = Path(__file__).resolve().parent.parent
LENGTHS = (15, 60, 300)
UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
# Used where there is no corpus: sentences of the public administration, written for this purpose.
SAMPLE = """\
Căn cứ Luật Tổ chức chính quyền địa phương, Ủy ban nhân dân tỉnh ban hành kế hoạch cải cách hành chính.
Các sở, ban, ngành, huyện, thị xã, thành phố tổ chức thực hiện nghiêm túc, đúng tiến độ và báo cáo kết quả.
Tỷ lệ hồ sơ giải quyết đúng hạn tại bộ phận một cửa cấp xã đạt chín mươi tám phần trăm, tăng so với năm trước.
Những khó khăn, vướng mắc phát sinh được tổng hợp, gửi về Sở Nội vụ để xem xét, tháo gỡ kịp thời.
Giao Văn phòng theo dõi, đôn đốc, kiểm tra việc thực hiện; định kỳ hằng quý tham mưu sơ kết, rút kinh nghiệm.
Mức độ hài lòng của người dân đối với sự phục vụ của cơ quan nhà nước được khảo sát bằng phiếu hỏi.
Bảng xếp hạng chỉ số cải cách hành chính của các đơn vị được công khai trên cổng thông tin điện tử của tỉnh.
"""


@dataclass(frozen=True, slots=True)
class Window:
    text: str  # as the charset can write it
    data: bytes
    read: str  # the bytes as Windows shows them


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--windows", type=int, default=1000, help="windows for each charset and length (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lines = list(corpus_lines(options.corpus)) or SAMPLE.splitlines()
    print(f"{len(lines)} lines of clean text, {options.windows} windows for each charset and length")
    charsets_told(lines, options.windows, random.Random(options.seed))
    misread(lines, options.windows, random.Random(options.seed))
    clean_text(lines, options.windows * 5, random.Random(options.seed))
    other_languages(random.Random(options.seed), options.windows)
    speed(lines)


def corpus_lines(folder: Path) -> Iterator[str]:
    """The lines left out of the counts, 2,000 of each file at most."""
    for path in sorted(folder.glob("*.xz")) if folder.is_dir() else []:
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            kept = [nfc(line.rstrip("\n")) for n, line in enumerate(stream) if n % 10 == 0 and len(line) > 60]
        yield from random.Random(5).sample(kept, min(2000, len(kept)))


def windows(lines: Sequence[str], length: int, count: int, chance: random.Random) -> Iterator[str]:
    """Stretches of at most `length` characters, whole words, two letters outside ASCII or more."""
    found = 0
    while found < count:
        line = " ".join(chance.choice(lines) for _ in range(1 + length // 100))
        starts = [0, *(i + 1 for i, c in enumerate(line) if c == " " and i + 1 + length <= len(line))]
        start = chance.choice(starts)
        text = line[start : start + length]
        if line[start + length : start + length + 1].strip() and " " in text:
            text = text[: text.rindex(" ")]
        if sum(not c.isascii() for c in text) >= 2 and "Ð" not in text:  # eth for Đ is an error of the corpus
            found += 1
            yield text


def window(text: str, charset: str) -> Window:
    data = encode(text, charset)
    read = "".join(chr(b) if b in UNDEFINED else bytes([b]).decode("cp1252") for b in data)
    return Window(decode(data, charset), data, read)


def charsets_told(lines: Sequence[str], count: int, chance: random.Random) -> None:
    print(
        f"{'':12}"
        + "".join(f"{f'charset {n}':>13}{f'letters {n}':>13}" for n in LENGTHS)
        + f"{'ftfy 300':>12}{'ch.norm. 300':>14}"
    )
    sums = [0.0] * 8
    for charset in CHARSETS:
        shares: list[float] = []
        for length in LENGTHS:
            cut = [window(text, charset) for text in windows(lines, length, count, chance)]
            shares += told(cut, charset)
        shares += [share(cut, lambda w: ftfy.fix_text(w.read)), share(cut[:100], normalized)]
        sums = [a + b for a, b in zip(sums, shares, strict=True)]
        print(f"{charset:12}" + row(shares))
    print(f"{'mean':12}" + row([a / len(CHARSETS) for a in sums]))


def row(shares: Sequence[float]) -> str:
    return "".join(f"{100 * s:>12.2f}%" for s in shares)


def told(cut: Sequence[Window], charset: str) -> list[float]:
    """Share of windows whose charset was told, share of letters outside ASCII that came out right (case apart)."""
    named = letters = right = 0
    for w in cut:
        got = repair_encodings([w.read], Hints())[0]
        exact = same(got, w.text, charset)
        named += exact or {run.charset for run in detect([w.read])} == {charset}
        letters += sum(not c.isascii() for c in w.text)
        right += matching(got, w.text)
    return [named / len(cut), right / letters]


def same(got: str, truth: str, charset: str) -> bool:
    return got.lower() == truth.lower() if charset in CASELESS else got == truth


def matching(got: str, truth: str) -> int:
    """Letters outside ASCII that came out right, word by word; a word of another length counts as all wrong."""
    words = zip(got.lower().split(" "), truth.lower().split(" "), strict=True)
    letters = (pair for a, b in words if len(a) == len(b) for pair in zip(a, b, strict=True))
    return sum(a == b for a, b in letters if not b.isascii())


def share(cut: Sequence[Window], repair: Callable[[Window], str]) -> float:
    return sum(repair(w).lower() == w.text.lower() for w in cut) / len(cut)


def normalized(w: Window) -> str:
    best = from_bytes(w.data).best()
    return nfc(str(best)) if best else ""


def misread(lines: Sequence[str], count: int, chance: random.Random) -> None:
    """UTF-8 read as something else: share of lines and of words that come out right, beside ftfy."""
    print("UTF-8 read as …            lines    words   ftfy: lines    words")
    cut = chance.sample(list(lines), min(count, len(lines)))
    for name, read in MISREADINGS.items():
        ours = [(line, repair_encodings([read(line)], Hints())[0]) for line in cut]
        theirs = [(line, nfc(ftfy.fix_text(read(line)))) for line in cut]
        print(f"{name:26}" + "".join(f"{100 * s:7.2f}% " for s in (*right_share(ours), *right_share(theirs))))


def right_share(pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    words = right = 0
    for line, got in pairs:
        expected, found = line.split(), got.split()
        words += len(expected)
        right += sum(a == b for a, b in zip(expected, found, strict=True)) if len(expected) == len(found) else 0
    return sum(line == got for line, got in pairs) / len(pairs), right / words


def reader(codec: str, lost: bool = False) -> Callable[[str], str]:
    """UTF-8 read as the codec; bytes it does not know come through as control characters, or are lost."""
    chars = [bytes([b]).decode(codec, errors="ignore") or ("" if lost else chr(b)) for b in range(256)]
    return lambda line: "".join(chars[b] for b in line.encode())


MISREADINGS: dict[str, Callable[[str], str]] = {
    "latin-1": reader("latin-1"),
    "cp1252": reader("cp1252"),
    "cp1252, twice": lambda line: reader("cp1252")(reader("cp1252")(line)),
    "cp1252, unknown bytes lost": reader("cp1252", lost=True),
    "cp1252, A0 made a space": lambda line: reader("cp1252")(line).replace("\xa0", " "),
    "cp1258": reader("cp1258"),
}


def clean_text(lines: Sequence[str], count: int, chance: random.Random) -> None:
    for length in LENGTHS:
        touched = [
            text for text in windows(lines, length, count, chance) if repair_encodings([text], Hints())[0] != text
        ]
        print(f"clean Vietnamese, {length} characters: {len(touched)} of {count} touched {touched[:3]}")


def other_languages(chance: random.Random, count: int) -> None:
    rows = (ROOT / "tests" / "normalizers" / "data" / "other_languages.tsv").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[1] for line in rows if not line.startswith("#")]
    texts = [text for text in texts if sum(not c.isascii() for c in text) >= 2]
    for length in LENGTHS:
        alarms = total = 0
        for text in texts:
            words = text.split()
            for _ in range(max(1, count // len(texts))):
                start = chance.randrange(len(words))
                cut = " ".join(words[start:])[:length]
                total += 1
                alarms += repair_encodings([cut], Hints())[0] != nfc(cut)
        print(f"{len(texts)} other languages, {length} characters: {alarms} of {total} windows touched")


def speed(lines: Sequence[str]) -> None:
    text = list(lines)[:2000]
    size = sum(map(len, text))
    for name, read in (("clean", text), ("tcvn3", [window(line, "tcvn3").read for line in text])):
        started = time.process_time()
        repair_encodings(read, Hints())
        rate = size / (time.process_time() - started) / 1000
        print(f"speed, {name}: {rate:.0f} thousand characters a processor second")


if __name__ == "__main__":
    sys.exit(main())

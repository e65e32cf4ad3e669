"""UTF-8 read as another charset: "Cá»™ng hÃ²a". ftfy undoes whole lines; what it leaves is undone by sequence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import ftfy

from normalizers.edits import Edit
from normalizers.syllables import frequencies, is_syllable

_CODECS = ("cp1252", "cp1258")
# What the first bytes of UTF-8 Vietnamese (C2-C6, CC, E1, E2) become, followed by what a second byte becomes.
_SUSPICIOUS = re.compile(r"[ÂÃĂÄÅÆÌáâăÐ][^\x00-\x7f]|Ã |Ä(?=\w)")
_VIETNAMESE = re.compile(r"á[º»]")  # the first two bytes of ạ to ỹ
# A last byte A0, the no-break space, that was made a space: à, Ơ, Ạ, Ỡ.
_SPACED = re.compile(r"(?:[ÃĂÆ]|á[º»]) ")
# What a sequence may have been whose last byte cp1252 does not know (81 8D 8F 90 9D) and some reader dropped.
_DROPPED = {"á»": "ềọỏờỐ", "Ä": "Đ", "Ã": "ÁÍÝ"}
_WORD = re.compile(r"[^\W\d_]+")
_WORD_AND_GUILLEMET = re.compile(r"(?:[^\W\d_]|(?<=á)»)+")
_TOKEN = re.compile(r"[^\t\n\r ]+")
_QUOTES = "“”„‘’«»\"'()[].,;:!?…–—-"
_LONGEST = 10_000  # characters ftfy sees at once
_REASON = "UTF-8 read as another charset"


def mojibake_edits(line: str) -> Iterator[Edit]:
    """The edits that undo the misreading, word by word; none for a line without its traces."""
    if line.isascii() or not _SUSPICIOUS.search(line):
        return
    if _VIETNAMESE.search(line) and _SPACED.search(line):
        yield from _space_edits(line)
        return
    whole = _by_ftfy(line)
    if whole != line:
        yield from _word_edits(line, whole)
        return
    for match in _TOKEN.finditer(line):
        fixed = _undone(match[0])
        if fixed != match[0]:
            yield Edit(match.start(), match.end(), fixed, "mojibake", _REASON, 0.98)


def _by_ftfy(line: str) -> str:
    """The line as ftfy reads it, where that makes more Vietnamese of it."""
    if len(line) > _LONGEST:
        return line
    fixed = ftfy.fix_encoding(line)
    kept = "\n" not in fixed and "\r" not in fixed and fixed.count("\t") == line.count("\t")
    return fixed if kept and _legal(fixed) > _legal(line) else line


def _legal(text: str) -> int:
    return sum(1 for word in _WORD.findall(text) if not word.isascii() and is_syllable(word))


def _word_edits(line: str, fixed: str) -> Iterator[Edit]:
    """Word for word where both lines have as many words, else one edit for the line."""
    before, after = list(_TOKEN.finditer(line)), _TOKEN.findall(fixed)
    gaps = [_TOKEN.split(line), _TOKEN.split(fixed)]
    if gaps[0] != gaps[1]:
        yield Edit(0, len(line), fixed, "mojibake", _REASON, 0.98)
        return
    for match, word in zip(before, after, strict=True):
        if match[0] != word:
            yield Edit(match.start(), match.end(), word, "mojibake", _REASON, 0.99)


def _undone(token: str) -> str:
    """The token with each UTF-8 sequence in it decoded; a token that is Vietnamese as it stands (XÃ”) stays."""
    if token.isascii() or not _SUSPICIOUS.search(token) or _sound(token):
        return token
    for codec in _CODECS:
        table, pattern = _sequences(codec)
        fixed = pattern.sub(lambda m, table=table: _letter(m[0], table), token)  # type: ignore[misc]
        if fixed != token:
            return _completed(fixed)
    return _completed(token)


def _sound(token: str) -> bool:
    """Vietnamese as it stands, with a quote behind: XÃ”."""
    return is_syllable(token.strip(_QUOTES)) and not _VIETNAMESE.search(token)


def _completed(token: str) -> str:
    """The token with sequences that lost their last byte made whole, by the likeliest syllable."""
    return _WORD_AND_GUILLEMET.sub(lambda m: max(_completions(m[0]), key=_frequency, default=m[0]), token)


def _completions(word: str) -> list[str]:
    for broken, letters in _DROPPED.items():
        if broken in word:
            return [c for letter in letters for c in [word.replace(broken, letter, 1)] if is_syllable(c)]
    return []


def _frequency(word: str) -> float:
    return frequencies().get(word.lower(), -20.0)


def _space_edits(line: str) -> Iterator[Edit]:
    """No-break spaces put back where they were the last byte of a letter; the next round reads the letter."""
    for match in _SPACED.finditer(line):
        end = match.end()
        before = _WORD.search(line[max(0, match.start() - 8) : match.start()][::-1])
        after = _WORD.match(line, end)
        letter = _letter(match[0][:-1] + "\xa0", _sequences("cp1252")[0])
        head = before[0][::-1] if before and before.start() == 0 else ""
        whole = head + letter + (after[0] if after else "")
        apart = after is not None and not is_syllable(whole) and is_syllable(head + letter)
        yield Edit(end - 1, end, "\xa0 " if apart else "\xa0", "mojibake", _REASON, 0.95)


def _letter(sequence: str, table: dict[str, int]) -> str:
    try:
        char = bytes(table[c] for c in sequence).decode("utf-8")
    except UnicodeDecodeError:
        return sequence
    latin = "\xa1" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff" or "\u2010" <= char <= "\u203a"
    return char if latin or "\u0300" <= char <= "\u0323" else sequence


@cache
def _sequences(codec: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """Characters to bytes, undefined bytes as control characters; and what two- and three-byte sequences look like."""
    table = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, errors="ignore")
        if char:
            table[char] = byte
    two = "".join(c for c, byte in table.items() if 0xC2 <= byte <= 0xDF)
    three = "".join(c for c, byte in table.items() if 0xE0 <= byte <= 0xEF)
    tail = "".join(re.escape(c) for c, byte in table.items() if 0x80 <= byte <= 0xBF)
    return table, re.compile(f"[{three}][{tail}]{{2}}|[{two}][{tail}]")

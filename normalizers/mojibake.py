"""UTF-8 read as another charset: "Cá»™ng hÃ²a". ftfy undoes whole lines; what it leaves is undone by sequence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from normalizers.detect import is_abbreviation
from normalizers.edits import Edit
from normalizers.syllables import frequencies, is_syllable

_CODECS = ("cp1252", "cp1258")
# What the first bytes of UTF-8 Vietnamese (C2-C6, CC, E1, E2) become, followed by what a second byte becomes.
_SUSPICIOUS = re.compile(r"[ÂÃĂÄÅÆÌáâăÐ][^\x00-\x7f]|Ã |Ä(?=\w)")
_VIETNAMESE = re.compile(r"á[º»]")  # the first two bytes of ạ to ỹ
# A last byte A0, the no-break space, that was made a space: à, Ơ, Ạ (Ỡ is too rare: á» may have lost another byte).
_SPACED = re.compile(r"(?:[ÃĂÆ]|áº) ")
# What a sequence may have been whose last byte cp1252 does not know (81 8D 8F 90 9D) and some reader dropped.
_DROPPED = {"á»": "ềọỏờỐ", "Ä": "Đ", "Ã": "ÁÍÝ"}
_WORD = re.compile(r"[^\W\d_]+")
# A word with such a sequence: nothing that could be its last byte follows.
_CUT_SHORT = re.compile(r"[^\W\d_]*(?:á»|Ä|Ã)(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])(?:[^\W\d_]|(?<=á)»)*")
_TOKEN = re.compile(r"[^\t\n\r ]+")
_QUOTES = "“”„‘’«»\"'()[].,;:!?…–—-"
_EVIDENCE = 2  # misread words in a line that make one that could be sound (vÃ’) misread as well
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
    tokens = [match for match in _TOKEN.finditer(line) if _SUSPICIOUS.search(match[0])]
    broken = sum(not _sound(match[0]) and _undone(match[0]) != match[0] for match in tokens)
    for match in tokens:
        fixed = _undone(match[0]) if broken >= _EVIDENCE or not _sound(match[0]) else match[0]
        if _VIETNAMESE.search(line):
            fixed = _completed(fixed)
        if fixed != match[0]:
            yield Edit(match.start(), match.end(), fixed, "mojibake", _REASON, 0.98)


def _by_ftfy(line: str) -> str:
    """The line as ftfy reads it, where that makes more Vietnamese of it."""
    if len(line) > _LONGEST or _CUT_SHORT.search(line):  # where bytes are lost ftfy takes a space for one: đỠnghị
        return line
    import ftfy  # few texts need it, and it takes a while to load

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
    """The token with each UTF-8 sequence in it decoded."""
    for codec in _CODECS:
        table, pattern = _sequences(codec)
        fixed = pattern.sub(lambda m, table=table: _letter(m[0], table), token)  # type: ignore[misc]
        if fixed != token:
            return fixed
    return token


def _sound(token: str) -> bool:
    """Vietnamese as it stands, with a quote behind: XÃ”."""
    return is_syllable(token.strip(_QUOTES)) and not _VIETNAMESE.search(token)


def _completed(token: str) -> str:
    """The token with sequences that lost their last byte made whole, by the likeliest syllable."""
    return _CUT_SHORT.sub(lambda m: max(_completions(m[0]), key=_frequency, default=m[0]), token)


def _completions(word: str) -> list[str]:
    """The syllables a word may have been, each of its broken sequences made whole."""
    forms = [word]
    for broken, letters in _DROPPED.items():
        forms = [
            form.replace(broken, letter, 1) for form in forms for letter in (letters if broken in form else [broken])
        ]
    return [form for form in forms if is_abbreviation(form) or (is_syllable(form) and _one_case(form))]


def _one_case(word: str) -> bool:
    return word.islower() or word.istitle() or word.isupper()


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
    # what cp1252 reads may have been read so twice, or be legacy bytes
    return char if latin or "\u0300" <= char <= "\u0323" or char in table else sequence


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

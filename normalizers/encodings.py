"""The edits that bring runs of legacy text to Unicode, word by word, with the capitals the charset could not write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from normalizers.charsets import CASELESS, decode
from normalizers.detect import TOKEN, WORD, Run, Token, detect, is_abbreviation, spells
from normalizers.edits import Edit
from normalizers.hints import Hints
from normalizers.lost import lost_u, restore_u, with_u
from normalizers.syllables import is_syllable
from normalizers.truecase import is_capital_font, restore_capitals, restore_heading

_SURE = 40.0  # gain from which a run is beyond doubt
_STRAYS = frozenset("\xad\u2212\u2219\xb7")
_WESTERN = frozenset("àâäáãåæçèéêëìíîïñòóôöõøùúûüýÿœšžÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜÝŸŒŠŽß")


def encoding_edits(lines: Sequence[str], hints: Hints) -> Mapping[int, list[Edit]]:
    """For each 0-based line with legacy text, its edits."""
    edits: dict[int, list[Edit]] = defaultdict(list)
    for run in detect(lines, hints):
        lost = run.charset == "tcvn3" and lost_u(token.text for token in run.tokens)
        by_line: dict[int, list[Token]] = defaultdict(list)
        for token in run.tokens:
            by_line[token.line].append(token)
        for number, tokens in by_line.items():
            edits[number] += _line_edits(lines[number], tokens, run, hints, lost)
    return edits


def _line_edits(line: str, tokens: Sequence[Token], run: Run, hints: Hints, lost: bool) -> list[Edit]:
    if run.charset == "tcvn3":
        tokens = _joined(line, tokens)
    words = [_decoded(token.text, run) for token in tokens]
    if run.charset == "tcvn3":
        words = restore_u(words, [line[token.end : token.end + 1] for token in tokens], lost)
    if run.charset in CASELESS:
        words = _capitals(line, tokens, words, hints.line_fonts(tokens[0].line))
    confidence = round(min(0.999, 0.8 + 0.2 * min(1.0, run.gain / _SURE)), 3)
    return [
        Edit(token.start, token.end, word, "encoding", f"text in {run.charset}", confidence)
        for token, word in zip(tokens, words, strict=True)
        if word != line[token.start : token.end]
    ]


def _joined(line: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens, those that a PDF's stray glyph tore apart as one: "t − íng" is "t−íng", "x ∙ héi" is "x∙ héi"."""
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        for size in (3, 2):
            torn = tokens[i : i + size]
            whole = "".join(token.text for token in torn)
            apart = " ".join(token.text for token in torn)
            if (
                len(torn) == size
                and torn[1].text in _STRAYS
                and line[torn[0].start : torn[-1].end] == apart
                and is_syllable(decode(whole, "tcvn3"))
            ):
                out.append(replace(torn[0], end=torn[-1].end, text=whole))
                i += size
                break
        else:
            out.append(tokens[i])
            i += 1
    return out


def _decoded(text: str, run: Run) -> str:
    """The token in Unicode, unless it is an ASCII word with a sign (e-mail) or, beside little legacy text, foreign.

    Whoever wrote a page in a legacy font saw that font's letters: an é among them is not one.
    """
    decoded = decode(text, run.charset)
    if decoded == text or all(is_abbreviation(word) or spells(word) for word in WORD.findall(decoded)):
        return decoded
    if text.isascii() or (run.gain < _SURE and _foreign(text) and not is_syllable(with_u(decoded))):
        return text
    return decoded


def _foreign(text: str) -> bool:
    """café, Müller: letters of the western languages, most of them plain."""
    accented = sum(not c.isascii() for c in text)
    cased = text.islower() or text.isupper() or text.istitle()
    return cased and accented * 3 <= len(text) and all(c.isascii() or c in _WESTERN for c in text)


def _capitals(
    line: str, tokens: Sequence[Token], words: Sequence[str], fonts: Sequence[tuple[int, int, str]]
) -> list[str]:
    """The words with their capitals, by their plain letters, by the font, by the heading they are."""
    words = restore_capitals(words)
    drawn = [(start, end) for start, end, font in fonts if is_capital_font(font)]
    words = [
        word.upper() if any(start <= token.start < end for start, end in drawn) else word
        for token, word in zip(tokens, words, strict=True)
    ]
    pieces, done = [], 0
    for token, word in zip(tokens, words, strict=True):
        pieces += [line[done : token.start], word]
        done = token.end
    heading = restore_heading("".join([*pieces, line[done:]]))
    if heading is None:
        return words
    return TOKEN.findall(heading) if len(TOKEN.findall(heading)) == len(words) else words

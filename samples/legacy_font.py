"""PDF pages whose text is TCVN3 or VNI: what the eye reads is Vietnamese, what a program reads is bytes.

The legacy fonts cannot be shipped, so fonts like them are made from Liberation Serif: the bytes of the charset stand on
private code points (Typst would swallow TCVN3's ư, a soft hyphen), and when the PDF is ready its ToUnicode tables are
rewritten from the private points to the Latin-1 characters, as the printers of the time left them, and the fonts get
the names the real ones have. VNI's two-byte letters are ligatures of vowel and mark.
"""

from __future__ import annotations

import io
import re
import string
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from normalizers.charsets import CASELESS, charset, decode
from samples.container import saved
from samples.typeset import Run, font_folder

SMALL, CAPITAL = 0xE000, 0xE100  # private code points: a byte in the usual font, a byte in the capital font
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
REAL_NAMES = {"tcvn3": (".VnTime", ".VnTimeH"), "vni": ("VNI-Times", "VNI-Times")}


@dataclass(frozen=True, slots=True)
class LegacyType:
    """A charset ready for typesetting: its folder of fonts and the two families in it."""

    charset: str
    folder: Path
    small: str
    capital: str

    def runs(self, text: str) -> list[Run]:
        """The text in private code points, cut where the font changes. A line in capitals is in the capital font."""
        if text.isupper() and any(needs_capital(self.charset, c) for c in text):
            return [Run(self._points(text.lower(), CAPITAL, letters=True), self.capital)]
        runs: list[Run] = []
        for word in re.split(r"(\s+)", text):
            for written, family in self._word(word):
                if runs and runs[-1].font == family:
                    runs[-1] = Run(runs[-1].text + written, family)
                else:
                    runs.append(Run(written, family))
        return runs

    def _word(self, word: str) -> list[tuple[str, str]]:
        """Words in capitals with a capital the charset has not: all in the capital font, typed in small letters."""
        if not any(needs_capital(self.charset, c) for c in word):
            return [(self._points(word, SMALL), self.small)]
        if word.isupper() and len(word) > 1:
            return [(self._points(word.lower(), CAPITAL, letters=True), self.capital)]
        return [
            (self._points(c.lower(), CAPITAL, letters=True), self.capital)
            if needs_capital(self.charset, c)
            else (self._points(c, SMALL), self.small)
            for c in word
        ]

    def _points(self, text: str, base: int, letters: bool = False) -> str:
        """`letters`: ASCII letters too go to the private points, since the capital font draws them as capitals."""
        table = charset(self.charset).letters
        points = []
        for char in text:
            codes = table.get(char, char.encode("cp1252", "replace") if ord(char) > 127 else char.encode("ascii"))
            for byte in codes:
                private = byte > 127 or (letters and chr(byte).isalpha())
                points.append(chr(base + byte) if private else chr(byte))
        return "".join(points)

    def read(self, points: str) -> str:
        """What the eye reads: the letters behind private code points."""
        read = ""
        for capital, part in re.findall(r"([\ue100-\ue1ff]+)|([^\ue100-\ue1ff]+)", points):
            base = CAPITAL if capital else SMALL
            latin = "".join(chr(ord(c) - base) if ord(c) >= SMALL else c for c in capital or part)
            letters = decode(latin, self.charset)
            read += letters.upper() if capital else letters
        return read

    def disguised(self, pdf: bytes) -> bytes:
        """The PDF with the real fonts' names and Latin-1 characters in its ToUnicode tables."""
        return rewritten(pdf, REAL_NAMES[self.charset], (self.small, self.capital))


def needs_capital(name: str, char: str) -> bool:
    """Whether a letter is a capital that shares its byte with the small letter."""
    table = charset(name).letters
    return name in CASELESS and char != char.lower() and char in table and table[char] == table.get(char.lower())


@cache
def legacy_type(name: str) -> LegacyType:
    """The fonts of a charset ("tcvn3" or "vni"), made once a process in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="hoso-fonts-"))
    small, capital = f"Legacy {name}", f"Legacy {name} H"
    for face in FACES:
        _build(face, small, name, SMALL, capitals=False).save(folder / f"small-{face}.ttf")
        if name in CASELESS:
            _build(face, capital, name, CAPITAL, capitals=True).save(folder / f"capital-{face}.ttf")
    return LegacyType(name, folder, small, capital if name in CASELESS else small)


def _build(face: str, family: str, name: str, base: int, capitals: bool) -> TTFont:
    """Liberation Serif with the bytes of the charset on private points."""
    font = TTFont(font_folder() / f"LiberationSerif-{face}.ttf", recalcTimestamp=False)
    glyphs = font.getBestCmap()
    letters = charset(name).letters
    drawn = {letter: glyphs[ord(letter.upper() if capitals else letter)] for letter in letters}
    added = {
        base + codes[0]: drawn[letter]
        for letter, codes in letters.items()
        if len(codes) == 1 and (capitals or not needs_capital(name, letter))
    }
    if capitals:
        added |= {base + ord(c): glyphs[ord(c.upper())] for c in string.ascii_lowercase}
    marks = {code for codes in letters.values() if len(codes) == 2 for code in codes if code > 127}
    added |= {base + code: _invisible(font, code) for code in sorted(marks) if base + code not in added}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(added)
    pairs = [
        f"sub {' '.join(glyphs[code] if code < 128 else added[base + code] for code in codes)} by {drawn[letter]};"
        for letter, codes in letters.items()
        if len(codes) == 2
    ]
    if pairs:
        addOpenTypeFeaturesFromString(font, "feature ccmp { " + " ".join(pairs) + " } ccmp;")
    _rename(font, family)
    return font


def _invisible(font: TTFont, code: int) -> str:
    """A glyph for the mark of a two-byte letter: alone it draws nothing, since its letter is drawn as one glyph."""
    name = f"byte{code:02X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = font["glyf"]["space"]
    font["hmtx"].metrics[name] = (0, 0)
    return name


def _rename(font: TTFont, family: str) -> None:
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = family
        elif record.nameID in (4, 6):
            record.string = family.replace(" ", "")


def rewritten(pdf: bytes, real: tuple[str, str], made: tuple[str, str]) -> bytes:
    document = pikepdf.open(io.BytesIO(pdf))
    for item in document.objects:
        if not isinstance(item, pikepdf.Dictionary):
            continue
        for key in ("/BaseFont", "/FontName"):
            if key in item:
                item[key] = pikepdf.Name(_real_name(str(item[key]), real, made))
        if "/ToUnicode" in item:
            table = item.ToUnicode.read_bytes().decode("latin-1")
            item.ToUnicode = document.make_stream(unveiled(table).encode("latin-1"))
    return saved(document)


def _real_name(name: str, real: tuple[str, str], made: tuple[str, str]) -> str:
    tag, plus, rest = name.partition("+")
    for ours, theirs in ((made[1], real[1]), (made[0], real[0])):
        plain = ours.replace(" ", "")
        if plain in rest.replace(" ", ""):
            return f"{tag}{plus}{theirs}"
    return name


def unveiled(table: str) -> str:
    """A ToUnicode table with Latin-1 characters where private points stood."""
    return re.sub(r"E[01]([0-9A-F]{2})(?=(?:[0-9A-F]{4})*>)", r"00\1", table)


def muted(pdf: bytes) -> bytes:
    """The PDF without any ToUnicode table: glyph numbers are all a program can read."""
    document = pikepdf.open(io.BytesIO(pdf))
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            del item["/ToUnicode"]
    return saved(document)

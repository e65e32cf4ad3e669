"""Word and RTF files made for tests, and what was read of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pipeline.readers import RawPage, open_source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(path: Path, body: str, **parts: str) -> Path:
    """A .docx of this body; other parts (styles, footnotes …) by name."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("_rels/.rels", relations(("officeDocument", "word/document.xml")))
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", relations(*((kind, f"{kind}.xml") for kind in parts)))
        for kind, xml in parts.items():
            package.writestr(f"word/{kind}.xml", xml)
    return path


def relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def r(text: str, font: str = "", properties: str = "") -> str:
    face = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{face}{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(path: Path) -> list[RawPage]:
    with open_source(path) as source:
        assert source.source_kind == "office"
        return [source.page(number) for number in range(1, source.pages + 1)]


def cells(page: RawPage, table: int = 0) -> list[list[tuple[int, str, int, int]]]:
    """Column, text, row span, column span of every cell."""
    return [
        [(c.column, page.lines[row.line][c.start : c.end], c.row_span, c.column_span) for c in row.cells]
        for row in page.rows[table].rows
    ]


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}</w:tc>"


FONTS = r"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset0 .VnTime;}{\f2\fswiss\fcharset163 Arial;}}"


def rtf(path: Path, text: str) -> Path:
    path.write_bytes((r"{\rtf1\ansi\deff0" + FONTS + text + "}").encode("ascii"))
    return path

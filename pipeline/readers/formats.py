"""Which reader opens a file: decided by its first bytes, because names lie (`.doc` that is RTF)."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import InputError
from pipeline.readers.office import office_source
from pipeline.readers.source import Source

FORMATS = ".txt .pdf .docx .doc .rtf .xlsx .xls .html .png .jpg .jpeg .tif .tiff .bmp .webp"
_HEAD_BYTES = 4096
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"II+\x00": "image/tiff",  # BigTIFF
    b"MM\x00+": "image/tiff",
    b"BM": "image/bmp",
    b"GIF8": "image/gif",
}


def open_source(path: Path) -> Source:
    """The source file, open, as a context manager.

    Raises InputError: not found, unreadable, empty, encrypted, damaged, of no known format, of no pages.
    """
    head = _head(path)
    # Each reader loads its libraries when its kind of file is met: a text needs no PDF engine.
    if b"%PDF-" in head[:1024]:  # some writers put a few bytes before the header
        from pipeline.readers.pdf import PdfSource

        return PdfSource(path)
    media_type = next((kind for magic, kind in _PICTURES.items() if head.startswith(magic)), None)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        media_type = "image/webp"
    if media_type:
        from pipeline.readers.image import ImageSource

        return ImageSource(path, media_type)
    office = office_source(path, head)
    if office is not None:
        return office
    if _is_text(head):
        from pipeline.readers.text import TextSource

        return TextSource(path)
    raise InputError("unknown-format", path=str(path), formats=FORMATS)


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise InputError("not-found", path=str(path))
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise InputError("unreadable", path=str(path), why=error.strerror or str(error)) from error
    if not head:
        raise InputError("empty-file", path=str(path))
    return head


def _is_text(head: bytes) -> bool:
    """Text has next to no control bytes. UTF-16 is told by its mark, or by every second byte being zero."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    if zeros:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return max(even, odd) > 0.4 * len(head) / 2 and min(even, odd) < 0.1 * len(head) / 2
    # Legacy encodings put letters on control codes: VISCII six capitals, VNI-DOS and TCVN3 tables a few more.
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\x1a\x02\x05\x06\x14\x19\x1e" for byte in head)
    return control <= 0.01 * len(head)

"""A second, slower look at a file that would not open, so that the message names what is really wrong with it."""

from __future__ import annotations

import struct
from pathlib import Path

from pipeline.errors import InputError
from pipeline.readers import Source, open_source
from pipeline.readers.image import MAX_PIXELS

_PNG, _PNG_SIZE = b"\x89PNG\r\n\x1a\n", slice(16, 24)


def open_diagnosed(path: Path) -> Source:
    """The source, open. Raises InputError with the most exact reason that can be found."""
    try:
        return open_source(path)
    except InputError as error:
        if error.key in ("pdf-damaged", "pdf-encrypted"):
            raise pdf_trouble(path, error) from error
        if error.key == "image-damaged":
            raise image_trouble(path, error) from error
        raise


def pdf_trouble(path: Path, error: InputError) -> InputError:
    """No pages (PDFium calls that damaged), or an end that is missing (a copy cut short).

    PDFium's error codes are no proof: the code of an encrypted file stays for the next one that fails otherwise.
    """
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            if len(pdf.pages) == 0:
                return InputError("pdf-no-pages", path=str(path))
        why = str(dict(error.as_failure().fields).get("why", "PDFium cannot open it"))
    except pikepdf.PasswordError:
        return InputError("pdf-encrypted", path=str(path))
    except (pikepdf.PdfError, ValueError, RuntimeError) as found:
        why = str(found).removeprefix(f"{path}: ")[:200]
    if b"%%EOF" not in tail(path):
        return InputError("pdf-cut", path=str(path))
    return InputError("pdf-damaged", path=str(path), why=why)


def image_trouble(path: Path, error: InputError) -> InputError:
    """A picture that says it has more pixels than anybody scans is not damaged, but too large."""
    why = str(dict(error.as_failure().fields).get("why", ""))
    if "decompression bomb" not in why:
        return error
    with path.open("rb") as file:
        head = file.read(24)
    if head.startswith(_PNG):
        width, height = struct.unpack(">II", head[_PNG_SIZE])
        return InputError("image-too-large", width=width, height=height, limit=MAX_PIXELS // 1_000_000)
    return InputError("image-too-large", width="?", height="?", limit=MAX_PIXELS // 1_000_000)


def tail(path: Path, size: int = 2048) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read()

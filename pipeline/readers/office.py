"""Which office format a file is in, by its first bytes and what its package or container holds."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.errors import InputError
from pipeline.readers.source import Source

_ZIP = b"PK\x03\x04"
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table)\b",
    re.IGNORECASE | re.DOTALL,
)


def office_source(path: Path, head: bytes) -> Source | None:
    """The source, open; None where the file is no office file. Raises InputError: damaged, locked."""
    if head.startswith(_ZIP):
        return _package_source(path)
    if head.startswith(_CONTAINER):
        return _container_source(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        from pipeline.readers.rtf import RtfSource

        return RtfSource(path)
    if _HTML.match(_narrow(head)):
        from pipeline.readers.html import HtmlSource

        return HtmlSource(path)
    return None


def _package_source(path: Path) -> Source | None:
    from pipeline.readers.package import Package

    with Package(path) as package:
        root = package.xml(main) if (main := package.main_part()) else None
    kind = str(root.tag).rsplit("}", 1)[-1] if root is not None else ""
    if kind == "document":
        from pipeline.readers.word import WordSource

        return WordSource(path)
    if kind == "workbook":
        from pipeline.readers.sheet import SheetSource

        return SheetSource(path)
    return None


def _container_source(path: Path) -> Source | None:
    """Containers of old Office files name their streams; a locked .docx or .xlsx is a container too."""
    import olefile

    try:
        with olefile.OleFileIO(path) as container:
            names = {str(name[0]).lower() for name in container.listdir()}
    except (OSError, ValueError, TypeError, IndexError) as error:
        raise InputError("file-damaged", path=str(path), why=str(error)[:200]) from error
    if "encryptedpackage" in names:
        raise InputError("file-encrypted", path=str(path))
    if names & {"workbook", "book"}:
        from pipeline.readers.sheet_old import OldSheetSource

        return OldSheetSource(path)
    if "worddocument" in names:
        from pipeline.readers.doc import OldWordSource

        return OldWordSource(path)
    return None


def _narrow(head: bytes) -> bytes:
    """UTF-16 without its zero bytes, so that tags can be seen."""
    return head.replace(b"\0", b"")[2:] if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head

"""The ZIP package of .docx and .xlsx: what it holds, its parts as XML, and a limit to what it unpacks to."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pipeline.errors import InputError

MAX_BYTES = 400_000_000  # unpacked
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, NotImplementedError, EOFError)


class Package:
    """An open package. A context manager. Raises InputError: damaged, or unpacks to too much."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGE as error:
            raise damaged(path, error) from error
        if sum(info.file_size for info in self._zip.infolist()) > MAX_BYTES:
            self._zip.close()
            raise InputError("file-too-large", path=str(path), limit=MAX_BYTES // 1_000_000)
        self._names = frozenset(self._zip.namelist())

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def xml(self, name: str) -> Element:
        """The root of a part. Raises InputError: damaged, locked."""
        try:
            return ElementTree.fromstring(self._zip.read(name))
        except (*_DAMAGE, ElementTree.ParseError) as error:
            raise damaged(self.path, error) from error
        except RuntimeError as error:  # what zipfile raises where a password is wanted
            raise InputError("file-encrypted", path=str(self.path)) from error

    def related(self, name: str, kind: str) -> Iterator[tuple[str, str]]:
        """Ids and names of the parts that part `name` ("" for the package) relates to as `kind`, if they are there."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self:
            return
        for relation in self.xml(relations):
            if str(relation.get("Type", "")).rsplit("/", 1)[-1] == kind:
                target = posixpath.normpath(posixpath.join("/", folder, str(relation.get("Target", "")))).lstrip("/")
                if target in self:
                    yield str(relation.get("Id", "")), target

    def main_part(self) -> str:
        """The document itself; "" where the package states none."""
        return next((name for _, name in self.related("", "officeDocument")), "")


def damaged(path: Path, error: Exception) -> InputError:
    return InputError("file-damaged", path=str(path), why=str(error)[:200] or type(error).__name__)


def local(element: Element) -> str:
    """The name of an element without its namespace: strict and transitional files differ in nothing else."""
    return element.tag.rsplit("}", 1)[-1]


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; "" where it is not given."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rsplit("}", 1)[-1] == name), "")


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of that name, then its child, and so on."""
    for name in names:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element

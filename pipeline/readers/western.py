"""Single bytes as old Western programs read them: windows-1252, its five holes filled. TCVN3 and VNI arrive so."""

from __future__ import annotations


def western(data: bytes) -> str:
    """A character for each byte, none lost."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)

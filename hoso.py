"""hoso: folders of legacy Vietnamese reports in, repaired text and a dataset that knows its sources out.

    import hoso

    hoso.convert(["scans/"], archive="archive")
    print(hoso.repair("Bao cao cai cach hanh chinh").text)
    rows = hoso.query("archive", "SELECT unit_name, score FROM scores WHERE criterion = 'total'").rows

These functions are what stays stable; the command `hoso` does the same.
"""

from __future__ import annotations

import sys


def main() -> int:
    """The command. Exit codes: 0 done, 1 bad arguments, 2 no input, 3 a program is missing, 4 some files failed,
    5 the archive cannot be written, 130 interrupted."""
    from pipeline.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())

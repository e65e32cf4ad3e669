"""Engine processes that misbehave in the place of `pipeline.engines.worker`: run as `python -m ... HOW ...`.

The language argument says how: the engine hands it over first.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    how = sys.argv[1]
    answers = sys.stdout.buffer
    if how == "silent":
        time.sleep(600)
    answers.write(json.dumps({"bytes": 0, "error": ""}).encode() + b"\n")
    answers.flush()
    if how == "deaf":  # never reads the picture
        time.sleep(600)
    header = json.loads(sys.stdin.buffer.readline())
    sys.stdin.buffer.read(header["width"] * header["height"])
    if how == "hang":
        time.sleep(600)
    if how == "crash":
        os.abort()
    if how == "half":
        answers.write(b'{"bytes": 500, "error": ""}\nhalf')
    if how == "garbage":
        answers.write(b'{"bytes": 4, "error": ""}\n\xff\xfe\xfd\xfc')
    if how == "refuse":
        answers.write(b'{"bytes": 0, "error": "RuntimeError: no"}\n')


if __name__ == "__main__":
    main()

"""Any installed Tesseract, through pytesseract: one process for each picture, killed when its time is over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engines.base import EngineError, EngineTimeoutError, Grey, SeenWord, Task, words_of_tsv
from pipeline.errors import MissingProgramError
from pipeline.programs import version

# pytesseract loads pandas, which takes longer than reading a page of text: it is loaded by who reads with it.
if TYPE_CHECKING:
    import pytesseract

_MEMORY_FOLDER = Path("/dev/shm")  # a PNG on disk costs 0.3 s a page, a PGM in memory 0.05 s


@dataclass(frozen=True, slots=True)
class Pytesseract:
    """`language` is a Tesseract language (`vie`, `vie+eng`); `tessdata` a folder of models, "" for the installed."""

    language: str
    tessdata: str = ""

    @property
    def name(self) -> str:
        return "pytesseract"

    @property
    def version(self) -> str:
        return version("tesseract")

    def read(self, picture: Grey, task: Task) -> tuple[SeenWord, ...]:
        import pytesseract

        # With more threads than cores Tesseract is five times slower; one thread for each process is fastest.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        with _as_pgm(picture) as path:
            try:
                tsv = pytesseract.image_to_data(
                    str(path), lang=self.language, config=self._options(task), timeout=task.timeout_s
                )
            except pytesseract.TesseractNotFoundError as error:
                raise MissingProgramError("tesseract-missing") from error
            except pytesseract.TesseractError as error:
                raise self._failure(error) from error
            except RuntimeError as error:  # pytesseract's word for a time-out
                raise EngineTimeoutError("ocr-timeout", engine=self.name, seconds=round(task.timeout_s, 1)) from error
            except UnicodeDecodeError as error:
                raise EngineError("ocr-failed", engine=self.name, why="its output is no UTF-8") from error
        return words_of_tsv(tsv)

    def close(self) -> None:
        """Nothing is held between pictures."""

    def _options(self, task: Task) -> str:
        options = [f"--psm {task.mode}", f"--dpi {task.dpi}"]
        if self.tessdata:
            options.append(f'--tessdata-dir "{self.tessdata}"')
        if task.letters:
            options.append(f"-c tessedit_char_whitelist={task.letters}")
        return " ".join(options)

    def _failure(self, error: pytesseract.TesseractError) -> Exception:
        why = str(error.message)
        if "Failed loading language" in why or "couldn't load any languages" in why:
            return MissingProgramError("language-missing", language=self.language)
        return EngineError("ocr-failed", engine=self.name, why=why.strip()[:200] or f"status {error.status}")


@cache
def installed_languages(tessdata: str) -> frozenset[str]:
    """The languages the installed Tesseract finds; none where it is missing."""
    import pytesseract

    try:
        return frozenset(pytesseract.get_languages(f'--tessdata-dir "{tessdata}"' if tessdata else ""))
    except pytesseract.TesseractNotFoundError:
        return frozenset()


@contextmanager
def _as_pgm(picture: Grey) -> Iterator[Path]:
    """The picture as a PGM file in memory, gone afterwards."""
    folder = _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else Path(tempfile.gettempdir())
    handle, name = tempfile.mkstemp(suffix=".pgm", prefix="hoso-", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b"P5 %d %d 255\n" % (picture.shape[1], picture.shape[0]))
            file.write(picture.tobytes())
        yield path
    finally:
        path.unlink(missing_ok=True)

"""The picture of a page made ready for OCR. The archived picture is never touched; this is a copy to read from."""

from pipeline.picture.preparing import Prepared, Recipe, prepare

__all__ = ["Prepared", "Recipe", "prepare"]

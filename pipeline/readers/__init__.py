"""Source files in, raw pages out: `open_source` knows the format by the content, not by the name."""

from pipeline.readers.formats import FORMATS, open_source
from pipeline.readers.source import LayerWord, RawPage, Source

__all__ = ["FORMATS", "LayerWord", "RawPage", "Source", "open_source"]

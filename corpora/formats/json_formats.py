"""The formats of annotation that are JSON, apart from the others: their shapes need pydantic, which is slow to load."""

from corpora.formats import doccano, label_studio, prodigy
from corpora.formats.detect import detect

__all__ = ["detect", "doccano", "label_studio", "prodigy"]

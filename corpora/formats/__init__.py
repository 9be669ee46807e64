"""Formats of annotation: how annotated reports come from other tools and go to them."""

from corpora.formats.findings import Consequence, Finding, Findings, Place, PlacedError
from corpora.formats.hub import FOLDERS, Options, read, read_data, write
from corpora.formats.kinds import Format
from corpora.formats.labels import Labels, read_labels

__all__ = [
    "FOLDERS",
    "Consequence",
    "Finding",
    "Findings",
    "Format",
    "Labels",
    "Options",
    "Place",
    "PlacedError",
    "read",
    "read_data",
    "read_labels",
    "write",
]

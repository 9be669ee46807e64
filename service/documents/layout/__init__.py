"""Paragraphs and grids → the text that every offset counts in, and where each stretch of it came from."""

from service.documents.layout.joining import join_lines, join_paragraphs
from service.documents.layout.text import lay

__all__ = ["join_lines", "join_paragraphs", "lay"]

"""Readers: bytes of a report → ``Document``."""

from service.documents.document import Document, Family, Heading
from service.documents.making import make_document
from service.documents.reader import MAX_BYTES, check_size, checked_text, read_document

__all__ = [
    "MAX_BYTES",
    "Document",
    "Family",
    "Heading",
    "check_size",
    "checked_text",
    "make_document",
    "read_document",
]

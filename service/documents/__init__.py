"""Readers: bytes of a report → ``Document``."""

from service.documents.archives import Member
from service.documents.document import Document, Family, Heading
from service.documents.formats import is_archive
from service.documents.limits import MAX_BYTES, Limits, check_size
from service.documents.making import make_document
from service.documents.outline import find_outline
from service.documents.reader import checked_text, files, read_document, read_documents
from service.documents.source import Furniture, PageSize, Place, Segment, Source

__all__ = [
    "MAX_BYTES",
    "Document",
    "Family",
    "Furniture",
    "Heading",
    "Limits",
    "Member",
    "PageSize",
    "Place",
    "Segment",
    "Source",
    "check_size",
    "checked_text",
    "files",
    "find_outline",
    "is_archive",
    "make_document",
    "read_document",
    "read_documents",
]

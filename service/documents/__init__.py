"""Readers: bytes of a report → ``Document``."""

from service.documents.document import Document, Family, Heading

__all__ = ["Document", "Family", "Heading"]

"""Text → ``Document``: what a report says of itself, each part by its own module."""

from service.documents.document import Document
from service.documents.family import find_family
from service.documents.outline import find_outline
from service.documents.title import find_fiscal_year, find_organisation, find_title


def make_document(text: str) -> Document:
    """``text`` with its outline, title, organisation, fiscal year and family, where it states them."""
    outline = find_outline(text)
    title = find_title(text)
    return Document(
        text=text,
        title=title,
        organisation=find_organisation(text, title),
        fiscal_year=find_fiscal_year(text, title),
        family=find_family(text, title),
        outline=outline,
    )

"""Text → ``Document``: what a report says of itself, each part by its own module."""

from service.documents.document import Document
from service.documents.family import find_family
from service.documents.fiscal_year import find_fiscal_year
from service.documents.organisation import find_organisation
from service.documents.outline import find_outline
from service.documents.source import Source
from service.documents.title import find_title


def make_document(text: str, source: Source | None = None) -> Document:
    """``text`` with its outline, title, organisation, fiscal year and family, where it states them."""
    title = find_title(text)
    return Document(
        text=text,
        title=title,
        organisation=find_organisation(text, title),
        fiscal_year=find_fiscal_year(text, title),
        family=find_family(text, title),
        outline=find_outline(text),
        source=source,
    )

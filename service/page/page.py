"""Extraction → one HTML file that needs nothing else: no network, no other file."""

from service.extraction import Extraction
from service.page.entries import SIGNS, claims_of, facts_of, furniture_of, legend_of, sections_of
from service.page.sheets import sheets_of
from service.page.spans import lines_of, marked_spans
from service.page.templates import templates
from service.wording import STATUSES


def render_page(extraction: Extraction, data: bytes | None = None) -> str:
    """The page of ``extraction``; with the bytes of the original, its pages are drawn."""
    document = extraction.document
    spans = marked_spans(extraction)
    return (
        templates()
        .get_template("report.html")
        .render(
            document=document,
            facts=facts_of(extraction),
            notes=document.source.notes if document.source else (),
            furniture=furniture_of(extraction),
            groups=lines_of(extraction, spans),
            sheets=sheets_of(extraction, spans, data),
            sections=list(sections_of(extraction)),
            checks=[(one, STATUSES[one], sign, list(claims_of(extraction, one))) for one, sign in SIGNS.items()],
            labels=legend_of(extraction),
            origin=extraction.provenance,
            review=extraction.review,
        )
    )

"""Records whose mentions know where they stand in the original: on which page, in which box, in which cell."""

from collections.abc import Sequence

from service.documents import Document, Source
from service.records import Mention, Record


def with_places(document: Document, records: Sequence[Record]) -> list[Record]:
    """``records`` with the page and the places of each mention; unchanged where the original is plain text."""
    source = document.source
    if source is None or not source.segments:
        return list(records)
    return [
        record.model_copy(update={"mentions": tuple(_placed(mention, source) for mention in record.mentions)})
        for record in records
    ]


def _placed(mention: Mention, source: Source) -> Mention:
    places = source.places(mention.start, mention.end)
    if not places:
        return mention
    return mention.model_copy(update={"page": places[0].page, "places": places})

"""Stored annotations as lines that ``jixi corpus import`` reads: text, entities, records and what the report is of."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from service.documents import make_document
from service.store import Annotation

MEDIA_TYPE = "application/x-ndjson"
FILE = "annotations.jsonl"


def lines_of(annotations: Iterable[Annotation]) -> Iterator[str]:
    """A line of JSON each, with its line end."""
    for annotation in annotations:
        yield json.dumps(_told(annotation), ensure_ascii=False) + "\n"


def _told(annotation: Annotation) -> dict[str, Any]:
    """Entities with their words, so that an import can tell whether the offsets still fit; title, organisation, year
    and family as a reading of the text gives them: an annotation keeps the text alone.
    """
    text, told = annotation.text, annotation.as_json()
    document = make_document(text)
    return {
        "id": annotation.id,
        "name": annotation.name,
        "created": told["created"],
        "model": annotation.model,
        "text": text,
        "entities": [
            {
                "label": str(one["label"]),
                "start": one["start"],
                "end": one["end"],
                "text": text[one["start"] : one["end"]],
            }
            for one in annotation.entities
        ],
        "records": told.get("records"),
        "meta": {
            "title": document.title,
            "organisation": document.organisation,
            "fiscal_year": document.fiscal_year,
            "family": document.family.value,
        },
    }

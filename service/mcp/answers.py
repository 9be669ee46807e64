"""What the tools answer: the contract's objects, cut down to what an assistant reasons with."""

from typing import Any

from service.checks import Check, Status
from service.extraction import Extraction
from service.records import Record

Json = dict[str, Any]


def extracted(extraction: Extraction, limit: int) -> Json:
    """The document, its first ``limit`` records, the contradictions, and how much there is of everything."""
    return {
        "document": _document(extraction),
        "records": [_record(record) for record in extraction.records[:limit]],
        "records_total": len(extraction.records),
        "violated": [_check(check) for check in extraction.checks_with(Status.VIOLATED)],
        "provenance": extraction.provenance.model_dump(mode="json"),
    }


def checked(extraction: Extraction) -> Json:
    """Every check, contradictions first, with the records that it rests on."""
    named = {record.id: record for record in extraction.records}
    checks = [
        check
        for status in (Status.VIOLATED, Status.UNDECIDABLE, Status.HOLDS)
        for check in extraction.checks_with(status)
    ]
    used = dict.fromkeys(id_ for check in checks for id_ in check.records)
    return {
        "document": _document(extraction),
        "checks": [_check(check) for check in checks],
        "records": [_record(named[id_]) for id_ in used if id_ in named],
        "provenance": extraction.provenance.model_dump(mode="json"),
    }


def _document(extraction: Extraction) -> Json:
    document = extraction.document
    about = {
        "title": document.title,
        "organisation": document.organisation,
        "fiscal_year": document.fiscal_year,
        "family": document.family.value,
        "characters": len(document.text),
        "notes": list(document.source.notes) if document.source else [],
    }
    return {name: value for name, value in about.items() if value not in (None, "", [])}


def _record(record: Record) -> Json:
    """The record with its places as spans of the text; boxes on pages are left to the page and the exports."""
    data = record.as_json()
    for mention in data.get("mentions", ()):
        mention.pop("places", None)
    return data


def _check(check: Check) -> Json:
    return check.model_dump(mode="json", exclude_none=True)

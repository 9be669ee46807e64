"""Extractions and errors → rows of the datasets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from service.batch.schema import DATASETS, figures
from service.batch.work import Answer, Versions, Work
from service.checks import Check, Status
from service.documents import Place
from service.extraction import Extraction, entity_json
from service.records import Change, Mention, Record


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no extraction; the fields are columns of ``errors``."""

    run_id: str
    kind: str
    reason: str
    processed: datetime
    tries: int = 1
    seconds: float | None = None


Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
FIGURES = ("value", "target", "full_mark", "score", "deduction")
PLAIN = (
    *("kind", "indicator", "unit", "bound", "period", "stage", "parent", "same_as", "split", "target_bound"),
    *("growth_only", "basis", "total", "group", "reason", "confidence"),
)


def extraction_rows(extraction: Extraction, work: Work, run_id: str, seconds: float, now: datetime) -> Rows:
    """The rows of ``documents``, ``records`` and ``checks`` for one document."""
    ids = {"extraction_id": work.extraction_id, "document_id": work.document_id, "run_id": run_id}
    document = {**ids, **_document(extraction, work), "seconds": seconds, "processed": now}
    return {
        "documents": [document],
        "records": [{**ids, "position": at, **_record(record)} for at, record in enumerate(extraction.records)],
        "checks": [{**ids, "position": at, **_check(check)} for at, check in enumerate(extraction.checks)],
    }


def failed(work: Work, versions: Versions, failure: Failure) -> Answer:
    """The answer for a content that could not be processed, with its row of ``errors``."""
    ids = {"extraction_id": work.extraction_id, "document_id": work.document_id, "bytes": len(work.data)}
    row = {**ids, "name": work.name, **asdict(failure), **asdict(versions)}
    return Answer(work.extraction_id, versions, rows=packed({"errors": [row]}), reason=failure.reason)


def input_error_row(name: str, versions: Versions, failure: Failure) -> Row:
    """The row of ``errors`` for an input whose content could not be had: it is known by its name and the reason."""
    known_by = versions.extraction_id(f"{name}\0{failure.kind}\0{failure.reason}")
    return {"extraction_id": known_by, "name": name, **asdict(failure), **asdict(versions)}


def packed(rows: Rows) -> dict[str, bytes]:
    """``rows`` as Arrow streams by dataset; those without rows are left out."""
    return {name: _stream(table(name, found)) for name, found in rows.items() if found}


def table(dataset: str, rows: Sequence[Row]) -> pa.Table:
    """``rows`` under the schema of ``dataset``; what a row lacks is null."""
    return pa.Table.from_pylist(list(rows), schema=DATASETS[dataset])


def unpacked(streams: Iterable[bytes]) -> pa.Table:
    """The rows of all ``streams`` of one dataset, in their order."""
    return pa.concat_tables([pa.ipc.open_stream(stream).read_all() for stream in streams])


def _stream(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue())


def _document(extraction: Extraction, work: Work) -> Row:
    document, origin = extraction.document, extraction.provenance
    sure = [record.confidence for record in extraction.records]
    return {
        "name": work.name,
        "title": document.title,
        "organisation": document.organisation,
        "fiscal_year": document.fiscal_year,
        "family": document.family.value,
        "format": document.source.format if document.source else None,
        "pages": len(document.source.pages) or None if document.source else None,
        "bytes": len(work.data),
        "characters": len(document.text),
        "text": document.text,
        "entities": list(map(entity_json, extraction.entities)),
        "records": len(extraction.records),
        "checks": len(extraction.checks),
        "violated": len(extraction.checks_with(Status.VIOLATED)),
        "undecidable": len(extraction.checks_with(Status.UNDECIDABLE)),
        "confidence_mean": sum(sure) / len(sure) if sure else None,
        "confidence_min": min(sure, default=None),
        "notes": list(document.source.notes) if document.source else [],
        "model": origin.model,
        "rules": origin.rules,
        "code": origin.code,
    }


def _record(record: Record) -> Row:
    row: Row = {"record_id": record.id, "section": list(record.section)}
    row |= {name: getattr(record, name) for name in PLAIN}
    for name in FIGURES:
        row |= figures(name, getattr(record, name))
    row["changes"] = [_change(change) for change in record.change]
    row["mentions"] = [_mention(mention) for mention in record.mentions]
    row["start"] = min((mention.start for mention in record.mentions), default=None)
    row["end"] = max((mention.end for mention in record.mentions), default=None)
    return row


def _change(change: Change) -> Row:
    return {"basis": change.basis, **figures("value", change.value), "unit": change.unit, "ratio": change.ratio}


def _mention(mention: Mention) -> Row:
    return {
        "label": mention.label.value,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "page": mention.page,
        "places": [_place(place) for place in mention.places] if mention.places else None,
    }


def _place(place: Place) -> Row:
    return {"page": place.page, "box": list(place.box) if place.box else None, "node": place.node}


def _check(check: Check) -> Row:
    row: Row = {"rule": check.rule, "status": check.status, "records": list(check.records), "message": check.message}
    for name in ("stated", "computed", "tolerance"):
        row |= figures(name, getattr(check, name))
    return row

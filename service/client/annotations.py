"""Calls about annotated reports."""

import json
from collections.abc import Mapping, Sequence

from models.labels import Entity
from service.client.files import File, read
from service.client.transport import Transport
from service.extraction import Extraction
from service.protocol import AnnotatedSpan, AnnotationAnswer, AnnotationList, Correction


class Annotations:
    """The annotations of the caller."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(self, correction: Correction) -> AnnotationAnswer:
        """Keep a corrected report."""
        body = correction.model_dump(exclude_none=True)
        response = self._transport.call("POST", "/v1/annotations", safe=False, json=body)
        return AnnotationAnswer.model_validate_json(response.content)

    def add_file(self, file: File, format: str = "auto", mapping: Mapping[str, str] | None = None) -> AnnotationList:
        """Keep every report of a file of another tool; ``mapping``: its labels to ours."""
        form = {"format": format, "mapping": json.dumps(dict(mapping or {}))}
        response = self._transport.call(
            "POST", "/v1/annotations/file", safe=False, files={"file": read(file)}, data=form
        )
        return AnnotationList.model_validate_json(response.content)

    def list(self, limit: int = 100) -> Sequence[AnnotationAnswer]:
        """The newest annotations."""
        response = self._transport.call("GET", "/v1/annotations", params={"limit": limit})
        return AnnotationList.model_validate_json(response.content).annotations

    def export(self) -> bytes:
        """Every annotation as JSONL, a report a line: what ``jixi corpus import`` and ``add_file`` read."""
        return self._transport.call("GET", "/v1/annotations/export").content

    def get(self, id: str) -> Correction:
        """The annotation with its text."""
        return Correction.model_validate_json(self._transport.call("GET", f"/v1/annotations/{id}").content)

    def delete(self, id: str) -> None:
        """Remove the annotation for good."""
        self._transport.call("DELETE", f"/v1/annotations/{id}")


def correction_of(extraction: Extraction, name: str, entities: Sequence[Entity] | None = None) -> Correction:
    """``extraction`` as a correction, with ``entities`` in place of its own."""
    found = extraction.entities if entities is None else entities
    return Correction(
        text=extraction.document.text,
        entities=[AnnotatedSpan(label=str(one.label), start=one.start, end=one.end) for one in found],
        name=name,
        model=extraction.provenance.model,
    )

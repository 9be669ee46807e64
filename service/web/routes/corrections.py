"""Corrections: what would follow from them, the form of a record, keeping them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import HTMLResponse, JSONResponse, Response

from service.api.dependencies import Annotator, InUse, Notes, service_of
from service.records import RecordKind
from service.web.corrections import corrected, keys_of
from service.web.edits import Edits
from service.web.errors import CorrectionError
from service.web.fields import written
from service.web.routes.reports import Stored, body_of
from service.web.routes.route import PageRoute
from service.web.stored import annotation, annotation_id
from service.web.templates import page
from service.wording import STAGES, value_of, when


def _may_annotate(_: Annotator) -> None:
    """Without the scope, the request is refused."""


router = APIRouter(route_class=PageRoute, dependencies=[Depends(_may_annotate)])


class OneRecord(Edits):
    """Edits, and the record that they are to be followed by one of."""

    key: Annotated[str, Field(pattern=r"^\d+:\d+$")]


@router.post("/tasks/{id}/{index:int}/preview")
def preview(request: Request, id: str, index: int, body: Edits, found: Stored, engine: InUse) -> HTMLResponse:
    """The report as it would be with the edits; nothing is kept."""
    extraction = corrected(engine.pipeline, found.original, body.edits)
    return page(
        request, "report_body.html", address=f"/tasks/{id}/{index}", **body_of(found.original, extraction, body.edits)
    )


@router.post("/tasks/{id}/{index:int}/record")
def form(request: Request, body: OneRecord, found: Stored, engine: InUse) -> HTMLResponse:
    """The form of a record as it would be with the edits."""
    extraction = corrected(engine.pipeline, found.original, body.edits)
    keys = keys_of(extraction.records)
    record = next((one for one in extraction.records if keys[one.id] == body.key), None)
    if record is None:
        raise CorrectionError("这条记录已不存在；请先撤销。")
    parents = [
        (keys[one.id], " ".join(filter(None, (one.indicator, value_of(one), when(one)))))
        for one in extraction.records
        if one.id != record.id and one.kind in (record.kind, RecordKind.AMOUNT)
    ]
    return page(
        request,
        "record_form.html",
        key=body.key,
        kind=record.kind.value,
        section=" › ".join(record.section),
        fields=written(record),
        parent=keys.get(record.parent or "", ""),
        parents=parents,
        stages=[(stage.value, name) for stage, name in STAGES.items()],
    )


@router.put("/tasks/{id}/{index:int}/annotation")
def save(request: Request, id: str, index: int, body: Edits, found: Stored, caller: Annotator) -> JSONResponse:
    """Keep the report as the edits make it, for retraining; without edits, nothing is kept of it."""
    service = service_of(request)
    notes = service.annotations
    kept = annotation(notes, id, index, caller.reach)
    if not body.edits:
        if kept is not None:
            notes.delete(kept.id, caller.reach)
        return JSONResponse({"edits": 0})
    extraction = corrected(service.engine.pipeline, found.original, body.edits)
    told = extraction.as_json()
    notes.save(
        extraction.document.text,
        told["entities"],
        told["records"],
        author=kept.author if kept else caller.owner,
        name=found.name,
        model=extraction.provenance.model,
        id=annotation_id(id, index),
    )
    return JSONResponse({"edits": len(body.edits)})


@router.delete("/tasks/{id}/{index:int}/annotation")
def discard(id: str, index: int, notes: Notes, caller: Annotator) -> Response:
    """Nothing is left of the corrections."""
    notes.delete(annotation_id(id, index), caller.reach)
    return Response(headers={"HX-Refresh": "true"})

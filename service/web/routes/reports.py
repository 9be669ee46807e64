"""A report: its view, the pictures of its pages, the files to take along."""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from service.api.dependencies import Extractor, InUse, Notes, Work, service_of
from service.api.errors import RequestError
from service.exports import FORMATS
from service.extraction import Extraction
from service.page.sheets import picture_of
from service.store import Task, UnknownDocumentError
from service.web.changes import changed_keys, printed_figures
from service.web.corrections import doubts, keys_of
from service.web.edits import Edit, RecordEdit
from service.web.routes.route import PageRoute
from service.web.stored import StoredReport, stored_report
from service.web.templates import page
from service.web.views import view_of
from service.wording import LABELS

router = APIRouter(route_class=PageRoute)

KEYS = "1234567890-"
"""The keys of the labels, in the order of the tool bar."""
KEEP = "private, max-age=86400"


def _stored(id: str, index: int, jobs: Work, notes: Notes, caller: Extractor, engine: InUse) -> StoredReport:
    return stored_report(jobs, notes, id, index, caller.reach, engine.pipeline)


Stored = Annotated[StoredReport, Depends(_stored)]
"""The report that an address names."""


@router.get("/tasks/{id}/{index:int}")
def report(request: Request, id: str, index: int, jobs: Work, caller: Extractor) -> HTMLResponse:
    """The report."""
    return report_page(request, jobs.task(id, caller.reach), index)


def report_page(request: Request, task: Task, index: int) -> HTMLResponse:
    """The page of the document ``index`` of ``task``."""
    service, caller = service_of(request), request.scope["state"]["caller"]
    pipeline = service.engine.pipeline
    found = stored_report(service.jobs, service.annotations, task.id, index, caller.reach, pipeline)
    return page(
        request,
        "report.html",
        task=task,
        several=task.documents > 1,
        address=f"/tasks/{task.id}/{index}",
        formats=FORMATS,
        labels=[(label.value, name, KEYS[at : at + 1]) for at, (label, (name, _)) in enumerate(LABELS.items())],
        edits_json=_for_script([edit.model_dump(mode="json", exclude_none=True) for edit in found.edits]),
        **body_of(found.original, found.corrected(pipeline), found.edits),
        edits=found.edits,
    )


def body_of(original: Extraction, extraction: Extraction, edits: Sequence[Edit]) -> dict[str, Any]:
    """What the part of the page needs that is replaced after each correction."""
    view = view_of(extraction)
    touched = {edit.key for edit in edits if isinstance(edit, RecordEdit)}
    return {
        "view": view,
        "is_bad": lambda records: not view.bad.isdisjoint(records.split()),
        "doubts": list(doubts(extraction, edits)),
        "touched": touched & set(keys_of(extraction.records).values()),
        "changed": changed_keys(original, extraction),
        "printed": printed_figures(extraction, edits),
    }


def _for_script(value: object) -> str:
    """JSON inside a script element: no sign in it may end that."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


@router.get("/tasks/{id}/{index:int}/pages/{number:int}")
def picture(number: int, found: Stored) -> Response:
    """The picture of one page of the original."""
    source = found.original.document.source
    if source is None or not 1 <= number <= len(source.pages):
        raise UnknownDocumentError(f"没有第 {number} 页。")
    drawn = picture_of(found.data, found.name, source.pages[number - 1], number)
    return Response(drawn.data, media_type=drawn.media_type, headers={"Cache-Control": KEEP})


@router.get("/tasks/{id}/{index:int}/export/{name}")
def export(name: str, found: Stored, engine: InUse) -> Response:
    """The report, with what was saved of its corrections, as a file."""
    if name not in FORMATS:
        raise RequestError(f"没有“{name}”这种格式；有 {'、'.join(FORMATS)}。")
    extraction = found.corrected(engine.pipeline)
    changed, keys = changed_keys(found.original, extraction), keys_of(extraction.records)
    data = FORMATS[name].write(extraction, found.data, {id for id, key in keys.items() if key in changed})
    stem = re.sub(r'[\\/:*?"<>|\s]+', "_", found.original.document.title or found.name.rpartition(".")[0] or "报告")
    disposition = f"attachment; filename=report.{name}; filename*=UTF-8''{quote(f'{stem}.{name}')}"
    return Response(data, media_type=FORMATS[name].media_type, headers={"Content-Disposition": disposition})

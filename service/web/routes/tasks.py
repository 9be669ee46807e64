"""Handing in reports, waiting for them, the history."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from service.api.dependencies import Chosen, Extractor, Work
from service.api.errors import RequestError
from service.api.sources import named
from service.documents import check_size
from service.store import Task, TaskKind, Upload
from service.web.routes.reports import report_page
from service.web.routes.route import PageRoute, navigates
from service.web.templates import page

router = APIRouter(route_class=PageRoute)

RECENT, LISTED = 8, 50
LONGEST_NAME = 30
SOON, LATER = 150, 800
"""Milliseconds until the page asks again: a short report is done before a person has looked up."""
YOUNG = 3
"""Seconds for which a task is one that may be done soon."""


@router.get("/")
def home(request: Request, jobs: Work, settings: Chosen, caller: Extractor) -> HTMLResponse:
    """The place to hand in a report."""
    tasks = jobs.tasks(caller.owner, TaskKind.EXTRACT, RECENT)
    return page(request, "home.html", tasks=tasks, max_mb=f"{settings.max_mb:g}")


@router.post("/tasks")
def submit(  # noqa: PLR0913 -- a field of the form a parameter
    request: Request,
    jobs: Work,
    settings: Chosen,
    caller: Extractor,
    *,
    files: Annotated[list[UploadFile], File()] = [],  # noqa: B006 -- a default of the framework, never changed
    text: Annotated[str, Form()] = "",
    review: Annotated[float | None, Form(ge=0, le=100)] = None,
) -> Response:
    """A task for each file and for the text; then to the one, or to the list of them all."""
    uploads = [Upload(*one) for one in named([file for file in files if file.filename], settings)]
    if text.strip():
        uploads.append(Upload(_named(text), text.replace("\r\n", "\n").encode("utf-8", "replace")))
    if not uploads:
        raise RequestError("还没有报告；请选择文件，或粘贴文字。")
    for upload in uploads:
        check_size(len(upload.data), settings.max_bytes, f"“{upload.name}”")
    tasks = [jobs.extract([upload], owner=caller.owner, review=review) for upload in uploads]
    where = f"/tasks/{tasks[0].id}" if len(tasks) == 1 else "/tasks"
    return RedirectResponse(where, 303) if navigates(request) else Response(headers={"HX-Redirect": where})


def _named(text: str) -> str:
    """Pasted text is called what its first line says."""
    first = next(line.strip() for line in text.splitlines() if line.strip())
    return (first[: LONGEST_NAME - 1] + "…" if len(first) > LONGEST_NAME else first).replace("/", "／") + ".txt"


@router.get("/tasks")
def history(
    request: Request, jobs: Work, settings: Chosen, caller: Extractor, before: datetime | None = None
) -> HTMLResponse:
    """What one has handed in, the newest first."""
    tasks = jobs.tasks(caller.owner, TaskKind.EXTRACT, LISTED, before)
    more = tasks[-1].created.isoformat() if len(tasks) == LISTED else ""
    return page(request, "tasks.html", tasks=tasks, more=more, retention=_told(settings.retention_hours))


def _told(hours: float) -> str:
    return f"{hours / 24:g} 天" if hours >= 48 else f"{hours:g} 小时"


@router.get("/tasks/{id}")
def task(request: Request, id: str, jobs: Work, caller: Extractor) -> Response:
    """The report, the reports, or how far they are."""
    found = jobs.task(id, caller.reach)
    if found.kind is TaskKind.TRAIN:
        return RedirectResponse(f"/models/tasks/{id}", 303)
    if not _has_result(found):
        return page(request, "waiting.html", task=found, delay=_delay(found))
    if found.documents == 1:
        return report_page(request, found, 0)
    return page(request, "documents.html", task=found, documents=list(_documents(jobs.result(id, caller.reach))))


def _delay(task: Task) -> int:
    return SOON if (datetime.now(UTC) - task.created).total_seconds() < YOUNG else LATER


def _has_result(task: Task) -> bool:
    return task.status.final and task.done > 0


def _documents(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in result["documents"]:
        extraction = one.get("extraction")
        if extraction is None:
            yield {"name": one["name"], "error": one["error"]["detail"]}
            continue
        violated = sum(check["status"] == "violated" for check in extraction["checks"])
        title = extraction["document"].get("title")
        yield {
            "name": one["name"],
            "error": "",
            "title": title,
            "records": len(extraction["records"]),
            "violated": violated,
        }


@router.get("/tasks/{id}/progress")
def progress(request: Request, id: str, jobs: Work, caller: Extractor) -> Response:
    """How far the task is; once there is a result, the way to it."""
    found = jobs.task(id, caller.reach)
    if _has_result(found):
        return Response(headers={"HX-Redirect": f"/tasks/{id}"})
    return page(request, "progress.html", task=found, delay=_delay(found))


@router.get("/tasks/{id}/row")
def row(request: Request, id: str, jobs: Work, caller: Extractor) -> HTMLResponse:
    """The task as a row of the history."""
    return page(request, "task_row.html", task=jobs.task(id, caller.reach))


@router.post("/tasks/{id}/cancel")
def cancel(request: Request, id: str, jobs: Work, caller: Extractor) -> HTMLResponse:
    """End the task."""
    return page(request, "task_row.html", task=jobs.cancel(id, caller.reach))


@router.delete("/tasks/{id}")
def delete(id: str, jobs: Work, caller: Extractor) -> Response:
    """Nothing is left of the task."""
    jobs.delete(id, caller.reach)
    return Response(status_code=200)

"""Two reports side by side."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from service.api.dependencies import Extractor, Service, service_of
from service.api.errors import RequestError
from service.extraction import Extraction
from service.jobs import Jobs
from service.store import TaskKind
from service.web.comparison import contradictions, pairings, year_of
from service.web.routes.route import PageRoute
from service.web.stored import stored_report
from service.web.templates import page

router = APIRouter(route_class=PageRoute)

OFFERED = 100


@router.get("/compare")
def compare(request: Request, caller: Extractor, a: str = "", b: str = "") -> HTMLResponse:
    """Choose two reports; with both chosen, their indicators side by side."""
    service = service_of(request)
    context: dict[str, Any] = {"reports": list(_offered(service.jobs, caller.owner)), "a": a, "b": b, "rows": None}
    if a and b:
        sides = sorted(
            ((_opened(service, one, caller.reach), one) for one in (a, b)), key=lambda side: year_of(side[0])
        )
        (earlier, _), (later, _) = sides
        context |= {
            "rows": pairings(earlier, later),
            "findings": contradictions(earlier, later),
            "sides": [(one.document, f"/tasks/{address.replace('.', '/')}") for one, address in sides],
        }
    return page(request, "compare.html", **context)


def _opened(service: Service, address: str, reach: str | None) -> Extraction:
    """The report that ``address``, a task and an index with a point between them, names."""
    id, _, index = address.partition(".")
    if not index.isdecimal():
        raise RequestError("要对比的报告没有选好；请重新选择。")
    pipeline = service.engine.pipeline
    return stored_report(service.jobs, service.annotations, id, int(index), reach, pipeline).corrected(pipeline)


def _offered(jobs: Jobs, owner: str) -> Iterator[tuple[str, str]]:
    """The documents that can be chosen, by their addresses."""
    for task in jobs.tasks(owner, TaskKind.EXTRACT, OFFERED):
        if task.status.final and task.done:
            for index in range(task.documents):
                yield f"{task.id}.{index}", task.name if task.documents == 1 else f"{task.name} 第 {index + 1} 份"

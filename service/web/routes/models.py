"""The models page: versions and their figures, annotations, training, putting a version in use and taking it back."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import HTMLResponse, Response

from service.api.dependencies import Annotator, InUse, Known, Notes, Trainer, Work
from service.api.routes import models as api
from service.api.routes import training as api_training
from service.jobs import readiness
from service.protocol import Train
from service.store import Scope, TaskKind, TaskStatus
from service.web.markdown import blocks
from service.web.routes.route import PageRoute
from service.web.templates import page

router = APIRouter(route_class=PageRoute)

LISTED = 20
WHERE = {"dev": "冻结的 dev", "test": "冻结的 test", "held_out": "留出的新报告", "new": "留出的新报告"}


@router.get("/models")
def models(request: Request, jobs: Work, notes: Notes, caller: Known) -> HTMLResponse:
    """Versions, annotations, trainings."""
    versions = api.list_versions(caller).versions
    annotations = notes.list(caller.owner)
    return page(
        request,
        "models.html",
        versions=[(version, [(f"{w} 实体", e) for w, e, _ in _figures(version.metrics)]) for version in versions],
        annotations=annotations,
        tasks=jobs.tasks(caller.owner, TaskKind.TRAIN, LISTED),
        may_train=bool(caller.scopes & {Scope.TRAIN, Scope.ADMIN}),
        lacking=readiness.lacking(),
        too_few=readiness.too_few(len(annotations)),
    )


def _figures(metrics: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Where it was measured, the F1 of entities and of records there."""
    for where, told in metrics.items():
        if isinstance(told, Mapping):
            yield WHERE.get(where, where), _shown(told.get("entities")), _shown(told.get("records"))


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else ""


@router.get("/models/tasks/{id}")
def training(request: Request, id: str, jobs: Work, caller: Known) -> HTMLResponse:
    """How far a training is, and what the gate said."""
    task = jobs.task(id, caller.reach)
    result = jobs.result(id, caller.reach) if task.status is TaskStatus.SUCCESS else None
    told = list(blocks(str(result.get("report", "")))) if result else []
    return page(request, "training.html", task=task, result=result, blocks=told)


@router.get("/models/{name}")
def version(request: Request, name: str, caller: Known) -> HTMLResponse:
    """A version: its figures, its history, its card."""
    card = api.show(name, caller)
    path = files("models").joinpath("cards", f"{name}.md")
    told = list(blocks(path.read_text(encoding="utf-8"))) if card.bundled and path.is_file() else []
    return page(request, "version.html", version=card, metrics=list(_figures(card.metrics)), blocks=told)


@router.post("/models/train")
def train(
    jobs: Work,
    notes: Notes,
    caller: Trainer,
    *,
    file: Annotated[UploadFile | None, File()] = None,
    promote: Annotated[bool, Form()] = False,
) -> Response:
    """Train on an annotated file, or else on what was saved."""
    options = Train(promote=promote)
    if file is not None and file.filename:
        answer = api_training.train_file(file, jobs, caller, options=options.model_dump_json())
    else:
        answer = api_training.train(options, jobs, notes, caller)
    return Response(headers={"HX-Redirect": f"/models/tasks/{answer.headers['location'].rpartition('/')[2]}"})


@router.post("/models/rollback")
def rollback(engine: InUse, caller: Trainer) -> Response:
    """Take the version in use back."""
    api.rollback(engine, caller)
    return Response(headers={"HX-Refresh": "true"})


@router.post("/models/{name}/activate")
def activate(name: str, engine: InUse, caller: Trainer) -> Response:
    """Put a version in use."""
    api.activate(name, engine, caller)
    return Response(headers={"HX-Refresh": "true"})


@router.delete("/annotations/{id}")
def delete(id: str, notes: Notes, caller: Annotator) -> Response:
    """Nothing is left of the annotation."""
    notes.delete(id, caller.reach)
    return Response(status_code=200)

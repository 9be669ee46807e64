"""The addresses that Label Studio calls, with the shapes that it expects.

The URL of the backend is ``http://HOST:PORT/label-studio``: Label Studio keeps the path.
"""

import asyncio
import hashlib
import logging
from time import time
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from service.api.dependencies import Annotator, Extractor, InUse, Notes, Work
from service.api.engine import Engine
from service.api.label_studio.interface import Interface, read_interface
from service.api.label_studio.spans import Raw, results
from service.api.label_studio.webhooks import Event, forget, keep, request_of
from service.api.problems import open_responses, responses
from service.api.security.caller import Caller
from service.errors import JixiError
from service.jobs import Jobs
from service.protocol import TEXT
from service.store import Annotations, Scope

log = logging.getLogger("jixi.api")

PREFIX = "/label-studio"
MODEL_CLASS = "Jixi"
CONFIDENCE_DIGITS = 4
REPEATED = 600
"""Seconds: a button that is pressed twice within them starts one training, later on another one."""
EXAMPLE = (
    '<View><Labels name="label" toName="text"><Label value="AMOUNT"/></Labels><Text name="text" value="$text"/></View>'
)

router = APIRouter(prefix=PREFIX, tags=["Label Studio"])


class Setup(BaseModel):
    """What comes when the backend is added and before each prediction. The user's ``access_token`` comes as well; it
    is not a field, so that it is neither kept nor shown anywhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"project": "1.1767600000", "schema": EXAMPLE}]})

    project: str = ""
    config: str = Field(alias="schema", default="")


class Prediction(BaseModel):
    """Tasks to be marked: their fields beside ``data`` do not matter."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"tasks": [{"id": 1, "data": {"text": TEXT}}], "label_config": EXAMPLE}]}
    )

    tasks: list[dict[str, Any]]
    label_config: str


@router.get("", include_in_schema=False)
@router.get(
    "/health",
    response_description="在运行",
    summary="Label Studio：是否在运行",
    description="后端的 `GET /health`。",
    responses=open_responses(),
)
def health() -> dict[str, str]:
    """The backend is there."""
    return {"status": "UP", "model_class": MODEL_CLASS}


@router.post(
    "/setup",
    response_description="模型版本",
    summary="Label Studio：接上项目",
    description="后端的 `POST /setup`：核对标注界面，回答模型版本。",
    responses=responses(503),
)
def setup(body: Setup, engine: InUse, _: Extractor) -> dict[str, str]:
    """The version of the model, where the project has an interface that it can mark."""
    read_interface(body.config)
    return {"model_version": engine.pipeline.tagger.version}


@router.post(
    "/predict",
    response_description="每个任务的预标",
    summary="Label Studio：预标",
    description="后端的 `POST /predict`：一个任务一个结果，次序不变；读不了的任务结果为空。",
    responses=responses(413, 503),
)
async def predict(body: Prediction, engine: InUse, _: Extractor) -> dict[str, list[dict[str, Any]]]:
    """One result for each task, in their order, whatever becomes of it."""
    interface = read_interface(body.label_config)
    assert engine.pipeline  # not loaded: the tasks come again, instead of being kept with nothing in them
    return {"results": await asyncio.gather(*(_predicted(task, engine, interface) for task in body.tasks))}


async def _predicted(task: dict[str, Any], engine: Engine, interface: Interface) -> dict[str, Any]:
    version = engine.model
    data = task.get("data")
    text = data.get(interface.field) if isinstance(data, dict) else None
    found: list[dict[str, Any]] = []
    if isinstance(text, str):
        raw = Raw(text)
        try:
            extraction = await engine.extract(raw.read)
            version, found = extraction["provenance"]["model"], results(raw, extraction["entities"], interface)
        except JixiError as error:
            log.warning("Label Studio 任务 %s 没有预标：%s", task.get("id"), error.title)
    scores = [result["score"] for result in found]
    score = round(sum(scores) / len(scores), CONFIDENCE_DIGITS) if scores else 0.0
    return {"model_version": version, "score": score, "result": found}


@router.post(
    "/webhook",
    response_description="已照办",
    summary="Label Studio：标注有变",
    description=(
        "存下、更新、删除标注；`START_TRAINING` 用这个项目存下的标注开始训练，须有训练权限。"
        "Label Studio 的回调不带基本认证：服务要求密钥时，请在项目的 Webhooks 设置中加上 `X-Api-Key`。"
    ),
    responses={200: {"description": "与标注无关的事件"}, **responses(413, 503)},
    status_code=201,
    response_model=None,
)
async def webhook(
    body: Annotated[dict[str, Any], Body()], notes: Notes, jobs: Work, caller: Annotator
) -> dict[str, Any] | JSONResponse:
    """Keep what has come, and answer at once: Label Studio waits one second. A training is a task."""
    event = Event(body)
    if event.starts_training:
        return await _train(event, notes, jobs, caller)
    if event.action in DEEDS:
        return _done(await to_thread.run_sync(DEEDS[event.action], event, notes, caller.owner))
    return JSONResponse({"status": "Unknown event"})


async def _train(event: Event, notes: Annotations, jobs: Jobs, caller: Caller) -> dict[str, Any]:
    caller.require(Scope.TRAIN)
    request = await to_thread.run_sync(request_of, event, notes, caller.owner)
    key = f"label-studio-{hashlib.sha256(request.data).hexdigest()}-{int(time()) // REPEATED}"
    task = await to_thread.run_sync(lambda: jobs.train(request, owner=caller.owner, key=key))
    return _done({"task": task.id})


def _done(result: dict[str, Any]) -> dict[str, Any]:
    return {"result": result, "status": "ok"}


DEEDS = {
    "ANNOTATION_CREATED": keep,
    "ANNOTATIONS_CREATED": keep,
    "ANNOTATION_UPDATED": keep,
    "ANNOTATION_DELETED": forget,
    "ANNOTATIONS_DELETED": forget,
}

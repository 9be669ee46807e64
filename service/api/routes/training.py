"""Training a new version, as a task: on stored annotations, or on a file of them."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import JSONResponse

from service.api.dependencies import Notes, Trainer, Work
from service.api.errors import RequestError
from service.api.problems import responses
from service.api.routes.annotations import Format
from service.api.routes.submission import Repeatable, Webhook, accepted
from service.api.sources import plain_name
from service.jobs import readiness
from service.protocol import TaskAnswer, Train
from service.store import TrainingRequest

router = APIRouter(tags=["模型"])

ACCEPTED = (
    "训练是一个任务：划分、训练、新旧比较、把关，通过才启用。进度看 `/v1/status/{id}`，"
    "报告取 `/v1/result/{id}`：是否通过及其理由、前后的成绩。没有通过也是成功的任务，`promoted` 为 false。"
    f"没有安装训练所需的程序，或不足 {readiness.LEAST} 份标注，当场回答 409。"
)


@router.post(
    "/v1/models/train",
    summary="用存下的标注训练",
    description=f"所用的是 `/v1/annotations` 存下的标注。{ACCEPTED}",
    status_code=202,
    response_model=TaskAnswer,
    responses={202: {"description": "已存下的任务"}, **responses(404, 409, 503)},
)
def train(body: Train, jobs: Work, notes: Notes, caller: Trainer, key: Repeatable = None) -> JSONResponse:
    """A task that trains on stored annotations."""
    for id in body.annotations or ():
        notes.get(id, caller.reach)
    lines = notes.as_doccano(caller.owner if body.annotations is None else caller.reach, body.annotations or ())
    if not lines:
        raise RequestError("没有存下的标注；请先用 /v1/annotations 或页面存下，或用 /v1/models/train/file 上传。")
    readiness.require(lines.count("\n"))
    options = body.model_dump(exclude={"annotations", "webhook"})
    request = TrainingRequest(lines.encode(), "doccano", **options)
    return accepted(jobs.train(request, owner=caller.owner, webhook=body.webhook, key=key))


@router.post(
    "/v1/models/train/file",
    summary="用上传的标注训练",
    description=(
        f"`jixi corpus import` 能读的格式；`options` 是 JSON 对象，与 `/v1/models/train` 的请求相同。{ACCEPTED}"
    ),
    status_code=202,
    response_model=TaskAnswer,
    responses={202: {"description": "已存下的任务"}, **responses(409, 413, 503)},
)
def train_file(  # noqa: PLR0913 -- a field of the form a parameter
    file: Annotated[UploadFile, File(description="标注文件。")],
    jobs: Work,
    caller: Trainer,
    *,
    format: Annotated[Format, Form()] = "auto",
    options: Annotated[str, Form(max_length=20_000, examples=['{"promote": false}'])] = "{}",
    webhook: Webhook = None,
    key: Repeatable = None,
) -> JSONResponse:
    """A task that trains on an uploaded file; how many reports it has is known once it is imported."""
    readiness.require()
    chosen = _options(options).model_dump(exclude={"annotations", "webhook"})
    request = TrainingRequest(file.file.read(), format, name=plain_name(file.filename), **chosen)
    return accepted(jobs.train(request, owner=caller.owner, webhook=webhook, key=key))


def _options(text: str) -> Train:
    try:
        return Train.model_validate_json(text)
    except ValueError as error:
        raise RequestError("/options：应为 JSON 对象，字段与 /v1/models/train 的请求相同。") from error

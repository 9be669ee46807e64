"""Extraction as tasks: stored before they are acknowledged, done by the workers, told about by ``/v1/status``."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header
from fastapi.responses import JSONResponse

from service.api.dependencies import Chosen, Extractor, Work
from service.api.problems import responses
from service.api.routes.extraction import Files, Review
from service.api.sources import fetch, named
from service.jobs import Jobs
from service.protocol import SubmitSources, SubmitText, SubmitTexts, TaskAnswer, TaskList
from service.store import Task, Upload

router = APIRouter(tags=["任务"])

TEXT_NAME = "正文"
Webhook = Annotated[str | None, Form(max_length=2000, description="完成后向这个地址 POST 任务的状态，带签名。")]
Repeatable = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[!-~]+$",
        description="同一个键重发同一请求，得到同一个任务，不会做两遍。",
    ),
]
ACCEPTED = "文件已存下；用 `/v1/status/{id}` 看进度，用 `/v1/result/{id}` 取结果：与不带 `/async` 的回答相同。"
EACH = "每份各为一个任务，互不牵连。"


LOCATED = {"Location": {"description": "任务的状态", "schema": {"type": "string"}}}
ONE: dict[int | str, dict[str, Any]] = {
    202: {"description": "已存下的任务", "headers": LOCATED},
    **responses(413, 503),
}
SEVERAL: dict[int | str, dict[str, Any]] = {202: {"description": "已存下的任务，一份一个"}, **responses(413, 503)}


@router.post(
    "/v1/extract/text/async",
    summary="抽取一份报告，稍后取结果",
    description=ACCEPTED,
    status_code=202,
    response_model=TaskAnswer,
    responses=ONE,
)
def submit_text(body: SubmitText, jobs: Work, caller: Extractor, key: Repeatable = None) -> JSONResponse:
    """A task for the report in ``body``."""
    upload = Upload(TEXT_NAME, body.text.encode())
    task = jobs.extract([upload], owner=caller.owner, review=body.review, plain=True, webhook=body.webhook, key=key)
    return accepted(task)


@router.post(
    "/v1/extract/text/batch",
    summary="抽取多份正文",
    description=f"{EACH}{ACCEPTED}",
    status_code=202,
    response_model=TaskList,
    responses=SEVERAL,
)
def submit_texts(body: SubmitTexts, jobs: Work, caller: Extractor, key: Repeatable = None) -> JSONResponse:
    """A task for each report in ``body``."""
    uploads = [Upload(one.name, one.text.encode()) for one in body.texts]
    return each(uploads, _alone(jobs, caller, body.review, body.webhook, plain=True), key)


@router.post(
    "/v1/extract/file/async",
    summary="抽取上传的文件，稍后取结果",
    description=ACCEPTED,
    status_code=202,
    response_model=TaskAnswer,
    responses=ONE,
)
def submit_file(  # noqa: PLR0913 -- a field of the form a parameter
    files: Files,
    jobs: Work,
    settings: Chosen,
    caller: Extractor,
    *,
    review: Review = None,
    webhook: Webhook = None,
    key: Repeatable = None,
) -> JSONResponse:
    """One task for all of ``files``."""
    uploads = [Upload(*one) for one in named(files, settings)]
    return accepted(jobs.extract(uploads, owner=caller.owner, review=review, webhook=webhook, key=key))


@router.post(
    "/v1/extract/file/batch",
    summary="抽取多个文件",
    description=f"{EACH}{ACCEPTED}",
    status_code=202,
    response_model=TaskList,
    responses=SEVERAL,
)
def submit_files(  # noqa: PLR0913
    files: Files,
    jobs: Work,
    settings: Chosen,
    caller: Extractor,
    *,
    review: Review = None,
    webhook: Webhook = None,
    key: Repeatable = None,
) -> JSONResponse:
    """A task for each of ``files``."""
    uploads = [Upload(*one) for one in named(files, settings)]
    return each(uploads, _alone(jobs, caller, review, webhook), key)


@router.post(
    "/v1/extract/source/async",
    summary="抽取请求中或网址上的文件，稍后取结果",
    description=ACCEPTED,
    status_code=202,
    response_model=TaskAnswer,
    responses=ONE,
)
def submit_source(
    body: SubmitSources, jobs: Work, settings: Chosen, caller: Extractor, key: Repeatable = None
) -> JSONResponse:
    """One task for all sources; what is at an address is fetched before the task is acknowledged."""
    uploads = [Upload(*one) for one in fetch(body.sources, settings)]
    return accepted(jobs.extract(uploads, owner=caller.owner, review=body.review, webhook=body.webhook, key=key))


@router.post(
    "/v1/extract/source/batch",
    summary="抽取请求中或网址上的多个文件",
    description=f"{EACH}{ACCEPTED}",
    status_code=202,
    response_model=TaskList,
    responses=SEVERAL,
)
def submit_sources(
    body: SubmitSources, jobs: Work, settings: Chosen, caller: Extractor, key: Repeatable = None
) -> JSONResponse:
    """A task for each source."""
    uploads = [Upload(*one) for one in fetch(body.sources, settings)]
    return each(uploads, _alone(jobs, caller, body.review, body.webhook), key)


Submit = Callable[[Upload, str | None], Task]


def _alone(jobs: Jobs, caller: Extractor, review: float | None, webhook: str | None, *, plain: bool = False) -> Submit:
    def submit(upload: Upload, key: str | None) -> Task:
        return jobs.extract([upload], owner=caller.owner, review=review, plain=plain, webhook=webhook, key=key)

    return submit


def accepted(task: Task) -> JSONResponse:
    """The acknowledgement of a task."""
    return JSONResponse(task.as_json(), 202, {"Location": f"/v1/status/{task.id}"})


def each(uploads: Sequence[Upload], submit: Submit, key: str | None) -> JSONResponse:
    """The acknowledgement of a task for each of ``uploads``; ``key``, numbered, is the key of each."""
    tasks = [submit(upload, key and f"{key}#{number}") for number, upload in enumerate(uploads)]
    return JSONResponse({"tasks": [task.as_json() for task in tasks]}, 202)

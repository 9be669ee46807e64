"""Tasks: where they stand, what came of them, how to be rid of them."""

from collections.abc import AsyncIterator
from datetime import datetime
from time import monotonic
from typing import Annotated, Any

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.dependencies import Known, Work, service_of
from service.api.problems import RETRY_SECONDS, responses
from service.jobs import Jobs
from service.protocol import Answer, TaskAnswer, TaskList
from service.store import Task, TaskKind, TaskPendingError

router = APIRouter(tags=["任务"])

LOOK = 0.3
"""Seconds between two looks at a task that someone waits for."""
Id = Annotated[str, Path(max_length=64, description="任务的编号。")]
Wait = Annotated[float, Query(ge=0, le=60, description="任务未完成时，最多等这么多秒再回答。")]


@router.get(
    "/v1/tasks",
    response_description="任务",
    summary="自己的任务",
    description="新的在前；`before` 之前的用于翻页。`everyone` 列出所有人的，须有管理权限。",
    response_model=TaskList,
    responses=responses(503),
)
def list_tasks(
    jobs: Work,
    caller: Known,
    *,
    kind: TaskKind | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    before: datetime | None = None,
    everyone: bool = False,
) -> JSONResponse:
    """The newest tasks of the caller."""
    owner = caller.reach if everyone else caller.owner
    tasks = jobs.tasks(owner, kind, limit, before and before.astimezone())
    return JSONResponse({"tasks": [task.as_json() for task in tasks]})


@router.get(
    "/v1/status/{id}",
    response_description="任务的状态",
    summary="任务的状态",
    description="`share` 是已完成的比例。`wait` 让服务等到完成或超过这么多秒再回答，省去反复来问。",
    response_model=TaskAnswer,
    responses=responses(404, 503),
)
async def status(id: Id, jobs: Work, caller: Known, wait: Wait = 0) -> JSONResponse:
    """Where the task stands."""
    return JSONResponse((await _awaited(jobs, id, caller.reach, wait)).as_json())


async def _task(id: Id, jobs: Work, caller: Known) -> Task:
    return await to_thread.run_sync(jobs.task, id, caller.reach)


@router.get(
    "/v1/status/{id}/events",
    summary="任务的进度（server-sent events）",
    description="每有进展就发来一个 `progress` 事件，完成时发来 `done` 并结束；内容与 `/v1/status/{id}` 相同。",
    response_class=EventSourceResponse,
    response_description="事件",
    responses=responses(404, 503),
)
async def events(
    task: Annotated[Task, Depends(_task)], jobs: Work, caller: Known, request: Request
) -> AsyncIterator[ServerSentEvent]:
    """The task each time that it has changed, until it has ended."""
    told: dict[str, Any] | None = None
    while True:
        if (now := task.as_json()) != told:
            told = now
            yield ServerSentEvent(data=now, event="done" if task.status.final else "progress", retry=2000)
        if task.status.final or service_of(request).closing.is_set() or await request.is_disconnected():
            return
        await anyio.sleep(LOOK)
        task = await to_thread.run_sync(jobs.task, task.id, caller.reach)


@router.get(
    "/v1/result/{id}",
    summary="任务的结果",
    description=(
        "与同步调用的回答相同：正文任务是抽取结果本身，文件任务是每份文档的结果，训练任务是训练的报告。"
        "在保留期内可以反复取。未完成时回答 202 与任务的状态；失败或已取消时回答 409。"
    ),
    response_model=Answer | dict[str, Any],
    responses={
        200: {"description": "结果"},
        202: {"description": "尚未完成", "model": TaskAnswer},
        **responses(404, 409, 503),
    },
)
async def result(id: Id, jobs: Work, caller: Known, wait: Wait = 0) -> JSONResponse:
    """What came of the task."""
    task = await _awaited(jobs, id, caller.reach, wait)
    try:
        return JSONResponse(await to_thread.run_sync(jobs.result, id, caller.reach))
    except TaskPendingError:
        return JSONResponse(task.as_json(), 202, {"Retry-After": str(RETRY_SECONDS)})


@router.post(
    "/v1/tasks/{id}/cancel",
    response_description="任务的状态",
    summary="取消任务",
    description="尽快停下；已经完成的不变。",
    response_model=TaskAnswer,
    responses=responses(404, 503),
)
def cancel(id: Id, jobs: Work, caller: Known) -> JSONResponse:
    """The task, cancelled."""
    return JSONResponse(jobs.cancel(id, caller.reach).as_json())


@router.delete(
    "/v1/tasks/{id}",
    response_description="已删除",
    summary="删除任务",
    description="连同上传的文件、正文与结果一并删除，不可恢复；未完成的先取消。",
    status_code=204,
    responses=responses(404, 503),
)
def delete(id: Id, jobs: Work, caller: Known) -> Response:
    """Nothing is left of the task."""
    jobs.delete(id, caller.reach)
    return Response(status_code=204)


async def _awaited(jobs: Jobs, id: str, owner: str | None, seconds: float) -> Task:
    """The task once it has ended, or after ``seconds``."""
    end = monotonic() + seconds
    while True:
        task = await to_thread.run_sync(jobs.task, id, owner)
        if task.status.final or monotonic() >= end:
            return task
        await anyio.sleep(LOOK)

"""Calls about tasks."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from service.client.transport import Transport
from service.extraction import Extraction
from service.protocol import Answer, TaskAnswer, TaskList

LOOK = 20.0
"""Seconds that the service waits before it answers that a task is still under way."""


class Tasks:
    """The tasks of the caller; ``task`` is one or its id."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(
        self, kind: str | None = None, limit: int = 50, before: datetime | None = None, everyone: bool = False
    ) -> "list[TaskAnswer]":
        """The newest tasks; with ``everyone`` those of all, for administrators."""
        query = {"kind": kind, "limit": limit, "before": before and before.isoformat(), "everyone": everyone}
        given = {name: value for name, value in query.items() if value is not None}
        return TaskList.model_validate_json(self._transport.call("GET", "/v1/tasks", params=given).content).tasks

    def status(self, task: TaskAnswer | str, wait: float = 0) -> TaskAnswer:
        """Where the task stands, once it has ended or ``wait`` seconds (60 at most) have passed."""
        response = self._transport.call("GET", f"/v1/status/{id_of(task)}", params={"wait": wait})
        return TaskAnswer.model_validate_json(response.content)

    def wait(
        self,
        task: TaskAnswer | str,
        timeout: float | None = None,
        progress: Callable[[TaskAnswer], None] | None = None,
    ) -> TaskAnswer:
        """The task once it has ended; raises ``TimeoutError`` after ``timeout`` seconds."""
        end = time.monotonic() + (timeout if timeout is not None else float("inf"))
        step = LOOK if progress is None else 1.0
        while True:
            now = self.status(task, max(0.0, min(step, end - time.monotonic())))
            if progress is not None:
                progress(now)
            if now.final:
                return now
            if time.monotonic() >= end:
                raise TimeoutError(f"任务 {now.id} 在 {timeout:g} 秒内没有完成（{now.share:.0%}）。")

    def result(self, task: TaskAnswer | str) -> Answer | Extraction | dict[str, Any]:
        """What came of a task that has ended; raises ``ProblemError`` where nothing did."""
        data = self._transport.call("GET", f"/v1/result/{id_of(task)}").json()
        if "documents" in data and "processing_seconds" in data:
            return Answer.model_validate(data)
        return Extraction.model_validate(data) if "document" in data else dict(data)

    def events(self, task: TaskAnswer | str) -> Iterator[TaskAnswer]:
        """The task each time that it has come further, to its end."""
        with self._transport.stream(f"/v1/status/{id_of(task)}/events") as lines:
            for line in lines:
                if line.startswith("data:"):
                    yield TaskAnswer.model_validate(json.loads(line.removeprefix("data:")))

    def cancel(self, task: TaskAnswer | str) -> TaskAnswer:
        """End the task."""
        response = self._transport.call("POST", f"/v1/tasks/{id_of(task)}/cancel")
        return TaskAnswer.model_validate_json(response.content)

    def delete(self, task: TaskAnswer | str) -> None:
        """Remove the task, its files and its results for good."""
        self._transport.call("DELETE", f"/v1/tasks/{id_of(task)}")


def id_of(task: TaskAnswer | str) -> str:
    """The id of ``task``."""
    return task if isinstance(task, str) else task.id

"""Tasks, and whether the service runs."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from service.protocol.base import Open

TASK = "0197f3c2b6d04c0e9a51d2a4c7e8f901"


class TaskFailure(Open):
    """The error that a task ended in: the problem that the call without ``/async`` would have answered."""

    kind: str
    title: str
    detail: str
    status: int


class TaskAnswer(Open):
    """A task: what it is, how far it has come, until when its result is kept. Times are UTC."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": TASK,
                    "kind": "extract",
                    "status": "started",
                    "name": "自评.docx",
                    "documents": 1,
                    "done": 0,
                    "failed": 0,
                    "share": 0.45,
                    "message": "正在读第 1 份",
                    "created": "2026-01-05T08:00:00.000+00:00",
                }
            ]
        }
    )

    id: str
    kind: Literal["extract", "train"]
    status: Literal["pending", "started", "success", "failure", "cancelled"]
    name: str
    documents: int = Field(description="已知的文档数。")
    done: int = Field(description="其中已成功的。")
    failed: int = Field(description="其中失败的。")
    share: float = Field(ge=0, le=1, description="已完成的比例。")
    message: str = Field(description="正在做什么。")
    created: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    expires: datetime | None = Field(default=None, description="到这时连同文件与结果一并删除。")
    error: TaskFailure | None = None

    @property
    def final(self) -> bool:
        """Whether nothing more happens to the task."""
        return self.status not in ("pending", "started")


class TaskList(Open):
    """Tasks, the newest first."""

    tasks: list[TaskAnswer]


class Health(Open):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Version(Open):
    """Versions as in ``provenance``; ``model`` is ``null`` until it is loaded."""

    code: str = Field(examples=["0.1.0"])
    rules: str = Field(examples=["3f9c0a61d2e4"])
    model: str | None = Field(examples=["jixi-tagger-1"])

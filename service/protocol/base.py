"""What bodies have in common, and problems."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NAME = Annotated[str, StringConstraints(min_length=1, max_length=255)]
WEBHOOK = Field(default=None, max_length=2000, description="完成后向这个地址 POST 任务的状态，带签名，失败会重试。")
REVIEW = Field(default=None, ge=0, le=100, description="标出最没有把握的百分之几的记录，请人复核；回答中多出 review。")


class Strict(BaseModel):
    """A request: fields that do not exist are refused."""

    model_config = ConfigDict(extra="forbid")


class Open(BaseModel):
    """An answer: a client that meets fields newer than itself passes over them."""

    model_config = ConfigDict(frozen=True)


class InvalidField(Open):
    """One thing that is wrong with a request; ``pointer`` is a JSON pointer into its body."""

    pointer: str
    detail: str


class Problem(Open):
    """Problem details. ``type`` is a stable URN, for programs; ``title`` and ``detail`` are for people."""

    type: str = Field(examples=["urn:jixi:problem:empty-document"])
    title: str = Field(examples=["文档没有内容"])
    status: int = Field(examples=[422])
    detail: str
    errors: list[InvalidField] | None = None

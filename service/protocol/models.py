"""Versions of the model, and training."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from service.protocol.base import WEBHOOK, Open, Strict


class ModelVersion(Open):
    """A version of the model: where it stands, and its figures by data set and measure."""

    name: str = Field(examples=["v2"])
    bundled: bool = Field(description="随程序安装的。")
    current: bool = Field(description="正在使用的。")
    made: str | None = Field(default=None, examples=["2026-01-05T08:00:00+00:00"])
    labels: list[str] | None = None
    metrics: dict[str, Any] = Field(default_factory=dict)


class ModelList(Open):
    """Every version, those of the package first."""

    versions: list[ModelVersion]


class ModelSwitch(Open):
    """That a version came into use."""

    name: str
    at: str
    way: Literal["promote", "rollback"]
    why: str


class ModelCard(ModelVersion):
    """A version with its whole manifest and when it was in use."""

    manifest: dict[str, Any]
    switches: list[ModelSwitch]


class ModelDifference(Open):
    """A place in the manifests, dots between its parts, and what either version says there."""

    name: str = Field(examples=["metrics.test.entities"])
    left: Any = None
    right: Any = None


class ModelDifferences(Open):
    """In what two versions differ."""

    left: str
    right: str
    differences: list[ModelDifference]


class Activation(Strict):
    """Why a version is put in use or taken back; kept in the history."""

    why: str = Field(default="", max_length=500, examples=["新地区的格式识别得更好"])


class RollBack(Activation):
    """``version``: the one to go back to; the one before by default."""

    version: str | None = Field(default=None, max_length=100)


class Train(Strict):
    """A training from stored annotations: from those named, or from all that the caller has stored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"base": "current", "promote": False}]})

    annotations: list[str] | None = Field(default=None, description="标注的编号；不写则用自己存下的全部。")
    base: str = Field(default="current", max_length=100, description="current、encoder，或一个版本名。")
    version: str | None = Field(default=None, max_length=100, description="新版本的名称；默认用日期与时刻。")
    epochs: int | None = Field(default=None, ge=1, le=100)
    promote: bool = Field(default=True, description="通过之后是否启用。")
    drop_faulty: bool = Field(default=False, description="略去有问题的报告，用其余的。")
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    labels: dict[str, str] = Field(default_factory=dict, description="新标签及其中文名。")
    mapping: dict[str, str] = Field(default_factory=dict, description="别的标签名与本项目标签的对照。")
    webhook: str | None = WEBHOOK

"""The bodies of requests and answers over HTTP: what the API and its client share. An extraction has its own module."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.labels import Label
from service.extraction import Extraction

TEXT = "一、资金情况\n2023年，全年预算数1,200万元，全年执行数1,140万元，预算执行率95%。"
TASK = "0197f3c2b6d04c0e9a51d2a4c7e8f901"
NAME = Annotated[str, StringConstraints(min_length=1, max_length=255)]
WEBHOOK = Field(default=None, max_length=2000, description="完成后向这个地址 POST 任务的状态，带签名，失败会重试。")
REVIEW = Field(default=None, ge=0, le=100, description="标出最没有把握的百分之几的记录，请人复核；回答中多出 review。")


class Strict(BaseModel):
    """A request: fields that do not exist are refused."""

    model_config = ConfigDict(extra="forbid")


class Open(BaseModel):
    """An answer: a client that meets fields newer than itself passes over them."""

    model_config = ConfigDict(frozen=True)


class ExtractText(Strict):
    """A report as text. Offsets in the answer count the code points of ``document.text``."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": TEXT}]})

    text: str = Field(description="报告全文；\\r\\n 会改为 \\n，其余原样保留。")
    review: float | None = REVIEW


class SubmitText(ExtractText):
    """The same as a task."""

    webhook: str | None = WEBHOOK


class NamedText(Strict):
    """A text and what to call it."""

    text: str = Field(description="报告全文。")
    name: NAME = Field(default="正文", description="任务的名称。")


class SubmitTexts(Strict):
    """Several reports, each a task of its own."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"texts": [{"name": "甲单位", "text": TEXT}]}]})

    texts: list[NamedText] = Field(min_length=1, max_length=1000)
    review: float | None = REVIEW
    webhook: str | None = WEBHOOK


class HttpSource(Strict):
    """A file at an address, where the settings allow it."""

    kind: Literal["http"]
    url: str = Field(max_length=2000, description="http 或 https 地址。")


class Base64Source(Strict):
    """A file inside the request."""

    kind: Literal["base64"]
    name: NAME = Field(description="文件名。")
    data: str = Field(description="文件内容，Base64。")


Source = Annotated[HttpSource | Base64Source, Field(discriminator="kind")]
SOURCES: dict[str, Any] = {
    "sources": [{"kind": "base64", "name": "自评.txt", "data": "MjAyM+W5tO+8jOaUr+WHujEwMOS4h+WFg+OAgg=="}]
}


class ExtractSources(Strict):
    """Files inside the request or at addresses."""

    model_config = ConfigDict(json_schema_extra={"examples": [SOURCES]})

    sources: list[Source] = Field(min_length=1, max_length=1000)
    review: float | None = REVIEW


class SubmitSources(ExtractSources):
    """The same as a task."""

    webhook: str | None = WEBHOOK


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


class DocumentAnswer(Open):
    """What came of one document: an extraction or a problem. ``name`` of a member of an archive is its path in it."""

    name: str = Field(examples=["自评.docx"])
    status: Literal["success", "failure"]
    extraction: Extraction | None = None
    error: Problem | None = None


class Answer(Open):
    """What came of every document of a request, in their order."""

    status: Literal["success", "partial_success", "failure"]
    documents: list[DocumentAnswer]
    processing_seconds: float = Field(examples=[0.41])


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


class AnnotatedSpan(Strict):
    """An entity; ``end`` is exclusive."""

    label: str = Field(max_length=64, examples=[Label.AMOUNT.value])
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class Correction(Strict):
    """A report with the entities that it should have had, and its records where they were corrected too."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"name": "自评", "text": "支出100万元。", "entities": [{"label": "AMOUNT", "start": 2, "end": 7}]}
            ]
        }
    )

    text: str = Field(min_length=1, description="报告全文，与抽取结果的 document.text 相同。")
    entities: list[AnnotatedSpan]
    records: list[dict[str, Any]] | None = None
    name: NAME = "标注"
    model: str = Field(default="", max_length=100, description="更正的是哪个模型版本的结果。")


class AnnotationAnswer(Open):
    """A stored annotation, without its text."""

    id: str
    name: str
    created: datetime
    model: str
    characters: int
    entities: int


class AnnotationList(Open):
    """Stored annotations, the newest first; ``findings`` tells what an import has repaired or left out."""

    annotations: list[AnnotationAnswer]
    findings: list[str] = Field(default_factory=list)


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


EXAMPLE: dict[str, Any] = {
    "document": {"text": TEXT, "fiscal_year": "2023", "family": "other"},
    "entities": [
        {"label": "PERIOD", "start": 7, "end": 12, "text": "2023年", "confidence": 0.99},
        {"label": "INDICATOR", "start": 13, "end": 18, "text": "全年预算数", "confidence": 0.98},
        {"label": "AMOUNT", "start": 18, "end": 25, "text": "1,200万元", "confidence": 0.99},
    ],
    "records": [
        {
            "id": "r1",
            "kind": "amount",
            "indicator": "全年预算数",
            "value": "12000000",
            "unit": "CNY",
            "period": "2023",
            "stage": "adjusted",
            "section": ["一、资金情况"],
            "mentions": [
                {"label": "PERIOD", "start": 7, "end": 12, "text": "2023年"},
                {"label": "INDICATOR", "start": 13, "end": 18, "text": "全年预算数"},
                {"label": "AMOUNT", "start": 18, "end": 25, "text": "1,200万元"},
            ],
            "confidence": 0.97,
        }
    ],
    "checks": [
        {
            "rule": "execution_rate",
            "status": "holds",
            "stated": "95",
            "computed": "95",
            "tolerance": "1",
            "records": ["r3", "r1", "r2"],
            "message": "“预算执行率”95%与计算一致：“全年执行数”1,140万元 ÷ “全年预算数”1,200万元 = 95%。",
        }
    ],
    "provenance": {"model": "jixi-tagger-1", "rules": "3f9c0a61d2e4", "code": "0.1.0"},
}

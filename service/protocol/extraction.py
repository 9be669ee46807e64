"""Reports in, extractions out. An extraction itself has its own module."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.extraction import Extraction
from service.protocol.base import NAME, REVIEW, WEBHOOK, Open, Problem, Strict

TEXT = "一、资金情况\n2023年，全年预算数1,200万元，全年执行数1,140万元，预算执行率95%。"


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

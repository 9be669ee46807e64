"""Annotated reports."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from models.labels import Label
from service.protocol.base import NAME, Open, Strict


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

"""The bodies of requests and answers over HTTP: what the API and its client share. An extraction has its own module."""

from service.protocol.annotations import AnnotatedSpan, AnnotationAnswer, AnnotationList, Correction
from service.protocol.base import InvalidField, Problem
from service.protocol.example import EXAMPLE
from service.protocol.extraction import (
    TEXT,
    Answer,
    Base64Source,
    DocumentAnswer,
    ExtractSources,
    ExtractText,
    HttpSource,
    NamedText,
    Source,
    SubmitSources,
    SubmitText,
    SubmitTexts,
)
from service.protocol.models import (
    Activation,
    ModelCard,
    ModelDifference,
    ModelDifferences,
    ModelList,
    ModelSwitch,
    ModelVersion,
    RollBack,
    Train,
)
from service.protocol.tasks import Health, TaskAnswer, TaskFailure, TaskList, Version

__all__ = [
    "EXAMPLE",
    "TEXT",
    "Activation",
    "AnnotatedSpan",
    "AnnotationAnswer",
    "AnnotationList",
    "Answer",
    "Base64Source",
    "Correction",
    "DocumentAnswer",
    "ExtractSources",
    "ExtractText",
    "Health",
    "HttpSource",
    "InvalidField",
    "ModelCard",
    "ModelDifference",
    "ModelDifferences",
    "ModelList",
    "ModelSwitch",
    "ModelVersion",
    "NamedText",
    "Problem",
    "RollBack",
    "Source",
    "SubmitSources",
    "SubmitText",
    "SubmitTexts",
    "TaskAnswer",
    "TaskFailure",
    "TaskList",
    "Train",
    "Version",
]

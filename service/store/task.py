"""Tasks as callers see them: what was asked for, how far it is, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from service.errors import JixiError

Json = dict[str, Any]


class TaskKind(StrEnum):
    """What a task does."""

    EXTRACT = "extract"
    TRAIN = "train"


class TaskStatus(StrEnum):
    """Where a task stands; the last three are final."""

    PENDING = "pending"
    STARTED = "started"
    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing more happens to the task."""
        return self not in OPEN


OPEN = (TaskStatus.PENDING, TaskStatus.STARTED)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as it is kept; the fields of problem+json, ``status`` being the HTTP status of the synchronous call."""

    kind: str
    title: str
    detail: str
    status: int

    @classmethod
    def of(cls, error: JixiError) -> "Failure":
        """What is kept of ``error``."""
        return cls(error.kind, error.title, error.message, int(error.http_status))

    def as_json(self) -> Json:
        """A plain object."""
        return {"kind": self.kind, "title": self.title, "detail": self.detail, "status": self.status}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Failure":
        """The opposite of ``as_json``."""
        return cls(data["kind"], data["title"], data["detail"], data["status"])


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came: its name and its bytes. Text that was pasted is UTF-8."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """New annotated reports, and how to train on them.

    ``data``: a file that ``jixi corpus import`` reads, ``format`` its name there, ``auto`` to tell it by its content.
    ``name`` is that of the file. ``base``: ``current``, ``encoder`` or the name of a version. ``version``: the name of
    the new version. ``labels``: new labels and what they are called in Chinese. ``mapping``: foreign labels to ours.
    ``drop_faulty``: leave out reports with problems instead of refusing them all.
    """

    data: bytes
    format: str = "auto"
    name: str = "annotations.jsonl"
    base: str = "current"
    epochs: int | None = None
    promote: bool = True
    version: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    drop_faulty: bool = False
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task; every time is UTC, ``expires`` the one at which all that is kept of it goes.

    ``documents``: how many there are as far as is known, of which ``done`` succeeded and ``failed`` did not. ``share``:
    of the work that is done, 0 to 1. ``message`` tells in Chinese what is under way.
    """

    id: str
    kind: TaskKind
    status: TaskStatus
    owner: str
    name: str
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    expires: datetime | None = None
    documents: int = 0
    done: int = 0
    failed: int = 0
    share: float = 0.0
    message: str = ""
    error: Failure | None = None
    webhook: str | None = None

    def as_json(self) -> Json:
        """What is told about the task in answers and webhooks; fields that say nothing are left out."""
        told: Json = {
            "id": self.id,
            "kind": self.kind.value,
            "status": self.status.value,
            "name": self.name,
            "documents": self.documents,
            "done": self.done,
            "failed": self.failed,
            "share": round(self.share, 4),
            "message": self.message,
        }
        for name in ("created", "started", "finished", "expires"):
            if moment := getattr(self, name):
                told[name] = moment.isoformat(timespec="milliseconds")
        return told if self.error is None else {**told, "error": self.error.as_json()}


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of a task: where it stands there from 0, its bytes, and its extraction or the error it ended in.

    Both are ``None`` while it is still to come. ``data`` is the file as it was uploaded; of a document in an archive,
    the archive.
    """

    index: int
    name: str
    data: bytes
    extraction: Json | None = None
    error: Failure | None = None

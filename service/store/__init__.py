"""What the service keeps: uploads, tasks and their results, annotations, keys, the audit."""

from service.store.annotations import Annotation, Annotations
from service.store.audit import Audit, Deed
from service.store.database import Database
from service.store.errors import (
    ReusedKeyError,
    StoreError,
    TaskCancelledError,
    TaskFailedError,
    TaskPendingError,
    UnknownAnnotationError,
    UnknownDocumentError,
    UnknownKeyError,
    UnknownTaskError,
)
from service.store.keys import Key, Keys, Scope
from service.store.task import Failure, StoredDocument, Task, TaskKind, TaskStatus, TrainingRequest, Upload

__all__ = [
    "Annotation",
    "Annotations",
    "Audit",
    "Database",
    "Deed",
    "Failure",
    "Key",
    "Keys",
    "ReusedKeyError",
    "Scope",
    "StoreError",
    "StoredDocument",
    "Task",
    "TaskCancelledError",
    "TaskFailedError",
    "TaskKind",
    "TaskPendingError",
    "TaskStatus",
    "TrainingRequest",
    "UnknownAnnotationError",
    "UnknownDocumentError",
    "UnknownKeyError",
    "UnknownTaskError",
    "Upload",
]

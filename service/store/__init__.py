"""What the service keeps: uploads, tasks and their results, annotations, keys, the audit."""

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
from service.store.task import Failure, StoredDocument, Task, TaskKind, TaskStatus, TrainingRequest, Upload

__all__ = [
    "Failure",
    "ReusedKeyError",
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

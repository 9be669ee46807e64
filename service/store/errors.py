"""What can be wrong with a request for something stored."""

from http import HTTPStatus

from service.errors import JixiError
from service.store.task import Failure


class StoreError(JixiError):
    """The database cannot be used."""

    kind = "store-unavailable"
    title = "存储不可用"
    http_status = HTTPStatus.SERVICE_UNAVAILABLE


class UnknownTaskError(JixiError):
    """There is no such task, or not for this owner, or no more."""

    kind = "unknown-task"
    title = "没有这个任务"
    http_status = HTTPStatus.NOT_FOUND


class UnknownDocumentError(UnknownTaskError):
    """The task has no such document."""

    kind = "unknown-document"
    title = "任务中没有这份文档"


class UnknownAnnotationError(JixiError):
    """There is no such annotation, or not for this author."""

    kind = "unknown-annotation"
    title = "没有这份标注"
    http_status = HTTPStatus.NOT_FOUND


class UnknownKeyError(JixiError):
    """There is no such key."""

    kind = "unknown-key"
    title = "没有这个密钥"
    http_status = HTTPStatus.NOT_FOUND


class TaskPendingError(JixiError):
    """The result is still to come."""

    kind = "task-pending"
    title = "任务尚未完成"
    http_status = HTTPStatus.ACCEPTED


class TaskFailedError(JixiError):
    """The task ended in ``failure``, which is what the synchronous call would have answered."""

    kind = "task-failed"
    title = "任务失败"
    http_status = HTTPStatus.CONFLICT

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class TaskCancelledError(JixiError):
    """The task was cancelled."""

    kind = "task-cancelled"
    title = "任务已取消"
    http_status = HTTPStatus.CONFLICT


class ReusedKeyError(JixiError):
    """An Idempotency-Key came again with another request."""

    kind = "idempotency-key-reused"
    title = "幂等键已用于别的请求"
    http_status = HTTPStatus.UNPROCESSABLE_ENTITY

"""What the API refuses before it looks at a report."""

from http import HTTPStatus

from service.errors import JixiError


class RefusedError(JixiError):
    """A request that is not served; ``retry_seconds`` tells when it may come again."""

    retry_seconds: int | None = None


class UnauthenticatedError(RefusedError):
    """Nobody has said who is asking, or what was said is wrong."""

    kind = "unauthenticated"
    title = "需要密钥"
    http_status = HTTPStatus.UNAUTHORIZED


class ForbiddenError(RefusedError):
    """The key does not reach so far."""

    kind = "forbidden"
    title = "没有权限"
    http_status = HTTPStatus.FORBIDDEN


class ForeignOriginError(RefusedError):
    """A page of another site sent the request through someone's browser."""

    kind = "foreign-origin"
    title = "不接受别的网站发来的请求"
    http_status = HTTPStatus.FORBIDDEN


class TooManyRequestsError(RefusedError):
    """More came in a minute than the settings allow."""

    kind = "too-many-requests"
    title = "请求过于频繁"
    http_status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: str, retry_seconds: int) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class TooManyFilesError(RefusedError):
    """An upload has more files than the settings allow."""

    kind = "too-many-files"
    title = "文件过多"
    http_status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooSlowError(RefusedError):
    """The answer is not there in the time that a caller may wait."""

    kind = "too-slow"
    title = "处理超时"
    http_status = HTTPStatus.GATEWAY_TIMEOUT


class RequestError(RefusedError):
    """The request is well-formed and cannot be carried out."""

    kind = "invalid-request"
    title = "请求不合格式"
    http_status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnknownVersionError(RefusedError):
    """There is no such version of the model."""

    kind = "unknown-version"
    title = "没有这个模型版本"
    http_status = HTTPStatus.NOT_FOUND


class VersionConflictError(RefusedError):
    """The version is damaged, or there is none to go back to."""

    kind = "version-conflict"
    title = "模型版本无法使用"
    http_status = HTTPStatus.CONFLICT

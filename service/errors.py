"""Every error that Jixi raises on purpose, with one root.

A message is one Chinese sentence for the person at the terminal or behind the API: what was expected, what came, what
to do. The class decides the exit code of the command line and the HTTP status of the API, so that both skins agree.
"""

from http import HTTPStatus
from typing import ClassVar


class JixiError(Exception):
    """The root. ``kind`` names the error in problem+json and never changes once published."""

    kind: ClassVar[str] = "internal"
    title: ClassVar[str] = "内部错误"
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DocumentError(JixiError):
    """The bytes or the text that came are no report that can be read.

    ``document`` names the one that it is about, where it is a member of an archive.
    """

    kind = "unreadable-document"
    title = "文档无法读取"
    http_status = HTTPStatus.UNPROCESSABLE_ENTITY
    document: str = ""


class EmptyDocumentError(DocumentError):
    """There is no text in it."""

    kind = "empty-document"
    title = "文档没有内容"


class DocumentTooLargeError(DocumentError):
    """It is larger than the limit that was set."""

    kind = "document-too-large"
    title = "文档过大"
    http_status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class EncryptedDocumentError(DocumentError):
    """It opens with a password only."""

    kind = "encrypted-document"
    title = "文档已加密"


class DamagedDocumentError(DocumentError):
    """It begins like a format that can be read, but is cut off or broken."""

    kind = "damaged-document"
    title = "文档已损坏"


class UnsupportedDocumentError(DocumentError):
    """No reader takes this format."""

    kind = "unsupported-document"
    title = "不支持这种文档"
    http_status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class MissingReaderError(DocumentError):
    """The library or program that reads this format is not installed."""

    kind = "missing-reader"
    title = "缺少读取这种文档的程序"
    http_status = HTTPStatus.NOT_IMPLEMENTED


class ModelError(JixiError):
    """The model is missing, damaged, or not loaded yet."""

    kind = "model-unavailable"
    title = "模型不可用"
    exit_code = 3
    http_status = HTTPStatus.SERVICE_UNAVAILABLE


class OutputError(JixiError):
    """The result could not be written where it was asked for."""

    kind = "output-failed"
    title = "结果无法写出"


class SettingsError(JixiError):
    """A setting has a value that cannot be used."""

    kind = "bad-settings"
    title = "设置无法使用"
    exit_code = 2

"""The bytes of a report → ``Document``, or a sentence that says why not."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from service.documents.blocks import Read
from service.documents.document import Document
from service.documents.formats import Format, detect
from service.documents.layout import lay
from service.documents.layout.strays import STRAY
from service.documents.limits import DEFAULT_LIMITS, Limits, check_size
from service.documents.making import make_document
from service.documents.source import Source
from service.errors import (
    DocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    MissingReaderError,
    UnsupportedDocumentError,
)

READERS = {
    Format.TXT: "plain:read_plain",
    Format.CSV: "plain:read_plain",
    Format.PDF: "pdf:read_pdf",
    Format.IMAGE: "ocr:read_image",
    Format.OFD: "ofd:read_ofd",
}
"""``module:function`` of the reader of each format, loaded when the first such file comes."""
FORMATS = "可以读取 Word、Excel、WPS、PDF、OFD、网页、CSV、图片、纯文本，以及它们的压缩包"


def read_document(
    data: bytes, name: str = "", *, limits: Limits = DEFAULT_LIMITS, max_bytes: int | None = None
) -> Document:
    """The report in ``data``; its format is told by its content, ``name`` (a file name) only serves the messages.

    ``max_bytes`` is short for a limit of bytes. Raises ``DocumentTooLargeError`` above a limit,
    ``EmptyDocumentError`` where there is nothing but blanks, ``EncryptedDocumentError``, ``DamagedDocumentError``,
    ``UnsupportedDocumentError``, ``MissingReaderError``; all of them are ``DocumentError``.
    """
    limits = limits if max_bytes is None else replace(limits, bytes=max_bytes)
    subject = f"“{name}”" if name else "收到的内容"
    check_size(len(data), limits.bytes, subject)
    if not data:
        raise EmptyDocumentError(f"需要一份有文字的报告，{subject}是空的；请检查文件是否选对。")
    format_, kind = detect(data)
    try:
        read = _read(data, format_, limits)
    except DocumentError as error:
        raise _named(error, subject, format_, kind) from error
    return _document(read, data, name, subject, limits)


def _read(data: bytes, format_: Format, limits: Limits) -> Read:
    if format_ not in READERS:
        raise UnsupportedDocumentError(f"{FORMATS}，不能读取这种文件")
    module, function = READERS[format_].split(":")
    try:
        reader = getattr(import_module(f"service.documents.readers.{module}"), function)
    except ModuleNotFoundError as error:
        raise MissingReaderError(f"读取它需要 Python 库 {error.name}，尚未安装；请重新安装 jixi") from error
    read = reader(data, limits)
    assert isinstance(read, Read)
    return read


def _named(error: DocumentError, subject: str, format_: Format, kind: str) -> DocumentError:
    """The same error, told of this file and its format; what is plain text needs no name."""
    if format_ in (Format.TXT, Format.CSV):
        return error
    message = error.message.rstrip("。")
    advice = (
        ""
        if isinstance(error, DocumentTooLargeError | MissingReaderError)
        else "；也可以另存为 UTF-8 文本（.txt）后重试"
    )
    return type(error)(f"{subject}是{kind}：{message}{advice}。")


def _document(read: Read, data: bytes, name: str, subject: str, limits: Limits) -> Document:
    text, segments = (read.text, ()) if read.text is not None else lay(read.blocks)
    if len(text) > limits.characters:
        raise DocumentTooLargeError(
            f"一份报告最多 {limits.characters:,} 字，{subject}有 {len(text):,} 字；请拆分后分别处理，或调高上限。"
        )
    source = Source(
        format=read.format,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=read.pages,
        segments=segments,
        furniture=read.furniture,
        notes=read.notes,
    )
    return make_document(checked_text(text, subject), source)


def checked_text(text: str, subject: str = "收到的内容") -> str:
    """``text`` itself; raises ``DocumentError`` where it is blank or holds what no text may."""
    if not text.strip():
        raise EmptyDocumentError(f"需要一份有文字的报告，{subject}只有空白；请检查文件是否选对。")
    if stray := STRAY.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        raise DocumentError(
            f"需要纯文本，{subject}第 {line} 行有控制字符 U+{ord(stray[0]):04X}，像是二进制文件；"
            "请从原文另存为 UTF-8 文本后重试。"
        )
    return text


def read_documents(
    data: bytes, name: str = "", *, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Document | DocumentError]:
    """The report in ``data``, or each report in the archive that it is; a member that fails comes as its error."""
    try:
        yield read_document(data, name, limits=limits)
    except DocumentError as error:
        yield error

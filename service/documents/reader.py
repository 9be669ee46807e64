"""The bytes of a report → ``Document``, or a sentence that says why not."""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import islice
from typing import IO

from service.documents.archives import Budget, Member, members
from service.documents.blocks import Read
from service.documents.document import Document
from service.documents.formats import Format, archive_format, detect
from service.documents.layout import lay
from service.documents.layout.strays import STRAY
from service.documents.limits import DEFAULT_LIMITS, Limits, check_size
from service.documents.making import make_document
from service.documents.source import Source
from service.errors import (
    DamagedDocumentError,
    DocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncryptedDocumentError,
    MissingReaderError,
    UnsupportedDocumentError,
)

READERS = {
    Format.TXT: "plain:read_plain",
    Format.CSV: "delimited:read_csv",
    Format.DOCX: "docx:read_docx",
    Format.DOC: "office:read_doc",
    Format.RTF: "office:read_rtf",
    Format.ODT: "office:read_odt",
    Format.WORD_XML: "office:read_word_xml",
    Format.XLSX: "xlsx:read_xlsx",
    Format.XLS: "office:read_xls",
    Format.ODS: "office:read_ods",
    Format.XLSB: "office:read_xlsb",
    Format.HTML: "html:read_html",
    Format.MHTML: "html:read_mhtml",
    Format.PDF: "pdf:read_pdf",
    Format.IMAGE: "ocr:read_image",
    Format.OFD: "ofd:read_ofd",
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
    if format_.is_archive:
        return _only(data, name, subject, limits)
    return _read_one(data, name, subject, format_, kind, limits)


def _only(data: bytes, name: str, subject: str, limits: Limits) -> Document:
    """The document of an archive that holds no other."""
    found = list(islice(read_documents(data, name, limits=limits), 2))
    if len(found) > 1:
        raise DocumentError(f"需要一份报告，{subject}是含有多份文件的压缩包；请逐份处理，或用能处理压缩包的命令。")
    if isinstance(found[0], DocumentError):
        raise found[0]
    return found[0]


def _read_one(data: bytes, name: str, subject: str, format_: Format, kind: str, limits: Limits) -> Document:
    try:
        read = _read(data, format_, limits)
    except DocumentError as error:
        raise _named(error, subject, format_, kind) from error
    except (RecursionError, MemoryError) as error:
        raise _named(DocumentTooLargeError("内容过于复杂，超出了处理能力"), subject, format_, kind) from error
    try:
        return _document(read, data, name, subject, limits)
    except DocumentError as error:
        raise error if format_ is Format.TXT else _named(error, subject, format_, kind) from error


def _read(data: bytes, format_: Format, limits: Limits) -> Read:
    if format_ is Format.ENCRYPTED:
        raise EncryptedDocumentError("文件有密码保护；请用密码打开后另存为不加密的文件")
    if format_ is Format.OLE:
        raise DamagedDocumentError("里面没有 Word 文档或 Excel 工作簿，文件可能不完整或已损坏")
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
    # A program has no text to save; what is too large or lacks its reader is told what helps.
    helpless = format_ is Format.PROGRAM or isinstance(error, DocumentTooLargeError | MissingReaderError)
    advice = "" if helpless else "；也可以另存为 UTF-8 文本（.txt）后重试"
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
    """The report in ``data``, or each report in the archive that it is; a member that fails comes as its error.

    A member's ``source.name`` is its path behind the name of the archive: ``全县.zip/水务局/自评.docx``.
    """
    for member in files(data, name, limits=limits):
        yield _read_member(member, limits)


def files(data: bytes, name: str = "", *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """The file itself, or each file in the archive that it is, unread, by its name, with its bytes or why not."""
    subject = f"“{name}”" if name else "收到的内容"
    try:
        check_size(len(data), limits.bytes, subject)
        format_, kind = detect(data)
    except DocumentError as error:
        yield Member(name, error)
        return
    if not format_.is_archive:
        yield Member(name, data)
        return
    count = 0
    for count, member in enumerate(unpacked(io.BytesIO(data), name, format_, kind, limits), 1):  # noqa: B007
        yield member
    if not count:
        yield Member(name, EmptyDocumentError(f"需要有报告的压缩包，{subject}是空的；请检查文件是否选对。"))


def _read_member(member: Member, limits: Limits) -> Document | DocumentError:
    if isinstance(member.content, DocumentError):
        return _about(member.content, member.name)
    try:
        return read_document(member.content, member.name, limits=limits)
    except DocumentError as error:
        return _about(error, member.name)


def unpacked(archive: IO[bytes], name: str, format_: Format, kind: str, limits: Limits) -> Iterator[Member]:
    """Each file in ``archive``, of archives inside it as well, by its path behind ``name``, with its bytes or why not.

    ``format_`` and ``kind`` are what ``archive_format`` tells of it. Only one member is in memory at a time.
    """
    size = archive.seek(0, os.SEEK_END)
    archive.seek(0)
    return _unpacked(archive, name, (format_, kind), Budget.of(size, limits), 1)


def _unpacked(archive: IO[bytes], name: str, told: tuple[Format, str], budget: Budget, depth: int) -> Iterator[Member]:
    for member in members(archive, told[0], budget):
        path = "/".join(part for part in (name, member.name) if part)
        if isinstance(member.content, DocumentError):
            kind = "压缩包里的文件" if member.name else told[1]
            yield Member(path, _named(member.content, f"“{path}”", Format.OTHER, kind))
            continue
        stream = io.BytesIO(member.content)
        inner = archive_format(stream)
        if inner is None:
            yield Member(path, member.content)
        elif depth >= budget.limits.nesting:
            message = f"“{path}”是第 {depth + 1} 层压缩包，最多 {budget.limits.nesting} 层；请解开后再处理。"
            yield Member(path, DocumentTooLargeError(message))
        else:
            yield from _unpacked(stream, path, inner, budget, depth + 1)


def _about(error: DocumentError, path: str) -> DocumentError:
    error.document = path
    return error

"""The bytes of a report → ``Document``, or a sentence that says why not."""

import re

from service.documents.document import Document
from service.documents.encoding import decode
from service.documents.making import make_document
from service.errors import DocumentError, DocumentTooLargeError, EmptyDocumentError

MAX_BYTES = 20 * 1024 * 1024
"""The size above which a report is refused unless the caller says otherwise."""

SIGNATURES = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "ZIP 压缩包或 Office 文档（docx、xlsx、ofd）"),
    (b"PK\x05\x06", "空的 ZIP 压缩包"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文档（doc、xls）"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG\r\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"BM", "BMP 图片"),
    (b"\x1f\x8b", "gzip 压缩文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"BZh", "bzip2 压缩文件"),
    (b"\xfd7zXZ\x00", "xz 压缩文件"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
    (b"\x7fELF", "可执行程序"),
    (b"MZ", "可执行程序"),
)
SHORT_SIGNATURE = 2
HTML = re.compile(rb"\s*(<!doctype\s+html|<html[\s>])", re.IGNORECASE)
STRAY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no text file holds: control characters but tab, line feed, carriage return and page break; half characters."""


def read_document(data: bytes, name: str = "", *, max_bytes: int = MAX_BYTES) -> Document:
    """The report in ``data``; ``name`` (a file name) only serves the messages.

    The text is changed in nothing but its encoding, a byte order mark and ``\\r\\n`` → ``\\n``. Raises
    ``DocumentTooLargeError`` above ``max_bytes``, ``EmptyDocumentError`` where there is nothing but blanks, and
    ``DocumentError`` for anything that is no plain text.
    """
    subject = f"“{name}”" if name else "收到的内容"
    check_size(len(data), max_bytes, subject)
    if not data:
        raise EmptyDocumentError(f"需要一份有文字的报告，{subject}是空的；请检查文件是否选对。")
    _refuse_other_formats(data, subject)
    text = decode(data).replace("\r\n", "\n")
    return make_document(checked_text(text, subject))


def check_size(size: int, max_bytes: int, subject: str) -> None:
    """Raises ``DocumentTooLargeError`` where ``size`` bytes are more than ``max_bytes``."""
    if size > max_bytes:
        raise DocumentTooLargeError(
            f"一份报告最多 {_megabytes(max_bytes)}，{subject}有 {_megabytes(size)}；请拆分后分别处理，或调高上限。"
        )


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


def _refuse_other_formats(data: bytes, subject: str) -> None:
    for signature, kind in SIGNATURES:
        # Two letters may begin a text: then the binary rest must betray the format.
        if data.startswith(signature) and (len(signature) > SHORT_SIGNATURE or 0 in data[:64]):
            raise DocumentError(f"需要纯文本，{subject}是{kind}；请先转换或另存为 UTF-8 文本（.txt）。")
    if HTML.match(data):
        raise DocumentError(f"需要纯文本，{subject}是网页（HTML）；请复制正文另存为 UTF-8 文本（.txt）。")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB" if size >= 100_000 else f"{size} 字节"

"""Which format bytes are in, told by the bytes alone: a name may be wrong and often is."""

import io
import re
import tarfile
import zipfile
from enum import StrEnum
from typing import IO

from service.documents.delimited import is_delimited
from service.documents.encoding import decode
from service.errors import DocumentError


class Format(StrEnum):
    """The formats that are told apart; those with a reader are listed in ``service.documents.reading``."""

    TXT = "txt"
    CSV = "csv"
    HTML = "html"
    MHTML = "mhtml"
    RTF = "rtf"
    DOC = "doc"
    DOCX = "docx"
    ODT = "odt"
    WORD_XML = "wordml"
    XLS = "xls"
    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    PDF = "pdf"
    IMAGE = "image"
    OFD = "ofd"
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    SEVEN_ZIP = "7z"
    ENCRYPTED = "encrypted"
    OLE = "ole"
    PROGRAM = "program"
    OTHER = "other"

    @property
    def is_archive(self) -> bool:
        """Whether it holds files that are read each on its own."""
        return self in (Format.ZIP, Format.TAR, Format.GZIP, Format.SEVEN_ZIP)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = (
    (b"%PDF-", Format.PDF, "PDF 文件"),
    (b"PK\x03\x04", Format.ZIP, "ZIP 压缩包或 Office 文档（docx、xlsx、ofd）"),
    (b"PK\x05\x06", Format.ZIP, "空的 ZIP 压缩包"),
    (OLE, Format.OLE, "旧版 Office 文档（doc、xls）"),
    (b"{\\rtf", Format.RTF, "RTF 文档"),
    (b"\x89PNG\r\n", Format.IMAGE, "PNG 图片"),
    (b"\xff\xd8\xff", Format.IMAGE, "JPEG 图片"),
    (b"GIF8", Format.IMAGE, "GIF 图片"),
    (b"II*\x00", Format.IMAGE, "TIFF 图片"),
    (b"MM\x00*", Format.IMAGE, "TIFF 图片"),
    (b"BM", Format.IMAGE, "BMP 图片"),
    (b"\x1f\x8b", Format.GZIP, "gzip 压缩文件"),
    (b"Rar!", Format.OTHER, "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP, "7z 压缩包"),
    (b"BZh", Format.TAR, "bzip2 压缩文件"),
    (b"\xfd7zXZ\x00", Format.TAR, "xz 压缩文件"),
    (b"SQLite format 3\x00", Format.OTHER, "SQLite 数据库"),
    (b"\x7fELF", Format.PROGRAM, "可执行程序"),
    (b"MZ", Format.PROGRAM, "可执行程序"),
)
SHORT_SIGNATURE = 3
"""Letters that may begin a text too: then the binary rest must betray the format."""
PDF_HEAD = 1024
"""Bytes in which a PDF may begin behind what a mail program or a web server put before it."""

PARTS = (
    (re.compile(r"word/document\d*\.xml"), Format.DOCX, "Word 文档（docx）"),
    (re.compile(r"xl/workbook\d*\.xml"), Format.XLSX, "Excel 工作簿（xlsx）"),
    (re.compile(r"xl/workbook\d*\.bin"), Format.XLSB, "Excel 二进制工作簿（xlsb）"),
    (re.compile(r"ppt/presentation\d*\.xml"), Format.OTHER, "PowerPoint 演示文稿（pptx）"),
    (re.compile(r"ofd\.xml"), Format.OFD, "OFD 文件"),
)
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": (Format.ODT, "OpenDocument 文档（odt）"),
    b"application/vnd.oasis.opendocument.spreadsheet": (Format.ODS, "OpenDocument 表格（ods）"),
}
STREAMS = (
    ("EncryptedPackage", Format.ENCRYPTED, "加密的 Office 文档"),
    ("WordDocument", Format.DOC, "Word 97–2003 文档（doc）"),
    ("Workbook", Format.XLS, "Excel 97–2003 工作簿（xls）"),
    ("Book", Format.XLS, "Excel 5.0 工作簿（xls）"),
)
MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|(?:html|head|meta|body|title|table|div)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
WORD_XML = re.compile(r"\s*<\?xml[^>]*>\s*<\?mso-application\s+progid=\"Word\.Document\"")
MIME = re.compile(r"(?:[\w-]+:[^\n]*\n|[ \t][^\n]*\n)*?MIME-Version:", re.IGNORECASE)
TAR = "TAR 压缩包"
HEAD = 4096
"""Characters in which markup must begin."""
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def detect(data: bytes) -> tuple[Format, str]:
    """The format of ``data`` and its name for people; ``TXT`` for whatever shows no other format."""
    if found := _signed(data):
        return _inside(data, *found)
    if b"%PDF-" in data[:PDF_HEAD]:
        return Format.PDF, "PDF 文件"
    if _is_tar(data):
        return Format.TAR, TAR
    return _text_format(data)


def is_archive(data: bytes) -> bool:
    """Whether ``data`` holds files that are read each on its own."""
    return detect(data)[0].is_archive


def archive_format(stream: IO[bytes]) -> tuple[Format, str] | None:
    """As ``detect`` where ``stream`` holds files that are read each on its own, else ``None``.

    Reads no more than the head and the directory of a file that may be larger than memory; leaves it at its start.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    found = _signed(head)
    if found is None:
        return (Format.TAR, TAR) if b"%PDF-" not in head[:PDF_HEAD] and _is_tar(head) else None
    if found[0] is Format.ZIP:
        found = _zip_format(stream) or found
        stream.seek(0)
    return found if found[0].is_archive else None


def _signed(head: bytes) -> tuple[Format, str] | None:
    """The format that a signature at the start of ``head`` tells."""
    for signature, format_, kind in SIGNATURES:
        if head.startswith(signature) and (len(signature) > SHORT_SIGNATURE or _is_binary(head)):
            return format_, kind
    return None


def _is_binary(data: bytes) -> bool:
    return any(byte < 9 or 13 < byte < 32 for byte in data[:64])


def _inside(data: bytes, format_: Format, kind: str) -> tuple[Format, str]:
    if format_ is Format.ZIP:
        return _zip_format(io.BytesIO(data)) or (format_, kind)
    if format_ is Format.OLE:
        return _ole_format(data) or (format_, kind)
    return format_, kind


def _zip_format(stream: IO[bytes]) -> tuple[Format, str] | None:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {name.lstrip("/").lower() for name in archive.namelist()}
            mimetype = archive.open("mimetype").read(100).strip() if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError):
        return None
    found = next(((format_, kind) for part, format_, kind in PARTS if any(map(part.fullmatch, names))), None)
    return found or OPEN_DOCUMENT.get(mimetype) or (Format.ZIP, "ZIP 压缩包")


def _ole_format(data: bytes) -> tuple[Format, str] | None:
    import olefile  # noqa: PLC0415 -- only old Office files need it

    try:
        with olefile.OleFileIO(data) as container:
            top = {entry[0].lower() for entry in container.listdir() if len(entry) == 1}
    except Exception:  # the library meets damaged directories with errors of every kind
        return None
    return next(((format_, kind) for name, format_, kind in STREAMS if name.lower() in top), None)


def _is_tar(data: bytes) -> bool:
    """Whether the first header of an archive without a signature at its start is sound: its checksum says so."""
    try:
        return len(data) >= tarfile.BLOCKSIZE and bool(
            tarfile.TarInfo.frombuf(data[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape").name
        )
    except tarfile.HeaderError:
        return False


def _text_format(data: bytes) -> tuple[Format, str]:
    head = _head(data)
    if WORD_XML.match(head):
        return Format.WORD_XML, "Word 2003 XML 文档"
    if MARKUP.match(head):
        return Format.HTML, "网页（HTML）"
    if MIME.match(head):
        return Format.MHTML, "单个文件网页（MHTML）"
    try:
        text = decode(data)
    except DocumentError:
        return Format.TXT, "纯文本"
    return (Format.CSV, "CSV 表格") if is_delimited(text) else (Format.TXT, "纯文本")


def _head(data: bytes) -> str:
    """The first characters in whatever encoding keeps ASCII where it is."""
    for mark, encoding in zip(BOMS, ("utf-8", "utf-16-le", "utf-16-be"), strict=True):
        if data.startswith(mark):
            return data[len(mark) : HEAD].decode(encoding, "ignore")
    if data[:2] == b"<\x00" or data[:2] == b"\x00<":
        return data[:HEAD].decode("utf-16-le" if data[1] == 0 else "utf-16-be", "ignore")
    return data[:HEAD].decode("latin-1")

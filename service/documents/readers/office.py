"""Older and neighbouring Office formats: converted by the office program, then read as the current ones are."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from service.documents.blocks import Block, Cell, Grid, Paragraph, Read, Run
from service.documents.limits import Limits
from service.documents.readers.docx import read_docx
from service.documents.readers.package import Element, local, parse_xml
from service.documents.readers.programs import convert, find, run
from service.documents.readers.sheets import Area, Sheet, sheet_blocks
from service.documents.readers.xlsx import read_xlsx
from service.documents.source import Place
from service.errors import DamagedDocumentError, EncryptedDocumentError, MissingReaderError

ENCRYPTED_FLAG = 0x0100
LOCKED = "文件有密码保护；请用密码打开后另存为不加密的文件"
DOCTYPE = re.compile(rb"<!DOCTYPE[^>]*>")
FILE_PASS = b"\x2f\x00"
"""The record of a workbook behind which everything is encrypted."""


def read_doc(data: bytes, limits: Limits) -> Read:
    """A document of Word 97–2003; ``antiword`` is the fallback, which knows neither merged cells nor text boxes."""
    if _word_is_locked(data):
        raise EncryptedDocumentError(LOCKED)
    try:
        read = read_docx(convert(data, "doc", "docx", "MS Word 97", limits), limits)
    except (MissingReaderError, DamagedDocumentError) as error:
        if (program := find("antiword")) is None:
            raise
        return _by_antiword(program, data, limits, error)
    return replace(read, format="doc")


def read_rtf(data: bytes, limits: Limits) -> Read:
    """A document in Rich Text Format."""
    return replace(read_docx(convert(data, "rtf", "docx", "Rich Text Format", limits), limits), format="rtf")


def read_odt(data: bytes, limits: Limits) -> Read:
    """A text of the OpenDocument format."""
    return replace(read_docx(convert(data, "odt", "docx", "writer8", limits), limits), format="odt")


def read_word_xml(data: bytes, limits: Limits) -> Read:
    """A document that Word 2003 saved as XML."""
    converted = convert(data, "xml", "docx", "MS Word 2003 XML", limits)
    return replace(read_docx(converted, limits), format="wordml")


def read_xls(data: bytes, limits: Limits) -> Read:
    """A workbook of Excel 97–2003."""
    if _workbook_is_locked(data):
        raise EncryptedDocumentError(LOCKED)
    return _workbook(data, "xls", "MS Excel 97", limits)


def read_ods(data: bytes, limits: Limits) -> Read:
    """A workbook of the OpenDocument format."""
    return _workbook(data, "ods", "calc8", limits)


def read_xlsb(data: bytes, limits: Limits) -> Read:
    """A binary workbook of Excel."""
    return _workbook(data, "xlsb", None, limits)


def _workbook(data: bytes, suffix: str, input_filter: str | None, limits: Limits) -> Read:
    try:
        return replace(read_xlsx(convert(data, suffix, "xlsx", input_filter, limits), limits), format=suffix)
    except (MissingReaderError, DamagedDocumentError) as error:
        return _by_calamine(data, suffix, error)


def _by_calamine(data: bytes, suffix: str, error: Exception) -> Read:
    """The stored values, which may have more digits than were shown."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    blocks: list[Block] = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in workbook.sheets_metadata:
            if meta.typ is SheetTypeEnum.WorkSheet and meta.visible is SheetVisibleEnum.Visible:
                sheet = Sheet(meta.name)
                source = workbook.get_sheet_by_name(meta.name)
                for row, line in enumerate(source.iter_rows(), 1):
                    texts = {column: _plain(value) for column, value in enumerate(line, 1)}
                    if kept := {column: text for column, text in texts.items() if text}:
                        sheet.cells[row] = kept
                sheet.merged += [
                    Area(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in source.merged_cell_ranges or ()
                ]
                blocks += sheet_blocks(sheet, titled=len(workbook.sheets_metadata) > 1)
    except (CalamineError, OSError, ValueError) as broken:
        raise error from broken
    note = "没有 LibreOffice 可用或它不能打开这份文件，数字按存储值读取，小数位数和百分号可能与显示的不同。"
    return Read(suffix, tuple(blocks), notes=(note,))


def _plain(value: object) -> str:
    if isinstance(value, float):
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:f}"
    return "" if value is None else str(value)


def _by_antiword(program: str, data: bytes, limits: Limits, error: Exception) -> Read:
    """What ``antiword`` writes as DocBook: in its plain text long cells are wrapped and wide tables fall apart."""
    with TemporaryDirectory(prefix="jixi-") as name:
        folder = Path(name)
        (folder / "report.doc").write_bytes(data)
        output = run([program, "-x", "db", "report.doc"], folder, limits)
    blocks = tuple(_DocBook().blocks(parse_xml(DOCTYPE.sub(b"", output, count=1))))
    if not blocks:
        raise error
    note = "没有 LibreOffice 可用或它不能打开这份文件，改用 antiword 读取：表格可能散成文字，文本框可能有出入。"
    return Read("doc", blocks, notes=(note,))


@dataclass(slots=True)
class _DocBook:
    """Walks through DocBook and counts paragraphs and tables."""

    paragraphs: int = 0
    tables: int = 0

    def blocks(self, element: Element) -> Iterator[Block]:
        """The paragraphs and tables below ``element``."""
        for one in element:
            name = local(one)
            if name == "informaltable":
                self.tables += 1
                yield Grid(tuple(self._rows(one)))
            elif name in ("para", "title"):
                yield from self._paragraph(one)
            elif name != "bookinfo":
                yield from self.blocks(one)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        if any(local(one) == "informaltable" for one in element):
            yield from self.blocks(element)
        elif text := _words(element):
            self.paragraphs += 1
            yield Paragraph((Run(text, Place(node=f"p{self.paragraphs}")),))

    def _rows(self, table: Element) -> Iterator[tuple[Cell, ...]]:
        rows = (one for one in table.iter() if local(one) == "row")
        for number, row in enumerate(rows, 1):
            name = f"t{self.tables}r{number}"
            texts = [_words(entry) for entry in row if local(entry) == "entry"]
            yield tuple(
                Cell((Run(text, Place(node=f"{name}c{at}")),) if text else ()) for at, text in enumerate(texts, 1)
            )


def _words(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _word_is_locked(data: bytes) -> bool:
    stream = _stream(data, "WordDocument")
    return len(stream) > 12 and bool(int.from_bytes(stream[10:12], "little") & ENCRYPTED_FLAG)


def _workbook_is_locked(data: bytes) -> bool:
    """Whether one of the first records asks for a password; each record is a kind, a length, and its bytes."""
    stream = _stream(data, "Workbook") or _stream(data, "Book")
    at = 0
    for _ in range(10):
        if stream[at : at + 2] == FILE_PASS:
            return True
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
    return False


def _stream(data: bytes, name: str) -> bytes:
    """The first bytes of a stream of an OLE container."""
    import olefile  # noqa: PLC0415 -- only old Office files need it

    try:
        with olefile.OleFileIO(data) as container:
            return bytes(container.openstream(name).read(65_536)) if container.exists(name) else b""
    except Exception:  # the library meets damaged directories with errors of every kind
        return b""

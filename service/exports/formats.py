"""The formats by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.exports.tabular import csv_of, json_of, jsonl_of
from service.extraction import Extraction

MARK = b"\xef\xbb\xbf"
"""Without it, spreadsheets take UTF-8 for the encoding of the system."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format: ``write`` makes the file of an extraction, with the bytes of the original where there are any."""

    name: str
    media_type: str
    write: Callable[[Extraction, bytes | None], bytes]


def _xlsx(extraction: Extraction, _: bytes | None) -> bytes:
    from service.exports.workbook import workbook_of  # noqa: PLC0415 -- who wants JSON need not load a writer of books

    return workbook_of(extraction)


def _docx(extraction: Extraction, _: bytes | None) -> bytes:
    from service.exports.word import word_of  # noqa: PLC0415

    return word_of(extraction)


def _html(extraction: Extraction, data: bytes | None) -> bytes:
    from service.page import render_page  # noqa: PLC0415

    return render_page(extraction, data).encode()


OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS: Mapping[str, Export] = {
    "xlsx": Export("Excel 工作簿", f"{OFFICE}spreadsheetml.sheet", _xlsx),
    "csv": Export("CSV 表", "text/csv; charset=utf-8", lambda one, _: MARK + csv_of(one).encode()),
    "json": Export("JSON", "application/json", lambda one, _: json_of(one).encode()),
    "jsonl": Export("JSON，每行一条记录", "application/x-ndjson", lambda one, _: jsonl_of(one).encode()),
    "docx": Export("带标注的 Word", f"{OFFICE}wordprocessingml.document", _docx),
    "html": Export("带标注的网页", "text/html; charset=utf-8", _html),
}

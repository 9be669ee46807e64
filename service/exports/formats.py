"""The formats by name."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from service.exports.tabular import csv_of, json_of, jsonl_of
from service.extraction import Extraction

MARK = b"\xef\xbb\xbf"
"""Without it, spreadsheets take UTF-8 for the encoding of the system."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format; ``make`` takes an extraction, the bytes of the original and the ids of records that people changed."""

    name: str
    media_type: str
    make: Callable[[Extraction, bytes | None, Set[str]], bytes]

    def write(self, extraction: Extraction, data: bytes | None, corrected: Set[str] = frozenset()) -> bytes:
        """The file of ``extraction``, with ``data`` of the original where there are any.

        ``corrected``: the ids of the records that a person changed, which tables mark.
        """
        return self.make(extraction, data, corrected)


def _xlsx(extraction: Extraction, _: bytes | None, corrected: Set[str]) -> bytes:
    from service.exports.workbook import workbook_of  # noqa: PLC0415 -- who wants JSON need not load a writer of books

    return workbook_of(extraction, corrected)


def _docx(extraction: Extraction, _: bytes | None, __: Set[str]) -> bytes:
    from service.exports.word import word_of  # noqa: PLC0415

    return word_of(extraction)


def _html(extraction: Extraction, data: bytes | None, _: Set[str]) -> bytes:
    from service.page import render_page  # noqa: PLC0415

    return render_page(extraction, data).encode()


OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS: Mapping[str, Export] = {
    "xlsx": Export("Excel 工作簿", f"{OFFICE}spreadsheetml.sheet", _xlsx),
    "csv": Export("CSV 表", "text/csv; charset=utf-8", lambda one, _, ids: MARK + csv_of(one, ids).encode()),
    "json": Export("JSON", "application/json", lambda one, *_: json_of(one).encode()),
    "jsonl": Export("JSON，每行一条记录", "application/x-ndjson", lambda one, _, ids: jsonl_of(one, ids).encode()),
    "docx": Export("带标注的 Word", f"{OFFICE}wordprocessingml.document", _docx),
    "html": Export("带标注的网页", "text/html; charset=utf-8", _html),
}
